//! How the bytes of a file stand for characters, by the names that the web has for it
//! (<https://encoding.spec.whatwg.org>).

use std::fmt;
use std::str::FromStr;

/// How bytes stand for characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

/// The encodings of some files: one for all of them, or one for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encodings(Vec<Encoding>);

/// A name that no encoding has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no encoding: it must be one of the web's, such as utf-8, utf-16le, windows-1252, euc-kr, shift_jis")]
pub struct UnknownEncoding(String);

impl Encoding {
    /// UTF-8.
    #[must_use]
    pub fn utf_8() -> Self {
        Self(encoding_rs::UTF_8)
    }

    /// UTF-16, the low byte first.
    pub(super) fn utf_16le() -> Self {
        Self(encoding_rs::UTF_16LE)
    }

    /// UTF-16, the high byte first.
    pub(super) fn utf_16be() -> Self {
        Self(encoding_rs::UTF_16BE)
    }

    /// The encoding whose byte-order mark these bytes begin with.
    pub(super) fn of_mark(start: &[u8]) -> Option<Self> {
        encoding_rs::Encoding::for_bom(start).map(|(encoding, _)| Self(encoding))
    }

    /// Makes characters of bytes, byte-order marks too.
    pub(super) fn decoder(self) -> encoding_rs::Decoder {
        self.0.new_decoder_without_bom_handling()
    }
}

impl From<&'static encoding_rs::Encoding> for Encoding {
    fn from(encoding: &'static encoding_rs::Encoding) -> Self {
        Self(encoding)
    }
}

/// Its name, as people write it: `UTF-16LE`.
impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.name())
    }
}

impl FromStr for Encoding {
    type Err = UnknownEncoding;

    fn from_str(name: &str) -> Result<Self, UnknownEncoding> {
        // Encodings that the web knows only to refuse them are none.
        let found = encoding_rs::Encoding::for_label_no_replacement(name.as_bytes());
        found.map(Self).ok_or_else(|| UnknownEncoding(name.to_owned()))
    }
}

impl Encodings {
    /// The encoding of each file, in their order; there is at least one.
    pub(super) fn of_files(mut encodings: Vec<Encoding>) -> Self {
        if encodings.windows(2).all(|pair| pair[0] == pair[1]) {
            encodings.truncate(1);
        }
        Self(encodings)
    }

    /// The encoding of the file in this place.
    pub(super) fn of(&self, file: usize) -> Encoding {
        self.0[file.min(self.0.len() - 1)]
    }

    /// How many files they are of, unless they are one for all.
    pub(super) fn files(&self) -> Option<usize> {
        (self.0.len() > 1).then_some(self.0.len())
    }

    /// Their names for people: `UTF-8, EUC-KR`.
    pub(super) fn names(&self) -> String {
        self.0.iter().map(Encoding::to_string).collect::<Vec<_>>().join(", ")
    }
}

/// UTF-8 for all.
impl Default for Encodings {
    fn default() -> Self {
        Self(vec![Encoding::utf_8()])
    }
}

/// Their names as the option has them, in lower case: `utf-8,euc-kr`.
impl fmt::Display for Encodings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.0.iter().map(|encoding| encoding.to_string().to_ascii_lowercase()).collect();
        f.write_str(&names.join(","))
    }
}

impl FromStr for Encodings {
    type Err = UnknownEncoding;

    fn from_str(names: &str) -> Result<Self, UnknownEncoding> {
        names.split(',').map(str::parse).collect::<Result<_, _>>().map(Self::of_files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_the_web_is_read_and_written_as_one_name() {
        for (given, kept) in [
            ("UTF-8", "utf-8"),
            ("latin1", "windows-1252"),
            ("iso-8859-1", "windows-1252"),
            ("ks_c_5601-1987", "euc-kr"),
            ("utf-16", "utf-16le"),
            ("utf-8,EUC-KR", "utf-8,euc-kr"),
            ("euc-kr,ks_c_5601-1987", "euc-kr"),
        ] {
            let encodings: Encodings = given.parse().unwrap();
            assert_eq!(encodings.to_string(), kept, "{given}");
            assert_eq!(kept.parse(), Ok(encodings));
        }
        for name in ["", "utf-9", "utf-8,", "iso-2022-kr", "utf 8"] {
            assert!(name.parse::<Encodings>().is_err(), "{name:?}");
        }
    }
}
