//! What a net of the text task writes on its own: a text that goes on from a prefix, or a document from its beginning.

use super::problem::TextProblem;
use crate::data::Unit;
use crate::nn::decode::Writer;
use crate::nn::network::Prepared;
use crate::task::inside::{Script, afforded, unknown, write};
use crate::task::show::Moment;
use crate::task::view::{WriteAsk, WriteView};

/// Tokens of a line.
const LINE: usize = 100;

impl TextProblem {
    /// A line of what the net writes on its own, drawn anew at each step; nothing if `work` is too little for it.
    pub(super) fn free(&self, moment: Moment<'_>, work: u64) -> Vec<String> {
        let ask = WriteAsk { seed: moment.position.step, ..WriteAsk::default() };
        let Some(work) = afforded(self.network.work(), LINE, work) else { return Vec::new() };
        match self.write(moment, &ask, work) {
            WriteView::Tokens(writing) => {
                writing.free.spots.into_iter().skip(writing.free.read).map(|spot| spot.text).collect()
            }
            WriteView::Forecasts { .. } | WriteView::Nothing => unreachable!("a text is written in tokens"),
        }
    }

    /// The text. Without a prefix it begins after a line end, or where there is none after the first token of the text.
    pub(super) fn write(&self, moment: Moment<'_>, ask: &WriteAsk, work: u64) -> WriteView {
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
        let mut prepared = Prepared::default();
        let weights = network.prepare(moment.params, &mut prepared);
        WriteView::Tokens(write(&|| Box::new(Writer::new(network, weights, 1)), script, ask, work))
    }
}
