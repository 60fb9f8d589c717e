//! Whatever a run is and wherever it stands: its session read again is the run, bit for bit.

use std::fs;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::support::labelled;
use rnntui::config::{Input, Options, Row, TABLE, TaskKind};
use rnntui::data::Data;
use rnntui::nn::param::ParamSet;
use rnntui::session::format::{Header, Session, encode};
use rnntui::session::source::Source;
use rnntui::task::Setup;
use rnntui::task::view::{Errors, Measured};
use rnntui::train::checkpoint::Checkpoint;
use rnntui::train::journal::Action;
use rnntui::train::record::{LastStep, TestMark};
use rnntui::train::trainer::{Advance, Trainer};

/// Values of every kind that leave a run small; each option takes those that it allows.
const TEXTS: [&str; 13] = [
    "0",
    "1",
    "2",
    "3",
    "5",
    "full",
    "true",
    "0.1",
    "0.25",
    "0.3333333333333333",
    "1e-5",
    "7.5",
    "18446744073709551615",
];

fn values(row: &dyn Row) -> Vec<String> {
    let texts: Vec<String> = match row.input() {
        Input::Choice(choices) => choices.iter().map(|choice| choice.get_name().to_owned()).collect(),
        _ => TEXTS.into_iter().chain((row.name() == "target").then_some("a \"b\"")).map(str::to_owned).collect(),
    };
    texts.into_iter().filter(|text| row.check(text).is_ok()).collect()
}

/// A few options of a task, each with a value that it allows; not all of them go together.
fn some_options(task: TaskKind) -> impl Strategy<Value = Options> {
    let rows: Vec<_> = TABLE.into_iter().filter(|row| row.tasks().contains(&task)).collect();
    proptest::collection::vec((any::<Index>(), any::<Index>()), 0..6).prop_map(move |given| {
        let mut options = Options::default();
        options.set("hidden", "5").unwrap();
        for (row, value) in given {
            let row = rows[row.index(rows.len())];
            let values = values(row);
            if !values.is_empty() {
                options.set(row.name(), &values[value.index(values.len())]).unwrap();
            }
        }
        options
    })
}

/// Small data of a task, with characters that a file must not take for its own.
fn content(task: TaskKind) -> BoxedStrategy<String> {
    match task {
        TaskKind::Text => "[a-d\"\\\\\n한😀]{30,120}".boxed(),
        TaskKind::Series => proptest::collection::vec((-9.0_f32..9.0, 0_u8..9), 40..60)
            .prop_map(|rows| {
                let line = |(a, b): &(f32, u8)| format!("{a},{b}\n");
                format!("a \"\"b\"\",c\n{}", rows.iter().map(line).collect::<String>()).replacen(
                    "a \"\"b\"\"",
                    "\"a \"\"b\"\"\"",
                    1,
                )
            })
            .boxed(),
        TaskKind::Classify | TaskKind::Generate => (20_usize..50).prop_map(labelled::rows).boxed(),
        TaskKind::Translate => {
            proptest::collection::vec("[a-c]{1,3}( [a-c\"한]{1,2}){0,3}\t[x-z]{1,2}( [x-z]{1,2}){0,3}", 12..30)
                .prop_map(|rows| rows.join("\n"))
                .boxed()
        }
    }
}

/// What is done to a run.
#[derive(Debug, Clone)]
enum Deed {
    Advance(u8),
    Rate(f64),
    Undo,
    Best,
    Note(Action),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let action = prop_oneof![
        Just(Action::Pause),
        Just(Action::Continue),
        Just(Action::Resume),
        any::<u64>().prop_map(Action::TrainEpochs),
        Just(Action::TrainOn),
        any::<u64>().prop_map(Action::Diverge),
        Just(Action::Step(1)),
    ];
    let deed = prop_oneof![
        3 => (1_u8..5).prop_map(Deed::Advance),
        1 => (1e-6..0.5).prop_map(Deed::Rate),
        1 => Just(Deed::Undo),
        1 => Just(Deed::Best),
        1 => action.prop_map(Deed::Note),
    ];
    proptest::collection::vec(deed, 0..10)
}

#[derive(Debug, Clone)]
struct Case {
    task: TaskKind,
    content: String,
    options: Options,
    deeds: Vec<Deed>,
    /// Steps and validations that were measured before.
    measured: (u16, u16),
    name: String,
}

fn cases() -> impl Strategy<Value = Case> {
    let rest = (deeds(), (0_u16..3000, 0_u16..1500), "[a-z\"\\\\ \n한]{1,12}");
    (select(&TaskKind::ALL[..]), rest).prop_flat_map(|(task, (deeds, measured, name))| {
        let case = move |(content, options)| Case {
            task,
            content,
            options,
            deeds: deeds.clone(),
            measured,
            name: name.clone(),
        };
        (content(task), some_options(task)).prop_map(case)
    })
}

/// The run of a case where its deeds have led; none if there is no such run, or none that is saved.
fn run(case: &Case) -> Option<(Source, Checkpoint)> {
    let data = Data::parse(&case.content, &case.options.format(case.task)).ok()?;
    let setup = Setup::new(&case.options, case.task, data).ok()?;
    let dir = tempfile::TempDir::new().unwrap();
    let mut source = Source::new("data", &[dir.path().join("data")], &setup).unwrap();
    source.name.clone_from(&case.name);
    let mut trainer = Trainer::new(setup, 1).ok()?;
    let mut checkpoint = trainer.checkpoint();
    let record = &mut checkpoint.record;
    let loss = |step: u16| f32::from(step % 101) / 7.0 - 3.0;
    for step in 1..=case.measured.0 {
        record
            .push_step(step.into(), LastStep { loss: loss(step), accuracy: loss(step) / 3.0, grad_norm: -loss(step) });
    }
    for step in 1..=case.measured.1 {
        record.push_validation(step.into(), -loss(step), (step % 2 == 0).then_some(loss(step)));
    }
    record.test = (!case.measured.1.is_multiple_of(3)).then(|| {
        let accuracy = (case.measured.1 % 3 == 1).then_some(0.5);
        let mae = f64::from(case.measured.1) / 7.0;
        let own =
            (case.measured.1 % 3 == 2).then_some(Measured { errors: Errors { mae, rmse: 1.0 + mae }, mase: mae / 3.0 });
        TestMark { step: 0, loss: loss(case.measured.1), accuracy, own }
    });
    trainer.restore(checkpoint).unwrap();
    for deed in &case.deeds {
        match *deed {
            Deed::Advance(steps) => {
                for _ in 0..steps {
                    if matches!(trainer.advance(), Advance::Diverged { .. }) {
                        return None;
                    }
                }
            }
            Deed::Rate(rate) => drop(trainer.set_learning_rate(rate)),
            Deed::Undo => drop(trainer.undo()),
            Deed::Best => drop(trainer.go_to_best()),
            Deed::Note(ref action) => trainer.note(action.clone()),
        }
    }
    let checkpoint = trainer.checkpoint();
    let finite = |set: &ParamSet| set.iter().all(|(_, data)| data.iter().all(|x| x.is_finite()));
    let state = &checkpoint.state;
    let saved = finite(&state.params) && state.optimizer.moments().iter().all(|(_, set)| finite(set));
    saved.then_some((source, checkpoint))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 80,
        max_global_rejects: 10_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_session_read_again_is_the_run(case in cases()) {
        let run = run(&case);
        prop_assume!(run.is_some());
        let (source, checkpoint) = run.unwrap();
        let dir = tempfile::TempDir::new().unwrap();
        let path = dir.path().join("s.ron");
        let text = encode(&source, &checkpoint).unwrap();
        fs::write(&path, &text).unwrap();

        let session = Session::read(&path).unwrap();
        prop_assert_eq!(&session.source, &source);
        prop_assert_eq!(&session.checkpoint, &checkpoint);
        // Numbers that are equal may differ in bits: 0 and -0.
        prop_assert_eq!(encode(&session.source, &session.checkpoint).unwrap(), text);

        let Checkpoint { config, plan, state, record, .. } = checkpoint;
        let header = Header {
            task: case.task,
            name: case.name,
            model: config.model.summary(),
            lesson: source.lesson,
            parent: None,
            validation_accuracy: record.validation_accuracy,
            options: config.options(),
            plan,
            best: record.best,
            test: record.test,
            epoch: state.position.epoch,
            step: state.position.step,
            loss: record.loss(),
            validation_loss: record.validation_loss,
            seconds: record.seconds,
        };
        prop_assert_eq!(Header::read(&path).unwrap(), header);
    }
}
