//! Series from file to forecast: PyTorch's numbers through the trainer, the invariants, and the command line's
//! contract.
#![expect(clippy::cast_possible_truncation, reason = "PyTorch's numbers are f32")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::support::{assert_within, fixture, floats, tensor};
use rnntui::config::{Batch, Options, Scale, TaskKind, rows};
use rnntui::task::Query;
use rnntui::train::message::{Errors, Examples, SeriesScore, SeriesView};
use rnntui::train::trainer::{Advance, StepRecord, Trainer};
use serde_json::Value;

/// A wave with a second column that runs a step ahead of it: what comes next can be read off, but is not what was
/// there.
pub(super) fn waves(rows: u32) -> String {
    let mut text = "day,ahead,wave\n".to_owned();
    for row in 0..rows {
        let wave = |row: u32| 100.0 + 20.0 * (f64::from(row) * 0.4).sin();
        writeln!(text, "2024-{:02}-{:02},{:.3},{:.3}", 1 + row / 28, 1 + row % 28, wave(row + 1), wave(row)).unwrap();
    }
    text
}

/// The course's way to forecast a series, and its net.
const COURSE: &str =
    "--forecast value --cell lstm --hidden 10 --seq-len 7 --batch full --lr 0.01 --clip 0 --train-frac 0.7";

fn course(more: &str) -> Options {
    let more = rnntui::cli::parse_options(more).unwrap();
    more.over(rnntui::cli::parse_options(COURSE).unwrap())
}

fn trainer(text: &str, options: &Options, threads: usize) -> Trainer {
    crate::support::trainer(TaskKind::Series, text, options, threads)
}

fn view(trainer: &mut Trainer) -> SeriesView {
    let Examples::Series(view) = trainer.view(Query::default()).examples else { panic!("no series") };
    view
}

/// Trains through this many epochs with their validations; the training steps.
fn epochs(trainer: &mut Trainer, wanted: u64) -> Vec<StepRecord> {
    let until = trainer.position().epoch + wanted;
    let mut steps = Vec::new();
    while trainer.position().epoch < until || trainer.validating().is_some() {
        match trainer.advance() {
            Advance::Step(record) => steps.push(record),
            Advance::ValidationChunk | Advance::Validated { .. } => {}
            diverged @ Advance::Diverged { .. } => panic!("{diverged:?}"),
        }
    }
    steps
}

#[test]
fn the_lab_is_pytorchs() {
    let data = fixture("timeseries");
    let mut text = String::new();
    let list = |value: &Value| value.as_array().unwrap().iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    writeln!(text, "{}", list(&data["columns"]).replace('"', "")).unwrap();
    for row in data["rows"].as_array().unwrap() {
        writeln!(text, "{}", list(row)).unwrap();
    }
    let options = course("--scale lab").with(&rows::LR, data["lr"].as_f64().unwrap());
    let mut trainer = trainer(&text, &options, 2);
    let specs = trainer.params().table().specs().iter();
    let init: Vec<_> = specs.map(|spec| tensor(&data["init"][&spec.name]).data).collect();
    trainer.set_params(init.iter().map(Vec::as_slice));

    let wanted = floats(&data["losses"]);
    let losses: Vec<f32> = epochs(&mut trainer, wanted.len() as u64).iter().map(|step| step.loss).collect();
    assert_within("losses", &losses, &wanted, 1e-4, 1e-6);
    let loss = trainer.record().validation_loss.unwrap();
    assert_within("test loss", &[loss], &[data["test_loss"].as_f64().unwrap() as f32], 1e-3, 1e-7);

    // The view is in dollars; PyTorch's numbers are scaled by the range of the rows that held-out examples touch.
    let view = view(&mut trainer);
    let held_out = view.known.examples.validation();
    let touched = &view.known.values[held_out.start..];
    let (low, high) = touched.iter().fold((f64::MAX, f64::MIN), |(low, high), &x| (low.min(x), high.max(x)));
    let scaled = |dollars: f64| ((dollars - low) / (high - low)) as f32;
    let predicted: Vec<f32> = view.said[held_out].iter().map(|&x| scaled(x)).collect();
    assert_within("test prediction", &predicted, &tensor(&data["test_prediction"]).data, 1e-4, 1e-5);
    let from = view.known.held_out_from(0)[0].unwrap();
    let truth: Vec<f32> = view.known.values[from..].iter().map(|&x| scaled(x)).collect();
    assert_within("test target", &truth, &tensor(&data["test_target"]).data, 1e-5, 1e-5);
    // Errors in dollars are the errors of these numbers.
    let rmse = view.validation.unwrap().net.rmse / (high - low);
    assert_within("rmse", &[rmse as f32], &[loss.sqrt()], 1e-4, 1e-6);
}

#[test]
fn the_naive_forecast_is_the_value_the_horizon_before() {
    let text = "x\n1\n2\n4\n8\n16\n32\n64\n128\n256\n512\n";
    let options = course("--seq-len 2 --horizon 2");
    let mut trainer = trainer(text, &options, 1);
    let view = view(&mut trainer);
    // Rows 0 to 6 are trained on. Targets 3 to 6 against the rows 1 to 4, then 7 to 9 against 5 to 7.
    let examples = &view.known.examples;
    assert_eq!((examples.target(0), examples.training().len(), view.rows()), (3, 4, 7));
    let of = |absolute: f64, squared: f64| Some(Errors { mae: absolute, rmse: squared.sqrt() });
    let naive = |score: &Option<SeriesScore>| score.as_ref().map(|score| score.naive[0].1);
    assert_eq!(naive(&view.training), of(90.0 / 4.0, (36.0 + 144.0 + 576.0 + 2304.0) / 4.0));
    assert_eq!(naive(&view.validation), of(672.0 / 3.0, (9216.0 + 36864.0 + 147_456.0) / 3.0));
    assert!(view.said.iter().all(|said| said.is_finite()), "also before the first step");
}

/// What is said of the training rows is of the weights that are kept, not of those before each update. The errors are
/// those that PyTorch finds with the exported weights.
#[test]
fn errors_on_training_rows_are_of_the_weights_kept() {
    let kept = |file: &str, options: &str, done: u64| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/series").join(file);
        let mut trainer = trainer(&fs::read_to_string(path).unwrap(), &course(options), 2);
        epochs(&mut trainer, done);
        view(&mut trainer)
    };
    for (file, options, done, wanted) in [
        ("sine.csv", "--horizon 5 --batch 16", 300, 0.010_022),
        ("sine-with-index.csv", "--batch 16 --columns t,y", 30, 0.022_443_7),
    ] {
        let mae = kept(file, options, done).training.unwrap().net.mae;
        // Kernels that round differently drift apart a little; the errors before each update are others altogether.
        assert!((mae / wanted - 1.0).abs() < 0.02, "{file}: {mae}, not {wanted}");
    }
    let view = kept("constant.csv", "", 300);
    let [training, held_out] = [view.training, view.validation].map(|score| score.unwrap().net);
    assert_eq!(training, held_out, "all rows are alike");
}

/// All batches and both directions learn what is there to be learnt, and say so.
#[test]
fn what_can_be_read_off_is_learnt() {
    let small = course("").with(&rows::BATCH, Batch::Rows(20));
    let both = course("").with(&rows::BIDIRECTIONAL, true).with(&rows::LAYERS, 2);
    let standard = course("--horizon 2").with(&rows::SCALE, Scale::Standard);
    for (options, wanted) in [(small, 60), (both, 300), (standard, 300)] {
        let mut trainer = trainer(&waves(200), &options, 2);
        epochs(&mut trainer, wanted);
        let view = view(&mut trainer);
        let SeriesScore { net, naive, .. } = view.validation.clone().unwrap();
        let naive = naive[0].1;
        assert!(net.rmse < 0.5 * naive.rmse, "{options:?}: {net:?}, naive {naive:?}");
        let summary = Examples::Series(view).summary();
        assert!(summary.last().unwrap().starts_with("On the validation rows the net is better than"), "{summary:?}");
    }
}

#[test]
fn a_net_that_has_learnt_nothing_is_said_to_be_no_better() {
    let mut trainer = trainer(&waves(100), &course("").with(&rows::LR, 1e-9), 1);
    epochs(&mut trainer, 1);
    let summary = Examples::Series(view(&mut trainer)).summary();
    assert!(summary.last().unwrap().contains("NO better than the value before"), "{summary:?}");
}

/// Rows that run backwards are turned round once, by themselves where dates say so: the same run as on the file turned
/// round by hand.
#[test]
fn the_newest_first_is_the_oldest_last() {
    let text = waves(60);
    let (header, rows) = text.split_once('\n').unwrap();
    let backwards: Vec<&str> = rows.lines().rev().collect();
    let backwards = format!("{header}\n{}\n", backwards.join("\n"));
    let run = |text: &str, newest_first| {
        let mut trainer = trainer(text, &Options::default().with(&rows::NEWEST_FIRST, newest_first), 1);
        epochs(&mut trainer, 3);
        (trainer.params().as_slice().to_vec(), view(&mut trainer))
    };
    assert_eq!(run(&text, false), run(&backwards, true));
    assert_eq!(run(&text, false), run(&backwards, false));
    let undated = |text: &str| text.replace("2024-", "day ");
    assert_eq!(run(&undated(&text), false).0, run(&undated(&backwards), true).0);
    assert_ne!(run(&undated(&text), false).0, run(&undated(&backwards), false).0);
    let notes = |text: &str, newest_first| {
        trainer(text, &Options::default().with(&rows::NEWEST_FIRST, newest_first), 1).show().notes().join("\n")
    };
    assert!(notes(&backwards, false).contains("; newest first by the dates; "), "{}", notes(&backwards, false));
    assert!(!notes(&backwards, true).contains("--newest-first"), "{}", notes(&backwards, true));
    assert!(notes(&text, true).contains("leave --newest-first out"), "{}", notes(&text, true));
}

#[test]
fn any_number_of_threads_and_any_looking_give_the_same_bits() {
    let options = Options::default()
        .with(&rows::BATCH, Batch::Rows(50))
        .with(&rows::HIDDEN, 40)
        .with(&rows::LAYERS, 2)
        .with(&rows::DROPOUT, 0.2)
        .with(&rows::SEQ_LEN, 12);
    let run = |threads, looking: bool| {
        let mut trainer = trainer(&waves(250), &options, threads);
        for step in 0..40 {
            trainer.advance();
            if looking {
                trainer.view(Query { example: step * 7, ..Query::default() });
            }
        }
        trainer.params().as_slice().to_vec()
    };
    let one = run(1, false);
    assert!(one == run(2, true), "two threads, looked at");
    assert!(one == run(3, false), "three threads");
}

/// A long series is learnt and validated in small pieces, between which commands are heard; a look sees all of it.
#[test]
fn a_hundred_thousand_rows_stay_responsive() {
    let mut trainer = trainer(&waves(100_000), &Options::default(), 2);
    let (mut largest, mut chunks) = (0, 0);
    while trainer.position().epoch < 1 || trainer.validating().is_some() {
        match trainer.advance() {
            Advance::Step(record) => largest = largest.max(record.tokens),
            Advance::ValidationChunk | Advance::Validated { .. } => chunks += 1,
            diverged @ Advance::Diverged { .. } => panic!("{diverged:?}"),
        }
    }
    assert_eq!(view(&mut trainer).rows(), 99_983);
    assert!(trainer.record().validation_loss.is_some());
    assert!(largest <= 1000 && chunks >= 30, "a step of {largest}, a validation of 30,000 rows in {chunks} chunks");
}
