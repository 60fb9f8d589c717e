//! `rnntui export`: a session's parameters for PyTorch, and all that is needed to use them alone.

use std::ops::ControlFlow;
use std::path::Path;

use super::about::{About, TrainedOn};
use super::again::Net;
use super::format::Session;
use super::weights::{self, NamedTensor, WeightsError};
use crate::config::{DataSize, SplitKind, TaskConfig, TaskKind};
use crate::data::{Data, Documents};
use crate::exit::{Failure, say};
use crate::nn::param::ParamSpec;
use crate::task::{Timeline, split_labelled, split_rows, split_text};
use crate::train::state::TrainState;

/// Writes the parameters of a session's best or last state, or of any other, as safetensors. Returns the size in bytes.
///
/// # Errors
/// If the session is refused or the file cannot be written.
pub fn export(path: &Path, which: Net, data: Option<&Path>, out: &Path) -> Result<u64, Failure> {
    let mut session = Session::read(path).map_err(Failure::input)?;
    session.choose(which, path, data).map_err(Failure::input)?;
    // What another version says of its net need not be understood to be replaced.
    let is_export = || matches!(weights::import(out), Ok(_) | Err(WeightsError::About { .. }));
    if out.exists() && !is_export() {
        let sentence = format!("{out:?} exists and holds no safetensors: it is not replaced, give another path");
        return Err(Failure::Input(sentence));
    }
    let (timeline, trained) = (timeline(&session, path, data), trained_on(&session, path, data));
    write(&session, &session.checkpoint.state, timeline.as_ref(), trained, out)
}

/// Writes the parameters of a state of `session`.
fn write(
    session: &Session,
    state: &TrainState,
    timeline: Option<&Timeline>,
    trained: Option<TrainedOn>,
    out: &Path,
) -> Result<u64, Failure> {
    let tensor = |(spec, data): (&ParamSpec, &[f32])| NamedTensor {
        name: spec.name.clone(),
        shape: spec.shape.clone(),
        data: data.to_vec(),
    };
    let tensors: Vec<_> = state.params.iter().map(tensor).collect();
    let about = About::new(session, state.position, timeline, trained).to_json();
    weights::export(out, &tensors, Some(about)).map_err(|error| Failure::Running(error.to_string()))
}

/// What the run was trained on. Where each label keeps its share, or documents are kept whole, that depends on the
/// data, which a session of a large file does not hold; without it the parameters are worth exporting all the same.
fn trained_on(session: &Session, path: &Path, data: Option<&Path>) -> Option<TrainedOn> {
    let config = &session.checkpoint.config;
    match (&session.source.size, &config.task) {
        (DataSize::Labelled { .. }, TaskConfig::Classify(classify)) if classify.split == SplitKind::Stratified => {}
        (&(DataSize::Labelled { rows, .. } | DataSize::Pairs { rows, .. }), _) => {
            return Some(TrainedOn::Rows(split_rows(config, rows)));
        }
        (_, TaskConfig::Text(text)) if text.reading.documents != Documents::None => {}
        _ => return None,
    }
    match session.setup(path, data, &mut |_, _| ControlFlow::Continue(())) {
        Ok(setup) => match setup.data() {
            Data::Labelled(labelled) => Some(TrainedOn::Rows(split_labelled(config, labelled))),
            Data::Text(text) => Some(TrainedOn::Tokens(split_text(config, text)[0].end)),
            Data::Series(_) | Data::Pairs(_) => unreachable!("a session's data was read as its task's"),
        },
        Err(error) => {
            say(format_args!("rnntui: the export does not say exactly what is held out, because {error}."));
            None
        }
    }
}

/// The series of a session as its run sees it, for the scaler. The scaler is fitted to the data, which a session of a
/// large series does not hold; without it the parameters are worth exporting all the same.
fn timeline(session: &Session, path: &Path, data: Option<&Path>) -> Option<Timeline> {
    let config = &session.checkpoint.config;
    if config.task.kind() != TaskKind::Series {
        return None;
    }
    let timeline = match session.setup(path, data, &mut |_, _| ControlFlow::Continue(())) {
        Ok(setup) => setup.timeline().map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    if let (Err(reason), None) = (&timeline, &session.source.fit) {
        say(format_args!("rnntui: the export has no scaler, because {reason}."));
    }
    timeline.ok()
}
