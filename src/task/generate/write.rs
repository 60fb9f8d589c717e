//! What a generator writes for one label, as it is asked to.

use crate::data::{Token, Unit};
use crate::nn::decode::Writer;
use crate::nn::network::Prepared;
use crate::task::inside::{Script, unknown, write};
use crate::task::rows::{Goal, RowsProblem};
use crate::task::show::Moment;
use crate::task::view::{WriteAsk, WriteView};

/// The text for the label of `row`.
pub(super) fn write_for(problem: &RowsProblem, moment: Moment<'_>, row: usize, ask: &WriteAsk, work: u64) -> WriteView {
    let (data, network) = (&problem.data, &problem.network);
    let mut strange = Vec::new();
    let mut read: Vec<u32> = Goal::Text.read(data, row).take(1).collect();
    for c in ask.prefix.chars() {
        match data.vocab.id(c) {
            Some(id) => read.push(id),
            None => strange.push(c.to_string()),
        }
    }
    let end = u32::try_from(data.vocab.len()).expect("characters have ids below 2^24");
    let script = Script {
        of: data.labels[data.label(row) as usize].clone(),
        read,
        first: Some("→ "),
        end: Some(end),
        never: None,
        temperature: 1.0,
        cost: network.work(),
        unit: Unit::Chars,
        token: &|id| if id == end { Token::End } else { Token::Char(data.vocab.char(id)) },
        notes: unknown(&strange, false),
    };
    let mut prepared = Prepared::default();
    let weights = network.prepare(moment.params, &mut prepared);
    WriteView::Tokens(write(&|| Box::new(Writer::new(network, weights, 1)), script, ask, work))
}
