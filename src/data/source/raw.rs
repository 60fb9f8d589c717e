//! The bytes of files as they lie on the disk: counted, hashed, watched, and unpacked where they are gzip.

use std::io::{self, Cursor, ErrorKind, Read};
use std::ops::ControlFlow;

use flate2::read::MultiGzDecoder;
use sha2::{Digest as _, Sha256};

/// Called after each block of 1 MiB with the bytes read and the files' size, as far as that is known; breaks to stop
/// the reading.
pub type Progress<'a> = dyn FnMut(u64, u64) -> ControlFlow<()> + 'a;

/// Files are read in blocks of so many bytes.
pub(super) const BLOCK: usize = 1 << 20;

/// What is known of the bytes of all files so far.
pub(super) struct Watch<'a, 'b> {
    pub digest: Sha256,
    /// Bytes read of all files.
    pub read: u64,
    /// Bytes of all files, as far as that is known.
    total: u64,
    told: u64,
    progress: &'a mut Progress<'b>,
}

/// Why reading was stopped from here.
pub(super) enum Stop {
    /// Whoever follows the progress wants no more.
    Cancelled,
    /// The file has not so many bytes as it had when it was opened.
    Changed {
        /// How many it has, as far as it was read.
        found: u64,
    },
}

impl<'a, 'b> Watch<'a, 'b> {
    pub fn new(total: u64, progress: &'a mut Progress<'b>) -> Self {
        Self { digest: Sha256::new(), read: 0, total, told: 0, progress }
    }
}

/// One of the files. It must have `expected` bytes, if that is known.
pub(super) struct Raw<'s, 'w, 'a, 'b, R> {
    source: R,
    expected: Option<u64>,
    read: u64,
    watch: &'w mut Watch<'a, 'b>,
    stop: &'s mut Option<Stop>,
}

impl<'s, 'w, 'a, 'b, R: Read> Raw<'s, 'w, 'a, 'b, R> {
    pub fn new(source: R, expected: Option<u64>, watch: &'w mut Watch<'a, 'b>, stop: &'s mut Option<Stop>) -> Self {
        Self { source, expected, read: 0, watch, stop }
    }
}

impl<R: Read> Read for Raw<'_, '_, '_, '_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = read_some(&mut self.source, out)?;
        self.read += n as u64;
        if self.expected.is_some_and(|expected| self.read > expected || (n == 0 && self.read < expected)) {
            *self.stop = Some(Stop::Changed { found: self.read });
            return Err(io::Error::other("the file has changed"));
        }
        let watch = &mut *self.watch;
        watch.digest.update(&out[..n]);
        watch.read += n as u64;
        let due = watch.read - watch.told >= BLOCK as u64 || watch.read == watch.total;
        if n > 0 && due {
            watch.told = watch.read;
            if (watch.progress)(watch.read, watch.total.max(watch.read)).is_break() {
                *self.stop = Some(Stop::Cancelled);
                return Err(io::Error::other("reading was cancelled"));
            }
        }
        Ok(n)
    }
}

/// Reads once, and again where a signal came between.
pub(super) fn read_some(source: &mut impl Read, out: &mut [u8]) -> io::Result<usize> {
    loop {
        match source.read(out) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// Reads until `out` is full or the source ends. Returns how many bytes there were.
pub(super) fn read_full(source: &mut impl Read, out: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < out.len() {
        match read_some(source, &mut out[filled..])? {
            0 => break,
            n => filled += n,
        }
    }
    Ok(filled)
}

/// What is packed with gzip begins with these.
pub(super) const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The first block of a file has at least so many bytes, if the file has: no byte-order mark has more.
const HEAD: usize = 4;

/// What a file holds, unpacked if its first two bytes are those of gzip, and whether they are.
pub(super) fn unpacked<'r>(mut source: impl Read + 'r) -> io::Result<(Box<dyn Read + 'r>, bool)> {
    let mut head = [0; HEAD];
    let n = read_full(&mut source, &mut head)?;
    let whole = Cursor::new(head).take(n as u64).chain(source);
    let gzip = head.starts_with(&GZIP);
    Ok((if gzip { Box::new(MultiGzDecoder::new(whole)) } else { Box::new(whole) }, gzip))
}
