//! Sentences of standard input, translated: a line in, a line out.

use std::collections::HashSet;

use super::lines::answer_lines;
use crate::data::lexicon::{EOS, SOS};
use crate::exit::{Failure, say};
use crate::nn::layout::Layout;
use crate::nn::network::Sequences;
use crate::nn::translator::{Ends, Prepared, Translator};
use crate::session::format::Session;

/// Prints a translation for each line of standard input as soon as the line is there; an empty one for an empty line.
pub fn run(session: &Session, translator: &Translator) -> Result<(), Failure> {
    let (source, target) = session.lexicons();
    // One more for the end.
    let limit = session.longest_answer().saturating_add(1);
    let (mut prepared, mut pass) = (Prepared::default(), translator.pass());
    let weights = translator.prepare(&session.checkpoint.state.params, &mut prepared);
    let mut named = HashSet::new();
    answer_lines("Type a sentence a line", |number, sentence| {
        let read = source.encode(sentence);
        for word in read.unknown {
            // A word is named once, however often it is asked.
            if named.insert(word.clone()) {
                say(format_args!("rnntui: {word:?} is in no pair that was learnt, and read as <UNK>."));
            }
        }
        if read.ids.is_empty() {
            return String::new();
        }
        let tokens = [read.ids.as_slice(), &[EOS]].concat();
        let layout = Layout::uniform(tokens.len(), 1);
        let ends = Ends { start: SOS, end: EOS, limit };
        let read = Sequences::tokens(&tokens, &layout);
        let mut written = translator.greedy(weights, read, ends, &mut pass).remove(0).tokens;
        if written.last() == Some(&EOS) {
            written.pop();
        } else {
            say(format_args!("rnntui: the translation of line {number} has no end, and is cut after {limit} tokens."));
        }
        target.join(written)
    })
}
