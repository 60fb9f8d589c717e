//! What the series task shows: the curves, the errors, and the hidden state over one window.

use std::ops::Range;
use std::sync::Arc;

use ndarray::Array2;

use super::follow::names;
use super::forecast::Forecaster;
use super::problem::SeriesProblem;
use crate::data::series::Fit;
use crate::figures::{amount, figure};
use crate::nn::network::{Data, Prepared};
use crate::nn::param::ParamSet;
use crate::task::cover::{around, shares};
use crate::task::inside::{Around, Named, Net, Passage, Read, Wanted, look_into};
use crate::task::learn::HeldOut;
use crate::task::show::{Ask, Measures, Moment, Query, Show};
use crate::task::study::Study;
use crate::task::trace::{Example, trace};
use crate::task::view::{Examples, HiddenView, Inside, Measured, SeriesView, StudyAsk, View};

/// Most characters of row labels that fit under the columns of the hidden state.
const SHORT: usize = 3;

impl Show for SeriesProblem {
    fn measures(&self) -> Measures {
        Measures { unit: "rows", bits_per: None, accuracy: false }
    }

    fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }

    fn fit(&self) -> Option<&Fit> {
        Some(self.timeline.fit())
    }

    fn tested(&self, params: &ParamSet) -> Option<Measured> {
        let mut prepared = Prepared::default();
        let weights = self.network.prepare(params, &mut prepared);
        let mut said = vec![f64::NAN; self.known.examples.len() * self.network.shape().outputs];
        let test: Vec<usize> = self.held_out(HeldOut::Test).collect();
        Forecaster::new(&self.network, weights).forecast(&self.timeline, &test, &mut said);
        SeriesView::new(Arc::clone(&self.known), said).test?.measured()
    }

    fn study(&self, params: &ParamSet, ask: &StudyAsk) -> Result<Study, String> {
        self.studied(params, ask)
    }

    fn view(&self, moment: Moment<'_>, query: Query) -> View {
        let parts = self.parts();
        let all = self.known.examples.len();
        let outputs = self.network.shape().outputs;
        let example = query.example.min(all - 1);
        let mut prepared = Prepared::default();
        let weights = self.network.prepare(moment.params, &mut prepared);
        let mut forecaster = Forecaster::new(&self.network, weights);

        let mut said = vec![f64::NAN; all * outputs];
        let affordable = query.affords(all, self.network.table().len() * self.timeline.seq_len());
        let wanted = shares(affordable, parts.each_ref().map(Range::len));
        for (part, wanted) in parts.into_iter().zip(wanted) {
            let center = example.clamp(part.start, part.end.max(part.start + 1) - 1) - part.start;
            let covered = around(center, wanted, part.len());
            let examples: Vec<usize> = covered.map(|place| part.start + place).collect();
            forecaster.forecast(&self.timeline, &examples, &mut said);
        }
        let whole = said.iter().all(|said| said.is_finite());
        // The example looked at comes last, so that the buffers hold its hidden states afterwards.
        forecaster.forecast(&self.timeline, &[example], &mut said);
        let buffers = &forecaster.buffers;

        let layers = 0..self.network.shape().layers;
        let hidden = HiddenView {
            example: self.known.label(self.known.examples.target(example)),
            steps: self.steps(example),
            layers: layers.map(|layer| buffers.pass.hidden(layer).to_owned()).collect(),
            directions: self.network.shape().stack().directions(),
        };
        let trace = query.trace.then(|| {
            let example = Example {
                data: Data::Values(buffers.input.view()),
                batch: (self.rows, self.timeline.seq_len()),
                names: Vec::new(),
                targets: Vec::new(),
            };
            Box::new(trace(&self.network, moment.params, example))
        });
        let mut inside = match &query.ask {
            Some(Ask::Write(_)) => Some(Box::new(Inside::Write(self.write(weights, &query, example)))),
            ask => look_into(Net::One(&self.network), moment.params, &query, || {
                let by_value = matches!(ask, Some(Ask::Neurons(_)));
                self.around(moment, example, if by_value { Self::values } else { Self::steps })
            }),
        };
        if let Some(Inside::Neurons(view)) = inside.as_deref_mut() {
            view.probes = names(&self.timeline);
            view.notes = vec![format!("{} at each row that a window reads", self.known.column)];
        }
        let examples = Examples::Series(SeriesView::new(Arc::clone(&self.known), said));
        View { whole, examples, hidden, trace, inside: None }.with(inside)
    }
}

impl SeriesProblem {
    /// What is around an example: those beside it, whose `steps` are called like that, and the batch of the next step.
    fn around(&self, moment: Moment<'_>, example: usize, steps: fn(&Self, usize) -> Vec<String>) -> Around<'_> {
        let step = usize::try_from(moment.position.step_in_epoch).expect("steps in an epoch come from a usize");
        let mut batch: Vec<usize> = self.epoch(moment.position.epoch).batch(step).collect();
        batch.retain(|&other| other != example);
        batch.insert(0, example);
        let outputs = self.network.shape().outputs;
        let passage = move |example| {
            let mut values = Array2::zeros((self.timeline.seq_len(), self.timeline.width()));
            let mut wanted = Array2::zeros((1, outputs));
            self.timeline.fill(&[example], &mut values, &mut wanted);
            Passage { read: Read::Values(values), wanted: Wanted::Values(wanted), weight: 1.0 }
        };
        let named = move |example| Named {
            example: self.known.label(self.known.examples.target(example)),
            steps: steps(self, example),
            given: Vec::new(),
        };
        Around {
            at: example,
            all: self.known.examples.len(),
            apart: self.timeline.seq_len(),
            passage: Box::new(passage),
            name: Box::new(named),
            wanted: vec!["forecast".to_owned()],
            batch: Box::new(batch.into_iter().map(passage)),
            cut: Some(self.timeline.seq_len()),
        }
    }

    /// The target's value at each row of the window: what a person can see a unit follow.
    fn values(&self, example: usize) -> Vec<String> {
        let values = &self.known.values[self.timeline.examples().inputs(example)];
        let known = || values.iter().copied().filter(|value| value.is_finite());
        let range = known().fold(f64::NEG_INFINITY, f64::max) - known().fold(f64::INFINITY, f64::min);
        let told = |&value: &f64| match (value.is_finite(), range > 0.0) {
            (true, true) => amount(value, range),
            (true, false) => figure(value),
            (false, _) => "?".to_owned(),
        };
        values.iter().map(told).collect()
    }

    /// The names of the window's rows: their labels if these are short enough to read, else their distance from the
    /// last row.
    fn steps(&self, example: usize) -> Vec<String> {
        let rows = self.timeline.examples().inputs(example);
        let labels: Vec<&str> = rows.clone().filter_map(|row| self.known.labels.get(row)).collect();
        if !labels.is_empty() && labels.iter().all(|label| label.chars().count() <= SHORT) {
            return labels.into_iter().map(str::to_owned).collect();
        }
        let last = rows.end - 1;
        rows.map(|row| if row == last { "t".to_owned() } else { format!("-{}", last - row) }).collect()
    }
}
