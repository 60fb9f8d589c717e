//! A parameter as it is.

use ndarray::{Array2, ArrayView2};

use crate::nn::cell::Cell;
use crate::nn::param::ParamSet;
use crate::task::view::{Block, WeightsView};

/// The parameter at this place of the table, or the last one.
pub(super) fn view(place: usize, params: &ParamSet, cell: Cell) -> WeightsView {
    let all: Vec<_> = params.iter().map(|(spec, _)| (spec.name.clone(), spec.shape.clone())).collect();
    let place = place.min(all.len() - 1);
    let (spec, numbers) = params.iter().nth(place).expect("the place was clamped to the table");
    let rows = spec.shape.first().copied().unwrap_or(1);
    let columns = numbers.len() / rows.max(1);
    let values: Array2<f32> = ArrayView2::from_shape((rows, columns), numbers)
        .expect("a parameter has as many numbers as its shape")
        .to_owned();
    WeightsView { all, place, blocks: blocks(&spec.name, rows, cell), values, since: None }
}

/// The rows of each gate, where the parameter is a cell's: PyTorch stacks the gates' rows.
fn blocks(name: &str, rows: usize, cell: Cell) -> Vec<Block> {
    let own = name.rsplit('.').next().unwrap_or(name);
    let is_of_a_cell = own.starts_with("weight_ih_l")
        || own.starts_with("weight_hh_l")
        || own.starts_with("bias_ih_l")
        || own.starts_with("bias_hh_l");
    let gates = cell.gate_names();
    if !is_of_a_cell || gates.is_empty() {
        return Vec::new();
    }
    let size = rows / gates.len();
    gates.iter().enumerate().map(|(at, &gate)| Block { gate, rows: at * size..(at + 1) * size }).collect()
}
