//! How well each label is told: precision, recall and F1, as scikit-learn's `classification_report` has them.
//!
//! With TP rows of a label that are given it, FP other rows that are given it, and FN rows of it that are not (a row
//! without an answer is one of them): precision TP / (TP + FP), recall TP / (TP + FN), F1 2 TP / (2 TP + FP + FN).
//! Macro-F1 is the mean of F1 over the labels that are true of a row or given to one; a quotient of nothing is 0.

use crate::data::Part;

/// Most labels that have a line of their own at the end of a run without a screen.
const PRINTED: usize = 40;

/// Of each label.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelScores {
    /// The labels of most rows first; those without a row worked out and never given are left out.
    pub labels: Vec<LabelScore>,
}

/// Of one label, counted over the rows worked out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelScore {
    /// The label.
    pub label: String,
    /// Rows of the label.
    pub rows: usize,
    /// Rows that are given it.
    pub said: usize,
    /// Rows of it that are given it.
    pub right: usize,
}

impl LabelScore {
    /// Share of the rows given the label that have it.
    pub fn precision(&self) -> f64 {
        quotient(self.right, self.said)
    }

    /// Share of the label's rows that are given it.
    pub fn recall(&self) -> f64 {
        quotient(self.right, self.rows)
    }

    /// The harmonic mean of both.
    pub fn f1(&self) -> f64 {
        quotient(2 * self.right, self.said + self.rows)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share for people")]
fn quotient(part: usize, of: usize) -> f64 {
    if of == 0 { 0.0 } else { part as f64 / of as f64 }
}

impl LabelScores {
    /// The mean of F1 over all labels; none where no row was worked out.
    #[expect(clippy::cast_precision_loss, reason = "a mean for people")]
    pub fn macro_f1(&self) -> Option<f64> {
        let sum: f64 = self.labels.iter().map(LabelScore::f1).sum();
        (!self.labels.is_empty()).then(|| sum / self.labels.len() as f64)
    }

    /// The same for each label, a line each under a line of headings.
    pub(super) fn summary(&self, part: Part) -> Vec<String> {
        let Some(macro_f1) = self.macro_f1() else { return Vec::new() };
        let rows = match part {
            Part::Training => "training rows",
            Part::Validation => "validation rows",
            Part::Test => "test rows",
        };
        let percent = |share: f64| format!("{:.1}%", 100.0 * share);
        let mut lines = vec![
            format!("{rows}: macro-F1 {}", percent(macro_f1)),
            format!("  {:>9} {:>7} {:>7} {:>7}  label", "precision", "recall", "F1", "rows"),
        ];
        lines.extend(self.labels.iter().take(PRINTED).map(|label| {
            let [precision, recall, f1] = [label.precision(), label.recall(), label.f1()].map(percent);
            format!("  {precision:>9} {recall:>7} {f1:>7} {:>7}  {}", label.rows, label.label)
        }));
        if let Some(more @ 1..) = self.labels.len().checked_sub(PRINTED) {
            lines.push(format!("  and {more} labels of fewer rows"));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against scikit-learn 1.9: `classification_report(y, p)` with y = a a a b b c, p = a a b b d ?, where ? is no
    /// label: macro avg over a, b, c and d.
    #[test]
    fn scores_are_scikit_learns() {
        let label = |label: &str, rows, said, right| LabelScore { label: label.to_owned(), rows, said, right };
        let scores = LabelScores {
            labels: vec![label("a", 3, 2, 2), label("b", 2, 2, 1), label("c", 1, 0, 0), label("d", 0, 1, 0)],
        };
        let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-9, "{found}, not {wanted}");
        near(scores.labels[0].precision(), 1.0);
        near(scores.labels[0].recall(), 2.0 / 3.0);
        near(scores.labels[0].f1(), 0.8);
        near(scores.labels[1].f1(), 0.5);
        near(scores.labels[2].f1() + scores.labels[3].f1() + scores.labels[2].precision(), 0.0);
        near(scores.macro_f1().unwrap(), 0.325);
        assert_eq!(LabelScores::default().macro_f1(), None);
        let lines = scores.summary(Part::Test);
        assert_eq!(lines[0], "test rows: macro-F1 32.5%");
        assert_eq!(lines[2].split_whitespace().collect::<Vec<_>>(), ["100.0%", "66.7%", "80.0%", "3", "a"]);
    }
}
