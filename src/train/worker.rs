//! The one thread that owns a run. It takes [`Command`]s between two steps and sends [`Report`]s.
//!
//! Reports arrive in order and without loss. Of [`Snapshot`]s there is one slot: a new one is made when the screen
//! has taken the last, so a slow terminal costs nothing. What looking may cost is `looking.rs`'s business. Saving copies the state between two steps and writes on a second thread.
//!
//! This file and `worker/saving.rs` are the only ones that start threads (beside the engine's pool, in `task/shards.rs`).

mod commands;
mod looking;
mod saving;
mod throughput;

use std::ops::ControlFlow;
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded, select, unbounded};

use super::log::LogWriter;
use super::message::{Command, Report, RunInfo, RunState, Snapshot};
use super::trainer::{Advance, StepRecord, Trainer};
use looking::Looking;
use saving::Saver;
pub use saving::{Save, Saved, Target};
use throughput::Throughput;

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
}

/// How the worker goes about it. None of this changes what is computed.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Time between saves; zero saves after every epoch.
    pub autosave: Duration,
    /// Pause after this many epochs.
    pub epochs: Option<u64>,
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
    thread: JoinHandle<()>,
}

impl Handle {
    /// Waits for the worker's end. Whether it ended well, not by a panic.
    #[must_use]
    pub fn join(self) -> bool {
        self.thread.join().is_ok()
    }

    /// Ends the worker without saving and waits for its end.
    pub fn dismiss(self) {
        // A worker that has ended already needs no telling.
        let _ = self.commands.send(Command::Quit { save: false });
        let _ = self.thread.join();
    }

    /// Lets go of the worker without a word, which makes it save, and waits for its end.
    pub fn abandon(self) {
        drop(self.commands);
        // How it ended cannot be told to anybody any more.
        let _ = self.thread.join();
    }
}

/// Tells of a load under way, and hears whether to give it up.
#[derive(Debug)]
pub struct Monitor {
    commands: Receiver<Command>,
    reports: Sender<Report>,
    early: Vec<Command>,
}

impl Monitor {
    /// Reports how many bytes of how many have been read; `Break` if the person quit meanwhile.
    pub fn loading(&mut self, read: u64, total: u64) -> ControlFlow<()> {
        self.early.extend(self.commands.try_iter());
        if self.early.iter().any(|command| matches!(command, Command::Quit { .. })) {
            return ControlFlow::Break(());
        }
        // A closed channel is found out when the worker starts.
        let _ = self.reports.send(Report::Loading { read, total });
        ControlFlow::Continue(())
    }
}

/// Starts a worker, which first loads its run. What `load` refuses becomes [`Report::Refused`].
///
/// # Errors
/// If the system gives no thread.
pub fn spawn<L>(settings: Settings, load: L) -> std::io::Result<Handle>
where
    L: FnOnce(&mut Monitor) -> Result<Run, String> + Send + 'static,
{
    let (command_sender, commands) = unbounded();
    let (reports, report_receiver) = unbounded();
    let (snapshots, snapshot_receiver) = bounded(1);
    let stale = snapshot_receiver.clone();
    let thread = Builder::new().name("worker".to_owned()).spawn(move || {
        let mut monitor = Monitor { commands: commands.clone(), reports: reports.clone(), early: Vec::new() };
        match load(&mut monitor) {
            Ok(run) => match Saver::spawn(run.saver) {
                Ok(saver) => {
                    let _ = reports.send(Report::Ready(Box::new(run.info)));
                    let outbox = Outbox { reports: reports.clone(), snapshots, stale, commands };
                    Worker::new(run.trainer, run.log, saver, settings, outbox).run(monitor.early);
                }
                Err(error) => {
                    let _ = reports.send(Report::Refused(format!("The system gives no thread to save on: {error}.")));
                }
            },
            Err(sentence) => {
                let _ = reports.send(Report::Refused(sentence));
            }
        }
        let _ = reports.send(Report::Stopped);
    })?;
    Ok(Handle { commands: command_sender, reports: report_receiver, snapshots: snapshot_receiver, thread })
}

/// The worker's ends of the channels.
struct Outbox {
    reports: Sender<Report>,
    snapshots: Sender<Box<Snapshot>>,
    /// The other end of `snapshots`, to take back a snapshot that nobody has looked at.
    stale: Receiver<Box<Snapshot>>,
    commands: Receiver<Command>,
}

struct Worker {
    trainer: Trainer,
    log: Option<LogWriter>,
    saver: Saver,
    settings: Settings,
    outbox: Outbox,
    state: RunState,
    until_epoch: Option<u64>,
    /// Whether the next training step is the last before a pause; any change of the state takes that back.
    step_wanted: bool,
    looking: Looking,
    /// Counts what there is to save: steps and changes by hand.
    version: u64,
    saved_version: u64,
    last_save: Instant,
    throughput: Throughput,
    done: bool,
}

impl Worker {
    fn new(trainer: Trainer, log: Option<LogWriter>, saver: Saver, settings: Settings, outbox: Outbox) -> Self {
        let now = Instant::now();
        let until_epoch = settings.epochs.map(|epochs| trainer.position().epoch.saturating_add(epochs));
        Self {
            trainer,
            log,
            saver,
            outbox,
            state: if settings.paused { RunState::Paused } else { RunState::Training },
            until_epoch,
            step_wanted: false,
            looking: Looking::new(now, settings.frame),
            version: 0,
            saved_version: 0,
            last_save: now,
            throughput: Throughput::new(now),
            done: false,
            settings,
        }
    }

    fn run(mut self, early: Vec<Command>) {
        self.report(Report::State(self.state));
        for command in early {
            self.obey(command);
        }
        self.snapshot();
        self.finish_if_done();
        while !self.done {
            if self.state == RunState::Training {
                self.hear();
                if self.state == RunState::Training && !self.done {
                    self.advance();
                }
            } else {
                self.wait();
            }
            self.autosave();
            if self.outbox.snapshots.is_empty() && self.looking.is_due(Instant::now(), self.state) {
                self.snapshot();
            }
        }
        // A save that was asked for is made, even when the next command was to leave without saving what came after.
        self.finish_save();
        if let Some(mut log) = self.log.take()
            && let Err(error) = log.finish()
        {
            self.report(Report::LogFailed(error.to_string()));
        }
    }

    fn report(&self, report: Report) {
        // Nobody listening means the screen is gone; `hear` and `wait` find that out and end the worker.
        let _ = self.outbox.reports.send(report);
    }

    /// Takes what has come, without waiting.
    fn hear(&mut self) {
        loop {
            match self.outbox.commands.try_recv() {
                Ok(command) => self.obey(command),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return self.abandoned(),
            }
        }
        if let Ok(result) = self.saver.results.try_recv() {
            self.saved(result);
        }
    }

    /// Waits for something to come.
    fn wait(&mut self) {
        select! {
            recv(self.outbox.commands) -> command => match command {
                Ok(command) => self.obey(command),
                Err(_) => self.abandoned(),
            },
            recv(self.saver.results) -> result => {
                if let Ok(result) = result {
                    self.saved(result);
                }
            }
            default(Duration::from_millis(100)) => {}
        }
    }

    /// The screen is gone without a word: keep what there is.
    fn abandoned(&mut self) {
        self.save_and_wait(Target::Own, false);
        self.done = true;
    }

    fn advance(&mut self) {
        match self.trainer.advance() {
            Advance::Step(record) => self.stepped(record),
            Advance::ValidationChunk => {}
            Advance::Validated { step, loss } => {
                self.version += 1;
                self.log(|log| log.validated(loss));
                self.report(Report::Validated { step, loss });
                self.epoch_ended();
            }
            Advance::Diverged { step, quantity, value } => {
                self.report(Report::Diverged { step, quantity, value });
                self.enter(RunState::Paused);
            }
        }
    }

    fn stepped(&mut self, record: StepRecord) {
        self.version += 1;
        self.throughput.add(record.tokens);
        let hold = self.trainer.validating().is_some();
        self.log(|log| log.step(record, hold));
        if self.step_wanted {
            self.enter(RunState::Paused);
        }
        if record.ends_epoch && !hold {
            self.epoch_ended();
        }
    }

    fn epoch_ended(&mut self) {
        if self.settings.autosave.is_zero() {
            self.save_and_wait(Target::Own, false);
            self.log(LogWriter::flush);
        }
        self.finish_if_done();
    }

    fn finish_if_done(&mut self) {
        if self.until_epoch.is_some_and(|until| self.trainer.position().epoch >= until) {
            self.until_epoch = None;
            self.enter(RunState::Paused);
            let snapshot = self.look(self.settings.last_look);
            self.report(Report::Finished(Box::new(snapshot)));
        }
    }

    fn log(&mut self, write: impl FnOnce(&mut LogWriter) -> std::io::Result<()>) {
        if let Some(log) = &mut self.log
            && let Err(error) = write(log)
        {
            self.log = None;
            self.report(Report::LogFailed(error.to_string()));
        }
    }
}
