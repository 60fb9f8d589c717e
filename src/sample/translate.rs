//! Sentences of standard input, translated: a line in, a line out.

use std::collections::HashSet;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use crate::config::{DataSize, TaskConfig};
use crate::data::lexicon::{EOS, SOS};
use crate::data::{Lexicon, Names};
use crate::exit::{Failure, say, visible};
use crate::nn::layout::Layout;
use crate::nn::network::Sequences;
use crate::nn::translator::{Ends, Prepared, Translator};
use crate::session::format::Session;

/// A translation may be this many times as long as the longest target that was learnt.
const ROOM: usize = 2;
const CHECKED: &str = "a translator's session was checked to have its lexicons";

/// Prints a translation for each line of standard input as soon as the line is there; an empty one for an empty line.
pub fn run(session: &Session, translator: &Translator) -> Result<(), Failure> {
    let (source, target, limit) = lexicons(session);
    let params = &session.checkpoint.params;
    let (mut prepared, mut pass) = (Prepared::default(), translator.pass());
    let weights = translator.prepare(params, &mut prepared);
    if io::stdin().is_terminal() {
        say(format_args!("Type a sentence a line; Ctrl-D ends."));
    }
    let mut named = HashSet::new();
    let mut out = io::stdout().lock();
    let to_terminal = out.is_terminal();
    for (number, line) in (1..).zip(io::stdin().lock().lines()) {
        let line = line.map_err(|error| Failure::Input(format!("line {number} of standard input: {error}")))?;
        let sentence = if number == 1 { line.trim_start_matches('\u{feff}') } else { &line };
        let read = source.encode(sentence.trim_end_matches('\r'));
        for word in read.unknown {
            // A word is named once, however often it is asked.
            if named.insert(word.clone()) {
                say(format_args!("rnntui: {word:?} is in no pair that was learnt, and read as <UNK>."));
            }
        }
        let mut sentence = String::new();
        if !read.ids.is_empty() {
            let tokens = [read.ids.as_slice(), &[EOS]].concat();
            let layout = Layout::uniform(tokens.len(), 1);
            let read = Sequences::tokens(&tokens, &layout);
            let ends = Ends { start: SOS, end: EOS, limit };
            let mut written = translator.greedy(weights, read, ends, &mut pass).remove(0).tokens;
            if written.last() == Some(&EOS) {
                written.pop();
            } else {
                say(format_args!(
                    "rnntui: the translation of line {number} has no end, and is cut after {limit} tokens."
                ));
            }
            sentence = target.join(written);
        }
        if to_terminal {
            sentence = sentence.chars().map(visible).collect();
        }
        writeln!(out, "{sentence}").and_then(|()| out.flush()).map_err(Failure::unwritable)?;
    }
    Ok(())
}

/// What the net reads and writes, and the most it may write.
fn lexicons(session: &Session) -> (Lexicon, Lexicon, usize) {
    let (Names::Pairs { source, target }, TaskConfig::Translate(translate), DataSize::Pairs { longest, .. }) =
        (&session.source.names, &session.checkpoint.config.task, &session.source.size)
    else {
        unreachable!("{CHECKED}")
    };
    let lexicon = |names: &[String]| Lexicon::from_tokens(translate.tokens, names.to_vec()).expect(CHECKED);
    (lexicon(source), lexicon(target), longest.1.saturating_mul(ROOM).saturating_add(1))
}
