//! A text goes on from its prime, one token after another.

use std::io::{self, IsTerminal as _, Write};

use super::drawing::Drawing;
use super::stop::Stop;
use crate::cli::Sample;
use crate::data::lexicon::Blanks;
use crate::data::source::characters_of;
use crate::data::{TextVocab, Token, Unit};
use crate::exit::{Failure, say};
use crate::glyph::{finished, visible};
use crate::nn::decode::{Continue as _, Writer};
use crate::nn::network::{Network, Prepared, Weights};
use crate::session::format::Session;

/// Tokens to write where nobody says how many.
const TOKENS: usize = 200;

/// What a text goes on from.
struct Prime {
    text: String,
    /// What is read, at least one.
    tokens: Vec<u32>,
}

impl Prime {
    /// Where blanks stand between the words that go on from it.
    fn blanks(&self, unit: Unit) -> Blanks {
        let mut blanks = Blanks::default();
        if !self.text.ends_with(char::is_whitespace) {
            for word in unit.tokens(&self.text) {
                blanks.before(word);
            }
        }
        blanks
    }
}

/// Prints the prime and what the net makes of it, as often as `--count` says, a blank line between the texts.
pub fn run(args: &Sample, session: &Session, network: &Network) -> Result<(), Failure> {
    let vocab = session.vocabulary();
    let prime = prime(args, session)?;
    let mut prepared = Prepared::default();
    let weights = network.prepare(&session.checkpoint.state.params, &mut prepared);
    let mut out = io::stdout().lock();
    for number in 0..args.count.unwrap_or(1) {
        if number > 0 {
            writeln!(out).map_err(Failure::unwritable)?;
        }
        // Any character may stand in a word.
        let writes = |c| vocab.characters().is_none_or(|characters| characters.id(c).is_some());
        let stop = Stop::new(args.stop.as_deref(), writes)?;
        let text = Writing { args, vocab, prime: &prime, stop, drawing: Drawing::new(args, number) };
        text.write(network, weights, &mut out)?;
    }
    Ok(())
}

/// The prime that was given, after the beginning of a document where the text has such. Where none is given, else a
/// line end; or, if the text learnt has none, its first token.
fn prime(args: &Sample, session: &Session) -> Result<Prime, Failure> {
    let vocab = session.vocabulary();
    let (mut text, from) = match (&args.prime, &args.prime_file) {
        (Some(prime), _) => (prime.clone(), "--prime".to_owned()),
        (None, Some(file)) => (characters_of(file).map_err(Failure::input)?, format!("{file:?}")),
        (None, None) => (String::new(), String::new()),
    };
    if args.prime_file.is_some() && text.ends_with('\n') && vocab.id("\n").is_none() {
        // Files end with a line end, whatever is in them.
        text.pop();
    }
    let (read, notes) = session.tokens_of(&args.net.session, &text, &from)?;
    for note in notes {
        say(format_args!("rnntui: {note}."));
    }
    Ok(Prime { text, tokens: vocab.from_the_beginning(read) })
}

/// A text to write.
struct Writing<'a> {
    args: &'a Sample,
    vocab: &'a TextVocab,
    prime: &'a Prime,
    stop: Stop,
    drawing: Drawing,
}

impl Writing<'_> {
    /// Prints it, and a line end. A document ends by itself.
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
            let mut logits = writer.read(&[token]).row(0).to_vec();
            // What is unknown has no spelling.
            self.vocab.unknown().into_iter().for_each(|unknown| logits[unknown as usize] = f32::NEG_INFINITY);
            self.drawing.next(&logits)
        };
        let mut next = 0;
        for &token in &self.prime.tokens {
            next = after(token);
        }
        let mut blanks = self.prime.blanks(self.vocab.unit());
        let mut stopped = false;
        for _ in 0..self.args.n.unwrap_or(TOKENS) {
            let said = match (self.vocab.token(next), self.vocab.unit()) {
                (Token::End, _) => break,
                (token, Unit::Chars) => token.to_string(),
                (token, Unit::Words) => blanks.before(&token.to_string()).to_owned() + &token.to_string(),
            };
            for c in said.chars() {
                let Some(free) = self.stop.push(c) else {
                    stopped = true;
                    break;
                };
                free.into_iter().try_for_each(&mut print).map_err(Failure::unwritable)?;
            }
            if stopped {
                break;
            }
            next = after(next);
        }
        if !stopped {
            self.stop.rest().into_iter().try_for_each(&mut print).map_err(Failure::unwritable)?;
        }
        writeln!(out, "{}", visible(&waiting)).and_then(|()| out.flush()).map_err(Failure::unwritable)
    }
}
