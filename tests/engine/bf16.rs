//! Factors in bf16: near to f32's numbers for every cell and net, the same on any number of threads, and the same run
//! however it is made.

use ndarray::Array2;
use rnntui::cli::parse_options;
use rnntui::config::TaskKind;
use rnntui::nn::layout::Layout;
use rnntui::nn::network::{Head, InputSize, Network, Prepared, Sequences, Shape, Targets};
use rnntui::nn::param::ParamSet;
use rnntui::nn::precision::Precision;
use rnntui::nn::translator::{self, Translator};

use crate::support::engine::shapes;

const STEPS: usize = 12;
/// As many as a batch has. With few rows, a single unit of ReLU that rounding takes over its kink moves the gradient
/// far.
const ROWS: usize = 24;

/// Outputs and gradients of one step of a net of this shape.
fn step(shape: Shape) -> (Vec<f32>, ParamSet) {
    let network = Network::new(shape);
    let params = network.initial(3);
    let (mut prepared, mut pass) = (Prepared::default(), network.pass());
    let layout = Layout::uniform(STEPS, ROWS);
    let tokens: Vec<u32> =
        (0..u32::try_from(STEPS * ROWS).unwrap()).map(|place| (place * place / 3 + place * 7) % 5).collect();
    let values = Array2::from_shape_fn((STEPS * ROWS, 2), |(at, column)| {
        [0.5, -1.0, 0.25, 0.8, -0.3][(at * at / 3 + at + 2 * column) % 5]
    });
    let read = match shape.input {
        InputSize::Dense { .. } => Sequences::values(values.view(), &layout),
        _ => Sequences::tokens(&tokens, &layout),
    };
    let rows = if shape.head == Head::EveryStep { layout.total() } else { layout.rows() };
    let wanted = Array2::from_shape_fn((rows, 1), |(row, _)| [0.3, -0.6][row % 2]);
    // Not as many of each class: what is left of gradients that cancel out says nothing of their precision.
    let classes: Vec<u32> = (0..).take(rows).map(|row| row % 2).collect();
    let targets = match shape.input {
        InputSize::Dense { .. } => Targets::Values(wanted.view()),
        _ => Targets::Classes(&classes),
    };
    let weights = network.prepare(&params, &mut prepared);
    network.forward(weights, read, &mut network.zero_state(ROWS), None, &mut pass);
    let outputs = pass.outputs().iter().copied().collect();
    network.loss(targets, rows, &mut pass);
    network.backward(weights, read, &mut pass);
    (outputs, pass.grads)
}

/// |found - wanted| / |wanted|, Euclidean norms over all numbers.
fn apart<'a>(found: impl Iterator<Item = &'a f32>, wanted: impl Iterator<Item = &'a f32>) -> f64 {
    let (mut difference, mut size) = (0.0, 0.0);
    for (&found, &wanted) in found.zip(wanted) {
        difference += f64::from(found - wanted).powi(2);
        size += f64::from(wanted).powi(2);
    }
    (difference / size).sqrt()
}

fn numbers(params: &ParamSet) -> impl Iterator<Item = &f32> {
    params.iter().flat_map(|(_, numbers)| numbers)
}

/// Within 2 % of f32's norm, and not the same: else nothing would have been rounded.
fn near(what: &str, apart: f64) {
    assert!(apart > 1e-6 && apart < 0.02, "{what}: {apart}");
}

#[test]
fn a_step_of_every_net_is_within_2_percent_of_f32s() {
    for shape in shapes() {
        // Wide enough that single roundings do not decide.
        let hidden_size = 32 * shape.hidden_size;
        let outputs = if shape.linear { shape.outputs } else { 32 * shape.outputs };
        let shape = Shape { hidden_size, outputs, ..shape };
        let (outputs, grads) = step(shape);
        let (coarse, coarse_grads) = step(Shape { precision: Precision::Bf16, ..shape });
        near(&format!("outputs of {shape:?}"), apart(coarse.iter(), outputs.iter()));
        near(&format!("gradients of {shape:?}"), apart(numbers(&coarse_grads), numbers(&grads)));
    }
}

/// Outputs and gradients of one step of a translator.
fn translate(shape: translator::Shape) -> (Vec<f32>, ParamSet) {
    let translator = Translator::new(shape);
    let params = translator.initial(3);
    let (mut prepared, mut pass) = (translator::Prepared::default(), translator.pass());
    let layouts = [Layout::uniform(4, 2), Layout::uniform(5, 2)];
    let [source, given] = [8, 10].map(|tokens| (0..tokens).map(|place| place * 5 % 6).collect::<Vec<u32>>());
    let wanted: Vec<u32> = (0..10).map(|place| place % 6).collect();
    let (read, write) = (Sequences::tokens(&source, &layouts[0]), Sequences::tokens(&given, &layouts[1]));
    let weights = translator.prepare(&params, &mut prepared);
    translator.forward(weights, read, write, None, &mut pass);
    let outputs = pass.logits().iter().copied().collect();
    translator.loss(&wanted, 10, &mut pass);
    translator.backward(weights, read, write, &mut pass);
    (outputs, pass.grads)
}

#[test]
fn a_step_of_every_translator_is_within_2_percent_of_f32s() {
    for (cell, bidirectional, attention) in
        [("rnn_tanh", false, false), ("lstm", true, true), ("gru", false, true), ("gru", true, false)]
    {
        let shape = translator::Shape {
            cell: crate::support::engine::cell_named(cell),
            source_vocabulary: 7,
            target_vocabulary: 6,
            embed: 8,
            hidden_size: 10,
            layers: 2,
            bidirectional,
            attention,
            precision: Precision::F32,
        };
        let (outputs, grads) = translate(shape);
        let (coarse, coarse_grads) = translate(translator::Shape { precision: Precision::Bf16, ..shape });
        near(&format!("outputs of {shape:?}"), apart(coarse.iter(), outputs.iter()));
        near(&format!("gradients of {shape:?}"), apart(numbers(&coarse_grads), numbers(&grads)));
    }
}

/// The same bits on any number of threads, and others than in f32.
#[test]
fn threads_change_no_bit() {
    let ship = include_str!("../../ship.txt").repeat(3);
    for more in ["--cell lstm --layers 2 --hidden 40 --batch 30", "--cell gru --stateful --batch 9 --seq-len 7"] {
        let trained = |more: &str, threads: usize| {
            let options = parse_options(more).unwrap();
            let mut trainer = crate::support::trainer(TaskKind::Text, &ship, &options, threads);
            while trainer.position().step < 12 {
                trainer.advance();
            }
            trainer.params().clone()
        };
        let coarse = format!("{more} --precision bf16");
        let one = trained(&coarse, 1);
        for threads in [2, 3] {
            assert!(one == trained(&coarse, threads), "{coarse}, {threads} threads");
        }
        assert!(one != trained(more, 1), "{more}");
    }
}
