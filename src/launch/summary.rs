//! `--summary`: what came of a run without a screen, as a JSON object for scripts.

use std::path::Path;

use super::log_file::same_file;
use super::run::headless;
use crate::cli::Running;
use crate::exit::Failure;
use crate::headless::Ended;
use crate::listing;
use crate::session::format::Header;
use crate::session::store::Store;
use crate::tui::Onward;

/// Checks that a summary can be written at the end, and replaces no other file.
pub(super) fn check_summary(running: &Running, others: &[(&str, Option<&Path>)]) -> Result<(), Failure> {
    let Some(path) = &running.summary else { return Ok(()) };
    let refused = |why: &str| Err(Failure::Input(format!("--summary {path:?} {why}")));
    if !headless(running) {
        return refused("is written at the end of a run without a screen: add --headless");
    }
    let log = ("the log", running.log.as_deref());
    for (name, other) in others.iter().chain([&log]) {
        if other.is_some_and(|other| same_file(path, other)) {
            return refused(&format!("is {name}, which it would replace: give it another path"));
        }
    }
    if path.exists() && !is_summary(path) {
        return refused("holds something else than a summary, which it would replace: give it another path");
    }
    Store::explicit(path, true).and_then(|store| store.probe()).map_err(Failure::input)
}

/// Whether the file at `path` holds what [`close`] writes, or nothing.
fn is_summary(path: &Path) -> bool {
    path.metadata().is_ok_and(|file| file.is_file())
        && std::fs::read(path).is_ok_and(|bytes| {
            let object = serde_json::from_slice::<serde_json::Value>(&bytes);
            bytes.is_empty()
                || object.is_ok_and(|object| object["session"].is_string() && object["options"].is_object())
        })
}

/// Writes the summary of a run that has ended, if one is wanted and the run was saved. Returns what the run ended with.
pub(super) fn close(running: &Running, ended: Ended) -> Result<Onward, Failure> {
    let Ended { outcome, why, session } = ended;
    if let (Some(path), Some(session)) = (&running.summary, session) {
        let written = write(path, &session, why);
        outcome?;
        written?;
    } else {
        outcome?;
    }
    Ok(Onward::Out)
}

/// What the header of the session says, and why the run has ended.
fn write(path: &Path, session: &Path, why: Option<&str>) -> Result<(), Failure> {
    let failed = |error: &dyn std::error::Error| Failure::Running(error.to_string());
    let header = Header::read(session).map_err(|error| failed(&error))?;
    let mut object = listing::object(session, &header);
    object["end"] = why.into();
    let text = format!("{object:#}\n");
    let written = Store::explicit(path, true).and_then(|mut store| store.write(text.as_bytes()));
    written.map(drop).map_err(|error| failed(&error))
}
