//! What a text is made of, token by token, and the ids of that.
//!
//! The ids are part of a session: weights are rows by id, so they must never depend on anything but the text and how it
//! is read. Special tokens come first: the end of a document where the text has documents, then what stands for unknown
//! words where the tokens are words. The characters or words of the text follow, by first appearance.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexSet;

use super::lexicon::Unit;
use super::vocab::Vocab;

/// The name of the token that ends a document, and of the one that stands for unknown words.
const END: &str = "<EOS>";
const UNKNOWN: &str = "<UNK>";

/// A token of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A character; of a text that is read in words, a line end.
    Char(char),
    /// A word, or a punctuation mark at a word's edge.
    Word(Arc<str>),
    /// A document ends here, and the next one begins.
    End,
    /// A word that is not known.
    Unknown,
}

/// Tokens of a text by id and ids by token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextVocab {
    /// Whether there is a token that ends a document.
    documents: bool,
    plain: Plain,
}

/// What is not special.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Plain {
    Characters(Vocab),
    Words(IndexSet<Arc<str>>),
}

impl From<char> for Token {
    fn from(c: char) -> Self {
        Self::Char(c)
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Char(c) => write!(f, "{c}"),
            Self::Word(word) => f.write_str(word),
            Self::End => f.write_str(END),
            Self::Unknown => f.write_str(UNKNOWN),
        }
    }
}

impl TextVocab {
    /// Nothing but the special tokens.
    pub(super) fn new(unit: Unit, documents: bool) -> Self {
        let plain = match unit {
            Unit::Chars => Plain::Characters(Vocab::new()),
            Unit::Words => Plain::Words(IndexSet::new()),
        };
        Self { documents, plain }
    }

    /// The vocabulary that has these special tokens, by name, and these characters or words.
    ///
    /// # Errors
    /// If no text has such special tokens, or a word stands there twice; the sentence says so.
    pub fn from_names(special: &[String], characters: Vocab, words: Vec<String>) -> Result<Self, String> {
        let is_by_words = special.last().is_some_and(|last| last == UNKNOWN);
        let unit = if is_by_words { Unit::Words } else { Unit::Chars };
        let mut vocab = Self::new(unit, special.first().is_some_and(|first| first == END));
        if !vocab.special().map(|token| token.to_string()).eq(special.iter().cloned()) {
            return Err(format!("it has special tokens that no text has: {}", special.join(", ")));
        }
        let plain = match unit {
            Unit::Chars if words.is_empty() => Plain::Characters(characters),
            Unit::Words if characters.is_empty() => {
                let all = words.len();
                let words: IndexSet<Arc<str>> = words.into_iter().map(Arc::from).collect();
                if words.len() < all {
                    return Err("a word stands twice in its vocabulary".to_owned());
                }
                Plain::Words(words)
            }
            Unit::Chars | Unit::Words => return Err("its vocabulary has both characters and words".to_owned()),
        };
        vocab.plain = plain;
        Ok(vocab)
    }

    /// The special tokens, by id.
    pub fn special(&self) -> impl Iterator<Item = Token> {
        let end = self.documents.then_some(Token::End);
        end.into_iter().chain((self.unit() == Unit::Words).then_some(Token::Unknown))
    }

    /// How many ids are special: those below this number.
    fn specials(&self) -> u32 {
        u32::from(self.documents) + u32::from(self.unit() == Unit::Words)
    }

    /// What a token is.
    #[must_use]
    pub fn unit(&self) -> Unit {
        match self.plain {
            Plain::Characters(_) => Unit::Chars,
            Plain::Words(_) => Unit::Words,
        }
    }

    /// V: how many tokens there are, the special ones included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.specials() as usize + self.plain_len()
    }

    /// Whether there is nothing but special tokens.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.plain_len() == 0
    }

    fn plain_len(&self) -> usize {
        match &self.plain {
            Plain::Characters(characters) => characters.len(),
            Plain::Words(words) => words.len(),
        }
    }

    /// The id of the token that ends a document, if there is one.
    #[must_use]
    pub fn end(&self) -> Option<u32> {
        self.documents.then_some(0)
    }

    /// The id that stands for unknown words, if the tokens are words.
    #[must_use]
    pub fn unknown(&self) -> Option<u32> {
        (self.unit() == Unit::Words).then_some(u32::from(self.documents))
    }

    /// The token with this id.
    ///
    /// # Panics
    /// If `id` is not below [`len`](Self::len).
    #[must_use]
    pub fn token(&self, id: u32) -> Token {
        let Some(plain) = id.checked_sub(self.specials()) else {
            return if self.end() == Some(id) { Token::End } else { Token::Unknown };
        };
        match &self.plain {
            Plain::Characters(characters) => Token::Char(characters.char(plain)),
            Plain::Words(words) if &*words[plain as usize] == "\n" => Token::Char('\n'),
            Plain::Words(words) => Token::Word(Arc::clone(&words[plain as usize])),
        }
    }

    /// The characters by id from that of the first on, where the tokens are characters.
    #[must_use]
    pub fn characters(&self) -> Option<&Vocab> {
        match &self.plain {
            Plain::Characters(characters) => Some(characters),
            Plain::Words(_) => None,
        }
    }

    /// The words by id from that of the first on; none where the tokens are characters.
    pub fn words(&self) -> impl ExactSizeIterator<Item = &str> {
        static NONE: std::sync::LazyLock<IndexSet<Arc<str>>> = std::sync::LazyLock::new(IndexSet::new);
        let words = match &self.plain {
            Plain::Characters(_) => &NONE,
            Plain::Words(words) => words,
        };
        words.iter().map(|word| &**word)
    }

    /// The id of a character or of a word, if it has one; what is neither has none.
    #[must_use]
    pub fn id(&self, token: &str) -> Option<u32> {
        let plain = match &self.plain {
            Plain::Characters(characters) => {
                let mut chars = token.chars();
                let (Some(c), None) = (chars.next(), chars.next()) else { return None };
                characters.id(c)?
            }
            Plain::Words(words) => {
                u32::try_from(words.get_index_of(token)?).expect("a text has fewer than 2^32 different words")
            }
        };
        Some(self.specials() + plain)
    }

    /// The id of a character, which is given the next free one if it has none yet.
    ///
    /// # Panics
    /// If the tokens are words.
    pub(super) fn intern_char(&mut self, c: char) -> u32 {
        let specials = self.specials();
        let Plain::Characters(characters) = &mut self.plain else { unreachable!("words are interned as words") };
        specials + characters.intern(c)
    }

    /// The id of a word, which is given the next free one if it has none yet.
    ///
    /// # Panics
    /// If the tokens are characters.
    pub(super) fn intern_word(&mut self, word: &str) -> u32 {
        let specials = self.specials();
        let Plain::Words(words) = &mut self.plain else { unreachable!("characters are interned as characters") };
        let place = words.get_index_of(word).unwrap_or_else(|| words.insert_full(word.into()).0);
        specials + u32::try_from(place).expect("a text has fewer than 2^32 different words")
    }

    /// These ids after what a net reads before them where it writes on its own, so that there is one at least: the
    /// token that begins a document; where nothing follows and there are no documents, a line end, or else the first
    /// character or word.
    #[must_use]
    pub fn from_the_beginning(&self, ids: Vec<u32>) -> Vec<u32> {
        let mut read: Vec<u32> = self.end().into_iter().chain(ids).collect();
        if read.is_empty() {
            read.push(self.id("\n").unwrap_or_else(|| self.specials()));
        }
        read
    }

    /// The ids of a text without documents. Each character or word that has none is passed to `unknown`, as often as it
    /// stands there: a character is then left out, and a word is read as unknown.
    pub fn encode(&self, text: &str, mut unknown: impl FnMut(&str)) -> Vec<u32> {
        let mut ids = Vec::new();
        each_token(self.unit(), text, |token| {
            let known = self.id(token);
            if known.is_none() {
                unknown(token);
            }
            ids.extend(known.or(self.unknown()));
        });
        ids
    }
}

/// Hands each token of a text to `take`, as a piece of it: each character, or each word and each line end.
pub fn each_token<'a>(unit: Unit, text: &'a str, mut take: impl FnMut(&'a str)) {
    match unit {
        Unit::Chars => text.split_inclusive(|_| true).for_each(take),
        Unit::Words => {
            for line in text.split_inclusive('\n') {
                unit.tokens(line).into_iter().for_each(&mut take);
                if line.ends_with('\n') {
                    take(&line[line.len() - 1..]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
