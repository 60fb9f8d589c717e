//! Labelled texts to answer: those held out, or those of a file, in the session's own indices.

use std::collections::HashMap;

use super::asked::{Asked, FILE};
use super::unknown::Unknown;
use crate::config::{TaskConfig, TaskKind};
use crate::data::{AskedRow, Data, Names, TextReader};
use crate::exit::Failure;
use crate::task::{label_weights, split_labelled};

/// A row to answer.
#[derive(Debug)]
pub(super) struct LabelledRow {
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
    /// The tokens of that, without the characters that the net does not know.
    pub tokens: Vec<u32>,
}

/// Rows, and what belongs to them.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub list: Vec<LabelledRow>,
    /// What there is to say of them.
    pub notes: Vec<String>,
    /// The weight of each label in the loss, where the run weighs them and its data is there.
    pub weights: Option<Vec<f32>>,
}

/// The labels of the session.
pub(super) fn labels<'a>(asked: &Asked<'a>) -> &'a [String] {
    match &asked.session.source.names {
        Names::Labelled { labels, .. } | Names::LabelledWords { labels, .. } => labels,
        _ => unreachable!("a session of labelled texts was checked to have labels"),
    }
}

/// The rows asked.
pub(super) fn asked_rows(asked: &Asked<'_>) -> Result<Rows, Failure> {
    let [path] = asked.files else { return held_out(asked) };
    let config = &asked.session.checkpoint.config.task;
    // A generator is asked for the texts of labels, a classifier for the labels of texts.
    let needed = usize::from(config.kind() != TaskKind::Generate);
    let mut given = given(asked, asked.rows(path, needed)?)?;
    if is_balanced(config) && given.list.iter().any(|row| row.label.is_some()) {
        given
            .notes
            .push("each row counts alike in the loss: --balance weighs the labels of the data learnt".to_owned());
    }
    Ok(given)
}

/// Whether the run weighs its labels.
fn is_balanced(config: &TaskConfig) -> bool {
    matches!(config, TaskConfig::Classify(classify) if classify.balance)
}

fn held_out(asked: &Asked<'_>) -> Result<Rows, Failure> {
    let setup = asked.setup()?;
    let Data::Labelled(data) = setup.data() else { unreachable!("a session's data was read as its task's") };
    let split = split_labelled(setup.config(), data);
    let row = |(part, row)| LabelledRow {
        part,
        number: row + 1,
        label: Some(data.labels[data.label(row) as usize].clone()),
        label_id: Some(data.label(row)),
        text: Some(data.text(row)),
        tokens: data.places(row).map(|place| data.id(place)).collect(),
    };
    let weights = is_balanced(&setup.config().task).then(|| label_weights(data, &split.training));
    Ok(Rows { list: asked.held_out(&split)?.into_iter().map(row).collect(), weights, ..Rows::default() })
}

/// Rows of labels and texts, each of which may be missing.
fn given(asked: &Asked<'_>, rows: Vec<AskedRow>) -> Result<Rows, Failure> {
    let ids: HashMap<&str, u32> = labels(asked).iter().map(String::as_str).zip(0..).collect();
    let reader = TextReader::new(&asked.session.source.names).map_err(Failure::input)?;
    let (mut unknown, mut strange, mut silent) = (Unknown::default(), Unknown::default(), 0);
    let mut found = Vec::new();
    for (at, [label, text]) in rows.into_iter().enumerate() {
        let label = label.map(|label| label.trim().to_owned());
        let label_id = label.as_deref().and_then(|label| ids.get(label).copied());
        if let (Some(label), None) = (&label, label_id) {
            strange.met(label);
        }
        let tokens = text.as_deref().map(|text| reader.tokens(text, |token| unknown.met(token))).unwrap_or_default();
        silent += usize::from(text.is_some() && tokens.is_empty());
        found.push(LabelledRow { part: FILE, number: at + 1, label, label_id, text, tokens });
    }
    let mut notes: Vec<String> = match reader {
        TextReader::Characters(_) => unknown.sentence(["character", "characters"], "text", "left out"),
        TextReader::Words(_) => unknown.sentence(["word", "words"], "text", "read as <UNK>"),
    }
    .into_iter()
    .collect();
    notes.extend(strange.sentence(["label", "labels"], "row", "never right"));
    if silent > 0 {
        let rows = if silent == 1 { "1 row has" } else { &format!("{silent} rows have") };
        notes.push(format!("{rows} no character that was learnt"));
    }
    Ok(Rows { list: found, notes, weights: None })
}
