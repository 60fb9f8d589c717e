//! The first line and the last line of a session file, and the version number: what no version may change.
//!
//! The first line says what the file is, the last one is a SHA-256 of all before it: a file that is cut short has no
//! last line, and one that was edited does not match it.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::error::{SessionError, VERSION};
use crate::data::source::sha256_hex;

const MAGIC: &str = "// An rnntui session. The last line is a checksum: a file changed by hand is refused.\n";
const TRAILER: &str = "// sha256: ";
/// Bytes of the last line.
const TRAILER_BYTES: usize = TRAILER.len() + 65;
/// Where the second part of a document begins; the header stands before it. No name in the header can contain it,
/// because RON escapes line ends in strings.
const SECOND_PART: &str = "\n    run: (";
/// A header takes a few KB. A file with a larger one than this is refused.
const LARGEST_HEADER: u64 = 1 << 20;

/// The file of a document.
pub(super) fn seal(document: &str) -> String {
    let mut text = format!("{MAGIC}{document}\n");
    let digest = sha256_hex(text.as_bytes());
    text.push_str(TRAILER);
    text.push_str(&digest);
    text.push('\n');
    text
}

/// A document that is whole, untouched, and of a version we read.
///
/// # Errors
/// If it is not.
pub(super) fn open(path: &Path) -> Result<(String, u64), SessionError> {
    let mut text = read_ours(path)?;
    let version = check_version(path, &text)?;
    if !ends_whole(text.as_bytes()) {
        return Err(SessionError::Truncated { path: path.to_owned() });
    }
    let trailer = text.split_off(text.len() - TRAILER_BYTES);
    if sha256_hex(text.as_bytes()) != trailer[TRAILER.len()..].trim_end() {
        return Err(SessionError::Edited { path: path.to_owned() });
    }
    Ok((text, version))
}

/// The header of a file, as a document of its own; `None` if the file's version has no header. Reads no more of the
/// file than that and its last line, so the checksum is not verified.
///
/// # Errors
/// If the file is no session, of a newer version, or cut short.
pub(super) fn open_header(path: &Path) -> Result<Option<(String, u64)>, SessionError> {
    let file = File::open(path).map_err(|source| SessionError::Io { path: path.to_owned(), source })?;
    header_in(file, path)
}

fn header_in(mut file: impl Read + Seek, path: &Path) -> Result<Option<(String, u64)>, SessionError> {
    let failed = |source| SessionError::Io { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    let mut size = 8192;
    loop {
        file.by_ref().take(size - bytes.len() as u64).read_to_end(&mut bytes).map_err(failed)?;
        check_magic(path, &bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        let version = check_version(path, &text)?;
        if version < 3 {
            return Ok(None);
        }
        if let Some((header, _)) = text.split_once(SECOND_PART) {
            let mut end = vec![0; TRAILER_BYTES];
            let last = file.seek(SeekFrom::End(0)).map_err(failed)?.saturating_sub(TRAILER_BYTES as u64);
            let whole = file.seek(SeekFrom::Start(last)).and_then(|_| file.read_exact(&mut end));
            if whole.is_err() || !ends_whole(&end) {
                return Err(SessionError::Truncated { path: path.to_owned() });
            }
            return Ok(Some((format!("{header}\n)"), version)));
        }
        if (bytes.len() as u64) < size || size >= LARGEST_HEADER {
            return Err(SessionError::Truncated { path: path.to_owned() });
        }
        size *= 8;
    }
}

/// The file's text, if it begins like a session. A large file of another kind is not read.
fn read_ours(path: &Path) -> Result<String, SessionError> {
    let failed = |source| SessionError::Io { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.by_ref().take(MAGIC.len() as u64).read_to_end(&mut bytes).map_err(failed)?;
    check_magic(path, &bytes)?;
    file.read_to_end(&mut bytes).map_err(failed)?;
    String::from_utf8(bytes).map_err(|_| SessionError::Edited { path: path.to_owned() })
}

fn check_magic(path: &Path, start: &[u8]) -> Result<(), SessionError> {
    let path = || path.to_owned();
    if start.starts_with(MAGIC.as_bytes()) {
        Ok(())
    } else if !start.is_empty() && MAGIC.as_bytes().starts_with(start) {
        // A file cut within its first line is a truncated session, not another kind of file.
        Err(SessionError::Truncated { path: path() })
    } else {
        Err(SessionError::NotASession { path: path() })
    }
}

/// The version that the file claims. It stands in one of the first lines in every version.
fn check_version(path: &Path, text: &str) -> Result<u64, SessionError> {
    let line = text.lines().take(8).find_map(|line| line.trim().strip_prefix("version:"));
    let version = line.and_then(|rest| rest.trim().trim_end_matches(',').parse::<u64>().ok());
    match version {
        Some(0) => Err(SessionError::malformed(path, "no version of a session is 0")),
        Some(version) if version > u64::from(VERSION) => Err(SessionError::Newer { path: path.to_owned(), version }),
        Some(version) => Ok(version),
        None => Err(SessionError::Truncated { path: path.to_owned() }),
    }
}

/// Whether these bytes end with a whole last line.
fn ends_whole(bytes: &[u8]) -> bool {
    bytes.len() >= TRAILER_BYTES && {
        let end = &bytes[bytes.len() - TRAILER_BYTES..];
        end.starts_with(TRAILER.as_bytes())
            && end.ends_with(b"\n")
            && end[TRAILER.len()..TRAILER_BYTES - 1].iter().all(u8::is_ascii_hexdigit)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Cursor};

    use super::*;

    /// Counts the bytes that are read of a file.
    struct Counting {
        file: Cursor<Vec<u8>>,
        read: usize,
    }

    impl Read for Counting {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let read = self.file.read(buffer)?;
            self.read += read;
            Ok(read)
        }
    }

    impl Seek for Counting {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.file.seek(to)
        }
    }

    /// How much is read of a file with so many bytes in its header and a large run after it.
    fn read_of(bytes: usize) -> usize {
        let header = format!("(\n    header: (\n        version: 3,\n        name: {:?},\n    ),", "x".repeat(bytes));
        let file = seal(&format!("{header}{SECOND_PART}{:?}))", "A".repeat(3_000_000)));
        let mut counting = Counting { file: Cursor::new(file.into_bytes()), read: 0 };
        let found = header_in(&mut counting, Path::new("s.ron")).unwrap().unwrap().0;
        assert_eq!(found.strip_prefix(MAGIC).unwrap(), format!("{header}\n)"));
        counting.read
    }

    #[test]
    fn of_a_file_of_any_size_the_first_8_kb_and_the_last_line_are_read() {
        assert_eq!(read_of(100), 8192 + TRAILER_BYTES);
        assert_eq!(read_of(8000), 8192 + TRAILER_BYTES);
        assert_eq!(read_of(9000), 8 * 8192 + TRAILER_BYTES);
    }
}
