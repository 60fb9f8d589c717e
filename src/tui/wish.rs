//! What is asked of a net that writes, and how that is typed after `:`.

use crate::train::message::{HeldUnit, WriteAsk};

/// Most characters of a prefix.
pub const LONGEST: usize = 1_000;

/// How the net writes on the screen, and where in that its reader is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Author {
    /// How it writes.
    pub ask: WriteAsk,
    /// The place of the cursor, counted from the first token written; none for the last place.
    pub place: Option<isize>,
}

/// What a person wants of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Wish {
    /// `temperature 0.8`.
    Temperature(f64),
    /// `top-k 5`, or `top-k all`.
    TopK(Option<usize>),
    /// `prefix TEXT`.
    Prefix(String),
    /// `hold LAYER UNIT VALUE`; layers are counted from 1, as they are on the screen.
    Hold(HeldUnit),
    /// `hold off`.
    Free,
    /// `zero`, or `zero off`.
    Zero(bool),
}

impl Wish {
    /// The words with which the commands begin.
    pub const WORDS: [&'static str; 5] = ["temperature", "top-k", "prefix", "hold", "zero"];

    /// Reads a command of this word and what stands after it; none if it is a word of others.
    pub fn parse(word: &str, rest: &str) -> Option<Result<Self, String>> {
        let values: Vec<&str> = rest.split_whitespace().collect();
        Some(match (word, values.as_slice()) {
            ("temperature", _) => match rest.parse() {
                Ok(value) if (0.0..=100.0).contains(&value) => Ok(Self::Temperature(value)),
                _ => Err("temperature wants a number from 0 to 100, as in :temperature 0.8".to_owned()),
            },
            ("top-k", ["all"]) => Ok(Self::TopK(None)),
            ("top-k", values) => match values.first().map(|value| value.parse()) {
                Some(Ok(k)) if k > 0 && values.len() == 1 => Ok(Self::TopK(Some(k))),
                _ => Err("top-k wants a whole number above 0, as in :top-k 5, or all".to_owned()),
            },
            ("prefix", _) => Ok(Self::Prefix(rest.to_owned())),
            ("hold", ["off"]) => Ok(Self::Free),
            ("hold", values) => held(values).map(Self::Hold).ok_or_else(|| {
                "hold wants a layer from 1, a unit from 0 and a value, as in :hold 1 7 0.9, or off".to_owned()
            }),
            ("zero", []) => Ok(Self::Zero(true)),
            ("zero", ["off"]) => Ok(Self::Zero(false)),
            ("zero", _) => Err("zero takes nothing, or off: it sets h to zero at the cursor".to_owned()),
            _ => return None,
        })
    }
}

fn held(values: &[&str]) -> Option<HeldUnit> {
    let [layer, unit, value] = values else { return None };
    let (layer, unit, value): (usize, usize, f32) = (layer.parse().ok()?, unit.parse().ok()?, value.parse().ok()?);
    Some(HeldUnit { layer: layer.checked_sub(1)?, unit, value }).filter(|held| held.value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_understood_or_answered() {
        let parse = |line: &str| {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            Wish::parse(word, rest).unwrap()
        };
        assert_eq!(parse("temperature 0.8"), Ok(Wish::Temperature(0.8)));
        assert_eq!([parse("top-k 5"), parse("top-k all")], [Ok(Wish::TopK(Some(5))), Ok(Wish::TopK(None))]);
        assert_eq!(parse("prefix  a b "), Ok(Wish::Prefix(" a b ".to_owned())));
        let held = HeldUnit { layer: 1, unit: 7, value: -0.5 };
        assert_eq!([parse("hold 2 7 -0.5"), parse("hold off")], [Ok(Wish::Hold(held)), Ok(Wish::Free)]);
        assert_eq!([parse("zero"), parse("zero off")], [Ok(Wish::Zero(true)), Ok(Wish::Zero(false))]);
        for bad in
            ["temperature", "temperature -1", "temperature nan", "top-k 0", "hold 0 1 1", "hold 1 1 inf", "zero 1"]
        {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert_eq!(Wish::parse("lr", "1"), None);
    }
}
