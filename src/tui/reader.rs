//! What is asked of a net whose units are looked at, and how that is typed after `:`.

use crate::train::message::NeuronsAsk;

/// Most characters of a text that is typed.
pub const LONGEST: usize = 10_000;
/// Where on the screen its reader is, and what is asked of the worker.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reader {
    /// What is asked.
    pub ask: NeuronsAsk,
    /// The place of the cursor in the text, from 0.
    pub cursor: usize,
    /// Where the mark began, while it is being set.
    pub anchor: Option<usize>,
    /// The part and the unit that were chosen; none for the one that follows most closely.
    pub unit: Option<(usize, usize)>,
    /// The one that followed most closely when a study ended last: shown while none was chosen, so that nothing jumps
    /// while the next study goes on.
    pub first: Option<(usize, usize)>,
    /// The place on the list of places that was gone to last, if any was since the mark.
    pub found: Option<usize>,
}

/// What a person wants of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReaderWish {
    /// `probe NAME`, or `probe /REGEX/`.
    Probe(String),
    /// `text WORDS`; none for the run's own text.
    Text(Option<String>),
}

impl ReaderWish {
    /// The words with which the commands begin.
    pub const WORDS: [&'static str; 2] = ["probe", "text"];

    /// Reads a command of this word and what stands after it; none if it is a word of others.
    pub fn parse(word: &str, rest: &str) -> Option<Result<Self, String>> {
        let wants = "probe wants a name or a regular expression, as in :probe quotes or :probe /ing\\b/";
        // The blanks before a pattern are no part of it; those around a name are none either.
        let rest = if word == "probe" { rest.trim_start() } else { rest };
        Some(match (word, rest) {
            ("probe", "" | "/" | "//") => Err(wants.to_owned()),
            ("probe", pattern) if pattern.starts_with('/') && !pattern[1..].ends_with('/') => {
                Ok(Self::Probe(format!("{pattern}/")))
            }
            ("probe", name) => Ok(Self::Probe(if name.starts_with('/') { name } else { name.trim_end() }.to_owned())),
            ("text", "") => Ok(Self::Text(None)),
            ("text", text) => match text.chars().count() {
                0..=LONGEST => Ok(Self::Text(Some(text.to_owned()))),
                _ => Err("text takes at most 10,000 characters: give a part of it".to_owned()),
            },
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_understood_or_answered() {
        let parse = |line: &str| {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            ReaderWish::parse(word, rest)
        };
        let probe = |name: &str| Some(Ok(ReaderWish::Probe(name.to_owned())));
        assert_eq!(
            [parse("probe quotes"), parse("probe  quotes "), parse("probe /a b "), parse("probe /a/")],
            [probe("quotes"), probe("quotes"), probe("/a b /"), probe("/a/")]
        );
        assert_eq!(parse("text"), Some(Ok(ReaderWish::Text(None))));
        assert_eq!(parse("text 한 b"), Some(Ok(ReaderWish::Text(Some("한 b".to_owned())))));
        for bad in ["probe", "probe /", "probe //"] {
            assert!(parse(bad).unwrap().is_err(), "{bad}");
        }
        assert!(parse(&format!("text {}", "한".repeat(LONGEST))).unwrap().is_ok());
        let long = parse(&format!("text {}", "a".repeat(LONGEST + 1))).unwrap().unwrap_err();
        assert!(long.contains("10,000 characters") && long.lines().count() == 1, "{long}");
        assert_eq!(parse("lr 1"), None);
    }
}
