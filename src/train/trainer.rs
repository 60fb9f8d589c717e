//! The synchronous trainer: one call, one step. Works without a thread and without a screen.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::config::RunConfig;
use crate::nn::loss::LossSum;
use crate::nn::machine::kernels;
use crate::nn::param::ParamSet;
use crate::nn::stack::State;
use crate::optim::Optimizer;
use crate::task::view::View;
use crate::task::{HeldOut, Learn, Position, Query, Setup, Show, Task, TaskError};

use super::checkpoint::Checkpoint;
use super::guard::Guard;
use super::journal::{Action, Entry};
use super::keyframe::Keyframe;
use super::plan::{End, Plan};
use super::record::Record;
use super::state::TrainState;
use super::tape::Tape;

mod advance;
mod back;
mod branch;
mod left;
mod live;
mod past;
mod rate;
mod step;
mod test;
mod verified;
mod verify;

pub use advance::{Advance, Divergence, StepRecord};
use left::Left;
pub use left::Undone;
use live::Live;
pub use live::NoSuchStep;
pub use verified::{Difference, Verified};

/// A run: what it is, where it stands, and what was measured.
#[derive(Debug)]
pub struct Trainer {
    config: RunConfig,
    learn: Box<dyn Learn>,
    show: Arc<dyn Show>,
    /// The state. Its carried hidden state is updated only when it is asked for.
    state: TrainState,
    record: Record,
    plan: Plan,
    /// The best state so far; [`Record::best`] tells of it.
    best: Option<Arc<Keyframe>>,
    guard: Guard,
    tape: Tape,
    /// The state that the run begins from, where its seed does not give it.
    first: Option<Arc<Keyframe>>,
    /// The newest moment, while the trainer stands in the past.
    live: Option<Box<Live>>,
    /// The carried hidden state that a run begins with.
    carried_at_first: Option<State>,
    /// Whether the run begins with a validation.
    asked_first: bool,
    /// What going back to the best state left behind.
    left: Option<Box<Left>>,
    grads: ParamSet,
    /// Chunks done and their sum, while a validation is under way.
    validation: (u64, LossSum),
    /// What [`Learn`] says of the run, which never changes: it is needed in each step.
    steps_per_epoch: u64,
    validation_chunks: u64,
}

/// A saved state whose step is beyond the end of its epoch, or that waits for a validation where nothing is held out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the session stands at step {step_in_epoch} of an epoch of {steps_per_epoch}: use another copy of it.")]
pub struct PositionError {
    /// The step that was saved.
    pub step_in_epoch: u64,
    /// Steps in an epoch of this run.
    pub steps_per_epoch: u64,
}

impl Trainer {
    /// A new run, using up to `threads` threads.
    ///
    /// # Errors
    /// If the data does not have the target column, or the system gives no threads.
    pub fn new(setup: Setup, threads: usize) -> Result<Self, TaskError> {
        let (config, Task { learn, show }) = setup.into_task(threads)?;
        let (steps_per_epoch, validation_chunks) = (learn.steps_per_epoch(), learn.chunks(HeldOut::Validation));
        let asked_first = validation_chunks > 0 && learn.begins_with_an_answer();
        let state = first_state(&config, &*learn, learn.carried(), asked_first);
        let record = Record { kernels: vec![kernels().name().to_owned()], ..Record::default() };
        Ok(Self {
            grads: ParamSet::zeros(state.params.table()),
            guard: Guard::new(&state, &record),
            plan: Plan::default(),
            tape: Tape::default(),
            first: None,
            live: None,
            carried_at_first: learn.carried(),
            asked_first,
            best: None,
            left: None,
            validation: (0, LossSum::default()),
            steps_per_epoch,
            validation_chunks,
            config,
            learn,
            show,
            state,
            record,
        })
    }

    /// Becomes the run that a session kept, of the same configuration and data. From then on the trainer behaves as if
    /// it had never been anywhere else. The tape is empty.
    ///
    /// # Errors
    /// If the run has no such step, or no such validation. Then nothing has changed.
    ///
    /// # Panics
    /// If the state is of another model. Reading a session checks that it is not.
    pub fn restore(&mut self, checkpoint: Checkpoint) -> Result<(), PositionError> {
        let Checkpoint { config: _, plan, state, mut record, best, first } = checkpoint;
        if !record.kernels.iter().any(|name| name == kernels().name()) {
            record.kernels.push(kernels().name().to_owned());
        }
        let (step_in_epoch, steps_per_epoch) = (state.position.step_in_epoch, self.steps_per_epoch);
        let misplaced = state.validation_due && self.validation_chunks == 0;
        if step_in_epoch >= steps_per_epoch || misplaced {
            return Err(PositionError { step_in_epoch, steps_per_epoch });
        }
        // A run of a version before this one did not begin with a validation.
        let began_with_one = record.validation.buckets().next().is_some_and(|bucket| bucket.step == 0);
        self.asked_first &= began_with_one || state.validation_due && state.position.step == 0;
        (self.best, self.first, self.left, self.live) = (best, first, None, None);
        self.plan = plan;
        self.tape = Tape::new(self.tape.room());
        self.stand_at(state, record);
        self.guard = Guard::new(&self.state, &self.record);
        Ok(())
    }

    /// The state that the run begins from by its seed.
    fn first_state(&self) -> TrainState {
        first_state(&self.config, &*self.learn, self.carried_at_first.clone(), self.asked_first)
    }

    /// Puts this state and record in place of its own.
    fn stand_at(&mut self, state: TrainState, record: Record) {
        assert_eq!(state.params.table(), self.state.params.table(), "a state of another model");
        assert_eq!(state.optimizer.method(), self.state.optimizer.method(), "a state of another optimizer");
        if let Some(carried) = &state.carried {
            self.learn.set_carried(carried);
        }
        (self.state, self.record) = (state, record);
        // A validation that was under way begins anew.
        self.validation = (0, LossSum::default());
        self.follow_schedule();
    }

    /// The state between two steps, and what was measured until then.
    pub fn now(&mut self) -> (&TrainState, &Record) {
        self.state.carried = self.learn.carried();
        (&self.state, &self.record)
    }

    /// A copy of all that a session keeps: the newest moment, wherever the trainer stands.
    pub fn checkpoint(&mut self) -> Checkpoint {
        self.state.carried = self.learn.carried();
        let (state, record, best) = match &self.live {
            Some(live) => (&live.state, &live.record, &live.best),
            None => (&self.state, &self.record, &self.best),
        };
        Checkpoint {
            config: self.config.clone(),
            plan: self.plan,
            state: state.clone(),
            record: record.clone(),
            best: best.clone(),
            first: self.first.clone(),
        }
    }

    /// Replaces the initial parameters, as `--init` does. The seed does not give them again, so they are kept.
    pub fn set_params<'a>(&mut self, tensors: impl IntoIterator<Item = &'a [f32]>) {
        self.state.params.fill_from(tensors);
        self.state.validation_due = false;
        self.begin_here();
    }

    /// Lets the run begin from the state it stands at.
    pub fn begin_here(&mut self) {
        self.state.carried = self.learn.carried();
        self.first = Some(Arc::new(Keyframe::new(&self.state, &self.record)));
        self.guard = Guard::new(&self.state, &self.record);
    }

    /// Gives the tape so many bytes, and forgets what is on it.
    pub fn set_tape(&mut self, room: u64) {
        self.tape = Tape::new(room);
    }

    /// The keyframes.
    pub fn tape(&self) -> &Tape {
        &self.tape
    }

    /// Takes keyframes of this run from files.
    pub fn load_tape(&mut self, frames: impl IntoIterator<Item = Arc<Keyframe>>) {
        self.tape.load(frames);
    }

    /// Makes one training step, or one chunk of a validation that is due.
    pub fn advance(&mut self) -> Advance {
        let started = Instant::now();
        if self.tape.wants(self.state.position.step) && !self.state.validation_due {
            self.state.carried = self.learn.carried();
            self.tape.keep(Arc::new(Keyframe::new(&self.state, &self.record)));
        }
        let advance = self.make_step();
        self.record.seconds += started.elapsed().as_secs_f64();
        advance
    }

    /// Writes something done by hand into the journal.
    pub fn note(&mut self, action: Action) {
        let (step, validating) = (self.state.position.step, self.state.validation_due);
        if matches!(action, Action::SetLearningRate(_) | Action::UndoLearningRate(_)) {
            self.tape.pin(step);
        }
        self.record.journal.record(Entry { step, validating, action });
    }

    /// When the run ends by itself.
    pub fn plan(&self) -> Plan {
        self.plan
    }

    /// Changes when the run ends by itself.
    pub fn set_plan(&mut self, plan: Plan) {
        self.plan = plan;
    }

    /// Whether the run is at its end. A validation that is due comes first.
    pub fn end(&self) -> Option<End> {
        self.plan.end(self.state.position.epoch, &self.record).filter(|_| !self.state.validation_due)
    }

    /// What there is to show now.
    pub fn view(&mut self, query: Query) -> View {
        let show = Arc::clone(&self.show);
        show.view(self.now().0.moment(), query)
    }

    /// The configuration.
    pub fn config(&self) -> &RunConfig {
        &self.config
    }

    /// The side of the task that shows. It makes the view of any state.
    pub fn show(&self) -> &Arc<dyn Show> {
        &self.show
    }

    /// The parameters.
    pub fn params(&self) -> &ParamSet {
        &self.state.params
    }

    /// How far the run has come.
    pub fn position(&self) -> Position {
        self.state.position
    }

    /// The learning rate of the next step.
    pub fn learning_rate(&self) -> f64 {
        self.state.learning_rate
    }

    /// What was measured and done.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The best state so far.
    pub fn best(&self) -> Option<&Arc<Keyframe>> {
        self.best.as_ref()
    }

    /// Training steps in an epoch.
    pub fn steps_per_epoch(&self) -> u64 {
        self.steps_per_epoch
    }

    /// Chunks done and chunks in all of a validation under way.
    pub fn validating(&self) -> Option<(u64, u64)> {
        self.state.validation_due.then_some((self.validation.0, self.validation_chunks))
    }

    /// Time spent training, in this process and before.
    pub fn elapsed(&self) -> Duration {
        Duration::from_secs_f64(self.record.seconds)
    }
}

/// The state that a run begins from by its seed. Where it is `asked_first`, a validation comes before the first step.
fn first_state(config: &RunConfig, learn: &dyn Learn, carried: Option<State>, asked_first: bool) -> TrainState {
    let params = learn.initial(config.seed);
    let optimizer = Optimizer::new(config.optimizer.method, params.table());
    let mut state = TrainState::new(Position::default(), config.optimizer.learning_rate, params, optimizer, carried);
    state.validation_due = asked_first;
    state.follow_schedule(&config.optimizer, learn.steps_per_epoch());
    state
}
