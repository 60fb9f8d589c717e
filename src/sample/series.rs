//! A series goes on after its last row: as many rows as the horizon from what is known, then from its own forecasts.

use std::io::{self, IsTerminal as _};
use std::ops::ControlFlow;

use ndarray::{ArrayView2, s};

use crate::cli::Sample;
use crate::data::{Data, Series};
use crate::exit::{Failure, say};
use crate::glyph::one_line;
use crate::nn::layout::Layout;
use crate::nn::network::{Network, Prepared, Sequences, Weights};
use crate::session::format::Session;
use crate::task::Timeline;

/// Prints a line of CSV for each row forecast: how many rows after the last one it is, and the target.
pub fn run(args: &Sample, session: &Session, network: &Network) -> Result<(), Failure> {
    let setup = session.setup(&args.session, &mut |_, _| ControlFlow::Continue(())).map_err(Failure::input)?;
    let timeline = Timeline::new(series(setup.data()), &session.checkpoint.config).map_err(|error| {
        Failure::input(format!("{:?} forecasts a column that its data has not: {error}", args.session))
    })?;
    let (horizon, name) = (timeline.horizon(), timeline.target_name());
    let n = args.n.unwrap_or(horizon);
    if n > horizon {
        let others =
            if timeline.series().columns.len() > 1 { ", while the other columns keep their last values" } else { "" };
        say(format_args!(
            "from {} after the last row on, forecasts are made from forecasts of {name:?}{others}.",
            horizon + 1
        ));
    }
    let scaler = timeline.forecast_scaler();
    let target = timeline.target();
    let decimals = decimals(scaler.inverse(target, 1.0) - scaler.inverse(target, 0.0));
    let mut prepared = Prepared::default();
    let weights = network.prepare(&session.checkpoint.state.params, &mut prepared);
    let mut out = csv::Writer::from_writer(io::stdout().lock());
    let mut write = |record: [&str; 2]| out.write_record(record).map_err(|error| Failure::unwritable(error.into()));
    // A pipe is given the name as it stands in the file.
    if io::stdout().is_terminal() {
        write(["ahead", &one_line(name)])?;
    } else {
        write(["ahead", name])?;
    }
    for (ahead, said) in (1..).zip(forecast(&timeline, network, weights, n)) {
        let value = scaler.inverse(target, f64::from(said));
        write([&ahead.to_string(), &format!("{value:.decimals$}")])?;
    }
    out.flush().map_err(Failure::unwritable)
}

fn series(data: &Data) -> Series {
    match data {
        Data::Series(series) => series.clone(),
        Data::Text(_) | Data::Labelled(_) | Data::Pairs(_) => unreachable!("a session's data was read as its task's"),
    }
}

/// The next `n` values of the target as the network puts them out.
fn forecast(timeline: &Timeline, network: &Network, weights: Weights<'_>, n: usize) -> impl Iterator<Item = f32> {
    let (seq_len, target) = (timeline.seq_len(), timeline.target());
    let (layout, mut pass) = (Layout::uniform(seq_len, 1), network.pass());
    // The rows of the first window; each forecast adds a row and moves the window by one.
    let values = timeline.scaled_for_forecasts();
    let columns = values.ncols();
    let first = values.nrows() + 1 - seq_len - timeline.horizon();
    let mut recent: Vec<f32> = values.slice(s![first.., ..]).iter().copied().collect();
    (0..n).map(move |_| {
        let window = ArrayView2::from_shape((seq_len, columns), &recent[..seq_len * columns])
            .expect("there are a window's rows and the horizon's");
        let read = Sequences::values(window, &layout);
        network.forward(weights, read, &mut network.zero_state(1), None, &mut pass);
        let said = pass.outputs()[[0, 0]];
        recent.extend_from_within(recent.len() - columns..);
        let next = recent.len() - columns;
        recent[next + target] = said;
        recent.drain(..columns);
        said
    })
}

/// How many decimals show the whole precision of an `f32` for values over this range.
fn decimals(range: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 12 digits")]
    let digits = (6.0 - range.log10().floor()).clamp(0.0, 12.0) as usize;
    digits
}
