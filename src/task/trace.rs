//! Puts together the numbers behind one example with the current parameters, as the lessons show them. Changes nothing.
//!
//! What is computed comes from [`crate::nn::probe`]; here stand the equations in words, and which vectors are in them.
//! A test holds the vectors to the equations.

use ndarray::{Array2, Axis};

use super::view::{Readings, Trace};
use crate::nn::cell::Cell;
use crate::nn::layout::Layout;
use crate::nn::network::{Data, Network, Prepared, Sequences};
use crate::nn::param::ParamSet;
use crate::nn::probe::{Inside, InsidePair, Units};
use crate::nn::translator::Translator;

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
    /// N and the longest T of the batch it stands in.
    pub batch: (usize, usize),
    /// What each output stands for.
    pub names: Vec<String>,
    /// The index that should come out for each row of outputs.
    pub targets: Vec<u32>,
}

/// The numbers behind `example`, from a hidden state of zeros.
pub(super) fn trace(network: &Network, params: &ParamSet, example: Example<'_>) -> Trace {
    let Example { data, batch, names, targets } = example;
    let shape = network.shape();
    let inside = Inside::new(network, params, data.view());
    let (equations, terms) = terms(shape.cell, inside.sums(), lowest(inside.units()));
    Trace {
        batch: batch.0,
        longest: batch.1,
        longest_output: batch.1,
        tokens: if let Data::Tokens(tokens) = data { tokens.to_vec() } else { Vec::new() },
        input: inside.input(),
        equations,
        terms,
        output_size: shape.stack().output_size(),
        linear: shape.linear,
        outputs: inside.outputs().clone(),
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
    let inside = InsidePair::new(translator, params, source, given);
    let [mut input, written] = inside.inputs();
    let ([sums, more_sums], [units, more_units]) = (inside.sums(), inside.units());
    let (equations, mut all) = terms(shape.cell, sums, lowest(units));
    // If the encoder is bidirectional, the decoder's H is twice as large.
    if !shape.bidirectional && shape.layers == 1 {
        let (_, more) = terms(shape.cell, more_sums, lowest(more_units));
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
        outputs: inside.outputs().clone(),
        speaks_from: source.len(),
        names,
        targets: wanted,
        readings: None,
    }
}

/// The lowest layer's forward direction.
fn lowest(units: Vec<Units>) -> Units {
    units.into_iter().next().expect("a stack has a layer")
}

/// The equations of a cell and the vectors in them, of which the last is h_t.
fn terms(
    cell: Cell,
    [from_input, from_hidden]: [Array2<f32>; 2],
    units: Units,
) -> (&'static [&'static str], Vec<(&'static str, Array2<f32>)>) {
    let mut terms: Vec<_> = units.vectors.into_iter().map(|(name, vectors)| (called(name), vectors)).collect();
    match cell {
        Cell::RnnTanh | Cell::RnnRelu => {
            terms.splice(..0, [("Wx+b", from_input), ("Wh+b", from_hidden)]);
            (if cell == Cell::RnnTanh { TANH } else { RELU }, terms)
        }
        Cell::Lstm => (LSTM, terms),
        Cell::Gru => (GRU, terms),
    }
}

/// A vector's name in the equations.
fn called(name: &'static str) -> &'static str {
    match name {
        "c" => "c_t",
        "h" => "h_t",
        gate => gate,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::network::{Head, InputSize, Shape};
    use crate::nn::precision::Precision;

    /// The vectors shown satisfy the equations shown: the last of them is the engine's own hidden state.
    #[test]
    fn the_terms_make_the_hidden_state() {
        for cell in Cell::ALL {
            let input = InputSize::tokens(5, if cell == Cell::Lstm { 3 } else { 0 });
            let (hidden_size, layers, head) = (4, 1, Head::EveryStep);
            let shape = Shape {
                input,
                cell,
                hidden_size,
                layers,
                bidirectional: false,
                linear: true,
                head,
                outputs: 5,
                precision: Precision::F32,
            };
            let network = Network::new(shape);
            let (tokens, params) = ([0, 3, 1, 4, 4, 2], network.initial(3));
            let data = Data::Tokens(&tokens);
            let trace =
                trace(&network, &params, Example { data, batch: (1, 6), names: Vec::new(), targets: Vec::new() });
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
