//! What a word is held to: whether it is a certain word, or one that a regular expression matches from end to end.

use std::str::FromStr;

use regex::Regex;

use super::probes::{ProbeError, between_slashes, regex};

/// A property of words.
#[derive(Debug, Clone)]
pub enum WordProbe {
    /// It is this word.
    Word(String),
    /// A regular expression matches all of it.
    Pattern(Regex),
}

impl FromStr for WordProbe {
    type Err = ProbeError;

    fn from_str(text: &str) -> Result<Self, ProbeError> {
        let Some(pattern) = between_slashes(text) else { return Ok(Self::Word(text.to_owned())) };
        // By itself first: what is wrong with it is told in its own words.
        regex(pattern, pattern)?;
        regex(pattern, &format!("^(?:{pattern})$")).map(Self::Pattern)
    }
}

impl WordProbe {
    /// Whether the word has the property.
    #[must_use]
    pub fn holds(&self, word: &str) -> bool {
        match self {
            Self::Word(wanted) => wanted == word,
            Self::Pattern(pattern) => pattern.is_match(word),
        }
    }

    /// 1 for each word that has the property, else 0.
    pub fn numbers<'a>(&self, words: impl Iterator<Item = &'a str>) -> Vec<f64> {
        words.map(|word| f64::from(u8::from(self.holds(word)))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regular_expression_matches_whole_words() {
        let holds = |probe: &str, word: &str| probe.parse::<WordProbe>().unwrap().holds(word);
        for (probe, yes, no) in [("sea", "sea", "seas"), ("/s.*/", "seas", "as"), ("/a|ab/", "ab", "abc")] {
            assert!(holds(probe, yes) && !holds(probe, no), "{probe}");
        }
        for bad in ["/(/", "/a)(b/"] {
            let error = bad.parse::<WordProbe>().unwrap_err().to_string();
            assert!(error.starts_with(&format!("{bad} is no regular expression")), "{error}");
        }
    }
}
