//! A text goes on from its prime, one character after another.

use std::io::{self, IsTerminal as _, Write};

use super::drawing::Drawing;
use super::stop::Stop;
use crate::cli::Sample;
use crate::data::source::characters_of;
use crate::data::{Names, Vocab};
use crate::exit::Failure;
use crate::glyph::{finished, visible};
use crate::nn::decode::{Continue as _, Writer};
use crate::nn::network::{Network, Prepared, Weights};
use crate::session::format::Session;

/// Characters to write where nobody says how many.
const CHARACTERS: usize = 200;

/// What a text goes on from.
struct Prime {
    text: String,
    /// What is read, at least one.
    tokens: Vec<u32>,
}

/// Prints the prime and what the net makes of it, as often as `--count` says, a blank line between the texts.
pub fn run(args: &Sample, session: &Session, network: &Network) -> Result<(), Failure> {
    let Names::Characters(vocab) = &session.source.names else {
        unreachable!("a text session was checked to have characters")
    };
    let prime = prime(args, vocab)?;
    let mut prepared = Prepared::default();
    let weights = network.prepare(&session.checkpoint.state.params, &mut prepared);
    let mut out = io::stdout().lock();
    for number in 0..args.count.unwrap_or(1) {
        if number > 0 {
            writeln!(out).map_err(Failure::unwritable)?;
        }
        let stop = Stop::new(args.stop.as_deref(), vocab)?;
        let text = Text { args, vocab, prime: &prime, stop, drawing: Drawing::new(args, number) };
        text.write(network, weights, &mut out)?;
    }
    Ok(())
}

/// The prime that was given, or where none is, a line end; or, if the text learnt has none, its first character.
fn prime(args: &Sample, vocab: &Vocab) -> Result<Prime, Failure> {
    let (mut text, from) = match (&args.prime, &args.prime_file) {
        (Some(prime), _) => (prime.clone(), "--prime".to_owned()),
        (None, Some(file)) => (characters_of(file).map_err(Failure::input)?, format!("{file:?}")),
        (None, None) => (String::new(), String::new()),
    };
    if args.prime_file.is_some() && text.ends_with('\n') && vocab.id('\n').is_none() {
        // Files end with a line end, whatever is in them.
        text.pop();
    }
    let id = |c| {
        let session = &args.net.session;
        let unknown =
            || Failure::Input(format!("the text that {session:?} learnt has no {c:?}: leave it out of {from}"));
        vocab.id(c).ok_or_else(unknown)
    };
    let mut tokens = text.chars().map(id).collect::<Result<Vec<u32>, _>>()?;
    if tokens.is_empty() {
        tokens.push(vocab.id('\n').unwrap_or(0));
    }
    Ok(Prime { text, tokens })
}

/// A text to write.
struct Text<'a> {
    args: &'a Sample,
    vocab: &'a Vocab,
    prime: &'a Prime,
    stop: Stop,
    drawing: Drawing,
}

impl Text<'_> {
    /// Prints it, and a line end.
    fn write(mut self, network: &Network, weights: Weights<'_>, out: &mut io::StdoutLock<'_>) -> Result<(), Failure> {
        let mut writer = Writer::new(network, weights, 1);
        let to_terminal = out.is_terminal();
        // A mark is written with its base: a character goes to a terminal when what comes next cannot join it.
        let mut waiting = String::new();
        let mut print = |c: char| {
            if !to_terminal {
                return write!(out, "{c}");
            }
            waiting.push(c);
            write!(out, "{}", visible(&finished(&mut waiting)))
        };
        self.prime.text.chars().try_for_each(&mut print).map_err(Failure::unwritable)?;
        let mut after = |token: u32| {
            let logits = writer.read(&[token]);
            self.drawing.next(logits.as_slice().expect("a matrix of one row is contiguous"))
        };
        let mut next = 0;
        for &token in &self.prime.tokens {
            next = after(token);
        }
        let mut stopped = false;
        for _ in 0..self.args.n.unwrap_or(CHARACTERS) {
            let Some(free) = self.stop.push(self.vocab.char(next)) else {
                stopped = true;
                break;
            };
            free.into_iter().try_for_each(&mut print).map_err(Failure::unwritable)?;
            next = after(next);
        }
        if !stopped {
            self.stop.rest().into_iter().try_for_each(&mut print).map_err(Failure::unwritable)?;
        }
        writeln!(out, "{}", visible(&waiting)).and_then(|()| out.flush()).map_err(Failure::unwritable)
    }
}
