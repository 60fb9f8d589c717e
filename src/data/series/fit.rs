//! How the values of each series of a file are brought to a size that a net learns, and back.
//!
//! All of it is fitted to the rows that are trained on, but for the course lab's leak. A session keeps it, so that the
//! net can answer for other rows when its own data is gone.

use std::ops::Range;

use ndarray::{Array2, Axis, concatenate};
use serde::{Deserialize, Serialize};

use super::base::Base;
use super::examples::Examples;
use super::scaler::{FittedOn, Scaler, Scalers, Scaling};

/// The scales of every series of a file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fit {
    /// A scale for each, in the order of the file.
    pub groups: Vec<GroupFit>,
}

/// The scales of one series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupFit {
    /// The series' name; empty if the file holds one.
    pub name: String,
    /// Of its columns.
    pub scalers: Scalers,
    /// The root of the mean squared change of the target from its base, which a net puts out in units of this.
    pub change: f64,
    /// The same of its change from its base one row before, which a net reads in units of this.
    pub step: f64,
}

/// What values are fitted to.
#[derive(Debug, Clone, Copy)]
pub struct Fitting<'a> {
    /// All values (rows x columns), the target's as they are measured.
    pub values: &'a Array2<f64>,
    /// The target's place among the columns.
    pub target: usize,
    /// From what it is forecast, where a change is.
    pub base: Option<Base>,
    /// How columns are scaled, and to which rows.
    pub scaling: (Scaling, FittedOn),
}

impl Fitting<'_> {
    /// The scales of each group of `examples`, or of all alike.
    ///
    /// # Panics
    /// If `examples` is of another number of rows, or the names are not those of its groups.
    #[must_use]
    pub fn fit(&self, examples: &Examples, names: &[String], each_group: bool) -> Fit {
        let own = |group: usize| {
            let (scaling, fitted_on) = self.scaling;
            let scalers = Scalers::fit(self.values, examples, group, scaling, fitted_on);
            let of_group = examples.training().filter(|&example| examples.group(example) == group);
            (scalers, self.change(examples, of_group), self.step(std::slice::from_ref(&examples.training_rows(group))))
        };
        let alike = (!each_group && names.len() > 1).then(|| self.alike(examples, names.len()));
        let group = |(group, name): (usize, &String)| {
            let (scalers, change, step) = alike.clone().unwrap_or_else(|| own(group));
            GroupFit { name: name.clone(), scalers, change, step }
        };
        Fit { groups: names.iter().enumerate().map(group).collect() }
    }

    /// The scales of all groups together.
    fn alike(&self, examples: &Examples, groups: usize) -> (Scalers, f64, f64) {
        let ranges: Vec<Range<usize>> = (0..groups).map(|group| examples.training_rows(group)).collect();
        let parts: Vec<_> = ranges.iter().map(|rows| self.values.slice_axis(Axis(0), rows.clone().into())).collect();
        let values = concatenate(Axis(0), &parts).expect("parts of a matrix have its columns");
        let scaler = Scaler::fit(&values, 0..values.nrows(), self.scaling.0);
        let scalers = Scalers { training: scaler.clone(), held_out: scaler };
        (scalers, self.change(examples, examples.training()), self.step(&ranges))
    }

    /// The scales of one group of rows that nothing was learnt from.
    #[must_use]
    pub fn of_unseen(&self, name: &str, rows: Range<usize>) -> GroupFit {
        let scaler = Scaler::fit(self.values, rows.clone(), self.scaling.0);
        let step = self.step(std::slice::from_ref(&rows));
        let scalers = Scalers { training: scaler.clone(), held_out: scaler };
        GroupFit { name: name.to_owned(), scalers, change: step, step }
    }

    fn change(&self, examples: &Examples, of: impl Iterator<Item = usize>) -> f64 {
        let Some(base) = self.base else { return 1.0 };
        let target = |row: usize| self.values[[row, self.target]];
        let changes = of.flat_map(|example| {
            let last = examples.last(example);
            examples.cut().ahead.clone().map(move |ahead| target(last + ahead) - base.at(target, last, ahead))
        });
        root_mean_square(changes)
    }

    fn step(&self, groups: &[Range<usize>]) -> f64 {
        let Some(base) = self.base else { return 1.0 };
        let target = |row: usize| self.values[[row, self.target]];
        let steps = |rows: &Range<usize>| {
            let last = rows.start + base.reach(1)..rows.end.saturating_sub(1);
            last.map(move |last| target(last + 1) - base.at(target, last, 1))
        };
        root_mean_square(groups.iter().flat_map(steps))
    }
}

/// The root of the mean square of those that are finite; 1 if there is none, or all are 0.
fn root_mean_square(numbers: impl Iterator<Item = f64>) -> f64 {
    let (mut count, mut sum) = (0.0, 0.0);
    for number in numbers.filter(|number| number.is_finite()) {
        count += 1.0;
        sum += number * number;
    }
    let root = f64::sqrt(sum / f64::max(count, 1.0));
    if root > 0.0 && root.is_finite() { root } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::super::base::BaseKind;
    use super::super::examples::{Cut, Shares};
    use super::*;
    use ndarray::array;

    const ALL: Shares = Shares { train_frac: Some(1.0), val_frac: 0.0, test_frac: 0.0 };

    fn fitted(values: &Array2<f64>, groups: &[Range<usize>], each_group: bool) -> Fit {
        let cut = Cut { seq_len: 1, ahead: 1..=1, reach: 0 };
        let examples = Examples::new(groups, cut, ALL, |_, _| true).unwrap();
        let names: Vec<String> = (0..groups.len()).map(|group| format!("g{group}")).collect();
        let fitting = Fitting {
            values,
            target: 0,
            base: Some(Base { kind: BaseKind::Last, season: 0 }),
            scaling: (Scaling::Standard, FittedOn::TrainingRows),
        };
        fitting.fit(&examples, &names, each_group)
    }

    #[test]
    fn each_series_has_its_own_scale_or_all_the_same() {
        let values = array![[0.0], [3.0], [-1.0], [1000.0], [1400.0], [1700.0]];
        let own = fitted(&values, &[0..3, 3..6], true);
        let change = |of: &Fit| of.groups.iter().map(|group| group.change).collect::<Vec<_>>();
        assert_eq!(change(&own), [12.5_f64.sqrt(), 125_000_f64.sqrt()]);
        assert!((own.groups[1].scalers.training.inverse(0, 0.0) - 4100.0 / 3.0).abs() < 1e-9);
        let alike = fitted(&values, &[0..3, 3..6], false);
        assert_eq!(alike.groups[0].scalers, alike.groups[1].scalers);
        assert_eq!(change(&alike), [f64::sqrt((25.0 + 250_000.0) / 4.0); 2]);
    }

    #[test]
    fn a_constant_series_has_a_scale_that_divides() {
        let fit = fitted(&array![[5.0], [5.0], [5.0]], std::slice::from_ref(&(0..3)), true);
        assert_eq!((fit.groups[0].change, fit.groups[0].step), (1.0, 1.0));
    }
}
