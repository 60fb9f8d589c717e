//! The pieces of a session file as they are written, and the checks that turn them back into a run's state.
//!
//! A check fails with the name of the piece and what is wrong with it; nothing is allocated on a claimed size,
//! for a shape is compared with the model's before its numbers are taken.

use std::sync::Arc;

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::base64::{f32s, u64s};
use crate::nn::layer::LayerState;
use crate::nn::param::{ParamSet, ParamTable};
use crate::nn::stack::State;
use crate::train::history::{Bucket, CAPACITY, Curve, History, OpenBucket, RECENT};

/// A tensor by name.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TensorPart {
    name: String,
    shape: Vec<u64>,
    #[serde(with = "f32s")]
    data: Vec<f32>,
}

/// A moment of the optimizer: a tensor for each parameter.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct MomentPart {
    pub name: String,
    pub tensors: Vec<TensorPart>,
}

/// The buckets of a curve, column by column.
#[derive(Debug, Default, Serialize, Deserialize)]
struct CurvePart {
    width: u64,
    #[serde(with = "u64s")]
    step: Vec<u64>,
    #[serde(with = "f32s")]
    mean: Vec<f32>,
    #[serde(with = "f32s")]
    min: Vec<f32>,
    #[serde(with = "f32s")]
    max: Vec<f32>,
    open: Option<OpenBucket>,
}

/// The history.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct HistoryPart {
    train: CurvePart,
    validation: CurvePart,
    #[serde(with = "f32s")]
    recent: Vec<f32>,
}

/// Parameters, or a moment, as tensors.
pub(super) fn write_params(set: &ParamSet) -> Vec<TensorPart> {
    set.iter()
        .map(|(spec, data)| TensorPart {
            name: spec.name.clone(),
            shape: spec.shape.iter().map(|&n| n as u64).collect(),
            data: data.to_vec(),
        })
        .collect()
}

/// Tensors as the parameters of `table`; the error names the tensor.
pub(super) fn read_params(tensors: &[TensorPart], table: &Arc<ParamTable>) -> Result<ParamSet, String> {
    if tensors.len() != table.specs().len() {
        return Err(format!("it holds {} tensors where the model has {}", tensors.len(), table.specs().len()));
    }
    for (tensor, spec) in tensors.iter().zip(table.specs()) {
        if tensor.name != spec.name {
            return Err(format!("it holds {:?} where {} belongs", tensor.name, spec.name));
        }
        let wanted: Vec<u64> = spec.shape.iter().map(|&n| n as u64).collect();
        check_tensor(tensor, &wanted)?;
    }
    let mut set = ParamSet::zeros(table);
    set.fill_from(tensors.iter().map(|tensor| tensor.data.as_slice()));
    Ok(set)
}

fn check_tensor(tensor: &TensorPart, wanted: &[u64]) -> Result<(), String> {
    let TensorPart { name, shape, data } = tensor;
    if shape != wanted {
        return Err(format!("{name} has shape {shape:?} where the model has {wanted:?}"));
    }
    if wanted.iter().product::<u64>() != data.len() as u64 {
        return Err(format!("{name} has shape {shape:?} and {} numbers", data.len()));
    }
    finite(name, data)
}

/// Checks that a state is one that can be read again.
///
/// # Errors
/// The name of what holds a number that is none.
pub(super) fn check_finite(params: &ParamSet) -> Result<(), String> {
    params.iter().try_for_each(|(spec, data)| finite(&spec.name, data))
}

fn finite(name: &str, data: &[f32]) -> Result<(), String> {
    match data.iter().find(|x| !x.is_finite()) {
        Some(x) => Err(format!("{name} holds {x}, which is no finite number")),
        None => Ok(()),
    }
}

/// The carried hidden state, two tensors a layer.
pub(super) fn write_state(state: &State) -> Vec<TensorPart> {
    let tensor = |name: String, values: &Array2<f32>| TensorPart {
        name,
        shape: vec![values.nrows() as u64, values.ncols() as u64],
        data: values.iter().copied().collect(),
    };
    let layer = |(index, layer): (usize, &LayerState)| {
        [tensor(format!("h_l{index}"), &layer.h), tensor(format!("c_l{index}"), &layer.c)]
    };
    state.iter().enumerate().flat_map(layer).collect()
}

/// The carried hidden state again; `zero` has the wanted shapes.
pub(super) fn read_state(tensors: &[TensorPart], mut zero: State) -> Result<State, String> {
    if tensors.len() != 2 * zero.len() {
        return Err(format!("it carries {} hidden states where the model has {}", tensors.len(), 2 * zero.len()));
    }
    for (layer, pair) in zero.iter_mut().zip(tensors.chunks_exact(2)) {
        for (values, tensor) in [(&mut layer.h, &pair[0]), (&mut layer.c, &pair[1])] {
            check_tensor(tensor, &[values.nrows() as u64, values.ncols() as u64])?;
            values.iter_mut().zip(&tensor.data).for_each(|(value, &saved)| *value = saved);
        }
    }
    Ok(zero)
}

impl From<&Curve> for CurvePart {
    fn from(curve: &Curve) -> Self {
        let column = |of: fn(&Bucket) -> f32| curve.full().iter().map(of).collect();
        Self {
            width: curve.width(),
            step: curve.full().iter().map(|bucket| bucket.step).collect(),
            mean: column(|bucket| bucket.mean),
            min: column(|bucket| bucket.min),
            max: column(|bucket| bucket.max),
            open: curve.open(),
        }
    }
}

impl CurvePart {
    fn read(self, name: &str) -> Result<Curve, String> {
        let Self { width, step, mean, min, max, open } = self;
        if [mean.len(), min.len(), max.len()] != [step.len(); 3] || step.len() > CAPACITY {
            return Err(format!("the {name} history has columns of wrong lengths"));
        }
        if !width.is_power_of_two() || open.is_some_and(|open| !open.is_sound(width)) {
            return Err(format!("the {name} history has buckets that hold no points"));
        }
        for column in [&mean, &min, &max] {
            finite(&format!("the {name} history"), column)?;
        }
        let buckets = step.iter().zip(&mean).zip(min.iter().zip(&max));
        let full = buckets.map(|((&step, &mean), (&min, &max))| Bucket { step, mean, min, max }).collect();
        Ok(Curve::from_parts(width, full, open))
    }
}

impl From<&History> for HistoryPart {
    fn from(history: &History) -> Self {
        Self {
            train: (&history.train).into(),
            validation: (&history.validation).into(),
            recent: history.recent.iter().copied().collect(),
        }
    }
}

impl HistoryPart {
    /// The history again.
    pub(super) fn read(self) -> Result<History, String> {
        finite("the recent history", &self.recent)?;
        if self.recent.len() > RECENT {
            return Err(format!("the recent history holds {} losses", self.recent.len()));
        }
        Ok(History {
            train: self.train.read("training")?,
            validation: self.validation.read("validation")?,
            recent: self.recent.into(),
        })
    }
}
