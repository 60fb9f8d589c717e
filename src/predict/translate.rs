//! The translation of each sentence, the likeliest word each time, beside the true one.

use serde_json::Value;

use super::answers::{Answers, Measured, mean, share};
use super::asked::{Asked, FILE};
use super::surprise::{Sum, score};
use super::unknown::Unknown;
use crate::data::lexicon::{EOS, SOS, UNK};
use crate::data::{Data, Lexicon, Unit};
use crate::exit::Failure;
use crate::nn::layout::Layout;
use crate::nn::network::Sequences;
use crate::nn::translator::{Ends, Prepared, Translator};
use crate::task::view::Score;
use crate::task::{right_places, split_rows};

const COLUMNS: &[&str] = &["part", "row", "source", "target", "translation", "ended", "exact"];
/// Rows of a pass.
const ROWS: usize = 64;

/// A sentence to translate.
struct PairRow {
    part: &'static str,
    number: usize,
    source: String,
    source_ids: Vec<u32>,
    target: Option<String>,
    target_ids: Vec<u32>,
}

/// What a part measures.
#[derive(Default)]
struct Scores {
    score: Score,
    /// Over the tokens of the true targets, each after the true ones before it, as in validation.
    sum: Sum,
}

/// The net's answers. An unknown word is read as `<UNK>`; one of a target is never right, and has no loss.
pub(super) fn answers(asked: &Asked<'_>, translator: &Translator) -> Result<Answers, Failure> {
    let (rows, notes) = asked_rows(asked)?;
    let (_, target) = asked.session.lexicons();
    // One more for the end.
    let limit = asked.session.longest_answer().saturating_add(1);
    let mut answers = Answers { columns: COLUMNS, notes, ..Answers::default() };
    let mut prepared = Prepared::default();
    let weights = translator.prepare(&asked.session.checkpoint.state.params, &mut prepared);
    let mut pass = translator.pass();
    let (mut layout, mut given_layout) = (Layout::default(), Layout::default());
    for part in rows.chunk_by(|a, b| a.part == b.part) {
        let mut measured = Scores::default();
        for rows in part.chunks(ROWS) {
            let sources: Vec<Vec<u32>> = rows.iter().map(|row| [&row.source_ids[..], &[EOS]].concat()).collect();
            let read = pack(&sources, &mut layout);
            let ends = Ends { start: SOS, end: EOS, limit };
            let translations = translator.greedy(weights, Sequences::tokens(&read, &layout), ends, &mut pass);
            for (row, translation) in rows.iter().zip(translations) {
                let exact = row.target.as_ref().map(|_| {
                    let right = right_places(row.target_ids.iter().copied(), &translation.tokens);
                    measured.score.add(&right);
                    right.iter().all(|&right| right)
                });
                let mut written = translation.tokens;
                let ended = written.pop_if(|last| *last == EOS).is_some();
                answers.rows.push(vec![
                    row.part.into(),
                    row.number.into(),
                    row.source.clone().into(),
                    row.target.clone().into(),
                    target.join(written).into(),
                    ended.into(),
                    exact.into(),
                ]);
            }
            let scored: Vec<usize> = (0..rows.len()).filter(|&row| rows[row].target.is_some()).collect();
            if scored.is_empty() {
                continue;
            }
            let sources: Vec<&[u32]> = scored.iter().map(|&row| &sources[row][..]).collect();
            let given: Vec<Vec<u32>> = scored.iter().map(|&row| [&[SOS], &rows[row].target_ids[..]].concat()).collect();
            let wanted: Vec<Vec<u32>> =
                scored.iter().map(|&row| [&rows[row].target_ids[..], &[EOS]].concat()).collect();
            let read = pack(&sources, &mut layout);
            let wanted = pack(&wanted, &mut given_layout);
            let given = pack(&given, &mut given_layout);
            let (read, given) = (Sequences::tokens(&read, &layout), Sequences::tokens(&given, &given_layout));
            translator.forward(weights, read, given, None, &mut pass);
            for (logits, &wanted) in pass.logits().rows().into_iter().zip(&wanted) {
                if wanted != UNK {
                    measured.sum.add(score(logits.as_slice().expect("rows of logits are contiguous"), wanted));
                }
            }
        }
        answers.measures.push(measured.told(part[0].part, part.len()));
    }
    Ok(answers)
}

impl Scores {
    fn told(&self, part: &str, rows: usize) -> Measured {
        let Self { score, sum } = self;
        let exact = (score.pairs > 0).then(|| Value::from(score.exact));
        Measured::new(
            part,
            [
                ("rows", Some(rows.into())),
                ("loss", mean(sum.loss, sum.count)),
                ("accuracy", share(sum.right, sum.count)),
                ("exact", exact),
                ("token_accuracy", share(score.right, score.tokens)),
            ],
        )
    }
}

/// Rows of tokens as a network takes them, laid out by `layout`.
fn pack(rows: &[impl AsRef<[u32]>], layout: &mut Layout) -> Vec<u32> {
    layout.set_packed(&rows.iter().map(|row| row.as_ref().len()).collect::<Vec<_>>());
    let mut packed = Vec::new();
    layout.pack(rows, &mut packed);
    packed
}

/// The sentences asked, and what there is to say of them.
fn asked_rows(asked: &Asked<'_>) -> Result<(Vec<PairRow>, Vec<String>), Failure> {
    let [path] = asked.files else { return Ok((held_out(asked)?, Vec::new())) };
    let (source, target) = asked.session.lexicons();
    let mut unknown = [Unknown::default(), Unknown::default()];
    let mut ids = |side: usize, lexicon: &Lexicon, sentence: &str| -> Vec<u32> {
        let tokens = lexicon.unit().tokens(sentence);
        let id = |token: &str| {
            lexicon.id(token).unwrap_or_else(|| {
                unknown[side].met(token);
                UNK
            })
        };
        tokens.into_iter().map(id).collect()
    };
    let mut found = Vec::new();
    for (at, [left, right]) in asked.rows(path, 0)?.into_iter().enumerate() {
        let left = left.unwrap_or_default();
        let source_ids = ids(0, &source, &left);
        let target_ids = right.as_deref().map(|right| ids(1, &target, right)).unwrap_or_default();
        let (source, target) = (left, right);
        found.push(PairRow { part: FILE, number: at + 1, source, source_ids, target, target_ids });
    }
    let what = match source.unit() {
        Unit::Words => ["word", "words"],
        Unit::Chars => ["character", "characters"],
    };
    let [of_sources, of_targets] = unknown;
    let notes =
        [of_sources.sentence(what, "source", "read as <UNK>"), of_targets.sentence(what, "target", "never right")];
    Ok((found, notes.into_iter().flatten().collect()))
}

fn held_out(asked: &Asked<'_>) -> Result<Vec<PairRow>, Failure> {
    let setup = asked.setup()?;
    let Data::Pairs(pairs) = setup.data() else { unreachable!("a session's data was read as its task's") };
    let row = |(part, row)| PairRow {
        part,
        number: row + 1,
        source: pairs.source.text(row),
        source_ids: pairs.source.ids(row).collect(),
        target: Some(pairs.target.text(row)),
        target_ids: pairs.target.ids(row).collect(),
    };
    let split = split_rows(setup.config(), pairs.rows());
    Ok(asked.held_out(&split)?.into_iter().map(row).collect())
}
