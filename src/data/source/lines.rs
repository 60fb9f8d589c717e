//! Lines of a stream, each as soon as it is there, by the rules by which files are read.
//!
//! A stream that somebody types cannot be waited for: as long as it is ASCII, which all but a few encodings share, its
//! encoding stays open, and the first line that is not says which one it is. How the bytes arrive changes nothing.

use std::collections::{TryReserveError, VecDeque};
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use super::decoder::Decoder;
use super::error::SourceError;
use super::files::STDIN;
use super::guess::{certain, guess_by_start};
use super::raw::{GZIP, read_some};
use super::shown;
use super::sink::Sink;
use crate::data::encoding::Encoding;

/// Bytes that are taken at a time, if so many are there.
const BLOCK: usize = 1 << 16;

/// The lines of standard input, without their ends.
pub struct Lines<'r> {
    path: PathBuf,
    source: Box<dyn Read + 'r>,
    decoder: Decoder<Whole>,
    encoding: Encoding,
    block: Vec<u8>,
    /// The beginning of a line, while the encoding is open.
    held: Vec<u8>,
    state: State,
    /// What is told when the lines before it are taken.
    failed: Option<SourceError>,
}

/// What is known of the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Unread,
    Packed,
    /// All lines so far are ASCII.
    Open,
    Known,
    Ended,
}

/// Whole lines, and the beginning of the next one.
#[derive(Default)]
struct Whole {
    lines: VecDeque<String>,
    open: String,
}

impl Sink for Whole {
    fn reserve(&mut self, len: usize) -> Result<(), TryReserveError> {
        self.open.try_reserve(len)
    }

    fn push(&mut self, c: char) -> Result<(), TryReserveError> {
        if c == '\n' {
            self.lines.push_back(std::mem::take(&mut self.open));
            return Ok(());
        }
        Sink::push(&mut self.open, c)
    }

    fn end_file(&mut self) -> Result<(), TryReserveError> {
        if !self.open.is_empty() {
            self.lines.push_back(std::mem::take(&mut self.open));
        }
        Ok(())
    }
}

impl<'r> Lines<'r> {
    /// The lines of what standard input gives.
    pub fn new(stdin: impl Read + 'r) -> Self {
        let encoding = Encoding::utf_8();
        Self {
            path: shown(Path::new(STDIN)),
            source: Box::new(stdin),
            decoder: Decoder::new(encoding, Whole::default()),
            encoding,
            block: vec![0; BLOCK],
            held: Vec::new(),
            state: State::Unread,
            failed: None,
        }
    }

    /// How the bytes so far stood for characters.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Takes what is there, or waits for it.
    fn take(&mut self) -> Result<(), SourceError> {
        let packed = self.state == State::Packed;
        let n = read_some(&mut self.source, &mut self.block);
        let n = n.map_err(|error| SourceError::from_read(&self.path, error, packed))?;
        if n == 0 {
            self.state = State::Ended;
            self.settle(true)?;
            let ended = self.decoder.finish().and_then(|()| Ok(self.decoder.sink.end_file()?));
            return ended.map_err(|refusal| refusal.of(&self.path, self.encoding, None));
        }
        let block = self.block[..n].to_vec();
        if self.state == State::Unread && block.starts_with(&GZIP) {
            let rest = std::mem::replace(&mut self.source, Box::new(io::empty()));
            self.source = Box::new(MultiGzDecoder::new(Cursor::new(block).chain(rest)));
            self.state = State::Packed;
            return Ok(());
        }
        if matches!(self.state, State::Unread | State::Packed) {
            self.state = State::Open;
            if let Some(found) = certain(&self.path, &block)? {
                self.read_as(found);
            }
        }
        if self.state == State::Known {
            return self.feed(&block);
        }
        self.held.extend(block);
        self.settle(self.held.len() > BLOCK)
    }

    /// Decodes the whole lines that are held, and all that is held where the encoding is settled: by the first line
    /// that is not ASCII, which may be cut if nothing more is waited for (`now`).
    fn settle(&mut self, now: bool) -> Result<(), SourceError> {
        let lines = if now {
            self.held.len()
        } else {
            self.held.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1)
        };
        let mut held = std::mem::take(&mut self.held);
        let Some(beyond) = held[..lines].iter().position(|byte| !byte.is_ascii()) else {
            self.held = held.split_off(lines);
            return self.feed(&held);
        };
        let start = held[..beyond].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let end = held[beyond..].iter().position(|&byte| byte == b'\n').map_or(held.len(), |at| beyond + at + 1);
        self.feed(&held[..start])?;
        // What is no text is refused below, where its line is known.
        let found = guess_by_start(&self.path, &held[start..end], true).unwrap_or(self.encoding);
        self.read_as(found);
        self.feed(&held[start..])
    }

    fn read_as(&mut self, found: Encoding) {
        self.state = if self.state == State::Ended { State::Ended } else { State::Known };
        self.encoding = found;
        self.decoder.read_as(found);
    }

    fn feed(&mut self, bytes: &[u8]) -> Result<(), SourceError> {
        self.decoder.feed(bytes).map_err(|refusal| refusal.of(&self.path, self.encoding, None))
    }
}

impl Iterator for Lines<'_> {
    type Item = Result<String, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(line) = self.decoder.sink.lines.pop_front() {
                return Some(Ok(line));
            }
            if self.state == State::Ended {
                return self.failed.take().map(Err);
            }
            if let Err(error) = self.take() {
                self.state = State::Ended;
                self.failed = Some(error);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    /// Gives these bytes, as they were typed.
    struct Typed<'a>(VecDeque<&'a [u8]>);

    impl Read for Typed<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let Some(part) = self.0.pop_front() else { return Ok(0) };
            out[..part.len()].copy_from_slice(part);
            Ok(part.len())
        }
    }

    fn lines<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Lines<'a> {
        Lines::new(Typed(parts.into_iter().collect()))
    }

    #[test]
    fn a_line_is_there_as_soon_as_it_is_typed() {
        let (mut reader, mut writer) = io::pipe().unwrap();
        let mut lines = Lines::new(&mut reader);
        for line in ["a", "", "caf\u{e9}", "\u{d55c} b"] {
            writeln!(writer, "{line}\r").unwrap();
            assert_eq!(lines.next().unwrap().unwrap(), line, "the pipe is still open");
        }
        write!(writer, "the last one\u{1a}").unwrap();
        drop(writer);
        assert_eq!(lines.next().unwrap().unwrap(), "the last one");
        assert!(lines.next().is_none());
    }

    #[test]
    fn lines_are_read_as_files_are() {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all("one\n두울\n".as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        let korean = encoding_rs::EUC_KR.encode("one\n동해물과 백두산이 마르고 닳도록\n").0.into_owned();
        let wide: Vec<u8> = "\u{feff}one\n두울".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, second, encoding) in [
            (packed, "두울", "UTF-8"),
            ("\u{feff}one\r\n두울\r\n".into(), "두울", "UTF-8"),
            (wide, "두울", "UTF-16LE"),
            (b"one\ncaf\xe9 d\xe9j\xe0 ferm\xe9\n\x1a".to_vec(), "café déjà fermé", "windows-1252"),
            (korean, "동해물과 백두산이 마르고 닳도록", "EUC-KR"),
        ] {
            let mut all = lines([&bytes[..]]);
            let read: Vec<String> = all.by_ref().map(Result::unwrap).collect();
            assert_eq!(
                (read, all.encoding().to_string()),
                (vec!["one".to_owned(), second.to_owned()], encoding.into())
            );
        }
    }

    #[test]
    fn an_encoding_is_found_where_ascii_ends_and_kept() {
        let mut all = lines([&b"one\n"[..], b"two\r", b"\ncaf\xe9 d\xe9j\xe0", b" ferm\xe9\n", b"\xe9t\xe9\n"]);
        let read: Vec<String> = all.by_ref().map(Result::unwrap).collect();
        assert_eq!(read, ["one", "two", "café déjà fermé", "été"]);
        assert_eq!(all.encoding().to_string(), "windows-1252");
    }

    #[test]
    fn what_is_no_text_is_refused_after_the_lines_before_it() {
        let mut all = lines([&b"one\n"[..], "\u{d55c}\n".as_bytes(), b"ok\n\xff\n"]);
        assert_eq!([(); 3].map(|()| all.next().unwrap().unwrap()), ["one", "\u{d55c}", "ok"]);
        let said = all.next().unwrap().unwrap_err().to_string();
        assert!(said.contains("\"standard input\", line 4 is not UTF-8"), "{said}");
        assert!(all.next().is_none());
        // The same if all of it comes at once.
        let whole = ["one\n\u{d55c}\nok\n".as_bytes(), b"\xff\n"].concat();
        let mut all = lines([&whole[..]]);
        assert_eq!([(); 3].map(|()| all.next().unwrap().unwrap()), ["one", "\u{d55c}", "ok"]);
        assert!(all.next().unwrap().unwrap_err().to_string().contains("line 4 is not UTF-8"));
        assert!(lines([&b"PK\x03\x04\x14\0"[..]]).next().unwrap().unwrap_err().to_string().contains("zip archive"));
    }
}
