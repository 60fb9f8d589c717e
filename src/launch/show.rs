//! A run on the screen, or without one.

use std::path::{Path, PathBuf};

use super::run::{DEFAULT_AUTOSAVE, cannot_start, headless, settings};
use super::screen::screen;
use super::shelf::Sessions;
use super::signals::on_signals;
use super::summary::close;
use crate::cli::Running;
use crate::exit::Failure;
use crate::headless;
use crate::train::worker::{Monitor, Run, Settings, spawn};
use crate::tui::{self, Classroom, Onward};

/// A run that `load` sets up. It waits for a command before its first step if it is `paused`; with a lesson it is shown
/// beside the lesson's text. The other runs are those in `dir`; `data` is
/// where the data is, if that was said. Returns where the person who left it goes.
pub(super) fn run<L>(
    running: &Running,
    (dir, data): (&Path, Option<PathBuf>),
    paused: bool,
    lesson: Option<Classroom>,
    load: L,
) -> Result<Onward, Failure>
where
    L: FnOnce(&mut Monitor) -> Result<Run, String> + Send + 'static,
{
    let (headless, screen) = (headless(running), screen(&running.screen)?);
    let interrupted = on_signals()?;
    let settings = Settings { paused, ..settings(running, screen, DEFAULT_AUTOSAVE) };
    let worker = spawn(settings, load).map_err(cannot_start)?;
    if headless {
        close(running, headless::run(worker, &interrupted))
    } else {
        let shelf = Box::new(Sessions::new(dir, running, screen).with_data(data));
        tui::run(worker, interrupted, lesson, shelf, screen)
    }
}
