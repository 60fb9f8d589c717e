//! Which units follow a number that each token of a long text has.
//!
//! Pearson's correlation of each unit's h with the number, over all tokens read: cov(h, y) / (sd(h) sd(y)). Means and
//! sums of squares are updated token by token (Welford 1962), so a text of any length is read in slices and no state is
//! kept. Tokens without a number do not count.

use ndarray::ArrayView2;

use crate::nn::layout::Layout;
use crate::nn::network::{Fixed, Network, Pass, Sequences};
use crate::nn::param::ParamSet;
use crate::nn::stack::State;

/// A network that reads a text slice by slice, and what each of its units has to do with a number. It owns its
/// parameters, so that whatever is trained meanwhile changes nothing in it.
#[derive(Debug)]
pub struct Follower {
    network: Network,
    weights: Fixed,
    pass: Pass,
    state: State,
    /// Of each direction.
    numbers: Vec<Number>,
    /// Of each layer, direction and unit.
    units: Vec<Sums>,
}

/// What is kept of the number of a direction.
#[derive(Debug, Clone, Copy, Default)]
struct Number {
    /// Tokens that have one.
    count: f64,
    mean: f64,
    squares: f64,
}

/// What is kept of a unit.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    mean: f64,
    squares: f64,
    products: f64,
}

/// A unit, and how closely it follows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Followed {
    /// The layer, 0 the lowest.
    pub layer: usize,
    /// Whether it reads the last token first.
    pub reverse: bool,
    /// The unit, below H.
    pub unit: usize,
    /// Pearson's correlation, between -1 and 1. 0 for a unit that never changes.
    pub correlation: f64,
}

impl Follower {
    /// One that has read nothing.
    pub fn new(network: Network, params: ParamSet) -> Self {
        let shape = network.shape();
        Self {
            weights: network.fix(params),
            pass: network.pass(),
            state: network.zero_state(1),
            numbers: vec![Number::default(); shape.stack().directions()],
            units: vec![Sums::default(); shape.layers * shape.stack().output_size()],
            network,
        }
    }

    /// The network.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The outputs h of a layer over the slice that was read last, `(T, D*H)`.
    pub fn hidden(&self, layer: usize) -> ArrayView2<'_, f32> {
        self.pass.hidden(layer)
    }

    /// Begins anew from a state of zeros: another document comes.
    pub fn forget(&mut self) {
        self.network.set_zero(&mut self.state, 1);
    }

    /// Reads the next tokens, each with its number for each direction, or NaN where it has none. The hidden state goes
    /// on from the slice before; where a direction reads backwards, each slice is read by itself.
    ///
    /// # Panics
    /// If there is no token, or not a number for each and each direction.
    pub fn read(&mut self, tokens: &[u32], numbers: &[&[f64]]) {
        assert_eq!(self.numbers.len(), numbers.len(), "directions");
        assert!(numbers.iter().all(|of| of.len() == tokens.len()), "tokens, numbers");
        let shape = *self.network.shape();
        if shape.bidirectional {
            self.forget();
        }
        let layout = Layout::uniform(tokens.len(), 1);
        let weights = self.weights.weights();
        self.network.forward(weights, Sequences::tokens(tokens, &layout), &mut self.state, None, &mut self.pass);
        let (h, width) = (shape.hidden_size, shape.stack().output_size());
        for (side, (Number { count, mean, squares }, of)) in self.numbers.iter_mut().zip(numbers).enumerate() {
            for (step, &number) in of.iter().enumerate().filter(|(_, number)| !number.is_nan()) {
                *count += 1.0;
                let from_mean = number - *mean;
                *mean += from_mean / *count;
                *squares += from_mean * (number - *mean);
                for (layer, units) in self.units.chunks_exact_mut(width).enumerate() {
                    let units = &mut units[side * h..(side + 1) * h];
                    for (sums, &h) in units.iter_mut().zip(self.pass.hidden(layer).row(step).iter().skip(side * h)) {
                        let h = f64::from(h);
                        let away = h - sums.mean;
                        sums.mean += away / *count;
                        sums.squares += away * (h - sums.mean);
                        sums.products += away * (number - *mean);
                    }
                }
            }
        }
    }

    /// All units, those that follow the number most closely first, be it up or down; none if the number never changed.
    pub fn ranked(&self) -> Option<Vec<Followed>> {
        if !self.numbers.iter().any(|number| number.squares > 0.0) {
            return None;
        }
        let shape = self.network.shape();
        let (h, width) = (shape.hidden_size, shape.stack().output_size());
        let followed = |(at, sums): (usize, &Sums)| {
            let spread = (sums.squares * self.numbers[at % width / h].squares).sqrt();
            let correlation = if spread > 0.0 { sums.products / spread } else { 0.0 };
            Followed { layer: at / width, reverse: at % width >= h, unit: at % h, correlation }
        };
        let mut all: Vec<Followed> = self.units.iter().enumerate().map(followed).collect();
        all.sort_by(|a, b| b.correlation.abs().total_cmp(&a.correlation.abs()));
        Some(all)
    }
}
