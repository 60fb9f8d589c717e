//! A state that is kept, with what its run had measured by then.

use std::sync::Arc;

use super::record::{Record, RecordMark};
use super::state::TrainState;

/// A state and the moment of the record that belongs to it.
#[derive(Debug, PartialEq)]
pub struct Keyframe {
    /// The state.
    pub state: TrainState,
    /// The record at that moment.
    pub record: RecordMark,
}

impl Keyframe {
    /// The keyframe of `state` and `record` now.
    pub fn new(state: &TrainState, record: &Record) -> Self {
        Self { state: state.clone(), record: record.mark() }
    }

    /// Bytes that it takes in memory, but for a few.
    pub fn bytes(&self) -> u64 {
        Self::bytes_of(&self.state, self.record.recent.len())
    }

    /// Bytes that the keyframe of `state` takes, with so many of the latest losses.
    pub fn bytes_of(state: &TrainState, recent: usize) -> u64 {
        let moments = state.optimizer.moments().iter().map(|(_, set)| set);
        let sets = std::iter::once(&state.params).chain(moments).map(|set| set.as_slice().len());
        let carried = state.carried.iter().flatten().map(|layer| layer.h.len() + layer.c.len());
        let numbers = sets.chain(carried).sum::<usize>() + recent;
        (numbers * size_of::<f32>() + size_of::<Self>()) as u64
    }

    /// Takes a record, and the state that its run begins from, back to the best state. Of a branch that may be a state
    /// of the parent: from there on the run is another one, which begins there.
    pub fn take_back(best: &Arc<Self>, record: &mut Record, first: &mut Option<Arc<Self>>) {
        record.go_back(&best.record);
        let step = best.state.position.step;
        record.updates.go_on_from(step);
        if first.as_ref().is_some_and(|first| step < first.state.position.step) {
            *first = Some(Arc::clone(best));
            if let Some(parent) = &mut record.parent {
                parent.step = step;
            }
        }
    }

    /// Becomes the keyframe of `state` and `record`, in the memory it already has.
    pub fn set(&mut self, state: &TrainState, record: &Record) {
        self.state.clone_from(state);
        record.mark_into(&mut self.record);
    }

    /// Puts the keyframe of `state` and `record` in place of `kept`. If nobody else holds that one, its memory is used.
    pub fn replace(kept: &mut Option<Arc<Self>>, state: &TrainState, record: &Record) {
        match kept.as_mut().and_then(Arc::get_mut) {
            Some(old) => old.set(state, record),
            None => *kept = Some(Arc::new(Self::new(state, record))),
        }
    }
}
