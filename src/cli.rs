//! The command line's types, and nothing else: clap reads them, `--help` prints them.

mod amounts;
mod answers;
mod model;
mod screen;

use std::path::PathBuf;
use std::sync::LazyLock;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};

pub use self::amounts::{Limit, Room, Which};
pub use self::answers::{Inspect, Predict, Sample};
pub use self::model::{ChangeArgs, ModelArgs, parse_options};
pub use self::screen::{Screen, ThemeArg};
use crate::config::{TaskKind, Value, whole};
use crate::lessons::Lang;
use crate::nn::machine::{has_pairs, kernels};
use crate::nn::precision::Precision;
use crate::train::pace::Pace;

/// Train a recurrent neural network in the terminal: watch it learn, and steer it while it does.
///
/// `rnntui FILE` opens the dashboard and starts to train; press ? there for the keys. FILE is a text, numbers (.csv),
/// or rows of two columns with a tab between them (.tsv): sentences with their translations, or labels with texts. It
/// may be packed with gzip.
#[derive(Debug, Parser)]
#[command(
    name = "rnntui",
    version,
    long_version = LONG_VERSION.as_str(),
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true
)]
pub struct Cli {
    /// What to do other than train on files.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// A new run.
    #[command(flatten)]
    pub run: NewRun,
}

/// The version, and which kernels this machine runs.
static LONG_VERSION: LazyLock<String> = LazyLock::new(|| {
    format!(
        "{}\nkernels: {} (RNNTUI_KERNELS=portable takes those of any machine), bf16 {}",
        env!("CARGO_PKG_VERSION"),
        kernels().name(),
        if has_pairs() { "by AVX512_BF16" } else { "by the portable path" }
    )
});

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open a lesson of the RNN course; without a name, list them
    Lesson(Box<Lesson>),
    /// Go on where a session stopped
    Resume(Resume),
    /// Let a trained session write, forecast, label or translate
    ///
    /// A text goes on from --prime, a series after its last row. A generator writes a text for --label, or for each
    /// label in turn. A classifier labels, and a translator translates, each line of standard input.
    Sample(Sample),
    /// Write what a trained session answers to the rows that were held out, or to other ones
    ///
    /// A row of CSV for each row: the label and how sure the net is of it, the text that it writes, the translation, or
    /// for a text how surprised it is. Measures stand on stderr.
    Predict(Predict),
    /// Show what a trained session does inside, step by step, with one example
    ///
    /// Gates and states of every layer, probabilities and losses, how far back the gradient of each loss reaches, and
    /// which inputs an answer depends on: all of it with --json, a summary without. With --probe, which units follow
    /// what it names: a property of the text, a label, a column or a word.
    Inspect(Inspect),
    /// Begin a new run at a step of another, which stays as it was
    ///
    /// The branch keeps the data and the model; without a change it repeats its parent, bit for bit.
    Branch(Box<Branch>),
    /// Make all steps of a session again and compare every kept state, bit for bit
    Verify(Verify),
    /// Show in which settings sessions differ, and what came of them
    Compare(Compare),
    /// List saved sessions
    Sessions {
        /// The directory to look in
        #[arg(default_value = "sessions")]
        dir: PathBuf,
        /// Print a JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Time training on this machine, on the works that the README compares with PyTorch
    Bench(Bench),
    /// Write a session's parameters for PyTorch, by its names, as safetensors that can be used alone
    Export {
        /// The session
        session: PathBuf,
        /// The state to export
        #[arg(long, value_name = "STATE", default_value = "best")]
        state: Which,
        /// The state after this step of the run, in place of --state
        #[arg(long, value_name = "STEP", value_parser = whole::<u64>, conflicts_with = "state")]
        at: Option<u64>,
        /// The data, if it is needed and no longer where it was
        #[arg(long, value_name = "FILE")]
        data: Option<PathBuf>,
        /// The file to write; safetensors that exist are replaced, anything else is not
        out: PathBuf,
    },
}

/// `rnntui FILE...`.
#[derive(Debug, Args)]
pub struct NewRun {
    /// The files to learn from, one after the other; a directory stands for its files by name (no hidden ones, no
    /// directories in it), - for standard input; without any a start screen offers lessons and sessions
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What to learn from FILE [default: series of a .csv, or classify if its header says label and text; translate of
    /// a .tsv; else text]
    #[arg(long, value_enum)]
    pub task: Option<TaskKind>,
    /// The language of the lessons [default: the locale's]
    #[arg(long, value_enum)]
    pub lang: Option<Lang>,
    /// The model and its training.
    #[command(flatten, next_help_heading = "Model and training")]
    pub model: ModelArgs,
    /// Where to save.
    #[command(flatten, next_help_heading = "Saving and running")]
    pub saving: Saving,
    /// Start from these weights, named and shaped as in PyTorch's state_dict; those of an export go where their
    /// characters, labels, words or columns are
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
    #[command(
        flatten,
        next_help_heading = "In place of what the lesson says (the defaults hold where it says nothing)"
    )]
    pub model: ModelArgs,
    /// Where to save.
    #[command(flatten, next_help_heading = "Saving and running")]
    pub saving: Saving,
    /// How to run it.
    #[command(flatten)]
    pub running: Running,
}

impl Lesson {
    /// Whether anything is given that only a run has.
    pub fn asks_for_a_run(&self) -> bool {
        let Self { name, part, lang: _, model, saving, running } = self;
        name.is_some()
            || part.is_some()
            || *model != ModelArgs::default()
            || *saving != Saving::default()
            // How the screen is shown says nothing of a run.
            || Running { screen: Screen::default(), ..running.clone() } != Running::default()
    }
}

/// `rnntui resume`.
#[derive(Debug, Args)]
pub struct Resume {
    /// The session to go on with
    pub session: PathBuf,
    /// The state to go on from [default: last]
    #[arg(long, value_name = "STATE")]
    pub state: Option<Which>,
    /// Go on from after this step: as a branch in a new file, because the steps after it stay
    #[arg(long, value_name = "STEP", value_parser = whole::<u64>, conflicts_with = "state")]
    pub at: Option<u64>,
    /// The data, if it is no longer where it was; it must be the same
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// Go on with another learning rate; the journal keeps it
    #[arg(long, value_name = "F", allow_negative_numbers = true)]
    pub lr: Option<f64>,
    /// Go on with factors of another precision: as a branch in a new file, because its record must say which steps have
    /// which
    #[arg(long, value_name = "PRECISION", value_parser = precision())]
    pub precision: Option<Precision>,
    /// How to run it.
    #[command(flatten)]
    pub running: Running,
}

impl Resume {
    /// Going on with a session as it stands.
    pub fn as_it_stands(session: PathBuf, running: Running) -> Self {
        Self { session, state: None, at: None, data: None, lr: None, precision: None, running }
    }
}

/// `rnntui branch`.
#[derive(Debug, Args)]
pub struct Branch {
    /// The session to branch off
    #[arg(id = "parent", value_name = "SESSION")]
    pub parent: PathBuf,
    /// The step after which the branch begins
    #[arg(long, value_name = "STEP", value_parser = whole::<u64>)]
    pub at: u64,
    /// The data, if it is no longer where it was; it must be the same
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// What it changes.
    #[command(flatten, next_help_heading = "What it changes (what is left out stays as the parent has it)")]
    pub changes: ChangeArgs,
    /// Where to save.
    #[command(flatten, next_help_heading = "Saving and running")]
    pub saving: Saving,
    /// How to run it.
    #[command(flatten)]
    pub running: Running,
}

/// `rnntui compare`.
#[derive(Debug, Args)]
pub struct Compare {
    /// The sessions
    #[arg(required = true, value_name = "SESSION")]
    pub sessions: Vec<PathBuf>,
    /// Print a JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `rnntui verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// The session to verify
    pub session: PathBuf,
    /// The data, if it is no longer where it was; it must be the same
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
}

/// Where a new run is saved.
#[derive(Debug, Default, PartialEq, Eq, Args)]
pub struct Saving {
    /// Where to save [default: sessions/NAME.ron by the file or the lesson's part, or -2, -3, ... if that exists]
    #[arg(long, value_name = "PATH")]
    pub session: Option<PathBuf>,
    /// Replace PATH if it exists
    #[arg(long, requires = "session")]
    pub overwrite: bool,
}

/// Options that change nothing that is computed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Running {
    /// Stop after N more epochs; none: until told [default: a lesson's own; 100; none for a text above 10 KB on the
    /// dashboard; a resumed run goes on to its planned end]
    #[arg(long, value_name = "N|none", allow_negative_numbers = true)]
    pub epochs: Option<Limit>,
    /// Stop after N validations (without any: epochs) in a row that brought nothing better; none: do not [default: 5 to
    /// classify without --epochs, else none]
    #[arg(long, value_name = "N|none", allow_negative_numbers = true)]
    pub patience: Option<Limit>,
    /// No screen: a progress line on stderr (automatic when stdout is no terminal)
    #[arg(long)]
    pub headless: bool,
    /// Write one JSON object a step, or one record of CSV if FILE ends in .csv: loss, rate, accuracy, seconds of
    /// training, and what a validation measured; a new run replaces FILE, a resumed one goes on in it
    #[arg(long, value_name = "FILE.jsonl|FILE.csv")]
    pub log: Option<PathBuf>,
    /// Without a screen: write what came of the run as a JSON object when it ends
    #[arg(long, value_name = "FILE.json")]
    pub summary: Option<PathBuf>,
    /// Save this often; 0 saves after every epoch [default: 30; a lesson is saved when told to]
    #[arg(long, value_name = "SECONDS", value_parser = whole::<u64>, allow_negative_numbers = true)]
    pub autosave: Option<u64>,
    /// Threads to compute on; any number gives the same results [default: one a core]
    #[arg(long, value_name = "N", value_parser = whole::<usize>, allow_negative_numbers = true)]
    pub threads: Option<usize>,
    /// Room for the states from which a past step can be shown, in memory and the same beside the session: 64M, 1G;
    /// none: steps are made again from the first. With less room than before, states beside the session are removed
    /// [default: 64M]
    #[arg(long, value_name = "SIZE|none", allow_negative_numbers = true)]
    pub tape: Option<Room>,
    /// Steps a second on the dashboard, or auto: slow at first, so that it can be watched; < and > change it [default:
    /// auto for lessons and texts up to 10 KB, else max]
    #[arg(long, value_name = "N|auto|max", allow_negative_numbers = true)]
    pub pace: Option<Pace>,
    /// How the screen is shown.
    #[command(flatten, next_help_heading = "The screen")]
    pub screen: Screen,
}

/// `rnntui bench`.
#[derive(Debug, Args)]
pub struct Bench {
    /// The works to time: hihello, longseq, series, char-rnn, char-gru, char-lstm, large [default: all]
    pub works: Vec<String>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// How long to time each; at least five steps are made
    #[arg(long, value_name = "SECONDS", default_value_t = 3.0, allow_negative_numbers = true)]
    pub seconds: f64,
    /// Threads to compute on [default: one a core]
    #[arg(long, value_name = "N", value_parser = whole::<usize>, allow_negative_numbers = true)]
    pub threads: Option<usize>,
    /// Of the factors of the products
    #[arg(long, value_name = "PRECISION", value_parser = precision(), default_value = Precision::F32.name())]
    pub precision: Precision,
}

/// The precisions by name.
fn precision() -> impl TypedValueParser<Value = Precision> {
    PossibleValuesParser::new(Precision::ALL.map(Precision::name)).try_map(|name| <Precision as Value>::read(&name))
}
