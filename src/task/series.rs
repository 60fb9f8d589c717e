//! The series task: given T rows of numbers, the value of one column some rows later.
//!
//! Many to one: the last hidden state goes through a linear layer, and the loss is the mean squared error of what comes
//! out, in scaled units. The held-out rows, which are the last ones, are the validation.

mod show;
mod timeline;

use std::ops::Range;
use std::sync::Arc;

use ndarray::Array2;
pub use timeline::Timeline;

use super::shards::{Part, Shards};
use super::view::{Errors, Known, Look, View};
use super::{Measures, Model, Position, Task, TaskError};
use crate::config::{Batching, DataSize, RunConfig};
use crate::data::{Epoch, Series};
use crate::nn::dropout::{Dropout, StepDropout};
use crate::nn::layout::Layout;
use crate::nn::loss::LossSum;
use crate::nn::network::{Network, Pass, Prepared, Sequences, Targets, Weights};
use crate::nn::param::{ParamSet, ParamTable};
use crate::nn::random::{Purpose, derive};
use crate::nn::stack::State;

/// Most steps, rows times T, of a chunk of validation: a command waits for no longer than one takes.
const VALIDATION_STEPS: usize = 2048;

/// A series, cut into examples, and the network that learns to go on with it.
#[derive(Debug)]
pub struct Forecaster {
    timeline: Timeline,
    network: Network,
    notes: Vec<String>,
    seed: u64,
    shuffle: bool,
    dropout: f64,
    /// Rows of a whole batch.
    rows: usize,
    shards: Shards<SeriesPart>,
    prepared: Prepared,
    /// The examples of the last batch.
    batch: Vec<usize>,
    /// What was last predicted for each example, in the target's own unit: in training before that step's update, for a held-out
    /// example in the last validation.
    predicted: Vec<Option<f64>>,
    known: Arc<Known>,
    validation: Validation,
    observer: Observer,
}

/// Buffers of one pass over some examples.
#[derive(Debug)]
struct Buffers {
    layout: Layout,
    /// `(T*N, I)`.
    input: Array2<f32>,
    /// `(N, 1)`.
    target: Array2<f32>,
    state: State,
    pass: Pass,
}

/// Buffers of one part of a batch.
#[derive(Debug)]
struct SeriesPart(Buffers);

#[derive(Debug)]
struct Validation {
    prepared: Prepared,
    examples: Vec<usize>,
    buffers: Buffers,
}

/// What only looks.
#[derive(Debug)]
struct Observer {
    prepared: Prepared,
    buffers: Buffers,
}

impl Part for SeriesPart {
    fn grads(&self) -> &ParamSet {
        &self.0.pass.grads
    }
}

impl Buffers {
    fn new(network: &Network, rows: usize) -> Self {
        Self {
            layout: Layout::default(),
            input: Array2::default((0, 0)),
            target: Array2::default((0, 0)),
            state: network.zero_state(rows),
            pass: network.pass(),
        }
    }

    /// Makes room for these examples, puts them in and sets the state to zero.
    fn fill(&mut self, network: &Network, timeline: &Timeline, examples: &[usize]) {
        let (n, seq_len, columns) = (examples.len(), timeline.seq_len(), timeline.series().columns.len());
        if self.target.nrows() != n {
            self.input = Array2::zeros((seq_len * n, columns));
            self.target = Array2::zeros((n, 1));
            self.state = network.zero_state(n);
            self.layout.set_uniform(seq_len, n);
        }
        for layer in &mut self.state {
            layer.h.fill(0.0);
            layer.c.fill(0.0);
        }
        timeline.fill(examples, &mut self.input, &mut self.target);
    }

    fn forward(&mut self, network: &Network, weights: Weights<'_>, dropout: Option<&mut Dropout>) {
        let read = Sequences::values(self.input.view(), &self.layout);
        network.forward(weights, read, &mut self.state, dropout, &mut self.pass);
    }

    fn loss(&mut self, network: &Network, divisor: usize) -> LossSum {
        network.loss(Targets::Values(self.target.view()), divisor, &mut self.pass)
    }
}

/// What all parts read in a step.
struct Step<'a> {
    network: &'a Network,
    weights: Weights<'a>,
    timeline: &'a Timeline,
    /// The batch.
    examples: &'a [usize],
    dropout: Option<StepDropout>,
}

impl SeriesPart {
    fn run(&mut self, step: &Step<'_>, index: u64, rows: Range<usize>) -> LossSum {
        let buffers = &mut self.0;
        buffers.fill(step.network, step.timeline, &step.examples[rows]);
        let mut dropout = step.dropout.map(|dropout| dropout.part(index));
        buffers.forward(step.network, step.weights, dropout.as_mut());
        let loss = buffers.loss(step.network, step.examples.len());
        let read = Sequences::values(buffers.input.view(), &buffers.layout);
        step.network.backward(step.weights, read, &mut buffers.pass);
        loss
    }
}

impl Forecaster {
    /// The task of learning `series` under `config`, which fits it, on `threads` threads.
    ///
    /// # Errors
    /// If the target is no column of numbers, or the system gives no threads.
    pub fn new(series: Series, config: &RunConfig, threads: usize) -> Result<Self, TaskError> {
        let size = DataSize::Series { rows: series.values.nrows(), columns: series.columns.len() };
        let mut notes = series.notes();
        let timeline = Timeline::new(series, config)?;
        notes.extend(timeline.note_on_the_order(config));
        let network = Model::new(config, &size).into_network();
        let examples = timeline.examples();
        let all = examples.training().len();
        let rows = config.batching.rows(all);
        let shuffle = match config.batching {
            Batching::Windows { shuffle, .. } => shuffle,
            Batching::Streams { .. } | Batching::Examples { .. } => {
                unreachable!("a series was checked to have windows")
            }
        };
        let work = network.table().len().saturating_mul(rows).saturating_mul(timeline.seq_len());
        Ok(Self {
            shards: Shards::new(rows, work, threads, |rows| SeriesPart(Buffers::new(&network, rows)))?,
            prepared: Prepared::default(),
            batch: Vec::new(),
            predicted: vec![None; examples.held_out().end],
            known: Arc::new(known(&timeline)),
            validation: Validation {
                prepared: Prepared::default(),
                examples: Vec::new(),
                buffers: Buffers::new(&network, 1),
            },
            observer: Observer { prepared: Prepared::default(), buffers: Buffers::new(&network, 1) },
            seed: config.seed,
            shuffle,
            dropout: config.model.dropout,
            rows,
            notes,
            network,
            timeline,
        })
    }

    fn epoch(&self, epoch: u64) -> Epoch {
        let seed = self.shuffle.then(|| derive(self.seed, Purpose::Shuffle, epoch));
        Epoch::new(self.timeline.examples().training().len(), self.rows, seed)
    }

    /// Examples of a chunk of validation.
    fn chunk(&self) -> usize {
        (VALIDATION_STEPS / self.timeline.seq_len()).max(1)
    }
}

impl Task for Forecaster {
    fn table(&self) -> &Arc<ParamTable> {
        self.network.table()
    }

    fn initial(&self, seed: u64) -> ParamSet {
        self.network.initial(seed)
    }

    fn measures(&self) -> Measures {
        Measures { unit: "rows", bits_per: None, accuracy: false }
    }

    fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }

    fn steps_per_epoch(&self) -> u64 {
        self.epoch(0).batches() as u64
    }

    fn step(&mut self, params: &ParamSet, at: Position, grads: &mut ParamSet) -> LossSum {
        let epoch = self.epoch(at.epoch);
        let batch = usize::try_from(at.step_in_epoch).expect("steps in an epoch come from a usize");
        self.batch.clear();
        self.batch.extend(epoch.batch(batch));
        let step = Step {
            network: &self.network,
            weights: self.network.prepare(params, &mut self.prepared),
            timeline: &self.timeline,
            examples: &self.batch,
            dropout: StepDropout::new(self.dropout, self.seed, at.step),
        };
        let run = |index, rows, part: &mut SeriesPart| part.run(&step, index, rows);
        let sum = self.shards.step(self.batch.len(), grads, run);
        for (rows, part) in self.shards.parts() {
            for (&example, &said) in self.batch[rows.clone()].iter().zip(&part.0.pass.values) {
                self.predicted[example] = Some(self.timeline.in_own_units(example, said));
            }
        }
        sum
    }

    fn validation_chunks(&self) -> u64 {
        self.timeline.examples().held_out().len().div_ceil(self.chunk()) as u64
    }

    fn validate(&mut self, params: &ParamSet, chunk: u64) -> LossSum {
        let size = self.chunk();
        let held_out = self.timeline.examples().held_out();
        let Validation { prepared, examples, buffers } = &mut self.validation;
        let weights = self.network.prepare(params, prepared);
        let first = held_out.start + usize::try_from(chunk).expect("chunks come from a usize") * size;
        examples.clear();
        examples.extend(first..(first + size).min(held_out.end));
        buffers.fill(&self.network, &self.timeline, examples);
        buffers.forward(&self.network, weights, None);
        let sum = buffers.loss(&self.network, examples.len());
        for (&example, &said) in examples.iter().zip(&buffers.pass.values) {
            self.predicted[example] = Some(self.timeline.in_own_units(example, said));
        }
        sum
    }

    fn view(&mut self, params: &ParamSet, look: Look) -> View {
        self.show(params, look)
    }
}

/// What there is to know before anything is learnt.
fn known(timeline: &Timeline) -> Known {
    let (examples, truth, series) = (timeline.examples(), timeline.truth(), timeline.series());
    let first = examples.target(0);
    // The value that stood there when the forecast is made: that of the window's last row.
    let naive = |range: Range<usize>| {
        let said = range.map(|example| first + example).map(|row| (truth[row - timeline.horizon()], truth[row]));
        Errors::of(said)
    };
    Known {
        column: timeline.target_name().to_owned(),
        labels: series.labels.clone(),
        skipped: series.skipped.clone(),
        horizon: timeline.horizon(),
        first,
        training: examples.training().len(),
        naive_training: naive(examples.training()),
        naive_held_out: naive(examples.held_out()),
        values: truth,
    }
}
