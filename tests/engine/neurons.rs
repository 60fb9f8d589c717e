//! Units are studied beside the training, in a pause and in the past, and nothing of it touches the training.

use std::time::{Duration, Instant};

use ndarray::s;
use rnntui::config::{Options, TaskKind, rows};
use rnntui::task::{Ask, Query, Study};
use rnntui::train::message::{
    Command, Inside, Look, Mark, NeuronsAsk, NeuronsView, Pace, Report, RunInfo, RunState, Snapshot, Source, StudyAsk,
    StudyView,
};
use rnntui::train::plan::Plan;
use rnntui::train::trainer::Trainer;
use rnntui::train::worker::{Handle, Run, Save, Saved, Settings, Target, spawn};

const SHIP: &str = include_str!("../../ship.txt");

/// Keeps the last state that was saved.
struct Last(std::sync::mpsc::Sender<rnntui::train::state::TrainState>);

impl Save for Last {
    fn save(
        &mut self,
        checkpoint: &rnntui::train::checkpoint::Checkpoint,
        _: &[std::sync::Arc<rnntui::train::keyframe::Keyframe>],
        _: Target,
    ) -> Result<Saved, String> {
        self.0.send(checkpoint.state.clone()).map_err(|error| error.to_string())?;
        Ok(Saved { path: "memory".into(), bytes: 1, instead: None, tape: None })
    }
}

fn trainer(text: &str) -> Trainer {
    let options = Options::default().with(&rows::HIDDEN, 12).with(&rows::VAL_FRAC, 0.2);
    crate::support::trainer(TaskKind::Text, text, &options, 1)
}

fn start(text: &str, epochs: u64) -> (Handle, std::sync::mpsc::Receiver<rnntui::train::state::TrainState>) {
    let (sender, saved) = std::sync::mpsc::channel();
    let settings = Settings { autosave: Duration::from_hours(1), paused: false, frame: Duration::ZERO, last_look: 0 };
    let text = text.to_owned();
    let worker = spawn(settings, move |_| {
        let mut trainer = trainer(&text);
        trainer.set_plan(Plan::new(0, Some(epochs), None));
        let info = RunInfo {
            resumed: false,
            session: None,
            file: String::new(),
            model: String::new(),
            parameters: 0,
            optimizer: "Adam",
            measures: rnntui::train::message::Measures::default(),
            notes: Vec::new(),
        };
        Ok(Run { trainer, saver: Box::new(Last(sender)), log: None, info, pace: Pace::Max })
    });
    (worker.unwrap(), saved)
}

fn look(worker: &Handle, study: StudyAsk) {
    let ask = Some(Ask::Neurons(NeuronsAsk { place: 0, study }));
    worker.commands.send(Command::Look(Look { ask, ..Look::default() })).unwrap();
}

fn seen(worker: &Handle, wanted: impl Fn(&Snapshot) -> bool) -> Box<Snapshot> {
    let end = Instant::now() + Duration::from_mins(1);
    loop {
        let snapshot = worker.snapshots.recv_deadline(end).expect("a snapshot like that");
        if wanted(&snapshot) {
            return snapshot;
        }
    }
}

fn report(worker: &Handle, wanted: impl Fn(&Report) -> bool) -> Report {
    let end = Instant::now() + Duration::from_mins(1);
    loop {
        let report = worker.reports.recv_deadline(end).expect("a report like that");
        if wanted(&report) {
            return report;
        }
    }
}

/// Waits for a refusal that says this, after which `instead` is studied.
fn refused(worker: &Handle, said: &str, instead: &StudyAsk) {
    let Report::StudyRefused { sentence, instead: now, .. } =
        report(worker, |report| matches!(report, Report::StudyRefused { .. }))
    else {
        unreachable!("it was waited for")
    };
    assert!(sentence.contains(said), "{sentence}");
    assert_eq!(*now, *instead);
}

/// Whether the snapshot knows all of what was asked of its own step.
fn is_known(now: &Snapshot, asked: &StudyAsk) -> bool {
    now.studied.as_ref().is_some_and(|studied| studied.asked == *asked && !studied.running && studied.step == now.step)
}

fn probe(name: &str) -> StudyAsk {
    StudyAsk { probe: Some(name.to_owned()), ..StudyAsk::default() }
}

fn all(mut study: Study, asked: &StudyAsk, step: u64) -> StudyView {
    while !study.is_done() {
        study.read_on();
    }
    study.view(asked.clone(), step)
}

/// The weights after a run that is looked at in all ways are those of one that nobody looks at, and what was told of
/// the units in the past and at its end is what those states give by themselves.
#[test]
fn units_are_studied_beside_a_run_and_change_no_bit_of_it() {
    let text = SHIP.repeat(40);
    let (worker, saved) = start(&text, 30);
    for name in ["vowels", "/e/", "upper", "spaces"] {
        look(&worker, probe(name));
        seen(&worker, |now| now.studied.as_ref().is_some_and(|studied| studied.probe == name && studied.read > 0));
        worker.commands.send(Command::StudyAgain).unwrap();
        worker.commands.send(Command::BreakOff).unwrap();
    }
    report(&worker, |report| matches!(report, Report::Finished(..)));
    let mut alone = trainer(&text);
    let steps = alone.steps_per_epoch() * 30;
    let mark = Mark { part: 0, units: vec![0, 1, 2], place: 4, len: 2 };
    let asked = StudyAsk { mark: Some(mark), ..probe("vowels") };
    look(&worker, asked.clone());
    let end = seen(&worker, |now| is_known(now, &asked) && now.step == steps);
    // Of a step in the past the study begins by itself.
    worker.commands.send(Command::GoTo(7)).unwrap();
    let past = seen(&worker, |now| now.step == 7 && is_known(now, &asked));
    while alone.position().step < steps || alone.validating().is_some() {
        if alone.position().step == 7 && alone.validating().is_none() {
            let study = alone.show().study(alone.params(), &asked).unwrap();
            assert_eq!(past.studied.as_deref(), Some(&all(study, &asked, 7)));
        }
        alone.advance();
    }
    let study = alone.show().study(alone.params(), &asked).unwrap();
    let known = all(study, &asked, steps);
    assert_eq!(end.studied.as_deref(), Some(&known));
    assert!(known.read == known.of && known.of < text.chars().count(), "what is held out is not read");
    worker.commands.send(Command::Quit { save: true }).unwrap();
    report(&worker, |report| *report == Report::Stopped);
    let saved = saved.recv().unwrap();
    assert_eq!(saved.params, *alone.params());
    assert_eq!(saved, *alone.now().0);
}

/// What cannot be studied is said in a sentence, as often as it is asked for, and what was known before stays.
#[test]
fn what_cannot_be_studied_is_refused_and_what_was_known_stays() {
    let (worker, _saved) = start(SHIP, 3);
    report(&worker, |report| matches!(report, Report::Finished(..)));
    let good = probe("vowels");
    look(&worker, good.clone());
    let before = seen(&worker, |now| is_known(now, &good)).studied;
    let mark = |part: usize, unit: usize| Mark { part, units: vec![unit], place: 0, len: 2 };
    let marked = |mark: Mark| StudyAsk { mark: Some(mark), ..good.clone() };
    for (bad, said) in [
        (probe("/(/"), "is no regular expression"),
        (probe("/(/"), "is no regular expression"),
        (probe("quote"), "\"quote\" is no probe"),
        (marked(mark(0, 12)), "there is no unit 12 of layer 1: the net has 2 layers of 12"),
        (marked(mark(2, 0)), "there is no unit 0 of layer 3"),
    ] {
        look(&worker, bad);
        refused(&worker, said, &good);
        look(&worker, good.clone());
        let now = seen(&worker, |now| is_known(now, &good));
        assert_eq!((now.studied, now.state), (before.clone(), RunState::Paused));
        // The refusal is forgotten once the other is looked at again.
        std::thread::sleep(Duration::from_millis(250));
    }
    worker.dismiss();
}

/// A refusal is reported once, even if the ask stands while the step moves on: reporting it at each look made an
/// endless loop of the worker and a screen that had nothing to take back.
#[test]
fn what_is_refused_is_refused_once_while_the_step_moves() {
    let (worker, _saved) = start(SHIP, 3);
    report(&worker, |report| matches!(report, Report::Finished(..)));
    let good = probe("vowels");
    look(&worker, good.clone());
    seen(&worker, |now| is_known(now, &good));
    look(&worker, probe("xy"));
    refused(&worker, "\"xy\" is no probe", &good);
    worker.commands.send(Command::Step).unwrap();
    report(&worker, |report| matches!(report, Report::State(RunState::Paused)));
    std::thread::sleep(Duration::from_millis(300));
    let again = worker.reports.try_iter().filter(|report| matches!(report, Report::StudyRefused { .. })).count();
    assert_eq!(again, 0);
    look(&worker, good.clone());
    seen(&worker, |now| is_known(now, &good));
    worker.dismiss();
}

/// A probe that is none, asked for before anything is known, leaves the list ranked by the task's first one.
#[test]
fn where_nothing_is_known_yet_the_first_probe_stands_in_for_one_that_is_none() {
    let (worker, _saved) = start(SHIP, 3);
    report(&worker, |report| matches!(report, Report::Finished(..)));
    look(&worker, probe("xyz"));
    let first = StudyAsk::default();
    refused(&worker, "\"xyz\" is no probe", &first);
    let now = seen(&worker, |now| is_known(now, &first)).studied.unwrap();
    assert!(now.ranked.is_some() && now.refused.is_none(), "{now:?}");
    worker.dismiss();
}

fn shown(trainer: &mut Trainer, place: usize, source: Source) -> NeuronsView {
    let study = StudyAsk { source, ..StudyAsk::default() };
    let ask = Some(Ask::Neurons(NeuronsAsk { place, study }));
    let view = trainer.view(Query { ask, work: Query::STARE, ..Query::default() });
    let Some(Inside::Neurons(view)) = view.inside.map(|inside| *inside) else { panic!("no neurons") };
    view
}

/// A passage in the midst of a document is read with what stands before it, and so its units do there what they do in
/// the study that ranks them; nothing of the document before counts.
#[test]
fn a_passage_is_read_with_what_stands_before_it_in_its_document() {
    let text = |trainer: &mut Trainer, place: usize, work: u64| {
        let study = StudyAsk::default();
        let ask = Some(Ask::Neurons(NeuronsAsk { place, study }));
        let view = trainer.view(Query { ask, work, ..Query::default() });
        let Some(Inside::Neurons(view)) = view.inside.map(|inside| *inside) else { panic!("no neurons") };
        view
    };
    let mut whole = trainer(&SHIP.repeat(20));
    let all = text(&mut whole, 0, Query::STARE);
    for place in [40, 999] {
        let part = text(&mut whole, place, Query::STARE);
        let len = (all.total - place).min(500);
        for (part, all) in part.parts.iter().zip(&all.parts) {
            let (found, wanted) = (part.h.slice(s![..len, ..]), all.h.slice(s![place..place + len, ..]));
            assert_eq!((part.steps[..len].concat(), found), (all.steps[place..place + len].concat(), wanted));
        }
        // With less time both are shorter, what stands before and what is shown.
        let short =
            (12..40).map(|power| text(&mut whole, place, 1 << power)).find(|view| view.parts[0].steps.len() > 150);
        let short = short.unwrap();
        if place == 40 {
            assert_eq!(short.parts[1].h.slice(s![..100, ..]), all.parts[1].h.slice(s![place..place + 100, ..]));
        }
        let glance = text(&mut whole, place, 0);
        assert!(part.whole && !glance.whole && glance.place == place, "with no time it is read from zeros");
    }
    // No more than so much stands before.
    let far = text(&mut whole, 1_200, Query::STARE);
    let typed = shown(&mut whole, 0, Source::Typed(SHIP.repeat(20).chars().skip(200).take(1_100).collect()));
    assert_eq!(far.parts[1].h.slice(s![..100, ..]), typed.parts[1].h.slice(s![1_000..1_100, ..]));
    let options = rnntui::cli::parse_options("--documents line --hidden 12 --layers 2").unwrap();
    let lines = "there is no land\nthe sea is wide\n".repeat(20);
    let mut documents = crate::support::trainer(TaskKind::Text, &lines, &options, 1);
    let all = text(&mut documents, 0, Query::STARE);
    let land = all.parts[0].steps.concat().find("land").unwrap();
    let part = text(&mut documents, land, Query::STARE);
    for (part, all) in part.parts.iter().zip(&all.parts) {
        assert_eq!(part.h.slice(s![..60, ..]), all.h.slice(s![land..land + 60, ..]));
    }
}

#[test]
fn a_passage_is_of_the_part_that_is_asked_for_and_unknown_characters_are_named() {
    let mut trainer = trainer(SHIP);
    let all: Vec<char> = SHIP.chars().collect();
    let text = |view: &NeuronsView| view.parts[0].steps.concat();
    let training = shown(&mut trainer, 0, Source::Training);
    let held_out = shown(&mut trainer, 0, Source::HeldOut);
    assert_eq!(training.total + held_out.total, all.len());
    assert_eq!(text(&training) + &text(&held_out), SHIP);
    assert!(training.whole && training.parts.len() == 2 && training.parts[1].h.dim() == (training.total, 12));
    let middle = shown(&mut trainer, 40, Source::Training);
    assert_eq!((middle.place, text(&middle)), (40, all[40..training.total].iter().collect()));
    let strange = shown(&mut trainer, usize::MAX, Source::Typed("to é ß 한 é".to_owned()));
    assert_eq!(text(&strange), "to    ");
    assert_eq!(strange.notes, ["the net does not know \"é\", \"ß\", \"한\": left out of the text"]);
    let nothing = shown(&mut trainer, 5, Source::Typed("éß".to_owned()));
    assert_eq!((nothing.total, nothing.notes.len()), (0, 2));
    let mut whole = crate::support::trainer(TaskKind::Text, SHIP, &Options::default(), 1);
    assert!(shown(&mut whole, 5, Source::HeldOut).notes[0].contains("nothing is held out"));
    // Without a name, units are held to the first that is not the same everywhere: there are no quotes in it.
    let study = trainer.show().study(trainer.params(), &StudyAsk::default()).unwrap();
    assert_eq!(study.view(StudyAsk::default(), 0).probe, "position");
    let study = StudyAsk { source: Source::Typed("éß".to_owned()), ..StudyAsk::default() };
    let study = trainer.show().study(trainer.params(), &study).unwrap();
    assert!(study.is_done() && study.view(StudyAsk::default(), 0).ranked.is_none());
}
