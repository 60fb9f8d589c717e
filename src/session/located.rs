//! Where the files of a session's data are now.

use std::path::{Component, Path, PathBuf};

use crate::data::source::is_stdin;

/// The files where they were when the run began, or where they would be if they had moved together with the session,
/// as a project does that is copied. A single file has so many bytes.
pub(super) fn located(files: &[PathBuf], session: &Path, bytes: u64) -> Vec<PathBuf> {
    let size = (files.len() == 1).then_some(bytes);
    files.iter().map(|file| locate(file, session, size)).collect()
}

fn locate(file: &Path, session: &Path, size: Option<u64>) -> PathBuf {
    let is_it = |size: Option<u64>, found: u64| size.is_none_or(|size| size == found);
    let fits = |path: &Path| path.metadata().is_ok_and(|found| found.is_file() && is_it(size, found.len()));
    if is_stdin(file) || fits(file) {
        return file.to_owned();
    }
    let session = std::path::absolute(session).unwrap_or_else(|_| session.to_owned());
    let parts: Vec<_> = file.components().filter(|part| matches!(part, Component::Normal(_))).collect();
    // The nearest directory and the longest path below it come first.
    let moved = session.ancestors().skip(1).flat_map(|dir| (0..parts.len()).map(move |first| (dir, first)));
    let mut moved = moved.map(|(dir, first)| dir.join(parts[first..].iter().collect::<PathBuf>()));
    moved.find(|path| fits(path)).unwrap_or_else(|| file.to_owned())
}

/// The files that `data` stands for in their place: a directory has files of the same names; a file is all of them, one
/// after the other.
pub(super) fn replaced(files: &[PathBuf], data: &Path) -> Vec<PathBuf> {
    if data.is_dir() && !files.iter().any(|file| is_stdin(file)) {
        return files.iter().filter_map(|file| file.file_name()).map(|name| data.join(name)).collect();
    }
    vec![data.to_owned()]
}

/// What the files are called in one sentence.
pub(super) fn together(files: &[PathBuf]) -> PathBuf {
    match files {
        [file] => file.clone(),
        [first, more @ ..] => PathBuf::from(format!("{} or one of {} more", first.display(), more.len())),
        [] => PathBuf::new(),
    }
}
