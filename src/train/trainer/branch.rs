//! Where a branch begins: a step of this run, as the first state of another.

use std::sync::Arc;

use super::Trainer;
use super::live::NoSuchStep;
use crate::config::RunConfig;
use crate::optim::Plateau;
use crate::train::checkpoint::Checkpoint;
use crate::train::keyframe::Keyframe;
use crate::train::plan::Plan;
use crate::train::record::Parent;

impl Trainer {
    /// What a branch of this run begins with: the state after `step`, which its configuration may treat otherwise from
    /// there on, the record until then, and the best state until then. A `rate` that is given takes the place of the
    /// one that the run had there. The trainer stands in the past afterwards.
    ///
    /// The configuration must be one of [`RunConfig::branch`].
    ///
    /// # Errors
    /// If the run has no such step.
    pub fn branch(
        &mut self,
        step: u64,
        config: RunConfig,
        rate: Option<f64>,
        parent: Parent,
    ) -> Result<Checkpoint, NoSuchStep> {
        self.stand_after(step)?;
        let (state, record) = self.now();
        let (mut state, mut record) = (state.clone(), record.clone());
        let best = record.best.and_then(|mark| self.best_at(mark.step));
        let table = Arc::clone(state.params.table());
        let best = best.map(|best| {
            let mut state = best.state.clone();
            state.optimizer.change(config.optimizer.method, &table);
            Arc::new(Keyframe { state, record: best.record.clone() })
        });
        // Of a branch's own branch, an earlier best may be beyond what can be gone back to.
        record.best = record.best.filter(|_| best.is_some());
        state.optimizer.change(config.optimizer.method, &table);
        if let Some(rate) = rate {
            state.base_rate = rate;
            state.undo.clear();
        }
        if config.optimizer.schedule != self.config.optimizer.schedule {
            state.plateau = Plateau::default();
        }
        state.follow_schedule(&config.optimizer, self.steps_per_epoch);
        record.parent = Some(parent);
        record.updates.go_on_from(step);
        let first = Some(Arc::new(Keyframe::new(&state, &record)));
        let patience_from = self.plan.patience_from.min(record.measured);
        let plan = Plan { patience_from, ..self.plan };
        Ok(Checkpoint { config, plan, state, record, best, first })
    }

    /// The best state, which is the one after `step`.
    fn best_at(&mut self, step: u64) -> Option<Arc<Keyframe>> {
        let kept = self.best.clone().filter(|best| best.state.position.step == step);
        kept.or_else(|| {
            self.stand_after(step).ok()?;
            let (state, record) = self.now();
            Some(Arc::new(Keyframe::new(state, record)))
        })
    }
}
