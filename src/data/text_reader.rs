//! How a text to be labelled becomes the tokens of a net that has learnt others.

use super::dataset::Names;
use super::lexicon::{Lexicon, LexiconError, UNK, Unit};
use super::vocab::Vocab;

/// What a net of labelled texts reads.
#[derive(Debug)]
pub enum TextReader<'a> {
    /// Characters; those that it does not know are left out.
    Characters(&'a Vocab),
    /// Words; those that it does not know are read as [`UNK`].
    Words(Lexicon),
}

impl<'a> TextReader<'a> {
    /// What a net with these names reads.
    ///
    /// # Errors
    /// If a word stands among them twice.
    ///
    /// # Panics
    /// If they are not those of labelled texts.
    pub fn new(names: &'a Names) -> Result<Self, LexiconError> {
        match names {
            Names::Labelled { characters, .. } => Ok(Self::Characters(characters)),
            Names::LabelledWords { words, .. } => Lexicon::from_tokens(Unit::Words, words.clone()).map(Self::Words),
            _ => unreachable!("labelled texts have characters or words"),
        }
    }

    /// The tokens of a text. Each that is not known is passed to `unknown`, as often as it stands there.
    pub fn tokens(&self, text: &str, mut unknown: impl FnMut(&str)) -> Vec<u32> {
        let mut tokens = Vec::new();
        match self {
            Self::Characters(characters) => {
                for c in text.chars() {
                    match characters.id(c) {
                        Some(id) => tokens.push(id),
                        None => unknown(c.encode_utf8(&mut [0; 4])),
                    }
                }
            }
            Self::Words(lexicon) => {
                for word in lexicon.unit().tokens(text) {
                    let id = lexicon.id(word);
                    if id.is_none() {
                        unknown(word);
                    }
                    tokens.push(id.unwrap_or(UNK));
                }
            }
        }
        tokens
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_characters_are_left_out_and_unknown_words_are_read_as_such() {
        let labels = vec!["l".to_owned()];
        let characters =
            Names::Labelled { characters: Vocab::from_chars(vec!['a', 'b']).unwrap(), labels: labels.clone() };
        let words = Names::LabelledWords { words: vec!["a".to_owned(), "sea".to_owned()], labels };
        for (names, text, tokens, met) in [
            (&characters, "abxbx", vec![0, 1, 1], vec!["x", "x"]),
            (&words, "a wide sea", vec![3, UNK, 4], vec!["wide"]),
        ] {
            let mut unknown = Vec::new();
            let read = TextReader::new(names).unwrap().tokens(text, |token| unknown.push(token.to_owned()));
            assert_eq!((read, unknown), (tokens, met.into_iter().map(str::to_owned).collect()));
        }
    }
}
