//! The command line's types, and nothing else: clap reads them, `--help` prints them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::config::{Batch, CellKind, Nonlinearity, OptimizerKind, Options, Scale, TaskKind, TokenKind};
use crate::lessons::Lang;

/// Train a recurrent neural network in the terminal: watch it learn, and steer it while it does.
///
/// `rnntui FILE` opens the dashboard on a text and starts to train; press ? there for the keys.
#[derive(Debug, Parser)]
#[command(name = "rnntui", version, args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do other than train on FILE.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// A new run.
    #[command(flatten)]
    pub run: NewRun,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open a lesson of the RNN course; without a name, list them
    Lesson(Box<Lesson>),
    /// Go on where a session stopped
    Resume(Resume),
    /// Write text with a trained session
    Sample(Sample),
    /// List saved sessions
    Sessions {
        /// The directory to look in
        #[arg(default_value = "sessions")]
        dir: PathBuf,
    },
    /// Write a session's parameters for PyTorch, by its names, as safetensors
    Export {
        /// The session
        session: PathBuf,
        /// The file to write; safetensors that exist are replaced, anything else is not
        out: PathBuf,
    },
}

/// `rnntui FILE`.
#[derive(Debug, Args)]
pub struct NewRun {
    /// The file to learn from (UTF-8); without one a start screen offers lessons and sessions
    pub file: Option<PathBuf>,
    /// What to learn from FILE [default: by its ending]
    #[arg(long, value_enum)]
    pub task: Option<TaskKind>,
    /// The model and its training.
    #[command(flatten)]
    pub model: ModelArgs,
    /// Where to save.
    #[command(flatten)]
    pub saving: Saving,
    /// The language of the lessons [default: the locale's]
    #[arg(long, value_enum)]
    pub lang: Option<Lang>,
    /// Start from these weights, named and shaped as in PyTorch's state_dict
    #[arg(long, value_name = "FILE.safetensors")]
    pub init: Option<PathBuf>,
    /// How to run it.
    #[command(flatten)]
    pub running: Running,
}

/// `rnntui lesson`.
#[derive(Debug, Args)]
pub struct Lesson {
    /// The lesson, such as hihello
    pub name: Option<String>,
    /// The part of the lesson to begin with [default: its first]
    #[arg(long, value_name = "NAME")]
    pub part: Option<String>,
    /// The language of its text [default: the locale's]
    #[arg(long, value_enum)]
    pub lang: Option<Lang>,
    /// In place of what the lesson has.
    #[command(flatten)]
    pub model: ModelArgs,
    /// Where to save.
    #[command(flatten)]
    pub saving: Saving,
    /// How to run it.
    #[command(flatten)]
    pub running: Running,
}

/// `rnntui resume`.
#[derive(Debug, Args)]
pub struct Resume {
    /// The session to go on with
    pub session: PathBuf,
    /// Go on with another learning rate; the journal keeps it
    #[arg(long, value_name = "F", allow_negative_numbers = true)]
    pub lr: Option<f64>,
    /// How to run it.
    #[command(flatten)]
    pub running: Running,
}

/// Where a new run is saved.
#[derive(Debug, Args)]
pub struct Saving {
    /// Where to save [default: sessions/NAME.ron by the file or the lesson's part, or -2, -3, ... if that exists]
    #[arg(long, value_name = "PATH")]
    pub session: Option<PathBuf>,
    /// Replace PATH if it exists
    #[arg(long, requires = "session")]
    pub overwrite: bool,
}

/// Options that change nothing that is computed.
#[derive(Debug, Args)]
pub struct Running {
    /// Stop after N more epochs [default: 100 headless; the dashboard runs until told]
    #[arg(long, value_name = "N")]
    pub epochs: Option<u64>,
    /// No screen: a progress line on stderr (automatic when stdout is no terminal)
    #[arg(long)]
    pub headless: bool,
    /// Write one JSON object a step; a new run replaces FILE, a resumed one goes on in it
    #[arg(long, value_name = "FILE.jsonl")]
    pub log: Option<PathBuf>,
    /// Save this often; 0 saves after every epoch [default: 30; a lesson is saved when told to]
    #[arg(long, value_name = "SECONDS")]
    pub autosave: Option<u64>,
    /// Threads to compute on; any number gives the same results [default: one a core]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

/// `rnntui sample`.
#[derive(Debug, Args)]
pub struct Sample {
    /// The session to sample from
    pub session: PathBuf,
    /// Characters of a text, or rows of a series, to write [default: 200 characters, for a label at most twice its
    /// longest text; the horizon's rows]
    #[arg(short, value_name = "N")]
    pub n: Option<usize>,
    /// The text to go on from
    #[arg(long, value_name = "TEXT")]
    pub prime: Option<String>,
    /// Generate: the label to write a text for [default: each label in turn]
    #[arg(long, value_name = "NAME")]
    pub label: Option<String>,
    /// Below 1 safer, above 1 wilder, 0 always the likeliest character
    #[arg(long, value_name = "T", default_value_t = 1.0, allow_negative_numbers = true)]
    pub temperature: f64,
    /// The same seed writes the same text
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub seed: u64,
}

/// The model, the batches and the update.
#[derive(Debug, Args)]
#[command(next_help_heading = "Model and training")]
pub struct ModelArgs {
    /// The recurrent cell [default: rnn up to 10 KB of text, else lstm]
    #[arg(long, value_enum)]
    pub cell: Option<CellKind>,
    /// The rnn cell's nonlinearity [default: tanh]
    #[arg(long, value_enum)]
    pub nonlinearity: Option<Nonlinearity>,
    /// H, units in a layer [default: the vocabulary's size up to 10 KB of text, else 128]
    #[arg(long, value_name = "N")]
    pub hidden: Option<usize>,
    /// Recurrent layers [default: 2]
    #[arg(long, value_name = "N")]
    pub layers: Option<usize>,
    /// Read both ways (not for text, which would see the answer)
    #[arg(long)]
    pub bidirectional: bool,
    /// Size of learnt character vectors, 0 for one-hot [default: 0]
    #[arg(long, value_name = "N")]
    pub embed: Option<usize>,
    /// Take the last hidden state itself as the prediction
    #[arg(long)]
    pub no_linear: bool,
    /// Share of outputs dropped between layers, below 1 [default: 0]
    #[arg(long, value_name = "P", allow_negative_numbers = true)]
    pub dropout: Option<f64>,
    /// T, characters in a chunk [default: 10 up to 10 KB of text, else 50]
    #[arg(long, value_name = "N")]
    pub seq_len: Option<usize>,
    /// Windows: characters from one's start to the next one's [default: 1]
    #[arg(long, value_name = "N")]
    pub stride: Option<usize>,
    /// Parallel streams that carry the hidden state, instead of windows [default above 10 KB]
    #[arg(long)]
    pub stateful: bool,
    /// Rows a step, or `full` for all windows [default: full up to 10 KB of text, else 50]
    #[arg(long, value_name = "N|full", value_parser = parse_batch)]
    pub batch: Option<Batch>,
    /// Visit windows in the text's order
    #[arg(long)]
    pub no_shuffle: bool,
    /// The update rule [default: adam]
    #[arg(long, value_enum)]
    pub optimizer: Option<OptimizerKind>,
    /// Learning rate [default: 0.1 up to 10 KB of text, else 0.002; other optimizers: PyTorch's]
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
    /// Largest global norm of the gradient, 0 is off [default: off up to 10 KB of text, else 5]
    #[arg(long, value_name = "F", allow_negative_numbers = true)]
    pub clip: Option<f64>,
    /// Share of the text, its end, held out for validation [default: 0 up to 10 KB of text, else 0.05]
    #[arg(long, value_name = "F", allow_negative_numbers = true)]
    pub val_frac: Option<f64>,
    /// Where all random numbers come from [default: 1]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Series: the column to forecast, by name or number [default: the last with numbers]
    #[arg(long, value_name = "COLUMN")]
    pub target: Option<String>,
    /// Series: the file's first row is the newest
    #[arg(long)]
    pub newest_first: bool,
    /// Series: how many rows ahead to forecast [default: 1]
    #[arg(long, value_name = "N")]
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

fn parse_batch(text: &str) -> Result<Batch, String> {
    if text == "full" {
        return Ok(Batch::Full);
    }
    text.parse().map(Batch::Rows).map_err(|_| "it is a number of rows or `full`".to_owned())
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
