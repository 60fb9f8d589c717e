//! The gradient of each parameter, for its norm.

use super::passage::{Net, Passage, Read, Wanted};
use crate::nn::layout::Layout;
use crate::nn::network::{self, Sequences};
use crate::nn::param::ParamSet;
use crate::nn::translator;

/// The gradient of the losses of passages, added up, each as often as its passage's weight says.
pub(super) struct Norms<'a> {
    params: &'a ParamSet,
    passes: Passes<'a>,
    sums: Vec<Vec<f64>>,
    /// How many losses those are, each counted by its weight.
    losses: f64,
}

/// The net with room for a pass.
enum Passes<'a> {
    One(&'a network::Network, Box<network::Prepared>, Box<network::Pass>),
    Pair(&'a translator::Translator, Box<translator::Prepared>, Box<translator::Pass>),
}

impl<'a> Norms<'a> {
    /// One of no passage.
    pub fn new(net: Net<'a>, params: &'a ParamSet) -> Self {
        let passes = match net {
            Net::One(network) => Passes::One(network, Box::default(), Box::new(network.pass())),
            Net::Pair(translator) => Passes::Pair(translator, Box::default(), Box::new(translator.pass())),
        };
        let sums = params.iter().map(|(_, numbers)| vec![0.0; numbers.len()]).collect();
        Self { params, passes, sums, losses: 0.0 }
    }

    /// Adds a passage, read from a state of zeros.
    ///
    /// # Panics
    /// If it is not of the net's kind.
    pub fn add(&mut self, passage: &Passage) {
        let weight = f64::from(passage.weight);
        let grads = match (&mut self.passes, &passage.read) {
            (Passes::One(network, prepared, pass), read) => {
                let (weights, layout) = (network.prepare(self.params, prepared), Layout::uniform(read.steps(), 1));
                let read = Sequences { data: read.data(), layout: &layout };
                network.forward(weights, read, &mut network.zero_state(1), None, pass);
                #[expect(clippy::cast_precision_loss, reason = "losses are far fewer than 2^52")]
                let losses = network.loss(passage.wanted.targets(), 1, pass).count as f64;
                self.losses += weight * losses;
                network.backward(weights, read, pass);
                &pass.grads
            }
            (Passes::Pair(translator, prepared, pass), Read::Pair(source, given)) => {
                let Wanted::Classes(wanted) = &passage.wanted else { unreachable!("tokens are wanted of a pair") };
                let weights = translator.prepare(self.params, prepared);
                let layouts = [source, given].map(|tokens| Layout::uniform(tokens.len(), 1));
                let (read, write) = (Sequences::tokens(source, &layouts[0]), Sequences::tokens(given, &layouts[1]));
                translator.forward(weights, read, write, None, pass);
                translator.loss(wanted, 1, pass);
                translator.backward(weights, read, write, pass);
                // As in training, a pair's loss is the sum over its target.
                self.losses += weight;
                &pass.grads
            }
            (Passes::Pair(..), read) => unreachable!("a translator reads {read:?}"),
        };
        for (sums, (_, numbers)) in self.sums.iter_mut().zip(grads.iter()) {
            sums.iter_mut().zip(numbers).for_each(|(sum, &number)| *sum += weight * f64::from(number));
        }
    }

    /// The Euclidean norm of each parameter's mean gradient, as training would have it, by PyTorch's names.
    pub fn done(self) -> Vec<(String, f64)> {
        let losses = if self.losses > 0.0 { self.losses } else { 1.0 };
        let norm = |sums: &Vec<f64>| sums.iter().map(|sum| sum * sum).sum::<f64>().sqrt() / losses;
        self.params.iter().zip(&self.sums).map(|((spec, _), sums)| (spec.name.clone(), norm(sums))).collect()
    }
}
