//! Properties of a text, a number for each character, to compare the units of a net with: whether it stands in quotes,
//! how far its line goes on, what a regular expression matches.
//!
//! Each is a pure function of the text. Where something opens or closes, the number is that after the character, as a
//! net has read it by then: an opening quote stands inside, the closing one outside. Nothing here knows a net.

use std::str::FromStr;

use regex::Regex;

/// A property of the characters of a text.
#[derive(Debug, Clone)]
pub enum Probe {
    /// One that has a name.
    Named(Property),
    /// 1 where a regular expression matches, else 0.
    Pattern(Regex),
}

/// A property that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Property {
    /// 1 inside double quotes, straight or curved.
    Quotes,
    /// 1 inside brackets of this kind, opening and closing.
    Inside(char, char),
    /// How many round, square and curly brackets are open.
    Nesting,
    /// How many characters of the line stand before this one.
    Position,
    /// 1 at the first character of a line.
    LineStart,
    /// 1 at the last character of a line, the one before the line end.
    LineEnd,
    /// 1 at upper-case letters.
    Upper,
    /// 1 at digits.
    Digits,
    /// 1 at a, e, i, o and u, in either case.
    Vowels,
    /// How many steps it is to the next white space, 0 at white space; after the last, to the text's end.
    Spaces,
    /// 1 at the first letter or digit of a word.
    WordStart,
}

/// All names, in the order of the help.
const NAMED: [(&str, Property); 14] = [
    ("quotes", Property::Quotes),
    ("round", Property::Inside('(', ')')),
    ("square", Property::Inside('[', ']')),
    ("curly", Property::Inside('{', '}')),
    ("angle", Property::Inside('<', '>')),
    ("nesting", Property::Nesting),
    ("position", Property::Position),
    ("line-start", Property::LineStart),
    ("line-end", Property::LineEnd),
    ("upper", Property::Upper),
    ("digits", Property::Digits),
    ("vowels", Property::Vowels),
    ("spaces", Property::Spaces),
    ("word-start", Property::WordStart),
];

/// Why something is no probe, as the end of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence says what it means, its fields are named in it")]
pub enum ProbeError {
    #[error("{name:?} is no probe: give one of {}, or /REGEX/", Probe::names().collect::<Vec<_>>().join(", "))]
    NoSuch { name: String },
    #[error("/{pattern}/ is no regular expression ({reason}): escape what is meant as it stands with \\")]
    NoPattern { pattern: String, reason: String },
}

impl FromStr for Probe {
    type Err = ProbeError;

    fn from_str(text: &str) -> Result<Self, ProbeError> {
        if let Some(pattern) = between_slashes(text) {
            return regex(pattern, pattern).map(Self::Pattern);
        }
        let named = NAMED.iter().find(|(name, _)| *name == text);
        named.map(|&(_, property)| Self::Named(property)).ok_or_else(|| ProbeError::NoSuch { name: text.to_owned() })
    }
}

impl Probe {
    /// The names of the properties.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(|(name, _)| *name)
    }

    /// The number of each character of `text`.
    #[must_use]
    pub fn values(&self, text: &str) -> Vec<f64> {
        match self {
            Self::Named(property) => property.values(text),
            Self::Pattern(pattern) => matched(pattern, text),
        }
    }
}

/// What stands between two slashes.
pub(super) fn between_slashes(text: &str) -> Option<&str> {
    text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'))
}

/// The regular expression `whole`, which was made of this `pattern`.
pub(super) fn regex(pattern: &str, whole: &str) -> Result<Regex, ProbeError> {
    Regex::new(whole).map_err(|error| {
        // The last of several lines says what is wrong; those before it draw the place.
        let said = error.to_string();
        let reason = said.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        ProbeError::NoPattern { pattern: pattern.to_owned(), reason }
    })
}

/// 1 for each character that stands in a match.
fn matched(pattern: &Regex, text: &str) -> Vec<f64> {
    let mut matches = pattern.find_iter(text).peekable();
    let inside = |(byte, _): (usize, char)| {
        while matches.next_if(|found| found.end() <= byte).is_some() {}
        truth(matches.peek().is_some_and(|found| found.start() <= byte))
    };
    text.char_indices().map(inside).collect()
}

fn truth(is: bool) -> f64 {
    f64::from(u8::from(is))
}

impl Property {
    fn values(self, text: &str) -> Vec<f64> {
        match self {
            Self::Quotes => {
                let mut inside = false;
                let quote = |c| {
                    inside = match c {
                        '"' => !inside,
                        '“' | '„' => true,
                        '”' => false,
                        _ => inside,
                    };
                    truth(inside)
                };
                text.chars().map(quote).collect()
            }
            Self::Inside(open, close) => {
                depths(text, |c| (c == open, c == close)).map(|depth| depth.min(1.0)).collect()
            }
            Self::Nesting => depths(text, |c| (matches!(c, '(' | '[' | '{'), matches!(c, ')' | ']' | '}'))).collect(),
            Self::Position => since(text, |c| c == '\n'),
            Self::LineStart => beside(text, |before, _| before.is_none_or(|c| c == '\n')),
            Self::LineEnd => {
                let next = text.chars().skip(1).map(Some).chain([None]);
                text.chars().zip(next).map(|(c, next)| truth(c != '\n' && next.is_none_or(|c| c == '\n'))).collect()
            }
            Self::Upper => beside(text, |_, c| c.is_uppercase()),
            Self::Digits => beside(text, |_, c| c.is_numeric()),
            Self::Vowels => beside(text, |_, c| matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u')),
            Self::Spaces => to_come(text),
            Self::WordStart => {
                beside(text, |before, c| c.is_alphanumeric() && !before.is_some_and(char::is_alphanumeric))
            }
        }
    }
}

/// How many are open after each character; what closes without having been opened counts for nothing.
fn depths(text: &str, kind: impl Fn(char) -> (bool, bool)) -> impl Iterator<Item = f64> {
    text.chars().scan(0.0_f64, move |depth, c| {
        let (opens, closes) = kind(c);
        *depth = (*depth + truth(opens) - truth(closes)).max(0.0);
        Some(*depth)
    })
}

/// 1 where this holds of a character and the one before it.
fn beside(text: &str, holds: impl Fn(Option<char>, char) -> bool) -> Vec<f64> {
    let mut before = None;
    text.chars().map(|c| truth(holds(before.replace(c), c))).collect()
}

/// How many characters stand between each character and the one before it that is `mark`, or the text's start.
fn since(text: &str, mark: impl Fn(char) -> bool) -> Vec<f64> {
    let mut count = 0.0;
    let place = |c| {
        let here = count;
        count = if mark(c) { 0.0 } else { count + 1.0 };
        here
    };
    text.chars().map(place).collect()
}

fn to_come(text: &str) -> Vec<f64> {
    let mut count = 0.0;
    let place = |c: char| {
        count = if c.is_whitespace() { 0.0 } else { count + 1.0 };
        count
    };
    let mut values: Vec<f64> = text.chars().rev().map(place).collect();
    values.reverse();
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(name: &str, text: &str) -> String {
        let values = name.parse::<Probe>().unwrap().values(text);
        assert_eq!(values.len(), text.chars().count(), "{name}");
        values.iter().map(f64::to_string).collect()
    }

    #[test]
    fn each_property_is_what_its_name_says() {
        for (name, text, wanted) in [
            ("quotes", "a \"bc\" “d” e", "001110011000"),
            ("round", "a(b(c))d)(", "0111110001"),
            ("square", "([a])", "01100"),
            ("curly", "{}}{x", "10011"),
            ("angle", "<b>x", "1100"),
            ("nesting", "([{a}])]b", "123321000"),
            ("position", "ab\n\nc", "01200"),
            ("line-start", "ab\n\nc", "10011"),
            ("line-end", "ab\n\nc", "01001"),
            ("line-end", "ab\n", "010"),
            ("upper", "aBÄ1", "0110"),
            ("digits", "a1٣", "011"),
            ("vowels", "aXEy", "1010"),
            ("spaces", "abc d\nef", "32101021"),
            ("word-start", "ab c3,한", "1001001"),
            ("/b+/", "abbcb", "01101"),
            ("/^.$/", "한", "1"),
            ("/한글/", "a한글", "011"),
            ("//", "ab", "00"),
        ] {
            assert_eq!(values(name, text), wanted, "{name} of {text:?}");
        }
        assert!(Probe::names().all(|name| name.parse::<Probe>().unwrap().values("").is_empty()));
    }

    #[test]
    fn what_is_no_probe_is_refused_in_one_sentence() {
        for (text, said) in
            [("quote", "\"quote\" is no probe: give one of quotes, round"), ("/(/", "/(/ is no regular")]
        {
            let error = text.parse::<Probe>().unwrap_err().to_string();
            assert!(error.starts_with(said) && error.lines().count() == 1, "{error}");
        }
        assert!("/".parse::<Probe>().is_err());
    }
}
