//! What there is to show of a text.

pub use crate::data::Token;
use crate::data::lexicon::Blanks;

/// The chunks of a text run and what the net made of them.
///
/// Rows stand one after another in flat vectors, each as long as its chunk.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TextView {
    /// T, tokens in the longest row.
    pub seq_len: usize,
    /// Each row's place: for windows where it starts in the text, in tokens; for streams likewise.
    pub starts: Vec<usize>,
    /// Where each row ends in the flat vectors.
    pub ends: Vec<usize>,
    /// What should come out: the input, one token on.
    pub target: Vec<Token>,
    /// What came out; `None` where that was not worked out.
    pub predicted: Vec<Option<Token>>,
    /// The probability that the net gave to each of these; 0 where that was not worked out.
    pub sure: Vec<f32>,
    /// The probability that it gave to what should come out; 0 where that was not worked out.
    pub truth: Vec<f32>,
    /// The likeliest tokens after each step of the row looked at, with their probabilities, likeliest first.
    pub likeliest: Vec<Vec<(Token, f32)>>,
    /// What the net writes on its own after this step, from the beginning; empty where that would take too long.
    pub free: Vec<String>,
    /// All chunks of a short text merged back into one sentence; none for a long text.
    pub merged: Option<Merged>,
}

/// Each token of the text once, from the first chunk that has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merged {
    /// What the net predicts.
    pub predicted: Vec<Option<Token>>,
    /// The probability that it gave to that.
    pub sure: Vec<f32>,
    /// The probability that it gave to what the text says.
    pub truth: Vec<f32>,
    /// What the text says.
    pub target: Vec<Token>,
}

impl TextView {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.starts.len()
    }

    /// Number of rows that were predicted.
    pub fn covered(&self) -> usize {
        (0..self.rows()).filter(|&row| self.row(&self.predicted, row).iter().any(Option::is_some)).count()
    }

    /// The sentence that all chunks make together, where there is one.
    pub(super) fn summary(&self) -> Vec<String> {
        self.merged.iter().map(|merged| format!("predicted: {}", said(&merged.predicted))).collect()
    }

    /// Row `row` of a flat vector of this view.
    pub fn row<'a, C>(&self, of: &'a [C], row: usize) -> &'a [C] {
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &of[start..self.ends[row]]
    }
}

/// Tokens as one text, with blanks between words; `·` stands for what was not worked out.
pub fn said(tokens: &[Option<Token>]) -> String {
    let (mut text, mut blanks) = (String::new(), Blanks::default());
    for token in tokens {
        let name = token.as_ref().map_or_else(|| "·".to_owned(), Token::to_string);
        if matches!(token, Some(Token::Word(_) | Token::Unknown)) {
            text += blanks.before(&name);
        } else {
            blanks = Blanks::default();
        }
        text += &name;
    }
    text
}
