//! The options of how files are read, whatever the task.

use crate::config::option::{Opt, Range};
use crate::config::task::TaskKind;
use crate::data::Encodings;

/// `--encoding`.
pub static ENCODING: Opt<Encodings> = Opt {
    name: "encoding",
    value: "NAME",
    help: "How the bytes of FILE stand for characters: utf-8, utf-16le, windows-1252, euc-kr and so on; one for each \
           FILE after commas [default: utf-8 where FILE is that, else what its bytes look like, which is said]",
    tasks: &TaskKind::ALL,
    range: Range::ANY,
    kept: |run| Some(run.encoding.clone()),
};
