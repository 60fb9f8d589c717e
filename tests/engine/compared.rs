//! A parameter compared with itself one step before, or at a marked moment: exact wherever the run stands, and nothing
//! that is computed changes.

use rnntui::train::message::{Ask, Command, Inside, Look, Pace, Report, Since, Snapshot, WeightsView};
use rnntui::train::worker::Handle;

use crate::worker::{shown, start, start_with, trainer, until};

/// The place of a parameter in the table.
const PLACE: usize = 1;

fn look(worker: &Handle, since: Since) {
    let ask = Some(Ask::Weights(PLACE));
    worker.commands.send(Command::Look(Look { example: 0, trace: false, ask, since })).unwrap();
}

fn weights(now: &Snapshot) -> Option<&WeightsView> {
    match now.view.inside.as_deref() {
        Some(Inside::Weights(view)) => Some(view),
        _ => None,
    }
}

/// The first snapshot that holds a change, of a moment of this kind.
fn change(worker: &Handle, wanted: impl Fn(&Snapshot) -> bool) -> Box<Snapshot> {
    shown(worker, |now| weights(now).is_some_and(|view| view.since.is_some()) && wanted(now))
}

/// The numbers of the parameter after each step of the run.
fn numbers(steps: u64) -> Vec<Vec<f32>> {
    let mut alone = trainer();
    let of = |alone: &rnntui::train::trainer::Trainer| alone.params().iter().nth(PLACE).unwrap().1.to_vec();
    let mut all = vec![of(&alone)];
    for _ in 0..steps {
        alone.advance();
        all.push(of(&alone));
    }
    all
}

/// The change since `then` is that of the run alone, bit for bit.
fn is_change(now: &Snapshot, then: u64, all: &[Vec<f32>]) {
    let view = weights(now).unwrap();
    let [at, before] = [now.step, then].map(|step| &all[usize::try_from(step).unwrap()]);
    let wanted: Vec<u32> = at.iter().zip(before).map(|(now, then)| (now - then).to_bits()).collect();
    let found: Vec<u32> = view.values.iter().map(|change| change.to_bits()).collect();
    assert_eq!((view.since, found), (Some(then), wanted), "step {}", now.step);
    assert!(now.step == then || view.values.iter().any(|&change| change != 0.0));
}

#[test]
fn the_change_since_the_step_before_is_exact_in_a_pause_and_in_the_past() {
    let all = numbers(302);
    for tape in [0, 1 << 26] {
        let mut run = trainer();
        run.set_tape(tape);
        let (worker, _) = start_with(run, Some(300));
        until(&worker, |report| matches!(report, Report::Finished(..)));
        look(&worker, Since::StepBefore);
        let now = change(&worker, |now| now.past.is_none());
        assert_eq!(now.step, 300);
        is_change(&now, 299, &all);
        // To a step that is kept itself, to one between, and to the first.
        for step in [100, 57, 256, 1] {
            worker.commands.send(Command::GoTo(step)).unwrap();
            let now = change(&worker, |now| now.step == step && now.past.is_some());
            is_change(&now, step - 1, &all);
        }
        worker.commands.send(Command::GoTo(0)).unwrap();
        let now = shown(&worker, |now| now.step == 0);
        assert_eq!(weights(&now).unwrap().since, None, "there is no step before it");
        // One that stands there already, asked for late.
        look(&worker, Since::Values);
        worker.commands.send(Command::GoTo(200)).unwrap();
        shown(&worker, |now| now.step == 200);
        look(&worker, Since::StepBefore);
        is_change(&change(&worker, |now| now.step == 200), 199, &all);
        worker.commands.send(Command::ComeBack).unwrap();
        is_change(&change(&worker, |now| now.past.is_none()), 299, &all);
        worker.commands.send(Command::Step).unwrap();
        is_change(&change(&worker, |now| now.step == 301), 300, &all);
        // A film has it of each frame.
        worker.commands.send(Command::Pace(Pace::Steps(20))).unwrap();
        worker.commands.send(Command::GoTo(296)).unwrap();
        change(&worker, |now| now.step == 296);
        worker.commands.send(Command::Film).unwrap();
        for step in [298, 300] {
            is_change(&change(&worker, |now| now.step == step), step - 1, &all);
        }
        worker.dismiss();
    }
}

/// Invariant 1, with the change asked for while the run trains.
#[test]
fn looking_at_changes_while_it_trains_changes_nothing() {
    let all = numbers(400);
    let (worker, kept) = start(Some(400));
    look(&worker, Since::StepBefore);
    let mut seen = 0;
    while seen < 20 {
        let now = change(&worker, |_| true);
        is_change(&now, now.step - 1, &all);
        seen += 1;
        if now.step == 400 {
            break;
        }
    }
    assert!(seen > 3, "{seen} looks");
    worker.commands.send(Command::Mark).unwrap();
    look(&worker, Since::Marked);
    until(&worker, |report| matches!(report, Report::Finished(..)));
    worker.commands.send(Command::Quit { save: true }).unwrap();
    until(&worker, |report| *report == Report::Stopped);
    let mut alone = trainer();
    for _ in 0..400 {
        alone.advance();
    }
    assert_eq!(kept.lock().unwrap()[0].state, *alone.now().0);
}

/// A command on the way to the step before is obeyed at once, about the newest moment.
#[test]
fn a_command_breaks_the_way_to_the_step_before_off() {
    let mut run = trainer();
    run.set_tape(0);
    let (worker, kept) = start_with(run, Some(300));
    until(&worker, |report| matches!(report, Report::Finished(..)));
    look(&worker, Since::StepBefore);
    worker.commands.send(Command::SetLearningRate(0.05)).unwrap();
    let reports = until(&worker, |report| matches!(report, Report::LearningRate { .. }));
    let Some(Report::LearningRate { step, .. }) = reports.last() else { unreachable!() };
    assert_eq!(*step, 300);
    worker.commands.send(Command::TrainEpochs(Some(5))).unwrap();
    until(&worker, |report| matches!(report, Report::Finished(..)));
    worker.commands.send(Command::Quit { save: true }).unwrap();
    until(&worker, |report| *report == Report::Stopped);
    let mut alone = trainer();
    for _ in 0..300 {
        alone.advance();
    }
    alone.set_learning_rate(0.05).unwrap();
    for _ in 0..5 {
        alone.advance();
    }
    assert_eq!(kept.lock().unwrap()[0].state, *alone.now().0);
}

/// The moment on show stays there while the step before it is made again, and what is done meanwhile is about it.
#[test]
fn the_way_to_the_step_before_leaves_the_moment_on_show() {
    let all = numbers(300);
    let mut run = trainer();
    run.set_tape(0);
    let (worker, _) = start_with(run, Some(300));
    until(&worker, |report| matches!(report, Report::Finished(..)));
    worker.commands.send(Command::GoTo(200)).unwrap();
    shown(&worker, |now| now.step == 200 && now.past.as_ref().is_some_and(|past| past.target == 200));
    for (command, step) in [(Command::Mark, 200), (Command::Stay, 200), (Command::Step, 201)] {
        // Each breaks off a way that has just begun.
        look(&worker, Since::Values);
        look(&worker, Since::StepBefore);
        let marks = command == Command::Mark;
        worker.commands.send(command).unwrap();
        if marks {
            assert_eq!(until(&worker, |report| matches!(report, Report::Marked(_))).last(), Some(&Report::Marked(200)));
        }
        is_change(&change(&worker, |now| now.step == step), step - 1, &all);
    }
}

#[test]
fn a_mark_is_kept_while_the_run_has_that_moment() {
    let all = numbers(300);
    let (worker, _) = start(Some(300));
    until(&worker, |report| matches!(report, Report::Finished(..)));
    worker.commands.send(Command::GoTo(40)).unwrap();
    shown(&worker, |now| now.step == 40);
    worker.commands.send(Command::Mark).unwrap();
    assert_eq!(until(&worker, |report| matches!(report, Report::Marked(_))).last(), Some(&Report::Marked(40)));
    look(&worker, Since::Marked);
    worker.commands.send(Command::ComeBack).unwrap();
    is_change(&change(&worker, |now| now.step == 300), 40, &all);
    worker.commands.send(Command::GoTo(12)).unwrap();
    is_change(&change(&worker, |now| now.step == 12), 40, &all);
    // Going back to the best state leaves it; what comes after that state is forgotten.
    worker.commands.send(Command::GoToBest).unwrap();
    let reports = until(&worker, |report| matches!(report, Report::WentToBest { .. }));
    let Some(&Report::WentToBest { to, .. }) = reports.last() else { unreachable!() };
    assert!(to > 40);
    is_change(&change(&worker, |now| now.step == to), 40, &all);
    worker.commands.send(Command::Step).unwrap();
    shown(&worker, |now| now.step == to + 1);
    worker.commands.send(Command::Mark).unwrap();
    until(&worker, |report| *report == Report::Marked(to + 1));
    worker.commands.send(Command::GoToBest).unwrap();
    let reports = until(&worker, |report| matches!(report, Report::Unmarked(_)));
    assert_eq!(reports[reports.len() - 2..], [Report::WentToBest { from: to + 1, to }, Report::Unmarked(to + 1)]);
    let now = shown(&worker, |now| now.step == to);
    look(&worker, Since::Marked);
    assert!(weights(&now).is_some());
    let now = shown(&worker, |now| weights(now).is_some_and(|view| view.since.is_none()));
    assert_eq!(now.step, to, "there is nothing to compare with");
    worker.dismiss();
}
