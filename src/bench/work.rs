//! The works that are timed: the course's labs and what people train for real, each with data made up for it.

use std::fmt::Write as _;

use rand::{RngExt, SeedableRng};

use crate::cli::parse_options;
use crate::config::{DataSize, TaskKind, rows};
use crate::data::{Data, Series, Text};
use crate::exit::Failure;
use crate::nn::param::ParamTable;
use crate::nn::precision::Precision;
use crate::nn::random::Generator;
use crate::task::Setup;
use crate::train::trainer::Trainer;

/// One work, as its preset trains it.
pub struct Work {
    /// What it is called on the command line and in the JSON.
    pub name: &'static str,
    /// What it is, in the README's words.
    pub about: &'static str,
    task: TaskKind,
    data: Made,
    options: &'static str,
    /// Tokens that a step reads, T*N.
    pub tokens: usize,
}

/// How a work's data is made.
enum Made {
    /// This text.
    Text(&'static str),
    /// This many random characters of 65 kinds. Their meaning does not change the time of a step.
    Noise(usize),
    /// This many rows of five columns of numbers.
    Series(usize),
}

const CHAR_RNN: &str = "--hidden 128 --layers 2 --stateful --batch 50 --seq-len 50 --lr 0.002 --clip 5 --val-frac 0";
const LARGE: &str =
    "--cell lstm --hidden 512 --layers 2 --stateful --batch 64 --seq-len 128 --lr 0.002 --clip 5 --val-frac 0";

/// The work whose trained net also writes.
pub(super) const WRITES: &str = "char-lstm";

/// All works, the smallest first.
pub fn all() -> [Work; 7] {
    let text = |name, about, data, options, tokens| Work { name, about, task: TaskKind::Text, data, options, tokens };
    let noise = || Made::Noise(50 * 50 * 20 + 1);
    [
        text(
            "hihello",
            "hihello lab: RNN 5, B 1, T 6",
            Made::Text("hihello"),
            "--cell rnn --layers 1 --no-linear --seq-len 6 --batch full --lr 0.1",
            6,
        ),
        text(
            "longseq",
            "longseq lab: RNN 2x25 + linear, B 170, T 10",
            Made::Text(include_str!("../../ship.txt")),
            "",
            1700,
        ),
        Work {
            name: "series",
            about: "series lab: LSTM 10 + linear, B 500, T 7",
            task: TaskKind::Series,
            data: Made::Series(SERIES_ROWS),
            options: "--forecast value --cell lstm --hidden 10 --seq-len 7 --batch full --lr 0.01 --clip 0 \
                      --train-frac 0.7",
            tokens: 3500,
        },
        text("char-rnn", "char-rnn: RNN 2x128, B 50, T 50, V 65", noise(), "--cell rnn", 2500),
        text("char-gru", "char-rnn: GRU 2x128, B 50, T 50, V 65", noise(), "--cell gru", 2500),
        text(WRITES, "char-rnn: LSTM 2x128, B 50, T 50, V 65", noise(), "--cell lstm", 2500),
        text("large", "large: LSTM 2x512, B 64, T 128, V 65", Made::Noise(64 * 128 * 8 + 1), LARGE, 8192),
    ]
}

/// Rows whose first 70 % hold 500 examples of 7 rows and the one after them.
const SERIES_ROWS: usize = 725;

impl Work {
    /// A fresh run of it on `threads` threads with factors of this precision, and the size of its data.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn trainer(&self, threads: usize, precision: Precision) -> Result<(Trainer, DataSize), Failure> {
        let data = self.data.make()?;
        let preset = if self.name.starts_with("char-") { CHAR_RNN } else { "" };
        let line = [preset, self.options].join(" ");
        let options = parse_options(&line).map_err(Failure::input)?.with(&rows::PRECISION, precision);
        let setup = Setup::new(&options, self.task, data).map_err(Failure::input)?;
        let size = setup.size().clone();
        Ok((Trainer::new(setup, threads).map_err(Failure::input)?, size))
    }

    /// Floating-point operations of a step's matrix products, in 10^9: 6 for each weight of a matrix and token. One-hot
    /// input takes none, for its weights are gathered; a head at the last step only sees one token in T.
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    pub fn gflop(&self, table: &ParamTable, losses: usize) -> f64 {
        let one_hot = matches!(self.task, TaskKind::Text);
        let matrices = table.specs().iter().filter(|spec| spec.shape.len() == 2);
        let work = |name: &str, weights: usize| match name {
            "rnn.weight_ih_l0" if one_hot => 0,
            "fc.weight" => weights * losses,
            _ => weights * self.tokens,
        };
        let sum: usize = matrices.map(|spec| work(&spec.name, spec.shape.iter().product())).sum();
        6.0 * sum as f64 / 1e9
    }
}

impl Made {
    fn make(&self) -> Result<Data, Failure> {
        Ok(match *self {
            Self::Text(text) => Data::Text(text.parse::<Text>().map_err(Failure::input)?),
            Self::Noise(characters) => {
                let mut random = noise();
                // All 65 kinds come first, so that the vocabulary has exactly these.
                let mut text: String = KINDS.collect();
                text.extend((65..characters).map(|_| random.random_range(KINDS)));
                Data::Text(text.parse::<Text>().map_err(Failure::input)?)
            }
            Self::Series(rows) => {
                let mut random = noise();
                let mut text = String::from("open,high,low,volume,close\n");
                for _ in 0..rows {
                    let [a, b, c, d, e] = std::array::from_fn(|_| random.random_range(0..1000));
                    writeln!(text, "{a},{b},{c},{d},{e}").expect("a string takes all that is written");
                }
                Data::Series(text.parse::<Series>().map_err(Failure::input)?)
            }
        })
    }
}

const KINDS: std::ops::RangeInclusive<char> = '!'..='a';

/// Numbers without sense, always the same ones.
pub(super) fn noise() -> Generator {
    Generator::seed_from_u64(1)
}
