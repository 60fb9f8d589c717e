//! Two operations on ndarray's matrices: giving a buffer a new shape without a new allocation, and ndarray's product,
//! for small matrices that are not worth packing.

use ndarray::{Array, ArrayView2, ArrayViewMut2, Dimension, IntoDimension, linalg};

/// Gives `array` these dimensions. What it holds afterwards is unspecified; memory is allocated only
/// when it must grow, so a warm training step allocates nothing here.
pub fn reuse<D: Dimension>(array: &mut Array<f32, D>, dim: impl IntoDimension<Dim = D>) {
    let dim = dim.into_dimension();
    if array.raw_dim() == dim {
        return;
    }
    let empty = Array::from_shape_vec(D::zeros(dim.ndim()), Vec::new()).expect("no numbers fill no places");
    let (mut numbers, _) = std::mem::replace(array, empty).into_raw_vec_and_offset();
    numbers.resize(dim.size(), 0.0);
    *array = Array::from_shape_vec(dim, numbers).expect("resized to the size of the dimensions");
}

/// `c = a b + beta c`, the one matrix product of the engine.
///
/// # Panics
/// If the shapes do not fit.
pub fn product(a: ArrayView2<'_, f32>, b: ArrayView2<'_, f32>, beta: f32, mut c: ArrayViewMut2<'_, f32>) {
    if c.is_empty() {
        return;
    }
    linalg::general_mat_mul(1.0, &a, &b, beta, &mut c);
}
