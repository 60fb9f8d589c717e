//! Dot-product attention of a decoder over the encoder's outputs (Luong, Pham and Manning 2015, section 3.1).
//!
//! For the decoder's h_t over the source's outputs s_1 … s_S of the same row:
//!
//! scores e_j = h_t · s_j, weights a = softmax(e), context c = Σ_j a_j s_j, output y = tanh(W_c [c; h_t] + b).
//!
//! Attention does not feed back into the recurrence, so all positions of a row are a few matrix products without a time
//! loop. The weights of a row cover its own source only: packed rows have no padding. Attention must never mix rows.
//!
//! Backward, with dz = dy (1 - y²) and [dc; dh] = W_cᵀ dz: da = dc sᵀ, de_j = a_j (da_j - Σ_k a_k da_k),
//! ds = aᵀ dc + deᵀ h, dh += de s. Kept: a, y, [c; h], and h and s gathered row after row.
//!
//! W_c is named `attn_combine`, as in the attention decoder of PyTorch's translation tutorial. The names `embedding`,
//! `gru` and `out` beside it come from there too.

use std::ops::Range;

use ndarray::{Array2, ArrayView2, ArrayViewMut2, s};

use super::activation::{exp, tanh};
use super::layout::Layout;
use super::linear::{Linear, LinearWeights};
use super::loss::largest;
use super::machine::{Arithmetic, Kernel, run};
use super::param::{ParamSet, ParamTable};
use super::precision::Precision;
use super::random::Generator;
use super::tensor::{product, reuse};

/// The parameters of an attention over vectors of one size.
#[derive(Debug, Clone)]
pub struct Attention {
    size: usize,
    combine: Linear,
}

/// What a pass keeps. Matrices *by row* hold the tokens of one sequence together, sequence after sequence.
#[derive(Debug, Clone, Default)]
pub struct AttentionTape {
    /// The range of each row in the matrices by row: of its source tokens, its target tokens and its weights.
    sources: Vec<Range<usize>>,
    targets: Vec<Range<usize>>,
    weight_ranges: Vec<Range<usize>>,
    /// s, h, c and their gradients by row, `(tokens, D)`.
    memory: Array2<f32>,
    d_memory: Array2<f32>,
    queries: Array2<f32>,
    d_queries: Array2<f32>,
    context: Array2<f32>,
    /// a of each row, `(T_target, T_source)` numbers, and its gradient.
    weights: Vec<f32>,
    d_weights: Vec<f32>,
    /// [c; h], `(tokens, 2D)`, and y, `(tokens, D)`, placed as the target is, and their gradients.
    combined: Array2<f32>,
    d_combined: Array2<f32>,
    outputs: Array2<f32>,
    d_outputs: Array2<f32>,
}

impl AttentionTape {
    /// y for each token of the target, `(tokens, D)`, placed as the target is.
    pub fn outputs(&self) -> ArrayView2<'_, f32> {
        self.outputs.view()
    }

    /// [`AttentionTape::outputs`] and where their gradient is put before a backward pass.
    pub(crate) fn outputs_and_gradient(&mut self) -> (ArrayView2<'_, f32>, ArrayViewMut2<'_, f32>) {
        reuse(&mut self.d_outputs, self.outputs.raw_dim());
        (self.outputs.view(), self.d_outputs.view_mut())
    }

    /// The attention weights of `row`: of each target token over the source tokens, `(T_target, T_source)`. Each row of
    /// the matrix adds up to 1.
    pub fn weights(&self, row: usize) -> ArrayView2<'_, f32> {
        let shape = (self.targets[row].len(), self.sources[row].len());
        ArrayView2::from_shape(shape, &self.weights[self.weight_ranges[row].clone()]).expect(RANGE)
    }

    /// Puts the gradient of the source's outputs into `d_outputs`, placed as the source is.
    pub(crate) fn d_sources(&self, layout: &Layout, mut d_outputs: ArrayViewMut2<'_, f32>) {
        for (row, part) in self.sources.iter().enumerate() {
            for (place, by_row) in layout.places(row).zip(part.clone()) {
                d_outputs.row_mut(place).assign(&self.d_memory.row(by_row));
            }
        }
    }
}

const RANGE: &str = "a row's range of weights has the size of its matrix";

impl Attention {
    /// Declares `<prefix>attn_combine.weight`, `(D, 2D)`, and `.bias`, `(D)`, for vectors of `size` numbers, D.
    /// The layer that combines has factors of this precision; scores and sums of the encoder's outputs are f32.
    pub fn new(table: &mut ParamTable, prefix: &str, size: usize, precision: Precision) -> Self {
        Self { size, combine: Linear::new(table, &format!("{prefix}attn_combine"), 2 * size, size, precision) }
    }

    /// Draws initial parameters by PyTorch's rule.
    pub fn initialize(&self, params: &mut ParamSet, random: &mut Generator) {
        self.combine.initialize(params, random);
    }

    /// Puts the parameters into `weights`.
    pub fn prepare(&self, params: &ParamSet, weights: &mut LinearWeights) {
        self.combine.prepare(params, weights);
    }

    /// Keeps the outputs of the encoder, `(tokens, D)`, for [`Attention::forward`].
    pub fn remember(&self, outputs: ArrayView2<'_, f32>, layout: &Layout, tape: &mut AttentionTape) {
        gather(outputs, layout, &mut tape.sources, &mut tape.memory);
    }

    /// Computes y for `queries`, h of the target's tokens, `(tokens, D)`, over the encoder's outputs of the same row.
    ///
    /// # Panics
    /// If the target has not as many rows as the source.
    pub fn forward(
        &self,
        weights: &LinearWeights,
        queries: ArrayView2<'_, f32>,
        layout: &Layout,
        tape: &mut AttentionTape,
    ) {
        assert_eq!(layout.rows(), tape.sources.len(), "target rows, source rows");
        gather(queries, layout, &mut tape.targets, &mut tape.queries);
        tape.weight_ranges.clear();
        let mut end = 0;
        for (target, source) in tape.targets.iter().zip(&tape.sources) {
            let start = end;
            end += target.len() * source.len();
            tape.weight_ranges.push(start..end);
        }
        tape.weights.resize(end, 0.0);
        reuse(&mut tape.context, tape.queries.raw_dim());
        reuse(&mut tape.combined, (layout.total(), 2 * self.size));
        for row in 0..layout.rows() {
            let (target, source) = (tape.targets[row].clone(), tape.sources[row].clone());
            let queries = tape.queries.slice(s![target.clone(), ..]);
            let memory = tape.memory.slice(s![source.clone(), ..]);
            let weights = &mut tape.weights[tape.weight_ranges[row].clone()];
            let shape = (target.len(), source.len());
            product(queries, memory.t(), 0.0, ArrayViewMut2::from_shape(shape, &mut *weights).expect(RANGE));
            run(Softmax { rows: weights, width: source.len() });
            let weights = ArrayView2::from_shape(shape, &*weights).expect(RANGE);
            product(weights, memory, 0.0, tape.context.slice_mut(s![target.clone(), ..]));
            for (place, by_row) in layout.places(row).zip(target) {
                tape.combined.slice_mut(s![place, ..self.size]).assign(&tape.context.row(by_row));
                tape.combined.slice_mut(s![place, self.size..]).assign(&tape.queries.row(by_row));
            }
        }
        reuse(&mut tape.outputs, queries.raw_dim());
        weights.forward(tape.combined.view(), tape.outputs.view_mut());
        run(TanhAll(tape.outputs.as_slice_mut().expect("an owned matrix is contiguous")));
    }

    /// From the gradient in [`AttentionTape::outputs_and_gradient`]: the parameters' is added to `grads`, that of the
    /// queries replaces `d_queries`, `(tokens, D)`, and that of the source is kept for [`AttentionTape::d_sources`].
    pub(crate) fn backward(
        &self,
        weights: &LinearWeights,
        layout: &Layout,
        tape: &mut AttentionTape,
        grads: &mut ParamSet,
        mut d_queries: ArrayViewMut2<'_, f32>,
    ) {
        tape.d_outputs.zip_mut_with(&tape.outputs, |dy, y| *dy *= 1.0 - y * y);
        reuse(&mut tape.d_combined, tape.combined.raw_dim());
        let d_combined = tape.d_combined.view_mut();
        self.combine.backward(weights, tape.combined.view(), tape.d_outputs.view(), grads, d_combined);
        reuse(&mut tape.d_memory, tape.memory.raw_dim());
        reuse(&mut tape.d_queries, tape.queries.raw_dim());
        tape.d_weights.resize(tape.weights.len(), 0.0);
        for row in 0..layout.rows() {
            let (target, source) = (tape.targets[row].clone(), tape.sources[row].clone());
            let shape = (target.len(), source.len());
            // [c; h] still holds the context, so its own matrix can take the gradient.
            for (place, by_row) in layout.places(row).zip(target.clone()) {
                tape.context.row_mut(by_row).assign(&tape.d_combined.slice(s![place, ..self.size]));
            }
            let d_context = tape.context.slice(s![target.clone(), ..]);
            let memory = tape.memory.slice(s![source.clone(), ..]);
            let queries = tape.queries.slice(s![target.clone(), ..]);
            let range = tape.weight_ranges[row].clone();
            let weights = ArrayView2::from_shape(shape, &tape.weights[range.clone()]).expect(RANGE);
            let mut d_scores = ArrayViewMut2::from_shape(shape, &mut tape.d_weights[range]).expect(RANGE);
            product(d_context, memory.t(), 0.0, d_scores.view_mut());
            for (mut d, a) in d_scores.rows_mut().into_iter().zip(weights.rows()) {
                let mean = d.dot(&a);
                d.zip_mut_with(&a, |d, a| *d = a * (*d - mean));
            }
            let mut d_memory = tape.d_memory.slice_mut(s![source, ..]);
            product(weights.t(), d_context, 0.0, d_memory.view_mut());
            product(d_scores.t(), queries, 1.0, d_memory);
            product(d_scores.view(), memory, 0.0, tape.d_queries.slice_mut(s![target.clone(), ..]));
            for (place, by_row) in layout.places(row).zip(target) {
                let mut sum = d_queries.row_mut(place);
                sum.assign(&tape.d_combined.slice(s![place, self.size..]));
                sum += &tape.d_queries.row(by_row);
            }
        }
    }
}

/// Copies `placed` into `by_row`, and each row's part of it into `parts`.
fn gather(placed: ArrayView2<'_, f32>, layout: &Layout, parts: &mut Vec<Range<usize>>, by_row: &mut Array2<f32>) {
    reuse(by_row, placed.raw_dim());
    parts.clear();
    let mut end = 0;
    for row in 0..layout.rows() {
        let start = end;
        for place in layout.places(row) {
            by_row.row_mut(end).assign(&placed.row(place));
            end += 1;
        }
        parts.push(start..end);
    }
}

/// The softmax of each row of `width` numbers.
struct Softmax<'a> {
    rows: &'a mut [f32],
    width: usize,
}

impl Kernel for Softmax<'_> {
    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        for row in self.rows.chunks_exact_mut(self.width) {
            let (_, max) = largest(row);
            for score in row.iter_mut() {
                *score = exp::<A>(*score - max);
            }
            let total: f32 = row.iter().sum();
            for score in row {
                *score /= total;
            }
        }
    }
}

/// tanh of every number.
struct TanhAll<'a>(&'a mut [f32]);

impl Kernel for TanhAll<'_> {
    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        for z in self.0 {
            *z = tanh::<A>(*z);
        }
    }
}
