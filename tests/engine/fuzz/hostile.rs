//! Files made wrong, from files that are right: the same ones in each run.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng as _, SeedableRng as _};

/// Numbers that something was not made for.
const NUMBERS: [&str; 20] = [
    "0",
    "1",
    "-1",
    "2",
    "7",
    "64",
    "255",
    "65536",
    "20000000",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "1e400",
    "1e-400",
    "NaN",
    "-inf",
    "0.5",
];

/// Pieces that mean something to one reader or another.
const PIECES: [&str; 20] = [
    "\"",
    "\"\"",
    "'",
    "\t",
    "\t\t",
    "\r\n",
    "\r",
    "\n\n",
    ",",
    ",,",
    ";",
    "\u{feff}",
    "\0",
    "\u{1b}[2J",
    "한",
    "e\u{301}",
    "\u{202e}",
    "😀",
    "(",
    "]",
];

/// Makes wrong files.
pub struct Hostile {
    random: Xoshiro256PlusPlus,
}

impl Hostile {
    pub fn new(seed: u64) -> Self {
        Self { random: Xoshiro256PlusPlus::seed_from_u64(seed) }
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.random.next_u64() % end.max(1) as u64).unwrap()
    }

    fn piece(&mut self, of: &[u8]) -> (usize, usize) {
        let start = self.below(of.len());
        let most = [4, 40, of.len()][self.below(3)];
        (start, (start + 1 + self.below(most)).min(of.len()))
    }

    /// One of the good files with one to four things wrong in it.
    pub fn next(&mut self, good: &[&[u8]]) -> Vec<u8> {
        let mut bytes = good[self.below(good.len())].to_vec();
        for _ in 0..=self.below(4) {
            if !bytes.is_empty() {
                self.wrong(&mut bytes, good);
            }
        }
        bytes
    }

    fn wrong(&mut self, bytes: &mut Vec<u8>, good: &[&[u8]]) {
        let (start, end) = self.piece(bytes);
        match self.below(10) {
            0 => bytes[start] ^= 1 << self.below(8),
            1 => bytes.truncate(start),
            2 => drop(bytes.drain(start..end)),
            3 => {
                let twice = bytes[start..end].to_vec();
                drop(bytes.splice(start..start, twice));
            }
            4 => {
                let other = good[self.below(good.len())];
                let (from, to) = self.piece(other);
                drop(bytes.splice(start..end, other[from..to].iter().copied()));
            }
            5 => {
                let piece = PIECES[self.below(PIECES.len())];
                drop(bytes.splice(start..start, piece.bytes()));
            }
            // Most files are made of numbers, and a size is one.
            _ => self.number(bytes),
        }
    }

    /// Puts another number in the place of one that is no part of a word or of numbers in bulk.
    fn number(&mut self, bytes: &mut Vec<u8>) {
        let word = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
        let mut numbers = Vec::new();
        let mut end = 0;
        for run in bytes.chunk_by(|a, b| word(a) == word(b)) {
            if run.iter().all(u8::is_ascii_digit) {
                numbers.push(end..end + run.len());
            }
            end += run.len();
        }
        if !numbers.is_empty() {
            let place = numbers.swap_remove(self.below(numbers.len()));
            let number = NUMBERS[self.below(NUMBERS.len())];
            drop(bytes.splice(place, number.bytes()));
        }
    }
}
