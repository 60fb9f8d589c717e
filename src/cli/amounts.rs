//! Values that options have in common: counts without an end, sizes, and which state of a session is meant.

use std::str::FromStr;

use clap::ValueEnum;

use crate::config::whole;

/// A count, or no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// So many.
    Many(u64),
    /// None: until told.
    None,
}

impl Limit {
    /// The count, where there is one.
    pub fn count(self) -> Option<u64> {
        match self {
            Self::Many(n) => Some(n),
            Self::None => None,
        }
    }
}

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self::None);
        }
        whole(text).map(Self::Many).map_err(|why| format!("{why}, or `none`"))
    }
}

/// A count of bytes, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room(pub u64);

impl FromStr for Room {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self(0));
        }
        let (digits, shift) = match text.as_bytes().last() {
            Some(b'K' | b'k') => (&text[..text.len() - 1], 10),
            Some(b'M' | b'm') => (&text[..text.len() - 1], 20),
            Some(b'G' | b'g') => (&text[..text.len() - 1], 30),
            _ => (text, 0),
        };
        let why = || "it is a number of bytes such as 64M, 512K or 2G, or `none`".to_owned();
        let bytes = digits.parse::<u64>().ok().and_then(|bytes| bytes.checked_mul(1 << shift));
        bytes.map(Self).ok_or_else(why)
    }
}

/// Which state of a session is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Which {
    /// The state with the lowest validation loss, or where nothing is held out with the lowest training loss
    Best,
    /// The newest state
    Last,
}
