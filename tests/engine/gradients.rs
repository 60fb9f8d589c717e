//! Gradients against slopes of the loss, and chunked against whole, for a network of every kind
//! (`support::engine::shapes`): a new cell goes through it unchanged.

use crate::support::assert_within;
use crate::support::engine::shapes;
use crate::support::slope::assert_slopes;
use ndarray::Array2;
use rnntui::nn::cell::Cell;
use rnntui::nn::dropout::Dropout;
use rnntui::nn::layout::Layout;
use rnntui::nn::loss::IGNORE;
use rnntui::nn::network::{Head, InputSize, Network, Pool, Prepared, Sequences, Targets};
use rnntui::nn::param::ParamSet;
use rnntui::nn::random::{Purpose, stream};

const TOKENS: [u32; 6] = [0, 3, 1, 4, 4, 2];
const NUMBERS: [f32; 12] = [0.5, -1.0, 0.25, 0.75, -0.5, 1.5, -0.25, 1.0, 0.0, -0.75, 1.25, 0.125];

/// The loss over six tokens, with dropout where there are layers to drop between, and its gradient if asked for.
fn loss_of(network: &Network, layout: &Layout, params: &ParamSet, backward: bool) -> (f64, ParamSet) {
    let (mut prepared, mut pass) = (Prepared::default(), network.pass());
    let numbers = Array2::from_shape_vec((6, 2), NUMBERS.to_vec()).unwrap();
    let read = match network.shape().input {
        InputSize::Dense { .. } => Sequences::values(numbers.view(), layout),
        _ => Sequences::tokens(&TOKENS, layout),
    };
    let rows = if network.shape().head == Head::EveryStep { layout.total() } else { layout.rows() };
    let wanted = Array2::from_shape_vec((rows, 1), NUMBERS[..rows].to_vec()).unwrap();
    let targets = match network.shape().input {
        InputSize::Dense { .. } => Targets::Values(wanted.view()),
        _ => Targets::Classes(&[2, 1, IGNORE, 0, 2, 0][..rows]),
    };
    let weights = network.prepare(params, &mut prepared);
    let mut total = 0.0;
    // Gradients are those of a second pass, whose buffers hold what the first one left.
    for _ in 0..=usize::from(backward) {
        let mut state = network.zero_state(layout.rows());
        for (k, h) in state.iter_mut().flat_map(|layer| layer.h.iter_mut()).enumerate() {
            *h = [0.1, -0.2, 0.3][k % 3];
        }
        let mut dropout = Dropout::new(0.3, stream(7, Purpose::Dropout, 0));
        network.forward(weights, read, &mut state, Some(&mut dropout), &mut pass);
        total = network.loss(targets, 1, &mut pass).total;
        if backward {
            network.backward(weights, read, &mut pass);
        }
    }
    (total, pass.grads)
}

#[test]
fn gradients_are_the_slopes_of_the_loss() {
    for shape in shapes() {
        let network = Network::new(shape);
        for layout in [Layout::uniform(3, 2), Layout::packed(&[1, 3, 2])] {
            let params = network.initial(3);
            let (_, grads) = loss_of(&network, &layout, &params, true);
            let what = format!("{shape:?} over {:?}", layout.batch_sizes().collect::<Vec<_>>());
            let kinks = shape.cell == Cell::RnnRelu || shape.head == Head::Pooled(Pool::Max);
            assert_slopes(&what, &params, &grads, kinks, |params| loss_of(&network, &layout, params, false).0);
        }
    }
}

#[test]
fn chunks_with_the_state_carried_are_the_whole() {
    let ahead = |shape: &rnntui::nn::network::Shape| {
        !shape.bidirectional && shape.head == Head::EveryStep && !matches!(shape.input, InputSize::Dense { .. })
    };
    let mut tested = 0;
    for network in shapes().filter(ahead).map(Network::new) {
        tested += 1;
        let params = network.initial(5);
        let mut prepared = Prepared::default();
        let weights = network.prepare(&params, &mut prepared);
        let (mut whole, mut chunk) = (network.pass(), network.pass());
        let mut state = network.zero_state(2);
        let layout = Layout::uniform(3, 2);
        network.forward(weights, Sequences::tokens(&TOKENS, &layout), &mut state, None, &mut whole);
        let mut carried = network.zero_state(2);
        let mut outputs = Vec::new();
        for tokens in [&TOKENS[..2], &TOKENS[2..]] {
            let layout = Layout::uniform(tokens.len() / 2, 2);
            network.forward(weights, Sequences::tokens(tokens, &layout), &mut carried, None, &mut chunk);
            outputs.extend(chunk.outputs().iter().copied());
        }
        assert_within("outputs", &outputs, whole.outputs().as_slice().unwrap(), 1e-6, 1e-7);
        assert_eq!(state, carried);
    }
    assert_eq!(tested, 8, "two networks of each cell");
}
