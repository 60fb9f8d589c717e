//! The saved runs beside the one on the screen: listed, laid over its chart, opened in its place, removed, branched
//! off.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::origin::{Origin, load as load_branch};
use super::reopen::load as load_session;
use super::run::{DEFAULT_AUTOSAVE, cannot_start, settings, store_beside, threads};
use crate::cli::{Resume, Running, Saving};
use crate::config::Options;
use crate::listing::saved;
use crate::session::format::{Header, Session};
use crate::session::remove::remove;
use crate::train::curve::Curve;
use crate::train::worker::{Handle, Monitor, Run, Settings, spawn};
use crate::tui::{About, Listed, Screen, Shelf};

/// The sessions of a directory.
pub(super) struct Sessions {
    dir: PathBuf,
    running: Running,
    screen: Screen,
    /// Where the data of the first run is, if that was said.
    data: Option<PathBuf>,
}

impl Sessions {
    /// Those in `dir`; a run that takes the place of another has these options.
    pub fn new(dir: &Path, running: &Running, screen: Screen) -> Self {
        // What was asked of the first run, such as a log or an end, is not asked of those after it.
        let Running { autosave, threads, tape, pace, screen: shown, .. } = running.clone();
        let running = Running { autosave, threads, tape, pace, screen: shown, ..Running::default() };
        Self { dir: dir.to_owned(), running, screen, data: None }
    }

    /// The same, where the data of the first run is no longer where it was.
    pub fn with_data(self, data: Option<PathBuf>) -> Self {
        Self { data, ..self }
    }

    /// Starts a run that waits.
    fn start<L>(&self, load: L) -> Result<Handle, String>
    where
        L: FnOnce(&mut Monitor) -> Result<Run, String> + Send + 'static,
    {
        let settings = Settings { paused: true, ..settings(&self.running, self.screen, DEFAULT_AUTOSAVE) };
        spawn(settings, load).map_err(|error| cannot_start(error).sentence())
    }

    fn threads(&self) -> Result<usize, String> {
        threads(&self.running).map_err(|error| error.sentence())
    }
}

impl Shelf for Sessions {
    fn list(&mut self) -> Vec<Listed> {
        // No directory yet: nothing was saved here.
        let files = saved(&self.dir).unwrap_or_default();
        let now = SystemTime::now();
        let listed = |file: crate::listing::Saved| {
            let about = Header::read(&file.path).map(about).map_err(|error| error.to_string());
            Listed { age: now.duration_since(file.modified).unwrap_or_default(), path: file.path, about }
        };
        files.into_iter().map(listed).collect()
    }

    fn curve(&mut self, session: &Path) -> Result<Curve, String> {
        Session::read(session).map(|session| session.checkpoint.record.train).map_err(|error| error.to_string())
    }

    fn remove(&mut self, session: &Path) -> Result<(), String> {
        remove(session).map_err(|error| error.to_string())
    }

    fn open(&mut self, session: &Path) -> Result<Handle, String> {
        let running = self.running.clone();
        let args = Resume::as_it_stands(session.to_owned(), running);
        let threads = self.threads()?;
        self.start(move |monitor| load_session(args, threads, false, monitor))
    }

    fn branch(&mut self, session: &Path, step: u64, changes: &Options) -> Result<Handle, String> {
        let store = store_beside(session, &Saving::default(), false).map_err(|error| error.to_string())?;
        let origin = Origin { session: session.to_owned(), step, data: self.data.clone(), changes: changes.clone() };
        let (threads, running) = (self.threads()?, self.running.clone());
        self.start(move |monitor| load_branch(&origin, store, threads, &running, monitor))
    }
}

fn about(header: Header) -> About {
    let Header { task, model, parent, options, epoch, loss, validation_loss, validation_accuracy, best, .. } = header;
    let parent = parent.map(|parent| (parent.name, parent.step));
    About { task: task.name(), model, options, epoch, loss, validation_loss, validation_accuracy, best, parent }
}
