//! What a learner can change in a lesson, which starts anew with it.

use clap::ValueEnum as _;

use crate::config::{CellKind, Options};

/// A change, as it is typed after `:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// `cell lstm`.
    Cell(CellKind),
    /// `hidden 8`.
    Hidden(usize),
    /// `layers 1`.
    Layers(usize),
    /// `seed 2`.
    Seed(u64),
    /// `part NAME`: another run of the lesson, as it is written.
    Part(String),
}

impl Change {
    /// The words that begin one.
    pub const WORDS: [&'static str; 5] = ["cell", "hidden", "layers", "seed", "part"];

    /// Understands a line whose first word is one of [`Change::WORDS`]; `None` if it is another's.
    ///
    /// # Errors
    /// A sentence that says what belongs behind the word.
    pub fn parse(word: &str, rest: &str) -> Option<Result<Self, String>> {
        let number = |example: &str| {
            let number = rest.parse::<usize>().ok().filter(|&n| n > 0);
            number.ok_or_else(|| format!("{word} wants a whole number above 0, as in :{example}"))
        };
        Some(match word {
            "cell" => CellKind::from_str(rest, false)
                .map(Self::Cell)
                .map_err(|_| "cell wants rnn, lstm or gru, as in :cell lstm".to_owned()),
            "hidden" => number("hidden 8").map(Self::Hidden),
            "layers" => number("layers 1").map(Self::Layers),
            "seed" => rest.parse().map(Self::Seed).map_err(|_| "seed wants a whole number, as in :seed 2".to_owned()),
            "part" if rest.is_empty() => Err("part wants a name, as in :part linear".to_owned()),
            "part" => Ok(Self::Part(rest.to_owned())),
            _ => return None,
        })
    }

    /// Changes the options of a run; a part has its own.
    pub fn apply(&self, options: &mut Options) {
        match *self {
            Self::Cell(cell) => {
                options.cell = Some(cell);
                if cell != CellKind::Rnn {
                    options.nonlinearity = None;
                }
            }
            Self::Hidden(hidden) => options.hidden = Some(hidden),
            Self::Layers(layers) => options.layers = Some(layers),
            Self::Seed(seed) => options.seed = Some(seed),
            Self::Part(_) => {}
        }
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cell(cell) => write!(f, "cell {}", cell.name()),
            Self::Hidden(hidden) => write!(f, "hidden {hidden}"),
            Self::Layers(layers) => write!(f, "layers {layers}"),
            Self::Seed(seed) => write!(f, "seed {seed}"),
            Self::Part(part) => write!(f, "part {part}"),
        }
    }
}
