//! A net that forecasts a change begins as good as what it starts from, and takes that one's place only by more than
//! chance.

use std::fmt::Write as _;

use rnntui::cli::parse_options;
use rnntui::config::TaskKind;
use rnntui::session::format::{Session, encode};
use rnntui::session::source::Source;
use rnntui::train::record::{BestMark, Measure};
use rnntui::train::trainer::{Advance, Trainer};

use crate::support::{setup, trainer};

/// A column of 200 rows, each made from noise in -1..1 and the row before.
fn series(next: impl Fn(f64, f64) -> f64) -> String {
    let mut state = 11_u32;
    let mut value = 10.0;
    (0..200).fold("price\n".to_owned(), |mut text, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        value = next(value, f64::from(state >> 8) / f64::from(1 << 23) - 1.0);
        writeln!(text, "{value:.6}").unwrap();
        text
    })
}

/// Steps that cannot be foretold.
fn walk() -> String {
    series(|value, noise| value + noise)
}

/// Each value flees from the one before to the other side of 10.
fn swinging() -> String {
    series(|value, noise| 10.0 - 0.9 * (value - 10.0) + 0.3 * noise)
}

const OPTIONS: &str = "--hidden 8 --batch 16 --lr 0.01";
const LAST: &str = "--season 0 --base last";

fn run(text: &str, options: &str) -> Trainer {
    trainer(TaskKind::Series, text, &parse_options(&format!("{OPTIONS} {options}")).unwrap(), 1)
}

/// Trains for so many epochs, through the validation of the last one.
fn train(run: &mut Trainer, epochs: u64) {
    while run.position().epoch < epochs || run.validating().is_some() {
        assert!(!matches!(run.advance(), Advance::Diverged(_)));
    }
}

fn best(run: &Trainer) -> BestMark {
    run.record().best.unwrap()
}

#[test]
fn what_cannot_be_foretold_is_answered_with_the_last_value() {
    let mut run = run(&walk(), LAST);
    train(&mut run, 0);
    let first = best(&run);
    assert_eq!((first.step, first.measure, first.measurement), (0, Measure::Validation, 1));
    train(&mut run, 30);
    let lowest = run.record().validation.buckets().map(|bucket| bucket.min).fold(f32::INFINITY, f32::min);
    assert!(lowest < first.loss, "by chance it is better: {lowest}, {}", first.loss);
    assert_eq!((best(&run).step, best(&run).loss.to_bits()), (0, first.loss.to_bits()));
    assert!(best(&run).measurement > 1, "what came nearer speaks for going on");

    // The best state is what the session answers with, and what the test part measures.
    run.test();
    let (trained, test) = (run.record().test.unwrap(), run.checkpoint().best.unwrap());
    assert_eq!((trained.step, test.state.position.step), (0, 0));
    let mut fresh = self::run(&walk(), LAST);
    train(&mut fresh, 0);
    fresh.test();
    assert_eq!(fresh.record().test.unwrap().own, trained.own);
    // Without a validation there is nothing to compare with.
    let mut alone = self::run(&walk(), "--season 0 --base last --val-frac 0");
    assert!(alone.validating().is_none());
    train(&mut alone, 2);
    assert!(alone.record().best.is_some_and(|best| best.step > 0));
}

#[test]
fn what_can_be_foretold_is_learnt() {
    let mut run = run(&swinging(), LAST);
    train(&mut run, 30);
    let start = run.record().validation.at(0).unwrap();
    assert!(best(&run).step > 0 && best(&run).loss < 0.2 * start.min, "{:?}, {start:?}", best(&run));
}

/// With a season a few rows cannot prove a trend, and what is lower by chance is taken.
#[test]
fn with_a_season_what_is_lower_is_better() {
    let mut run = run(&walk(), "--season 2 --base season");
    train(&mut run, 30);
    let start = run.record().validation.at(0).unwrap();
    let lowest = run.record().validation.buckets().map(|bucket| bucket.min).fold(f32::INFINITY, f32::min);
    assert_eq!(best(&run).loss.to_bits(), lowest.to_bits());
    assert!(lowest < start.min && best(&run).step > 0);
}

#[test]
fn the_first_validation_is_part_of_the_run() {
    let text = walk();
    let mut run = run(&text, LAST);
    run.set_tape(1 << 20);
    train(&mut run, 3);
    let (live, validations) = (run.record().clone(), run.record().validation.points());
    assert_eq!(validations, 4, "one before the first step, one after each epoch");
    run.stand_after(0).unwrap();
    assert_eq!((run.position().step, run.record().validation.points(), best(&run).step), (0, 1, 0));
    run.come_back();
    assert_eq!(*run.record(), live);
    assert!(run.verify(&mut |_, _| {}).is_ok());

    let dir = tempfile::TempDir::new().unwrap();
    let (file, path) = (dir.path().join("walk.csv"), dir.path().join("s.ron"));
    std::fs::write(&file, &text).unwrap();
    let setup = setup(TaskKind::Series, &text, &parse_options(&format!("{OPTIONS} {LAST}")).unwrap());
    let source = Source::new("walk.csv", std::slice::from_ref(&file), &setup).unwrap();
    std::fs::write(&path, encode(&source, &run.checkpoint()).unwrap()).unwrap();
    let mut again = self::run(&text, LAST);
    again.restore(Session::read(&path).unwrap().checkpoint).unwrap();
    train(&mut run, 6);
    train(&mut again, 6);
    assert_eq!(run.record().validation, again.record().validation);
    assert!(again.verify(&mut |_, _| {}).is_ok());
}

/// A run of a version that had no validation before the first step goes on and back as it did.
#[test]
fn a_run_that_began_without_it_stays_without_it() {
    let mut run = run(&swinging(), LAST);
    // The parameters that the seed gives, put there by hand: such a run begins without a validation.
    let same = run.params().clone();
    run.set_params(same.iter().map(|(_, numbers)| numbers));
    train(&mut run, 2);
    assert_eq!(run.record().validation.points(), 2);
    let mut older = run.checkpoint();
    older.first = None;
    let mut again = self::run(&swinging(), LAST);
    again.restore(older).unwrap();
    train(&mut again, 4);
    assert_eq!(again.record().validation.points(), 4);
    assert!(again.verify(&mut |_, _| {}).is_ok());
    again.stand_after(0).unwrap();
    assert_eq!((again.position().step, again.record().validation.points()), (0, 0));
}
