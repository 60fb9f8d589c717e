//! Writing: a network reads a token and says what may come next, one of that is chosen, and it reads that.
//!
//! The one loop for greedy and for sampled writing of every task. It knows tokens and logits only; never what they
//! stand for, and draws no random number of its own.

use ndarray::ArrayView2;

use super::held::Held;
use super::layout::Layout;
use super::loss::largest;
use super::network::{Network, Pass, Sequences, Weights};
use super::stack::State;

/// A network that has read the start of N sequences.
pub trait Continue {
    /// Reads one token more of each sequence; the logits of the tokens after them, `(N, V)`.
    fn read(&mut self, tokens: &[u32]) -> ArrayView2<'_, f32>;
}

/// A network that has read the start of one sequence, and whose h can be held as it reads on.
pub trait ContinueHeld {
    /// Reads one token more while h is `held`; the logits of the token after it.
    fn read_held(&mut self, token: u32, held: Held<'_>) -> &[f32];
}

/// What was written for one sequence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// The tokens, without the end.
    pub tokens: Vec<u32>,
    /// Whether the end came within the limit.
    pub ended: bool,
}

/// Writes on after `first`, a token for each of N sequences, until each has come to `end`, but no more than `limit`
/// tokens, the end among them. `choose` gets the number of a sequence and its logits, V of them, and says which
/// token it is.
pub fn write(
    network: &mut impl Continue,
    first: &[u32],
    end: u32,
    limit: usize,
    mut choose: impl FnMut(usize, &[f32]) -> u32,
) -> Vec<Written> {
    let mut all = vec![Written::default(); first.len()];
    let mut tokens = first.to_vec();
    for _ in 0..limit {
        if all.iter().all(|written| written.ended) {
            break;
        }
        // A sequence that has ended reads on with the others; what it says is not looked at.
        let logits = network.read(&tokens);
        for (row, (written, token)) in all.iter_mut().zip(&mut tokens).enumerate() {
            if written.ended {
                continue;
            }
            *token = choose(row, logits.row(row).as_slice().expect("rows of logits are contiguous"));
            written.ended = *token == end;
            if !written.ended {
                written.tokens.push(*token);
            }
        }
    }
    all
}

/// A token drawn from `logits` as likely as softmax(logits / temperature) says; the likeliest at temperature 0.
/// `uniform` is a random number in [0, 1), not asked for at temperature 0.
pub fn draw(logits: &[f32], temperature: f64, uniform: impl FnOnce() -> f32) -> u32 {
    let (best, max) = largest(logits);
    if temperature == 0.0 {
        return best;
    }
    let weight = |z: f32| (f64::from(z - max) / temperature).exp();
    let mut left = f64::from(uniform()) * logits.iter().map(|&z| weight(z)).sum::<f64>();
    for (token, &z) in (0..).zip(logits) {
        left -= weight(z);
        if left < 0.0 {
            return token;
        }
    }
    best
}

/// Like [`draw`], but one of the `top` likeliest tokens, at least 1; among equals the first ones.
pub fn draw_of_likeliest(logits: &[f32], top: usize, temperature: f64, uniform: impl FnOnce() -> f32) -> u32 {
    let mut tokens: Vec<u32> = (0..).take(logits.len()).collect();
    if top < tokens.len() {
        let logit = |token: &u32| logits[*token as usize];
        tokens.select_nth_unstable_by(top, |a, b| logit(b).total_cmp(&logit(a)).then(a.cmp(b)));
        tokens.truncate(top.max(1));
        tokens.sort_unstable();
    }
    let logits: Vec<f32> = tokens.iter().map(|&token| logits[token as usize]).collect();
    tokens[draw(&logits, temperature, uniform) as usize]
}

/// A [`Network`] with the hidden state of what it has read so far.
#[derive(Debug)]
pub struct Writer<'a> {
    network: &'a Network,
    weights: Weights<'a>,
    layout: Layout,
    state: State,
    pass: Pass,
}

impl<'a> Writer<'a> {
    /// One that has read nothing of `rows` sequences.
    pub fn new(network: &'a Network, weights: Weights<'a>, rows: usize) -> Self {
        let (layout, state) = (Layout::uniform(1, rows), network.zero_state(rows));
        Self { network, weights, layout, state, pass: network.pass() }
    }
}

impl Continue for Writer<'_> {
    fn read(&mut self, tokens: &[u32]) -> ArrayView2<'_, f32> {
        let read = Sequences::tokens(tokens, &self.layout);
        self.network.forward(self.weights, read, &mut self.state, None, &mut self.pass);
        self.pass.outputs().view()
    }
}

impl ContinueHeld for Writer<'_> {
    fn read_held(&mut self, token: u32, held: Held<'_>) -> &[f32] {
        let tokens = [token];
        let read = Sequences::tokens(&tokens, &self.layout);
        self.network.step_held(self.weights, read, &mut self.state, held, &mut self.pass);
        self.pass.outputs().as_slice().expect("a row of logits is contiguous")
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::nn::cell::Cell;
    use crate::nn::held::HeldUnit;
    use crate::nn::network::{Head, InputSize, Prepared, Shape};
    use crate::nn::precision::Precision;

    /// Counts up: after `t` comes `t + 1`, after 4 the end, 9.
    struct Counting(Array2<f32>);

    impl Continue for Counting {
        fn read(&mut self, tokens: &[u32]) -> ArrayView2<'_, f32> {
            self.0 = Array2::from_shape_fn((tokens.len(), 10), |(row, token)| {
                let next = if tokens[row] >= 4 { 9 } else { tokens[row] + 1 };
                if token == next as usize { 2.0 } else { 0.0 }
            });
            self.0.view()
        }
    }

    #[test]
    fn each_sequence_is_written_to_its_own_end() {
        let written = write(&mut Counting(Array2::default((0, 0))), &[1, 3], 9, 100, |_, logits| largest(logits).0);
        assert_eq!(written[0], Written { tokens: vec![2, 3, 4], ended: true });
        assert_eq!(written[1], Written { tokens: vec![4], ended: true });
    }

    #[test]
    fn one_without_an_end_is_cut_at_the_limit() {
        let written = write(&mut Counting(Array2::default((0, 0))), &[0, 3], 9, 2, |_, logits| largest(logits).0);
        assert_eq!(written[0], Written { tokens: vec![1, 2], ended: false });
        assert_eq!(written[1], Written { tokens: vec![4], ended: true });
    }

    #[test]
    fn tokens_are_drawn_as_likely_as_softmax_says() {
        let logits = [0.0, 1.0_f32.ln() + 2.0_f32.ln(), f32::NEG_INFINITY];
        // Softmax is 1/3, 2/3, 0.
        let token = |uniform: f32, temperature| draw(&logits, temperature, || uniform);
        assert_eq!([0.0, 0.33, 0.34, 0.999].map(|uniform| token(uniform, 1.0)), [0, 0, 1, 1]);
        // At half the temperature the odds are squared: 1/5, 4/5.
        assert_eq!([0.19, 0.21].map(|uniform| token(uniform, 0.5)), [0, 1]);
        // Of the likeliest two, each is as likely as the other; of the likeliest one nothing is left to chance.
        let flat = [0.0, 5.0, f32::NEG_INFINITY, 5.0, 5.0];
        let top = |top: usize, uniform: f32| draw_of_likeliest(&flat, top, 1.0, || uniform);
        assert_eq!([0.49, 0.51, 0.999].map(|uniform| top(2, uniform)), [1, 3, 3]);
        assert_eq!([0.0, 0.999].map(|uniform| (top(1, uniform), top(9, uniform))), [(1, 0), (1, 4)]);
        assert_eq!(draw(&logits, 0.0, || unreachable!("nothing is drawn at temperature 0")), 1);
    }

    /// A unit held at the value that it has anyway changes no bit; held at another, it changes what is said at once, in
    /// whatever layer it is, and what is said later.
    #[test]
    fn a_unit_held_at_its_own_value_changes_nothing_and_at_another_it_does() {
        for cell in Cell::ALL {
            for embed in [0, 3] {
                let (input, head) = (InputSize::tokens(5, embed), Head::EveryStep);
                let (hidden_size, layers, linear) = (4, 2, true);
                let shape = Shape {
                    input,
                    cell,
                    hidden_size,
                    layers,
                    bidirectional: false,
                    linear,
                    head,
                    outputs: 5,
                    precision: Precision::F32,
                };
                let network = Network::new(shape);
                let (params, mut prepared) = (network.initial(7), Prepared::default());
                let weights = network.prepare(&params, &mut prepared);
                let writer = || Writer::new(&network, weights, 1);
                for layer in 0..layers {
                    let [mut free, mut own, mut other, mut zero] = [writer(), writer(), writer(), writer()];
                    for (step, token) in [0, 3, 1, 1, 4].into_iter().enumerate() {
                        let said = free.read(&[token]).row(0).to_vec();
                        let value = free.state[layer].h[[0, 2]];
                        let held = |value| [HeldUnit { layer, unit: 2, value }];
                        let is_same = |found: &[f32]| found == said;
                        let own_unit = held(value);
                        let nothing_new = Held { units: &own_unit, zero: false };
                        assert!(is_same(own.read_held(token, nothing_new)), "{cell:?} {layer} {step}");
                        let another = held(0.9);
                        assert!(!is_same(other.read_held(token, Held { units: &another, zero: false })));
                        assert!((other.state[layer].h[[0, 2]] - 0.9).abs() < f32::EPSILON);
                        // From the step on where all was set to zero.
                        let found = zero.read_held(token, Held { units: &[], zero: step == 2 });
                        assert_eq!(is_same(found), step < 2, "{cell:?} {layer} {step}");
                        assert!(step != 2 || zero.state.iter().all(|layer| layer.h.iter().all(|&h| h == 0.0)));
                    }
                }
            }
        }
    }
}
