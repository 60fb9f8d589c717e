//! What a run falls back to when it diverges: a recent state from which the loss was still what it had been.
//!
//! The guard looks at training losses only, and never changes what a step computes. It depends on nothing but the
//! losses and the count of steps, so that a run that diverges goes back to the same state each time.

use std::collections::VecDeque;

use super::keyframe::Keyframe;
use super::record::Record;
use super::state::TrainState;

/// Steps between two states that are kept. A copy of a state costs a small part of a step.
const EVERY: u64 = 64;
/// How many losses make the mean with which a loss is compared.
const WINDOW: usize = 64;
/// A loss above this many times that mean has left its band.
const BAND: f64 = 2.0;
/// A loss above this many times the highest that was in its band is as bad as one that is not finite.
const EXPLODED: f32 = 1000.0;

/// A loss up to this is as good as none: by how much it changes is chance. A series that its base forecasts without an
/// error begins with a loss of 0.
const NONE: f32 = f32::EPSILON;

/// The state to fall back to, and the losses by which it is judged.
#[derive(Debug)]
pub struct Guard {
    safe: Keyframe,
    /// The latest losses that were in their band.
    losses: VecDeque<f32>,
    /// Their sum, so that a step need not add them all up.
    sum: f64,
    highest: f32,
}

impl Guard {
    /// A guard of a run that stands at this state. That state is what there is to fall back to at first.
    pub fn new(state: &TrainState, record: &Record) -> Self {
        let first = record.train.buckets().next().map_or(0.0, |bucket| bucket.max);
        Self { safe: Keyframe::new(state, record), losses: VecDeque::with_capacity(WINDOW), sum: 0.0, highest: first }
    }

    /// Whether a training loss is so high that the step is not worth making.
    pub fn has_exploded(&self, loss: f32) -> bool {
        !self.losses.is_empty() && loss > EXPLODED * self.highest.max(NONE)
    }

    /// Takes note of a finite loss of the state that the next step begins from. Returns whether that state, after
    /// `steps` steps, is to be kept with [`Guard::keep`].
    #[expect(clippy::cast_precision_loss, reason = "a count of a few losses")]
    pub fn judge(&mut self, steps: u64, loss: f32) -> bool {
        let count = self.losses.len() as f64;
        if loss > NONE && !self.losses.is_empty() && f64::from(loss) * count > BAND * self.sum {
            return false;
        }
        if self.losses.len() == WINDOW {
            self.sum -= self.losses.pop_front().map_or(0.0, f64::from);
        }
        self.losses.push_back(loss);
        self.sum += f64::from(loss);
        self.highest = self.highest.max(loss);
        steps >= self.safe.state.position.step + EVERY
    }

    /// Keeps this state: its loss was in its band, or the run has gone there and has no other one to fall back to.
    pub fn keep(&mut self, state: &TrainState, record: &Record) {
        self.safe.set(state, record);
    }

    /// The state to fall back to.
    pub fn safe(&self) -> &Keyframe {
        &self.safe
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::param::{ParamSet, ParamTable};
    use crate::optim::{Method, Optimizer};
    use crate::task::Position;

    fn state(step: u64) -> TrainState {
        let params = ParamSet::zeros(&std::sync::Arc::new(ParamTable::default()));
        let optimizer = Optimizer::new(Method::Adam { weight_decay: 0.0 }, params.table());
        let position = Position { step, ..Position::default() };
        TrainState::new(position, 0.1, params, optimizer, None)
    }

    /// Lets a guard see the losses of a run, and gives the step it would fall back to.
    fn falls_back_to(losses: impl IntoIterator<Item = f32>) -> (u64, Guard) {
        let record = Record::default();
        let mut guard = Guard::new(&state(0), &record);
        for (step, loss) in (0..).zip(losses) {
            if guard.judge(step, loss) {
                guard.keep(&state(step), &record);
            }
        }
        (guard.safe().state.position.step, guard)
    }

    #[test]
    fn it_falls_back_to_a_recent_state_whose_loss_was_in_its_band() {
        assert_eq!(falls_back_to([0.2, 500.0, 800.0]).0, 0, "what was loaded");
        assert_eq!(falls_back_to(vec![1.0; 200]).0, 192);
        let risen = (0..1000).map(|step| if step < 100 { 1.0 } else { 3.0 });
        assert_eq!(falls_back_to(risen).0, 64, "not after the loss has risen");
        let slowly = (0..400).map(|step| if step < 150 { 1.0 } else { 1.05f32.powi(step - 150) });
        assert!(falls_back_to(slowly).0 < 192, "not far into a slow rise");
        let recovered = (0..400).map(|step| if (100..200).contains(&step) { 3.0 } else { 1.0 });
        assert_eq!(falls_back_to(recovered).0, 392, "again when it is in its band again");
    }

    #[test]
    fn a_loss_a_thousand_times_the_highest_has_exploded() {
        let (_, guard) = falls_back_to([3.0, 2.0, 5.0]);
        assert!(!guard.has_exploded(4_900.0) && guard.has_exploded(5_100.0));
        let (_, fresh) = falls_back_to([]);
        assert!(!fresh.has_exploded(1e9), "the first loss is what it is");
    }

    #[test]
    fn a_rise_from_nothing_to_nearly_nothing_is_none() {
        let (kept, guard) = falls_back_to((0..200).map(|step| if step < 5 { 0.0 } else { 1e-9 }));
        assert_eq!(kept, 192, "such a state is kept as any other");
        assert!(!guard.has_exploded(1e-5) && guard.has_exploded(1e-3));
    }
}
