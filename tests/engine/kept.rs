//! What a trainer keeps: the best state, a state to fall back to, the rate a schedule gives, through going back and
//! saving.

use std::sync::Arc;

use crate::support::{setup, train_epochs, trainer};
use rnntui::cli::parse_options;
use rnntui::config::TaskKind;
use rnntui::train::journal::Action;
use rnntui::train::record::Measure;
use rnntui::train::state::TrainState;
use rnntui::train::trainer::{Advance, Trainer, Undone};

const SHIP: &str = include_str!("../../ship.txt");

fn ship(options: &str) -> Trainer {
    trainer(TaskKind::Text, SHIP, &parse_options(options).unwrap(), 1)
}

/// The state now, to be compared with.
fn state(trainer: &mut Trainer) -> TrainState {
    trainer.now().0.clone()
}

#[test]
fn of_full_batches_the_best_is_the_state_whose_loss_was_the_lowest() {
    let mut run = ship("");
    let (mut lowest, mut higher) = ((f32::INFINITY, state(&mut run), 0), 0);
    for _ in 0..150 {
        let before = state(&mut run);
        let Advance::Step(step) = run.advance() else { panic!("no step") };
        if step.loss < lowest.0 {
            lowest = (step.loss, before, step.step - 1);
        } else {
            higher += 1;
        }
        let mark = run.record().best.unwrap();
        assert_eq!((mark.loss, mark.step, mark.epoch, mark.measure), (lowest.0, lowest.2, lowest.2, Measure::Training));
    }
    assert!(higher > 5, "the loss has risen now and then");
    assert_eq!(run.best().unwrap().state, lowest.1);
}

#[test]
fn of_several_steps_an_epoch_the_best_ends_the_epoch_of_the_lowest_mean() {
    let mut run = ship("--batch 60 --lr 0.05");
    let mut lowest = (f64::INFINITY, state(&mut run), 0);
    for epoch in 1..=40 {
        let (mut total, mut count) = (0.0, 0.0);
        while run.position().epoch < epoch {
            let Advance::Step(step) = run.advance() else { panic!("no step") };
            #[expect(clippy::cast_precision_loss, reason = "a few characters")]
            let tokens = step.tokens as f64;
            total += f64::from(step.loss) * tokens;
            count += tokens;
        }
        if total / count < lowest.0 {
            lowest = (total / count, state(&mut run), epoch);
        }
    }
    let mark = run.record().best.unwrap();
    assert!((f64::from(mark.loss) - lowest.0).abs() < 1e-5 && mark.epoch == lowest.2, "{mark:?}, {lowest:?}");
    assert_eq!(run.best().unwrap().state, lowest.1);
}

#[test]
fn with_held_out_data_the_best_is_the_state_of_the_lowest_validation_also_within_an_epoch() {
    let mut run = ship("--batch 17 --val-frac 0.3 --val-every 3 --lr 0.02");
    let mut lowest = (f32::INFINITY, state(&mut run));
    let mut validated = Vec::new();
    for _ in 0..200 {
        if let Advance::Validated { step, loss } = run.advance() {
            validated.push(step);
            if loss < lowest.0 {
                lowest = (loss, state(&mut run));
            }
        }
    }
    assert_eq!(validated[..4], [3, 6, 7, 9], "every three steps, and where an epoch of seven ends");
    let mark = run.record().best.unwrap();
    assert_eq!((mark.loss, mark.measure, mark.step), (lowest.0, Measure::Validation, lowest.1.position.step));
    assert_eq!(run.record().measured, validated.len() as u64);
    assert_eq!(run.best().unwrap().state, lowest.1);
}

#[test]
fn going_back_to_the_best_is_on_the_record_and_can_be_taken_back() {
    let mut run = ship("");
    train_epochs(&mut run, 150);
    let (left, best) = (run.checkpoint(), run.best().cloned().unwrap());
    let mark = run.record().best.unwrap();
    assert_eq!(run.go_to_best(), Some((150, mark.step)));
    assert_eq!((state(&mut run), run.record().best), (best.state.clone(), Some(mark)));
    assert_eq!(run.record().train.points(), mark.step, "the record is that of the moment");
    assert_eq!(run.record().journal.entries().last().unwrap().action, Action::GoToBest(150));
    assert_eq!(run.go_to_best(), None, "it stands there");
    let Advance::Step(step) = run.advance() else { panic!("no step") };
    assert_eq!(step.loss.to_bits(), mark.loss.to_bits(), "the loss of the best state");

    run.set_learning_rate(0.01).unwrap();
    assert_eq!(run.undo(), Some(Undone::Rate { from: 0.01, to: 0.1 }), "the later of the two first");
    assert_eq!(run.undo(), Some(Undone::GoToBest(150)));
    assert_eq!(state(&mut run), left.state);
    assert_eq!(run.record().train, left.record.train);
    assert_eq!(run.undo(), None);
}

#[test]
fn a_step_that_diverges_is_not_made_and_the_run_goes_back_to_where_the_loss_was_as_it_had_been() {
    for options in ["", "--batch 60", "--stateful --batch 3 --cell gru", "--val-frac 0.3 --optimizer sgd --lr 0.5"] {
        let mut run = ship(options);
        train_epochs(&mut run, 30);
        let Advance::Step(_) = run.advance() else { panic!("no step") };
        let good = run.checkpoint();
        // A run that was saved and opened again stands where it can fall back to.
        let mut again = trainer(TaskKind::Text, SHIP, &parse_options(options).unwrap(), 1);
        again.restore(good.clone()).unwrap();
        again.set_learning_rate(1e6).unwrap();
        let diverged = loop {
            if let Advance::Diverged(divergence) = again.advance() {
                break divergence;
            }
        };
        assert_eq!(diverged.back_to, good.state.position.step, "{options}: {diverged:?}");
        assert!(diverged.step > diverged.back_to);
        assert_eq!(state(&mut again), good.state, "{options}");
        assert_eq!(again.record().train, good.record.train, "{options}");
        // On its way it has found what the loss of that state is, which may be the best.
        let (best, before) = (again.record().best.unwrap(), good.record.best.unwrap());
        assert!(best == before || (best.loss < before.loss && best.step == diverged.back_to), "{options}: {best:?}");
        assert_eq!(again.record().journal.entries().last().unwrap().action, Action::Diverge(diverged.step));
        // From there it goes on as if nothing had been.
        again.advance();
        run.advance();
        assert_eq!(state(&mut again), state(&mut run), "{options}");
    }
}

/// Weight decay can bring a weight beyond all bounds while loss and gradient are finite.
#[test]
fn an_update_that_is_not_finite_is_not_made() {
    let mut run = ship("--optimizer sgd --weight-decay 999 --lr 1e9");
    let before = state(&mut run);
    let diverged = loop {
        match run.advance() {
            Advance::Diverged(divergence) => break divergence,
            _ => assert!(run.params().is_finite(), "step {}", run.position().step),
        }
    };
    assert_eq!((diverged.back_to, state(&mut run)), (0, before), "{diverged:?}");
    let mut run = ship("--optimizer adamw --weight-decay 999 --lr 1e9 --batch 500");
    let quantity = loop {
        if let Advance::Diverged(divergence) = run.advance() {
            break divergence.quantity;
        }
    };
    assert!(["update", "loss"].contains(&quantity));
}

#[test]
fn a_change_by_hand_scales_what_the_schedule_gives_and_can_be_taken_back() {
    let rates = |run: &mut Trainer, epochs: u64| -> Vec<f64> {
        let until = run.position().epoch + epochs;
        let mut rates = Vec::new();
        while run.position().epoch < until {
            let Advance::Step(step) = run.advance() else { panic!("no step") };
            rates.push(step.lr);
        }
        rates
    };
    let mut plain = ship("--schedule exponential:0.5");
    let wanted = rates(&mut plain, 6);
    assert_eq!(wanted[..3], [0.1, 0.05, 0.025]);
    let mut run = ship("--schedule exponential:0.5");
    assert_eq!(rates(&mut run, 2), wanted[..2]);
    assert_eq!(run.set_learning_rate(0.25), Ok(0.025));
    assert_eq!(rates(&mut run, 2), [0.25, 0.125], "ten times what it would be");
    assert_eq!(run.undo(), Some(Undone::Rate { from: 0.0625, to: wanted[4] }));
    assert_eq!(rates(&mut run, 2), wanted[4..]);
    let mut run = ship("--schedule cosine:2:0");
    rates(&mut run, 3);
    assert_eq!(run.learning_rate().to_bits(), 0.0f64.to_bits());
    assert!(run.set_learning_rate(0.1).is_err(), "no factor brings it back");
}

/// Invariant 2 for all that is kept beside the parameters: each schedule, with its best in the first half.
#[test]
fn a_run_in_two_parts_keeps_what_the_run_in_one_keeps() {
    for (number, schedule) in [
        "constant",
        "step:20:0.5",
        "exponential:0.97",
        "cosine:75:1e-4",
        "warmup:60:0.1",
        "onecycle:0.2:90",
        "plateau:0.5:3",
        "warmup:25s:0.01+cosine:45",
        "warmup:50s:0.01+plateau:0.7:2",
    ]
    .into_iter()
    .enumerate()
    {
        for extra in ["", " --val-frac 0.3 --batch 40 --val-every 2"] {
            let options = parse_options(&format!("--layers 1 --hidden 6 --schedule {schedule}{extra}")).unwrap();
            let mut whole = trainer(TaskKind::Text, SHIP, &options, 1);
            let mut part = trainer(TaskKind::Text, SHIP, &options, 1);
            train_epochs(&mut part, 50);
            if number % 2 == 0 {
                part.advance();
            }
            let half = part.checkpoint();
            let mut again = Trainer::new(setup(TaskKind::Text, SHIP, &options), 2).unwrap();
            again.restore(half).unwrap();
            train_epochs(&mut again, 100);
            train_epochs(&mut whole, 100);
            let (mut whole, again) = (whole.checkpoint(), again.checkpoint());
            whole.record.seconds = again.record.seconds;
            assert!(whole.state == again.state, "{schedule}{extra}: the state");
            assert_eq!(whole.record, again.record, "{schedule}{extra}");
            let step = |best: &Arc<rnntui::train::keyframe::Keyframe>| best.state.clone();
            assert!(whole.best.as_ref().map(step) == again.best.as_ref().map(step), "{schedule}{extra}: the best");
        }
    }
}
