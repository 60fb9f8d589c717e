//! A look at one row: the hidden state over it, and the numbers behind it.

use super::batch::Goal;
use super::problem::RowsProblem;
use crate::data::Probe;
use crate::nn::layout::Layout;
use crate::nn::network::{Data, Sequences, Weights};
use crate::task::inside::{Around, Named, Net, Passage, Read, Wanted, look_into};
use crate::task::show::{Moment, Query};
use crate::task::trace::{Example, trace};
use crate::task::view::{HiddenView, Inside, Trace};

/// Most steps of a row that are looked at.
const LONGEST: usize = 400;

impl RowsProblem {
    /// The hidden state over the start of `row`, `(T, D*H)` a layer, from a state of zeros.
    pub fn hidden(&self, weights: Weights<'_>, row: usize) -> HiddenView {
        let all = self.goal.steps(&self.data, row);
        let tokens: Vec<u32> = self.goal.read(&self.data, row).take(LONGEST).collect();
        let (layout, mut pass) = (Layout::uniform(tokens.len(), 1), self.network.pass());
        let read = Sequences::tokens(&tokens, &layout);
        self.network.forward(weights, read, &mut self.network.zero_state(1), None, &mut pass);
        let start = if all > LONGEST { format!(", the first {LONGEST} of {all}") } else { String::new() };
        HiddenView {
            example: format!("row {}{start}", row + 1),
            steps: tokens.iter().map(|&token| self.goal.name_of_input(&self.data, token)).collect(),
            layers: (0..self.network.shape().layers).map(|layer| pass.hidden(layer).to_owned()).collect(),
            directions: self.network.shape().stack().directions(),
        }
    }

    /// What is asked of the net's inside as it reads the start of `row`.
    pub fn look_into(&self, moment: Moment<'_>, query: &Query, row: usize) -> Option<Box<Inside>> {
        let mut inside = look_into(Net::One(&self.network), moment.params, query, || self.around(moment, row));
        if let Some(Inside::Neurons(view)) = inside.as_deref_mut() {
            view.probes = match self.goal {
                Goal::Label => self.data.labels.clone(),
                Goal::Text => Probe::names().map(str::to_owned).collect(),
            };
        }
        inside
    }

    /// The numbers behind the start of `row`.
    pub fn trace(&self, moment: Moment<'_>, row: usize) -> Trace {
        let (data, goal) = (&self.data, self.goal);
        let tokens: Vec<u32> = goal.read(data, row).take(LONGEST).collect();
        let mut batch = Vec::new();
        self.batch(moment.position, &mut batch);
        let longest = batch.iter().map(|&row| goal.steps(data, row)).max().unwrap_or(0);
        let targets = goal.wanted(data, row).into_iter().take(tokens.len()).collect();
        let names = goal.names_of_outputs(data);
        let example = Example { data: Data::Tokens(&tokens), batch: (batch.len(), longest), names, targets };
        trace(&self.network, moment.params, example)
    }

    /// What is around a row: those beside it in the file, and the batch of the next step.
    fn around(&self, moment: Moment<'_>, row: usize) -> Around<'_> {
        let (data, goal) = (&self.data, self.goal);
        let mut batch = Vec::new();
        self.batch(moment.position, &mut batch);
        batch.retain(|&other| other != row);
        batch.insert(0, row);
        let passage = move |row| {
            let tokens: Vec<u32> = goal.read(data, row).take(LONGEST).collect();
            let wanted = goal.wanted(data, row).into_iter().take(tokens.len()).collect();
            let weight = self.weights.as_ref().map_or(1.0, |weights| weights[data.label(row) as usize]);
            Passage { read: Read::Tokens(tokens), wanted: Wanted::Classes(wanted), weight }
        };
        let names = goal.names_of_outputs(data);
        let wanted = goal.wanted(data, row).into_iter().take(LONGEST.min(goal.steps(data, row)));
        let named = move |row| {
            let all = goal.steps(data, row);
            let start = if all > LONGEST { format!(", the first {LONGEST} of {all}") } else { String::new() };
            let steps = goal.read(data, row).take(LONGEST).map(|token| goal.name_of_input(data, token)).collect();
            Named { example: format!("row {}{start}", row + 1), steps, given: Vec::new() }
        };
        Around {
            at: row,
            all: data.rows(),
            apart: 1,
            passage: Box::new(passage),
            name: Box::new(named),
            wanted: wanted.map(|index| names[index as usize].clone()).collect(),
            batch: Box::new(batch.into_iter().map(passage)),
            cut: None,
        }
    }
}
