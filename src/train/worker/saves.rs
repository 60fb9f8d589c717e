//! When a run is saved, and how the result is reported.

use std::time::Instant;

use super::core::Worker;
use super::saver::{Job, SaveResult, Saved, Target};
use crate::train::log::LogWriter;
use crate::train::message::Report;

impl Worker {
    pub(super) fn autosave(&mut self) {
        let every = self.settings.autosave;
        if every.is_zero() || self.last_save.elapsed() < every {
            return;
        }
        if self.version != self.saved_version && !self.saver.under_way {
            self.start_save(Target::Own, false);
        } else {
            self.log(LogWriter::flush);
        }
    }

    /// Hands a copy of the state to the saving thread as soon as that thread is free.
    pub(super) fn start_save(&mut self, target: Target, by_hand: bool) {
        self.finish_save();
        // What a session says was done stands in the log.
        self.log(LogWriter::flush);
        let tape = self.trainer.tape().lasting().cloned().collect();
        let job = Job { checkpoint: self.trainer.checkpoint(), tape, target, by_hand, version: self.version };
        self.last_save = Instant::now();
        self.saver.under_way = true;
        // If the thread is gone, waiting for its answer will notice.
        let _ = self.saver.jobs.send(job);
    }

    /// Waits for a save under way. Returns false if that save failed.
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
            Ok(Saved { path, bytes, instead, tape }) => {
                self.saved_version = result.version;
                // The snapshot goes first, so that the screen knows that nothing is unsaved when the report arrives.
                self.snapshot();
                let (step, by_hand) = (result.step, result.by_hand);
                self.report(Report::Saved { path, bytes, step, by_hand, instead });
                if let Some(sentence) = tape {
                    self.report(Report::TapeFailed(sentence));
                }
                true
            }
            Err(sentence) => {
                self.report(Report::SaveFailed(sentence));
                false
            }
        }
    }
}
