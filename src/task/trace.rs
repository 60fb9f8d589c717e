//! Computes the numbers behind one example with the current parameters. Changes nothing.
//!
//! The equations are written out here a second time, plainly, so that a learner can check them; a test holds them to
//! what the engine's kernels compute.

use ndarray::{Array2, ArrayView1, Axis, s};

use super::view::{Readings, Trace};
use crate::nn::cell::Cell;
use crate::nn::layout::Layout;
use crate::nn::network::{Data, InputSize, Network, Prepared, Sequences};
use crate::nn::param::ParamSet;
use crate::nn::translator::{self, Translator};

const TANH: &[&str] = &["h_t = tanh(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh)"];
const RELU: &[&str] = &["h_t = max(0, W_ih x_t + b_ih + W_hh h_{t-1} + b_hh)"];
const LSTM: &[&str] = &[
    "i, f, o = sigmoid(W x_t + U h_{t-1} + b)",
    "g = tanh(W x_t + U h_{t-1} + b)",
    "c_t = f c_{t-1} + i g,  h_t = o tanh(c_t)",
];
const GRU: &[&str] = &[
    "r, z = sigmoid(W x_t + U h_{t-1} + b)",
    "n = tanh(W x_t + b + r (U h_{t-1} + b))",
    "h_t = (1 - z) n + z h_{t-1}",
];

/// An example to be traced.
pub(super) struct Example<'a> {
    /// What is read, one sequence.
    pub data: Data<'a>,
    /// T.
    pub steps: usize,
    /// N and the longest T of the batch it stands in.
    pub batch: (usize, usize),
    /// What each output stands for.
    pub names: Vec<String>,
    /// The index that should come out for each row of outputs.
    pub targets: Vec<u32>,
}

/// The numbers behind `example`, from a hidden state of zeros.
pub(super) fn trace(network: &Network, params: &ParamSet, example: Example<'_>) -> Trace {
    let Example { data, steps, batch, names, targets } = example;
    // A view's lifetime does not shrink by itself to that of the layout below.
    let data = match &data {
        Data::Tokens(tokens) => Data::Tokens(tokens),
        Data::Values(values) => Data::Values(values.view()),
    };
    let shape = network.shape();
    let layout = Layout::uniform(steps, 1);
    let (mut prepared, mut pass) = (Prepared::default(), network.pass());
    let weights = network.prepare(params, &mut prepared);
    network.forward(weights, Sequences { data, layout: &layout }, &mut network.zero_state(1), None, &mut pass);

    let hidden = pass.hidden(0).slice(s![.., ..shape.hidden_size]).to_owned();
    let input = inputs(shape.input, params, "", data);
    let (equations, terms) = terms(shape.cell, params, "rnn", &input, hidden, None);
    Trace {
        batch: batch.0,
        longest: batch.1,
        longest_output: batch.1,
        tokens: if let Data::Tokens(tokens) = data { tokens.to_vec() } else { Vec::new() },
        input,
        equations,
        terms,
        output_size: shape.stack().output_size(),
        linear: shape.linear,
        outputs: pass.outputs().clone(),
        speaks_from: 0,
        names,
        targets,
        readings: None,
    }
}

/// A pair of sentences to be traced.
pub(super) struct Sentences<'a> {
    /// What the encoder reads.
    pub source: &'a [u32],
    /// What the decoder is given, one token at each step.
    pub given: &'a [u32],
    /// What should come out at each of its steps.
    pub wanted: Vec<u32>,
    /// N and the longest source of a batch.
    pub batch: (usize, usize),
    /// What each output stands for.
    pub names: Vec<String>,
}

/// The numbers behind a pair: the encoder's steps, then the decoder's.
pub(super) fn trace_pair(translator: &Translator, params: &ParamSet, pair: Sentences<'_>) -> Trace {
    let Sentences { source, given, wanted, batch, names } = pair;
    let shape = translator.shape();
    let layouts = [source.len(), given.len()].map(|steps| Layout::uniform(steps, 1));
    let (mut prepared, mut pass) = (translator::Prepared::default(), translator.pass());
    let weights = translator.prepare(params, &mut prepared);
    let [read, write] = [Sequences::tokens(source, &layouts[0]), Sequences::tokens(given, &layouts[1])];
    translator.forward(weights, read, write, None, &mut pass);

    let module = shape.cell.module();
    let tokens = InputSize::tokens(1, shape.embed);
    let mut input = inputs(sized(tokens, shape.source_vocabulary), params, "encoder.", Data::Tokens(source));
    let hidden = pass.encoder_hidden(0).slice(s![.., ..shape.hidden_size]).to_owned();
    let last = hidden.row(hidden.nrows() - 1).to_owned();
    let (equations, mut all) = terms(shape.cell, params, &format!("encoder.{module}"), &input, hidden, None);
    let written = inputs(sized(tokens, shape.target_vocabulary), params, "decoder.", Data::Tokens(given));
    // If the encoder is bidirectional, the decoder's H is twice as large.
    if !shape.bidirectional && shape.layers == 1 {
        let hidden = pass.decoder_hidden(0).to_owned();
        let prefix = format!("decoder.{module}");
        let (_, more) = terms(shape.cell, params, &prefix, &written, hidden, Some(last.view()));
        for ((_, term), (_, more)) in all.iter_mut().zip(more) {
            term.append(Axis(0), more.view()).expect("both halves have one size");
        }
    }
    if input.ncols() == written.ncols() {
        input.append(Axis(0), written.view()).expect("both halves have one size");
    }
    Trace {
        batch: batch.0,
        longest: batch.1,
        longest_output: given.len(),
        tokens: [source, given].concat(),
        input,
        equations,
        terms: all,
        output_size: shape.decoder().hidden_size,
        linear: true,
        outputs: pass.logits().clone(),
        speaks_from: source.len(),
        names,
        targets: wanted,
        readings: None,
    }
}

/// The same kind of input for another vocabulary.
fn sized(input: InputSize, vocabulary: usize) -> InputSize {
    match input {
        InputSize::Embedded { size, .. } => InputSize::Embedded { vocabulary, size },
        _ => InputSize::OneHot { vocabulary },
    }
}

/// The equations of a cell and the vectors in them. `hidden`, `(T, H)`, are the states that follow from `input` and the
/// initial state `first`, which is zero if there is none.
fn terms(
    cell: Cell,
    params: &ParamSet,
    module: &str,
    input: &Array2<f32>,
    hidden: Array2<f32>,
    first: Option<ArrayView1<'_, f32>>,
) -> (&'static [&'static str], Vec<(&'static str, Array2<f32>)>) {
    let (steps, size) = hidden.dim();
    let from_input = &affine(params, &format!("{module}.*_ih_l0"), steps, |step| Some(input.row(step)));
    let before = |step: usize| if step == 0 { first } else { Some(hidden.row(step - 1)) };
    let from_hidden = &affine(params, &format!("{module}.*_hh_l0"), steps, before);
    let gate = |of: &Array2<f32>, gate: usize| of.slice(s![.., gate * size..(gate + 1) * size]).to_owned();
    let sum = |k: usize| gate(from_input, k) + gate(from_hidden, k);
    let sigmoid = |a: Array2<f32>| a.mapv(|a| 1.0 / (1.0 + (-a).exp()));
    match cell {
        Cell::RnnTanh | Cell::RnnRelu => {
            let equations = if cell == Cell::RnnTanh { TANH } else { RELU };
            (equations, vec![("Wx+b", from_input.clone()), ("Wh+b", from_hidden.clone()), ("h_t", hidden)])
        }
        Cell::Lstm => {
            let [i, f, o] = [0, 1, 3].map(|k| sigmoid(sum(k)));
            let g = sum(2).mapv(f32::tanh);
            let mut c = &i * &g;
            for step in 1..steps {
                let kept = &f.row(step) * &c.row(step - 1);
                let mut now = c.row_mut(step);
                now += &kept;
            }
            (LSTM, vec![("i", i), ("f", f), ("g", g), ("o", o), ("c_t", c), ("h_t", hidden)])
        }
        Cell::Gru => {
            let [r, z] = [0, 1].map(|k| sigmoid(sum(k)));
            let n = (gate(from_input, 2) + &r * &gate(from_hidden, 2)).mapv(f32::tanh);
            (GRU, vec![("r", r), ("z", z), ("n", n), ("h_t", hidden)])
        }
    }
}

/// The outputs of a tensor `(A, B)` of tokens, B a row, with either axis as time.
pub(super) fn readings(network: &Network, params: &ParamSet, tensor: &[u32], columns: usize) -> Readings {
    let rows = tensor.len() / columns;
    let shape = network.shape();
    let mut prepared = Prepared::default();
    let weights = network.prepare(params, &mut prepared);
    let run = |tokens: &[u32], steps: usize, batch: usize| {
        let (layout, mut pass) = (Layout::uniform(steps, batch), network.pass());
        let read = Sequences::tokens(tokens, &layout);
        network.forward(weights, read, &mut network.zero_state(batch), None, &mut pass);
        pass.hidden(shape.layers - 1).to_owned()
    };
    // The engine's own order is time first: as the tensor stands, its first axis is time.
    let first_is_time = run(tensor, rows, columns);
    let exchanged: Vec<u32> = (0..tensor.len()).map(|i| tensor[i % rows * columns + i / rows]).collect();
    let back: Vec<usize> = (0..tensor.len()).map(|i| i % columns * rows + i / columns).collect();
    let second_is_time = run(&exchanged, columns, rows).select(Axis(0), &back);
    let sizes = [rows, columns, shape.input.width(), first_is_time.ncols()];
    Readings { sizes, second_is_time, first_is_time }
}

/// The input as the lowest layer reads it, `(T, I)`; `prefix` is that of the embedding's name.
fn inputs(input: InputSize, params: &ParamSet, prefix: &str, data: Data<'_>) -> Array2<f32> {
    match (data, input) {
        (Data::Values(values), _) => values.to_owned(),
        (Data::Tokens(tokens), InputSize::Embedded { .. }) => {
            let rows: Vec<usize> = tokens.iter().map(|&token| token as usize).collect();
            named(params, &format!("{prefix}embedding.weight")).select(Axis(0), &rows)
        }
        (Data::Tokens(tokens), _) => {
            let mut one_hot = Array2::zeros((tokens.len(), input.width()));
            tokens.iter().enumerate().for_each(|(step, &token)| one_hot[[step, token as usize]] = 1.0);
            one_hot
        }
    }
}

/// W x + b for each step. The names of W and b have `weight` and `bias` in place of the star. If there is no x, x is 0.
fn affine<'a>(
    params: &ParamSet,
    name: &str,
    steps: usize,
    x: impl Fn(usize) -> Option<ArrayView1<'a, f32>>,
) -> Array2<f32> {
    let weight = named(params, &name.replace('*', "weight"));
    let bias = named(params, &name.replace('*', "bias"));
    let mut out = Array2::zeros((steps, weight.nrows()));
    for (step, mut row) in out.rows_mut().into_iter().enumerate() {
        row.assign(&bias.row(0));
        if let Some(x) = x(step) {
            row += &weight.dot(&x);
        }
    }
    out
}

/// A parameter as a matrix; a vector as one row.
fn named(params: &ParamSet, name: &str) -> Array2<f32> {
    let (spec, numbers) = params.iter().find(|(spec, _)| spec.name == name).unwrap_or_else(|| panic!("no {name}"));
    let shape = match spec.shape[..] {
        [rows, columns] => (rows, columns),
        _ => (1, numbers.len()),
    };
    Array2::from_shape_vec(shape, numbers.to_vec()).expect("a parameter has as many numbers as its shape says")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::network::{Head, Shape};

    /// The vectors shown satisfy the equations shown: the last of them is the engine's own hidden state.
    #[test]
    fn the_terms_make_the_hidden_state() {
        for cell in Cell::ALL {
            let input = InputSize::tokens(5, if cell == Cell::Lstm { 3 } else { 0 });
            let (hidden_size, layers, head) = (4, 1, Head::EveryStep);
            let shape =
                Shape { input, cell, hidden_size, layers, bidirectional: false, linear: true, head, outputs: 5 };
            let network = Network::new(shape);
            let (tokens, params) = ([0, 3, 1, 4, 4, 2], network.initial(3));
            let data = Data::Tokens(&tokens);
            let trace = trace(
                &network,
                &params,
                Example { data, steps: 6, batch: (1, 6), names: Vec::new(), targets: Vec::new() },
            );
            let term = |name: &str| &trace.terms.iter().find(|(known, _)| *known == name).unwrap().1;
            let h = term("h_t");
            for step in 0..6 {
                for unit in 0..4 {
                    let at = |name: &str| term(name)[[step, unit]];
                    let before = if step == 0 { 0.0 } else { h[[step - 1, unit]] };
                    let found = match cell {
                        Cell::RnnTanh => (at("Wx+b") + at("Wh+b")).tanh(),
                        Cell::RnnRelu => (at("Wx+b") + at("Wh+b")).max(0.0),
                        Cell::Lstm => at("o") * at("c_t").tanh(),
                        Cell::Gru => (1.0 - at("z")) * at("n") + at("z") * before,
                    };
                    assert!((found - h[[step, unit]]).abs() < 1e-5, "{cell:?} step {step} unit {unit}");
                }
            }
        }
    }
}
