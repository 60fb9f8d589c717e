use super::*;
use proptest::prelude::*;

fn lab(train_frac: f64) -> Shares {
    Shares { train_frac: Some(train_frac), val_frac: 0.0, test_frac: 0.0 }
}

fn cut(seq_len: usize, horizon: usize) -> Cut {
    Cut { seq_len, ahead: horizon..=horizon, reach: 0 }
}

fn one(rows: usize, cut: Cut, parts: Shares) -> Result<Examples, TooFewRows> {
    let group = 0..rows;
    Examples::new(std::slice::from_ref(&group), cut, parts, |_, _| true)
}

#[test]
fn the_time_series_lab_has_273_and_120_examples() {
    let examples = one(400, cut(7, 1), lab(0.7)).unwrap();
    assert_eq!((examples.training(), examples.validation(), examples.test()), (0..273, 273..393, 393..393));
    assert_eq!((examples.training_rows(0), examples.held_out_rows(0)), (0..280, 273..400));
    assert_eq!((examples.inputs(273), examples.target(273), examples.target(392)), (273..280, 280, 399));
}

#[test]
fn parts_follow_each_other_in_time_and_no_target_is_in_two() {
    let parts = Shares { train_frac: None, val_frac: 0.15, test_frac: 0.15 };
    assert_eq!(parts.ends(100), [70, 85]);
    let far = Cut { seq_len: 4, ahead: 1..=3, reach: 0 };
    let examples = one(100, far, parts).unwrap();
    let targets = |of: Range<usize>| (examples.target(of.start), examples.target(of.end - 1) + 2);
    assert_eq!(
        [examples.training(), examples.validation(), examples.test()].map(targets),
        [(4, 69), (70, 84), (85, 99)]
    );
    let with_test = Shares { train_frac: Some(0.5), val_frac: 0.9, test_frac: 0.2 };
    assert_eq!(with_test.ends(10), [5, 8]);
    assert_eq!(Shares { train_frac: None, val_frac: 0.9, test_frac: 0.9 }.ends(10), [0, 1]);
}

#[test]
fn windows_stay_in_their_group_and_have_what_they_reach_back_for() {
    let season = Cut { seq_len: 2, ahead: 1..=1, reach: 4 };
    let examples = Examples::new(&[0..10, 10..20], season, lab(0.8), |_, _| true).unwrap();
    let last = |of: Range<usize>| of.map(|example| examples.last(example)).collect::<Vec<_>>();
    assert_eq!(last(examples.training()), [4, 5, 6, 14, 15, 16]);
    assert_eq!(last(examples.validation()), [7, 8, 17, 18]);
    assert_eq!((examples.group(0), examples.group(3), examples.held_out_rows(1)), (0, 1, 16..20));
    assert_eq!(examples.bounds(1), (10..20, [18, 20]));
}

#[test]
fn a_window_that_cannot_be_used_is_left_out() {
    let usable = |read: Range<usize>, targets: RangeInclusive<usize>| !read.contains(&5) && !targets.contains(&5);
    let group = 0..12;
    let examples = Examples::new(std::slice::from_ref(&group), cut(2, 1), lab(1.0), usable).unwrap();
    let starts: Vec<_> = examples.training().map(|example| examples.inputs(example).start).collect();
    assert_eq!(starts, [0, 1, 2, 6, 7, 8, 9]);
}

#[test]
fn too_few_rows_to_learn_from_are_an_error_with_the_numbers() {
    assert!(one(10, cut(4, 1), lab(0.5)).is_ok_and(|examples| examples.training() == (0..1)));
    let said = one(10, cut(4, 2), lab(0.5)).unwrap_err().to_string();
    assert!(said.starts_with("5 of the 10 rows are to learn from, but an example takes 6: 4 of inputs"), "{said}");
    assert!(one(3, cut(usize::MAX, 1), lab(1.0)).is_err());
    let all = one(10, cut(4, 2), lab(1.0)).unwrap();
    assert!(all.training() == (0..5) && all.validation().is_empty() && all.held_out_rows(0).is_empty());
}

#[test]
fn of_unseen_rows_nothing_is_learnt() {
    let group = 0..9;
    let examples = Examples::unseen(std::slice::from_ref(&group), cut(3, 1), |_, _| true);
    assert_eq!((examples.training(), examples.validation(), examples.test()), (0..0, 0..0, 0..6));
}

proptest! {
    #[test]
    fn an_example_is_held_out_if_its_target_is(
        rows in 1..200_usize, seq_len in 1..12_usize, horizon in 1..6_usize, train_frac in 0.0..=1.0_f64,
    ) {
        let Ok(examples) = one(rows, cut(seq_len, horizon), lab(train_frac)) else { return Ok(()) };
        let all = (0..rows).take_while(|i| i + seq_len - 1 + horizon < rows).count();
        prop_assert_eq!(examples.len(), all);
        for i in 0..all {
            prop_assert_eq!(examples.inputs(i).start, i);
            let is_training = examples.training_rows(0).contains(&examples.target(i));
            prop_assert_eq!(examples.training().contains(&i), is_training);
            let touched = examples.held_out_rows(0);
            let inside = touched.contains(&examples.inputs(i).start) && touched.contains(&examples.target(i));
            prop_assert!(is_training || inside);
        }
    }
}
