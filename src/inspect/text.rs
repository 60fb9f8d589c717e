//! A text: tokens given, or a window of what is trained on; at each step the next token is wanted.

use super::question::{Asked, Question, cut};
use crate::config::Batching;
use crate::data::chunks::stretches;
use crate::data::{Chunk, Chunks, Data, Windows};
use crate::exit::Failure;
use crate::nn::loss::IGNORE;
use crate::task::{Read, Wanted, split_text};

pub(super) fn question(asked: &Asked<'_>) -> Result<Question, Failure> {
    let vocab = asked.session.vocabulary();
    let mut notes = Vec::new();
    let (title, tokens, wanted) = if let Some(text) = &asked.args.text {
        Asked::check_length(text)?;
        let (read, unknown) = asked.session.tokens_of(&asked.args.net.session, text, "--text")?;
        notes.extend(unknown);
        // A document begins after the end of the one before.
        let tokens: Vec<u32> = vocab.end().into_iter().chain(read).collect();
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
    let names: Vec<String> = (0..).take(vocab.len()).map(|id| vocab.token(id).to_string()).collect();
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
    let trained = split_text(config, data)[0].end;
    let (chunk, all) = if data.documents.is_empty() {
        let windows = Windows::new(trained, seq_len, stride);
        let example = asked.example(windows.count(), "windows")?;
        (Chunk::new(windows.start(example), seq_len, true), windows.count())
    } else {
        let windows = Chunks::windows(stretches(0..trained - 1, &data.documents), seq_len, stride);
        let example = asked.example(windows.count(), "windows")?;
        (windows.get(example).expect("the example was checked to be there"), windows.count())
    };
    let tokens = (chunk.start..=chunk.start + chunk.len).map(|place| data.tokens.get(place)).collect();
    Ok((format!("window {} of {all}", asked.args.example.unwrap_or(1)), tokens))
}
