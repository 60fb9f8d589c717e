//! Which examples a view works out where it cannot afford all.

use std::ops::Range;

use crate::data::{Part, Split};

/// A range of `wanted` consecutive places among `all`, with `center` in its middle or as near to it as the ends allow.
pub(super) fn around(center: usize, wanted: usize, all: usize) -> Range<usize> {
    let wanted = wanted.min(all);
    let start = center.saturating_sub(wanted / 2).min(all - wanted);
    start..start + wanted
}

/// All places below `all`, that at `center` first and then the nearest ones.
pub(super) fn nearest(center: usize, all: usize) -> impl Iterator<Item = usize> {
    let beside = move |away: usize| [center.checked_sub(away), Some(center + away)];
    let others = (1..all).flat_map(beside).flatten();
    std::iter::once(center).chain(others).filter(move |&place| place < all)
}

/// How many items to take from each of some lists, `wanted` in all: as many from each, and more from one if another is
/// short.
pub(super) fn shares<const N: usize>(wanted: usize, lists: [usize; N]) -> [usize; N] {
    let mut order: [usize; N] = std::array::from_fn(|list| list);
    // The shortest is the first that cannot give its share.
    order.sort_by_key(|&list| lists[list]);
    let (mut shares, mut left) = ([0; N], wanted);
    for (done, list) in order.into_iter().enumerate() {
        shares[list] = lists[list].min(left / (N - done));
        left -= shares[list];
    }
    shares
}

/// Up to `wanted` rows of a table and which part each is in: of the test, of the validation and of what is trained on,
/// in this order. Half of them are held out and half of those are of the test, or more where another part is short.
pub(super) fn covered(split: &Split, wanted: usize) -> Vec<(usize, Part)> {
    let held_out = split.test.len() + split.validation.len();
    let [held_out, training] = shares(wanted, [held_out, split.training.len()]);
    let [test, validation] = shares(held_out, [split.test.len(), split.validation.len()]);
    let each = [(Part::Test, test), (Part::Validation, validation), (Part::Training, training)];
    let rows = |(part, wanted)| spread(split.rows(part), wanted).into_iter().map(move |row| (row, part));
    each.into_iter().flat_map(rows).collect()
}

/// Up to `wanted` of the rows, evenly spaced from first to last, so that the sample is fair however the file is sorted.
fn spread(rows: &[usize], wanted: usize) -> Vec<usize> {
    let wanted = wanted.min(rows.len());
    (0..wanted).map(|k| rows[k * rows.len() / wanted]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_looked_at_is_always_covered() {
        for all in 1..20 {
            for center in 0..all {
                for wanted in 1..25 {
                    let covered = around(center, wanted, all);
                    assert!(covered.contains(&center) && covered.end <= all && covered.len() == wanted.min(all));
                }
            }
        }
        assert_eq!((around(10, 4, 100), around(0, 4, 100), around(99, 4, 100)), (8..12, 0..4, 96..100));
    }

    #[test]
    fn the_nearest_places_come_first() {
        assert_eq!(nearest(1, 5).collect::<Vec<_>>(), [1, 0, 2, 3, 4]);
        assert_eq!(nearest(3, 4).collect::<Vec<_>>(), [3, 2, 1, 0]);
        assert_eq!(nearest(0, 1).collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn each_list_has_its_share_or_all_it_has() {
        assert_eq!(shares(10, [100, 100]), [5, 5]);
        assert_eq!(shares(10, [2, 100]), [2, 8]);
        assert_eq!(shares(10, [100, 3]), [7, 3]);
        assert_eq!(shares(10, [1, 1]), [1, 1]);
        assert_eq!(shares(1, [5, 5]), [0, 1]);
        assert_eq!(shares(3, [0, 5]), [0, 3]);
        assert_eq!(shares(100, [500, 10, 80]), [45, 10, 45]);
        assert_eq!(shares(100, [50, 10, 0]), [50, 10, 0]);
    }

    #[test]
    fn each_part_is_covered_where_it_has_rows() {
        let split = Split { training: (0..80).collect(), validation: (80..90).collect(), test: (90..100).collect() };
        let counts = |wanted| {
            let rows = covered(&split, wanted);
            [Part::Test, Part::Validation, Part::Training].map(|of| rows.iter().filter(|(_, part)| *part == of).count())
        };
        assert_eq!((counts(12), counts(60), counts(100)), ([3, 3, 6], [10, 10, 40], [10, 10, 80]));
        assert_eq!(
            covered(&split, 4),
            [(90, Part::Test), (80, Part::Validation), (0, Part::Training), (40, Part::Training)]
        );
    }

    #[test]
    fn rows_are_taken_from_all_over_the_file() {
        let rows: Vec<usize> = (100..110).collect();
        assert_eq!(spread(&rows, 5), [100, 102, 104, 106, 108]);
        assert_eq!(spread(&rows, 99), rows);
        assert_eq!(spread(&rows, 0), [] as [usize; 0]);
    }
}
