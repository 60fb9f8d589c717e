//! The options that say which columns of a table are read, and how.

use super::data::series;
use crate::config::option::{Opt, Range};
use crate::config::run::RunConfig;
use crate::config::task::TaskKind::{Classify, Generate, Series, Translate};
use crate::config::task::{FillKind, TaskKind};

/// The tasks whose rows are labels and texts.
const LABELLED: &[TaskKind] = &[Classify, Generate];
/// The tasks whose rows are sources and targets.
const PAIRS: &[TaskKind] = &[Translate];

/// Whether a list has anything in it.
const NAMES: Range<Vec<String>> = Range { holds: |names| !names.is_empty(), says: "it must name at least one column" };

/// `--columns`.
pub static COLUMNS: Opt<Vec<String>> = Opt {
    name: "columns",
    value: "A,B",
    help: "Series: the columns to read, by name or number, beside --target [default: all with numbers but indices, \
           dates and those of one value]",
    tasks: &[Series],
    range: NAMES,
    kept: |run| series(run)?.columns.clone(),
};

/// `--exclude`.
pub static EXCLUDE: Opt<Vec<String>> = Opt {
    name: "exclude",
    value: "A,B",
    help: "Series: columns not to read, by name or number",
    tasks: &[Series],
    range: NAMES,
    kept: |run| Some(series(run)?.exclude.clone()),
};

/// `--fill`.
pub static FILL: Opt<FillKind> = Opt {
    name: "fill",
    value: "HOW",
    help: "Series: what becomes of blanks; none of them is ever scored [default: previous]",
    tasks: &[Series],
    range: Range::ANY,
    kept: |run| Some(series(run)?.fill),
};

/// `--group`.
pub static GROUP: Opt<String> = Opt {
    name: "group",
    value: "COLUMN",
    help: "Series: the column that names the series of a file that holds several, by name or number, or none \
           [default: found where dates begin anew]",
    tasks: &[Series],
    range: Range::ANY,
    kept: |run| series(run)?.group.clone(),
};

/// `--label-column`.
pub static LABEL_COLUMN: Opt<String> = Opt {
    name: "label-column",
    value: "COLUMN",
    help: "Tables to classify and generate: the column of labels, by name or number [default: found by its name]",
    tasks: LABELLED,
    range: Range::ANY,
    kept: |run| side(run, LABELLED, 0),
};

/// `--text-column`.
pub static TEXT_COLUMN: Opt<String> = Opt {
    name: "text-column",
    value: "COLUMN",
    help: "Tables to classify and generate: the column of texts, by name or number [default: found by its name]",
    tasks: LABELLED,
    range: Range::ANY,
    kept: |run| side(run, LABELLED, 1),
};

/// `--source-column`.
pub static SOURCE_COLUMN: Opt<String> = Opt {
    name: "source-column",
    value: "COLUMN",
    help: "Tables to translate: the column of sentences, by name or number [default: found by its name]",
    tasks: PAIRS,
    range: Range::ANY,
    kept: |run| side(run, PAIRS, 0),
};

/// `--target-column`.
pub static TARGET_COLUMN: Opt<String> = Opt {
    name: "target-column",
    value: "COLUMN",
    help: "Tables to translate: the column of their translations, by name or number [default: found by its name]",
    tasks: PAIRS,
    range: Range::ANY,
    kept: |run| side(run, PAIRS, 1),
};

fn side(run: &RunConfig, tasks: &[TaskKind], side: usize) -> Option<String> {
    run.sides[side].clone().filter(|_| tasks.contains(&run.task.kind()))
}
