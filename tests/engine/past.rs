//! Invariant 10: any step of a run can be gone back to, and is there what it was, bit for bit, for every task and
//! option, across resumes and changes by hand; looking back changes nothing.

use std::sync::Arc;

use rnntui::cli::parse_options;
use rnntui::config::TaskKind;
use rnntui::task::{Query, view::View};
use rnntui::train::keyframe::Keyframe;
use rnntui::train::record::Record;
use rnntui::train::state::TrainState;
use rnntui::train::tape::ROOM;
use rnntui::train::trainer::{Advance, NoSuchStep, Trainer};

use crate::support::trainer;

const SHIP: &str = include_str!("../../ship.txt");
const PRICES: &str = include_str!("../../src/lessons/timeseries/prices.csv");
const PAIRS: &str = include_str!("../../src/lessons/seq2seq/pairs.tsv");

fn rows() -> String {
    let words = ["good", "fine", "great", "nice", "bad", "awful", "poor", "sad"];
    let row = |row: usize| format!("{}\t{} day {}", usize::from(row % 8 > 3), words[row % 8], row % 5);
    (0..40).map(row).collect::<Vec<_>>().join("\n")
}

/// A run of every task, with every option by which a step depends on more than its parameters.
fn runs() -> Vec<(TaskKind, String, String)> {
    let text = |options: &str| (TaskKind::Text, SHIP.to_owned(), options.to_owned());
    let mut runs = vec![
        text("--layers 1 --hidden 6"),
        text("--stateful --batch 3 --cell lstm --hidden 5 --dropout 0.3 --layers 2 --val-frac 0.2"),
        text(
            "--batch 40 --cell gru --hidden 5 --dropout 0.2 --layers 2 --val-frac 0.2 --val-every 3 \
             --schedule plateau:0.5:1",
        ),
        text("--batch 40 --hidden 5 --schedule warmup:7s:0.01+cosine:9"),
        (
            TaskKind::Series,
            PRICES.to_owned(),
            "--bidirectional --hidden 4 --batch 64 --dropout 0.2 --layers 2".to_owned(),
        ),
        (TaskKind::Classify, rows(), "--hidden 4 --embed 3 --batch 9 --val-frac 0.2 --bidirectional".to_owned()),
        (TaskKind::Generate, rows(), "--hidden 4 --batch 9 --layers 2 --dropout 0.3".to_owned()),
        (TaskKind::Classify, rows(), "--precision bf16 --hidden 20 --batch 16 --val-frac 0.2".to_owned()),
        (
            TaskKind::Translate,
            PAIRS.to_owned(),
            "--hidden 4 --embed 3 --batch 7 --attention --teacher-forcing 0.5 --bidirectional --val-frac 0.2"
                .to_owned(),
        ),
    ];
    for optimizer in
        ["sgd --momentum 0.9 --nesterov --lr 0.1", "rmsprop --centered --lr 0.01", "adagrad --lr 0.1", "adamw"]
    {
        runs.push(text(&format!("--batch 60 --hidden 5 --optimizer {optimizer}")));
    }
    runs
}

/// A moment of a run as it was when it was live.
#[derive(Debug, PartialEq)]
struct Seen {
    state: TrainState,
    record: Record,
    view: View,
}

fn seen(run: &mut Trainer) -> Seen {
    let (state, record) = run.now();
    let (state, mut record) = (state.clone(), record.clone());
    record.seconds = 0.0;
    Seen { state, record, view: run.view(Query::default()) }
}

/// Does what a person does after this step, in the moment before or after its validation.
fn by_hand(run: &mut Trainer, validating: bool) {
    match (run.position().step, validating) {
        (5 | 23, false) | (12, true) => {
            run.set_learning_rate(run.learning_rate() * 0.7).unwrap();
        }
        (9, false) | (24, true) => {
            run.undo();
        }
        _ => {}
    }
}

/// Trains to this step, and shows each moment from which a step began.
fn train(run: &mut Trainer, to: u64, watch: &mut dyn FnMut(u64, &mut Trainer)) {
    loop {
        let due = run.validating().is_some();
        if run.validating().is_none_or(|(chunk, _)| chunk == 0) {
            by_hand(run, due);
        }
        if !due {
            watch(run.position().step, run);
            if run.position().step >= to {
                return;
            }
        }
        assert!(!matches!(run.advance(), Advance::Diverged(_)), "{:?}", run.position());
    }
}

#[test]
fn every_step_is_there_again_as_it_was_and_looking_back_changes_nothing() {
    for (task, content, options) in runs() {
        for room in [ROOM, 0] {
            let name = format!("{task:?} {options}, {room} bytes of tape");
            let parsed = parse_options(&options).unwrap();
            let mut run = trainer(task, &content, &parsed, 1);
            run.set_tape(room);
            let mut moments = Vec::new();
            train(&mut run, 14, &mut |_, run| moments.push(seen(run)));
            // Half of it in another process.
            let half = run.checkpoint();
            let mut run = trainer(task, &content, &parsed, 2);
            run.set_tape(room);
            run.restore(half).unwrap();
            moments.pop();
            train(&mut run, 31, &mut |_, run| moments.push(seen(run)));
            let (live, best) = (seen(&mut run), run.best().cloned());
            for step in [30, 0, 17, 24, 5, 9, 12, 1, 23, 13, 14, 29, 2, 31] {
                run.stand_after(step).unwrap();
                let was = &moments[usize::try_from(step).unwrap()];
                let now = seen(&mut run);
                assert!(now.state == was.state, "{name}: the state after step {step}");
                assert_eq!(now.record.journal, was.record.journal, "{name}: step {step}");
                assert_eq!(now.record, was.record, "{name}: step {step}");
                assert!(now.view == was.view, "{name}: the view of step {step}");
                assert_eq!((run.newest_step(), run.is_past()), (31, step != 31));
            }
            run.stand_after(20).unwrap();
            let saved = run.checkpoint();
            assert!(saved.state == live.state && saved.best == best, "{name}: what is saved");
            run.come_back();
            assert!(seen(&mut run) == live, "{name}: come back");
            let mut straight = trainer(task, &content, &parsed, 1);
            train(&mut straight, 40, &mut |_, _| {});
            train(&mut run, 40, &mut |_, _| {});
            assert!(seen(&mut run).state == seen(&mut straight).state, "{name}: gone on");
            let verified = run.verify(&mut |_, _| {}).unwrap();
            assert_eq!((verified.steps, verified.keyframes > 0), (40, room > 0), "{name}");
        }
    }
}

/// Twenty changes by hand in two processes, some of them while a validation is due, with a schedule that sees it.
#[test]
fn a_run_with_many_changes_by_hand_is_what_its_journal_says() {
    let options = parse_options("--batch 50 --hidden 5 --val-frac 0.3 --schedule plateau:0.5:0 --val-every 2").unwrap();
    let change = |run: &mut Trainer, factor: f64| {
        run.set_learning_rate(run.learning_rate() * factor).unwrap();
    };
    let mut run = trainer(TaskKind::Text, SHIP, &options, 1);
    let mut changes = 0;
    while changes < 20 {
        if changes == 10 {
            let half = run.checkpoint();
            run = trainer(TaskKind::Text, SHIP, &options, 2);
            run.restore(half).unwrap();
        }
        let (step, due) = (run.position().step, run.validating().is_some());
        if (due && step % 3 == 0) || (!due && step % 5 == 1) {
            change(&mut run, if step % 2 == 0 { 1.3 } else { 0.8 });
            changes += 1;
        }
        run.advance();
    }
    let end = run.position().step;
    assert_eq!(run.verify(&mut |_, _| {}).map(|verified| verified.steps), Ok(end));
    // One bit of one weight of one keyframe.
    let mut altered = run.tape().frames().map(|frame| (frame.state.clone(), frame.record.clone())).nth(2).unwrap();
    let weight = &mut altered.0.params.as_mut_slice()[7];
    *weight = f32::from_bits(weight.to_bits() ^ 1);
    let step = altered.0.position.step;
    run.load_tape([Arc::new(Keyframe { state: altered.0, record: altered.1 })]);
    let difference = run.verify(&mut |_, _| {}).unwrap_err();
    assert_eq!((difference.step, difference.what.as_str()), (step, "rnn.weight_ih_l0"));
}

/// Going back, on and forth again, with changes by hand at the very step that is gone back to.
#[test]
fn a_run_that_went_back_is_what_its_journal_says() {
    for options in
        ["--val-frac 0.2 --batch 60 --lr 0.01", "--lr 0.1", "--stateful --batch 3 --seq-len 8 --val-frac 0.3"]
    {
        let parsed = parse_options(options).unwrap();
        let mut run = trainer(TaskKind::Text, SHIP, &parsed, 1);
        let on = |run: &mut Trainer, epochs: u64| {
            let until = run.position().epoch + epochs;
            while run.position().epoch < until || run.validating().is_some() {
                run.advance();
            }
        };
        on(&mut run, 9);
        run.set_learning_rate(0.5).unwrap();
        on(&mut run, 4);
        run.go_to_best().unwrap();
        on(&mut run, 3);
        run.verify(&mut |_, _| {}).unwrap_or_else(|difference| panic!("{options}, gone back: {difference}"));
        run.set_learning_rate(0.7).unwrap();
        on(&mut run, 3);
        if run.go_to_best().is_some() {
            run.advance();
            if run.undo().is_some() {
                on(&mut run, 2);
            }
        }
        run.verify(&mut |_, _| {}).unwrap_or_else(|difference| panic!("{options}, and forth: {difference}"));
        // One weight of the newest state.
        let mut altered = run.checkpoint();
        altered.state.params.as_mut_slice()[3] += 0.5;
        let newest = altered.state.position.step;
        run.restore(altered).unwrap();
        assert_eq!(run.verify(&mut |_, _| {}).map_err(|difference| difference.step), Err(newest), "{options}");
    }
}

#[test]
fn a_step_that_is_not_the_runs_is_refused_and_nothing_changes() {
    let options = parse_options("--layers 1 --hidden 6").unwrap();
    let mut run = trainer(TaskKind::Text, SHIP, &options, 1);
    train(&mut run, 10, &mut |_, _| {});
    let live = seen(&mut run);
    assert_eq!(run.stand_after(11), Err(NoSuchStep::Beyond { step: 11, first: 0, made: 10 }));
    run.stand_after(4).unwrap();
    run.begin_here();
    assert!(run.is_past());
    run.come_back();
    assert_eq!(run.stand_after(3), Err(NoSuchStep::Before { step: 3, first: 4 }));
    assert!(seen(&mut run) == live);
}

/// A run that went back to its best state, and on from there, is the line that it is now.
#[test]
fn what_was_left_is_no_part_of_the_line() {
    let options = parse_options("--lr 0.1").unwrap();
    let mut run = trainer(TaskKind::Text, SHIP, &options, 1);
    let mut moments = Vec::new();
    train(&mut run, 60, &mut |_, run| moments.push(seen(run)));
    run.set_learning_rate(5.0).unwrap();
    train(&mut run, 70, &mut |_, _| {});
    let (_, best) = run.go_to_best().unwrap();
    run.set_learning_rate(0.01).unwrap();
    train(&mut run, best + 30, &mut |_, _| {});
    assert!(run.tape().frames().all(|frame| frame.state.position.step <= best + 30));
    run.set_tape(0);
    run.stand_after(best).unwrap();
    assert_eq!(run.now().0.params, moments[usize::try_from(best).unwrap()].state.params);
    run.come_back();
    let live = seen(&mut run);
    run.stand_after(best + 29).unwrap();
    run.replay();
    assert!(seen(&mut run) == live, "replayed to the newest");
}
