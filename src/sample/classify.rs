//! Lines of standard input, each with the label that the net gives it.

use std::collections::HashSet;

use super::lines::answer_lines;
use crate::data::Names;
use crate::exit::{Failure, say};
use crate::figures::figure;
use crate::nn::layout::Layout;
use crate::nn::loss::largest;
use crate::nn::network::{Network, Prepared, Sequences};
use crate::session::format::Session;

/// Prints label and probability, a tab between them, for each line of standard input as soon as the line is there.
///
/// Characters that the net does not know are left out and named once on stderr. A line of only such characters gets
/// neither label nor number, only the tab.
pub fn run(session: &Session, network: &Network) -> Result<(), Failure> {
    let Names::Labelled { characters, labels } = &session.source.names else {
        unreachable!("a session of labelled texts was checked to have characters and labels")
    };
    let (mut prepared, mut pass) = (Prepared::default(), network.pass());
    let weights = network.prepare(&session.checkpoint.state.params, &mut prepared);
    let mut named = HashSet::new();
    answer_lines("Type a text a line", |number, text| {
        let mut tokens = Vec::new();
        for c in text.chars() {
            match characters.id(c) {
                Some(id) => tokens.push(id),
                None if named.insert(c) => {
                    say(format_args!("rnntui: {c:?} is in no text that was learnt, and left out."));
                }
                None => {}
            }
        }
        if tokens.is_empty() {
            say(format_args!("rnntui: line {number} has no character that was learnt, and gets no label."));
            return "\t".to_owned();
        }
        let layout = Layout::uniform(tokens.len(), 1);
        let read = Sequences::tokens(&tokens, &layout);
        network.forward(weights, read, &mut network.zero_state(1), None, &mut pass);
        let logits = pass.outputs().as_slice().expect("a matrix of one row is contiguous");
        let (label, max) = largest(logits);
        let sum: f64 = logits.iter().map(|&z| f64::from(z - max).exp()).sum();
        format!("{}\t{}", labels[label as usize], figure(1.0 / sum))
    })
}
