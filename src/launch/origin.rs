//! Where a branch begins: a step of a session's run, made again and set up as a run of its own.

use std::path::PathBuf;

use super::log_file::open_log;
use super::run::{headless, info, pace, resumed_plan, room, saver};
use crate::cli::Running;
use crate::config::{Options, RunConfig, is_small_text, rows};
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
    let session = Session::read(path).map_err(|error| sentence(&error))?;
    let config = changed(&session, changes)?;
    let reading = &mut |read, total| monitor.loading(read, total);
    let room = room(running);
    let again = session.again(path, data.as_deref(), (threads, room), reading).map_err(|error| sentence(&error))?;
    let Again { mut trainer, note, .. } = again;
    trainer.seek(*step).map_err(|error| sentence(&error))?;
    while !trainer.is_at(*step) {
        trainer.replay();
        if monitor.replaying(trainer.position().step, *step).is_break() {
            return Err("left before the branch began".to_owned());
        }
    }
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let parent = Parent { name, step: *step, sha256: sha256_hex(&bytes) };
    let rate = changes.get(&rows::LR);
    let begun = trainer.branch(*step, config.clone(), rate, parent).map_err(|error| sentence(&error))?;
    drop(trainer);
    let mut session = session;
    session.checkpoint = begun;
    // The data is read again, because the two runs may prepare it otherwise.
    let setup = session
        .setup(path, data.as_deref(), &mut |read, total| monitor.loading(read, total))
        .map_err(|error| sentence(&error))?;
    let small = is_small_text(setup.size()) || session.source.lesson.is_some();
    let mut trainer = Trainer::new(setup, threads).map_err(|error| sentence(&error))?;
    trainer.set_tape(room);
    let plan = session.checkpoint.plan;
    trainer.restore(session.checkpoint).map_err(|error| sentence(&error))?;
    trainer.set_plan(resumed_plan(plan, &trainer, running, headless(running)));
    let log = open_log(running.log.as_deref(), None)?;
    let mut info = RunInfo { resumed: true, ..info(&trainer, &session.source) };
    info.notes.extend(note);
    if headless(running) && trainer.end().is_some() {
        info.notes.push("the run stands at its planned end: --epochs N trains more".to_owned());
    }
    info.notes.push(format!("a branch of {} at step {step}", path.display()));
    Ok(Run { log, info, trainer, saver: saver(store, session.source), pace: pace(running, small) })
}

/// The configuration of the branch.
pub(super) fn changed(session: &Session, changes: &Options) -> Result<RunConfig, String> {
    session.checkpoint.config.branch(changes, &session.source.size).map_err(|error| error.to_string())
}
