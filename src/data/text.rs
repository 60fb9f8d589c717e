//! Reading a UTF-8 text, of any size, as a sequence of character ids.
//!
//! The file is read in blocks and becomes ids at once; its text is never in memory as a whole. A byte-order mark at the
//! start is left out and CRLF is read as LF, and both are remembered so that the user can be told. What cannot be read
//! as text is refused with one sentence that says where and what to do; nothing is guessed or replaced.

use super::tokens::Tokens;
use super::vocab::Vocab;
use sha2::{Digest, Sha256};
use std::collections::TryReserveError;
use std::fmt::{self, Write as _};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::str::FromStr;

const BLOCK: usize = 1 << 20;

/// A corpus: its characters, in order, as ids of its vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The characters, by first appearance.
    pub vocab: Vocab,
    /// The text as ids, at least 2.
    pub tokens: Tokens,
    /// What the bytes were before they became characters.
    pub facts: TextFacts,
}

/// What is known of the bytes a text was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFacts {
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the bytes in lower-case hexadecimal.
    pub sha256: String,
    /// Whether a byte-order mark was left out at the start.
    pub had_bom: bool,
    /// How many CRLF line ends were read as LF.
    pub crlf: u64,
}

impl TextFacts {
    /// One sentence for each thing that was read otherwise than it stands in the file.
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

/// Why a text could not be read, as a sentence for the user. Paths are shown quoted, control characters escaped.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence says what it means, its fields are named in it")]
pub enum TextError {
    #[error("there is no file {path:?}; check the name, or run in the directory that holds it")]
    Missing { path: PathBuf },
    #[error("{path:?} is a directory; give a text file in it")]
    Directory { path: PathBuf },
    #[error("{path:?} is not a regular file but a pipe, socket or device; copy what it yields to a file and give that")]
    NotRegular { path: PathBuf },
    #[error("no permission to read {path:?}; change its permissions (chmod +r) or copy it")]
    Permission { path: PathBuf },
    #[error("{path:?} is empty; give a text of at least 2 characters")]
    Empty { path: PathBuf },
    #[error("{path:?} holds only one character; a text to learn from needs at least 2")]
    OneCharacter { path: PathBuf },
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

impl TextError {
    fn from_io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Self::Missing { path },
            ErrorKind::PermissionDenied => Self::Permission { path },
            _ => Self::Io { path, source },
        }
    }
}

impl Text {
    /// Reads a text file. `progress` is called after each block of 1 MiB with the bytes read and the file's size, and
    /// can stop the reading.
    ///
    /// # Errors
    /// If there is no such file or it is no regular one, if it cannot be read or changes meanwhile, is not UTF-8, has
    /// fewer than 2 characters, or `progress` breaks.
    pub fn read(path: &Path, progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>) -> Result<Self, TextError> {
        // Before opening: opening a pipe would wait for somebody to write to it.
        refuse_irregular(path, &fs::metadata(path).map_err(|e| TextError::from_io(path, e))?)?;
        let file = File::open(path).map_err(|e| TextError::from_io(path, e))?;
        let metadata = file.metadata().map_err(|e| TextError::from_io(path, e))?;
        refuse_irregular(path, &metadata)?;
        read_from(path, file, metadata.len(), progress)
    }
}

impl FromStr for Text {
    type Err = TextError;

    /// Reads text that is in memory already by the same rules as a file.
    fn from_str(text: &str) -> Result<Self, TextError> {
        read_from(Path::new("embedded text"), text.as_bytes(), text.len() as u64, &mut |_, _| ControlFlow::Continue(()))
    }
}

/// Writes the text as it was read: without byte-order mark, with LF line ends. Meant for small texts.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tokens.iter().try_for_each(|id| f.write_char(self.vocab.char(id)))
    }
}

fn refuse_irregular(path: &Path, metadata: &fs::Metadata) -> Result<(), TextError> {
    if metadata.is_dir() {
        return Err(TextError::Directory { path: path.to_owned() });
    }
    if !metadata.is_file() {
        return Err(TextError::NotRegular { path: path.to_owned() });
    }
    Ok(())
}

fn read_from(
    path: &Path,
    mut source: impl Read,
    total: u64,
    progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
) -> Result<Text, TextError> {
    let refused = |refusal| match refusal {
        Refusal::NotUtf8(offset) => TextError::NotUtf8 { path: path.to_owned(), offset },
        Refusal::Memory => TextError::TooLarge { path: path.to_owned(), bytes: total },
    };
    // No text has more characters than bytes. An impossible size is an error here, not an abort.
    let room = usize::try_from(total).map_err(|_| refused(Refusal::Memory))?;
    let mut decoder = Decoder::new(Tokens::with_room(room).map_err(|e| refused(e.into()))?);
    let mut digest = Sha256::new();
    let mut block = vec![0; BLOCK.min(room.saturating_add(1))];
    let mut read = 0;
    loop {
        let n = match source.read(&mut block) {
            Ok(n) => n,
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            Err(e) => return Err(TextError::from_io(path, e)),
        };
        read += n as u64;
        if read > total || (n == 0 && read < total) {
            return Err(TextError::Changed { path: path.to_owned(), expected: total, found: read });
        }
        if n == 0 {
            break;
        }
        digest.update(&block[..n]);
        decoder.feed(&block[..n]).map_err(refused)?;
        if progress(read, total).is_break() {
            return Err(TextError::Cancelled { path: path.to_owned() });
        }
    }
    decoder.finish().map_err(refused)?;
    let Decoder { vocab, mut tokens, had_bom, crlf, .. } = decoder;
    match tokens.len() {
        0 => return Err(TextError::Empty { path: path.to_owned() }),
        1 => return Err(TextError::OneCharacter { path: path.to_owned() }),
        _ => tokens.shrink_to_fit(),
    }
    let mut sha256 = String::with_capacity(64);
    for byte in digest.finalize() {
        write!(sha256, "{byte:02x}").expect("writing to a String does not fail");
    }
    Ok(Text { vocab, tokens, facts: TextFacts { bytes: read, sha256, had_bom, crlf } })
}

/// Why the decoder takes no more bytes.
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

/// Makes ids of bytes that come in blocks cut anywhere, also within a character or a CRLF.
struct Decoder {
    vocab: Vocab,
    tokens: Tokens,
    /// The first bytes of a character whose rest is in the next block.
    carry: [u8; 4],
    carried: usize,
    /// How many bytes have become characters; the carried ones come next.
    offset: u64,
    at_start: bool,
    /// A CR came last, and what follows decides what it means.
    held_cr: bool,
    had_bom: bool,
    crlf: u64,
}

impl Decoder {
    fn new(tokens: Tokens) -> Self {
        Self {
            vocab: Vocab::new(),
            tokens,
            carry: [0; 4],
            carried: 0,
            offset: 0,
            at_start: true,
            held_cr: false,
            had_bom: false,
            crlf: 0,
        }
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
            if std::mem::take(&mut self.at_start) && c == '\u{feff}' {
                self.had_bom = true;
                continue;
            }
            if std::mem::take(&mut self.held_cr) {
                if c == '\n' {
                    self.crlf += 1;
                } else {
                    self.push('\r')?;
                }
            }
            if c == '\r' {
                self.held_cr = true;
            } else {
                self.push(c)?;
            }
        }
        self.offset += text.len() as u64;
        Ok(())
    }

    fn push(&mut self, c: char) -> Result<(), Refusal> {
        let id = self.vocab.intern(c);
        Ok(self.tokens.push(id)?)
    }

    fn finish(&mut self) -> Result<(), Refusal> {
        if self.carried > 0 {
            return Err(Refusal::NotUtf8(self.offset));
        }
        if std::mem::take(&mut self.held_cr) {
            self.push('\r')?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
