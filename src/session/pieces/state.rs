//! A state, and what is said of one: what the last and the best state have alike.

use serde::{Deserialize, Serialize};

use crate::optim;
use crate::session::pieces::tensors::{Moment, Tensor, write_params, write_state};
use crate::train::record::{self, Measure};
use crate::train::state::TrainState;

/// The best state in a few words.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct BestMark {
    pub step: u64,
    pub epoch: u64,
    pub loss: f32,
    /// Whether the loss is that of a validation, or the training loss of an epoch.
    pub validation: bool,
    pub measurement: u64,
}

/// All that the next step depends on, but the counters of epochs and steps.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct State {
    pub step_in_epoch: u64,
    pub validation_due: bool,
    pub learning_rate: f64,
    pub base_rate: f64,
    pub undo: Vec<f64>,
    pub plateau: Plateau,
    pub optimizer_step: u64,
    pub parameters: Vec<Tensor>,
    pub moments: Vec<Moment>,
    pub carried: Option<Vec<Tensor>>,
}

/// What a schedule that waits for a plateau has seen.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Plateau {
    pub best: Option<f32>,
    pub bad: u64,
    pub cuts: u64,
}

/// The training losses of the epoch under way.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct EpochLoss {
    pub total: f64,
    pub count: u64,
    pub steps: u64,
}

impl State {
    /// All tensors, each with its name among all: a parameter's own, `exp_avg.NAME` and so on, `carried.h_l0`.
    pub fn tensors(&mut self) -> impl Iterator<Item = (String, &mut Tensor)> {
        let parameters = self.parameters.iter_mut().map(|tensor| (tensor.name.clone(), tensor));
        let moments = self.moments.iter_mut().flat_map(|Moment { name, tensors }| {
            tensors.iter_mut().map(move |tensor| (format!("{name}.{}", tensor.name), tensor))
        });
        let carried = self.carried.iter_mut().flatten();
        let carried = carried.map(|tensor| (format!("carried.{}", tensor.name), tensor));
        parameters.chain(moments).chain(carried)
    }
}

impl From<&TrainState> for State {
    fn from(state: &TrainState) -> Self {
        let moment = |(name, set): &(&str, _)| Moment { name: (*name).to_owned(), tensors: write_params(set) };
        Self {
            step_in_epoch: state.position.step_in_epoch,
            validation_due: state.validation_due,
            learning_rate: state.learning_rate,
            base_rate: state.base_rate,
            undo: state.undo.clone(),
            plateau: state.plateau.into(),
            optimizer_step: state.optimizer.step(),
            parameters: write_params(&state.params),
            moments: state.optimizer.moments().iter().map(moment).collect(),
            carried: state.carried.as_ref().map(write_state),
        }
    }
}

impl From<optim::Plateau> for Plateau {
    fn from(optim::Plateau { best, bad, cuts }: optim::Plateau) -> Self {
        Self { best, bad, cuts }
    }
}

impl From<record::BestMark> for BestMark {
    fn from(mark: record::BestMark) -> Self {
        let record::BestMark { step, epoch, loss, measure, measurement } = mark;
        Self { step, epoch, loss, validation: measure == Measure::Validation, measurement }
    }
}

impl From<BestMark> for record::BestMark {
    fn from(BestMark { step, epoch, loss, validation, measurement }: BestMark) -> Self {
        let measure = if validation { Measure::Validation } else { Measure::Training };
        Self { step, epoch, loss, measure, measurement }
    }
}

impl From<record::EpochLoss> for EpochLoss {
    fn from(record::EpochLoss { total, count, steps }: record::EpochLoss) -> Self {
        Self { total, count, steps }
    }
}

impl From<EpochLoss> for record::EpochLoss {
    fn from(EpochLoss { total, count, steps }: EpochLoss) -> Self {
        Self { total, count, steps }
    }
}
