//! `rnntui export`: a session's parameters for PyTorch.

use std::path::Path;

use super::format::Session;
use super::weights::{self, NamedTensor};
use crate::exit::Failure;

/// Writes the parameters of a session's best or last state as safetensors. Returns the size in bytes.
///
/// # Errors
/// If the session is refused or the file cannot be written.
pub fn export(session: &Path, best: bool, out: &Path) -> Result<u64, Failure> {
    let mut session = Session::read(session).map_err(Failure::input)?;
    if best {
        session.go_to_best();
    }
    if out.exists() && weights::import(out).is_err() {
        let sentence = format!("{out:?} exists and holds no safetensors: it is not replaced, give another path");
        return Err(Failure::Input(sentence));
    }
    let tensor = |(spec, data): (&crate::nn::param::ParamSpec, &[f32])| NamedTensor {
        name: spec.name.clone(),
        shape: spec.shape.clone(),
        data: data.to_vec(),
    };
    let tensors: Vec<_> = session.checkpoint.state.params.iter().map(tensor).collect();
    weights::export(out, &tensors).map_err(|error| Failure::Running(error.to_string()))
}
