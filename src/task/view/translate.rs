//! What there is to show of a translation.

use ndarray::Array2;

use crate::data::Part;

/// Pairs printed at the end of a run without a screen.
const PRINTED: usize = 5;

/// Pairs of sentences and what the net makes of them now.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TranslateView {
    /// Some of the pairs: those of the test first, then those of the validation.
    pub pairs: Vec<PairView>,
    /// How well training pairs are translated: those in [`Self::pairs`], and more if there was time.
    pub training: Score,
    /// How well those of the validation are.
    pub validation: Score,
    /// How well those of the test are.
    pub test: Score,
    /// The attention weights of the pair looked at, where there is attention.
    pub alignment: Option<Alignment>,
}

/// A pair and its translation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PairView {
    /// Its number in the file, from 1; blank lines are not counted.
    pub number: usize,
    /// What it is for.
    pub part: Part,
    /// The source as it is in the file.
    pub source: String,
    /// The target likewise.
    pub target: String,
    /// The translation in pieces that join to the sentence. Its end is a piece only if it came too early.
    pub translation: Vec<Piece>,
    /// Whether the translation ended; one that does not is cut off.
    pub ended: bool,
    /// Whether it is the target, word for word.
    pub exact: bool,
}

/// A token of a translation as it stands in the sentence, with the blank before it, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What is to be read.
    pub text: String,
    /// Whether the target has the same token at this place.
    pub right: bool,
}

/// Attention over a source, word by word of its translation.
#[derive(Debug, Clone, PartialEq)]
pub struct Alignment {
    /// What was read, the end among it.
    pub source: Vec<String>,
    /// What was written, the end among it.
    pub target: Vec<String>,
    /// `(T_target, T_source)`, each row adds up to 1.
    pub weights: Array2<f32>,
}

/// How many pairs greedy decoding translates right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Score {
    /// Pairs translated.
    pub pairs: usize,
    /// Pairs there are to translate.
    pub of: usize,
    /// Pairs translated exactly.
    pub exact: usize,
    /// Tokens in the targets of these pairs, one end each among them.
    pub tokens: usize,
    /// Tokens of the targets that the translation has at the same place.
    pub right: usize,
}

impl Score {
    /// Share of the tokens that are right; `None` where there is no token.
    #[expect(clippy::cast_precision_loss, reason = "a share for people")]
    pub fn token_accuracy(&self) -> Option<f64> {
        (self.tokens > 0).then(|| self.right as f64 / self.tokens as f64)
    }

    /// A score of no pairs yet.
    fn clear(&mut self) {
        *self = Self { of: self.of, ..Self::default() };
    }

    /// Counts a pair; `right` says of each token of its target, end included, whether it is right.
    pub fn add(&mut self, right: &[bool]) {
        let n = right.iter().filter(|&&right| right).count();
        self.pairs += 1;
        self.exact += usize::from(n == right.len());
        self.tokens += right.len();
        self.right += n;
    }

    fn sentence(&self) -> Option<String> {
        let tokens = 100.0 * self.token_accuracy()?;
        let of = if self.pairs < self.of { format!(" (of {})", self.of) } else { String::new() };
        Some(format!("{} of {} pairs exactly{of}, {tokens:.1}% of the tokens", self.exact, self.pairs))
    }
}

impl PairView {
    /// The translation as a sentence.
    pub fn translated(&self) -> String {
        let pieces = self.translation.iter().map(|piece| piece.text.as_str());
        pieces.chain((!self.ended).then_some("…")).collect()
    }
}

impl TranslateView {
    /// Counts a pair: for each token of its target whether it is right.
    pub(in crate::task) fn score(&mut self, part: Part, right: &[bool]) {
        match part {
            Part::Training => self.training.add(right),
            Part::Validation => self.validation.add(right),
            Part::Test => self.test.add(right),
        }
    }

    /// Begins to count anew.
    pub(in crate::task) fn clear_scores(&mut self) {
        [&mut self.training, &mut self.validation, &mut self.test].into_iter().for_each(Score::clear);
    }

    /// The scores, and some of the pairs: held out ones where there are any.
    pub(super) fn summary(&self) -> Vec<String> {
        let scores =
            [("training pairs", &self.training), ("validation pairs", &self.validation), ("test pairs", &self.test)];
        let scores = scores.into_iter().filter_map(|(name, score)| Some(format!("{name}: {}", score.sentence()?)));
        let pairs = self.pairs.iter().take(PRINTED).map(|pair| {
            let verdict = if pair.exact { "right".to_owned() } else { format!("should be: {}", pair.target) };
            format!("  {} -> {} ({verdict})", pair.source, pair.translated())
        });
        scores.chain(pairs).collect()
    }
}
