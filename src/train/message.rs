//! What the screen and the worker say to each other: [`Command`] one way, [`Report`] and
//! [`Snapshot`] the other. Owned data only; nothing here is shared between threads.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub use super::pace::Pace;
pub use super::plan::End;
use super::plan::Plan;
use super::record::Record;
use super::state::TrainState;
pub use super::trainer::Divergence;
pub use crate::task::Ask;
pub use crate::task::Measures;
pub use crate::task::view::*;
use crate::task::{Query, Show};

/// What a person looks at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look {
    /// The example: its place in the list on show; the last one if there are fewer.
    pub example: usize,
    /// Whether the numbers behind it are wanted too.
    pub trace: bool,
    /// What is wanted of the net's inside, where anything is.
    pub ask: Option<Ask>,
    /// Whether the numbers of a parameter are wanted, or how they have changed.
    pub since: Since,
}

/// Since when the change of a parameter is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Since {
    /// Not at all: its numbers are.
    #[default]
    Values,
    /// Since the step before the one on show.
    StepBefore,
    /// Since the moment that was marked.
    Marked,
}

/// What a person asks of the worker. It takes effect between two steps and is acknowledged by a [`Report`].
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Stop after the step under way; acknowledged by [`Report::State`].
    Pause,
    /// Go on training to the planned end, or beyond it for as many epochs again; acknowledged by [`Report::State`].
    Continue,
    /// Make one step and pause; acknowledged by [`Report::State`].
    Step,
    /// Train this many epochs more and pause, or without an end; acknowledged by [`Report::State`], and at the end by
    /// [`Report::Finished`].
    TrainEpochs(Option<u64>),
    /// Set the learning rate; acknowledged by [`Report::LearningRate`] or [`Report::RateRefused`].
    SetLearningRate(f64),
    /// Go back to the best state; acknowledged by [`Report::WentToBest`] or [`Report::NoBest`].
    GoToBest,
    /// Take back the last change of the learning rate, or going back to the best state; acknowledged by
    /// [`Report::LearningRate`], [`Report::WentForth`] or [`Report::NothingToUndo`].
    Undo,
    /// Save to the run's own file; acknowledged by [`Report::Saved`] or [`Report::SaveFailed`].
    Save,
    /// Save to another file, which must not exist, and use it from now on.
    SaveAs(PathBuf),
    /// Show this example's hidden state; changes nothing that is trained.
    Look(Look),
    /// Mark the moment on show, for [`Since::Marked`]; acknowledged by [`Report::Marked`].
    Mark,
    /// Make this many steps a second from now on; nothing that is computed changes.
    Pace(Pace),
    /// Stand after this step and show everything as it was then, while training waits; the snapshots say how far that
    /// is. Acknowledged by [`Report::NoSuchStep`] if the run has no such step.
    GoTo(u64),
    /// Show the newest moment again.
    ComeBack,
    /// Break off the way to a past step and stand where that has led.
    Stay,
    /// Study the units again, at the moment on show, or go on with what was broken off there; changes nothing that is
    /// trained.
    StudyAgain,
    /// Break off the study of the units; what was read so far stays.
    BreakOff,
    /// Show one step after another from here on, at the pace; or stop that.
    Film,
    /// End the worker, saving first if asked to; the last report is [`Report::Stopped`].
    Quit {
        /// Whether to save first. If saving fails the worker goes on, paused, and nothing is lost.
        save: bool,
    },
    /// End the worker and save first: if the run's own place fails, wherever else a file can be written, because nobody
    /// may be there to choose a place. The last report is [`Report::Stopped`].
    Rescue,
}

impl Command {
    /// Whether it is about the newest moment: a run that stands in the past comes back for it.
    pub fn comes_back(&self) -> bool {
        use Command::{ComeBack, Continue, GoToBest, SetLearningRate, TrainEpochs, Undo};
        matches!(self, ComeBack | Continue | TrainEpochs(_) | SetLearningRate(_) | GoToBest | Undo)
    }
}

/// What the worker tells, in order and without loss.
#[derive(Debug, Clone, PartialEq)]
pub enum Report {
    /// The data is being read.
    Loading {
        /// Bytes read so far.
        read: u64,
        /// Bytes in the file.
        total: u64,
    },
    /// The steps of another run are made again, up to the one that this run begins at.
    Replaying {
        /// Steps made so far.
        step: u64,
        /// The step it begins at.
        target: u64,
    },
    /// The run could not be set up; the sentence says why. [`Report::Stopped`] follows.
    Refused(String),
    /// The run is set up.
    Ready(Box<RunInfo>),
    /// The worker is now in this state.
    State(RunState),
    /// The learning rate was changed.
    LearningRate {
        /// Steps completed when it took effect.
        step: u64,
        /// The rate before.
        from: f64,
        /// The rate from now on.
        to: f64,
        /// Whether this took back an earlier change.
        undo: bool,
    },
    /// The learning rate cannot be changed to what was asked; the sentence says why.
    RateRefused(String),
    /// There is nothing to take back.
    NothingToUndo,
    /// The run has no such step; the sentence says which it has.
    NoSuchStep(String),
    /// The run stands at its best state again.
    WentToBest {
        /// Steps completed where it stood.
        from: u64,
        /// Steps completed in the best state.
        to: u64,
    },
    /// There is no best state yet, or the run stands at it.
    NoBest,
    /// The moment after this step is marked.
    Marked(u64),
    /// The marked moment after this step is no longer one of the run's, and is forgotten.
    Unmarked(u64),
    /// The units cannot be studied as was asked. What was known stays.
    StudyRefused {
        /// Why, in a sentence.
        sentence: String,
        /// What was asked.
        asked: Box<StudyAsk>,
        /// What is studied instead: what was asked before, or the task's first property.
        instead: Box<StudyAsk>,
    },
    /// Going back to the best state was taken back.
    WentForth {
        /// Steps completed in the state that the run stands at again.
        to: u64,
    },
    /// An epoch's validation is done.
    Validated {
        /// The step it was measured after.
        step: u64,
        /// The task's mean loss: nats per token or row, or the mean squared error of a series.
        loss: f32,
    },
    /// The session is safe on disk.
    Saved {
        /// The file written.
        path: PathBuf,
        /// Its size.
        bytes: u64,
        /// Steps completed in the state that was saved.
        step: u64,
        /// Whether a person asked for it, rather than the clock.
        by_hand: bool,
        /// Why it is not in the run's own place.
        instead: Option<String>,
    },
    /// The session could not be saved; the old file is as it was, and training goes on.
    SaveFailed(String),
    /// The keyframes could not be written beside the session, which is safe; training goes on. Said once.
    TapeFailed(String),
    /// The log could not be written; training goes on without it.
    LogFailed(String),
    /// A step was of no use and was not made: the run went back, and training paused itself.
    Diverged(Divergence),
    /// The run is at its end and the worker has paused. The snapshot shows the run there, and the view its best state,
    /// if a validation chose one and it is not the newest.
    Finished(End, Box<Snapshot>, Option<Box<View>>),
    /// The worker has ended.
    Stopped,
}

/// Whether training goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// Steps are being made.
    Training,
    /// Waiting for a command.
    Paused,
}

/// What stays the same through a run, for headers and headlines.
#[derive(Debug, Clone, PartialEq)]
pub struct RunInfo {
    /// The data file's name without its folder.
    pub file: String,
    /// The model in short: `RNN 2×25`, `LSTM 2×128`.
    pub model: String,
    /// Trainable numbers in the model.
    pub parameters: usize,
    /// The optimizer's name: `Adam`.
    pub optimizer: &'static str,
    /// How the task measures itself.
    pub measures: Measures,
    /// Whether it goes on from a session.
    pub resumed: bool,
    /// Its file, if it was saved before.
    pub session: Option<PathBuf>,
    /// What was noticed while reading the data (`CRLF line ends read as LF`), one sentence each.
    pub notes: Vec<String>,
}

/// The run at one moment, for drawing. Only the newest counts.
///
/// [`Snapshot::of`] makes it from a state, its record and a query, except for the steps of an epoch, the first step and
/// the last seven fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// Epochs completed.
    pub epoch: u64,
    /// Steps completed.
    pub step: u64,
    /// Steps completed in the current epoch.
    pub step_in_epoch: u64,
    /// Steps in an epoch; 0 where that is not known.
    pub steps_per_epoch: u64,
    /// The last step's loss, before its update.
    pub loss: Option<f32>,
    /// The last validation's loss.
    pub validation_loss: Option<f32>,
    /// Share of the last step's predictions that are right, 0 to 1, where the task has right ones.
    pub accuracy: Option<f32>,
    /// The learning rate of the next step.
    pub learning_rate: f64,
    /// The gradient's global norm at the last step, before clipping.
    pub grad_norm: Option<f32>,
    /// Time spent training, in this and in earlier processes.
    pub elapsed: Duration,
    /// What was measured.
    pub record: Record,
    /// The first step that can be gone back to.
    pub first_step: u64,
    /// The examples, and the hidden state over one of them.
    pub view: View,
    /// Training or paused.
    pub state: RunState,
    /// How fast the run is, lately.
    pub speed: Speed,
    /// Validation under way: chunks done and chunks in all.
    pub validating: Option<(u64, u64)>,
    /// Whether steps or changes by hand have come since the last save.
    pub unsaved: bool,
    /// When the run ends by itself.
    pub plan: Plan,
    /// The newest moment, where this is an earlier one.
    pub past: Option<Past>,
    /// What is known so far of the units, where they are studied.
    pub studied: Option<Box<StudyView>>,
}

/// How fast a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Speed {
    /// Characters, or whatever the task counts, trained on per second.
    pub units: Option<f64>,
    /// Steps per second.
    pub steps: Option<f64>,
    /// Steps per second that could be made.
    pub possible: Option<f64>,
    /// The pace that was asked for.
    pub pace: Pace,
}

/// What a moment of the past says of the newest one.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// The step that was asked for: the moment on show may still be on the way there.
    pub target: u64,
    /// Whether one step after another is shown.
    pub film: bool,
    /// The newest step.
    pub newest: u64,
    /// The record of the newest moment.
    pub record: Arc<Record>,
}

impl Snapshot {
    /// The snapshot of a paused run with this `state` and `record`, viewed by `show`.
    pub fn of(show: &dyn Show, state: &TrainState, record: &Record, query: Query) -> Self {
        Self {
            epoch: state.position.epoch,
            step: state.position.step,
            step_in_epoch: state.position.step_in_epoch,
            steps_per_epoch: 0,
            loss: record.loss(),
            validation_loss: record.validation_loss,
            accuracy: record.last.map(|last| last.accuracy),
            learning_rate: state.learning_rate,
            grad_norm: record.last.map(|last| last.grad_norm),
            elapsed: Duration::from_secs_f64(record.seconds),
            record: record.clone(),
            first_step: 0,
            view: show.view(state.moment(), query),
            state: RunState::Paused,
            speed: Speed::default(),
            validating: None,
            unsaved: false,
            plan: Plan::default(),
            past: None,
            studied: None,
        }
    }

    /// The record of the whole run, wherever in it this moment is.
    pub fn line(&self) -> &Record {
        self.past.as_ref().map_or(&self.record, |past| &past.record)
    }
}
