//! `rnntui sessions`: what is saved, the latest first.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::exit::Failure;
use crate::session::format::Session;
use crate::train::checkpoint::Checkpoint;

/// A file that looks like a session.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Saved {
    /// When it was last written.
    pub modified: SystemTime,
    /// Its size.
    pub bytes: u64,
    /// Where it is.
    pub path: PathBuf,
}

/// What is saved in `dir`, the latest first.
///
/// # Errors
/// If the directory cannot be read.
pub fn saved(dir: &Path) -> std::io::Result<Vec<Saved>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden || path.extension().is_none_or(|ending| ending != "ron") {
            continue;
        }
        // A file that went away meanwhile is no session to list.
        if let Ok(metadata) = path.metadata() {
            let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            files.push(Saved { modified, bytes: metadata.len(), path });
        }
    }
    files.sort_by(|a, b| b.cmp(a));
    Ok(files)
}

/// Prints a line a session of `dir`.
///
/// # Errors
/// If the directory cannot be read or stdout cannot be written.
pub fn run(dir: &Path) -> Result<(), Failure> {
    let unreadable =
        |error| Failure::Input(format!("cannot list {dir:?}: {error}; give the directory of the sessions"));
    let files = saved(dir).map_err(unreadable)?;
    let mut out = std::io::stdout().lock();
    let written = if files.is_empty() {
        writeln!(out, "no sessions in {dir:?}")
    } else {
        writeln!(
            out,
            "{:<28} {:<9} {:<14} {:>9} {:>9} {:>8} {:>10}  age",
            "session", "task", "model", "size", "epoch", "loss", "steps"
        )
        .and_then(|()| files.iter().try_for_each(|file| writeln!(out, "{}", line(file))))
    };
    written.map_err(Failure::unwritable)
}

/// The last loss of a checkpoint, for people.
fn loss(checkpoint: &Checkpoint) -> String {
    checkpoint.history.recent.back().map_or("-".to_owned(), |loss| format!("{loss:.4}"))
}

/// What a session is, in a few words: `text · RNN 2×25 · epoch 100 · loss 0.2345 · 5 min ago`; or why it cannot be read.
pub fn describe(saved: &Saved) -> String {
    match Session::read(&saved.path) {
        Ok(Session { checkpoint, .. }) => format!(
            "{} · {} · epoch {} · loss {} · {} ago",
            checkpoint.config.task.kind().name(),
            checkpoint.config.model.summary(),
            checkpoint.progress.epoch,
            loss(&checkpoint),
            in_words(SystemTime::now().duration_since(saved.modified).unwrap_or_default())
        ),
        Err(error) => error.to_string(),
    }
}

fn line(saved: &Saved) -> String {
    let name: String = saved.path.to_string_lossy().chars().filter(|c| !c.is_control()).collect();
    let checkpoint = match Session::read(&saved.path) {
        Ok(session) => session.checkpoint,
        Err(error) => return format!("{name:<28} {error}"),
    };
    let age = SystemTime::now().duration_since(saved.modified).unwrap_or_default();
    format!(
        "{name:<28} {:<9} {:<14} {:>6} KB {:>9} {:>8} {:>10}  {}",
        checkpoint.config.task.kind().name(),
        checkpoint.config.model.summary(),
        saved.bytes.div_ceil(1024),
        checkpoint.progress.epoch,
        loss(&checkpoint),
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
