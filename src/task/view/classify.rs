//! What there is to show of texts and their labels.

use ndarray::Array2;

use super::labels::LabelScores;
use crate::data::Part;
use crate::figures::figure;

/// What is said of a row whose likeliest label is less likely than the threshold.
pub const UNSURE: &str = "?";

/// Wrong rows printed at the end of a run without a screen.
const PRINTED: usize = 5;

/// Rows of a file and the labels that the net gives them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ClassifyView {
    /// Some of the rows: the wrong ones first, and of each kind those of the test, then those of the validation.
    pub answers: Vec<Answer>,
    /// How many of the rows trained on are given their label.
    pub training: Right,
    /// The same of the rows of the validation.
    pub validation: Right,
    /// The same of the rows of the test.
    pub test: Right,
    /// The part that the rest is of: the test, without one the validation, without either what is trained on.
    pub reported: Part,
    /// Which labels were taken for which.
    pub confusion: Confusion,
    /// How well each label is told.
    pub labels: LabelScores,
}

/// A row and what was said of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// Its number in the file, from 1; blank lines are not counted.
    pub number: usize,
    /// What it is for.
    pub part: Part,
    /// Its label.
    pub label: String,
    /// The label it is given, [`UNSURE`] below the threshold, and the probability of the likeliest label; none where
    /// that was not worked out.
    pub said: Option<(String, f32)>,
    /// Whether that is its label.
    pub right: bool,
    /// Its text, or the start of a long one.
    pub text: String,
}

/// How many rows were given their label.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Right {
    /// Rows given their label.
    pub right: usize,
    /// Rows worked out and given a label.
    pub answered: usize,
    /// Rows worked out whose likeliest label is not likely enough to be given.
    pub unsure: usize,
    /// Rows there are.
    pub of: usize,
}

/// How often each label was given to rows of each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confusion {
    /// The labels, those of most rows first.
    pub labels: Vec<String>,
    /// How many rarer labels are counted together in a last line and column; 0 if there is none.
    pub others: usize,
    /// Rows of the label of the line that were given the label of the column.
    pub counts: Array2<usize>,
    /// Rows of the rarer labels that were given their own.
    pub right_others: usize,
}

impl Right {
    /// Share of the rows given a label that is right; `None` where no row was.
    #[expect(clippy::cast_precision_loss, reason = "a share for people")]
    pub fn accuracy(&self) -> Option<f64> {
        (self.answered > 0).then(|| self.right as f64 / self.answered as f64)
    }

    fn sentence(&self) -> Option<String> {
        let done = self.answered + self.unsure;
        let of = if done < self.of { format!(" (of {})", self.of) } else { String::new() };
        let unsure = if self.unsure > 0 { format!(", {} without an answer", self.unsure) } else { String::new() };
        let share = self.accuracy().map_or_else(String::new, |share| format!(", {:.1}%", 100.0 * share));
        (done > 0).then(|| format!("{} of {} right{of}{share}{unsure}", self.right, self.answered))
    }
}

impl Confusion {
    /// The same with at most `lines` lines, at least one: the rarest labels are counted together.
    #[must_use]
    pub fn collapsed(&self, lines: usize) -> Self {
        let all = self.counts.nrows();
        if all <= lines {
            return self.clone();
        }
        let own = lines.saturating_sub(1);
        let mut counts = Array2::zeros((own + 1, own + 1));
        for ((said_of, said), count) in self.counts.indexed_iter() {
            counts[[said_of.min(own), said.min(own)]] += count;
        }
        let right_others = self.right_others + (own..self.labels.len()).map(|at| self.counts[[at, at]]).sum::<usize>();
        let others = self.others + self.labels.len() - own;
        Self { labels: self.labels[..own].to_vec(), others, counts, right_others }
    }

    /// Whether the cell counts errors. On the diagonal it does so only where the rare labels share a line and column.
    pub fn is_error(&self, line: usize, column: usize) -> bool {
        let count = self.counts[[line, column]];
        let right = match (line == column, line == self.labels.len()) {
            (true, true) => self.right_others,
            (true, false) => count,
            (false, _) => 0,
        };
        right < count
    }
}

impl ClassifyView {
    /// The accuracies, how well each label is told, and some of the rows that are wrong.
    pub(super) fn summary(&self) -> Vec<String> {
        let scores =
            [("training rows", &self.training), ("validation rows", &self.validation), ("test rows", &self.test)];
        let scores = scores.into_iter().filter_map(|(name, right)| Some(format!("{name}: {}", right.sentence()?)));
        let wrong = self.answers.iter().filter(|answer| !answer.right).take(PRINTED).filter_map(|answer| {
            let (said, probability) = answer.said.as_ref()?;
            let what = match answer.part {
                Part::Training => "trained on",
                Part::Validation => "validation",
                Part::Test => "test",
            };
            Some(format!("  {} ({what}): said {said} {}, is {}", answer.text, figure(*probability), answer.label))
        });
        scores.chain(self.labels.summary(self.reported)).chain(wrong).collect()
    }
}
