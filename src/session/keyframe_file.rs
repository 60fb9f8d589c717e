//! A keyframe as a safetensors file that PyTorch opens: parameters by their names, moments as `exp_avg.NAME` and so on,
//! carried hidden states as `carried.h_l0`; counters and the moment of the record in the metadata.
//!
//! The file says which run it is of, and carries a checksum of its tensors: a keyframe is an aid, and one that is not
//! certainly right is not used.

use std::collections::HashMap;

use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};
use serde::{Deserialize, Serialize};

use super::check::check_kept;
use super::pieces::state::{Plateau, State};
use super::pieces::tensors::{Moment, Tensor};
use super::source::{Corpus, Source};
use super::v5::{Kept, Mark};
use crate::data::source::sha256_hex;
use crate::train::checkpoint::Checkpoint;
use crate::train::journal::{Action, Entry};
use crate::train::keyframe::Keyframe;

/// The key of the metadata.
const KEY: &str = "rnntui_keyframe";
/// The version of this format.
const VERSION: u32 = 1;

/// What stands in the metadata, as RON.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    version: u32,
    /// Which run it is of.
    run: String,
    /// What was done by hand before it, which may have changed what the run computed.
    line: String,
    /// SHA-256 of the tensors' bytes, one after another as the file has them.
    sha256: String,
    epoch: u64,
    step: u64,
    step_in_epoch: u64,
    validation_due: bool,
    learning_rate: f64,
    base_rate: f64,
    undo: Vec<f64>,
    plateau: Plateau,
    optimizer_step: u64,
    record: Mark,
}

/// Which run a session is of: the same for all that begin alike and learn from the same data.
pub fn run_of(source: &Source, checkpoint: &Checkpoint) -> String {
    let Checkpoint { config, record, .. } = checkpoint;
    let options: Vec<_> = config.options().iter().map(|(name, text)| format!("{name}={text}")).collect();
    let corpus = match &source.corpus {
        Corpus::Inline(text) => sha256_hex(text.as_bytes()),
        Corpus::File { sha256, .. } => sha256.clone(),
    };
    sha256_hex(format!("{:?} {options:?} {corpus} {:?}", config.task.kind(), record.parent).as_bytes())
}

/// What was done by hand up to the last moment after `step` steps, as far as it changes what is computed.
fn line_of(checkpoint: &Checkpoint, step: u64) -> String {
    let changes = |entry: &&Entry| {
        entry.step <= step && matches!(entry.action, Action::SetLearningRate(_) | Action::UndoLearningRate(_))
    };
    let changes: Vec<_> = checkpoint.record.journal.entries().iter().filter(changes).collect();
    sha256_hex(format!("{changes:?}").as_bytes())
}

/// The bytes of a keyframe of this run, whose record is that of `checkpoint`.
pub fn write(frame: &Keyframe, run: &str, checkpoint: &Checkpoint) -> Vec<u8> {
    let State { parameters, moments, carried, .. } = State::from(&frame.state);
    let moment = |Moment { name, tensors }: Moment| {
        tensors.into_iter().map(move |tensor| Tensor { name: format!("{name}.{}", tensor.name), ..tensor })
    };
    let carried = carried.into_iter().flatten();
    let carried = carried.map(|tensor| Tensor { name: format!("carried.{}", tensor.name), ..tensor });
    let tensors = parameters.into_iter().chain(moments.into_iter().flat_map(moment)).chain(carried);
    let mut tensors: Vec<(String, Vec<usize>, Vec<u8>)> = tensors
        .map(|Tensor { name, shape, data }| {
            let shape = shape.into_iter().map(|size| usize::try_from(size).expect("it is the size of an array"));
            (name, shape.collect(), data.iter().flat_map(|x| x.to_le_bytes()).collect())
        })
        .collect();
    tensors.sort();
    let all: Vec<u8> = tensors.iter().flat_map(|(_, _, bytes)| bytes).copied().collect();
    let state = &frame.state;
    let head = Head {
        version: VERSION,
        run: run.to_owned(),
        line: line_of(checkpoint, state.position.step),
        sha256: sha256_hex(&all),
        epoch: state.position.epoch,
        step: state.position.step,
        step_in_epoch: state.position.step_in_epoch,
        validation_due: state.validation_due,
        learning_rate: state.learning_rate,
        base_rate: state.base_rate,
        undo: state.undo.clone(),
        plateau: state.plateau.into(),
        optimizer_step: state.optimizer.step(),
        record: Mark::from(&frame.record),
    };
    let head = ron::to_string(&head).expect("numbers and texts can be written");
    let views = tensors.iter().map(|(name, shape, bytes)| {
        (name, TensorView::new(Dtype::F32, shape.clone(), bytes).expect("every shape fits its data"))
    });
    let metadata = HashMap::from([(KEY.to_owned(), head), ("format".to_owned(), "pt".to_owned())]);
    safetensors::serialize(views, Some(metadata)).expect("names of parameters are short")
}

/// The keyframe in these bytes, if it is one of this run.
///
/// # Errors
/// What is wrong with it: `is damaged`, `is of another run`.
pub fn read(bytes: &[u8], run: &str, source: &Source, checkpoint: &Checkpoint) -> Result<Keyframe, String> {
    let damaged = || "is damaged".to_owned();
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|_| damaged())?;
    let head = metadata.metadata().as_ref().and_then(|metadata| metadata.get(KEY)).ok_or_else(damaged)?;
    let head: Head = ron::from_str(head).map_err(|_| damaged())?;
    if head.version != VERSION || head.run != run || head.line != line_of(checkpoint, head.step) {
        return Err("is of another run".to_owned());
    }
    let found = SafeTensors::deserialize(bytes).map_err(|_| damaged())?;
    let mut tensors: Vec<_> = found.tensors();
    tensors.sort_by(|(a, _), (b, _)| a.cmp(b));
    let all: Vec<u8> = tensors.iter().flat_map(|(_, view)| view.data()).copied().collect();
    if sha256_hex(&all) != head.sha256 {
        return Err(damaged());
    }
    let last = State::from(&checkpoint.state);
    let named = |prefix: String, like: Vec<Tensor>| -> Result<Vec<Tensor>, String> {
        let tensor = |Tensor { name, .. }: Tensor| {
            let view = found.tensor(&format!("{prefix}{name}")).map_err(|_| damaged())?;
            let shape = view.shape().iter().map(|&size| size as u64).collect();
            let data = view.data().chunks_exact(4).map(|x| f32::from_le_bytes([x[0], x[1], x[2], x[3]])).collect();
            Ok(Tensor { name, shape, data })
        };
        like.into_iter().map(tensor).collect()
    };
    let moments = last
        .moments
        .into_iter()
        .map(|Moment { name, tensors }| Ok(Moment { tensors: named(format!("{name}."), tensors)?, name }));
    let state = State {
        step_in_epoch: head.step_in_epoch,
        validation_due: head.validation_due,
        learning_rate: head.learning_rate,
        base_rate: head.base_rate,
        undo: head.undo,
        plateau: head.plateau,
        optimizer_step: head.optimizer_step,
        parameters: named(String::new(), last.parameters)?,
        moments: moments.collect::<Result<_, String>>()?,
        carried: last.carried.map(|like| named("carried.".to_owned(), like)).transpose()?,
    };
    if head.step > checkpoint.state.position.step {
        return Err("is of a later step".to_owned());
    }
    let kept = Kept { epoch: head.epoch, step: head.step, state: Some(state), record: head.record };
    let last = (&checkpoint.config, &source.size);
    let mut frame = check_kept(kept, "kept", &checkpoint.state, &checkpoint.record, last).map_err(|_| damaged())?;
    // What else was done by hand (pauses and the like) may be another thing in the file than in the session.
    frame.record.journal = checkpoint.record.journal.mark_at(head.step);
    Ok(frame)
}
