//! Files that keep a run: written whole or not at all, and never over somebody else's work.
//!
//! [`store`] owns the one file of a run, [`mod@format`] says what stands in it, [`saver`] puts the two together for the
//! worker, [`weights`] exchanges parameters with PyTorch as safetensors, and [`mod@base64`] is how numbers in
//! bulk stand in a readable file. No other module of the crate writes a file, log writers apart. Nothing
//! here trains, draws, or decides when to save.

pub mod base64;
pub mod format;
mod names;
mod parts;
pub mod saver;
pub mod source;
pub mod store;
pub mod weights;

use std::path::Path;

use crate::exit::Failure;
use format::Session;
use weights::NamedTensor;

/// `rnntui export`: writes a session's parameters as safetensors. Returns the size in bytes.
///
/// # Errors
/// If the session is refused or the file cannot be written.
pub fn export(session: &Path, out: &Path) -> Result<u64, Failure> {
    let session = Session::read(session).map_err(Failure::input)?;
    if out.exists() && weights::import(out).is_err() {
        let sentence = format!("{out:?} exists and holds no safetensors: it is not replaced, give another path");
        return Err(Failure::Input(sentence));
    }
    let tensors: Vec<_> = session
        .checkpoint
        .params
        .iter()
        .map(|(spec, data)| NamedTensor { name: spec.name.clone(), shape: spec.shape.clone(), data: data.to_vec() })
        .collect();
    weights::export(out, &tensors).map_err(|error| Failure::Running(error.to_string()))
}
