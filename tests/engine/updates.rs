//! How large each parameter's gradient and update were: what the record says of the marked steps is what two
//! neighbouring states say, and the same however a run is made.

use std::path::Path;

use rnntui::cli::parse_options;
use rnntui::config::TaskKind;
use rnntui::nn::param::ParamSet;
use rnntui::session::format::{Session, encode};
use rnntui::train::record::{Parent, Updates};
use rnntui::train::trainer::{Advance, Trainer};

use crate::support::trainer;

const SHIP: &str = include_str!("../../ship.txt");

/// A net with everything that a step can do between the gradient and the update, and so small a norm to clip to that
/// every step is clipped.
const OPTIONS: &str = "--cell lstm --hidden 5 --layers 2 --batch 40 --dropout 0.2 --val-frac 0.2 --clip 0.01";

/// The marked steps up to 30.
const MARKED: [u64; 14] = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 18, 22, 26];

fn run(options: &str, tape: u64) -> Trainer {
    let mut run = trainer(TaskKind::Text, SHIP, &parse_options(options).unwrap(), 1);
    run.set_tape(tape);
    run
}

/// Trains to this step and through its validation.
fn train(run: &mut Trainer, to: u64) {
    while run.position().step < to || run.validating().is_some() {
        assert!(!matches!(run.advance(), Advance::Diverged(_)));
    }
}

fn steps(updates: &Updates) -> Vec<u64> {
    updates.iter().map(|sizes| sizes.step).collect()
}

/// |after - before| / |before| of each parameter.
fn ratios(before: &ParamSet, after: &ParamSet) -> Vec<f64> {
    let norm = |numbers: &mut dyn Iterator<Item = f64>| numbers.map(|x| x * x).sum::<f64>().sqrt();
    let pairs = before.iter().zip(after.iter());
    let ratio = |((_, old), (_, new)): ((_, &[f32]), (_, &[f32]))| {
        let update = norm(&mut old.iter().zip(new).map(|(&old, &new)| f64::from(new) - f64::from(old)));
        update / norm(&mut old.iter().map(|&old| f64::from(old)))
    };
    pairs.map(ratio).collect()
}

#[test]
fn the_recorded_sizes_are_those_of_two_neighbouring_states() {
    let mut run = run(OPTIONS, 0);
    for step in 1..=30 {
        let before = run.params().clone();
        train(&mut run, step);
        let Some(sizes) = run.record().updates.iter().next_back().filter(|sizes| sizes.step == step) else { continue };
        let wanted = ratios(&before, run.params());
        assert_eq!(sizes.ratios.len(), wanted.len(), "step {step}");
        for (found, wanted) in sizes.ratios.iter().zip(wanted) {
            assert!((f64::from(*found) - wanted).abs() <= 1e-4 * wanted, "step {step}: {found}, {wanted}");
        }
        // All gradients together have the norm that the step measured before it clipped them.
        let all: f64 = sizes.gradients.iter().map(|norm| f64::from(*norm).powi(2)).sum::<f64>().sqrt();
        let measured = f64::from(run.record().last.unwrap().grad_norm);
        assert!(measured > 0.01 && (all - measured).abs() <= 1e-5 * measured, "step {step}: {all}, {measured}");
    }
    assert_eq!(steps(&run.record().updates), MARKED);
}

/// Invariants 1, 2 and 10: the record does not depend on the tape, on looks back, or on how many parts a run was made
/// in.
#[test]
fn the_record_is_the_same_however_the_run_is_made() {
    let mut straight = run(OPTIONS, 0);
    train(&mut straight, 30);
    let mut parted = run(OPTIONS, 1 << 20);
    train(&mut parted, 11);
    parted.stand_after(3).unwrap();
    assert_eq!(steps(&parted.record().updates), MARKED[..3], "what was recorded up to there");
    let half = parted.checkpoint();
    let mut parted = run(OPTIONS, 1 << 20);
    parted.restore(half).unwrap();
    train(&mut parted, 30);
    for step in [0, 9, 26, 8, 29] {
        parted.stand_after(step).unwrap();
        let wanted: Vec<_> = MARKED.into_iter().filter(|&marked| marked <= step).collect();
        assert_eq!(steps(&parted.record().updates), wanted, "step {step}");
    }
    parted.come_back();
    assert_eq!(parted.record().updates, straight.record().updates);
    // A branch has what was recorded up to where it begins, and goes on recording.
    let (config, parent) = (parted.config().clone(), Parent { name: "s.ron".into(), step: 9, sha256: "0".into() });
    let branch = parted.branch(9, config, None, parent).unwrap();
    let mut branched = run(OPTIONS, 0);
    branched.restore(branch).unwrap();
    assert_eq!(steps(&branched.record().updates), MARKED[..8]);
    train(&mut branched, 30);
    assert_eq!(branched.record().updates, straight.record().updates, "it was changed in nothing");
}

/// The proof of a run holds the record against the steps made again.
#[test]
fn a_record_of_other_sizes_is_found_by_the_proof() {
    let mut honest = run(OPTIONS, 1 << 20);
    train(&mut honest, 20);
    honest.verify(&mut |_, _| {}).unwrap();
    let mut checkpoint = honest.checkpoint();
    let (since, steps, gradients, ratios) = checkpoint.record.updates.parts();
    let mut ratios = ratios.to_vec();
    ratios[7] *= 1.001;
    checkpoint.record.updates = Updates::from_parts(since, steps.to_vec(), gradients.to_vec(), ratios).unwrap();
    let mut forged = run(OPTIONS, 1 << 20);
    forged.restore(checkpoint).unwrap();
    let difference = forged.verify(&mut |_, _| {}).unwrap_err();
    assert!(difference.what.contains("update"), "{difference:?}");
}

/// Going back to the best state cuts the record, and taking that back restores it.
#[test]
fn going_back_cuts_the_record() {
    let mut run = run("--hidden 5 --batch 40 --val-frac 0.2 --val-every 3 --lr 0.05", 1 << 20);
    train(&mut run, 200);
    let whole = run.record().updates.clone();
    let (_, best) = run.go_to_best().expect("it overfits");
    assert!(whole.len_at(best) < whole.len(), "the best is before a marked step: {best}");
    assert_eq!(steps(&run.record().updates), steps(&whole)[..whole.len_at(best)]);
    run.undo().unwrap();
    assert_eq!(run.record().updates, whole);
}

/// A session of version 6 has recorded none: it begins where it goes on, and no look at what was before changes that.
#[test]
fn a_session_of_before_begins_to_record_where_it_goes_on() {
    for (name, made) in [("windows", 30), ("scheduled", 60), ("series", 20), ("translate", 20)] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/sessions/v6-{name}.ron"));
        let session = Session::read(&path).unwrap();
        let at = session.checkpoint.state.position.step;
        let updates = &session.checkpoint.record.updates;
        assert!(updates.is_empty() && updates.begins_after() == at && at >= made, "{name}: {updates:?}, {at}");
        let mut run =
            session.again(&path, None, (1, 1 << 20), &mut |_, _| std::ops::ControlFlow::Continue(())).unwrap();
        let run = &mut run.trainer;
        run.stand_after(at / 2).unwrap();
        assert!(run.record().updates.is_empty(), "{name}: made again, not recorded");
        run.come_back();
        train(run, at + 40);
        let recorded = steps(&run.record().updates);
        assert!(recorded.len() > 1 && recorded.iter().all(|&step| step > at), "{name}: {recorded:?}");
        run.stand_after(at + 1).unwrap();
        run.come_back();
        assert_eq!(steps(&run.record().updates), recorded, "{name}");
        run.verify(&mut |_, _| {}).unwrap();
        // It is kept, and whatever is kept of an earlier state follows from its step.
        let saved = tempfile::TempDir::new().unwrap();
        let file = saved.path().join("s.ron");
        let checkpoint = run.checkpoint();
        std::fs::write(&file, encode(&session.source, &checkpoint).unwrap()).unwrap();
        assert_eq!(Session::read(&file).unwrap().checkpoint, checkpoint, "{name}");
    }
}
