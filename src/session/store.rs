//! The one file of a run. It is replaced only by a complete file, and never overwrites the work of another run.
//!
//! A save writes a temporary file beside the target, syncs it, renames it and syncs the directory. It replaces an
//! existing file only if this is still the one it wrote or loaded; otherwise it refuses. It knows nothing of what the
//! bytes mean.

use std::error::Error;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tempfile::NamedTempFile;

use super::call::call;
use crate::data::source::sha256_hex;

/// A temporary file older than this belongs to no save under way.
const STALE: Duration = Duration::from_hours(1);

/// Where a run is saved, and which existing file belongs to it.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    /// What is written: `path`, or what it points to if it was a symbolic link when the store was made.
    target: PathBuf,
    /// The directory and stem to make the next name from, if the name was not the user's choice.
    default_name: Option<(PathBuf, OsString)>,
    /// The file at `target` that may be replaced. `None` if there was no file; then a file that appears there is not
    /// replaced.
    owned: Option<Identity>,
    swept: bool,
}

/// Identifies a file and its last change without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity {
    device: u64,
    inode: u64,
    len: u64,
    modified: (i64, i64),
}

impl Identity {
    fn of(m: &Metadata) -> Self {
        Self { device: m.dev(), inode: m.ino(), len: m.len(), modified: (m.mtime(), m.mtime_nsec()) }
    }
}

/// Why a run cannot be saved or found, as a sentence for the user. Paths are shown quoted, control characters escaped.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence says what it means, its fields are named in it")]
pub enum StoreError {
    #[error(
        "{path:?} exists already and is not replaced: give another path \
         (--overwrite replaces it, `rnntui resume` goes on with it)"
    )]
    Exists { path: PathBuf },
    #[error("{path:?} is no session, and --overwrite replaces sessions only: give --session another path")]
    Foreign { path: PathBuf },
    #[error("there is no file {path:?}; `rnntui sessions` lists the saved ones")]
    Missing { path: PathBuf },
    #[error("{path:?} is a directory; give the path of a file in it")]
    Directory { path: PathBuf },
    #[error("{path:?} is not a regular file but a pipe, socket or device; give the path of a file")]
    NotRegular { path: PathBuf },
    #[error("{path:?} is a symbolic link to a file that does not exist; remove it or give another path")]
    Dangling { path: PathBuf },
    #[error("{path:?} names no file; give a path that ends in a file name")]
    NoName { path: PathBuf },
    #[error("{path:?} was changed by another program since it was last saved or loaded; save under another name")]
    Changed { path: PathBuf },
    #[error("cannot save {path:?}: the disk or quota is full; free some space or save elsewhere")]
    Full { path: PathBuf },
    #[error("cannot save {path:?}: the file system is read-only; save elsewhere")]
    ReadOnly { path: PathBuf },
    #[error("no permission for {path:?}; change the permissions of its directory or use another path")]
    Permission { path: PathBuf },
    #[error("cannot save {path:?}: what should be its directory is a file; save elsewhere")]
    NoDirectory { path: PathBuf },
    #[error("cannot save {path:?}: the file system does not take such a name; use a shorter one")]
    Name { path: PathBuf },
    #[error("cannot save {path:?}: {source}; try again or save elsewhere")]
    Io { path: PathBuf, source: io::Error },
}

impl StoreError {
    fn from_io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Self::Full { path },
            ErrorKind::InvalidFilename => Self::Name { path },
            ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            ErrorKind::PermissionDenied => Self::Permission { path },
            ErrorKind::NotADirectory | ErrorKind::AlreadyExists => Self::NoDirectory { path },
            kind => {
                // The error would name the temporary file, which means nothing to the user.
                let own = source.get_ref().and_then(Error::source).map(ToString::to_string);
                Self::Io { path, source: own.map_or(source, |own| io::Error::new(kind, own)) }
            }
        }
    }
}

impl Store {
    /// For a new run: `dir/stem.ron`, or the first of `dir/stem-2.ron`, `dir/stem-3.ron`... that does not exist.
    /// Nothing is created yet; if the name is taken before the first save, that save moves on to the next free one.
    #[must_use]
    pub fn choose(dir: &Path, stem: impl Into<OsString>) -> Self {
        let stem = stem.into();
        let path = free_name(dir, &stem);
        let target = path.clone();
        Self { path, target, default_name: Some((dir.to_owned(), stem)), owned: None, swept: false }
    }

    /// For a new run at a path the user chose. With `overwrite`, the file that stands there now may be replaced.
    ///
    /// # Errors
    /// If the path exists and `overwrite` is false, or if it cannot be a file's.
    pub fn explicit(path: &Path, overwrite: bool) -> Result<Self, StoreError> {
        if path.file_name().is_none() {
            return Err(StoreError::NoName { path: path.to_owned() });
        }
        match existing(path)? {
            Some(_) if !overwrite => Err(StoreError::Exists { path: path.to_owned() }),
            Some((target, owned)) => Ok(Self::at(path, target, Some(owned))),
            None => Ok(Self::at(path, path.to_owned(), None)),
        }
    }

    /// For a run that goes on in its file. Call it before reading the file: what changes from here on is noticed.
    ///
    /// # Errors
    /// If there is no such file or it is no regular one.
    pub fn resumed(path: &Path) -> Result<Self, StoreError> {
        let (target, owned) = existing(path)?.ok_or_else(|| StoreError::Missing { path: path.to_owned() })?;
        Ok(Self::at(path, target, Some(owned)))
    }

    fn at(path: &Path, target: PathBuf, owned: Option<Identity>) -> Self {
        Self { path: path.to_owned(), target, default_name: None, owned, swept: false }
    }

    /// Where the run is or will be saved.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Checks that a file could be written there now: makes a temporary file beside it, or where its directory would be
    /// made, and removes it.
    ///
    /// # Errors
    /// The error that a save would end with.
    pub fn probe(&self) -> Result<(), StoreError> {
        let there = |dir: &&Path| dir.as_os_str().is_empty() || look(dir).is_ok();
        let dir = directory(&self.target).ancestors().find(there).filter(|dir| !dir.as_os_str().is_empty());
        let dir = dir.unwrap_or(Path::new("."));
        let failed = |error| StoreError::from_io(&self.path, error);
        // A name that the file system does not take, for one.
        if let Err(error) = look(&self.target)
            && !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
        {
            return Err(failed(error));
        }
        let file = call("create", || tempfile::Builder::new().prefix(".rnntui-").suffix(".tmp").tempfile_in(dir));
        file.and_then(|file| call("remove", || file.close())).map_err(failed)
    }

    /// Replaces the run's file by one with these bytes and gives their number. Missing directories are created.
    ///
    /// # Errors
    /// If the file is no longer the one this store wrote or loaded, or cannot be written. The old file is then intact
    /// and no temporary one is left, with one exception: if only the last step failed, which makes the rename survive
    /// a power cut, the new file is in place, whole.
    pub fn write(&mut self, bytes: &[u8]) -> Result<u64, StoreError> {
        // This fails only if other programs take a dozen names in a row, each between two system calls.
        for _ in 0..12 {
            match self.attempt(bytes) {
                Err(StoreError::Exists { .. }) if let Some((dir, stem)) = &self.default_name => {
                    self.path = free_name(dir, stem);
                    self.target.clone_from(&self.path);
                }
                result => return result,
            }
        }
        Err(StoreError::Exists { path: self.path.clone() })
    }

    fn attempt(&mut self, bytes: &[u8]) -> Result<u64, StoreError> {
        let failed = |e| StoreError::from_io(&self.path, e);
        let dir = directory(&self.target);
        let name = self.target.file_name().ok_or_else(|| StoreError::NoName { path: self.path.clone() })?;
        call("make directory", || fs::create_dir_all(dir)).map_err(failed)?;
        let old = self.check()?;

        let prefix = temporary_prefix(name);
        // The new file gets the permissions of the one it replaces, or those of any new file of this user.
        let permissions = old.as_ref().map_or_else(|| Permissions::from_mode(0o666), Metadata::permissions);
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).suffix(".tmp").permissions(permissions);
        let mut file = call("create", || builder.tempfile_in(dir)).map_err(failed)?;
        // The temporary file removes itself whenever it is dropped before it has its final name.
        call("write", || file.write_all(bytes)).map_err(failed)?;
        call("sync file", || file.as_file().sync_all()).map_err(failed)?;
        // The rename does not change this. After it, no failure may leave a file that this store takes for another's.
        let identity = Identity::of(&call("identify", || file.as_file().metadata()).map_err(failed)?);
        // Check again: writing and syncing took time, and the work of another program must not be overwritten.
        let renamed = match (self.check()?, self.owned) {
            (Some(_), Some(owned)) => exchange::replace(file, &self.target, |found| Identity::of(found) == owned),
            _ => create(file, &self.target).map(|()| true),
        };
        match renamed {
            Ok(true) => {}
            Ok(false) => return Err(StoreError::Changed { path: self.path.clone() }),
            Err(e) if e.kind() == ErrorKind::AlreadyExists => {
                return Err(StoreError::Exists { path: self.path.clone() });
            }
            Err(e) => return Err(failed(e)),
        }
        let synced = sync_directory(dir).map_err(failed);
        if !self.swept {
            sweep(dir, &prefix);
        }
        self.swept = true;
        self.owned = Some(identity);
        synced.map(|()| bytes.len() as u64)
    }

    /// The file at the target if it may be replaced, none if there is none.
    fn check(&self) -> Result<Option<Metadata>, StoreError> {
        let path = || self.path.clone();
        match (look(&self.target), self.owned) {
            (Ok(found), Some(owned)) if Identity::of(&found) == owned => Ok(Some(found)),
            (Ok(_), Some(_)) => Err(StoreError::Changed { path: path() }),
            (Ok(_), None) => Err(StoreError::Exists { path: path() }),
            (Err(e), _) if e.kind() == ErrorKind::NotFound => Ok(None),
            (Err(e), _) => Err(StoreError::from_io(&self.path, e)),
        }
    }
}

/// The file a path leads to, links followed, and its identity; none if nothing is there.
fn existing(path: &Path) -> Result<Option<(PathBuf, Identity)>, StoreError> {
    let owned = || path.to_owned();
    let link = match look(path) {
        // The first save reports a missing or impossible directory.
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
        found => found.map_err(|e| StoreError::from_io(path, e))?.is_symlink(),
    };
    let found = match call("look behind", || fs::metadata(path)) {
        Err(e) if link && e.kind() == ErrorKind::NotFound => return Err(StoreError::Dangling { path: owned() }),
        found => found.map_err(|e| StoreError::from_io(path, e))?,
    };
    if found.is_dir() {
        return Err(StoreError::Directory { path: owned() });
    }
    if !found.is_file() {
        return Err(StoreError::NotRegular { path: owned() });
    }
    let target = if link {
        call("follow", || fs::canonicalize(path)).map_err(|e| StoreError::from_io(path, e))?
    } else {
        owned()
    };
    Ok(Some((target, Identity::of(&found))))
}

/// How the name of a temporary file for `name` begins. The rest takes ten bytes more, and a file system takes 255.
fn temporary_prefix(name: &OsStr) -> OsString {
    let mut prefix = OsString::from(".");
    if name.len() <= 240 {
        prefix.push(name);
    } else {
        prefix.push("rnntui-");
        prefix.push(&sha256_hex(name.as_encoded_bytes())[..16]);
    }
    prefix.push(".");
    prefix
}

fn free_name(dir: &Path, stem: &OsString) -> PathBuf {
    let name = |suffix: &str| {
        let mut name = stem.clone();
        name.push(suffix);
        dir.join(name)
    };
    let mut path = name(".ron");
    let mut n = 2_u64;
    // A dangling link is in the way, too. If the path cannot be examined, the first save reports it.
    while look(&path).is_ok() {
        path = name(&format!("-{n}.ron"));
        n += 1;
    }
    path
}

fn look(path: &Path) -> io::Result<Metadata> {
    call("look", || fs::symlink_metadata(path))
}

fn directory(path: &Path) -> &Path {
    path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn create(file: NamedTempFile, target: &Path) -> io::Result<()> {
    call("rename", || file.persist_noclobber(target).map(drop).map_err(|e| e.error))
}

fn sync_directory(dir: &Path) -> io::Result<()> {
    let dir = call("open directory", || File::open(dir))?;
    match call("sync directory", || dir.sync_all()) {
        // Some network file systems cannot sync a directory, and have no other way to do it.
        Err(e) if matches!(e.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        result => result,
    }
}

/// Removes temporary files that killed saves of the same file left behind. A save does not fail if that is impossible.
fn sweep(dir: &Path, prefix: &OsString) {
    let Ok(entries) = call("list", || fs::read_dir(dir)) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let random =
            name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes()).and_then(|n| n.strip_suffix(b".tmp"));
        if !random.is_some_and(|r| r.len() == 6 && r.iter().all(u8::is_ascii_alphanumeric)) {
            continue;
        }
        let old = |m: Metadata| {
            m.is_file() && m.modified().is_ok_and(|t| SystemTime::now().duration_since(t).is_ok_and(|age| age > STALE))
        };
        if call("look", || entry.metadata()).is_ok_and(old) {
            // Another process may have removed it a moment ago.
            drop(call("remove", || fs::remove_file(entry.path())));
        }
    }
}

mod exchange;
#[cfg(test)]
mod failing;
#[cfg(test)]
mod tests;
