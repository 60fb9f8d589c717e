//! Proof that a run is what its record says: all its steps made again, and every kept state compared, bit for bit.

use std::sync::Arc;

use super::Trainer;
use super::verified::{Difference, Verified};
use crate::nn::param::ParamSet;
use crate::train::keyframe::Keyframe;
use crate::train::state::TrainState;

impl Trainer {
    /// Makes all steps again and compares every kept state, the newest one, and the sizes of updates on the record.
    /// `tell` is told how many are made, and of how many. The trainer stands at the newest moment afterwards.
    ///
    /// # Errors
    /// The first difference.
    pub fn verify(&mut self, tell: &mut dyn FnMut(u64, u64)) -> Result<Verified, Difference> {
        self.come_back();
        let (first, newest) = (self.first_step(), self.newest_step());
        let frames: Vec<Arc<Keyframe>> = self.tape.frames().cloned().collect();
        let best = self.best.clone();
        let live = self.now().0.clone();
        self.go_to(self.first.clone());
        // A best state was kept before what was done by hand after it; all others are alike as a whole.
        let whole = frames.iter().map(|frame| &frame.state).chain([&live]).map(|state| (state, true));
        let expected: Vec<_> = whole.chain(best.iter().map(|best| (&best.state, false))).collect();
        let moment = |state: &TrainState| (state.position.step, state.validation_due);
        let outcome = loop {
            let here = moment(&self.state);
            let mut here = expected.iter().filter(|(kept, _)| moment(kept) == here).peekable();
            if here.peek().is_some() {
                let (state, _) = self.now();
                if let Some(what) = here.find_map(|(kept, whole)| difference(kept, state, *whole)) {
                    break Some(what);
                }
            }
            if moment(&self.state) == moment(&live) {
                let recorded = self.live.as_ref().is_none_or(|live| live.record.updates == self.record.updates);
                break (!recorded).then(|| "the sizes of its updates on record".to_owned());
            }
            self.make_again();
            tell(self.position().step - first, newest - first);
        };
        let keyframes = frames.iter().filter(|frame| frame.state.position.step >= first).count() as u64;
        let step = self.position().step;
        self.come_back();
        match outcome {
            Some(what) => Err(Difference { step, what }),
            None => Ok(Verified { steps: newest - first, keyframes }),
        }
    }
}

/// What differs between two states, if anything; rates and counters only where the states are to be alike as a `whole`.
fn difference(kept: &TrainState, made: &TrainState, whole: bool) -> Option<String> {
    let sets = |prefix: &str, kept: &ParamSet, made: &ParamSet| {
        let mut pairs = kept.iter().zip(made.iter());
        pairs.find(|((_, a), (_, b))| bits_differ(a, b)).map(|((spec, _), _)| format!("{prefix}{}", spec.name))
    };
    if let Some(name) = sets("", &kept.params, &made.params) {
        return Some(name);
    }
    let mut moments = kept.optimizer.moments().iter().zip(made.optimizer.moments());
    if let Some(name) = moments.find_map(|((name, a), (_, b))| sets(&format!("{name}."), a, b)) {
        return Some(name);
    }
    let carried = kept.carried.iter().flatten().zip(made.carried.iter().flatten());
    if let Some((layer, _)) = carried.enumerate().find(|(_, (a, b))| a != b) {
        return Some(format!("the carried state of layer {layer}"));
    }
    if kept.position != made.position || kept.optimizer.step() != made.optimizer.step() {
        return Some("the count of steps".to_owned());
    }
    let rates = |state: &TrainState| (state.learning_rate.to_bits(), state.base_rate.to_bits(), state.undo.clone());
    (whole && rates(kept) != rates(made)).then(|| "the learning rate".to_owned())
}

fn bits_differ(a: &[f32], b: &[f32]) -> bool {
    a.len() != b.len() || a.iter().zip(b).any(|(a, b)| a.to_bits() != b.to_bits())
}
