//! What a net of the text task writes on its own: a text that goes on from a prefix, or a document from its beginning.

use super::problem::TextProblem;
use crate::data::Unit;
use crate::nn::decode::Writer;
use crate::nn::network::Prepared;
use crate::task::inside::{Script, unknown, write};
use crate::task::show::Moment;
use crate::task::view::{WriteAsk, WriteView};

impl TextProblem {
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
