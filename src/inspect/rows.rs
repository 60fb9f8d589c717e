//! A labelled text: a row of the file, or a text to be labelled.

use super::question::{Asked, Question, cut};
use crate::config::TaskKind;
use crate::data::{Data, Names, TextReader};
use crate::exit::Failure;
use crate::nn::loss::IGNORE;
use crate::task::{Goal, Read, Wanted};

pub(super) fn question(asked: &Asked<'_>) -> Result<Question, Failure> {
    if let Some(text) = &asked.args.text {
        return given(asked, text);
    }
    let goal = match asked.session.checkpoint.config.task.kind() {
        TaskKind::Generate => Goal::Text,
        _ => Goal::Label,
    };
    let setup = asked.setup()?;
    let Data::Labelled(data) = setup.data() else { unreachable!("a session's data was read as its task's") };
    let row = asked.example(data.rows(), "rows")?;
    let (mut tokens, mut wanted) = (goal.read(data, row).collect(), goal.wanted(data, row));
    let mut notes = Vec::new();
    if goal == Goal::Text {
        cut(&mut tokens, "the row", &mut notes);
        wanted.truncate(tokens.len());
    }
    Ok(Question {
        title: format!("row {} of {}", row + 1, data.rows()),
        steps: tokens.iter().map(|&token| goal.name_of_input(data, token)).collect(),
        read: Read::Tokens(tokens),
        wanted: Wanted::Classes(wanted),
        given: Vec::new(),
        names: goal.names_of_outputs(data),
        notes,
    })
}

/// A text whose label nobody knows. A word that the net does not know is read as the unknown one, a character that it
/// does not know is refused.
fn given(asked: &Asked<'_>, text: &str) -> Result<Question, Failure> {
    Asked::check_length(text)?;
    let source = &asked.session.source.names;
    let (Names::Labelled { labels, .. } | Names::LabelledWords { labels, .. }) = source else {
        unreachable!("a session of labelled texts was checked to have labels")
    };
    let reader = TextReader::new(source).map_err(Failure::input)?;
    let mut unknown = Vec::new();
    let tokens = reader.tokens(text, |token| unknown.push(token.to_owned()));
    let mut notes = Vec::new();
    if let Some(first) = unknown.first() {
        let session = &asked.args.net.session;
        match reader {
            TextReader::Characters(_) => {
                let c = first.chars().next().unwrap_or_default();
                return Err(Failure::Input(format!(
                    "the texts that {session:?} learnt have no {c:?}: leave it out of --text"
                )));
            }
            TextReader::Words(_) => notes.push(format!("{first:?} was not learnt, and is read as <UNK>")),
        }
    }
    if tokens.is_empty() {
        return Err(Failure::Input("--text has no word: give what the net is to read".to_owned()));
    }
    let name = |&token: &u32| match &reader {
        TextReader::Characters(vocab) => vocab.char(token).to_string(),
        TextReader::Words(lexicon) => lexicon.token(token).to_owned(),
    };
    Ok(Question {
        title: "the text given".to_owned(),
        steps: tokens.iter().map(name).collect(),
        read: Read::Tokens(tokens),
        wanted: Wanted::Classes(vec![IGNORE]),
        given: Vec::new(),
        names: labels.clone(),
        notes,
    })
}
