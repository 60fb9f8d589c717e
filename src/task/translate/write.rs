//! What a translator writes for one source, as it is asked to.

use super::problem::PairsProblem;
use crate::data::lexicon::{EOS, SOS, UNK};
use crate::data::{Token, Unit};
use crate::nn::decode::ContinueHeld;
use crate::nn::layout::Layout;
use crate::nn::network::Sequences;
use crate::nn::translator::{Prepared, Speaker};
use crate::task::inside::{Script, unknown, write};
use crate::task::show::Moment;
use crate::task::view::{WriteAsk, WriteView};

impl PairsProblem {
    /// The translation of the source of `row`, the likeliest word each time unless it is asked to draw. A prefix is
    /// what the translation begins with.
    pub(super) fn write(&self, moment: Moment<'_>, row: usize, ask: &WriteAsk, work: u64) -> WriteView {
        let (pairs, translator) = (&self.pairs, &self.translator);
        let lexicon = &pairs.target.lexicon;
        let prefix = lexicon.encode(&ask.prefix);
        let token = |id| match id {
            EOS => Token::End,
            UNK => Token::Unknown,
            id => Token::Word(lexicon.token(id).into()),
        };
        let script = Script {
            of: pairs.source.text(row),
            read: [&[SOS], prefix.ids.as_slice()].concat(),
            first: Some("→ "),
            end: Some(EOS),
            never: None,
            temperature: 0.0,
            // A word is written by the decoder, which has about half of all parameters.
            cost: translator.table().len() / 2,
            unit: lexicon.unit(),
            token: &token,
            notes: unknown(&prefix.unknown, lexicon.unit() == Unit::Words),
        };
        let mut prepared = Prepared::default();
        let weights = translator.prepare(moment.params, &mut prepared);
        let source: Vec<u32> = pairs.source.ids(row).chain([EOS]).collect();
        let layout = Layout::uniform(source.len(), 1);
        let begin = || -> Box<dyn ContinueHeld + '_> {
            Box::new(Speaker::new(translator, weights, Sequences::tokens(&source, &layout)))
        };
        WriteView::Tokens(write(&begin, script, ask, work))
    }
}
