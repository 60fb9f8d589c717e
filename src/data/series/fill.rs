//! Fills the blanks of a column. A value that is filled in is never one that the file has, and is never scored.

use std::ops::Range;

use super::reading::Fill;
use ndarray::ArrayViewMut1;

/// Fills the NaN among `values`, which are one group's of one column in the order of time if not `backwards`. Blanks
/// before the first value stay.
pub(super) fn fill(mut values: ArrayViewMut1<f64>, how: Fill, backwards: bool) {
    if how == Fill::None {
        return;
    }
    if backwards {
        values.invert_axis(ndarray::Axis(0));
    }
    let Some(first) = values.iter().position(|value| !value.is_nan()) else { return };
    let mut known = first;
    for at in first + 1..values.len() {
        if !values[at].is_nan() {
            if how == Fill::Linear {
                between(&mut values, known..at);
            }
            known = at;
        }
    }
    // What is left follows a value, and none follows it where it is linear.
    for at in first + 1..values.len() {
        if values[at].is_nan() {
            values[at] = values[at - 1];
        }
    }
}

/// Fills the values inside `range` between those at its start and at its end.
fn between(values: &mut ArrayViewMut1<f64>, range: Range<usize>) {
    let (from, to) = (values[range.start], values[range.end]);
    #[expect(clippy::cast_precision_loss, reason = "a gap of fewer than 2^52 rows")]
    let share = |at: usize| (at - range.start) as f64 / range.len() as f64;
    for at in range.start + 1..range.end {
        values[at] = from + (to - from) * share(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array1;

    const NAN: f64 = f64::NAN;

    fn filled(values: &[f64], how: Fill, backwards: bool) -> Vec<Option<f64>> {
        let mut values = Array1::from(values.to_vec());
        fill(values.view_mut(), how, backwards);
        values.iter().map(|&value| (!value.is_nan()).then_some(value)).collect()
    }

    #[test]
    fn blanks_are_filled_from_what_was_before_or_between() {
        let values = [NAN, 2.0, NAN, NAN, 8.0, NAN];
        let some = |values: &[f64]| values.iter().map(|&value| Some(value)).collect::<Vec<_>>();
        assert_eq!(filled(&values, Fill::Previous, false)[1..], some(&[2.0, 2.0, 2.0, 8.0, 8.0]));
        assert_eq!(filled(&values, Fill::Linear, false)[1..], some(&[2.0, 4.0, 6.0, 8.0, 8.0]));
        assert_eq!(filled(&values, Fill::Previous, false)[0], None, "nothing was before");
        assert_eq!(filled(&values, Fill::Previous, true)[..5], some(&[2.0, 2.0, 8.0, 8.0, 8.0]));
        assert_eq!(filled(&values, Fill::Previous, true)[5], None);
        assert_eq!(filled(&values, Fill::None, false), [None, Some(2.0), None, None, Some(8.0), None]);
        assert_eq!(filled(&[NAN, NAN], Fill::Linear, false), [None, None]);
    }
}
