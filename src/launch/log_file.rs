//! The file of `--log`: checks that it replaces nothing else, and opens it.

use std::fs::File;
use std::io::{self, Read as _};
use std::os::unix::fs::FileTypeExt as _;
use std::path::Path;

use crate::exit::Failure;
use crate::train::log::{Form, LogWriter};

/// Checks that the log replaces no other file.
pub(super) fn check_log(log: Option<&Path>, others: &[(&str, Option<&Path>)]) -> Result<(), Failure> {
    for (name, other) in others {
        if let (Some(log), Some(other)) = (log, other)
            && same_file(log, other)
        {
            return Err(Failure::input(format!(
                "--log {log:?} is {name}, which it would replace: give it another path"
            )));
        }
    }
    match log {
        Some(log) if waits_for_a_reader(log) => Err(Failure::input(format!(
            "--log {log:?} is a pipe or a socket, which may never be read: give the path of a file"
        ))),
        Some(log) if holds_no_log(log) => Err(Failure::input(format!(
            "--log {log:?} holds something else than a log, which it would replace: give it another path"
        ))),
        _ => Ok(()),
    }
}

/// Whether opening the file, or writing to it, may wait for another program for good.
fn waits_for_a_reader(path: &Path) -> bool {
    path.metadata().is_ok_and(|file| file.file_type().is_fifo() || file.file_type().is_socket())
}

/// Whether there is a file with content that does not start like a log of its form. A file that cannot be read is
/// refused later, when it is opened for writing.
fn holds_no_log(path: &Path) -> bool {
    if !path.metadata().is_ok_and(|file| file.is_file() && file.len() > 0) {
        return false;
    }
    let wanted = Form::of(path).start().as_bytes();
    let mut start = vec![0; wanted.len()];
    File::open(path)
        .and_then(|mut file| file.read_exact(&mut start))
        .map_or_else(|error| error.kind() == io::ErrorKind::UnexpectedEof, |()| start != wanted)
}

/// Whether both paths lead to one file, which need not exist yet.
pub(super) fn same_file(a: &Path, b: &Path) -> bool {
    let whole = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path)).ok();
    whole(a).is_some_and(|a| whole(b) == Some(a))
}

/// Opens the log, if one is wanted: anew, or to go on after this step.
pub(super) fn open_log(path: Option<&Path>, after: Option<u64>) -> Result<Option<LogWriter>, String> {
    let open = |path: &Path| {
        after
            .map_or_else(|| LogWriter::create(path), |step| LogWriter::resume(path, step))
            .map_err(|error| format!("cannot write the log {path:?}: {error}; use another --log"))
    };
    path.map(open).transpose()
}
