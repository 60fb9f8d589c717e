//! The measure of the test part: of the best state, once a run is at its end.
//!
//! It chooses nothing, and changes nothing that a step or a validation reads.

use super::Trainer;
use crate::nn::loss::LossSum;
use crate::task::HeldOut;
use crate::train::record::{BestMark, Measure, TestMark};

impl Trainer {
    /// Measures the state that answers by default, the best one where a validation chose it, on the test part, and puts
    /// that into the record. Nothing happens where there is no such part, or it is measured already.
    pub fn test(&mut self) {
        let chunks = self.learn.chunks(HeldOut::Test);
        let chosen = self.record.best.filter(|best| best.measure == Measure::Validation);
        let step = chosen.map_or(self.state.position.step, |BestMark { step, .. }| step);
        if chunks == 0 || self.record.test.is_some_and(|test| test.step == step) {
            return;
        }
        let params = match (&self.best, chosen) {
            (Some(best), Some(_)) => &best.state.params,
            _ => &self.state.params,
        };
        let mut sum = LossSum::default();
        for chunk in 0..chunks {
            sum += self.learn.measure(params, HeldOut::Test, chunk);
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "means for people")]
        let (loss, share) = ((sum.total / sum.count as f64) as f32, sum.correct as f32 / sum.count as f32);
        let accuracy = self.show.measures().accuracy.then_some(share);
        let own = self.show.tested(params);
        self.record.test = loss.is_finite().then_some(TestMark { step, loss, accuracy, own });
    }
}
