//! Lines of standard input, each with the label that the net gives it.

use std::collections::HashSet;

use super::lines::answer_lines;
use crate::config::{ClassifyConfig, TaskConfig};
use crate::data::{Names, TextReader};
use crate::exit::{Failure, say};
use crate::figures::figure;
use crate::nn::layout::Layout;
use crate::nn::loss::{exp_sum, largest};
use crate::nn::network::{Network, Prepared, Sequences};
use crate::session::format::Session;
use crate::task::view::UNSURE;

/// Prints label and probability, a tab between them, for each line of standard input as soon as the line is there. A
/// label less likely than the session's threshold is printed as `?`.
///
/// Characters that the net does not know are left out, words that it does not know are read as the unknown one; each is
/// named once on stderr. A line without anything to read gets neither label nor number, only the tab.
pub fn run(session: &Session, network: &Network) -> Result<(), Failure> {
    let names = &session.source.names;
    let (Names::Labelled { labels, .. } | Names::LabelledWords { labels, .. }) = names else {
        unreachable!("a session of labelled texts was checked to have labels")
    };
    let reader = TextReader::new(names).map_err(Failure::input)?;
    let mut named = HashSet::new();
    let TaskConfig::Classify(ClassifyConfig { threshold, .. }) = session.checkpoint.config.task else {
        unreachable!("a session of labels was checked to be of this task")
    };
    let (mut prepared, mut pass) = (Prepared::default(), network.pass());
    let weights = network.prepare(&session.checkpoint.state.params, &mut prepared);
    answer_lines("Type a text a line", |number, text| {
        let tokens = reader.tokens(text, |token| name(&reader, token, &mut named));
        if tokens.is_empty() {
            let what = if matches!(reader, TextReader::Words(_)) { "word" } else { "character" };
            say(format_args!("rnntui: line {number} has no {what} that was learnt, and gets no label."));
            return "\t".to_owned();
        }
        let layout = Layout::uniform(tokens.len(), 1);
        let read = Sequences::tokens(&tokens, &layout);
        network.forward(weights, read, &mut network.zero_state(1), None, &mut pass);
        let logits = pass.outputs().as_slice().expect("a matrix of one row is contiguous");
        let (label, max) = largest(logits);
        let sum = exp_sum(logits, max);
        let said = if 1.0 / sum < threshold { UNSURE } else { &labels[label as usize] };
        format!("{said}\t{}", figure(1.0 / sum))
    })
}

/// Names a token that the net does not know, once however often it is met.
fn name(reader: &TextReader, token: &str, named: &mut HashSet<String>) {
    if !named.insert(token.to_owned()) {
        return;
    }
    match reader {
        TextReader::Characters(_) => token.chars().for_each(|c| {
            say(format_args!("rnntui: {c:?} is in no text that was learnt, and left out."));
        }),
        TextReader::Words(_) => {
            say(format_args!("rnntui: {token:?} is a word that was not learnt, and read as <UNK>."));
        }
    }
}
