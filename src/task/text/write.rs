//! What a net of the text task writes on its own: a text that goes on from a prefix, or a document from its beginning.

use super::problem::TextProblem;
use crate::data::Unit;
use crate::nn::decode::Writer;
use crate::nn::network::Weights;
use crate::task::inside::{Script, afforded, unknown, write};
use crate::task::view::{WriteAsk, Writing};

/// Tokens of a line.
const LINE: usize = 100;

impl TextProblem {
    /// A line of what the net writes on its own after `step` steps, drawn anew at each; nothing if `work` is too little
    /// for it.
    pub(super) fn free(&self, weights: Weights<'_>, step: u64, work: u64) -> Vec<String> {
        let ask = WriteAsk { seed: step, ..WriteAsk::default() };
        let Some(work) = afforded(self.network.work(), LINE, work) else { return Vec::new() };
        let line = self.write(weights, &ask, work).free;
        line.spots.into_iter().skip(line.read).map(|spot| spot.text).collect()
    }

    /// The text. Without a prefix it begins after a line end, or where there is none after the first token of the text.
    pub(super) fn write(&self, weights: Weights<'_>, ask: &WriteAsk, work: u64) -> Writing {
        let (vocab, network) = (&self.text.vocab, &self.network);
        let mut strange = Vec::new();
        let prefix = vocab.encode(&ask.prefix, |token| strange.push(token.to_owned()));
        let script = Script {
            of: String::new(),
            read: vocab.from_the_beginning(prefix),
            first: None,
            end: vocab.end(),
            never: vocab.unknown(),
            temperature: 1.0,
            cost: network.work(),
            unit: vocab.unit(),
            token: &|id| vocab.token(id),
            notes: unknown(&strange, vocab.unit() == Unit::Words),
        };
        write(&|| Box::new(Writer::new(network, weights, 1)), script, ask, work)
    }
}
