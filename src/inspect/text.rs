//! A text: characters given, or a window of what is trained on; at each step the next character is wanted.

use super::question::{Asked, Question, Read, Wanted, cut};
use crate::config::Batching;
use crate::data::{Data, Names, Vocab, Windows};
use crate::exit::Failure;
use crate::nn::loss::IGNORE;

pub(super) fn question(asked: &Asked<'_>) -> Result<Question, Failure> {
    let Names::Characters(vocab) = &asked.session.source.names else {
        unreachable!("a text session was checked to have characters")
    };
    let mut notes = Vec::new();
    let (title, tokens, wanted) = if let Some(text) = &asked.args.text {
        let tokens = given(asked, text, vocab)?;
        // What comes after the last character is not known.
        let wanted = tokens[1..].iter().copied().chain([IGNORE]).collect();
        ("the text given".to_owned(), tokens, wanted)
    } else {
        let (title, mut tokens) = window(asked)?;
        let mut wanted = tokens[1..].to_vec();
        tokens.pop();
        cut(&mut tokens, "the window", &mut notes);
        wanted.truncate(tokens.len());
        (title, tokens, wanted)
    };
    let names: Vec<String> = vocab.chars().iter().map(char::to_string).collect();
    Ok(Question {
        title,
        steps: tokens.iter().map(|&token| names[token as usize].clone()).collect(),
        read: Read::Tokens(tokens),
        wanted: Wanted::Classes(wanted),
        given: Vec::new(),
        names,
        notes,
    })
}

fn given(asked: &Asked<'_>, text: &str, vocab: &Vocab) -> Result<Vec<u32>, Failure> {
    Asked::check_length(text)?;
    let id = |c| {
        let session = &asked.args.net.session;
        let unknown =
            || Failure::Input(format!("the text that {session:?} learnt has no {c:?}: leave it out of --text"));
        vocab.id(c).ok_or_else(unknown)
    };
    text.chars().map(id).collect()
}

/// What the window asked for is, and its tokens with the one after the last. Streams count as windows side by side.
fn window(asked: &Asked<'_>) -> Result<(String, Vec<u32>), Failure> {
    let setup = asked.setup()?;
    let Data::Text(data) = setup.data() else { unreachable!("a session's data was read as its task's") };
    let config = &asked.session.checkpoint.config;
    let (seq_len, stride) = match config.batching {
        Batching::Windows { seq_len, stride, .. } => (seq_len, stride),
        Batching::Streams { seq_len, .. } => (seq_len, seq_len),
        Batching::Examples { .. } => unreachable!("the configuration was checked against a text"),
    };
    let windows = Windows::new(config.parts(data.tokens.len()).training, seq_len, stride);
    let example = asked.example(windows.count(), "windows")?;
    let start = windows.start(example);
    let tokens = (start..=start + seq_len).map(|place| data.tokens.get(place)).collect();
    Ok((format!("window {} of {}", example + 1, windows.count()), tokens))
}
