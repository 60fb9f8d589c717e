//! What is read in a study.

use std::ops::Range;

use ndarray::Array2;

use crate::data::chunks::stretches;
use crate::data::{Probe, Text, Token, Unit, WordProbe};
use crate::task::view::Place;

/// Characters told before a place and after it.
const BEFORE: usize = 24;
const AFTER: usize = 48;

/// What is read in a study, step by step.
#[derive(Debug, Clone)]
pub struct Script {
    pub(super) read: Reading,
    /// The same as characters: where a document ends, a line does. Of all but texts of characters nothing.
    text: Vec<char>,
    /// Where the documents, rows or windows begin, in order.
    pub(super) starts: Vec<usize>,
    /// Whether each of them is read at once.
    pub(super) whole: bool,
    /// Whether it is read from the text's beginning, so that its lines can be numbered.
    lines: bool,
    /// What a step is called.
    unit: &'static str,
}

/// What the net takes in.
#[derive(Debug, Clone)]
pub(super) enum Reading {
    Tokens(Vec<u32>),
    /// `(steps, I)`.
    Values(Array2<f32>),
    /// Sources, and what the decoder is given for each.
    Pairs([Side; 2]),
}

/// Sentences one after the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Side {
    tokens: Vec<u32>,
    /// Where each of them ends.
    ends: Vec<usize>,
}

impl Side {
    /// The places of a sentence.
    pub fn places(&self, pair: usize) -> Range<usize> {
        pair.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[pair]
    }

    /// Its tokens.
    pub fn tokens(&self, pair: usize) -> &[u32] {
        &self.tokens[self.places(pair)]
    }
}

impl Script {
    /// Most steps that are read where nobody says how many.
    pub const LONGEST: usize = 100_000;

    /// What these tokens are, read from a state of zeros.
    fn of(read: Reading, unit: &'static str) -> Self {
        Self { read, text: Vec::new(), starts: Vec::new(), whole: false, lines: false, unit }
    }

    /// The tokens at these places of a text.
    ///
    /// # Panics
    /// If the text ends before.
    #[must_use]
    pub fn new(text: &Text, places: Range<usize>) -> Self {
        let tokens: Vec<u32> = places.clone().map(|place| text.tokens.get(place)).collect();
        let starts = stretches(places.clone(), &text.documents).map(|document| document.start - places.start);
        let character = |&token: &u32| match text.vocab.token(token) {
            Token::Char(c) => c,
            Token::End | Token::Word(_) | Token::Unknown => '\n',
        };
        let (chars, unit) = match text.vocab.unit() {
            Unit::Chars => (tokens.iter().map(character).collect(), "characters"),
            Unit::Words => (Vec::new(), "words"),
        };
        let (starts, lines) = (starts.collect(), places.start == 0);
        Self { text: chars, starts, lines, ..Self::of(Reading::Tokens(tokens), unit) }
    }

    /// A text that a person typed, with the id of each of its characters.
    ///
    /// # Panics
    /// If there are not as many ids as characters.
    #[must_use]
    pub fn typed(tokens: Vec<u32>, text: Vec<char>) -> Self {
        assert_eq!(tokens.len(), text.len(), "ids, characters");
        Self { text, lines: true, ..Self::of(Reading::Tokens(tokens), "characters") }
    }

    /// The ids of words that a person typed.
    #[must_use]
    pub fn typed_words(tokens: Vec<u32>) -> Self {
        Self::of(Reading::Tokens(tokens), "words")
    }

    /// Rows, each read by itself.
    #[must_use]
    pub fn rows(rows: impl IntoIterator<Item = Vec<u32>>) -> Self {
        let (mut starts, mut tokens) = (Vec::new(), Vec::new());
        for row in rows {
            starts.push(tokens.len());
            tokens.extend(row);
        }
        Self { starts, whole: true, ..Self::of(Reading::Tokens(tokens), "tokens") }
    }

    /// Windows of rows of numbers, each of so many steps and read by itself, `(windows * steps, I)`.
    ///
    /// # Panics
    /// If there is no step.
    #[must_use]
    pub fn windows(values: Array2<f32>, steps: usize) -> Self {
        let starts = (0..values.nrows()).step_by(steps).collect();
        Self { starts, whole: true, ..Self::of(Reading::Values(values), "rows") }
    }

    /// Pairs, what the encoder reads and what the decoder is given, each read by itself.
    #[must_use]
    pub fn of_pairs(pairs: impl IntoIterator<Item = [Vec<u32>; 2]>) -> Self {
        let mut sides = [Side::default(), Side::default()];
        for pair in pairs {
            for (side, tokens) in sides.iter_mut().zip(pair) {
                side.tokens.extend(tokens);
                side.ends.push(side.tokens.len());
            }
        }
        Self { whole: true, ..Self::of(Reading::Pairs(sides), "tokens") }
    }

    /// How many pairs are read.
    pub(super) fn pairs(&self) -> usize {
        if let Reading::Pairs(sides) = &self.read { sides[0].ends.len() } else { 0 }
    }

    /// Tokens of a pair, on both sides.
    pub(super) fn steps_of(&self, pair: usize) -> usize {
        if let Reading::Pairs(sides) = &self.read { sides.iter().map(|side| side.places(pair).len()).sum() } else { 0 }
    }

    /// The number that the probe gives to each character.
    #[must_use]
    pub fn numbers(&self, probe: &Probe) -> Vec<f64> {
        probe.values(&self.text.iter().collect::<String>())
    }

    /// 1 for each token that is a word of which the probe holds, else 0.
    #[must_use]
    pub fn word_numbers(&self, text: &Text, probe: &WordProbe) -> Vec<f64> {
        let Reading::Tokens(tokens) = &self.read else { return Vec::new() };
        let holds = |id| matches!(text.vocab.token(id), Token::Word(word) if probe.holds(&word));
        let known: Vec<f64> = (0..).take(text.vocab.len()).map(|id| f64::from(u8::from(holds(id)))).collect();
        tokens.iter().map(|&token| known[token as usize]).collect()
    }

    /// How many steps are read.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.read {
            Reading::Tokens(tokens) => tokens.len(),
            Reading::Values(values) => values.nrows(),
            Reading::Pairs(sides) => sides.iter().map(|side| side.tokens.len()).sum(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the steps are called: `characters`, `words`, `tokens` or `rows`.
    #[must_use]
    pub fn unit(&self) -> &'static str {
        self.unit
    }

    /// Whether the probe is not the same at all characters.
    #[must_use]
    pub fn varies(&self, probe: &Probe) -> bool {
        self.numbers(probe).windows(2).any(|pair| pair[0].to_bits() != pair[1].to_bits())
    }

    /// The places at which lines end.
    pub(super) fn line_ends(&self) -> Vec<usize> {
        let lines = self.text.iter().enumerate().filter(|(_, c)| **c == '\n');
        lines.map(|(place, _)| place).collect()
    }

    /// A place with the text around it.
    pub(super) fn place(&self, (place, len): (usize, usize), [shared, others]: [usize; 2], ends: &[usize]) -> Place {
        let text = |range: Range<usize>| self.text[range].iter().collect();
        let (end, all) = (place + len, self.text.len());
        let line = self.lines.then(|| {
            let before = ends.partition_point(|&end| end < place);
            (before + 1, place - before.checked_sub(1).map_or(0, |last| ends[last] + 1) + 1)
        });
        let around = [place.saturating_sub(BEFORE)..place, place..end, end..all.min(end + AFTER)];
        Place { place, line, shared, others, text: around.map(text) }
    }
}
