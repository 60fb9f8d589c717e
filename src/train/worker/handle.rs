//! What a worker is started with, and the other end of its channels.

use std::ops::ControlFlow;
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender};

use super::saver::Save;
use crate::train::log::LogWriter;
use crate::train::message::{Command, Pace, Report, RunInfo, Snapshot};
use crate::train::trainer::Trainer;

/// A run ready to start.
pub struct Run {
    /// The trainer.
    pub trainer: Trainer,
    /// Where it is saved.
    pub saver: Box<dyn Save>,
    /// The log, if wanted.
    pub log: Option<LogWriter>,
    /// What the headline says.
    pub info: RunInfo,
    /// Steps a second to begin with.
    pub pace: Pace,
}

/// Settings of the worker. None of them changes what is computed.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Time between saves; zero saves after every epoch.
    pub autosave: Duration,
    /// Whether to wait for a command before the first step.
    pub paused: bool,
    /// Shortest time between two snapshots.
    pub frame: Duration,
    /// Multiplications that the snapshot of [`Report::Finished`] may take, as in [`crate::task::Query::work`].
    pub last_look: u64,
}

/// The screen's ends of the channels.
#[derive(Debug)]
pub struct Handle {
    /// Commands to the worker.
    pub commands: Sender<Command>,
    /// Reports from it, in order; disconnected if the worker died.
    pub reports: Receiver<Report>,
    /// The newest snapshot.
    pub snapshots: Receiver<Box<Snapshot>>,
    pub(super) thread: JoinHandle<()>,
}

impl Handle {
    /// Waits for the worker's end. Returns false if the worker panicked.
    #[must_use]
    pub fn join(self) -> bool {
        self.thread.join().is_ok()
    }

    /// Ends the worker without saving and waits for its end.
    pub fn dismiss(self) {
        // Sending fails only if the worker has already ended.
        let _ = self.commands.send(Command::Quit { save: false });
        let _ = self.thread.join();
    }

    /// Closes the channels, which makes the worker save and end, and waits for its end.
    pub fn abandon(self) {
        drop(self.commands);
        // Nobody is left to report a panic to.
        let _ = self.thread.join();
    }
}

/// Reports the progress of a load, and notices when the person cancels it.
#[derive(Debug)]
pub struct Monitor {
    pub(super) commands: Receiver<Command>,
    pub(super) reports: Sender<Report>,
    pub(super) early: Vec<Command>,
}

impl Monitor {
    /// Reports how many steps of how many have been made again; `Break` if the person quit meanwhile.
    pub fn replaying(&mut self, step: u64, target: u64) -> ControlFlow<()> {
        self.tell(Report::Replaying { step, target })
    }

    /// Reports how many bytes of how many have been read; `Break` if the person quit meanwhile.
    pub fn loading(&mut self, read: u64, total: u64) -> ControlFlow<()> {
        self.tell(Report::Loading { read, total })
    }

    fn tell(&mut self, report: Report) -> ControlFlow<()> {
        self.early.extend(self.commands.try_iter());
        if self.early.iter().any(|command| matches!(command, Command::Quit { .. })) {
            return ControlFlow::Break(());
        }
        // The worker notices a closed channel when it starts.
        let _ = self.reports.send(report);
        ControlFlow::Continue(())
    }
}
