//! Pooling over time: one vector for each sequence, from what the highest layer puts out at its steps.
//!
//! With h_1 ... h_T the outputs over a sequence of T steps, D*H numbers each, and p what is made of them:
//!
//! ```text
//! last   p = the last state: h_T, of a reverse direction h_1     dh of that step = dp, all others 0
//! mean   p = (h_1 + ... + h_T) / T                               dh_t = dp / T
//! max    p_k = the largest of h_1k ... h_Tk                      dh_tk = dp_k at the first step that has it, else 0
//! ```
//!
//! In PyTorch, with `y, lengths = pad_packed_sequence(out, padding_value=pad)` these are `h_n[-1]` (both ways:
//! `cat((h_n[-2], h_n[-1]), 1)`), `y.sum(0) / lengths[:, None]` with a pad of 0, and `y.max(0).values` with a pad of
//! -inf. Only a sequence's own steps count, and each is read in its order, so that neither other rows nor threads
//! change a bit. A number that is not finite must never be hidden: the largest of numbers with a NaN is a NaN.

use std::ops::Range;

use ndarray::{Array2, ArrayView2, ArrayViewMut2};

use super::layout::Layout;
use super::tensor::reuse;

const CONTIGUOUS: &str = "the matrices of a pass are contiguous";

/// How a sequence's outputs become one vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pool {
    /// The last state of each direction.
    Last,
    /// The mean over the steps.
    Mean,
    /// The largest number of each column.
    Max,
}

impl Pool {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Last, Self::Mean, Self::Max];
}

/// The pooled outputs of a batch, and their gradient.
#[derive(Debug, Clone, Default)]
pub(super) struct Pooled {
    /// `(N, D*H)`, in the caller's order.
    features: Array2<f32>,
    /// The gradient of the loss with respect to them.
    d_features: Array2<f32>,
    /// For [`Pool::Max`], the matrix row that each of the features comes from.
    places: Vec<usize>,
}

impl Pooled {
    /// Pools `top`, `(tokens, D*H)`, whose columns are H of each direction.
    pub fn forward(&mut self, pool: Pool, layout: &Layout, h: usize, top: ArrayView2<'_, f32>) {
        let width = top.ncols();
        reuse(&mut self.features, (layout.rows(), width));
        let from = top.as_slice().expect(CONTIGUOUS);
        let to = self.features.as_slice_mut().expect(CONTIGUOUS);
        match pool {
            Pool::Last => each_last(layout, h, width, |row, place, columns| {
                to[row * width..][columns.clone()].copy_from_slice(&from[place * width..][columns]);
            }),
            Pool::Mean => {
                for (row, mean) in to.chunks_exact_mut(width).enumerate() {
                    mean.fill(0.0);
                    for place in layout.places(row) {
                        mean.iter_mut().zip(&from[place * width..]).for_each(|(sum, h)| *sum += h);
                    }
                    let share = share(layout, row);
                    for sum in mean {
                        *sum *= share;
                    }
                }
            }
            Pool::Max => {
                self.places.resize(layout.rows() * width, 0);
                let rows = to.chunks_exact_mut(width).zip(self.places.chunks_exact_mut(width));
                for (row, (most, places)) in rows.enumerate() {
                    most.fill(f32::NEG_INFINITY);
                    for place in layout.places(row) {
                        let each = most.iter_mut().zip(&mut *places).zip(&from[place * width..]);
                        for ((most, found), &h) in each {
                            // A NaN is larger than nothing, so it is asked for by itself; it stays once it is there.
                            if h > *most || h.is_nan() {
                                (*most, *found) = (h, place);
                            }
                        }
                    }
                }
            }
        }
    }

    /// The pooled outputs.
    pub fn features(&self) -> ArrayView2<'_, f32> {
        self.features.view()
    }

    /// The pooled outputs, and where their gradient is put before [`Pooled::backward`].
    pub fn features_and_gradient(&mut self) -> (ArrayView2<'_, f32>, ArrayViewMut2<'_, f32>) {
        reuse(&mut self.d_features, self.features.raw_dim());
        (self.features.view(), self.d_features.view_mut())
    }

    /// The gradient of what was pooled, in place of what stood in `d_top`. The other arguments are those of
    /// [`Pooled::forward`].
    pub fn backward(&self, pool: Pool, layout: &Layout, h: usize, mut d_top: ArrayViewMut2<'_, f32>) {
        let width = d_top.ncols();
        let from = self.d_features.as_slice().expect(CONTIGUOUS);
        let to = d_top.as_slice_mut().expect(CONTIGUOUS);
        match pool {
            Pool::Last => {
                to.fill(0.0);
                each_last(layout, h, width, |row, place, columns| {
                    to[place * width..][columns.clone()].copy_from_slice(&from[row * width..][columns]);
                });
            }
            Pool::Mean => {
                for (row, d_mean) in from.chunks_exact(width).enumerate() {
                    let share = share(layout, row);
                    for place in layout.places(row) {
                        to[place * width..].iter_mut().zip(d_mean).for_each(|(d_h, d)| *d_h = d * share);
                    }
                }
            }
            Pool::Max => {
                to.fill(0.0);
                for (at, (d, place)) in from.iter().zip(&self.places).enumerate() {
                    to[place * width + at % width] = *d;
                }
            }
        }
    }
}

/// 1/T of a row.
#[expect(clippy::cast_precision_loss, reason = "a row has far fewer than 2^24 steps")]
fn share(layout: &Layout, row: usize) -> f32 {
    1.0 / layout.length(row) as f32
}

/// Calls `visit` for each row and direction with the matrix row of its last state and the columns of that.
fn each_last(layout: &Layout, h: usize, width: usize, mut visit: impl FnMut(usize, usize, Range<usize>)) {
    for (row, last) in layout.last_places().enumerate() {
        visit(row, last, 0..h);
        if width > h {
            visit(row, layout.place(row, 0), h..width);
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    /// Rows of 2, 3 and 1 steps, two directions of one number each.
    fn example() -> (Layout, Array2<f32>) {
        let layout = Layout::packed(&[2, 3, 1]);
        let mut top = Array2::zeros((6, 2));
        let rows = [vec![[1.0, -4.0], [3.0, -2.0]], vec![[0.5, 9.0], [0.5, 7.0], [-1.0, 8.0]], vec![[-6.0, 2.0]]];
        for (row, steps) in rows.iter().enumerate() {
            for (place, step) in layout.places(row).zip(steps) {
                top.row_mut(place).assign(&array![step[0], step[1]]);
            }
        }
        (layout, top)
    }

    #[test]
    fn each_pool_is_what_its_formula_says_and_so_is_its_gradient() {
        let (layout, top) = example();
        let d = array![[10.0, 20.0], [30.0, 60.0], [70.0, 80.0]];
        for (pool, wanted, wanted_d) in [
            (
                Pool::Last,
                array![[3.0, -4.0], [-1.0, 9.0], [-6.0, 2.0]],
                [vec![[0.0, 20.0], [10.0, 0.0]], vec![[0.0, 60.0], [0.0, 0.0], [30.0, 0.0]], vec![[70.0, 80.0]]],
            ),
            (
                Pool::Mean,
                array![[2.0, -3.0], [0.0, 8.0], [-6.0, 2.0]],
                [vec![[5.0, 10.0]; 2], vec![[10.0, 20.0]; 3], vec![[70.0, 80.0]]],
            ),
            (
                Pool::Max,
                array![[3.0, -2.0], [0.5, 9.0], [-6.0, 2.0]],
                // The first of two equals has the gradient.
                [vec![[0.0, 0.0], [10.0, 20.0]], vec![[30.0, 60.0], [0.0, 0.0], [0.0, 0.0]], vec![[70.0, 80.0]]],
            ),
        ] {
            let mut pooled = Pooled::default();
            // The second pass finds what the first one left.
            for _ in 0..2 {
                pooled.forward(pool, &layout, 1, top.view());
                assert_eq!(pooled.features(), wanted, "{pool:?}");
                pooled.features_and_gradient().1.assign(&d);
                let mut d_top = Array2::from_elem((6, 2), f32::NAN);
                pooled.backward(pool, &layout, 1, d_top.view_mut());
                for (row, steps) in wanted_d.iter().enumerate() {
                    for (place, step) in layout.places(row).zip(steps) {
                        let found = d_top.row(place).to_vec();
                        assert!(
                            found.iter().zip(step).all(|(d, step): (&f32, &f32)| (d - step).abs() < 1e-5),
                            "{pool:?}: {found:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_nan_is_not_hidden_and_stays_in_its_row_and_column() {
        for pool in [Pool::Mean, Pool::Max] {
            let (layout, mut top) = example();
            top[[layout.place(1, 1), 0]] = f32::NAN;
            let mut pooled = Pooled::default();
            pooled.forward(pool, &layout, 1, top.view());
            let nan: Vec<bool> = pooled.features().iter().map(|p| p.is_nan()).collect();
            assert_eq!(nan, [false, false, true, false, false, false], "{pool:?}");
        }
    }
}
