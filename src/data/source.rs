//! Turns the bytes of files into checked characters, and keeps the facts of the bytes.
//!
//! Files are read in blocks, one file after the other, and their characters are passed on at once, so that a reader
//! need not hold the whole text in memory. What begins as gzip is unpacked. How bytes stand for characters is said with
//! `--encoding`, or found: UTF-8 wherever all bytes are that, else by a byte-order mark or by what the bytes look like.
//! A mark at the start is dropped, CRLF is read as LF, and a Ctrl-Z at the end, as DOS wrote it, is the end. The facts
//! say all of this. Bytes that are no text are refused with one sentence that names the place and the remedy. Nothing
//! is ever replaced.

mod decoder;
mod error;
mod facts;
mod files;
mod guess;
mod lines;
mod raw;
mod rereadable;
mod sink;

use std::io::{self, Cursor, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

pub use self::error::SourceError;
pub use self::facts::{Facts, sha256_hex};
pub use self::files::{STDIN, files_of, is_stdin};
pub use self::lines::Lines;
pub use self::raw::Progress;
pub(super) use self::rereadable::Rereadable;
pub(super) use self::sink::Sink;

use self::decoder::Decoder;
use self::error::Refusal;
use self::facts::Tally;
use self::raw::{BLOCK, Raw, Stop, Watch, read_full, read_some, unpacked};
use self::sink::Texts;
use super::encoding::{Encoding, Encodings};

/// The name of data in memory in error messages, in the place of a path.
const EMBEDDED: &str = "embedded text";

/// Where data comes from. What is in memory is read by the same rules.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// Files by their paths, [`STDIN`] among them; the encodings are found where none are given.
    Files(&'a [PathBuf], Option<&'a Encodings>),
    /// The same, with a Ctrl-Z at the end of a file as a character: as it was read before it was known for what it is.
    WithCtrlZ(&'a [PathBuf], &'a Encodings),
    /// What a session or a lesson keeps: the text of each file.
    Memory(&'a [&'a str]),
}

/// The text of one of several files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileText {
    /// Its path, for error messages.
    pub path: PathBuf,
    /// Its characters.
    pub text: String,
}

impl Source<'_> {
    /// Its name in error messages: that of the first file.
    pub(super) fn path(self) -> PathBuf {
        match self {
            Self::Files(paths, _) | Self::WithCtrlZ(paths, _) => {
                paths.first().map_or_else(PathBuf::new, |path| shown(path))
            }
            Self::Memory(_) => PathBuf::from(EMBEDDED),
        }
    }

    /// Hands all characters to `sink`, and says where each file ends.
    pub(super) fn read(self, sink: &mut impl Sink, progress: &mut Progress) -> Result<Facts, SourceError> {
        let (paths, encodings) = match self {
            Self::Files(paths, encodings) => (paths, encodings),
            Self::WithCtrlZ(paths, encodings) => (paths, Some(encodings)),
            Self::Memory(texts) => return Self::read_memory(texts, sink, progress),
        };
        if let Some(named) = encodings.and_then(Encodings::files).filter(|&named| named != paths.len()) {
            return Err(SourceError::Encodings { named, files: paths.len() });
        }
        let sizes = paths.iter().filter(|path| !is_stdin(path)).map(|path| files::size_of(path));
        let total = sizes.sum::<Result<u64, SourceError>>()?;
        let mut reading = Reading::new(total, sink, progress);
        reading.keeps_ctrl_z = matches!(self, Self::WithCtrlZ(..));
        for (at, path) in paths.iter().enumerate() {
            reading.file(path, encodings.map(|all| all.of(at)))?;
        }
        Ok(reading.facts(encodings.is_none()))
    }

    fn read_memory(texts: &[&str], sink: &mut impl Sink, progress: &mut Progress) -> Result<Facts, SourceError> {
        let total = texts.iter().map(|text| text.len() as u64).sum();
        let mut reading = Reading::new(total, sink, progress);
        // What is in memory is what was read once.
        reading.keeps_ctrl_z = true;
        for text in texts {
            let (path, size) = (Path::new(EMBEDDED), Some(text.len() as u64));
            reading.stream(path, text.as_bytes(), size, Encoding::utf_8())?;
        }
        Ok(reading.facts(false))
    }

    /// The text of each file.
    pub(super) fn read_files(self, progress: &mut Progress) -> Result<(Vec<FileText>, Facts), SourceError> {
        let mut texts = Texts::default();
        let facts = self.read(&mut texts, progress)?;
        let path = |at: usize| match self {
            Self::Files(paths, _) | Self::WithCtrlZ(paths, _) => shown(&paths[at]),
            Self::Memory(_) => PathBuf::from(EMBEDDED),
        };
        let texts = texts.done.into_iter().enumerate().map(|(at, text)| FileText { path: path(at), text });
        Ok((texts.collect(), facts))
    }
}

/// A progress that nobody follows.
pub(super) fn unwatched(_read: u64, _total: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// All characters of the file at `path`, or for [`STDIN`] of standard input, read by the same rules.
///
/// # Errors
/// If it gives no characters.
pub fn characters_of(path: &Path) -> Result<String, SourceError> {
    let mut text = String::new();
    Source::Files(&[path.to_owned()], None).read(&mut text, &mut unwatched)?;
    Ok(text)
}

/// The characters of the first `most` bytes of a regular file, unpacked, and whether that is all of it. None if it
/// cannot be read or is no text.
pub(super) fn beginning_of(path: &Path, most: usize) -> Option<(String, bool)> {
    let (mut source, _) = unpacked(files::open(path).ok()?.0).ok()?;
    let mut start = vec![0; most];
    let n = read_full(&mut source, &mut start).ok()?;
    start.truncate(n);
    let encoding = guess::guess_by_start(path, &start, n < most).ok()?;
    let mut text = String::new();
    // A character that is cut by the end is left out.
    Decoder::new(encoding, &mut text).feed(&start).ok()?;
    Some((text, n < most))
}

/// A path in error messages.
fn shown(path: &Path) -> PathBuf {
    if is_stdin(path) { PathBuf::from("standard input") } else { path.to_owned() }
}

/// Files on their way to a sink.
struct Reading<'a, 'b, S> {
    watch: Watch<'a, 'b>,
    sink: &'a mut S,
    tally: Tally,
    keeps_ctrl_z: bool,
}

impl<'a, 'b, S: Sink> Reading<'a, 'b, S> {
    fn new(total: u64, sink: &'a mut S, progress: &'a mut Progress<'b>) -> Self {
        Self { watch: Watch::new(total, progress), sink, tally: Tally::default(), keeps_ctrl_z: false }
    }

    fn facts(self, guessed: bool) -> Facts {
        let Watch { digest, read, .. } = self.watch;
        self.tally.facts(read, digest, guessed)
    }

    /// Reads a file, in this encoding or the one that is found.
    fn file(&mut self, path: &Path, encoding: Option<Encoding>) -> Result<(), SourceError> {
        if is_stdin(path) {
            return self.stdin(encoding);
        }
        let encoding = encoding.map_or_else(|| guess::guess(path, || files::open(path).map(|(file, _)| file)), Ok)?;
        let (file, size) = files::open(path)?;
        self.stream(path, file, Some(size), encoding)
    }

    /// Reads standard input, which cannot be read twice: the encoding is found by its first block.
    fn stdin(&mut self, encoding: Option<Encoding>) -> Result<(), SourceError> {
        let path = shown(Path::new(STDIN));
        let mut input = io::stdin().lock();
        let mut first = vec![0; BLOCK];
        let n = read_full(&mut input, &mut first).map_err(|error| SourceError::from_io(&path, error))?;
        first.truncate(n);
        let encoding = match encoding {
            Some(encoding) => encoding,
            None => guess::guess_by_start(&path, &first, n < BLOCK)?,
        };
        self.stream(&path, Cursor::new(first).chain(input), None, encoding)
    }

    /// Reads what has `size` bytes, if that is known.
    fn stream(
        &mut self,
        path: &Path,
        source: impl Read,
        size: Option<u64>,
        encoding: Encoding,
    ) -> Result<(), SourceError> {
        let refused = |refusal: Refusal| refusal.of(path, encoding, size);
        // An impossible size is an error here, not an abort.
        let room = usize::try_from(size.unwrap_or_default()).map_err(|_| refused(Refusal::Memory))?;
        self.sink.reserve(room).map_err(|error| refused(error.into()))?;
        let mut decoder = Decoder::new(encoding, &mut *self.sink);
        decoder.keeps_ctrl_z = self.keeps_ctrl_z;
        let (mut stop, mut gzip) = (None, false);
        let raw = Raw::new(source, size, &mut self.watch, &mut stop);
        let done = each_block(raw, size.map(|_| room), &mut gzip, |block, first| {
            let mark = Encoding::of_mark(block).filter(|&mark| first && mark != encoding);
            if let Some(mark) = mark {
                let (mark, encoding) = (mark.to_string(), encoding.to_string());
                return Err(SourceError::OtherMark { path: path.to_owned(), mark, encoding });
            }
            decoder.feed(block).map_err(refused)
        });
        match (stop, done) {
            (Some(Stop::Cancelled), _) => return Err(SourceError::Cancelled { path: path.to_owned() }),
            (Some(Stop::Changed { found }), _) => {
                let expected = size.unwrap_or_default();
                return Err(SourceError::Changed { path: path.to_owned(), expected, found });
            }
            (None, Err(error)) => return Err(SourceError::from_read(path, error, gzip)),
            (None, Ok(read)) => read?,
        }
        decoder.finish().map_err(refused)?;
        let Decoder { had_bom, ctrl_z, crlf, text_bytes, .. } = decoder;
        self.tally.had_bom |= had_bom;
        self.tally.had_ctrl_z |= ctrl_z > 0;
        self.tally.crlf += crlf;
        self.tally.text_bytes += text_bytes;
        self.tally.unpacked += usize::from(gzip);
        self.tally.encodings.push(encoding);
        self.sink.end_file().map_err(|error| refused(error.into()))
    }
}

/// Hands what a file holds to `take`, block by block, with whether it is the first, and says whether it was gzip.
fn each_block(
    raw: impl Read,
    size: Option<usize>,
    gzip: &mut bool,
    mut take: impl FnMut(&[u8], bool) -> Result<(), SourceError>,
) -> io::Result<Result<(), SourceError>> {
    let (mut source, packed) = unpacked(raw)?;
    *gzip = packed;
    // A small file needs no large block, unless it is packed.
    let room = size.filter(|_| !packed).map_or(BLOCK, |size| size.saturating_add(1));
    let mut block = vec![0; BLOCK.min(room)];
    let mut first = true;
    loop {
        let n = read_some(&mut source, &mut block)?;
        if n == 0 {
            return Ok(Ok(()));
        }
        if let Err(error) = take(&block[..n], std::mem::take(&mut first)) {
            return Ok(Err(error));
        }
    }
}

#[cfg(test)]
mod tests;
