//! Where a branch begins: a step of a session's run, made again and set up as a run of its own.

use std::path::PathBuf;

use super::log_file::open_log;
use super::run::{headless, info, pace, resumed_plan, room, saver, stands_at_its_end};
use crate::cli::Running;
use crate::config::{Options, rows};
use crate::data::source::sha256_hex;
use crate::session::again::Again;
use crate::session::format::Session;
use crate::session::store::Store;
use crate::train::message::RunInfo;
use crate::train::record::Parent;
use crate::train::trainer::Trainer;
use crate::train::worker::{Monitor, Run};

/// What a branch is made of.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The session that it begins in.
    pub session: PathBuf,
    /// The step that it begins at.
    pub step: u64,
    /// The data, if it is no longer where it was.
    pub data: Option<PathBuf>,
    /// What it changes.
    pub changes: Options,
}

/// Goes to the step in the parent, and sets the branch up from there.
pub(super) fn load(
    origin: &Origin,
    store: Store,
    threads: usize,
    running: &Running,
    monitor: &mut Monitor,
) -> Result<Run, String> {
    let Origin { session: path, step, data, changes } = origin;
    let sentence = |error: &dyn std::error::Error| error.to_string();
    let bytes = std::fs::read(path).map_err(|error| format!("cannot read {path:?}: {error}"))?;
    let mut session = Session::read(path).map_err(|error| sentence(&error))?;
    let Session { source, checkpoint } = &session;
    let config = checkpoint.config.branch(changes, &source.size).map_err(|error| sentence(&error))?;
    let reading = &mut |read, total| monitor.loading(read, total);
    let room = room(running);
    let again = session.again(path, data.as_deref(), (threads, room), reading).map_err(|error| sentence(&error))?;
    let Again { mut trainer, note, .. } = again;
    let mut tell = |made| monitor.replaying(made, *step);
    if trainer.stand_after_telling(*step, &mut tell).map_err(|error| sentence(&error))?.is_break() {
        return Err("left before the branch began".to_owned());
    }
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let parent = Parent { name, step: *step, sha256: sha256_hex(&bytes) };
    let rate = changes.get(&rows::LR);
    let begun = trainer.branch(*step, config, rate, parent).map_err(|error| sentence(&error))?;
    drop(trainer);
    session.checkpoint = begun;
    // The data is read again, because the two runs may prepare it otherwise.
    let setup = session
        .setup(path, data.as_deref(), &mut |read, total| monitor.loading(read, total))
        .map_err(|error| sentence(&error))?;
    let mut trainer = Trainer::new(setup, threads).map_err(|error| sentence(&error))?;
    trainer.set_tape(room);
    let plan = session.checkpoint.plan;
    trainer.restore(session.checkpoint).map_err(|error| sentence(&error))?;
    trainer.set_plan(resumed_plan(plan, &trainer, running, headless(running)));
    let log = open_log(running.log.as_deref(), None)?;
    let mut info = RunInfo { resumed: true, ..info(&trainer, &session.source) };
    info.notes.extend(note);
    info.notes.extend(stands_at_its_end(&trainer, running));
    info.notes.push(format!("a branch of {} at step {step}", path.display()));
    let pace = pace(running, &session.source);
    let saver = saver(store, session.source, &trainer);
    Ok(Run { trainer, saver, log, info, pace })
}
