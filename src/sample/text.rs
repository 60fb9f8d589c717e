//! A text goes on from its prime, one character after another.

use std::io::{self, IsTerminal as _, Write as _};

use super::drawing::Drawing;
use crate::cli::Sample;
use crate::data::Names;
use crate::exit::Failure;
use crate::glyph::{finished, visible};
use crate::nn::decode::{Continue as _, Writer};
use crate::nn::network::{Network, Prepared};
use crate::session::format::Session;

/// Characters to write where nobody says how many.
const CHARACTERS: usize = 200;

/// Prints the prime and what the net makes of it.
pub fn run(args: &Sample, session: &Session, network: &Network) -> Result<(), Failure> {
    let Names::Characters(vocab) = &session.source.names else {
        unreachable!("a text session was checked to have characters")
    };
    let prime: Vec<u32> = match args.prime.as_deref().unwrap_or_default() {
        // Without a prime the text starts after a line end, or, if the training text has none, with its first
        // character.
        "" => vec![vocab.id('\n').unwrap_or(0)],
        prime => {
            let id = |c| {
                let known = format!("the text that {:?} learnt has no {c:?}: leave it out of --prime", args.session);
                vocab.id(c).ok_or(Failure::Input(known))
            };
            prime.chars().map(id).collect::<Result<_, _>>()?
        }
    };
    let mut prepared = Prepared::default();
    let mut writer = Writer::new(network, network.prepare(&session.checkpoint.state.params, &mut prepared), 1);
    let mut drawing = Drawing::new(args, 0);

    let mut out = io::stdout().lock();
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
    for c in args.prime.iter().flat_map(|prime| prime.chars()) {
        print(c).map_err(Failure::unwritable)?;
    }
    let mut after = |token: u32| {
        let logits = writer.read(&[token]);
        drawing.next(logits.as_slice().expect("a matrix of one row is contiguous"))
    };
    let mut next = 0;
    for &token in &prime {
        next = after(token);
    }
    for _ in 0..args.n.unwrap_or(CHARACTERS) {
        print(vocab.char(next)).map_err(Failure::unwritable)?;
        next = after(next);
    }
    writeln!(out, "{}", visible(&waiting)).and_then(|()| out.flush()).map_err(Failure::unwritable)
}
