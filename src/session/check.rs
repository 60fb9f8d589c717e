//! A document of the newest version turned into a run: every part is checked against the others.

use super::pieces::names::{check_size, read_names};
use super::pieces::tensors::{Moment, finite, read_params, read_state};
use super::source::Source;
use super::v3::{Curve, Document, Header, LastStep, Record, State};
use crate::config::{Batching, DataSize, Options, RunConfig, TaskKind, check_learning_rate};
use crate::optim::Optimizer;
use crate::task::{Model, Position};
use crate::train::curve;
use crate::train::record::{self, RECENT};
use crate::train::state::{Checkpoint, TrainState};

/// More steps than any run makes.
const MOST_STEPS: u64 = 1 << 53;

/// The task and the options that a header names.
///
/// # Errors
/// If there is no such task or option.
pub(super) fn task_and_options(header: &Header) -> Result<(TaskKind, Options), String> {
    if header.format != "rnntui session" {
        return Err(format!("it is {:?}", header.format));
    }
    let task = TaskKind::ALL.into_iter().find(|task| task.name() == header.task);
    let task = task.ok_or_else(|| format!("its task is {:?}", header.task))?;
    let mut options = Options::default();
    for (name, text) in &header.options {
        options.set(name, text).map_err(|error| error.to_string())?;
    }
    Ok((task, options))
}

/// The source of a run's data, and the run itself.
///
/// # Errors
/// A sentence that says which part does not fit, and why.
pub(super) fn check(document: Document) -> Result<(Source, Checkpoint), String> {
    let Document { header, run } = document;
    let (task, options) = task_and_options(&header)?;
    let names = read_names(task, &run.vocabulary, run.names)?;
    let size = DataSize::from(run.size);
    check_size(&names, &size)?;
    let config = RunConfig::from_kept(task, &options, &size).map_err(|error| error.to_string())?;
    let state = check_state(run.state, &header, &config, &size)?;
    let record = check_record(run.record, &header)?;
    let source = Source { name: header.name, names, size, corpus: run.corpus };
    Ok((source, Checkpoint { config, state, record }))
}

fn check_state(saved: State, header: &Header, config: &RunConfig, size: &DataSize) -> Result<TrainState, String> {
    let position = Position { epoch: header.epoch, step_in_epoch: saved.step_in_epoch, step: header.step };
    if position.step.max(position.epoch).max(position.step_in_epoch) > MOST_STEPS {
        return Err(format!("it stands at step {} of epoch {}", position.step, position.epoch));
    }
    for &rate in saved.undo.iter().chain([&saved.learning_rate]) {
        check_learning_rate(rate).map_err(|error| error.to_string())?;
    }
    let model = Model::new(config, size);
    let params = read_params(&saved.parameters, model.table())?;
    let carried = match (&config.batching, &saved.carried) {
        (Batching::Streams { rows, .. }, Some(tensors)) => Some(read_state(tensors, &model.state_shapes(*rows))?),
        (Batching::Windows { .. } | Batching::Examples { .. }, None) => None,
        _ => return Err("its hidden state does not fit its batches".to_owned()),
    };
    Ok(TrainState {
        position,
        validation_due: saved.validation_due,
        learning_rate: saved.learning_rate,
        undo: saved.undo,
        optimizer: check_optimizer(saved.optimizer_step, &saved.moments, config, &model)?,
        params,
        carried,
    })
}

fn check_optimizer(step: u64, saved: &[Moment], config: &RunConfig, model: &Model) -> Result<Optimizer, String> {
    if step > MOST_STEPS {
        return Err(format!("its optimizer has made {step} steps"));
    }
    let mut optimizer = Optimizer::new(config.optimizer.method, model.table());
    if optimizer.moments().len() != saved.len() {
        return Err(format!("it holds {} moments for {}", saved.len(), optimizer.method().name()));
    }
    for ((name, moment), saved) in optimizer.restore(step).zip(saved) {
        if saved.name != *name {
            return Err(format!("it holds the moment {:?} where {name} belongs", saved.name));
        }
        *moment = read_params(&saved.tensors, model.table()).map_err(|reason| format!("moment {name}: {reason}"))?;
    }
    Ok(optimizer)
}

fn check_record(saved: Record, header: &Header) -> Result<record::Record, String> {
    if !(0.0..1e12).contains(&header.seconds) {
        return Err(format!("its training time is {} seconds", header.seconds));
    }
    finite("the recent history", &saved.recent)?;
    if saved.recent.len() > RECENT {
        return Err(format!("the recent history holds {} losses", saved.recent.len()));
    }
    let record = record::Record {
        train: saved.train.check("training")?,
        validation: saved.validation.check("validation")?,
        recent: saved.recent.into(),
        last: saved.last.map(|LastStep { loss, accuracy, grad_norm }| record::LastStep { loss, accuracy, grad_norm }),
        validation_loss: header.validation_loss,
        journal: saved.journal.into(),
        seconds: header.seconds,
    };
    if record.loss().map(f32::to_bits) != header.loss.map(f32::to_bits) {
        return Err("its header names another loss than its record".to_owned());
    }
    Ok(record)
}

impl Curve {
    fn check(self, name: &str) -> Result<curve::Curve, String> {
        let Self { points, full, open } = self;
        let full = full.buckets();
        let curve = full.and_then(|full| curve::Curve::from_parts(points, full, open.map(Into::into)));
        curve.map_err(|reason| format!("the {name} history {reason}"))
    }
}
