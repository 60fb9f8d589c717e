//! Which units follow a number that each step of a long text, or of rows, has.
//!
//! It is Pearson's correlation of each unit's h with the number, over all steps read. A text of any length is read in
//! slices and no state is kept. Steps without a number do not count.

use ndarray::{ArrayView2, s};

use super::correlation::Correlation;
use crate::nn::layout::Layout;
use crate::nn::network::{Data, Fixed, Network, Pass, Sequences};
use crate::nn::param::ParamSet;
use crate::nn::stack::State;

/// A network that reads slice by slice, and what each of its units has to do with a number. It owns its parameters, so
/// that whatever is trained meanwhile changes nothing in it.
#[derive(Debug)]
pub struct Follower {
    network: Network,
    weights: Fixed,
    pass: Pass,
    state: State,
    /// Of each direction, the units of its layers one after the other.
    known: Vec<Correlation>,
}

/// A unit, and how closely it follows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Followed {
    /// Whether it is of a translator's decoder.
    pub decoder: bool,
    /// The layer, 0 the lowest.
    pub layer: usize,
    /// Whether it reads the last step first.
    pub reverse: bool,
    /// The unit, below H, or below D*H in a decoder.
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
            known: vec![Correlation::new(shape.layers * shape.hidden_size); shape.stack().directions()],
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

    /// Reads the next steps, each with its number for each direction, or NaN where it has none. The hidden state goes
    /// on from the slice before; where a direction reads backwards, each slice is read by itself.
    ///
    /// # Panics
    /// If there is no step, or not a number for each and each direction.
    pub fn read(&mut self, data: Data<'_>, numbers: &[&[f64]]) {
        let steps = match &data {
            Data::Tokens(tokens) => tokens.len(),
            Data::Values(values) => values.nrows(),
        };
        assert_eq!(self.known.len(), numbers.len(), "directions");
        assert!(numbers.iter().all(|of| of.len() == steps), "steps, numbers");
        let shape = *self.network.shape();
        if shape.bidirectional {
            self.forget();
        }
        let layout = Layout::uniform(steps, 1);
        let weights = self.weights.weights();
        let read = Sequences { data: data.view(), layout: &layout };
        self.network.forward(weights, read, &mut self.state, None, &mut self.pass);
        let h = shape.hidden_size;
        for (side, (known, of)) in self.known.iter_mut().zip(numbers).enumerate() {
            for (step, &number) in of.iter().enumerate() {
                let layer = |layer| self.pass.hidden(layer).slice_move(s![step, side * h..(side + 1) * h]).into_iter();
                known.add(number, (0..shape.layers).flat_map(layer));
            }
        }
    }

    /// All units, those that follow the number most closely first, be it up or down; none if the number never changed.
    pub fn ranked(&self) -> Option<Vec<Followed>> {
        let shape = self.network.shape();
        let h = shape.hidden_size;
        let sides = || self.known.iter().enumerate();
        let units = (0..shape.layers).flat_map(|layer| sides().map(move |side| (layer, side)));
        let followed = units.flat_map(|(layer, (side, known))| {
            (0..h).map(move |unit| {
                let correlation = known.of(layer * h + unit);
                Followed { decoder: false, layer, reverse: side == 1, unit, correlation }
            })
        });
        self.known.iter().any(Correlation::varies).then(|| in_order(followed.collect()))
    }
}

/// Those that follow most closely first; of those that are as close, the order stays.
pub(super) fn in_order(mut all: Vec<Followed>) -> Vec<Followed> {
    all.sort_by(|a, b| b.correlation.abs().total_cmp(&a.correlation.abs()));
    all
}
