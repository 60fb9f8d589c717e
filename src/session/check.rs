//! A document of the newest version turned into a run: every part is checked against the others.

use std::sync::Arc;

use super::pieces::curves::CurveMark;
use super::pieces::header::Header;
use super::pieces::kept::{Kept, Mark};
use super::pieces::names::{check_size, read_names};
use super::pieces::record::Record;
use super::pieces::state::State;
use super::pieces::tensors::{Moment, finite, read_params, read_state};
use super::source::Source;
use super::v7::{Document, Updates};
use crate::config::{Batching, DataSize, Options, RunConfig, TaskKind, check_learning_rate};
use crate::optim::{Optimizer, Plateau};
use crate::task::{Model, Position};
use crate::train::checkpoint::Checkpoint;
use crate::train::curve;
use crate::train::keyframe::Keyframe;
use crate::train::record::{self, Measure, RECENT, RecordMark};
use crate::train::state::TrainState;

/// More steps than any run makes.
const MOST_STEPS: u64 = 1 << 53;

/// The first version that keeps the best state.
const FIRST_WITH_BEST: u64 = 4;

/// The first version whose steps can be made again.
const FIRST_WITH_TAPE: u64 = 5;

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

/// The source of a run's data, and the run itself. The document was upgraded from this version.
///
/// # Errors
/// A sentence that says which part does not fit, and why.
pub(super) fn check(document: Document, version: u64) -> Result<(Source, Checkpoint), String> {
    let Document { header, run } = document;
    let (task, options) = task_and_options(&header)?;
    let names = read_names(task, &run.vocabulary, run.names)?;
    let size = DataSize::from(run.size);
    check_size(&names, &size)?;
    let config = RunConfig::from_kept(task, &options, &size).map_err(|error| error.to_string())?;
    let (epoch, step) = (header.epoch, header.step);
    let state = check_state(run.state, (epoch, step), &config, &size)?;
    let mut record = check_record(run.record, run.updates, &header, state.params.table().specs().len())?;
    let best = match run.best {
        Some(best) => Some(check_kept(best, "best", &state, &record, (&config, &size))?),
        None if version >= FIRST_WITH_BEST => None,
        None => measure_old(&state, &mut record).then(|| Keyframe::new(&state, &record)),
    };
    if best.as_ref().map(|best| best.state.position.step) != record.best.map(|best| best.step) {
        return Err("its header names another best state than it holds".to_owned());
    }
    let first = match run.first {
        Some(first) => Some(check_kept(first, "first", &state, &record, (&config, &size))?),
        None if version >= FIRST_WITH_TAPE => None,
        // Not all that was done by hand is known to the moment, nor whether the weights came from a file.
        None => Some(Keyframe::new(&state, &record)),
    };
    let lesson = header.lesson.map(|lesson| (lesson.name, lesson.part));
    let fit = run.fit.map(|fit| fit.check(&size)).transpose()?;
    let source = Source { name: header.name, names, size, corpus: run.corpus.into(), fit, lesson };
    let (best, first) = (best.map(Arc::new), first.map(Arc::new));
    Ok((source, Checkpoint { config, plan: header.plan.into(), state, record, best, first }))
}

fn check_state(
    saved: State,
    (epoch, step): (u64, u64),
    config: &RunConfig,
    size: &DataSize,
) -> Result<TrainState, String> {
    let position = Position { epoch, step_in_epoch: saved.step_in_epoch, step };
    if position.step.max(position.epoch).max(position.step_in_epoch) > MOST_STEPS {
        return Err(format!("it stands at step {} of epoch {}", position.step, position.epoch));
    }
    for &rate in saved.undo.iter().chain([&saved.base_rate]) {
        check_learning_rate(rate).map_err(|error| error.to_string())?;
    }
    // A schedule may have brought it down to 0.
    if !(saved.learning_rate >= 0.0 && saved.learning_rate.is_finite()) {
        return Err(format!("its learning rate is {}", saved.learning_rate));
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
        base_rate: saved.base_rate,
        undo: saved.undo,
        plateau: Plateau { best: saved.plateau.best, bad: saved.plateau.bad, cuts: saved.plateau.cuts },
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

fn check_record(saved: Record, updates: Updates, header: &Header, parameters: usize) -> Result<record::Record, String> {
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
        last: saved.last.map(Into::into),
        validation_loss: header.validation_loss,
        validation_accuracy: header.validation_accuracy,
        updates: updates.check(parameters, header.step)?,
        journal: saved.journal.into(),
        best: header.best.map(Into::into),
        test: header.test.map(Into::into),
        measured: saved.measured,
        epoch: saved.epoch.into(),
        seconds: header.seconds,
        parent: header.parent.clone().map(Into::into),
        kernels: saved.kernels,
    };
    if record.loss().map(f32::to_bits) != header.loss.map(f32::to_bits) {
        return Err("its header names another loss than its record".to_owned());
    }
    Ok(record)
}

/// A kept state, which is the last one if the file holds no other; `which` one it is stands in its errors.
///
/// # Errors
/// A sentence that says which part does not fit, and why.
pub(super) fn check_kept(
    saved: Kept,
    which: &str,
    last: &TrainState,
    record: &record::Record,
    (config, size): (&RunConfig, &DataSize),
) -> Result<Keyframe, String> {
    let Kept { epoch, step, state, record: mark } = saved;
    let state = match state {
        Some(state) => {
            check_state(state, (epoch, step), config, size).map_err(|why| format!("its {which} state: {why}"))?
        }
        None if (epoch, step) == (last.position.epoch, last.position.step) => last.clone(),
        None => return Err(format!("its {which} state is missing")),
    };
    Ok(Keyframe { state, record: mark.check(which, step, record)? })
}

/// Compares the last state of a session that did not keep its best one, if its validation has just been made. Returns
/// whether it is the best that is known.
fn measure_old(state: &TrainState, record: &mut record::Record) -> bool {
    let newest = record.validation.buckets().next_back().map(|bucket| bucket.step);
    match record.validation_loss {
        Some(loss) if newest == Some(state.position.step) && !state.validation_due => {
            record.measure(state.position.step, state.position.epoch, loss, Measure::Validation, 0.0)
        }
        _ => false,
    }
}

impl Mark {
    /// The moment after `step` steps again, if `record` has had it.
    fn check(self, which: &str, step: u64, record: &record::Record) -> Result<RecordMark, String> {
        finite(&format!("the {which} state's history"), &self.recent)?;
        if self.recent.len() > RECENT || self.seconds.is_nan() {
            return Err(format!("the record of its {which} state cannot be"));
        }
        let mark = RecordMark {
            train: self.train.check((which, "training"), &record.train)?,
            validation: self.validation.check((which, "validation"), &record.validation)?,
            recent: self.recent,
            last: self.last.map(Into::into),
            validation_loss: self.validation_loss,
            validation_accuracy: self.validation_accuracy,
            updates: record.updates.len_at(step),
            journal: self.journal.into(),
            best: self.best.map(Into::into),
            test: self.test.map(Into::into),
            measured: self.measured,
            epoch: self.epoch.into(),
            seconds: self.seconds,
        };
        if mark.journal.entries > record.journal.entries().len() {
            return Err(format!("its {which} state comes after the end of its journal"));
        }
        Ok(mark)
    }
}

impl CurveMark {
    fn check(self, (which, name): (&str, &str), curve: &curve::Curve) -> Result<curve::CurveMark, String> {
        let Self { points, full, open } = self;
        let open = open.map(Into::into);
        let kept = curve.full().get(..full).filter(|_| points <= curve.points());
        let kept = kept.ok_or_else(|| format!("its {which} state comes after the end of the {name} history"))?;
        curve::Curve::from_parts(points, kept.to_vec(), open).map_err(|why| format!("the {name} history {why}"))?;
        Ok(curve::CurveMark { points, full, open })
    }
}
