//! Turns the bytes of a file into checked characters, and keeps the facts of the bytes.
//!
//! A file is read in blocks and its characters are passed on at once, so that a reader need not hold the whole text in
//! memory. A byte-order mark at the start is dropped and CRLF is read as LF; the facts say so. Bytes that are no text
//! are refused with one sentence that names the place and the remedy. Nothing is ever guessed or replaced.

use sha2::{Digest, Sha256};
use std::collections::TryReserveError;
use std::fmt::{self, Write};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

const BLOCK: usize = 1 << 20;
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The name of data in memory in error messages, in the place of a path.
const EMBEDDED: &str = "embedded text";

/// Called after each block of 1 MiB with the bytes read and the file's size; breaks to stop the reading.
pub type Progress<'a> = dyn FnMut(u64, u64) -> ControlFlow<()> + 'a;

/// The facts of the bytes that data was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the bytes in lower-case hexadecimal.
    pub sha256: String,
    /// Whether a byte-order mark was left out at the start.
    pub had_bom: bool,
    /// How many CRLF line ends were read as LF.
    pub crlf: u64,
}

impl Facts {
    /// One sentence for each difference between the file and what was read.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.had_bom {
            notes.push("A byte-order mark at the start was left out.".to_owned());
        }
        match self.crlf {
            0 => {}
            1 => notes.push("1 CRLF line end read as LF.".to_owned()),
            n => notes.push(format!("{n} CRLF line ends read as LF.")),
        }
        notes
    }
}

/// Why a file gave no characters, as a sentence for the user. Paths are shown quoted, control characters escaped.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence says what it means, its fields are named in it")]
pub enum SourceError {
    #[error("there is no file {path:?}; check the name, or run in the directory that holds it")]
    Missing { path: PathBuf },
    #[error("{path:?} is a directory; give a text file in it")]
    Directory { path: PathBuf },
    #[error("{path:?} is not a regular file but a pipe, socket or device; copy what it yields to a file and give that")]
    NotRegular { path: PathBuf },
    #[error("no permission to read {path:?}; change its permissions (chmod +r) or copy it")]
    Permission { path: PathBuf },
    #[error(
        "{path:?} is not UTF-8: the byte at offset {offset} begins no character; \
         convert it (iconv -f ENCODING -t UTF-8)"
    )]
    NotUtf8 { path: PathBuf, offset: u64 },
    #[error("{path:?} had {expected} bytes when opened but {found} when read; try again when nothing writes to it")]
    Changed { path: PathBuf, expected: u64, found: u64 },
    #[error("{path:?} has {bytes} bytes, more than there is memory for; give a smaller part of it")]
    TooLarge { path: PathBuf, bytes: u64 },
    #[error("reading {path:?} failed: {source}; check the disk it is on")]
    Io { path: PathBuf, source: io::Error },
    #[error("reading {path:?} was cancelled; nothing was changed")]
    Cancelled { path: PathBuf },
}

impl SourceError {
    fn from_io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Self::Missing { path },
            ErrorKind::PermissionDenied => Self::Permission { path },
            _ => Self::Io { path, source },
        }
    }
}

/// Where the characters of a file go.
pub(super) trait Sink {
    /// Makes room for `len` characters; no file has more characters than bytes.
    fn reserve(&mut self, len: usize) -> Result<(), TryReserveError>;
    /// Takes the next character.
    fn push(&mut self, c: char) -> Result<(), TryReserveError>;
}

impl Sink for String {
    fn reserve(&mut self, len: usize) -> Result<(), TryReserveError> {
        self.try_reserve_exact(len)
    }

    fn push(&mut self, c: char) -> Result<(), TryReserveError> {
        self.try_reserve(c.len_utf8())?;
        Self::push(self, c);
        Ok(())
    }
}

/// Where data comes from: a file, or text in memory, which is read by the same rules.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    /// A file by its path.
    File(&'a Path),
    /// What a session or a lesson keeps.
    Memory(&'a str),
}

impl Source<'_> {
    /// Its name in error messages.
    pub(super) fn path(self) -> PathBuf {
        match self {
            Self::File(path) => path.to_owned(),
            Self::Memory(_) => PathBuf::from(EMBEDDED),
        }
    }

    /// Hands all characters to `sink`.
    pub(super) fn read(self, sink: &mut impl Sink, progress: &mut Progress) -> Result<Facts, SourceError> {
        match self {
            Self::File(path) => {
                // Before opening: opening a pipe would wait for somebody to write to it.
                refuse_irregular(path, &fs::metadata(path).map_err(|e| SourceError::from_io(path, e))?)?;
                let file = File::open(path).map_err(|e| SourceError::from_io(path, e))?;
                let metadata = file.metadata().map_err(|e| SourceError::from_io(path, e))?;
                refuse_irregular(path, &metadata)?;
                read_from(path, file, metadata.len(), sink, progress)
            }
            Self::Memory(text) => read_from(Path::new(EMBEDDED), text.as_bytes(), text.len() as u64, sink, progress),
        }
    }

    /// All characters as one text.
    pub(super) fn read_whole(self, progress: &mut Progress) -> Result<(String, Facts), SourceError> {
        let mut text = String::new();
        let facts = self.read(&mut text, progress)?;
        Ok((text, facts))
    }
}

/// A progress that nobody follows.
pub(super) fn unwatched(_read: u64, _total: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn refuse_irregular(path: &Path, metadata: &fs::Metadata) -> Result<(), SourceError> {
    if metadata.is_dir() {
        return Err(SourceError::Directory { path: path.to_owned() });
    }
    if !metadata.is_file() {
        return Err(SourceError::NotRegular { path: path.to_owned() });
    }
    Ok(())
}

pub(super) fn read_from(
    path: &Path,
    mut source: impl Read,
    total: u64,
    sink: &mut impl Sink,
    progress: &mut Progress,
) -> Result<Facts, SourceError> {
    let refused = |refusal| match refusal {
        Refusal::NotUtf8(offset) => SourceError::NotUtf8 { path: path.to_owned(), offset },
        Refusal::Memory => SourceError::TooLarge { path: path.to_owned(), bytes: total },
    };
    // An impossible size is an error here, not an abort.
    let room = usize::try_from(total).map_err(|_| refused(Refusal::Memory))?;
    sink.reserve(room).map_err(|e| refused(e.into()))?;
    let mut decoder = Decoder::new(sink);
    let mut digest = Sha256::new();
    let mut block = vec![0; BLOCK.min(room.saturating_add(1))];
    let mut read = 0;
    loop {
        let n = match source.read(&mut block) {
            Ok(n) => n,
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            Err(e) => return Err(SourceError::from_io(path, e)),
        };
        read += n as u64;
        if read > total || (n == 0 && read < total) {
            return Err(SourceError::Changed { path: path.to_owned(), expected: total, found: read });
        }
        if n == 0 {
            break;
        }
        digest.update(&block[..n]);
        decoder.feed(&block[..n]).map_err(refused)?;
        if progress(read, total).is_break() {
            return Err(SourceError::Cancelled { path: path.to_owned() });
        }
    }
    decoder.finish().map_err(refused)?;
    let sha256 = hex(&digest.finalize());
    Ok(Facts { bytes: read, sha256, had_bom: decoder.had_bom, crlf: decoder.crlf })
}

/// All characters of the file at `path`, or for `-` of standard input, read by the same rules.
///
/// # Errors
/// If it gives no characters.
pub fn characters_of(path: &Path) -> Result<String, SourceError> {
    if path.as_os_str() != "-" {
        return Source::File(path).read_whole(&mut unwatched).map(|(text, _)| text);
    }
    let (path, mut bytes, mut text) = (Path::new("standard input"), Vec::new(), String::new());
    io::stdin().lock().read_to_end(&mut bytes).map_err(|error| SourceError::from_io(path, error))?;
    read_from(path, &*bytes, bytes.len() as u64, &mut text, &mut unwatched).map(|_| text)
}

/// The SHA-256 of some bytes in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String does not fail");
        text
    })
}

/// Why the decoder refuses the bytes.
enum Refusal {
    /// No character begins at this byte offset.
    NotUtf8(u64),
    Memory,
}

impl From<TryReserveError> for Refusal {
    fn from(_: TryReserveError) -> Self {
        Self::Memory
    }
}

/// Makes characters of bytes that come in blocks cut anywhere, also within a character or a CRLF.
struct Decoder<'a, S> {
    sink: &'a mut S,
    /// The first bytes of a character whose rest is in the next block.
    carry: [u8; 4],
    carried: usize,
    /// How many bytes have become characters; the carried ones come next.
    offset: u64,
    at_start: bool,
    /// The last byte was a CR; the next one decides whether it belongs to a line end.
    held_cr: bool,
    had_bom: bool,
    crlf: u64,
}

impl<'a, S: Sink> Decoder<'a, S> {
    fn new(sink: &'a mut S) -> Self {
        Self { sink, carry: [0; 4], carried: 0, offset: 0, at_start: true, held_cr: false, had_bom: false, crlf: 0 }
    }

    fn feed(&mut self, mut bytes: &[u8]) -> Result<(), Refusal> {
        while self.carried > 0 {
            let Some((&byte, rest)) = bytes.split_first() else { return Ok(()) };
            self.carry[self.carried] = byte;
            self.carried += 1;
            bytes = rest;
            let carry = self.carry;
            match std::str::from_utf8(&carry[..self.carried]) {
                Ok(character) => {
                    self.carried = 0;
                    self.take(character)?;
                }
                Err(e) if e.error_len().is_some() => return Err(Refusal::NotUtf8(self.offset)),
                Err(_) => {}
            }
        }
        let whole = match std::str::from_utf8(bytes) {
            Ok(_) => bytes.len(),
            Err(e) if e.error_len().is_some() => return Err(Refusal::NotUtf8(self.offset + e.valid_up_to() as u64)),
            Err(e) => e.valid_up_to(),
        };
        let (text, tail) = bytes.split_at(whole);
        self.take(std::str::from_utf8(text).expect("it was found to be valid up to here"))?;
        self.carry[..tail.len()].copy_from_slice(tail);
        self.carried = tail.len();
        Ok(())
    }

    fn take(&mut self, text: &str) -> Result<(), Refusal> {
        for c in text.chars() {
            if std::mem::take(&mut self.at_start) && c == BYTE_ORDER_MARK {
                self.had_bom = true;
                continue;
            }
            if std::mem::take(&mut self.held_cr) {
                if c == '\n' {
                    self.crlf += 1;
                } else {
                    self.sink.push('\r')?;
                }
            }
            if c == '\r' {
                self.held_cr = true;
            } else {
                self.sink.push(c)?;
            }
        }
        self.offset += text.len() as u64;
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Refusal> {
        if self.carried > 0 {
            return Err(Refusal::NotUtf8(self.offset));
        }
        if std::mem::take(&mut self.held_cr) {
            self.sink.push('\r')?;
        }
        Ok(())
    }
}

/// Writes text so that reading it gives the same characters again. Reading drops a byte-order mark, and the CR of a
/// CRLF; where the text itself has one, this writes one more before it. Such text is rare.
pub(super) struct Rereadable<'a, 'b> {
    out: &'a mut fmt::Formatter<'b>,
    at_start: bool,
    after_cr: bool,
}

impl<'a, 'b> Rereadable<'a, 'b> {
    pub(super) fn new(out: &'a mut fmt::Formatter<'b>) -> Self {
        Self { out, at_start: true, after_cr: false }
    }
}

impl Write for Rereadable<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|c| self.write_char(c))
    }

    fn write_char(&mut self, c: char) -> fmt::Result {
        if std::mem::take(&mut self.at_start) && c == BYTE_ORDER_MARK {
            self.out.write_char(c)?;
        }
        if std::mem::replace(&mut self.after_cr, c == '\r') && c == '\n' {
            self.out.write_char('\r')?;
        }
        self.out.write_char(c)
    }
}

#[cfg(test)]
mod tests;
