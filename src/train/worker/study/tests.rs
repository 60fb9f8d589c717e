use crossbeam_channel::{Sender, bounded, unbounded};

use super::*;
use crate::config::{Options, TaskKind, rows};
use crate::data::Data;
use crate::task::Setup;
use crate::train::checkpoint::Checkpoint;
use crate::train::keyframe::Keyframe;
use crate::train::message::{Command, Look, NeuronsAsk, Pace};
use crate::train::trainer::Trainer;
use crate::train::worker::core::Outbox;
use crate::train::worker::handle::Settings;
use crate::train::worker::pacer::Pacer;
use crate::train::worker::saver::{Save, Saved, Saver, Target};

struct Nowhere;

impl Save for Nowhere {
    fn save(&mut self, _: &Checkpoint, _: &[Arc<Keyframe>], _: Target) -> Result<Saved, String> {
        Err("it is not saved".to_owned())
    }
}

/// A worker whose person looks at the units, and the way its commands come.
fn worker(paused: bool) -> (Worker, Sender<Command>) {
    let options = Options::default().with(&rows::HIDDEN, 8);
    let text = "units are studied in slices; ".repeat(2_000);
    let data = Data::parse(&text, &options.format(TaskKind::Text)).unwrap();
    let trainer = Trainer::new(Setup::new(&options, TaskKind::Text, data).unwrap(), 1).unwrap();
    let (sender, commands) = unbounded();
    let (snapshots, stale) = bounded(1);
    let outbox = Outbox { reports: unbounded().0, snapshots, stale, commands };
    let settings = Settings { autosave: Duration::from_hours(1), paused, frame: Duration::ZERO, last_look: 0 };
    let pacer = Pacer::new(Pace::Max, Instant::now());
    let saver = Saver::spawn(Box::new(Nowhere)).unwrap();
    let mut worker = Worker::new(trainer, None, pacer, saver, settings, outbox);
    worker.looking.look = Look { ask: Some(Ask::Neurons(NeuronsAsk::default())), ..Look::default() };
    (worker, sender)
}

fn read(worker: &Worker) -> usize {
    worker.studying.as_ref().and_then(|studying| studying.study.as_ref().ok()).map_or(0, Study::read)
}

/// However long slices may go on, a command waits for one of them at most.
#[test]
fn a_command_ends_the_reading_between_two_slices() {
    let (mut worker, commands) = worker(true);
    worker.begin();
    commands.send(Command::Save).unwrap();
    worker.read_on(Duration::MAX);
    let slice = read(&worker);
    assert!(slice > 0, "one slice at least");
    worker.read_on(Duration::MAX);
    assert_eq!(read(&worker), 2 * slice);
    worker.outbox.commands.try_iter().for_each(drop);
    worker.read_on(Duration::MAX);
    assert!(read(&worker) > 10 * slice, "to the end where nothing comes");
}

/// What a study's beginning takes from training, looks do not take again; of a pause nothing is taken.
#[test]
fn the_beginning_of_a_study_is_charged_to_what_looking_may_cost() {
    for paused in [false, true] {
        let (mut worker, _commands) = worker(paused);
        assert!(worker.looking.is_due(Instant::now(), RunState::Training), "before");
        worker.begin();
        assert_eq!(worker.looking.is_due(Instant::now(), RunState::Training), paused);
    }
}

/// What was broken off goes on from there, unless something else is asked for or another moment is on show.
#[test]
fn what_was_broken_off_goes_on_from_there() {
    let (mut worker, commands) = worker(true);
    worker.begin();
    commands.send(Command::Save).unwrap();
    worker.read_on(Duration::MAX);
    worker.break_off();
    let slice = read(&worker);
    worker.read_on(Duration::MAX);
    assert_eq!(read(&worker), slice, "it is broken off");
    worker.study_again();
    assert_eq!(read(&worker), slice, "nothing is read twice");
    worker.read_on(Duration::MAX);
    assert_eq!(read(&worker), 2 * slice);
    worker.study_again();
    assert_eq!(read(&worker), 0, "what goes on is begun again");
    worker.read_on(Duration::MAX);
    worker.break_off();
    worker.trainer.advance();
    worker.study_again();
    assert_eq!(read(&worker), 0, "of another step");
}
