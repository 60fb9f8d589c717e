use super::*;
use proptest::prelude::*;

fn random(rows: usize, val_frac: f64, test_frac: f64, seed: u64) -> Split {
    Split::random(Parts::new(rows, val_frac, test_frac), seed)
}

#[test]
fn the_share_is_rounded_and_one_row_is_left_to_learn_from() {
    let validation = |rows, frac| random(rows, frac, 0.0, 1).validation.len();
    assert_eq!([validation(10, 0.04), validation(10, 0.05), validation(10, 0.25), validation(10, 0.0)], [0, 1, 3, 0]);
    assert_eq!([validation(10, 1.0), validation(1, 0.9), validation(2, 0.5)], [9, 0, 1]);
    let both = random(10, 0.8, 0.9, 1);
    assert_eq!((both.validation.len(), both.test.len()), (8, 1));
    assert_eq!(Parts::new(100, 0.29, 0.1), Parts { training: 61, validation: 29, test: 10 });
}

#[test]
fn seeds_hold_out_different_rows_and_the_same_seed_the_same() {
    assert_eq!(random(100, 0.2, 0.1, 1), random(100, 0.2, 0.1, 1));
    assert_ne!(random(100, 0.2, 0.1, 1), random(100, 0.2, 0.1, 2));
    assert_eq!(random(100, 0.2, 0.1, 1).validation, random(100, 0.2, 0.0, 1).validation);
}

#[test]
fn a_choice_stays_what_it_was_when_sessions_were_saved_with_it() {
    assert_eq!(random(10, 0.3, 0.0, 42).validation, [2, 4, 9]);
    let labels: Vec<u32> = (0..12).map(|row| row % 3).collect();
    let split = Split::stratified(Parts::new(12, 0.25, 0.25), &labels, 42);
    assert_eq!((split.validation, split.test), (vec![2, 4, 9], vec![6, 8, 10]));
}

#[test]
fn each_label_keeps_its_share_in_each_part() {
    // 600, 300 and 100 rows.
    let labels: Vec<u32> = (0..1000).map(|row| [0, 0, 1, 0, 1, 0, 0, 2, 0, 1][row % 10]).collect();
    let split = Split::stratified(Parts::new(1000, 0.1, 0.2), &labels, 3);
    for (part, wanted) in
        [(Part::Training, [420, 210, 70]), (Part::Validation, [60, 30, 10]), (Part::Test, [120, 60, 20])]
    {
        let counts = [0, 1, 2].map(|label| split.rows(part).iter().filter(|&&row| labels[row] == label).count());
        assert!(counts.iter().zip(wanted).all(|(found, wanted)| found.abs_diff(wanted) <= 1), "{part:?}: {counts:?}");
    }
    assert_ne!(split, Split::stratified(Parts::new(1000, 0.1, 0.2), &labels, 4));
}

#[test]
fn a_label_of_one_row_is_trained_on() {
    let labels: Vec<u32> = (0..20).map(|row| if row < 10 { 0 } else { row - 9 }).collect();
    let split = Split::stratified(Parts::new(20, 0.2, 0.2), &labels, 5);
    assert!(split.validation.iter().chain(&split.test).all(|&row| row < 10), "{split:?}");
    assert_eq!((split.validation.len(), split.test.len()), (4, 4));
    // Where every label has one row, there is nothing else to hold out.
    let alone: Vec<u32> = (0..5).collect();
    assert_eq!(Split::stratified(Parts::new(5, 0.2, 0.2), &alone, 5).training.len(), 3);
}

#[test]
fn what_chose_least_is_reported() {
    let reported = |val, test| random(100, val, test, 1).reported();
    assert_eq!(
        [reported(0.0, 0.0), reported(0.1, 0.0), reported(0.1, 0.1)],
        [Part::Training, Part::Validation, Part::Test]
    );
}

proptest! {
    #[test]
    fn every_row_is_in_one_list_in_order(
        labels in prop::collection::vec(0..9_u32, 1..300),
        val_frac in 0.0..=1.0_f64,
        test_frac in 0.0..=1.0_f64,
        seed: u64,
    ) {
        let parts = Parts::new(labels.len(), val_frac, test_frac);
        for split in [Split::random(parts, seed), Split::stratified(parts, &labels, seed)] {
            let Split { training, validation, test } = split;
            prop_assert!(training.is_sorted() && validation.is_sorted() && test.is_sorted());
            let wanted = parts.with_training();
            prop_assert_eq!((validation.len(), test.len()), (wanted.validation, wanted.test));
            let mut all = [training, validation, test].concat();
            all.sort_unstable();
            prop_assert!(all.into_iter().eq(0..labels.len()));
        }
    }

    #[test]
    fn no_label_has_more_or_fewer_than_its_share(
        labels in prop::collection::vec(0..4_u32, 40..300),
        val_frac in 0.0..0.3_f64,
        test_frac in 0.0..0.3_f64,
        seed: u64,
    ) {
        let count = |rows: &[usize], label: u32| rows.iter().filter(|&&row| labels[row] == label).count();
        let all: Vec<usize> = (0..labels.len()).collect();
        // With few rows the last of a label stays in training, and others give more.
        prop_assume!((0..4).all(|label| count(&all, label) >= 5));
        let parts = Parts::new(labels.len(), val_frac, test_frac);
        let split = Split::stratified(parts, &labels, seed);
        for (part, of) in [(Part::Validation, parts.validation), (Part::Test, parts.test)] {
            for label in 0..4 {
                // In shares of all rows, so that nothing is rounded.
                let (found, wanted) = (count(split.rows(part), label) * labels.len(), count(&all, label) * of);
                prop_assert!(found.abs_diff(wanted) < 2 * labels.len(), "{found} of {wanted}");
            }
        }
    }
}
