//! Parameters by name. Each is named once, in a [`ParamTable`], the way PyTorch's `state_dict` names it.
//!
//! Values, gradients and optimizer moments are all [`ParamSet`]s over the same table: one contiguous block of numbers
//! each, so that an optimizer, a norm or a sum of gradients is one loop, while a layer sees its own matrices through
//! [`ParamId`]s and a session or an export walks the names. Nothing else may keep a list of parameters.

use std::ops::Range;
use std::sync::Arc;

use ndarray::{Array1, ArrayView1, ArrayView2, ArrayViewMut1, ArrayViewMut2};

/// A parameter's place in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParamId(usize);

/// A parameter's name, shape and place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParamSpec {
    /// PyTorch's name, for example `rnn.weight_ih_l0`.
    pub name: String,
    /// Its shape, one or two sizes, rows first.
    pub shape: Vec<usize>,
    range: Range<usize>,
}

/// The names and shapes of a model's parameters, in PyTorch's order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParamTable {
    specs: Vec<ParamSpec>,
    len: usize,
}

impl ParamTable {
    /// Adds a parameter.
    ///
    /// # Panics
    /// If the name is taken: two parameters of one name are a bug in a model.
    pub fn add(&mut self, name: String, shape: &[usize]) -> ParamId {
        assert!(self.specs.iter().all(|spec| spec.name != name), "parameter {name} is declared twice");
        let range = self.len..self.len + shape.iter().product::<usize>();
        self.len = range.end;
        self.specs.push(ParamSpec { name, shape: shape.to_vec(), range });
        ParamId(self.specs.len() - 1)
    }

    /// All parameters, in order.
    pub fn specs(&self) -> &[ParamSpec] {
        &self.specs
    }

    /// How many numbers all parameters hold together.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no number at all.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// A number for each number of a [`ParamTable`]: the values, the gradients, or a moment of an optimizer.
#[derive(Debug, PartialEq)]
pub struct ParamSet {
    table: Arc<ParamTable>,
    data: Array1<f32>,
}

/// Written out for `clone_from`, which copies into the memory that is there.
impl Clone for ParamSet {
    fn clone(&self) -> Self {
        Self { table: Arc::clone(&self.table), data: self.data.clone() }
    }

    fn clone_from(&mut self, other: &Self) {
        self.table.clone_from(&other.table);
        self.data.clone_from(&other.data);
    }
}

impl ParamSet {
    /// All zeros.
    pub fn zeros(table: &Arc<ParamTable>) -> Self {
        Self { table: Arc::clone(table), data: Array1::zeros(table.len()) }
    }

    /// The names and shapes.
    pub fn table(&self) -> &Arc<ParamTable> {
        &self.table
    }

    /// A two-dimensional parameter, `(rows, columns)`.
    ///
    /// # Panics
    /// If the parameter is not two-dimensional.
    pub fn matrix(&self, id: ParamId) -> ArrayView2<'_, f32> {
        let spec = &self.table.specs[id.0];
        let shape = matrix_shape(spec);
        ArrayView2::from_shape(shape, &self.as_slice()[spec.range.clone()]).expect("the range has the shape's size")
    }

    /// A two-dimensional parameter, mutable.
    ///
    /// # Panics
    /// If the parameter is not two-dimensional.
    pub fn matrix_mut(&mut self, id: ParamId) -> ArrayViewMut2<'_, f32> {
        let Self { table, data } = self;
        let spec = &table.specs[id.0];
        let values = &mut contiguous_mut(data)[spec.range.clone()];
        ArrayViewMut2::from_shape(matrix_shape(spec), values).expect("the range has the shape's size")
    }

    /// A parameter as a flat vector.
    pub fn vector(&self, id: ParamId) -> ArrayView1<'_, f32> {
        ArrayView1::from(&self.as_slice()[self.table.specs[id.0].range.clone()])
    }

    /// A parameter as a flat vector, mutable.
    pub fn vector_mut(&mut self, id: ParamId) -> ArrayViewMut1<'_, f32> {
        ArrayViewMut1::from(self.numbers_mut(id))
    }

    /// A parameter's numbers in one slice.
    pub fn numbers(&self, id: ParamId) -> &[f32] {
        &self.as_slice()[self.table.specs[id.0].range.clone()]
    }

    /// A parameter's numbers in one slice, mutable.
    pub fn numbers_mut(&mut self, id: ParamId) -> &mut [f32] {
        let range = self.table.specs[id.0].range.clone();
        &mut self.as_mut_slice()[range]
    }

    /// Name, shape and numbers of each parameter, in order. The one visitor: sessions, exports and checks use it.
    pub fn iter(&self) -> impl Iterator<Item = (&ParamSpec, &[f32])> {
        self.table.specs.iter().map(|spec| (spec, &self.as_slice()[spec.range.clone()]))
    }

    /// Puts new numbers in all parameters, given in the table's order.
    ///
    /// # Panics
    /// If the number of parameters or a size differs: callers have matched names and shapes before.
    pub fn fill_from<'a>(&mut self, tensors: impl IntoIterator<Item = &'a [f32]>) {
        let table = Arc::clone(&self.table);
        let mut tensors = tensors.into_iter();
        for spec in &table.specs {
            let data = tensors.next().unwrap_or_else(|| panic!("no numbers for {}", spec.name));
            self.as_mut_slice()[spec.range.clone()].copy_from_slice(data);
        }
        assert!(tensors.next().is_none(), "more tensors than the {} parameters", table.specs.len());
    }

    /// Whether all numbers are finite.
    pub fn is_finite(&self) -> bool {
        // A finite number times zero is zero, any other is NaN, and sums keep NaN. Independent sums let the compiler
        // vectorise the loop.
        let (blocks, rest) = self.as_slice().as_chunks::<16>();
        let mut sums = [0.0f32; 16];
        for block in blocks {
            for (sum, &x) in sums.iter_mut().zip(block) {
                *sum += x * 0.0;
            }
        }
        sums.iter().chain(rest).all(|x| x.is_finite())
    }

    /// All numbers in one slice.
    pub fn as_slice(&self) -> &[f32] {
        self.data.as_slice().expect("an owned one-dimensional array is contiguous")
    }

    /// All numbers in one slice, mutable.
    pub fn as_mut_slice(&mut self) -> &mut [f32] {
        contiguous_mut(&mut self.data)
    }

    /// Sets every number to zero.
    pub fn set_zero(&mut self) {
        self.data.fill(0.0);
    }
}

fn contiguous_mut(data: &mut Array1<f32>) -> &mut [f32] {
    data.as_slice_mut().expect("an owned one-dimensional array is contiguous")
}

fn matrix_shape(spec: &ParamSpec) -> (usize, usize) {
    match spec.shape[..] {
        [rows, columns] => (rows, columns),
        ref shape => panic!("{} has shape {shape:?}, which is no matrix", spec.name),
    }
}
