//! Which files are meant by what is given on the command line.

use std::fs::{self, File};
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use super::error::SourceError;

/// What stands for standard input among paths.
pub const STDIN: &str = "-";

/// The files that are meant: a directory stands for the regular files in it, by their names, without hidden ones;
/// directories in it are not entered. What is no directory stands for itself, be it there or not.
///
/// # Errors
/// If a directory cannot be read or holds no file, or standard input is given twice or is the terminal.
pub fn files_of(given: &[PathBuf]) -> Result<Vec<PathBuf>, SourceError> {
    match given.iter().filter(|path| is_stdin(path)).count() {
        2.. => return Err(SourceError::Twice),
        1 if io::stdin().is_terminal() => return Err(SourceError::Terminal),
        _ => {}
    }
    let mut files = Vec::with_capacity(given.len());
    for path in given {
        if is_stdin(path) || !path.is_dir() {
            files.push(path.clone());
        } else {
            files.extend(files_in(path)?);
        }
    }
    Ok(files)
}

/// The regular files in a directory, by their names, without hidden ones.
fn files_in(dir: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let failed = |error| SourceError::from_io(dir, error);
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if !hidden && entry.path().is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    if files.is_empty() { Err(SourceError::NoFile { path: dir.to_owned() }) } else { Ok(files) }
}

/// Whether a path stands for standard input.
#[must_use]
pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == STDIN
}

/// The size of a regular file.
pub(super) fn size_of(path: &Path) -> Result<u64, SourceError> {
    // Before opening: opening a pipe would wait for somebody to write to it.
    regular(path, &fs::metadata(path).map_err(|error| SourceError::from_io(path, error))?)
}

/// Opens a regular file. Returns its size, too.
pub(super) fn open(path: &Path) -> Result<(File, u64), SourceError> {
    size_of(path)?;
    let failed = |error| SourceError::from_io(path, error);
    let file = File::open(path).map_err(failed)?;
    let size = regular(path, &file.metadata().map_err(failed)?)?;
    Ok((file, size))
}

fn regular(path: &Path, metadata: &fs::Metadata) -> Result<u64, SourceError> {
    if metadata.is_dir() {
        return Err(SourceError::Directory { path: path.to_owned() });
    }
    if !metadata.is_file() {
        return Err(SourceError::NotRegular { path: path.to_owned() });
    }
    Ok(metadata.len())
}
