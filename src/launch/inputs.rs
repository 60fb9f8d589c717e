//! The files that a new run learns from, and what follows from their names.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::config::TaskKind;
use crate::data::source::{files_of, is_stdin};
use crate::data::{SourceError, is_table_of_labels};

/// The files that a new run learns from.
#[derive(Debug)]
pub(super) struct Inputs {
    /// Every file, in the order in which they are read.
    pub files: Vec<PathBuf>,
    /// What they are called in headlines.
    pub name: String,
    /// What a session of them is called.
    pub stem: OsString,
}

impl Inputs {
    /// The files that `given` stands for, at least one.
    ///
    /// # Errors
    /// If a directory cannot be read or has no file, or standard input cannot be read.
    pub fn new(given: &[PathBuf]) -> Result<Self, SourceError> {
        let files = files_of(given)?;
        let first = given.first().map_or(Path::new(""), PathBuf::as_path);
        let stem = if is_stdin(first) { OsString::from("stdin") } else { stem(first) };
        let called = match first.file_name() {
            Some(_) if is_stdin(first) => "standard input".to_owned(),
            Some(name) => name.to_string_lossy().into_owned(),
            // Of `.` or `..`: the name that the directory has.
            None => stem.to_string_lossy().into_owned(),
        };
        let name = match given.len() {
            0 | 1 => called,
            n => format!("{called} and {} more", n - 1),
        };
        Ok(Self { files, name, stem })
    }

    /// The task where none is named: that of the files' ending, if all have the same, and of their headers.
    pub fn task(&self) -> TaskKind {
        let all = |ending: &str| self.files.iter().all(|file| has_ending(file, ending));
        if all("csv") && self.files.iter().all(|file| is_table_of_labels(file)) {
            TaskKind::Classify
        } else if all("csv") {
            TaskKind::Series
        } else if all("tsv") {
            TaskKind::Translate
        } else {
            TaskKind::Text
        }
    }
}

/// A file's name without its endings, that of gzip too; a directory's whole name.
fn stem(path: &Path) -> OsString {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = if path.is_dir() { path.file_name() } else { unpacked_name(&path).file_stem() };
    name.unwrap_or(OsStr::new("text")).to_owned()
}

/// The path that the file had before it was packed.
fn unpacked_name(path: &Path) -> &Path {
    if has_own_ending(path, "gz") { Path::new(path.file_stem().unwrap_or_default()) } else { path }
}

fn has_ending(path: &Path, ending: &str) -> bool {
    has_own_ending(unpacked_name(path), ending)
}

fn has_own_ending(path: &Path, ending: &str) -> bool {
    path.extension().and_then(OsStr::to_str).is_some_and(|own| own.eq_ignore_ascii_case(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs(given: &[&str]) -> Inputs {
        Inputs::new(&given.iter().map(PathBuf::from).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn the_endings_say_the_task_also_below_gzip_and_only_if_they_agree() {
        for (given, task) in [
            (&["a.csv"][..], TaskKind::Series),
            (&["a.CSV.gz"], TaskKind::Series),
            (&["a.csv", "b.csv.GZ"], TaskKind::Series),
            (&["a.tsv.gz", "b.tsv"], TaskKind::Translate),
            (&["a.csv", "b.tsv"], TaskKind::Text),
            (&["a.txt.gz"], TaskKind::Text),
            (&["gz"], TaskKind::Text),
        ] {
            assert_eq!(inputs(given).task(), task, "{given:?}");
        }
    }

    #[test]
    fn a_run_is_called_after_the_first_of_its_files() {
        for (given, name, stem) in [
            (&["none/sums.txt.gz"][..], "sums.txt.gz", "sums"),
            (&["none/a.csv", "b.csv", "c.csv"], "a.csv and 2 more", "a"),
            (&["none/.gz"], ".gz", ".gz"),
        ] {
            let found = inputs(given);
            assert_eq!((found.name.as_str(), found.stem.to_str().unwrap()), (name, stem), "{given:?}");
        }
        let dir = tempfile::tempdir().unwrap();
        let texts = dir.path().join("my.texts");
        std::fs::create_dir(&texts).unwrap();
        for file in ["b.txt", "a.txt", ".hidden"] {
            std::fs::write(texts.join(file), "text").unwrap();
        }
        let found = Inputs::new(std::slice::from_ref(&texts)).unwrap();
        assert_eq!(found.files, [texts.join("a.txt"), texts.join("b.txt")]);
        assert_eq!((found.name.as_str(), found.stem.to_str().unwrap()), ("my.texts", "my.texts"));
    }
}
