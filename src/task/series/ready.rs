//! A series on its way to a timeline: its rows in order of time, its target measured, before anything is fitted.
//!
//! Nothing here may depend on which rows are trained on.

use std::ops::{Range, RangeInclusive};

use ndarray::Array2;

use crate::config::{Scale, SeriesConfig};
use crate::data::Series;
use crate::data::series::{Base, FittedOn, Fitting, NoSuchColumn, Scaler, Scaling, TooFewRows};

/// Why a series cannot be learnt.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each has its own sentence")]
pub enum TimelineError {
    #[error("--target {0}")]
    Column(#[from] NoSuchColumn),
    #[error(transparent)]
    Rows(#[from] TooFewRows),
    #[error("{column:?} has the value {value}, and ratios need values above 0: give --base seasonal-change or last")]
    NotPositive { column: String, value: f64 },
}

/// The parts of a series that do not depend on which rows are trained on.
pub(super) struct Ready {
    pub series: Series,
    /// The target's place among the columns.
    pub target: usize,
    /// From what a change is forecast.
    pub base: Option<Base>,
    /// All values, the target's in logarithms, where it is measured in these.
    logarithms: Option<Array2<f64>>,
}

impl Ready {
    /// The series with the oldest row first.
    ///
    /// # Errors
    /// If there is no such target, or it is not above 0 where it must be.
    pub fn new(mut series: Series, own: &SeriesConfig) -> Result<Self, TimelineError> {
        let target = series.column(own.target.as_deref())?;
        if own.newest_first {
            series.reverse();
        }
        let base = own.base();
        let logarithms = logarithms(&series, target, base)?;
        Ok(Self { series, target, base, logarithms })
    }

    /// All values, the target's as they are measured.
    pub fn values(&self) -> &Array2<f64> {
        self.logarithms.as_ref().unwrap_or(&self.series.values)
    }

    /// Whether a window has all it needs: what is read, and where something is learnt from it, what comes out.
    pub fn is_usable(&self, read: &Range<usize>, ahead: RangeInclusive<usize>, with_targets: bool) -> bool {
        let all = self.values();
        let (values, width) = (all.as_slice().expect("a whole matrix is contiguous"), all.ncols());
        let is_read = values[read.start * width..read.end * width].iter().all(|value| value.is_finite());
        is_read
            && self.base.is_none_or(|base| {
                let last = read.end - 1;
                let at = |row: usize| all[[row, self.target]];
                ahead.clone().all(|target| base.at(at, last, target - last).is_finite())
            })
            && (!with_targets || ahead.clone().all(|row| self.series.is_known(row, self.target)))
    }

    /// The rows of each series.
    pub fn groups(&self) -> Vec<Range<usize>> {
        self.series.groups.iter().map(|group| group.rows.clone()).collect()
    }

    /// What scales are fitted to.
    pub fn fitting(&self, own: &SeriesConfig) -> Fitting<'_> {
        let scaling = match own.scale {
            Scale::Minmax => (Scaling::MinMax, FittedOn::TrainingRows),
            Scale::Standard => (Scaling::Standard, FittedOn::TrainingRows),
            Scale::Lab => (Scaling::MinMax, FittedOn::EachPart),
        };
        Fitting { values: self.values(), target: self.target, base: self.base, scaling }
    }
}

/// What a net reads of each row, `(rows, I)`: the columns as the scales of each group say and, where a change is
/// forecast, how far the row itself was from its base one row before, which is what the net should have said then; 0
/// where that is not known. `values` holds the target as it is measured.
#[expect(clippy::cast_possible_truncation, reason = "the network computes in f32")]
pub(super) fn inputs<'a>(
    values: &Array2<f64>,
    target: usize,
    base: Option<Base>,
    groups: impl Iterator<Item = (Range<usize>, &'a Scaler, f64)>,
) -> Array2<f32> {
    let columns = values.ncols();
    let mut inputs = Array2::zeros((values.nrows(), columns + usize::from(base.is_some())));
    for (rows, scaler, unit) in groups {
        for row in rows.clone() {
            for column in 0..columns {
                inputs[[row, column]] = scaler.transform(column, values[[row, column]]) as f32;
            }
            if let Some(base) = base.filter(|base| row - rows.start > base.reach(1)) {
                let change = values[[row, target]] - base.at(|row| values[[row, target]], row - 1, 1);
                inputs[[row, columns]] = if change.is_finite() { (change / unit) as f32 } else { 0.0 };
            }
        }
    }
    inputs
}

/// All values, the target's in logarithms, if its base is a ratio: a copy, which may be large.
fn logarithms(series: &Series, target: usize, base: Option<Base>) -> Result<Option<Array2<f64>>, TimelineError> {
    let Some(base) = base.filter(|base| base.in_logarithms()) else { return Ok(None) };
    let mut values = series.values.clone();
    let mut column = values.column_mut(target);
    if let Some(&value) = column.iter().find(|value| **value <= 0.0) {
        return Err(TimelineError::NotPositive { column: series.columns[target].clone(), value });
    }
    column.mapv_inplace(|value| base.measure(value));
    Ok(Some(values))
}
