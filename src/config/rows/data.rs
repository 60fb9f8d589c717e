//! The options of the series and the translate task.

use super::range::AT_LEAST_ONE;
use crate::config::option::{Opt, Range};
use crate::config::run::RunConfig;
use crate::config::task::TaskKind::{Series, Translate};
use crate::config::task::{Scale, SeriesConfig, TaskConfig, TokenKind, TranslateConfig};

/// `--target`.
pub static TARGET: Opt<String> = Opt {
    name: "target",
    value: "COLUMN",
    help: "Series: the column to forecast, by name or number [default: the last with numbers]",
    tasks: &[Series],
    range: Range::ANY,
    kept: |run| series(run)?.target.clone(),
};

/// `--newest-first`.
pub static NEWEST_FIRST: Opt<bool> = Opt {
    name: "newest-first",
    value: "",
    help: "Series: the file's first row is the newest",
    tasks: &[Series],
    range: Range::ANY,
    kept: |run| Some(series(run)?.newest_first),
};

/// `--horizon`.
pub static HORIZON: Opt<usize> = Opt {
    name: "horizon",
    value: "N",
    help: "Series: how many rows ahead to forecast [default: 1]",
    tasks: &[Series],
    range: AT_LEAST_ONE,
    kept: |run| Some(series(run)?.horizon),
};

/// `--train-frac`.
pub static TRAIN_FRAC: Opt<f64> = Opt {
    name: "train-frac",
    value: "F",
    help: "Series: share of the rows, the first ones, to train on; the others are held out [default: 0.7]",
    tasks: &[Series],
    range: Range { holds: |&share| share > 0.0 && share <= 1.0, says: "it must be above 0 and at most 1" },
    kept: |run| Some(series(run)?.train_frac),
};

/// `--scale`.
pub static SCALE: Opt<Scale> = Opt {
    name: "scale",
    value: "SCALE",
    help: "Series: how values are scaled [default: minmax, fitted on the training rows]",
    tasks: &[Series],
    range: Range::ANY,
    kept: |run| Some(series(run)?.scale),
};

/// `--tokens`.
pub static TOKENS: Opt<TokenKind> = Opt {
    name: "tokens",
    value: "TOKENS",
    help: "Translate: what a token is [default: word]",
    tasks: &[Translate],
    range: Range::ANY,
    kept: |run| Some(translate(run)?.tokens.into()),
};

/// `--teacher-forcing`.
pub static TEACHER_FORCING: Opt<f64> = Opt {
    name: "teacher-forcing",
    value: "P",
    help: "Translate: share of sentences whose true words the decoder is given as it trains [default: 1]",
    tasks: &[Translate],
    range: Range { holds: |share| (0.0..=1.0).contains(share), says: "it must be between 0 and 1" },
    kept: |run| Some(translate(run)?.teacher_forcing),
};

/// `--attention`.
pub static ATTENTION: Opt<bool> = Opt {
    name: "attention",
    value: "",
    help: "Translate: let the decoder look back at the source, by dot products",
    tasks: &[Translate],
    range: Range::ANY,
    kept: |run| Some(translate(run)?.attention),
};

fn series(run: &RunConfig) -> Option<&SeriesConfig> {
    match &run.task {
        TaskConfig::Series(series) => Some(series),
        _ => None,
    }
}

fn translate(run: &RunConfig) -> Option<&TranslateConfig> {
    match &run.task {
        TaskConfig::Translate(translate) => Some(translate),
        _ => None,
    }
}
