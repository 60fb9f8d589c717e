//! The text before which writing ends.

use crate::exit::Failure;

/// Holds back what may be the beginning of `--stop`, and lets go of the rest.
#[derive(Debug)]
pub(super) struct Stop {
    stop: Vec<char>,
    /// A beginning of `stop`, written last.
    held: Vec<char>,
}

impl Stop {
    /// Ends before `stop`; without one never.
    ///
    /// # Errors
    /// If the net never writes it, because it holds a character that is not one that it `writes`.
    pub fn new(stop: Option<&str>, writes: impl Fn(char) -> bool) -> Result<Self, Failure> {
        let stop: Vec<char> = stop.unwrap_or_default().chars().collect();
        match stop.iter().find(|&&c| !writes(c)) {
            Some(c) => Err(Failure::Input(format!("--stop holds {c:?}, which the net never writes: leave it out"))),
            None => Ok(Self { stop, held: Vec::new() }),
        }
    }

    /// Takes the next character. Returns the characters that are certain now; `None` where the text ends before those
    /// that are held.
    pub fn push(&mut self, c: char) -> Option<Vec<char>> {
        self.held.push(c);
        if !self.stop.is_empty() && self.held == self.stop {
            return None;
        }
        let begins = |start: &usize| self.stop.starts_with(&self.held[*start..]);
        // What is left if nothing is held begins every text.
        let free = (0..=self.held.len()).find(begins).unwrap_or(self.held.len());
        Some(self.held.drain(..free).collect())
    }

    /// What is held when the text ends by itself.
    pub fn rest(self) -> Vec<char> {
        self.held
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written of `text` where it stops before `stop`.
    fn written(text: &str, stop: Option<&str>) -> String {
        let mut stop = Stop::new(stop, |c| "abc\n".contains(c)).unwrap();
        let mut written = String::new();
        for c in text.chars() {
            match stop.push(c) {
                Some(free) => written.extend(free),
                None => return written,
            }
        }
        written + &stop.rest().into_iter().collect::<String>()
    }

    #[test]
    fn a_text_ends_before_the_first_stop_and_nothing_else_is_lost() {
        for (text, stop, wanted) in [
            ("abcabc", None, "abcabc"),
            ("abcabc", Some("ca"), "ab"),
            ("abcab", Some("cc"), "abcab"),
            ("ababac", Some("abac"), "ab"),
            ("aab", Some("ab"), "a"),
            ("abc", Some("abc"), ""),
            ("abab", Some("abc"), "abab"),
            ("a\n\nb", Some("\n\n"), "a"),
        ] {
            assert_eq!(written(text, stop), wanted, "{text:?}, {stop:?}");
        }
    }
}
