//! Which encoding a file is in, where nobody says: UTF-8 if all of it is that; UTF-16 by its mark or its zeros; else
//! what its bytes look like. What holds no text is refused.

use std::io::Read;
use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use super::decoder::END_OF_FILE;
use super::error::SourceError;
use super::raw::{BLOCK, read_full, read_some, unpacked};
use crate::data::encoding::Encoding;

/// Control characters in text that is no UTF-8: more than one in so many bytes is no text.
const RARE: usize = 100;

/// UTF-16 is known by its zeros if it has so many, and no more than so many characters to each.
const FEWEST_ZEROS: usize = 2;
const MOST_TO_A_ZERO: usize = 3;

/// Files that are not text by their first bytes: where those are, what they are of, and what to do with it.
const KINDS: [(usize, &[u8], &str, &str); 13] = [
    (0, b"PK\x03\x04", "a zip archive or an office document", "unpack it, or save it as text or CSV"),
    (257, b"ustar", "a tar archive", "unpack it (tar -xf) and give its files"),
    (4, b"1AY&SY", "packed with bzip2", "unpack it (bunzip2)"),
    (0, b"\xfd7zXZ", "packed with xz", "unpack it (unxz)"),
    (0, b"\x28\xb5\x2f\xfd", "packed with zstd", "unpack it (unzstd)"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it"),
    (0, b"%PDF-", "a PDF", "make text of it (pdftotext)"),
    (0, b"\x89PNG", "a PNG image", "give text or numbers"),
    (0, b"\xff\xd8\xff", "a JPEG image", "give text or numbers"),
    (0, b"\x7fELF", "a program", "give text or numbers"),
    (0, b"PAR1", "a Parquet table", "save it as CSV"),
    (0, b"SQLite format 3", "an SQLite database", "save its table as CSV"),
    (0, b"\x93NUMPY", "a NumPy array", "save it as CSV (numpy.savetxt)"),
];

/// The encoding of what `open` opens, which must give the same bytes each time.
///
/// # Errors
/// If it cannot be read or unpacked, or is no text.
pub(super) fn guess<R: Read>(path: &Path, open: impl Fn() -> Result<R, SourceError>) -> Result<Encoding, SourceError> {
    let mut blocks = Blocks::open(path, open()?)?;
    let first = blocks.next()?.to_vec();
    if let Some(encoding) = certain(path, &first)? {
        return Ok(encoding);
    }
    let mut text = Utf8::default();
    text.feed(path, &first)?;
    loop {
        match blocks.next()? {
            [] if text.is_whole() => return Ok(Encoding::utf_8()),
            [] => break,
            block => text.feed(path, block)?,
        }
    }
    check_controls(path, &first)?;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut blocks = Blocks::open(path, open()?)?;
    loop {
        let block = blocks.next()?;
        detector.feed(block, block.is_empty());
        if block.is_empty() {
            return Ok(Encoding::from(detector.guess(None, Utf8Detection::Deny)));
        }
    }
}

/// The encoding of what begins with these bytes and is `whole` or goes on.
///
/// # Errors
/// If it is no text.
pub(super) fn guess_by_start(path: &Path, start: &[u8], whole: bool) -> Result<Encoding, SourceError> {
    let (mut source, _) = unpacked(start).map_err(|error| SourceError::from_io(path, error))?;
    let mut first = vec![0; BLOCK];
    let mut n = 0;
    // What is packed ends where the start does, and what is wrong with it is said when all of it is unpacked.
    while let Ok(more @ 1..) = read_some(&mut source, &mut first[n..]) {
        n += more;
    }
    first.truncate(n);
    if let Some(encoding) = certain(path, &first)? {
        return Ok(encoding);
    }
    let mut text = Utf8::default();
    text.feed(path, &first)?;
    if text.is_whole() || (!text.wrong && !whole) {
        return Ok(Encoding::utf_8());
    }
    check_controls(path, &first)?;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&first, true);
    Ok(Encoding::from(detector.guess(None, Utf8Detection::Deny)))
}

/// The encoding that the first block leaves no doubt of: by its mark, or UTF-16 by its zeros.
pub(super) fn certain(path: &Path, first: &[u8]) -> Result<Option<Encoding>, SourceError> {
    let begins = |at: usize, magic: &[u8]| first.get(at..).is_some_and(|from| from.starts_with(magic));
    if let Some(&(_, _, what, remedy)) = KINDS.iter().find(|&&(at, magic, ..)| begins(at, magic)) {
        return Err(SourceError::NotText { path: path.to_owned(), what, remedy });
    }
    Ok(Encoding::of_mark(first).or_else(|| first.contains(&0).then(|| utf_16_by_zeros(first)).flatten()))
}

/// Refuses what has more control characters than any text that is not UTF-8.
fn check_controls(path: &Path, first: &[u8]) -> Result<(), SourceError> {
    // What ends a file for DOS is none of its text.
    let first = first.strip_suffix(&[END_OF_FILE as u8]).unwrap_or(first);
    let odd = |byte: &u8| matches!(byte, 1..=8 | 14..=26 | 28..=31 | 127);
    let count = first.iter().filter(|byte| odd(byte)).count();
    match first.iter().position(odd) {
        Some(at) if count > first.len() / RARE => Err(Utf8::default().binary(path, first, at)),
        _ => Ok(()),
    }
}

/// A file's bytes, block by block.
struct Blocks<'a> {
    path: &'a Path,
    source: Box<dyn Read + 'a>,
    gzip: bool,
    block: Vec<u8>,
}

impl<'a> Blocks<'a> {
    fn open(path: &'a Path, source: impl Read + 'a) -> Result<Self, SourceError> {
        let (source, gzip) = unpacked(source).map_err(|error| SourceError::from_io(path, error))?;
        Ok(Self { path, source, gzip, block: vec![0; BLOCK] })
    }

    /// The next block; empty at the end.
    fn next(&mut self) -> Result<&[u8], SourceError> {
        let n = read_full(&mut self.source, &mut self.block);
        let n = n.map_err(|error| SourceError::from_read(self.path, error, self.gzip))?;
        Ok(&self.block[..n])
    }
}

/// Whether bytes that come in blocks are UTF-8, and where they are in the file.
#[derive(Default)]
struct Utf8 {
    /// The first bytes of a character whose rest is in the next block.
    carry: Vec<u8>,
    wrong: bool,
    lines: usize,
    bytes: usize,
}

impl Utf8 {
    /// Takes the next block, which must have no zero.
    fn feed(&mut self, path: &Path, block: &[u8]) -> Result<(), SourceError> {
        if let Some(at) = block.iter().position(|&byte| byte == 0) {
            return Err(self.binary(path, block, at));
        }
        self.lines += line_ends(block);
        self.bytes += block.len();
        if self.wrong {
            return Ok(());
        }
        let mut bytes = std::mem::take(&mut self.carry);
        bytes.extend(block);
        if let Err(error) = std::str::from_utf8(&bytes) {
            self.wrong = error.error_len().is_some();
            self.carry = bytes.split_off(error.valid_up_to());
        }
        Ok(())
    }

    fn is_whole(&self) -> bool {
        !self.wrong && self.carry.is_empty()
    }

    /// The refusal of what stands in this place of the next block.
    fn binary(&self, path: &Path, block: &[u8], at: usize) -> SourceError {
        let line = (self.lines + line_ends(&block[..at]) + 1) as u64;
        SourceError::Binary { path: path.to_owned(), line, offset: (self.bytes + at) as u64 }
    }
}

fn line_ends(bytes: &[u8]) -> usize {
    bytes.split(|&byte| byte == b'\n').count() - 1
}

/// UTF-16 without a mark: the zeros are the high bytes of Latin letters, so there are many, all in odd or all in even
/// places, and what is read has no control characters but white space.
fn utf_16_by_zeros(start: &[u8]) -> Option<Encoding> {
    let zeros = |parity: usize| start.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count();
    let (encoding, zeros) = match (zeros(0), zeros(1)) {
        (0, zeros) => (Encoding::utf_16le(), zeros),
        (zeros, 0) => (Encoding::utf_16be(), zeros),
        _ => return None,
    };
    if zeros < FEWEST_ZEROS || zeros < start.len() / 2 / MOST_TO_A_ZERO {
        return None;
    }
    let mut text = String::with_capacity(3 * start.len());
    let (result, _) = encoding.decoder().decode_to_string_without_replacement(start, &mut text, false);
    let readable = text.trim_end_matches(END_OF_FILE).chars().all(|c| !c.is_control() || c.is_whitespace());
    (result == encoding_rs::DecoderResult::InputEmpty && readable).then_some(encoding)
}
