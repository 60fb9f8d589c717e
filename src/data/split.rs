//! Which rows of a table are trained on, which choose the best net, and which are only measured at the end. The choice
//! must never depend on anything but the number of rows, their labels where each is to keep its share, and the seed.

use super::shuffle::Shuffle;

/// How much of some data is for what: characters, examples or rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// What is learnt from.
    pub training: usize,
    /// What is held out to choose the best net.
    pub validation: usize,
    /// What is held out and chooses nothing.
    pub test: usize,
}

/// The three uses of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// It is learnt from.
    #[default]
    Training,
    /// It is held out, and chooses the best net.
    Validation,
    /// It is held out, chose nothing, and is what is reported.
    Test,
}

/// The rows of a table in three lists, each in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Rows to learn from, at least one.
    pub training: Vec<usize>,
    /// Rows held out to choose the best net.
    pub validation: Vec<usize>,
    /// Rows held out that choose nothing.
    pub test: Vec<usize>,
}

impl Parts {
    /// These shares of `all`, each rounded to the nearest whole number, a half away from zero; of the test no more than
    /// validation leaves. Nothing may be left to train on.
    #[must_use]
    pub fn new(all: usize, val_frac: f64, test_frac: f64) -> Self {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "exact up to 2^53, not negative, and at most all of them"
        )]
        // Rounded, for 0.29 of 100 is just below 29 in floating point.
        let share = |frac: f64| ((all as f64 * frac).round() as usize).min(all);
        let validation = share(val_frac);
        let test = share(test_frac).min(all - validation);
        Self { training: all - validation - test, validation, test }
    }

    /// What is not trained on.
    #[must_use]
    pub fn held_out(self) -> usize {
        self.validation + self.test
    }

    /// How much there is in all.
    #[must_use]
    pub fn all(self) -> usize {
        self.training + self.held_out()
    }

    /// The same with at least one to train on.
    fn with_training(self) -> Self {
        let all = self.all();
        let validation = self.validation.min(all - 1);
        let test = self.test.min(all - 1 - validation);
        Self { training: all - validation - test, validation, test }
    }
}

impl Split {
    /// Draws the rows of each part at random, but always leaves one to train on. Which ones depends on the numbers of
    /// rows and the seed alone; with other rows in the test part, those in the validation part stay the same.
    ///
    /// # Panics
    /// If there is no row.
    #[must_use]
    pub fn random(parts: Parts, seed: u64) -> Self {
        assert!(parts.all() > 0, "no row to train on");
        let parts = parts.with_training();
        let order = Shuffle::new(parts.all(), seed);
        let mut part_of = vec![Part::Training; parts.all()];
        (0..parts.validation).for_each(|i| part_of[order.at(i)] = Part::Validation);
        (parts.validation..parts.held_out()).for_each(|i| part_of[order.at(i)] = Part::Test);
        Self::of(&part_of)
    }

    /// Draws the rows of each part so that each label keeps its share in each: `labels` has the label of every row. A
    /// label's number of rows in a part is its share rounded up or down, and a label keeps a row to train on as long as
    /// others have rows to spare. Which rows depends on the labels, the numbers of rows and the seed alone.
    ///
    /// # Panics
    /// If there is no row, or not a label for each.
    #[must_use]
    pub fn stratified(parts: Parts, labels: &[u32], seed: u64) -> Self {
        assert!(parts.all() > 0 && labels.len() == parts.all(), "{} labels for {parts:?}", labels.len());
        let parts = parts.with_training();
        let order = Shuffle::new(labels.len(), seed);
        // The rows of each label, in a random order.
        let mut of_label = vec![Vec::new(); labels.iter().max().map_or(0, |&label| label as usize + 1)];
        (0..labels.len()).map(|i| order.at(i)).for_each(|row| of_label[labels[row] as usize].push(row));
        let held_out = held_out_of_each(&of_label, parts);
        // Of those held out, label after label, every one that fills the next of the test's places is a test row.
        let mut part_of = vec![Part::Training; labels.len()];
        let all = parts.held_out();
        let is_test = |k: usize| share(k + 1, parts.test, all) > share(k, parts.test, all);
        let rows = of_label.iter().zip(held_out).flat_map(|(rows, wanted)| &rows[..wanted]);
        for (k, &row) in rows.enumerate() {
            part_of[row] = if is_test(k) { Part::Test } else { Part::Validation };
        }
        Self::of(&part_of)
    }

    fn of(part_of: &[Part]) -> Self {
        let rows = |wanted: Part| (0..part_of.len()).filter(|&row| part_of[row] == wanted).collect();
        Self { training: rows(Part::Training), validation: rows(Part::Validation), test: rows(Part::Test) }
    }

    /// The rows of a part.
    #[must_use]
    pub fn rows(&self, part: Part) -> &[usize] {
        match part {
            Part::Training => &self.training,
            Part::Validation => &self.validation,
            Part::Test => &self.test,
        }
    }

    /// The part whose figures are a run's: what chose least of all that there is.
    #[must_use]
    pub fn reported(&self) -> Part {
        match (self.test.is_empty(), self.validation.is_empty()) {
            (false, _) => Part::Test,
            (true, false) => Part::Validation,
            (true, true) => Part::Training,
        }
    }
}

/// `part` of `all` of the first `k`, rounded down.
fn share(k: usize, part: usize, all: usize) -> usize {
    // A product of two numbers of rows fits 128 bits.
    usize::try_from(k as u128 * part as u128 / all.max(1) as u128).expect("at most `part`")
}

/// How many rows of each label are held out, `parts.held_out()` in all.
fn held_out_of_each(of_label: &[Vec<usize>], parts: Parts) -> Vec<usize> {
    let (mut seen, mut taken) = (0, 0);
    let mut wanted: Vec<usize> = Vec::with_capacity(of_label.len());
    for rows in of_label {
        seen += rows.len();
        // What a label cannot give falls to the next ones, so that the whole has its number.
        let due = share(2 * seen * parts.held_out() + parts.all(), 1, 2 * parts.all()) - taken;
        wanted.push(due.min(rows.len().saturating_sub(1)));
        taken += wanted[wanted.len() - 1];
    }
    // Labels of one row each may have given too few: those with most rows to train on give more, the last row last.
    while taken < parts.held_out() {
        let spare = |&label: &usize| of_label[label].len() - wanted[label];
        let richest = (0..of_label.len()).rev().max_by_key(spare).expect("a row is held out, so there is a label");
        wanted[richest] += 1;
        taken += 1;
    }
    wanted
}

#[cfg(test)]
mod tests;
