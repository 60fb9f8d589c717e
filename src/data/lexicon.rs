//! Words, or characters, and their ids: one side of a translation.
//!
//! In [`Unit::Words`] a sentence is split at white space, and each punctuation mark at a word's edge is a token of its
//! own: `"Don't go!"` is `"`, `Don't`, `go`, `!`, `"`. A mark inside a word stays in it (`3.14`, `e-mail`). The marks
//! are a list: ASCII's, and the common ones of other scripts. The rule "not a letter" would cut off the vowel signs and
//! viramas that end words of Indic scripts. In [`Unit::Chars`] every Unicode scalar value is a token, white space
//! included.
//!
//! The first three ids are special and never stand for a token of the text: a word that spells `<SOS>` is a word.

use std::collections::HashMap;
use std::sync::Arc;

/// Begins what a decoder is given.
pub const SOS: u32 = 0;
/// Ends a sentence.
pub const EOS: u32 = 1;
/// Stands for every token that has no id.
pub const UNK: u32 = 2;

/// How the special ids are shown, by id.
pub const SPECIAL: [&str; 3] = ["<SOS>", "<EOS>", "<UNK>"];

/// Marks beside ASCII's that are split from the edges of a word.
const MARKS: &str = "¡¿«»‹›“”„‟‘’‚‛…–—·。、，．：；！？（）「」『』《》〈〉【】〔〕・～।॥؟،؛";
/// Marks that join the token before them, and marks that join the token after them.
const CLOSING: &str = ".,!?;:%)]}»›”’…。、，．：；！？）」』》〉】〕।॥؟،؛";
const OPENING: &str = "([{¡¿«‹“„‘‚（「『《〈【〔";

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Unit {
    /// Words and the punctuation at their edges.
    #[default]
    Words,
    /// Unicode scalar values.
    Chars,
}

impl Unit {
    /// The tokens of a sentence, in order.
    pub fn tokens(self, sentence: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        match self {
            Self::Words => sentence.split_whitespace().for_each(|word| push_word(word, &mut tokens)),
            Self::Chars => tokens.extend(chars(sentence)),
        }
        tokens
    }

    /// The separator with which joined tokens are split into the same tokens again.
    pub(super) fn separator(self) -> &'static str {
        match self {
            Self::Words => " ",
            Self::Chars => "",
        }
    }
}

fn push_word<'a>(word: &'a str, tokens: &mut Vec<&'a str>) {
    let rest = word.trim_start_matches(is_mark);
    let core = rest.trim_end_matches(is_mark);
    tokens.extend(chars(&word[..word.len() - rest.len()]));
    tokens.extend((!core.is_empty()).then_some(core));
    tokens.extend(chars(&rest[core.len()..]));
}

/// Each character as a piece of the text.
fn chars(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(|_| true)
}

fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation() || MARKS.contains(c)
}

/// Tokens by id and ids by token: [`SOS`], [`EOS`], [`UNK`], then the tokens of a text by first appearance.
///
/// It may know only some of the tokens it has seen; those come first. A network knows the tokens of its training rows
/// alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lexicon {
    unit: Unit,
    tokens: Vec<Arc<str>>,
    ids: HashMap<Arc<str>, u32>,
    /// How many ids are known, the special ones included.
    known: usize,
}

/// Why a list of tokens cannot be a lexicon.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LexiconError {
    /// The token stands at two places, so it would have two ids.
    #[error("the lexicon holds {0:?} twice; each token may stand there once")]
    Duplicate(String),
}

/// A sentence as ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// Ids below [`Lexicon::len`]; [`UNK`] for what is not known. Neither [`SOS`] nor [`EOS`] is among them.
    pub ids: Vec<u32>,
    /// The tokens that are not known, each once, in order.
    pub unknown: Vec<String>,
}

impl Lexicon {
    pub(super) fn new(unit: Unit) -> Self {
        Self { unit, tokens: Vec::new(), ids: HashMap::new(), known: SPECIAL.len() }
    }

    /// A lexicon that knows these tokens, the first of which has the id 3.
    ///
    /// # Errors
    /// [`LexiconError::Duplicate`] names the first token that stands there twice.
    pub fn from_tokens(unit: Unit, tokens: Vec<String>) -> Result<Self, LexiconError> {
        let mut lexicon = Self::new(unit);
        for token in tokens {
            let known = lexicon.len();
            lexicon.intern(&token);
            if lexicon.len() == known {
                return Err(LexiconError::Duplicate(token));
            }
        }
        Ok(lexicon)
    }

    /// The id of `token`, which is given the next free one if it has none yet. All tokens are known while this is used.
    pub(super) fn intern(&mut self, token: &str) -> u32 {
        if let Some(&id) = self.ids.get(token) {
            return id;
        }
        let id = u32::try_from(self.known).expect("a text with 2^32 distinct tokens is larger than any memory");
        let token: Arc<str> = token.into();
        self.tokens.push(Arc::clone(&token));
        self.ids.insert(token, id);
        self.known += 1;
        id
    }

    /// Keeps only the tokens of `training`, a list of ids, as known ones. All ids change: first come those of
    /// `training` in the order of their first appearance, then those of `all`, which holds every id. Returns the new id
    /// of each old one.
    pub(super) fn know_only(
        &mut self,
        training: impl Iterator<Item = u32>,
        all: impl Iterator<Item = u32>,
    ) -> Vec<u32> {
        let mut old = std::mem::replace(self, Self::new(self.unit));
        old.known = SPECIAL.len() + old.tokens.len();
        let mut new_ids = vec![UNK; old.known];
        for id in training {
            new_ids[id as usize] = self.intern(old.token(id));
        }
        let known = self.known;
        for id in all {
            new_ids[id as usize] = self.intern(old.token(id));
        }
        self.known = known;
        new_ids
    }

    /// What a token is.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// How many ids are known, the three special ones included: V.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "the special ids are always there")]
    pub fn len(&self) -> usize {
        self.known
    }

    /// The known tokens by id, the first with the id 3; [`from_tokens`](Self::from_tokens) takes them.
    pub fn tokens(&self) -> impl ExactSizeIterator<Item = &str> {
        self.tokens[..self.known - SPECIAL.len()].iter().map(|token| &**token)
    }

    /// The name of this id on the screen.
    ///
    /// # Panics
    /// If there is no such id.
    #[must_use]
    pub fn token(&self, id: u32) -> &str {
        let id = id as usize;
        SPECIAL.get(id).copied().unwrap_or_else(|| &self.tokens[id - SPECIAL.len()])
    }

    /// The id of this token if it is known.
    #[must_use]
    pub fn id(&self, token: &str) -> Option<u32> {
        self.ids.get(token).copied().filter(|&id| self.visible(id) == id)
    }

    /// The id as the network sees it: [`UNK`] if it is not known.
    pub(super) fn visible(&self, id: u32) -> u32 {
        if (id as usize) < self.known { id } else { UNK }
    }

    /// A sentence as ids.
    #[must_use]
    pub fn encode(&self, sentence: &str) -> Encoded {
        let mut unknown: Vec<String> = Vec::new();
        let id = |token: &str| {
            self.id(token).unwrap_or_else(|| {
                if !unknown.iter().any(|known| known == token) {
                    unknown.push(token.to_owned());
                }
                UNK
            })
        };
        Encoded { ids: self.unit.tokens(sentence).into_iter().map(id).collect(), unknown }
    }

    /// Ids as a sentence for people: punctuation joins the word it belongs to, and special ids are shown as `<EOS>` and
    /// the like. The blanks of the text are not known, so this is for the screen only.
    #[must_use]
    pub fn join(&self, ids: impl IntoIterator<Item = u32>) -> String {
        let (mut sentence, mut blanks) = (String::new(), Blanks::default());
        for id in ids {
            let token = self.token(id);
            if self.unit == Unit::Words {
                sentence.push_str(blanks.before(token));
            }
            sentence.push_str(token);
        }
        sentence
    }
}

/// Where blanks stand between words that are written one after the other: punctuation joins the word it belongs to, and
/// a line end takes none.
#[derive(Debug, Clone)]
pub struct Blanks {
    /// Whether what was written last joins what comes next.
    joins: bool,
}

impl Default for Blanks {
    /// Nothing is written yet.
    fn default() -> Self {
        Self { joins: true }
    }
}

impl Blanks {
    /// What to write before this word: a blank, or nothing.
    pub fn before(&mut self, word: &str) -> &'static str {
        let joins = std::mem::replace(&mut self.joins, is_one_of(OPENING, word) || word == "\n");
        if joins || is_one_of(CLOSING, word) || word == "\n" { "" } else { " " }
    }
}

fn is_one_of(marks: &str, token: &str) -> bool {
    let mut chars = token.chars();
    matches!((chars.next(), chars.next()), (Some(c), None) if marks.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_at_the_edges_of_words_are_tokens() {
        let words = |sentence| Unit::Words.tokens(sentence);
        assert_eq!(words("\"Don't go!\" "), ["\"", "Don't", "go", "!", "\""]);
        assert_eq!(words(" ¿3.14?\u{3000}e-mail... "), ["¿", "3.14", "?", "e-mail", ".", ".", "."]);
        assert_eq!(words("안녕하세요, 세계。 :-)"), ["안녕하세요", ",", "세계", "。", ":", "-", ")"]);
        assert_eq!(words("தமிழ் e\u{301} 🚢! \0\u{1b}[m"), ["தமிழ்", "e\u{301}", "🚢", "!", "\0\u{1b}[m"]);
        assert_eq!(words(" "), [""; 0]);
        assert_eq!(Unit::Chars.tokens("가 b"), ["가", " ", "b"]);
    }

    #[test]
    fn joined_words_read_as_a_sentence() {
        let mut lexicon = Lexicon::new(Unit::Words);
        let ids: Vec<u32> =
            Unit::Words.tokens("Go , ( he said ) : now !").into_iter().map(|token| lexicon.intern(token)).collect();
        assert_eq!(lexicon.join(ids), "Go, (he said): now!");
        assert_eq!(lexicon.join([SOS, 3, UNK, EOS]), "<SOS> Go <UNK> <EOS>");
        assert_eq!(lexicon.join([]), "");
        let chars = Lexicon::from_tokens(Unit::Chars, vec!["a".into(), " ".into(), ".".into()]).unwrap();
        assert_eq!(chars.join([3, 4, 5, 3, 4]), "a .a ");
    }

    #[test]
    fn a_word_that_spells_a_special_token_is_a_word() {
        let lexicon = Lexicon::from_tokens(Unit::Words, vec!["<SOS>".into(), "a".into()]).unwrap();
        assert_eq!((lexicon.id("<SOS>"), lexicon.id("<EOS>"), lexicon.len()), (Some(3), None, 5));
        let encoded = lexicon.encode("a <SOS> <UNK> b b");
        // The words are split, and none of their pieces is known.
        assert_eq!(encoded.ids, [4, UNK, UNK, UNK, UNK, UNK, UNK, UNK, UNK]);
        assert_eq!(encoded.unknown, ["<", "SOS", ">", "UNK", "b"]);
    }

    #[test]
    fn a_list_of_tokens_is_taken_as_it_is_unless_one_repeats() {
        let tokens = ["b", "a"].map(str::to_owned).to_vec();
        let lexicon = Lexicon::from_tokens(Unit::Words, tokens.clone()).unwrap();
        assert_eq!(lexicon.tokens().collect::<Vec<_>>(), tokens);
        assert_eq!([lexicon.token(3), lexicon.token(4)], ["b", "a"]);
        let twice = vec!["a".into(), "b".into(), "a".into()];
        assert_eq!(Lexicon::from_tokens(Unit::Words, twice), Err(LexiconError::Duplicate("a".into())));
    }

    proptest! {
        #[test]
        fn separated_tokens_are_the_same_tokens(sentence in "[ab'.!¿한\u{301}\u{a0} \0-]{0,30}", chars: bool) {
            let unit = if chars { Unit::Chars } else { Unit::Words };
            let tokens = unit.tokens(&sentence);
            let joined = tokens.join(unit.separator());
            prop_assert_eq!(unit.tokens(&joined), tokens.clone());
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&tokens.concat()), letters(&sentence));
        }
    }
}
