//! Lines of standard input, each with the label that the net gives it.

use std::collections::HashSet;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use crate::data::Names;
use crate::exit::{Failure, say, visible};
use crate::nn::layout::Layout;
use crate::nn::loss::largest;
use crate::nn::network::{Network, Prepared, Sequences};
use crate::session::format::Session;

/// Prints label and probability, a tab between them, for each line of standard input as soon as the line is there.
///
/// Characters that were not learnt are left out and named once on stderr. A line without any other gets an answer
/// without label and number: the tab alone.
pub fn run(session: &Session, network: &Network) -> Result<(), Failure> {
    let Names::Labelled { characters, labels } = &session.source.names else {
        unreachable!("a session of labelled texts was checked to have characters and labels")
    };
    let params = &session.checkpoint.params;
    let (mut prepared, mut pass) = (Prepared::default(), network.pass());
    let weights = network.prepare(params, &mut prepared);
    if io::stdin().is_terminal() {
        say(format_args!("Type a text a line; Ctrl-D ends."));
    }
    let mut named = HashSet::new();
    let mut out = io::stdout().lock();
    let to_terminal = out.is_terminal();
    for (number, line) in (1..).zip(io::stdin().lock().lines()) {
        let line = line.map_err(|error| Failure::Input(format!("line {number} of standard input: {error}")))?;
        let text = if number == 1 { line.trim_start_matches('\u{feff}') } else { &line };
        let mut tokens = Vec::new();
        for c in text.trim_end_matches('\r').chars() {
            match characters.id(c) {
                Some(id) => tokens.push(id),
                None if named.insert(c) => {
                    say(format_args!("rnntui: {c:?} is in no text that was learnt, and left out."));
                }
                None => {}
            }
        }
        let mut answer = "\t".to_owned();
        if tokens.is_empty() {
            say(format_args!("rnntui: line {number} has no character that was learnt, and gets no label."));
        } else {
            let layout = Layout::uniform(tokens.len(), 1);
            let read = Sequences::tokens(&tokens, &layout);
            network.forward(weights, read, &mut network.zero_state(1), None, &mut pass);
            let logits = pass.outputs().as_slice().expect("a matrix of one row is contiguous");
            let (label, max) = largest(logits);
            let sum: f64 = logits.iter().map(|&z| f64::from(z - max).exp()).sum();
            answer = format!("{}\t{:.4}", labels[label as usize], 1.0 / sum);
        }
        if to_terminal {
            answer = answer.chars().map(visible).collect();
        }
        writeln!(out, "{answer}").and_then(|()| out.flush()).map_err(Failure::unwritable)?;
    }
    Ok(())
}
