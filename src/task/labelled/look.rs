//! A pass over one row, only to look at it. Changes nothing that is trained.

use ndarray::Array2;

use super::{Goal, Rows};
use crate::nn::layout::Layout;
use crate::nn::network::{Data, Network, Pass, Prepared, Sequences};
use crate::nn::param::ParamSet;
use crate::task::trace::{Example, trace};
use crate::task::view::{HiddenView, Trace};

/// Most steps of a row that are looked at.
const LONGEST: usize = 400;

/// Buffers of the pass that only looks.
#[derive(Debug)]
pub(in crate::task) struct Observer {
    pub pass: Pass,
    pub prepared: Prepared,
}

impl Observer {
    /// Buffers for this network.
    pub fn new(network: &Network) -> Self {
        Self { pass: network.pass(), prepared: Prepared::default() }
    }

    /// The hidden state over the start of `row`, `(T, D*H)` a layer, from a state of zeros.
    pub fn over(&mut self, rows: &Rows, params: &ParamSet, row: usize) -> HiddenView {
        let all = rows.goal.steps(&rows.data, row);
        let tokens: Vec<u32> = rows.goal.read(&rows.data, row).take(LONGEST).collect();
        let (network, layout) = (&rows.network, Layout::uniform(tokens.len(), 1));
        let read = Sequences::tokens(&tokens, &layout);
        let weights = network.prepare(params, &mut self.prepared);
        network.forward(weights, read, &mut network.zero_state(1), None, &mut self.pass);
        let start = if all > LONGEST { format!(", the first {LONGEST} of {all}") } else { String::new() };
        HiddenView {
            example: format!("row {}{start}", row + 1),
            steps: tokens.iter().map(|&token| rows.name(token)).collect(),
            layers: (0..network.shape().layers)
                .map(|layer| self.pass.hidden(layer).to_owned())
                .collect::<Vec<Array2<f32>>>(),
        }
    }
}

impl Rows {
    /// What a token stands for that is read.
    fn name(&self, token: u32) -> String {
        match (token as usize).checked_sub(self.data.vocab.len()) {
            Some(label) => self.data.labels[label].clone(),
            None => self.data.vocab.char(token).to_string(),
        }
    }

    /// The numbers behind the start of `row`.
    pub fn trace(&self, params: &ParamSet, row: usize) -> Trace {
        let (data, goal) = (&self.data, self.goal);
        let tokens: Vec<u32> = goal.read(data, row).take(LONGEST).collect();
        let batch = if self.batch.is_empty() { &self.split.training[..self.size] } else { &self.batch };
        let longest = batch.iter().map(|&row| goal.steps(data, row)).max().unwrap_or(0);
        let characters = || data.vocab.chars().iter().map(char::to_string);
        let (names, targets) = match goal {
            Goal::Label => (data.labels.clone(), vec![data.label(row)]),
            Goal::Text => {
                let end = u32::try_from(data.vocab.len()).expect("characters have ids below 2^24");
                let wanted = data.range(row).map(|place| data.tokens.get(place)).chain([end]);
                (characters().chain([END.to_owned()]).collect(), wanted.take(tokens.len()).collect())
            }
        };
        let example =
            Example { data: Data::Tokens(&tokens), steps: tokens.len(), batch: (batch.len(), longest), names, targets };
        trace(&self.network, params, example)
    }
}

/// How the end of a text is called.
const END: &str = "<END>";
