//! `rnntui sessions`: what is saved, the latest first.

mod compare;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

pub use self::compare::{compare, object};
use crate::exit::Failure;
use crate::figures::{self, figure};
use crate::glyph::one_line;
use crate::session::format::Header;
use crate::train::record::BestMark;

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
        // A file that has been removed meanwhile is not listed.
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
pub fn run(dir: &Path, json: bool) -> Result<(), Failure> {
    let unreadable =
        |error| Failure::Input(format!("cannot list {dir:?}: {error}; give the directory of the sessions"));
    let files = saved(dir).map_err(unreadable)?;
    let names: Vec<String> = files.iter().map(|file| name(&file.path)).collect();
    let widest = names.iter().map(|name| name.width()).max().unwrap_or(0).max(NARROWEST);
    let mut out = std::io::stdout().lock();
    let written = if json {
        files.iter().try_for_each(|file| writeln!(out, "{}", for_scripts(file)))
    } else if files.is_empty() {
        writeln!(out, "no sessions in {dir:?}")
    } else {
        let head = ["task", "model", "size", "epoch", "loss", "best", "steps", "age"];
        let [task, model, size, epoch, loss, best, steps, age] = head;
        let head = format!("{task:<9} {model:<14} {size:>9} {epoch:>9} {loss:>8} {best:>18} {steps:>10}  {age}");
        let rows = names.iter().zip(&files).map(|(name, file)| (name.as_str(), one_line(&line(file))));
        std::iter::once(("session", head)).chain(rows).try_for_each(|(name, rest)| {
            // By columns, not by characters: a Korean one takes two.
            writeln!(out, "{name}{:room$} {rest}", "", room = widest - name.width())
        })
    };
    written.map_err(Failure::unwritable)
}

/// A session as a JSON object, or why it cannot be read.
fn for_scripts(saved: &Saved) -> Value {
    let mut about = match Header::read(&saved.path) {
        Ok(header) => object(&saved.path, &header),
        Err(error) => json!({"session": saved.path.to_string_lossy(), "error": error.to_string()}),
    };
    about["bytes"] = saved.bytes.into();
    about
}

/// Columns of the names at least.
const NARROWEST: usize = 28;

/// A path that is safe to print on a terminal, on one line.
fn name(path: &Path) -> String {
    one_line(&path.to_string_lossy())
}

/// The last loss of a run, for people.
fn loss(header: &Header) -> String {
    header.loss.map_or("-".to_owned(), figure)
}

/// The best loss of a run and its epoch, for people.
fn best(header: &Header) -> String {
    let words = |best: BestMark| format!("{} {} @{}", best.measure.name(), figure(best.loss), best.epoch);
    header.best.map_or("-".to_owned(), words)
}

/// What a session is, in a few words: `text · RNN 2×25 · epoch 100 · best train 0.2345 @97 · 5 min ago`; or why it
/// cannot be read.
pub fn describe(saved: &Saved) -> String {
    match Header::read(&saved.path) {
        Ok(header) => format!(
            "{} · {} · epoch {} · {} · {} ago",
            header.task.name(),
            header.model,
            header.epoch,
            header.best.map_or_else(|| format!("loss {}", loss(&header)), |_| format!("best {}", best(&header))),
            age(saved)
        ),
        Err(error) => error.to_string(),
    }
}

/// What stands behind the name.
fn line(saved: &Saved) -> String {
    match Header::read(&saved.path) {
        Ok(header) => format!(
            "{:<9} {:<14} {:>6} KB {:>9} {:>8} {:>18} {:>10}  {}",
            header.task.name(),
            header.model,
            saved.bytes.div_ceil(1024),
            header.epoch,
            loss(&header),
            best(&header),
            header.step,
            age(saved)
        ),
        Err(error) => error.to_string(),
    }
}

/// How long ago a session was written, in words.
fn age(saved: &Saved) -> String {
    figures::age(SystemTime::now().duration_since(saved.modified).unwrap_or_default())
}
