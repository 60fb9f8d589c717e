//! A label in, a text out: written character by character to its end.

use std::io::{self, IsTerminal as _, Write as _};

use super::drawing::Drawing;
use super::stop::Stop;
use crate::cli::Sample;
use crate::data::Names;
use crate::exit::{Failure, say};
use crate::glyph::visible;
use crate::nn::decode::{Writer, write};
use crate::nn::network::{Network, Prepared};
use crate::session::format::Session;

/// How many known labels are named if an unknown one was asked for.
const NAMED: usize = 10;

/// Prints a text for the label that was asked for, or for each label in turn as a row `label<TAB>text`.
pub fn run(args: &Sample, session: &Session, network: &Network) -> Result<(), Failure> {
    let Names::Labelled { characters, labels } = &session.source.names else {
        unreachable!("a session of labelled texts was checked to have characters and labels")
    };
    let wanted = match &args.label {
        None => 0..labels.len(),
        Some(wanted) => {
            let place = labels.iter().position(|label| label == wanted.trim());
            let place = place.ok_or_else(|| Failure::Input(unknown(wanted, labels)))?;
            place..place + 1
        }
    };
    let limit = args.n.unwrap_or(session.longest_answer());
    let index = |len: usize| u32::try_from(len).expect("characters and labels have ids below 2^32");
    let end = index(characters.len());
    let mut prepared = Prepared::default();
    let weights = network.prepare(&session.checkpoint.state.params, &mut prepared);
    let mut out = io::stdout().lock();
    let to_terminal = out.is_terminal();
    // Refused before anything is written.
    Stop::new(args.stop.as_deref(), |c| characters.id(c).is_some())?;
    for place in wanted {
        for number in 0..args.count.unwrap_or(1) {
            // A label's text is the same whether it is asked for alone or with all others.
            let mut drawing = Drawing::new(args, place as u64 + number * labels.len() as u64);
            let mut writer = Writer::new(network, weights, 1);
            let mut text = String::new();
            let mut stopped = false;
            let choose = |_, logits: &[f32]| {
                let token = drawing.next(logits);
                if token != end && text.chars().count() < limit {
                    text.push(characters.char(token));
                    stopped = args.stop.as_deref().is_some_and(|stop| text.ends_with(stop));
                }
                if stopped { end } else { token }
            };
            // One token more than may be printed, because it may be the end.
            let written = write(&mut writer, &[end + index(place)], end, limit.saturating_add(1), choose).remove(0);
            if let Some(stop) = args.stop.as_deref().filter(|_| stopped) {
                text.truncate(text.len() - stop.len());
            }
            if !written.ended {
                let label = &labels[place];
                say(format_args!("rnntui: the text for {label:?} has no end, and is cut after {limit} characters."));
            }
            let mut line = if args.label.is_none() { format!("{}\t{text}", labels[place]) } else { text };
            if to_terminal {
                line = visible(&line);
            }
            writeln!(out, "{line}").and_then(|()| out.flush()).map_err(Failure::unwritable)?;
        }
    }
    Ok(())
}

fn unknown(wanted: &str, labels: &[String]) -> String {
    let known: Vec<_> = labels.iter().take(NAMED).map(|label| format!("{label:?}")).collect();
    let more = if labels.len() > NAMED { format!(" and {} more", labels.len() - NAMED) } else { String::new() };
    format!("no text with the label {wanted:?} was learnt: give --label one of {}{more}", known.join(", "))
}
