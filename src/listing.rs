//! `rnntui sessions`: what is saved, the latest first.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::exit::Failure;
use crate::session::format::Session;

/// Prints a line a session of `dir`.
///
/// # Errors
/// If the directory cannot be read or stdout cannot be written.
pub fn run(dir: &Path) -> Result<(), Failure> {
    let unreadable =
        |error| Failure::Input(format!("cannot list {dir:?}: {error}; give the directory of the sessions"));
    let mut files: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden || path.extension().is_none_or(|ending| ending != "ron") {
            continue;
        }
        // A file that went away meanwhile is no session to list.
        if let Ok(metadata) = path.metadata() {
            files.push((metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH), metadata.len(), path));
        }
    }
    files.sort_by(|a, b| b.cmp(a));
    let mut out = std::io::stdout().lock();
    let written = if files.is_empty() {
        writeln!(out, "no sessions in {dir:?}")
    } else {
        writeln!(
            out,
            "{:<28} {:<6} {:<14} {:>9} {:>9} {:>8} {:>10}  age",
            "session", "task", "model", "size", "epoch", "loss", "steps"
        )
        .and_then(|()| files.iter().try_for_each(|file| writeln!(out, "{}", line(file))))
    };
    written.map_err(|error| Failure::Running(format!("cannot write to standard output: {error}")))
}

fn line((modified, bytes, path): &(SystemTime, u64, PathBuf)) -> String {
    let name: String = path.to_string_lossy().chars().filter(|c| !c.is_control()).collect();
    let session = match Session::read(path) {
        Ok(session) => session,
        Err(error) => return format!("{name:<28} {error}"),
    };
    let checkpoint = session.checkpoint;
    let loss = checkpoint.history.recent.back().map_or("-".to_owned(), |loss| format!("{loss:.4}"));
    let age = SystemTime::now().duration_since(*modified).unwrap_or_default();
    format!(
        "{name:<28} {:<6} {:<14} {:>6} KB {:>9} {loss:>8} {:>10}  {}",
        "text",
        checkpoint.config.model.summary(),
        bytes.div_ceil(1024),
        checkpoint.progress.epoch,
        checkpoint.progress.step,
        in_words(age)
    )
}

fn in_words(age: Duration) -> String {
    match age.as_secs() {
        0..120 => format!("{} s", age.as_secs()),
        120..7200 => format!("{} min", age.as_secs() / 60),
        7200..172_800 => format!("{} h", age.as_secs() / 3600),
        seconds => format!("{} days", seconds / 86_400),
    }
}
