//! A series goes on after its last row: as many rows as the horizon from what is known, then from its own forecasts.

use std::io::{self, IsTerminal as _};
use std::ops::ControlFlow;

use crate::cli::Sample;
use crate::exit::{Failure, say};
use crate::glyph::one_line;
use crate::nn::network::{Network, Prepared};
use crate::session::format::Session;
use crate::task::after;

/// Prints a line of CSV for each row forecast: how many rows after the last one it is, and the target.
pub fn run(args: &Sample, session: &Session, network: &Network) -> Result<(), Failure> {
    let setup = session
        .setup(&args.net.session, args.net.data.as_deref(), &mut |_, _| ControlFlow::Continue(()))
        .map_err(Failure::input)?;
    let timeline = setup.timeline().map_err(|error| {
        Failure::input(format!("{:?} forecasts a column that its data has not: {error}", args.net.session))
    })?;
    let (horizon, name) = (timeline.examples().cut().ahead.clone(), timeline.target_name());
    let n = args.n.unwrap_or(*horizon.end());
    if n > *horizon.end() {
        let others =
            if timeline.series().columns.len() > 1 { ", while the other columns keep their last values" } else { "" };
        say(format_args!(
            "from {} after the last row on, forecasts are made from forecasts of {name:?}{others}.",
            horizon.end() + 1
        ));
    }
    let mut prepared = Prepared::default();
    let weights = network.prepare(&session.checkpoint.state.params, &mut prepared);
    let mut out = csv::Writer::from_writer(io::stdout().lock());
    let mut write = |record: &[&str]| out.write_record(record).map_err(|error| Failure::unwritable(error.into()));
    // A pipe is given the name as it stands in the file.
    let shown = if io::stdout().is_terminal() { one_line(name) } else { name.to_owned() };
    let groups = &timeline.series().groups;
    let several = groups.len() > 1;
    let skipped = usize::from(!several);
    write(&["series", "ahead", &shown][skipped..])?;
    let values = timeline.truth();
    for (place, group) in groups.iter().enumerate() {
        let known = values[group.rows.clone()].iter().filter(|value| value.is_finite());
        let (low, high) = known.fold((f64::MAX, f64::MIN), |(low, high), &value| (low.min(value), high.max(value)));
        let decimals = decimals(high - low);
        for (ahead, value) in (1..).zip(after(&timeline, network, weights, place, n)) {
            let (ahead, value) = (ahead.to_string(), format!("{value:.decimals$}"));
            write(&[&group.name, ahead.as_str(), &value][skipped..])?;
        }
    }
    out.flush().map_err(Failure::unwritable)
}

/// How many decimals show the whole precision of an `f32` for values over this range.
fn decimals(range: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 12 digits")]
    let digits = (6.0 - range.log10().floor()).clamp(0.0, 12.0) as usize;
    digits
}
