//! What a network's indices stand for, as a session file has it: characters as one string, all else as lists of names.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::config::{DataSize, TaskKind};
use crate::data::{Names, TextVocab, Vocab};

/// Names of one kind, in the order of their indices.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct NameList {
    of: String,
    names: Vec<String>,
}

impl NameList {
    /// Its names, if they are of this kind.
    pub fn of(&self, kind: &str) -> Option<&[String]> {
        (self.of == kind).then_some(&self.names)
    }
}

/// The characters, and the lists of everything else.
pub(in crate::session) fn write_names(names: &Names) -> (String, Vec<NameList>) {
    let list = |of: &str, names: &[String]| NameList { of: of.to_owned(), names: names.to_vec() };
    let characters = |vocab: &Vocab| vocab.chars().iter().collect();
    match names {
        Names::Text(vocab) => {
            let special: Vec<String> = vocab.special().map(|token| token.to_string()).collect();
            let words: Vec<String> = vocab.words().map(str::to_owned).collect();
            let lists = [("special", special), ("words", words)].into_iter().filter(|(_, names)| !names.is_empty());
            (
                vocab.characters().map(characters).unwrap_or_default(),
                lists.map(|(of, names)| list(of, &names)).collect(),
            )
        }
        Names::Columns(columns) => (String::new(), vec![list("columns", columns)]),
        Names::Labelled { characters: vocab, labels } => (characters(vocab), vec![list("labels", labels)]),
        Names::LabelledWords { words, labels } => (String::new(), vec![list("words", words), list("labels", labels)]),
        Names::Pairs { source, target } => (String::new(), vec![list("source", source), list("target", target)]),
    }
}

/// The names of a task again; the error says what is wrong with them.
pub(in crate::session) fn read_names(task: TaskKind, characters: &str, lists: Vec<NameList>) -> Result<Names, String> {
    let mut lists = lists.into_iter().peekable();
    let mut list = |wanted: &str| {
        let Some(NameList { of, names }) = lists.next_if(|list| list.of == wanted) else {
            return Err(format!("its list of {wanted} is missing"));
        };
        let mut seen = HashSet::new();
        match names.iter().find(|name| !seen.insert(name.as_str())) {
            Some(name) => Err(format!("its list of {of} holds {name:?} twice")),
            None => Ok(names),
        }
    };
    let vocabulary = || {
        let vocab = Vocab::from_chars(characters.chars().collect()).map_err(|error| error.to_string())?;
        if vocab.is_empty() { Err("its vocabulary is empty".to_owned()) } else { Ok(vocab) }
    };
    let names = match task {
        TaskKind::Text if characters.is_empty() => {
            let (special, words) = (list("special")?, list("words")?);
            Names::Text(TextVocab::from_names(&special, Vocab::default(), words)?)
        }
        TaskKind::Text => {
            // A text without documents has no special tokens.
            let special = list("special").unwrap_or_default();
            Names::Text(TextVocab::from_names(&special, vocabulary()?, Vec::new())?)
        }
        TaskKind::Series => Names::Columns(list("columns")?),
        TaskKind::Classify if characters.is_empty() => {
            Names::LabelledWords { words: list("words")?, labels: list("labels")? }
        }
        TaskKind::Classify | TaskKind::Generate => {
            Names::Labelled { characters: vocabulary()?, labels: list("labels")? }
        }
        TaskKind::Translate => Names::Pairs { source: list("source")?, target: list("target")? },
    };
    match lists.next() {
        Some(list) => Err(format!("it has a list of {} that does not belong to it", list.of)),
        None => Ok(names),
    }
}

/// Checks that the size of the data agrees with the number of names.
pub(in crate::session) fn check_size(names: &Names, size: &DataSize) -> Result<(), String> {
    // Three tokens of each side have no name of their own.
    let special = 3;
    let fits = match (names, size) {
        (Names::Text(vocab), DataSize::Text(text)) => text.vocabulary == vocab.len(),
        (Names::Columns(names), DataSize::Series { columns, .. }) => *columns == names.len(),
        (Names::Labelled { characters: vocab, labels: names }, DataSize::Labelled { labels, tokens, .. }) => {
            *labels == names.len() && *tokens == vocab.len()
        }
        (Names::LabelledWords { words, labels: names }, DataSize::Labelled { labels, tokens, .. }) => {
            *labels == names.len() && *tokens == words.len() + special
        }
        (Names::Pairs { source, target }, DataSize::Pairs { source_tokens, target_tokens, .. }) => {
            *source_tokens == source.len() + special && *target_tokens == target.len() + special
        }
        _ => false,
    };
    if fits { Ok(()) } else { Err("its vocabulary does not fit its data".to_owned()) }
}
