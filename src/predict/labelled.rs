//! Labelled texts to answer: those held out, or those of a file, in the session's own indices.

use std::collections::HashMap;

use super::asked::{Asked, GivenRow, rows};
use super::unknown::Unknown;
use crate::config::TaskKind;
use crate::data::{Data, Labelled, Names, Vocab};
use crate::exit::Failure;

/// A row to answer.
#[derive(Debug)]
pub(super) struct Row {
    /// `validation`, `test` or `file`.
    pub part: &'static str,
    /// Its number in its file, from 1; blank lines are not counted.
    pub number: usize,
    /// The name of its label, where it has one.
    pub label: Option<String>,
    /// The index of that, where the net knows it.
    pub label_id: Option<u32>,
    /// Its text, where it has one.
    pub text: Option<String>,
    /// The tokens of that, without those that the net does not know.
    pub tokens: Vec<u32>,
}

/// Rows, and what there is to say of them.
pub(super) type Rows = (Vec<Row>, Vec<String>);

/// What the session's network reads and says.
pub(super) fn names<'a>(asked: &Asked<'a>) -> (&'a Vocab, &'a [String]) {
    let Names::Labelled { characters, labels } = &asked.session.source.names else {
        unreachable!("a session of labelled texts was checked to have characters and labels")
    };
    (characters, labels)
}

/// The rows asked.
pub(super) fn asked_rows(asked: &Asked<'_>) -> Result<Rows, Failure> {
    let [path] = asked.files else { return held_out(asked).map(|rows| (rows, Vec::new())) };
    let of_labels = asked.session.checkpoint.config.task.kind() == TaskKind::Generate;
    let split = |GivenRow { left, right }| match right {
        Some(text) => (Some(left), Some(text)),
        // A row of one column is what is to be answered: a label for a generator, else a text.
        None if of_labels => (Some(left), None),
        None => (None, Some(left)),
    };
    Ok(given(asked, rows(path)?.into_iter().map(split)))
}

fn held_out(asked: &Asked<'_>) -> Result<Vec<Row>, Failure> {
    let setup = asked.setup()?;
    let Data::Labelled(data) = setup.data() else { unreachable!("a session's data was read as its task's") };
    let row = |(part, row)| Row {
        part,
        number: row + 1,
        label: Some(data.labels[data.label(row) as usize].clone()),
        label_id: Some(data.label(row)),
        text: Some(data.text(row)),
        tokens: tokens(data, row),
    };
    Ok(asked.held_out(data.rows())?.into_iter().map(row).collect())
}

fn tokens(data: &Labelled, row: usize) -> Vec<u32> {
    data.range(row).map(|place| data.tokens.get(place)).collect()
}

/// Rows of labels and texts, each of which may be missing.
fn given(asked: &Asked<'_>, rows: impl Iterator<Item = (Option<String>, Option<String>)>) -> Rows {
    let (characters, labels) = names(asked);
    let ids: HashMap<&str, u32> = labels.iter().map(String::as_str).zip(0..).collect();
    let (mut unknown, mut strange, mut silent) = (Unknown::default(), Unknown::default(), 0);
    let mut found = Vec::new();
    for (at, (label, text)) in rows.enumerate() {
        let label = label.map(|label| label.trim().to_owned());
        let label_id = label.as_deref().and_then(|label| ids.get(label).copied());
        if let (Some(label), None) = (&label, label_id) {
            strange.met(label);
        }
        let mut tokens = Vec::new();
        for c in text.iter().flat_map(|text| text.chars()) {
            match characters.id(c) {
                Some(id) => tokens.push(id),
                None => unknown.met(c.encode_utf8(&mut [0; 4])),
            }
        }
        silent += usize::from(text.is_some() && tokens.is_empty());
        found.push(Row { part: "file", number: at + 1, label, label_id, text, tokens });
    }
    let mut notes: Vec<String> =
        unknown.sentence(["character", "characters"], "text", "left out").into_iter().collect();
    notes.extend(strange.sentence(["label", "labels"], "row", "never right"));
    if silent > 0 {
        let rows = if silent == 1 { "1 row has" } else { &format!("{silent} rows have") };
        notes.push(format!("{rows} no character that was learnt"));
    }
    (found, notes)
}
