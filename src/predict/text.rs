//! How surprised the net is by a text: the loss and the bits of each document, and where the surprises are.

mod documents;
mod places;

use std::collections::BTreeMap;
use std::f64::consts::LN_2;
use std::ops::Range;

use serde_json::{Map, Value};

use self::documents::{Document, Reading, readings};
use self::places::{Place, Position, most_surprising, positions};
use super::answers::{Answers, Measured, mean, number, share};
use super::asked::Asked;
use super::surprise::{Scored, Sum, score};
use super::unknown::Unknown;
use crate::config::TaskConfig;
use crate::data::{TextVocab, Unit};
use crate::exit::Failure;
use crate::figures::figure;
use crate::nn::network::{Network, Prepared, Weights};
use crate::task::{WARM_UP, read_text};

/// Surprising places that are told where nobody says how many.
const TOLD: usize = 5;

/// What columns and measures are called.
struct Called {
    documents: &'static [&'static str],
    places: &'static [&'static str],
    tokens: &'static str,
    bits: &'static str,
    /// What is said of those that are not known.
    unknown: ([&'static str; 2], &'static str),
}

const CHARACTERS: Called = Called {
    documents: &["part", "document", "characters", "unknown", "loss", "bits_per_character", "accuracy"],
    places: &["part", "document", "line", "column", "character", "around", "bits"],
    tokens: "characters",
    bits: "bits_per_character",
    unknown: (["character", "characters"], "left out"),
};
const WORDS: Called = Called {
    documents: &["part", "document", "words", "unknown", "loss", "bits_per_word", "accuracy"],
    places: &["part", "document", "line", "column", "word", "around", "bits"],
    tokens: "words",
    bits: "bits_per_word",
    unknown: (["word", "words"], "read as <UNK>"),
};

/// The net's surprise, document by document; with `places` a row for each of so many places instead.
pub(super) fn answers(asked: &Asked<'_>, network: &Network, places: Option<usize>) -> Result<Answers, Failure> {
    let TaskConfig::Text(text) = &asked.session.checkpoint.config.task else {
        unreachable!("a text session was checked to be one")
    };
    let vocab = asked.session.vocabulary();
    let called = if vocab.unit() == Unit::Chars { &CHARACTERS } else { &WORDS };
    let mut unknown = Unknown::default();
    let readings = readings(asked, text.reading, &mut unknown)?;
    let mut answers = Answers { columns: called.documents, ..Answers::default() };
    let (of, so) = called.unknown;
    answers.notes.extend(unknown.sentence(of, "text", so));
    let mut prepared = Prepared::default();
    let weights = network.prepare(&asked.session.checkpoint.state.params, &mut prepared);
    let most = places.unwrap_or(TOLD);
    let documents: Vec<(&'static str, &Document)> =
        readings.iter().flat_map(|reading| reading.documents.iter().map(|document| (reading.part, document))).collect();
    let (mut found, mut sums) = (Vec::new(), Vec::new());
    for reading in &readings {
        let (of_each, nats) = surprise(reading, network, weights);
        for (sum, document) in of_each.into_iter().zip(&reading.documents) {
            let at = sums.len();
            let nats = &nats[document.scored.start - reading.scored.start..][..document.scored.len()];
            let scored = document.scored.clone().zip(nats);
            let places = scored.map(|(place, &nats)| Place { document: at, token: place - document.first, nats });
            found = most_surprising(found.into_iter().chain(places).collect(), most);
            answers.rows.push(vec![
                reading.part.into(),
                document.name.clone().into(),
                document.tokens.into(),
                document.unknown.into(),
                mean(sum.loss, sum.count).into(),
                mean(sum.loss / LN_2, sum.count).into(),
                share(sum.right, sum.count).into(),
            ]);
            sums.push(sum);
        }
    }
    let mut from = 0;
    for part in documents.chunk_by(|a, b| a.0 == b.0) {
        answers.measures.push(measured(called, part[0].0, &sums[from..from + part.len()]));
        from += part.len();
    }
    let rows = rows(vocab, &documents, &found);
    let object = |row: &Vec<Value>| {
        let names = called.places.iter().map(|&name| name.to_owned());
        Value::Object(names.zip(row.iter().cloned()).collect::<Map<_, _>>())
    };
    answers.more.push(("places", rows.iter().map(object).collect()));
    if places.is_some() {
        (answers.columns, answers.rows) = (called.places, rows);
    } else {
        let several = documents.len() > 1;
        answers.notes.extend(rows.iter().map(|row| sentence(row, several)));
    }
    Ok(answers)
}

/// The sum of each document, and the losses of all scored tokens, in nats.
fn surprise(reading: &Reading, network: &Network, weights: Weights<'_>) -> (Vec<Sum>, Vec<f64>) {
    let Reading { tokens, starts, scored, documents, .. } = reading;
    let mut nats = vec![0.0; scored.len()];
    let mut sums = vec![Sum::default(); documents.len()];
    let mut read = |range: Range<usize>| {
        read_text(network, weights, &|place| tokens[place], starts, range, &mut |place, logits| {
            let Scored { loss, right } = score(logits, tokens[place]);
            nats[place - scored.start] = loss;
            let document = documents.partition_point(|document| document.scored.end <= place);
            sums[document].add(Scored { loss, right });
        });
    };
    // A text that is read from its start is read by one stream until the others have enough before them.
    let head = scored.end.min(WARM_UP + 1);
    if starts.is_empty() && scored.start == 1 && head < scored.end {
        read(scored.start..head);
        read(head..scored.end);
    } else if !scored.is_empty() {
        read(scored.clone());
    }
    (sums, nats)
}

/// The rows of these places, in their order.
fn rows(vocab: &TextVocab, documents: &[(&'static str, &Document)], places: &[Place]) -> Vec<Vec<Value>> {
    // A word that is not known is read all the same.
    let is_read = |token: &str| vocab.unknown().is_some() || vocab.id(token).is_some();
    let mut tokens = BTreeMap::<usize, Vec<usize>>::new();
    for place in places {
        tokens.entry(place.document).or_default().push(place.token);
    }
    let found: BTreeMap<usize, _> = tokens
        .into_iter()
        .map(|(at, tokens)| (at, positions(&documents[at].1.text, vocab.unit(), tokens, is_read)))
        .collect();
    let row = |place: &Place| {
        let (part, document) = documents[place.document];
        let Position { line, column, token, around } = &found[&place.document][&place.token];
        vec![
            part.into(),
            document.name.clone().into(),
            (*line).into(),
            (*column).into(),
            token.clone().into(),
            around.clone().into(),
            number(place.nats / LN_2),
        ]
    };
    places.iter().map(row).collect()
}

/// A place in words, of one of several documents with its name.
fn sentence(row: &[Value], several: bool) -> String {
    let text = |at: usize| row[at].as_str().unwrap_or_default();
    let document = if several { format!("{:?}, ", text(1)) } else { String::new() };
    let bits = figure(row[6].as_f64().unwrap_or(f64::NAN));
    format!("{document}line {}, column {}: {:?} in {:?}, {bits} bits", row[2], row[3], text(4), text(5))
}

fn measured(called: &Called, part: &str, sums: &[Sum]) -> Measured {
    let mut all = Sum::default();
    for &sum in sums {
        all += sum;
    }
    Measured::new(
        part,
        [
            ("documents", Some(sums.len().into())),
            (called.tokens, Some(all.count.into())),
            ("loss", mean(all.loss, all.count)),
            (called.bits, mean(all.loss / LN_2, all.count)),
            ("accuracy", share(all.right, all.count)),
        ],
    )
}
