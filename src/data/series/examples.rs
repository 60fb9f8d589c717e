//! Where the examples of a series are, and to which part each belongs.
//!
//! An example has its inputs in T rows that follow each other, and its targets in the rows that lie `ahead` of the last
//! of them. It never leaves its group. The rows of each group are trained on, then used for validation, then for the
//! test, by time. An example belongs to the part that all its targets are in, and to none if they are in two: so its
//! inputs may lie in an earlier part, as those of a forecast do, but what is learnt never comes from a later one.

use std::ops::{Range, RangeInclusive};

/// How windows are cut from rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// T, the rows that are read.
    pub seq_len: usize,
    /// How many rows after the last one read the targets lie, the nearest and the farthest.
    pub ahead: RangeInclusive<usize>,
    /// How many rows before the last one read must be there beside those that are read.
    pub reach: usize,
}

/// Which rows of a group are in which part, as shares of its rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shares {
    /// The first ones, rounded down, are trained on; where it is not given, all that the other two leave.
    pub train_frac: Option<f64>,
    /// Held out for validation; not used beside `train_frac`.
    pub val_frac: f64,
    /// The last ones are held out for the test.
    pub test_frac: f64,
}

/// The rows of a group and where its parts end.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Bounds {
    rows: Range<usize>,
    /// The first row that is not trained on, and the first of the test.
    training_end: usize,
    validation_end: usize,
}

/// The examples of a series: those trained on, then those for validation, then those for the test; each part by group,
/// and each group by time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examples {
    cut: Cut,
    groups: Vec<Bounds>,
    /// The first row of each example, and its group.
    starts: Vec<(u32, u32)>,
    training: usize,
    validation: usize,
}

/// The series is too short for a training example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "{training_rows} of the {rows} rows are to learn from, but an example takes {needed}: {seq_len} of inputs and a \
     target {horizon} after the last; give more rows, a shorter sequence or horizon, or a larger part to learn from"
)]
pub struct TooFewRows {
    /// The rows of the series.
    pub rows: usize,
    /// Those that are trained on.
    pub training_rows: usize,
    /// T.
    pub seq_len: usize,
    /// Rows from the last input to the farthest target.
    pub horizon: usize,
    /// Rows of one example, and those that must be there before it.
    pub needed: usize,
}

impl Cut {
    /// Rows of one example, and those that must be there before it.
    #[must_use]
    pub fn needed(&self) -> usize {
        self.seq_len.max(self.reach.saturating_add(1)).saturating_add(*self.ahead.end())
    }

    /// The starts of all windows of a group of these rows.
    fn starts(&self, rows: &Range<usize>) -> Range<usize> {
        let first = rows.start + self.reach.saturating_sub(self.seq_len - 1);
        let end = (rows.end + 1).saturating_sub(self.seq_len.saturating_add(*self.ahead.end()));
        first..end.max(first)
    }
}

impl Shares {
    /// How many of `rows` rows are trained on, and how many come before the test.
    #[must_use]
    pub fn ends(&self, rows: usize) -> [usize; 2] {
        let test = share(self.test_frac, rows).round();
        let training = match self.train_frac {
            Some(train_frac) => share(train_frac, rows).floor(),
            None => share(1.0, rows) - share(self.val_frac, rows).round() - test,
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the rows")]
        let whole = |count: f64| count.max(0.0) as usize;
        let training = whole(training).min(rows);
        [training, (rows - whole(test).min(rows)).max(training)]
    }
}

#[expect(clippy::cast_precision_loss, reason = "no series has 2^52 rows")]
fn share(of: f64, rows: usize) -> f64 {
    of * rows as f64
}

impl Examples {
    /// The examples of these groups whose window `is_usable`, which is asked with the rows read and the rows of the
    /// targets.
    ///
    /// # Errors
    /// If no example can be trained on.
    ///
    /// # Panics
    /// If T or a target's distance is 0, or there are 2^32 rows.
    pub fn new(
        groups: &[Range<usize>],
        cut: Cut,
        parts: Shares,
        is_usable: impl Fn(Range<usize>, RangeInclusive<usize>) -> bool,
    ) -> Result<Self, TooFewRows> {
        let examples = Self::of(groups, cut, parts, is_usable);
        if examples.training > 0 {
            return Ok(examples);
        }
        let longest = examples.groups.iter().max_by_key(|group| group.rows.len());
        let (rows, training_rows) = longest.map_or((0, 0), |group| (group.rows.len(), group.trained_on().len()));
        let Cut { seq_len, ref ahead, .. } = examples.cut;
        Err(TooFewRows { rows, training_rows, seq_len, horizon: *ahead.end(), needed: examples.cut.needed() })
    }

    /// The examples of rows that nothing is learnt from: all are in the test part.
    ///
    /// # Panics
    /// As [`new`](Self::new).
    #[must_use]
    pub fn unseen(
        groups: &[Range<usize>],
        cut: Cut,
        is_usable: impl Fn(Range<usize>, RangeInclusive<usize>) -> bool,
    ) -> Self {
        Self::of(groups, cut, Shares { train_frac: Some(0.0), val_frac: 0.0, test_frac: 1.0 }, is_usable)
    }

    fn of(
        groups: &[Range<usize>],
        cut: Cut,
        parts: Shares,
        is_usable: impl Fn(Range<usize>, RangeInclusive<usize>) -> bool,
    ) -> Self {
        assert!(cut.seq_len > 0 && *cut.ahead.start() > 0, "windows of {cut:?}");
        let index = |row: usize| u32::try_from(row).expect("a series has fewer than 2^32 rows");
        let bounds = |rows: &Range<usize>| {
            let [training, validation] = parts.ends(rows.len());
            let (training_end, validation_end) = (rows.start + training, rows.start + validation);
            Bounds { rows: rows.clone(), training_end, validation_end }
        };
        let groups: Vec<Bounds> = groups.iter().map(bounds).collect();
        let mut starts: [Vec<(u32, u32)>; 3] = Default::default();
        for (place, group) in groups.iter().enumerate() {
            for start in cut.starts(&group.rows) {
                let end = start + cut.seq_len;
                let targets = end - 1 + cut.ahead.start()..=end - 1 + cut.ahead.end();
                let Some(part) = group.part(&targets) else { continue };
                if is_usable(start..end, targets) {
                    starts[part].push((index(start), index(place)));
                }
            }
        }
        let [training, validation, _] = starts.each_ref().map(Vec::len);
        Self { cut, groups, starts: starts.concat(), training, validation: training + validation }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Those trained on.
    #[must_use]
    pub fn training(&self) -> Range<usize> {
        0..self.training
    }

    /// Those held out for validation.
    #[must_use]
    pub fn validation(&self) -> Range<usize> {
        self.training..self.validation
    }

    /// Those held out for the test.
    #[must_use]
    pub fn test(&self) -> Range<usize> {
        self.validation..self.len()
    }

    /// How they are cut.
    #[must_use]
    pub fn cut(&self) -> &Cut {
        &self.cut
    }

    /// The rows of a group in which a target of a training example can be.
    ///
    /// # Panics
    /// If there is no such group.
    #[must_use]
    pub fn training_rows(&self, group: usize) -> Range<usize> {
        self.groups[group].trained_on()
    }

    /// The rows of the inputs and targets of a group's held-out examples; the first of them are training rows. Empty if
    /// none is held out.
    ///
    /// # Panics
    /// If there is no such group.
    #[must_use]
    pub fn held_out_rows(&self, group: usize) -> Range<usize> {
        let end = self.groups[group].rows.end;
        let held_out = self.starts[self.training..].iter().filter(|(_, of)| *of as usize == group);
        let first = held_out.map(|&(start, _)| start as usize).min();
        first.map_or(end..end, |first| first..end)
    }

    /// The rows of this example's inputs, T of them.
    ///
    /// # Panics
    /// If there is no such example, as everywhere.
    #[must_use]
    pub fn inputs(&self, example: usize) -> Range<usize> {
        let start = self.starts[example].0 as usize;
        start..start + self.cut.seq_len
    }

    /// The last row that is read.
    #[must_use]
    pub fn last(&self, example: usize) -> usize {
        self.inputs(example).end - 1
    }

    /// The row of the nearest target.
    #[must_use]
    pub fn target(&self, example: usize) -> usize {
        self.last(example) + self.cut.ahead.start()
    }

    /// The group that it belongs to.
    #[must_use]
    pub fn group(&self, example: usize) -> usize {
        self.starts[example].1 as usize
    }

    /// The rows of a group, and the first of them that are not trained on and that are the test's.
    ///
    /// # Panics
    /// If there is no such group.
    #[must_use]
    pub fn bounds(&self, group: usize) -> (Range<usize>, [usize; 2]) {
        let Bounds { rows, training_end, validation_end } = &self.groups[group];
        (rows.clone(), [*training_end, *validation_end])
    }
}

impl Bounds {
    fn trained_on(&self) -> Range<usize> {
        self.rows.start..self.training_end
    }

    /// The part that all these rows are in.
    fn part(&self, targets: &RangeInclusive<usize>) -> Option<usize> {
        let part = |&row: &usize| match row {
            row if row < self.training_end => 0,
            row if row < self.validation_end => 1,
            _ => 2,
        };
        let first = part(targets.start());
        (first == part(targets.end())).then_some(first)
    }
}

#[cfg(test)]
mod tests;
