//! The options of the series, the classify and the translate task, but for what a token is.

use super::range::{AT_LEAST_ONE, BELOW_ONE};
use crate::config::horizon::Horizon;
use crate::config::option::{Opt, Range};
use crate::config::run::RunConfig;
use crate::config::task::TaskKind::{Classify, Series, Translate};
use crate::config::task::{
    ClassifyConfig, Forecast, PoolKind, Scale, ScaleBy, SeriesConfig, SplitKind, TaskConfig, TranslateConfig,
};
use crate::data::series::BaseKind;

/// `--target`.
pub static TARGET: Opt<String> = Opt {
    name: "target",
    value: "COLUMN",
    help: "Series: the column to forecast, by name or number [default: the last that is read]",
    tasks: &[Series],
    range: Range::ANY,
    kept: |run| series(run)?.target.clone(),
};

/// `--newest-first`.
pub static NEWEST_FIRST: Opt<bool> = Opt {
    name: "newest-first",
    value: "",
    help: "Series: the file's first row is the newest; found by itself where dates say so",
    tasks: &[Series],
    range: Range::ANY,
    kept: |run| Some(series(run)?.newest_first),
};

/// `--horizon`.
pub static HORIZON: Opt<Horizon> = Opt {
    name: "horizon",
    value: "N|A..B",
    help: "Series: how many rows ahead to forecast, or from which to which at once, such as 1..12 [default: 1]",
    tasks: &[Series],
    range: Range { holds: |horizon| horizon.first >= 1, says: AT_LEAST_ONE.says },
    kept: |run| Some(series(run)?.horizon),
};

/// `--season`, m.
pub static SEASON: Opt<usize> = Opt {
    name: "season",
    value: "N",
    help: "Series: rows in a season, such as 12 for months of a year; 0 for none [default: found from the data]",
    tasks: &[Series],
    range: Range { holds: |&rows| rows != 1, says: "it must be 0 or at least 2" },
    kept: |run| Some(series(run)?.season),
};

/// `--forecast`.
pub static FORECAST: Opt<Forecast> = Opt {
    name: "forecast",
    value: "WHAT",
    help: "Series: what the net puts out [default: change; with --scale lab value]",
    tasks: &[Series],
    range: Range::ANY,
    kept: |run| Some(if series(run)?.base.is_some() { Forecast::Change } else { Forecast::Value }),
};

/// `--base`.
pub static BASE: Opt<BaseKind> = Opt {
    name: "base",
    value: "BASE",
    help: "Series: the known value from which the change is forecast [default: what is nearest to the training rows]",
    tasks: &[Series],
    range: Range::ANY,
    kept: |run| series(run)?.base,
};

/// `--train-frac`.
pub static TRAIN_FRAC: Opt<f64> = Opt {
    name: "train-frac",
    value: "F",
    help: "Series: share of the rows, the first ones, to train on; the others but those of --test-frac are for \
           validation [default: what --val-frac and --test-frac leave]",
    tasks: &[Series],
    range: Range { holds: |&share| share > 0.0 && share <= 1.0, says: "it must be above 0 and at most 1" },
    kept: |run| series(run)?.train_frac,
};

/// `--scale`.
pub static SCALE: Opt<Scale> = Opt {
    name: "scale",
    value: "SCALE",
    help: "Series: how values are scaled [default: standard; with --forecast value minmax]",
    tasks: &[Series],
    range: Range::ANY,
    kept: |run| Some(series(run)?.scale),
};

/// `--scale-by`.
pub static SCALE_BY: Opt<ScaleBy> = Opt {
    name: "scale-by",
    value: "ROWS",
    help: "Series: which rows the scale of several series in a file is fitted on [default: group]",
    tasks: &[Series],
    range: Range::ANY,
    kept: |run| Some(series(run)?.scale_by),
};

/// `--pool`.
pub static POOL: Opt<PoolKind> = Opt {
    name: "pool",
    value: "POOL",
    help: "Classify: what is made of the outputs over time before the linear layer [default: max of words, last of \
           characters]",
    tasks: &[Classify],
    range: Range::ANY,
    kept: |run| Some(classify(run)?.pool),
};

/// `--balance`.
pub static BALANCE: Opt<bool> = Opt {
    name: "balance",
    value: "",
    help: "Classify: weigh rare labels more in the loss, each by rows / (labels * rows of the label)",
    tasks: &[Classify],
    range: Range::ANY,
    kept: |run| Some(classify(run)?.balance),
};

/// `--split`.
pub static SPLIT: Opt<SplitKind> = Opt {
    name: "split",
    value: "SPLIT",
    help: "Classify: how the rows that are held out are drawn [default: stratified]",
    tasks: &[Classify],
    range: Range::ANY,
    kept: |run| Some(classify(run)?.split),
};

/// `--threshold`.
pub static THRESHOLD: Opt<f64> = Opt {
    name: "threshold",
    value: "P",
    help: "Classify: answer ? where the likeliest label has a lower probability [default: 0]",
    tasks: &[Classify],
    range: BELOW_ONE,
    kept: |run| Some(classify(run)?.threshold),
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

pub(super) fn series(run: &RunConfig) -> Option<&SeriesConfig> {
    match &run.task {
        TaskConfig::Series(series) => Some(series),
        _ => None,
    }
}

fn classify(run: &RunConfig) -> Option<&ClassifyConfig> {
    match &run.task {
        TaskConfig::Classify(classify) => Some(classify),
        _ => None,
    }
}

fn translate(run: &RunConfig) -> Option<&TranslateConfig> {
    match &run.task {
        TaskConfig::Translate(translate) => Some(translate),
        _ => None,
    }
}
