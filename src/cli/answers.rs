//! The options of the commands that let a trained session answer.

use std::path::PathBuf;

use clap::Args;

use super::amounts::Which;
use crate::config::whole;

/// Which net of a session answers, and where the session's data is.
#[derive(Debug, Args)]
pub struct Answering {
    /// The session that answers
    pub session: PathBuf,
    /// The state that answers
    #[arg(long, value_name = "STATE", default_value = "best")]
    pub state: Which,
    /// Let the state after this step of the run answer
    #[arg(long, value_name = "STEP", value_parser = whole::<u64>, conflicts_with = "state")]
    pub at: Option<u64>,
    /// The data, if it is needed and no longer where it was
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
}

/// `rnntui sample`.
#[derive(Debug, Args)]
pub struct Sample {
    /// What answers.
    #[command(flatten)]
    pub net: Answering,
    /// Text: how many characters, or words, to write at most [default: 200]; generate: at most how many characters,
    /// however long the text would be [default: twice the longest text learnt]; series: how many rows to forecast
    /// [default: the horizon]
    #[arg(short, value_name = "N", value_parser = whole::<usize>, allow_negative_numbers = true)]
    pub n: Option<usize>,
    /// Text: what to go on from [default: the start of a line]
    #[arg(long, value_name = "TEXT")]
    pub prime: Option<String>,
    /// Text: go on from all that this file holds, or for - standard input; its last line end too, where the net knows
    /// line ends
    #[arg(long, value_name = "FILE|-", conflicts_with = "prime")]
    pub prime_file: Option<PathBuf>,
    /// Generate: the label to write a text for [default: each in turn]
    #[arg(long, value_name = "NAME")]
    pub label: Option<String>,
    /// Text, generate: below 1 safer, above 1 wilder, 0 always the likeliest character [default: 1]
    #[arg(long, value_name = "T", allow_negative_numbers = true)]
    pub temperature: Option<f64>,
    /// Text, generate: choose among the N likeliest characters only [default: among all]
    #[arg(long, value_name = "N", value_parser = whole::<usize>, allow_negative_numbers = true)]
    pub top_k: Option<usize>,
    /// Text, generate: end a text before the first TEXT in it
    #[arg(long, value_name = "TEXT")]
    pub stop: Option<String>,
    /// Text, generate: how many texts to write; a text's are parted by a blank line, a label's are a row each [default:
    /// 1]
    #[arg(long, value_name = "N", value_parser = whole::<u64>, allow_negative_numbers = true)]
    pub count: Option<u64>,
    /// Text, generate: the same seed writes the same texts [default: 0]
    #[arg(long, value_name = "S", value_parser = whole::<u64>, allow_negative_numbers = true)]
    pub seed: Option<u64>,
}

/// `rnntui inspect`.
#[derive(Debug, Args)]
pub struct Inspect {
    /// What answers.
    #[command(flatten)]
    pub net: Answering,
    /// Text, classify: what the net reads, from a hidden state of zeros
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["example", "probe"])]
    pub text: Option<String>,
    /// What the net reads, counted from 1: of a text the N-th window of what is trained on, of a series the N-th
    /// example, else the N-th row of the file [default: 1]
    #[arg(long, value_name = "N", value_parser = whole::<usize>, allow_negative_numbers = true)]
    #[arg(conflicts_with = "probe")]
    pub example: Option<usize>,
    /// Text, generate: rank the units by how closely their h follows a property of the text (quotes, round, square,
    /// curly, angle, nesting, position, line-start, line-end, upper, digits, vowels, spaces, word-start), or what a
    /// regular expression matches; of words a word, or those that it matches whole; classify: a label, where a text has
    /// been read; series: a column, or as it was 2 rows before, as in close-2; translate: source:WORD or target:WORD
    #[arg(long, value_name = "NAME|/REGEX/")]
    pub probe: Option<String>,
    /// With --probe: how many characters or words of the run's text, tokens or rows to read [default: 100000]
    #[arg(long, value_name = "N", value_parser = whole::<usize>, allow_negative_numbers = true, requires = "probe")]
    pub chars: Option<usize>,
    /// Print one JSON object with all numbers
    #[arg(long)]
    pub json: bool,
}

/// `rnntui predict`.
#[derive(Debug, Args)]
pub struct Predict {
    /// What answers.
    #[command(flatten)]
    pub net: Answering,
    /// Rows to answer, in the columns of the data that was learnt; what is to be answered may be missing. - reads
    /// standard input. Of texts, one or more [default: what was held out of training]
    #[arg(value_name = "FILE|-")]
    pub files: Vec<PathBuf>,
    /// Write the answers to this file in place of standard output; answers that it holds are replaced, anything else is
    /// not
    #[arg(short, long, value_name = "OUT.csv")]
    pub out: Option<PathBuf>,
    /// Print one JSON object: answers, measures and what there is to say
    #[arg(long, conflicts_with = "out")]
    pub json: bool,
    /// Text: the N most surprising places, a row each, in place of a row for each document
    #[arg(long, value_name = "N", value_parser = whole::<usize>, allow_negative_numbers = true)]
    pub places: Option<usize>,
}
