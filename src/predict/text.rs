//! How surprised the net is by a text: the loss and the bits of each document, and where the surprises are.

mod places;

use std::f64::consts::LN_2;
use std::ops::Range;
use std::path::PathBuf;

use serde_json::{Map, Value};

use self::places::{Place, Position, most_surprising, positions};
use super::answers::{Answers, Measured, mean, number, share};
use super::asked::{Asked, FILE, TEST, VALIDATION, content};
use super::surprise::{Scored, Sum, score};
use super::unknown::Unknown;
use crate::data::source::is_stdin;
use crate::data::{Data, Names, Vocab};
use crate::exit::Failure;
use crate::figures::figure;
use crate::nn::network::{Network, Prepared, Weights};
use crate::task::{WARM_UP, held_out_text, read_text};

const DOCUMENTS: &[&str] = &["part", "document", "characters", "unknown", "loss", "bits_per_character", "accuracy"];
const PLACES: &[&str] = &["part", "document", "line", "column", "character", "around", "bits"];
/// Surprising places that are told where nobody says how many.
const TOLD: usize = 5;

/// A text to read.
struct Document {
    /// `validation`, `test` or `file`.
    part: &'static str,
    name: String,
    text: String,
    /// The characters of that which the net knows.
    tokens: Vec<u32>,
    /// The places of those that are scored.
    scored: Range<usize>,
}

/// The net's surprise, document by document; with `places` a row for each of so many places instead.
pub(super) fn answers(asked: &Asked<'_>, network: &Network, places: Option<usize>) -> Result<Answers, Failure> {
    let Names::Characters(vocab) = &asked.session.source.names else {
        unreachable!("a text session was checked to have characters")
    };
    let mut unknown = Unknown::default();
    let documents = documents(asked, vocab, &mut unknown)?;
    let mut answers = Answers { columns: DOCUMENTS, ..Answers::default() };
    answers.notes.extend(unknown.sentence(["character", "characters"], "text", "left out"));
    let mut prepared = Prepared::default();
    let weights = network.prepare(&asked.session.checkpoint.state.params, &mut prepared);
    let most = places.unwrap_or(TOLD);
    let (mut found, mut sums) = (Vec::new(), Vec::new());
    for (at, document) in documents.iter().enumerate() {
        let (sum, nats) = surprise(document, network, weights);
        let place = |(token, nats)| Place { document: at, token, nats };
        found = most_surprising(found.into_iter().chain(document.scored.clone().zip(nats).map(place)).collect(), most);
        let characters = document.text.chars().count();
        answers.rows.push(vec![
            document.part.into(),
            document.name.clone().into(),
            characters.into(),
            (characters - document.tokens.len()).into(),
            mean(sum.loss, sum.count).into(),
            mean(sum.loss / LN_2, sum.count).into(),
            share(sum.right, sum.count).into(),
        ]);
        sums.push(sum);
    }
    let mut from = 0;
    for part in documents.chunk_by(|a, b| a.part == b.part) {
        answers.measures.push(measured(part[0].part, &sums[from..from + part.len()]));
        from += part.len();
    }
    let rows = rows(&documents, &found, |c| vocab.id(c).is_some());
    let object = |row: &Vec<Value>| {
        let names = PLACES.iter().map(|&name| name.to_owned());
        Value::Object(names.zip(row.iter().cloned()).collect::<Map<_, _>>())
    };
    answers.more.push(("places", rows.iter().map(object).collect()));
    if places.is_some() {
        (answers.columns, answers.rows) = (PLACES, rows);
    } else {
        let several = documents.len() > 1;
        answers.notes.extend(rows.iter().map(|row| sentence(row, several)));
    }
    Ok(answers)
}

fn documents(asked: &Asked<'_>, vocab: &Vocab, unknown: &mut Unknown) -> Result<Vec<Document>, Failure> {
    if asked.files.is_empty() {
        return held_out(asked);
    }
    let document = |path: &PathBuf| {
        let text = content(path)?;
        let mut tokens = Vec::new();
        for c in text.chars() {
            match vocab.id(c) {
                Some(id) => tokens.push(id),
                None => unknown.met(c.encode_utf8(&mut [0; 4])),
            }
        }
        let name = if is_stdin(path) { "-".to_owned() } else { path.to_string_lossy().into_owned() };
        // The first character has nothing before it.
        let scored = 1.min(tokens.len())..tokens.len();
        Ok(Document { part: FILE, name, text, tokens, scored })
    };
    asked.files.iter().map(document).collect()
}

fn held_out(asked: &Asked<'_>) -> Result<Vec<Document>, Failure> {
    let setup = asked.setup()?;
    let Data::Text(data) = setup.data() else { unreachable!("a session's data was read as its task's") };
    let tokens: Vec<u32> = data.tokens.iter().collect();
    let [validation, test] = held_out_text(&asked.session.checkpoint.config, tokens.len());
    let parts = [(VALIDATION, validation), (TEST, test)];
    let document = |(part, scored): (&'static str, Range<usize>)| {
        // What stands after the part is not read.
        let tokens = tokens[..scored.end].to_vec();
        let text = tokens.iter().map(|&token| data.vocab.char(token)).collect();
        Document { part, name: asked.session.source.name.clone(), text, tokens, scored }
    };
    let documents: Vec<_> = parts.into_iter().filter(|(_, scored)| !scored.is_empty()).map(document).collect();
    if documents.is_empty() { Err(asked.nothing_held_out()) } else { Ok(documents) }
}

/// The losses of the scored characters, in nats, and their sum.
fn surprise(document: &Document, network: &Network, weights: Weights<'_>) -> (Sum, Vec<f64>) {
    let Document { tokens, scored, .. } = document;
    let mut nats = vec![0.0; scored.len()];
    let mut sum = Sum::default();
    let mut read = |range: Range<usize>| {
        read_text(network, weights, &|place| tokens[place], range, &mut |place, logits| {
            let Scored { loss, right } = score(logits, tokens[place]);
            nats[place - scored.start] = loss;
            sum.add(Scored { loss, right });
        });
    };
    // A document that is read from its start is read by one stream until the others have enough before them.
    let head = scored.end.min(WARM_UP + 1);
    if scored.start == 1 && head < scored.end {
        read(scored.start..head);
        read(head..scored.end);
    } else if !scored.is_empty() {
        read(scored.clone());
    }
    (sum, nats)
}

/// The rows of these places, in their order.
fn rows(documents: &[Document], places: &[Place], knows: impl Fn(char) -> bool) -> Vec<Vec<Value>> {
    let found: Vec<_> = documents
        .iter()
        .enumerate()
        .map(|(at, document)| {
            let tokens = places.iter().filter(|place| place.document == at).map(|place| place.token);
            positions(&document.text, tokens, &knows)
        })
        .collect();
    let row = |place: &Place| {
        let document = &documents[place.document];
        let Position { line, column, character, around } = &found[place.document][&place.token];
        vec![
            document.part.into(),
            document.name.clone().into(),
            (*line).into(),
            (*column).into(),
            character.to_string().into(),
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

fn measured(part: &str, sums: &[Sum]) -> Measured {
    let mut all = Sum::default();
    for &sum in sums {
        all += sum;
    }
    Measured::new(
        part,
        [
            ("documents", Some(sums.len().into())),
            ("characters", Some(all.count.into())),
            ("loss", mean(all.loss, all.count)),
            ("bits_per_character", mean(all.loss / LN_2, all.count)),
            ("accuracy", share(all.right, all.count)),
        ],
    )
}
