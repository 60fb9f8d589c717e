//! Invariant 9: what is shown is a function of a state, its record and what is asked. A state read from a file, one
//! gone back to and the same state when it was live are shown alike, field for field, and go on alike.

use std::ops::ControlFlow;
use std::sync::Arc;

use crate::support::{labelled, setup};
use rnntui::cli::parse_options;
use rnntui::config::TaskKind;
use rnntui::session::format::{Session, encode};
use rnntui::session::source::Source;
use rnntui::task::{Ask, Query};
use rnntui::train::checkpoint::Checkpoint;
use rnntui::train::keyframe::Keyframe;
use rnntui::train::message::{
    Examples, HeldUnit, NeuronsAsk, Over, Snapshot, Source as Reads, StudyAsk, View, WriteAsk,
};
use rnntui::train::plan::Plan;
use rnntui::train::record::{Record, RecordMark};
use rnntui::train::state::TrainState;
use rnntui::train::trainer::{Advance, Trainer};

const SHIP: &str = include_str!("../../ship.txt");
const PAIRS: &str = include_str!("../../src/lessons/seq2seq/pairs.tsv");
const PRICES: &str = include_str!("../../src/lessons/timeseries/prices.csv");

/// A run of every task and kind of batches, each with a validation.
fn runs() -> Vec<(&'static str, TaskKind, String, &'static str)> {
    let rows = labelled::rows(60);
    vec![
        ("windows", TaskKind::Text, SHIP.to_owned(), "--val-frac 0.2 --batch 40"),
        ("streams", TaskKind::Text, SHIP.to_owned(), "--stateful --batch 3 --seq-len 8 --cell lstm --val-frac 0.2"),
        (
            "long windows",
            TaskKind::Text,
            SHIP.repeat(120),
            "--stride 1 --batch 5 --hidden 4 --cell gru --val-frac 0.01",
        ),
        ("documents", TaskKind::Text, SHIP.replace(',', "\n"), "--documents line --seq-len 7 --val-frac 0.3 --batch 9"),
        (
            "documents of words",
            TaskKind::Text,
            SHIP.repeat(9).replace(',', "\n\n"),
            "--documents blank --tokens word --min-count 2 --stateful --batch 3 --seq-len 4 --cell gru --test-frac 0.2",
        ),
        ("coarse streams", TaskKind::Text, SHIP.to_owned(), "--precision bf16 --stateful --batch 3 --seq-len 8"),
        ("coarse pairs", TaskKind::Translate, PAIRS.to_owned(), "--precision bf16 --attention --hidden 8 --batch 9"),
        ("series", TaskKind::Series, PRICES.to_owned(), "--batch 32 --dropout 0.2 --layers 2"),
        ("classify", TaskKind::Classify, rows.clone(), "--bidirectional --hidden 6 --batch 16"),
        ("generate", TaskKind::Generate, rows, "--hidden 8 --batch 16 --embed 4"),
        ("translate", TaskKind::Translate, PAIRS.to_owned(), "--attention --teacher-forcing 0.5 --hidden 8 --batch 9"),
    ]
}

/// Queries that differ in all that can be asked.
fn queries() -> [Query; 11] {
    let drawn = WriteAsk { temperature: Some(0.7), top_k: Some(3), seed: 5, ..WriteAsk::default() };
    let held = WriteAsk {
        prefix: "If you é".to_owned(),
        hold: vec![HeldUnit { layer: 0, unit: 2, value: 0.5 }],
        zero: Some(-1),
        ..WriteAsk::default()
    };
    let ask = |example, ask| Query { example, trace: false, ask: Some(ask), work: Query::GLANCE };
    let typed = StudyAsk { source: Reads::Typed("If you é".to_owned()), ..StudyAsk::default() };
    let held_out = StudyAsk { source: Reads::HeldOut, ..StudyAsk::default() };
    [
        ask(1, Ask::Neurons(NeuronsAsk { place: 0, study: typed })),
        Query { work: 20_000, ..ask(4, Ask::Neurons(NeuronsAsk { place: 9, study: held_out })) },
        ask(3, Ask::Weights(1)),
        ask(2, Ask::Write(drawn)),
        Query { work: 20_000, ..ask(0, Ask::Write(held)) },
        Query { example: 0, trace: true, ask: None, work: Query::GLANCE },
        Query { example: 7, trace: false, ask: None, work: 20_000 },
        Query { example: usize::MAX, trace: true, ask: None, work: Query::STARE },
        Query { work: 400_000, ..ask(2, Ask::Gates) },
        Query { trace: true, work: 2_000_000, ..ask(5, Ask::Gradients(Over::Batch)) },
        Query { work: 0, ..ask(usize::MAX, Ask::Gradients(Over::Batch)) },
    ]
}

/// A moment of a run, with all that was shown at it.
struct Seen {
    state: TrainState,
    record: Record,
    mark: RecordMark,
    best: Option<Arc<Keyframe>>,
    shown: Vec<Snapshot>,
}

fn shown(trainer: &mut Trainer) -> Vec<Snapshot> {
    let show = Arc::clone(trainer.show());
    let (state, record) = trainer.now();
    queries().into_iter().map(|query| Snapshot::of(&*show, state, record, query)).collect()
}

/// Ten moments of a run: before the first step, within epochs, at their ends, before and after validations.
fn watched(trainer: &mut Trainer) -> Vec<Seen> {
    let mut seen = Vec::new();
    for moment in 0..10 {
        if moment == 6 {
            trainer.set_learning_rate(0.01).unwrap();
        }
        let (shown, best) = (shown(trainer), trainer.best().cloned());
        let (state, record) = trainer.now();
        seen.push(Seen { state: state.clone(), record: record.clone(), mark: record.mark(), best, shown });
        for _ in 0..=moment {
            assert!(!matches!(trainer.advance(), Advance::Diverged { .. }));
        }
    }
    seen
}

fn assert_alike(what: &str, found: &[Snapshot], wanted: &[Snapshot]) {
    for ((found, wanted), query) in found.iter().zip(wanted).zip(queries()) {
        assert_eq!(found, wanted, "{what}, {query:?}");
    }
}

#[test]
fn a_saved_state_is_shown_as_it_was_when_it_was_saved() {
    let dir = tempfile::TempDir::new().unwrap();
    for (name, task, content, options) in runs() {
        let options = parse_options(options).unwrap();
        let setup = setup(task, &content, &options);
        let file = dir.path().join("data");
        std::fs::write(&file, &content).unwrap();
        let source = Source::new("data", std::slice::from_ref(&file), &setup).unwrap();
        let mut trainer = Trainer::new(setup, 2).unwrap();
        for (moment, seen) in watched(&mut trainer).into_iter().enumerate() {
            let Seen { state, record, best, .. } = seen;
            let plan = Plan::new(3, Some(50), Some(7));
            let checkpoint = Checkpoint { plan, state, record, best, ..trainer.checkpoint() };
            let path = dir.path().join("session.ron");
            std::fs::write(&path, encode(&source, &checkpoint).unwrap()).unwrap();
            let session = Session::read(&path).unwrap();
            assert_eq!(session.checkpoint, checkpoint, "{name}, moment {moment}: the session is the run");
            let again = session.setup(&path, None, &mut |_, _| ControlFlow::Continue(())).unwrap();
            let mut again = Trainer::new(again, 1).unwrap();
            again.restore(session.checkpoint).unwrap();
            assert_alike(&format!("{name}, moment {moment}"), &shown(&mut again), &seen.shown);
        }
    }
}

#[test]
fn going_back_is_as_if_nothing_later_had_been() {
    for (name, task, content, options) in runs() {
        let options = parse_options(options).unwrap();
        let mut trainer = Trainer::new(setup(task, &content, &options), 2).unwrap();
        let seen = watched(&mut trainer);
        let end = trainer.checkpoint();
        for (moment, seen) in seen.iter().enumerate().rev() {
            let mut record = trainer.record().clone();
            record.cut(&seen.mark);
            assert_eq!(record, seen.record, "{name}, moment {moment}: the record cut there");
            let (state, best) = (seen.state.clone(), seen.best.clone());
            let then = Checkpoint { state, record, best, ..trainer.checkpoint() };
            trainer.restore(then).unwrap();
            assert_alike(&format!("{name}, moment {moment}"), &shown(&mut trainer), &seen.shown);
        }
        // On from the beginning again, the way it went before.
        watched(&mut trainer);
        let mut again = trainer.checkpoint();
        again.record.seconds = end.record.seconds;
        let state = |best: &Arc<Keyframe>| best.state.clone();
        assert!(again.best.as_ref().map(state) == end.best.as_ref().map(state), "{name}: the best state");
        again.best.clone_from(&end.best);
        assert!(again == end, "{name}");
    }
}

#[test]
fn a_view_says_what_it_covers_and_begins_with_what_is_looked_at() {
    for (name, task, content, options) in runs() {
        let options = parse_options(options).unwrap();
        let mut trainer = Trainer::new(setup(task, &content, &options), 1).unwrap();
        let little = trainer.view(Query { example: 11, trace: false, ask: None, work: 0 });
        let all = trainer.view(Query { example: 11, trace: false, ask: None, work: Query::STARE });
        assert!(all.whole, "{name}");
        // A shorter list has another row in that place.
        let listed = matches!(task, TaskKind::Classify | TaskKind::Translate);
        assert!(!little.hidden.layers.is_empty() && (listed || little.hidden == all.hidden), "{name}");
        let covered = |view: View| match view.examples {
            Examples::Text(view) => (view.predicted.iter().flatten().count() / view.seq_len, view.rows()),
            Examples::Series(view) => (view.said.iter().filter(|said| said.is_finite()).count(), view.rows()),
            Examples::Classify(view) => (view.training.answered + view.validation.answered + view.test.answered, 60),
            Examples::Generate(view) => (view.written.len(), view.labels),
            Examples::Translate(view) => (view.training.pairs + view.validation.pairs + view.test.pairs, 58),
        };
        let ((few, of), (everything, _)) = (covered(little), covered(all));
        assert_eq!(everything, of, "{name}");
        let fewest = match task {
            TaskKind::Text | TaskKind::Classify | TaskKind::Series => 1,
            // The two labels there are.
            TaskKind::Generate => 2,
            TaskKind::Translate => 16,
        };
        assert_eq!(few, fewest, "{name}");
    }
}
