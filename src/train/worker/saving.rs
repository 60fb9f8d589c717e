//! The thread that puts checkpoints on disk while training goes on, and what it asks of whoever writes the file.
//! It never touches a trainer: it is handed a copy of the state, made between two steps. Below, when the worker asks it to.

use std::path::PathBuf;
use std::thread::Builder;
use std::time::Instant;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::Worker;
use crate::train::log::LogWriter;
use crate::train::message::Report;
use crate::train::state::Checkpoint;

/// Where a checkpoint goes.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// The run's own file.
    Own,
    /// A new file, which is the run's own from then on.
    MoveTo(PathBuf),
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// Its path.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
}

/// Puts checkpoints on disk; the worker does not know how.
pub trait Save: Send {
    /// Saves, or says in one sentence why not. Whatever was on disk is whole either way.
    ///
    /// # Errors
    /// The sentence.
    fn save(&mut self, checkpoint: &Checkpoint, target: Target) -> Result<Saved, String>;
}

/// The thread that writes sessions.
pub(super) struct Saver {
    pub jobs: Sender<Job>,
    pub results: Receiver<SaveResult>,
    pub under_way: bool,
}

pub(super) struct Job {
    pub checkpoint: Checkpoint,
    pub target: Target,
    pub by_hand: bool,
    pub version: u64,
}

pub(super) struct SaveResult {
    pub saved: Result<Saved, String>,
    pub step: u64,
    pub by_hand: bool,
    pub version: u64,
}

impl Saver {
    /// Starts the thread.
    pub fn spawn(mut save: Box<dyn Save>) -> std::io::Result<Self> {
        let (jobs, receiver) = bounded::<Job>(1);
        let (sender, results) = bounded(1);
        Builder::new().name("saver".to_owned()).spawn(move || {
            for job in receiver {
                let saved = save.save(&job.checkpoint, job.target);
                let step = job.checkpoint.state.position.step;
                let result = SaveResult { saved, step, by_hand: job.by_hand, version: job.version };
                if sender.send(result).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self { jobs, results, under_way: false })
    }
}

impl Worker {
    pub(super) fn autosave(&mut self) {
        let every = self.settings.autosave;
        if every.is_zero() || self.last_save.elapsed() < every {
            return;
        }
        if self.version != self.saved_version && !self.saver.under_way {
            self.start_save(Target::Own, false);
        }
        self.log(LogWriter::flush);
    }

    /// Hands the state to the saving thread, once that is free.
    pub(super) fn start_save(&mut self, target: Target, by_hand: bool) {
        self.finish_save();
        let job = Job { checkpoint: self.trainer.checkpoint(), target, by_hand, version: self.version };
        self.last_save = Instant::now();
        self.saver.under_way = true;
        // Should the thread be gone, waiting for its answer finds that out.
        let _ = self.saver.jobs.send(job);
    }

    /// Waits for a save under way. Whether it, or the lack of one, left nothing wrong.
    pub(super) fn finish_save(&mut self) -> bool {
        if !self.saver.under_way {
            return true;
        }
        if let Ok(result) = self.saver.results.recv() {
            self.saved(result)
        } else {
            self.saver.under_way = false;
            self.report(Report::SaveFailed("The thread that saves has died.".to_owned()));
            false
        }
    }

    pub(super) fn save_and_wait(&mut self, target: Target, by_hand: bool) -> bool {
        self.start_save(target, by_hand);
        self.finish_save()
    }

    pub(super) fn saved(&mut self, result: SaveResult) -> bool {
        self.saver.under_way = false;
        match result.saved {
            Ok(Saved { path, bytes }) => {
                self.saved_version = result.version;
                // First the snapshot: whoever hears of the save can then leave without being asked.
                self.snapshot();
                self.report(Report::Saved { path, bytes, step: result.step, by_hand: result.by_hand });
                true
            }
            Err(sentence) => {
                self.report(Report::SaveFailed(sentence));
                false
            }
        }
    }
}
