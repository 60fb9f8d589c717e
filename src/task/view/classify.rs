//! What there is to show of texts and their labels.

use ndarray::Array2;

use crate::figures::figure;

/// Wrong rows printed at the end of a run without a screen.
const PRINTED: usize = 5;

/// Rows of a file and the labels that the net gives them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ClassifyView {
    /// Some of the rows: the wrong ones first, and of each kind those held out first.
    pub answers: Vec<Answer>,
    /// How many of the rows trained on are given their label.
    pub training: Right,
    /// The same of the rows held out.
    pub held_out: Right,
    /// Which labels were taken for which.
    pub confusion: Confusion,
    /// Whether that is of the rows held out; else of those trained on.
    pub on_held_out: bool,
}

/// A row and what was said of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// Its number in the file, from 1; blank lines are not counted.
    pub number: usize,
    /// Whether it is held out.
    pub held_out: bool,
    /// Its label.
    pub label: String,
    /// The label it is given and the probability of that; none where that was not worked out.
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
    /// Rows given one.
    pub answered: usize,
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
    /// Share of the rows answered that is right; `None` where no row was.
    #[expect(clippy::cast_precision_loss, reason = "a share for people")]
    pub fn accuracy(&self) -> Option<f64> {
        (self.answered > 0).then(|| self.right as f64 / self.answered as f64)
    }

    fn sentence(&self) -> Option<String> {
        let of = if self.answered < self.of { format!(" (of {})", self.of) } else { String::new() };
        Some(format!("{} of {} right{of}, {:.1}%", self.right, self.answered, 100.0 * self.accuracy()?))
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
    /// The accuracies, and some of the rows that are wrong.
    pub(super) fn summary(&self) -> Vec<String> {
        let scores = [("training rows", &self.training), ("held-out rows", &self.held_out)];
        let scores = scores.into_iter().filter_map(|(name, right)| Some(format!("{name}: {}", right.sentence()?)));
        let wrong = self.answers.iter().filter(|answer| !answer.right).take(PRINTED).filter_map(|answer| {
            let (said, probability) = answer.said.as_ref()?;
            let what = if answer.held_out { "held out" } else { "trained on" };
            Some(format!("  {} ({what}): said {said} {}, is {}", answer.text, figure(*probability), answer.label))
        });
        scores.chain(wrong).collect()
    }
}
