//! The documents that a net is held to: those held out, or those of files.

use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::data::source::is_stdin;
use crate::data::{Data, Source, Text, TextReading, TextVocab, Unit};
use crate::exit::Failure;
use crate::predict::asked::{Asked, FILE, TEST, VALIDATION, content};
use crate::predict::unknown::Unknown;
use crate::task::split_text;

/// What is read in one go.
pub(super) struct Reading {
    /// `validation`, `test` or `file`.
    pub part: &'static str,
    /// Tokens as the net knows them.
    pub tokens: Rc<[u32]>,
    /// Where documents begin among them; empty where there are none.
    pub starts: Vec<usize>,
    /// The places that are scored.
    pub scored: Range<usize>,
    /// What the scores are told of, in order.
    pub documents: Vec<Document>,
}

/// A text that has a row of its own.
pub(super) struct Document {
    pub name: String,
    pub text: String,
    /// The place of its first token.
    pub first: usize,
    /// The places of its tokens that are scored.
    pub scored: Range<usize>,
    /// Tokens that it has, and those of them that the net does not know.
    pub tokens: usize,
    pub unknown: usize,
}

/// What is held out, or what the files hold. What the net does not know is added to `unknown`.
pub(super) fn readings(
    asked: &Asked<'_>,
    reading: TextReading,
    unknown: &mut Unknown,
) -> Result<Vec<Reading>, Failure> {
    if asked.files.is_empty() {
        return held_out(asked);
    }
    let vocab = asked.session.vocabulary();
    let read = |path: &Path| {
        let name = if is_stdin(path) { "-".to_owned() } else { path.to_string_lossy().into_owned() };
        if vocab.end().is_some() {
            documents_of(path, &name, reading, vocab, unknown)
        } else {
            whole(path, name, vocab, unknown)
        }
    };
    asked.files.iter().map(PathBuf::as_path).map(read).collect()
}

/// A file as one text.
fn whole(path: &Path, name: String, vocab: &TextVocab, unknown: &mut Unknown) -> Result<Reading, Failure> {
    let text = content(path)?;
    let mut met = 0;
    let ids = vocab.encode(&text, |token| {
        met += 1;
        unknown.met(token);
    });
    // The first token has nothing before it.
    let scored = 1.min(ids.len())..ids.len();
    // Characters that are not known are left out, words are not.
    let all = if vocab.unit() == Unit::Chars { ids.len() + met } else { ids.len() };
    let document = Document { name, text, first: 0, scored: scored.clone(), tokens: all, unknown: met };
    Ok(Reading { part: FILE, tokens: ids.into(), starts: Vec::new(), scored, documents: vec![document] })
}

/// A file as documents.
fn documents_of(
    path: &Path,
    name: &str,
    reading: TextReading,
    vocab: &TextVocab,
    unknown: &mut Unknown,
) -> Result<Reading, Failure> {
    let source = Source::Files(&[path.to_owned()], None);
    let text = Text::read(source, reading, &mut |_, _| ControlFlow::Continue(())).map_err(Failure::input)?;
    let known: Vec<Option<u32>> = (0..)
        .take(text.vocab.len())
        .map(|id| if Some(id) == text.vocab.end() { vocab.end() } else { vocab.id(&text.vocab.token(id).to_string()) })
        .collect();
    let (mut tokens, mut starts, mut documents) = (Vec::new(), Vec::new(), Vec::new());
    for (number, ends) in text.documents.windows(2).enumerate() {
        starts.push(tokens.len());
        tokens.extend(vocab.end());
        let (first, mut met) = (tokens.len(), 0);
        for place in ends[0] + 1..ends[1] {
            let id = text.tokens.get(place);
            if known[id as usize].is_none() {
                met += 1;
                unknown.met(&text.vocab.token(id).to_string());
            }
            tokens.extend(known[id as usize].or(vocab.unknown()));
        }
        documents.push(Document {
            name: format!("{name}#{}", number + 1),
            text: text.part(ends[0] + 1..ends[1]),
            first,
            scored: first..tokens.len() + 1,
            tokens: ends[1] - ends[0] - 1,
            unknown: met,
        });
    }
    starts.push(tokens.len());
    tokens.extend(vocab.end());
    let scored = 1..tokens.len();
    Ok(Reading { part: FILE, tokens: tokens.into(), starts, scored, documents })
}

fn held_out(asked: &Asked<'_>) -> Result<Vec<Reading>, Failure> {
    let setup = asked.setup()?;
    let Data::Text(data) = setup.data() else { unreachable!("a session's data was read as its task's") };
    let name = &asked.session.source.name;
    let [_, validation, test] = split_text(&asked.session.checkpoint.config, data);
    let parts = [(VALIDATION, validation), (TEST, test)].into_iter().filter(|(_, scored)| !scored.is_empty());
    let tokens: Rc<[u32]> = data.tokens.iter().collect();
    let reading = |(part, scored): (&'static str, Range<usize>)| {
        let document = |name: String, first: usize, end: usize, scored: Range<usize>| {
            let is_unknown = |&place: &usize| Some(data.tokens.get(place)) == data.vocab.unknown();
            let unknown = (first..end).filter(is_unknown).count();
            Document { name, text: data.part(first..end), first, scored, tokens: end - first, unknown }
        };
        let documents = if data.documents.is_empty() {
            // What stands after the part is not read, and what stands before it is.
            vec![document(name.clone(), 0, scored.end, scored.clone())]
        } else {
            let inside = data.documents.windows(2).enumerate().filter(|(_, ends)| scored.contains(&ends[1]));
            let one = |(number, ends): (usize, &[usize])| {
                document(format!("{name}#{}", number + 1), ends[0] + 1, ends[1], ends[0] + 1..ends[1] + 1)
            };
            inside.map(one).collect()
        };
        Reading { part, tokens: Rc::clone(&tokens), starts: data.documents.clone(), scored, documents }
    };
    let readings: Vec<_> = parts.map(reading).collect();
    if readings.is_empty() { Err(asked.nothing_held_out()) } else { Ok(readings) }
}
