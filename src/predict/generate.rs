//! The text that is written for each label, the likeliest character each time, beside the true one.

use std::collections::{HashMap, HashSet};

use super::answers::{Answers, Measured, mean, share};
use super::asked::Asked;
use super::labelled::{LabelledRow, Rows, asked_rows};
use super::surprise::{Sum, score};
use crate::data::{Names, Vocab};
use crate::exit::Failure;
use crate::nn::decode::{Writer, Written, write};
use crate::nn::layout::Layout;
use crate::nn::loss::largest;
use crate::nn::network::{Network, Prepared, Sequences, Weights};

const COLUMNS: &[&str] = &["part", "row", "label", "written", "ended", "text", "exact"];
/// Rows of a pass.
const ROWS: usize = 64;

/// The net's answers. A row whose label the net does not know has none, and is not exact.
pub(super) fn answers(asked: &Asked<'_>, network: &Network) -> Result<Answers, Failure> {
    let Rows { list: rows, notes, .. } = asked_rows(asked)?;
    let mut answers = Answers { columns: COLUMNS, notes, ..Answers::default() };
    let mut prepared = Prepared::default();
    let weights = network.prepare(&asked.session.checkpoint.state.params, &mut prepared);
    let written = writings(asked, network, weights, &rows);
    let characters = characters(asked);
    let end = index(characters.len());
    for part in rows.chunk_by(|a, b| a.part == b.part) {
        let (mut labels, mut met) = (HashSet::new(), HashSet::new());
        let mut with_text = false;
        for row in part {
            let mut cells = vec![row.part.into(), row.number.into(), row.label.clone().into()];
            let said = row.label_id.map(|label| &written[&label]);
            let exact = row.text.as_ref().map(|text| said.is_some_and(|said| is(said, text, row)));
            cells.push(said.map(|said| said.tokens.iter().map(|&t| characters.char(t)).collect::<String>()).into());
            cells.extend([said.map(|said| said.ended).into(), row.text.clone().into(), exact.into()]);
            with_text |= row.text.is_some();
            met.insert(&row.label);
            if exact == Some(true) {
                labels.insert(&row.label);
            }
            answers.rows.push(cells);
        }
        let sum = losses(network, weights, part, end);
        answers.measures.push(Measured::new(
            part[0].part,
            [
                ("rows", Some(part.len().into())),
                ("loss", mean(sum.loss, sum.count)),
                ("accuracy", share(sum.right, sum.count)),
                ("labels", Some(met.len().into())),
                ("exact", with_text.then(|| labels.len().into())),
            ],
        ));
    }
    Ok(answers)
}

fn index(len: usize) -> u32 {
    u32::try_from(len).expect("characters and labels have ids below 2^32")
}

/// The characters that the net reads and writes.
fn characters<'a>(asked: &Asked<'a>) -> &'a Vocab {
    let Names::Labelled { characters, .. } = &asked.session.source.names else {
        unreachable!("a session of texts to write was checked to have characters")
    };
    characters
}

/// Whether this is the row's text, from start to end: one with a character that is not known is never written.
fn is(said: &Written, text: &str, row: &LabelledRow) -> bool {
    said.ended && said.tokens == row.tokens && text.chars().count() == row.tokens.len()
}

/// What is written for each label of these rows.
fn writings(asked: &Asked<'_>, network: &Network, weights: Weights<'_>, rows: &[LabelledRow]) -> HashMap<u32, Written> {
    let end = index(characters(asked).len());
    let mut labels: Vec<u32> = rows.iter().filter_map(|row| row.label_id).collect();
    labels.sort_unstable();
    labels.dedup();
    let mut all = HashMap::new();
    for labels in labels.chunks(ROWS) {
        let firsts: Vec<u32> = labels.iter().map(|label| end + label).collect();
        let limit = asked.session.longest_answer().saturating_add(1);
        let mut writer = Writer::new(network, weights, firsts.len());
        let written = write(&mut writer, &firsts, end, limit, |_, logits| largest(logits).0);
        all.extend(labels.iter().copied().zip(written));
    }
    all
}

/// The losses of the true texts, each character after the label and the true ones before it, as in training.
fn losses(network: &Network, weights: Weights<'_>, part: &[LabelledRow], end: u32) -> Sum {
    let mut sum = Sum::default();
    let (mut pass, mut state, mut layout) = (network.pass(), network.zero_state(1), Layout::default());
    let scored: Vec<(u32, &[u32])> =
        part.iter().filter(|row| row.text.is_some()).filter_map(|row| Some((row.label_id?, &*row.tokens))).collect();
    for rows in scored.chunks(ROWS) {
        let lengths: Vec<usize> = rows.iter().map(|(_, tokens)| tokens.len() + 1).collect();
        layout.set_packed(&lengths);
        let (mut read, mut wanted) = (vec![0; layout.total()], vec![end; layout.total()]);
        for (at, (label, tokens)) in rows.iter().enumerate() {
            let given = [end + label].into_iter().chain(tokens.iter().copied());
            layout.places(at).zip(given).for_each(|(place, token)| read[place] = token);
            layout.places(at).zip(*tokens).for_each(|(place, &token)| wanted[place] = token);
        }
        network.set_zero(&mut state, rows.len());
        network.forward(weights, Sequences::tokens(&read, &layout), &mut state, None, &mut pass);
        for (logits, &wanted) in pass.outputs().rows().into_iter().zip(&wanted) {
            sum.add(score(logits.as_slice().expect("rows of logits are contiguous"), wanted));
        }
    }
    sum
}
