//! Putting a new file in an old one's place, with the check of the old one as a part of the act.
//!
//! To look first and to rename then would be two acts: what another program wrote between them would be lost. Here the
//! two files change places, then the one that was taken away is looked at, and they change back if it is another's.

use std::fs::{Metadata, symlink_metadata};
use std::io;
use std::path::Path;

use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;
use tempfile::NamedTempFile;

use crate::session::call::call;

/// Puts `file` at `target` if what stands there is `ours`. Returns whether it was. The file taken away is removed.
///
/// A file system that cannot let two files change places renames over the old one, unseen.
///
/// # Errors
/// Those of the file system; the old file is then in its place.
pub fn replace(file: NamedTempFile, target: &Path, ours: impl Fn(&Metadata) -> bool) -> io::Result<bool> {
    match exchange(file.path(), target) {
        Err(error) if is_unsupported(&error) => {
            return call("replace", || file.persist(target).map(drop).map_err(|e| e.error)).map(|()| true);
        }
        exchanged => exchanged?,
    }
    let taken = call("look", || symlink_metadata(file.path()));
    if taken.as_ref().is_ok_and(ours) {
        return Ok(true);
    }
    if let Err(error) = exchange(file.path(), target) {
        // The other program's file stays, under the temporary name.
        drop(file.keep());
        return Err(error);
    }
    taken.map(|_| false)
}

fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    call("exchange", || Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?))
}

fn is_unsupported(error: &io::Error) -> bool {
    let unsupported = [Errno::INVAL, Errno::NOSYS, Errno::NOTSUP].map(Errno::raw_os_error);
    error.raw_os_error().is_some_and(|code| unsupported.contains(&code))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_that_another_program_wrote_a_moment_ago_stays_and_nothing_is_left_beside_it() {
        for ours in [true, false] {
            let dir = tempfile::tempdir().unwrap();
            let target = dir.path().join("s.ron");
            fs::write(&target, "what stands there").unwrap();
            let file = NamedTempFile::new_in(dir.path()).unwrap();
            fs::write(file.path(), "new").unwrap();
            let seen = |found: &Metadata| ours && found.len() == 17;
            assert_eq!(replace(file, &target, seen).unwrap(), ours);
            assert_eq!(fs::read_to_string(&target).unwrap(), if ours { "new" } else { "what stands there" });
            assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        }
    }
}
