//! `rnntui branch`: a new run from a step of another, which stays as it was.

use super::lesson::classroom_of;
use super::log_file::{check_log, same_file};
use super::origin::{Origin, load};
use super::run::{check_limits, headless, parent_of, store_beside, threads};
use super::show::run;
use super::summary::check_summary;
use crate::cli::{Branch, Running, Saving};
use crate::exit::Failure;
use crate::session::format::Header;
use crate::tui::Onward;

/// `rnntui branch`. On the dashboard the run waits; without a screen it goes on to its planned end.
///
/// # Errors
/// Everything that can go wrong, as one sentence with its exit code.
pub fn branch(args: Branch) -> Result<(), Failure> {
    let Branch { parent: session, at, data, changes, saving, running } = args;
    begin(Origin { session, step: at, data, changes: changes.options }, &saving, &running).map(drop)
}

/// Begins a branch, with or without a screen. Returns where the person who left it goes.
pub(super) fn begin(origin: Origin, saving: &Saving, running: &Running) -> Result<Onward, Failure> {
    check_limits(running)?;
    let header = Header::read(&origin.session).map_err(Failure::input)?;
    if origin.step > header.step {
        let (session, step, made) = (&origin.session, origin.step, header.step);
        let sentence =
            format!("{session:?} has made {made} steps, and --at {step} is none of them: give --at up to {made}");
        return Err(Failure::Input(sentence));
    }
    let headless = headless(running);
    let store = store_beside(&origin.session, saving, headless).map_err(Failure::input)?;
    if same_file(store.path(), &origin.session) {
        let session = &origin.session;
        return Err(Failure::input(format!("{session:?} is the parent, which stays: give --session another path")));
    }
    let others = [("the session", Some(store.path())), ("the parent", Some(origin.session.as_path()))];
    check_log(running.log.as_deref(), &others)?;
    check_summary(running, &others)?;
    let threads = threads(running)?;
    let lesson = header.lesson.filter(|_| !headless);
    let classroom = lesson.and_then(|(name, part)| classroom_of(&name, &part, running));
    let path = store.path().to_owned();
    let (to_load, data) = (running.clone(), origin.data.clone());
    run(running, (parent_of(&path), data), !headless, classroom, move |monitor| {
        load(&origin, store, threads, &to_load, monitor)
    })
}
