//! The options that say what is trained and how, as a command line or a lesson writes them.

use std::num::{IntErrorKind, ParseIntError};
use std::str::FromStr;

use clap::{Args, Parser};

use crate::config::{Batch, CellKind, Nonlinearity, OptimizerKind, Options, Scale, TokenKind};

/// The model, the batches and the update.
#[derive(Debug, Args)]
pub struct ModelArgs {
    /// The recurrent cell [default: rnn up to 10 KB of text, gru to translate, else lstm]
    #[arg(long, value_enum)]
    pub cell: Option<CellKind>,
    /// The rnn cell's nonlinearity [default: tanh]
    #[arg(long, value_enum)]
    pub nonlinearity: Option<Nonlinearity>,
    /// H, units in a layer [default: the vocabulary's size up to 10 KB of text, 10 for a series, 64 to
    /// classify, else 128]
    #[arg(long, value_name = "N", value_parser = whole::<usize>, allow_negative_numbers = true)]
    pub hidden: Option<usize>,
    /// Recurrent layers [default: 2 for a text, else 1]
    #[arg(long, value_name = "N", value_parser = whole::<usize>, allow_negative_numbers = true)]
    pub layers: Option<usize>,
    /// Read both ways (not for text and generate, which would see the answer)
    #[arg(long)]
    pub bidirectional: bool,
    /// Size of the vectors learnt for characters or words, 0 for one-hot [default: 64 to translate, else 0]
    #[arg(long, value_name = "N", value_parser = whole::<usize>, allow_negative_numbers = true)]
    pub embed: Option<usize>,
    /// Take the last layer's hidden state itself as the prediction (not to translate)
    #[arg(long)]
    pub no_linear: bool,
    /// Share of outputs dropped between layers, of which there must be 2; below 1 [default: 0]
    #[arg(long, value_name = "P", allow_negative_numbers = true)]
    pub dropout: Option<f64>,
    /// Text, series: T, characters in a chunk or rows in a window [default: 10 up to 10 KB of text, 7 for a series,
    /// else 50]
    #[arg(long, value_name = "N", value_parser = whole::<usize>, allow_negative_numbers = true)]
    pub seq_len: Option<usize>,
    /// Text: characters from one window's start to the next one's [default: 1]
    #[arg(long, value_name = "N", value_parser = whole::<usize>, allow_negative_numbers = true)]
    pub stride: Option<usize>,
    /// Text: parallel streams that carry the hidden state, instead of windows [default above 10 KB]
    #[arg(long)]
    pub stateful: bool,
    /// Examples a step, or `full` for all [default: full up to 10 KB of text and 10,000 windows of a series; longer
    /// texts 50, longer series 64; rows of a .tsv 32]
    #[arg(long, value_name = "N|full", value_parser = parse_batch, allow_negative_numbers = true)]
    pub batch: Option<Batch>,
    /// Visit windows or rows in the file's order
    #[arg(long)]
    pub no_shuffle: bool,
    /// The update rule [default: adam]
    #[arg(long, value_enum)]
    pub optimizer: Option<OptimizerKind>,
    /// Learning rate [default: adam's is 0.1 up to 10 KB of text, above it 0.002; 0.01 for a series, 0.005 to classify
    /// and generate, 0.003 to translate; other optimizers: PyTorch's]
    #[arg(long, value_name = "F", allow_negative_numbers = true)]
    pub lr: Option<f64>,
    /// Share of the last update kept (sgd, rmsprop) [default: 0]
    #[arg(long, value_name = "F", allow_negative_numbers = true)]
    pub momentum: Option<f64>,
    /// Nesterov's momentum (sgd)
    #[arg(long)]
    pub nesterov: bool,
    /// Smoothing of the mean square (rmsprop) [default: 0.99]
    #[arg(long, value_name = "F", allow_negative_numbers = true)]
    pub alpha: Option<f64>,
    /// Take the mean square about the mean (rmsprop)
    #[arg(long)]
    pub centered: bool,
    /// Pull of all weights towards 0 [default: 0; adamw 0.01]
    #[arg(long, value_name = "F", allow_negative_numbers = true)]
    pub weight_decay: Option<f64>,
    /// Largest global norm of the gradient, 0 is off [default: 0 up to 10 KB of text and for a
    /// series, else 5]
    #[arg(long, value_name = "F", allow_negative_numbers = true)]
    pub clip: Option<f64>,
    /// Share held out for validation: a text's end, or some rows of a .tsv [default: 0 up to 10 KB of text and 49
    /// rows; above that 0.05 of a text, 0.1 of the rows]
    #[arg(long, value_name = "F", allow_negative_numbers = true)]
    pub val_frac: Option<f64>,
    /// Where all random numbers come from [default: 1]
    #[arg(long, value_name = "N", value_parser = whole::<u64>, allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// Series: the column to forecast, by name or number [default: the last with numbers]
    #[arg(long, value_name = "COLUMN")]
    pub target: Option<String>,
    /// Series: the file's first row is the newest
    #[arg(long)]
    pub newest_first: bool,
    /// Series: how many rows ahead to forecast [default: 1]
    #[arg(long, value_name = "N", value_parser = whole::<usize>, allow_negative_numbers = true)]
    pub horizon: Option<usize>,
    /// Series: share of the rows, the first ones, to train on; the others are held out [default: 0.7]
    #[arg(long, value_name = "F", allow_negative_numbers = true)]
    pub train_frac: Option<f64>,
    /// Series: how values are scaled [default: minmax, fitted on the training rows]
    #[arg(long, value_enum)]
    pub scale: Option<Scale>,
    /// Translate: what a token is [default: word]
    #[arg(long, value_enum)]
    pub tokens: Option<TokenKind>,
    /// Translate: share of sentences whose true words the decoder is given as it trains [default: 1]
    #[arg(long, value_name = "P", allow_negative_numbers = true)]
    pub teacher_forcing: Option<f64>,
    /// Translate: let the decoder look back at the source, by dot products
    #[arg(long)]
    pub attention: bool,
}

/// Options as a lesson writes them.
#[derive(Debug, Parser)]
#[command(no_binary_name = true)]
struct OptionLine {
    #[command(flatten)]
    model: ModelArgs,
}

/// The options in a line of them.
///
/// # Errors
/// clap's explanation.
pub fn parse_options(line: &str) -> Result<Options, clap::Error> {
    OptionLine::try_parse_from(line.split_whitespace()).map(|line| Options::from(&line.model))
}

/// A whole number; what is none is told so in words.
pub(super) fn whole<T: FromStr<Err = ParseIntError>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: ParseIntError| match error.kind() {
        IntErrorKind::PosOverflow => "it is too large".to_owned(),
        _ => "it must be a whole number, 0 or more".to_owned(),
    })
}

fn parse_batch(text: &str) -> Result<Batch, String> {
    if text == "full" {
        return Ok(Batch::Full);
    }
    whole(text).map(Batch::Rows).map_err(|why| format!("{why}, or `full`"))
}

impl From<&ModelArgs> for Options {
    fn from(args: &ModelArgs) -> Self {
        Self {
            cell: args.cell,
            nonlinearity: args.nonlinearity,
            hidden: args.hidden,
            layers: args.layers,
            bidirectional: args.bidirectional,
            embed: args.embed,
            no_linear: args.no_linear,
            dropout: args.dropout,
            seq_len: args.seq_len,
            stride: args.stride,
            stateful: args.stateful,
            batch: args.batch,
            no_shuffle: args.no_shuffle,
            optimizer: args.optimizer,
            lr: args.lr,
            momentum: args.momentum,
            nesterov: args.nesterov,
            alpha: args.alpha,
            centered: args.centered,
            weight_decay: args.weight_decay,
            clip: args.clip,
            val_frac: args.val_frac,
            seed: args.seed,
            target: args.target.clone(),
            newest_first: args.newest_first,
            horizon: args.horizon,
            train_frac: args.train_frac,
            scale: args.scale,
            tokens: args.tokens,
            teacher_forcing: args.teacher_forcing,
            attention: args.attention,
        }
    }
}
