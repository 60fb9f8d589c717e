//! Tensors as a session file has them.
//!
//! A check fails with the name of the tensor and what is wrong with it. Nothing is allocated for a claimed size: a
//! shape is compared with the model's before its numbers are read.

use std::sync::Arc;

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::nn::layer::LayerState;
use crate::nn::param::{ParamSet, ParamTable};
use crate::nn::stack::State;
use crate::session::base64::f32s;

/// A tensor by name.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Tensor {
    pub name: String,
    pub shape: Vec<u64>,
    #[serde(with = "f32s")]
    pub data: Vec<f32>,
}

/// A moment of the optimizer: a tensor for each parameter.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Moment {
    pub name: String,
    pub tensors: Vec<Tensor>,
}

/// Parameters, or a moment, as tensors.
pub(in crate::session) fn write_params(set: &ParamSet) -> Vec<Tensor> {
    set.iter()
        .map(|(spec, data)| Tensor {
            name: spec.name.clone(),
            shape: spec.shape.iter().map(|&n| n as u64).collect(),
            data: data.to_vec(),
        })
        .collect()
}

/// Tensors as the parameters of `table`; the error names the tensor.
pub(in crate::session) fn read_params(tensors: &[Tensor], table: &Arc<ParamTable>) -> Result<ParamSet, String> {
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

fn check_tensor(tensor: &Tensor, wanted: &[u64]) -> Result<(), String> {
    let Tensor { name, shape, data } = tensor;
    if shape != wanted {
        return Err(format!("{name} has shape {shape:?} where the model has {wanted:?}"));
    }
    if wanted.iter().product::<u64>() != data.len() as u64 {
        return Err(format!("{name} has shape {shape:?} and {} numbers", data.len()));
    }
    finite(name, data)
}

/// Checks that all numbers are finite, because a session with others would be refused.
///
/// # Errors
/// The name of the tensor with a non-finite value.
pub(in crate::session) fn check_finite(params: &ParamSet) -> Result<(), String> {
    params.iter().try_for_each(|(spec, data)| finite(&spec.name, data))
}

pub(in crate::session) fn finite(name: &str, data: &[f32]) -> Result<(), String> {
    match data.iter().find(|x| !x.is_finite()) {
        Some(x) => Err(format!("{name} holds {x}, which is no finite number")),
        None => Ok(()),
    }
}

/// The carried hidden state, two tensors a layer.
pub(in crate::session) fn write_state(state: &State) -> Vec<Tensor> {
    let tensor = |name: String, values: &Array2<f32>| Tensor {
        name,
        shape: vec![values.nrows() as u64, values.ncols() as u64],
        data: values.iter().copied().collect(),
    };
    let layer = |(index, layer): (usize, &LayerState)| {
        [tensor(format!("h_l{index}"), &layer.h), tensor(format!("c_l{index}"), &layer.c)]
    };
    state.iter().enumerate().flat_map(layer).collect()
}

/// The carried hidden state again; `shapes` are those of h and c of each layer.
pub(in crate::session) fn read_state(tensors: &[Tensor], shapes: &[[(usize, usize); 2]]) -> Result<State, String> {
    if tensors.len() != 2 * shapes.len() {
        return Err(format!("it carries {} hidden states where the model has {}", tensors.len(), 2 * shapes.len()));
    }
    let read = |tensor: &Tensor, (rows, columns): (usize, usize)| {
        check_tensor(tensor, &[rows as u64, columns as u64])?;
        Array2::from_shape_vec((rows, columns), tensor.data.clone()).map_err(|error| error.to_string())
    };
    let layer = |(pair, shapes): (&[Tensor], &[(usize, usize); 2])| {
        Ok(LayerState { h: read(&pair[0], shapes[0])?, c: read(&pair[1], shapes[1])? })
    };
    tensors.chunks_exact(2).zip(shapes).map(layer).collect()
}
