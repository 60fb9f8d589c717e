//! What is known of the bytes that data was read from.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::data::encoding::{Encoding, Encodings};
use crate::figures::count;

/// The facts of the bytes that data was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// How many files it was.
    pub files: usize,
    /// Their size in bytes, as they lie on the disk.
    pub bytes: u64,
    /// SHA-256 of those bytes, of one file after the other, in lower-case hexadecimal.
    pub sha256: String,
    /// Bytes that the characters take in UTF-8.
    pub text_bytes: u64,
    /// How many files were unpacked from gzip.
    pub unpacked: usize,
    /// How the bytes stand for characters.
    pub encodings: Encodings,
    /// Whether nobody said how, and it is not plainly UTF-8.
    pub guessed: bool,
    /// Whether a byte-order mark was left out at the start.
    pub had_bom: bool,
    /// Whether a Ctrl-Z, which ends a file for DOS, was left out at the end.
    pub had_ctrl_z: bool,
    /// How many CRLF line ends were read as LF.
    pub crlf: u64,
}

impl Facts {
    /// One sentence for each difference between the files and what was read.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.files > 1 {
            notes.push(format!("{} files were read, one after the other.", self.files));
        }
        match self.unpacked {
            0 => {}
            1 if self.files == 1 => notes.push("Unpacked from gzip.".to_owned()),
            n => notes.push(format!("{n} unpacked from gzip.")),
        }
        if self.guessed {
            notes.push(format!("Read as {}; if it is another, --encoding says so.", self.encodings.names()));
        }
        if self.had_bom {
            notes.push("A byte-order mark at the start was left out.".to_owned());
        }
        if self.had_ctrl_z {
            notes.push("A Ctrl-Z at the end was read as the end of the file.".to_owned());
        }
        match self.crlf {
            0 => {}
            1 => notes.push("1 CRLF line end read as LF.".to_owned()),
            n => notes.push(format!("{} CRLF line ends read as LF.", count(n))),
        }
        notes
    }
}

/// What each file adds to the facts.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub text_bytes: u64,
    pub unpacked: usize,
    pub encodings: Vec<Encoding>,
    pub had_bom: bool,
    pub had_ctrl_z: bool,
    pub crlf: u64,
}

impl Tally {
    /// The facts of files with so many bytes and this digest.
    pub fn facts(self, bytes: u64, digest: Sha256, guessed: bool) -> Facts {
        let Self { text_bytes, unpacked, encodings, had_bom, had_ctrl_z, crlf } = self;
        let (files, encodings) = (encodings.len(), Encodings::of_files(encodings));
        let guessed = guessed && encodings != Encodings::default();
        let sha256 = hex(&digest.finalize());
        Facts { files, bytes, sha256, text_bytes, unpacked, encodings, guessed, had_bom, had_ctrl_z, crlf }
    }
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
