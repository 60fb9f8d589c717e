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
use super::pieces::kept::{Kept, Mark};
use super::pieces::names::write_names;
use super::pieces::state::State;
use super::pieces::tensors::Tensor;
use super::source::{Corpus, Source};
use super::v5::by_itself;
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
    /// The state, but for the numbers of its tensors.
    state: State,
    record: Mark,
}

/// Which run a session is of: the same for all that begin alike and learn from the same data.
///
/// Options that say what version 5 did by itself are left out, so that a run of its time keeps its keyframes.
pub fn run_of(source: &Source, checkpoint: &Checkpoint) -> String {
    let Checkpoint { config, record, .. } = checkpoint;
    let by_itself = by_itself(config.task.kind().name(), &write_names(&source.names).1);
    let options = config.options();
    let options = options.iter().filter(|&(name, text)| !by_itself.iter().any(|(n, t)| (*n, &**t) == (name, text)));
    let options: Vec<_> = options.map(|(name, text)| format!("{name}={text}")).collect();
    let corpus = match &source.corpus {
        Corpus::Inline(texts) => match &texts[..] {
            [text] => sha256_hex(text.as_bytes()),
            _ => sha256_hex(format!("{texts:?}").as_bytes()),
        },
        Corpus::Files { sha256, .. } => sha256.clone(),
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
    let mut state = State::from(&frame.state);
    let mut tensors: Vec<(String, Vec<usize>, Vec<u8>)> = state
        .tensors()
        .map(|(name, Tensor { shape, data, .. })| {
            let shape = shape.iter().map(|&size| usize::try_from(size).expect("it is the size of an array"));
            (name, shape.collect(), std::mem::take(data).into_iter().flat_map(f32::to_le_bytes).collect())
        })
        .collect();
    tensors.sort();
    let all: Vec<u8> = tensors.iter().flat_map(|(_, _, bytes)| bytes).copied().collect();
    let position = frame.state.position;
    let head = Head {
        version: VERSION,
        run: run.to_owned(),
        line: line_of(checkpoint, position.step),
        sha256: sha256_hex(&all),
        epoch: position.epoch,
        step: position.step,
        state,
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
    let mut head: Head = ron::from_str(head).map_err(|_| damaged())?;
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
    for (name, Tensor { shape, data, .. }) in head.state.tensors() {
        let view = found.tensor(&name).map_err(|_| damaged())?;
        if !view.shape().iter().map(|&size| size as u64).eq(shape.iter().copied()) {
            return Err(damaged());
        }
        let number = |bytes: &[u8]| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        *data = view.data().chunks_exact(4).map(number).collect();
    }
    if head.step > checkpoint.state.position.step {
        return Err("is of a later step".to_owned());
    }
    let kept = Kept { epoch: head.epoch, step: head.step, state: Some(head.state), record: head.record };
    let last = (&checkpoint.config, &source.size);
    let mut frame = check_kept(kept, "kept", &checkpoint.state, &checkpoint.record, last).map_err(|_| damaged())?;
    // What else was done by hand (pauses and the like) may be another thing in the file than in the session.
    frame.record.journal = checkpoint.record.journal.mark_at(head.step);
    Ok(frame)
}
