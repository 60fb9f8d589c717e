//! Makes characters of bytes that come in blocks cut anywhere, also within a character or a CRLF.

use super::error::Refusal;
use super::sink::Sink;
use crate::data::encoding::Encoding;

/// What a byte-order mark is as a character.
pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';
/// What ends a file for DOS, as a character: Ctrl-Z.
pub(super) const END_OF_FILE: char = '\u{1a}';
/// Room for so many bytes of characters at a time.
const ROOM: usize = 1 << 16;

/// The characters of one file on their way to a sink.
pub(super) struct Decoder<S> {
    pub sink: S,
    bytes: encoding_rs::Decoder,
    decoded: String,
    /// How many bytes were taken.
    offset: u64,
    /// The line that the next character is in, from 1.
    line: u64,
    at_start: bool,
    /// The last character was a CR; the next one decides whether it belongs to a line end.
    held_cr: bool,
    /// Whether a Ctrl-Z at the end of the file is a character as any other.
    pub keeps_ctrl_z: bool,
    /// How many Ctrl-Z stand before the next character; at the end of the file they are left out.
    pub ctrl_z: usize,
    /// Whether a byte-order mark was left out.
    pub had_bom: bool,
    /// How many CRLF were read as LF.
    pub crlf: u64,
    /// How many bytes the characters take in UTF-8.
    pub text_bytes: u64,
}

impl<S: Sink> Decoder<S> {
    /// A decoder at the beginning of a file.
    pub fn new(encoding: Encoding, sink: S) -> Self {
        Self {
            sink,
            bytes: encoding.decoder(),
            decoded: String::with_capacity(ROOM),
            offset: 0,
            line: 1,
            at_start: true,
            held_cr: false,
            keeps_ctrl_z: false,
            ctrl_z: 0,
            had_bom: false,
            crlf: 0,
            text_bytes: 0,
        }
    }

    /// What comes next is in this encoding; so far all was ASCII.
    pub fn read_as(&mut self, encoding: Encoding) {
        self.bytes = encoding.decoder();
    }

    /// Takes the next bytes.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        self.decode(bytes, false)
    }

    /// The file ends here.
    pub fn finish(&mut self) -> Result<(), Refusal> {
        self.decode(&[], true)?;
        if std::mem::take(&mut self.held_cr) {
            self.push('\r')?;
        }
        Ok(())
    }

    fn decode(&mut self, mut bytes: &[u8], last: bool) -> Result<(), Refusal> {
        use encoding_rs::DecoderResult::{InputEmpty, Malformed, OutputFull};
        loop {
            let mut decoded = std::mem::take(&mut self.decoded);
            decoded.clear();
            let (result, read) = self.bytes.decode_to_string_without_replacement(bytes, &mut decoded, last);
            self.offset += read as u64;
            bytes = &bytes[read..];
            self.take(&decoded)?;
            self.decoded = decoded;
            match result {
                InputEmpty => return Ok(()),
                OutputFull => {}
                Malformed(wrong, after) => {
                    let offset = self.offset - u64::from(wrong) - u64::from(after);
                    return Err(Refusal::Undecodable { line: self.line, offset });
                }
            }
        }
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
                    self.push('\r')?;
                }
            }
            if c == END_OF_FILE && !self.keeps_ctrl_z {
                self.ctrl_z += 1;
                continue;
            }
            for _ in 0..std::mem::take(&mut self.ctrl_z) {
                self.push(END_OF_FILE)?;
            }
            self.line += u64::from(c == '\n');
            if c == '\r' {
                self.held_cr = true;
            } else {
                self.push(c)?;
            }
        }
        Ok(())
    }

    fn push(&mut self, c: char) -> Result<(), Refusal> {
        self.text_bytes += c.len_utf8() as u64;
        self.sink.push(c)?;
        Ok(())
    }
}
