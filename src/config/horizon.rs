//! How many rows ahead a series is forecast.

use std::ops::RangeInclusive;

use super::value::{Input, Value, whole};

/// `--horizon`: the nearest and the farthest row that is forecast, counted from the last row that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Horizon {
    /// The nearest one, at least 1.
    pub first: usize,
    /// The farthest one.
    pub last: usize,
}

impl Horizon {
    /// One row ahead.
    pub const NEXT: Self = Self { first: 1, last: 1 };

    /// All that are forecast.
    pub fn ahead(self) -> RangeInclusive<usize> {
        self.first..=self.last
    }

    /// How many are forecast at once: O of the network.
    pub fn count(self) -> usize {
        self.last.saturating_sub(self.first).saturating_add(1)
    }
}

impl Value for Horizon {
    fn input() -> Input {
        Input::Number
    }

    fn read(text: &str) -> Result<Self, String> {
        let says = |why: String| format!("{why}, or two with two dots between them, such as 1..12");
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let horizon = Self { first: whole(first).map_err(says)?, last: whole(last).map_err(says)? };
        if horizon.first > horizon.last {
            return Err("the nearer row comes first, as in 1..12".to_owned());
        }
        Ok(horizon)
    }

    fn write(&self) -> Option<String> {
        let Self { first, last } = self;
        Some(if first == last { first.to_string() } else { format!("{first}..{last}") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_or_several_are_read_and_written() {
        for text in ["1", "12", "1..12", "3..4"] {
            assert_eq!(Horizon::read(text).unwrap().write().unwrap(), text);
        }
        assert_eq!((Horizon::read("3..4").unwrap().count(), Horizon::NEXT.count()), (2, 1));
        for text in ["", "x", "1..", "..3", "4..3", "1...3", "-1"] {
            assert!(Horizon::read(text).is_err(), "{text}");
        }
    }
}
