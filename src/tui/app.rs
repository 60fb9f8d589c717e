//! What the screen knows. Only [`super::update`], [`super::on_report`] and the panes change it; [`super::view`] draws
//! it.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::Duration;

use ratatui::layout::Rect;
use tui_input::Input;

use super::cursor::Cursor;
pub use super::open_lesson::{OpenLesson, Reach, Reached, Tried};

use super::pane::{Firsts, Id};
use super::reader::Reader;
use super::runs::Runs;
use super::steps::Wanted;
use super::tab::Tab;
use super::theme::Theme;
use super::widgets::loss::Laid;
use super::wish::Author;
use super::within::Within;
use crate::train::message::{Look, Pace, RunInfo, RunState, Since, Snapshot, View};

/// Which window is open over the dashboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// None.
    Main,
    /// The help.
    Help,
    /// The question before leaving.
    Leaving,
    /// The command line.
    Prompt,
}

/// Whether the dashboard is about to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// Nobody has asked.
    Not,
    /// Somebody asked, and the worker was told to end.
    Told(Asked),
}

/// Who asked to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// A person who pressed `q`.
    Quit,
    /// A person who pressed Ctrl-C: the program ends as one that was interrupted.
    Interrupt,
    /// A signal. Perhaps nobody is there to read that saving failed, so the program ends even then.
    Signal,
}

/// How far a run is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loading {
    /// Bytes of the data file that have been read, and all of them.
    Bytes(u64, u64),
    /// Steps of its parent that have been made again, and all of them.
    Steps(u64, u64),
}

/// The screen's state.
#[derive(Debug)]
pub struct App {
    /// Colours.
    pub theme: Theme,
    /// The whole screen.
    pub area: Rect,
    /// The lesson that is open, if one is.
    pub lesson: Option<OpenLesson>,
    /// What stays the same through the run, once it is set up.
    pub info: Option<RunInfo>,
    /// What there is to tell while the run is set up.
    pub loading: Loading,
    /// The snapshot that is shown: the newest, or while the display is frozen an older one.
    pub snapshot: Option<Box<Snapshot>>,
    /// The state that the worker last reported.
    pub state: RunState,
    /// The request that the worker has not acknowledged yet, as it is shown: `pausing…`.
    pub waiting_for: Option<&'static str>,
    /// The state that was asked for last, if the worker has not reported it yet.
    pub asked: Option<RunState>,
    /// Whether clicks and the wheel are this program's.
    pub mouse: bool,
    /// The learning rate that was asked for last, if the worker has not set it yet.
    pub learning_rate: Option<f64>,
    /// The pace that was asked for last, if no snapshot has it yet.
    pub pace: Option<Pace>,
    /// Whether the display is frozen: newer snapshots are not shown.
    pub frozen: bool,
    /// The pane in focus.
    pub focus: Id,
    /// Whether the pane in focus takes the room of all panes.
    pub expanded: bool,
    /// Whether the loss axis is logarithmic.
    pub log_scale: bool,
    /// How the axis of steps is wanted.
    pub steps: Wanted,
    /// The step on show.
    pub cursor: Cursor,
    /// The screen of the run that is shown.
    pub tab: Tab,
    /// Whether the true text is shown by how surprised the net was of it.
    pub surprise: bool,
    /// The selected parameter, from 0.
    pub parameter: usize,
    /// Since when the change of the selected parameter is shown, if it is.
    pub since: Since,
    /// The step after which a moment is marked.
    pub marked: Option<u64>,
    /// What of the net's inside is under the cursor.
    pub within: Within,
    /// Which text and which unit are looked at on the screen of neurons.
    pub neurons: Reader,
    /// How the net writes on its own.
    pub author: Author,
    /// The screen of runs, while it is open.
    pub runs: Option<Runs>,
    /// Other runs' curves, laid under this one's.
    pub laid: Vec<Laid>,
    /// The layer whose hidden state is shown, from 0. It begins beyond the last and is clamped to it.
    pub layer: usize,
    /// The first unit or example that each pane shows.
    pub first: Firsts,
    /// The selected example, from 0.
    pub example: usize,
    /// The time cursor: the selected time step of the selected example, from 0.
    pub time: usize,
    /// Which window is open over the dashboard.
    pub mode: Mode,
    /// The text typed after `:`.
    pub input: Input,
    /// The command typed before, which ↑ brings back.
    pub last_input: String,
    /// The sentence in the status line: an answer to a key, or news.
    pub status: String,
    /// The training time when that was put there.
    pub said_at: Duration,
    /// Failures that no key has answered yet, the oldest first. The first one covers the status line.
    pub alarms: VecDeque<String>,
    /// What the run has learnt, while it stands at its planned end.
    pub end: Option<String>,
    /// Whether the status line has warned of the rise of the loss that still lasts.
    pub warned_of_rise: bool,
    /// The sentence for the status line when the run is set up, if it is not the usual one.
    pub greeting: Option<String>,
    /// Whether the dashboard is about to end.
    pub leaving: Leaving,
    /// Whether leaving leads on to the next lesson.
    pub turns_on: bool,
    /// Whether the worker has ended.
    pub stopped: bool,
    /// Why the run could not be set up.
    pub refused: Option<String>,
    /// Whether the newest snapshot, shown or not, has anything that is not saved.
    pub unsaved: bool,
    /// Where the run was last saved.
    pub saved: Option<PathBuf>,
    /// Why the save before leaving failed: printed after the terminal has been given back.
    pub last_words: Option<String>,
}

impl App {
    /// A screen before the first report, with this pane in focus.
    #[must_use]
    pub fn new(theme: Theme, area: Rect, focus: Id) -> Self {
        Self {
            theme,
            area,
            lesson: None,
            info: None,
            loading: Loading::Bytes(0, 0),
            snapshot: None,
            state: RunState::Training,
            waiting_for: None,
            asked: None,
            mouse: true,
            learning_rate: None,
            pace: None,
            frozen: false,
            focus,
            expanded: false,
            log_scale: true,
            steps: Wanted::default(),
            cursor: Cursor::Live,
            tab: Tab::default(),
            surprise: false,
            parameter: 0,
            since: Since::default(),
            marked: None,
            within: Within::default(),
            neurons: Reader::default(),
            author: Author::default(),
            runs: None,
            laid: Vec::new(),
            layer: usize::MAX,
            first: Firsts::default(),
            example: 0,
            time: 0,
            mode: Mode::Main,
            input: Input::default(),
            last_input: String::new(),
            status: String::new(),
            said_at: Duration::ZERO,
            alarms: VecDeque::new(),
            end: None,
            warned_of_rise: false,
            greeting: None,
            leaving: Leaving::Not,
            turns_on: false,
            stopped: false,
            refused: None,
            unsaved: false,
            saved: None,
            last_words: None,
        }
    }

    /// The examples and the hidden state that are shown, once there is a snapshot.
    #[must_use]
    pub fn view(&self) -> Option<&View> {
        self.snapshot.as_ref().map(|snapshot| &snapshot.view)
    }

    /// The newest step of the run, so far as it is known.
    #[must_use]
    pub fn newest(&self) -> u64 {
        let newest = |snapshot: &Snapshot| snapshot.past.as_ref().map_or(snapshot.step, |past| past.newest);
        self.snapshot.as_deref().map_or(0, newest)
    }

    /// The first step that can be gone back to.
    #[must_use]
    pub fn first_step(&self) -> u64 {
        self.snapshot.as_ref().map_or(0, |snapshot| snapshot.first_step)
    }

    /// The run's file, if it has one.
    #[must_use]
    pub fn session(&self) -> Option<&PathBuf> {
        self.saved.as_ref().or(self.info.as_ref()?.session.as_ref())
    }

    /// The learning rate of the next step: what was asked for last, until the worker has it.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        self.learning_rate.or(self.snapshot.as_ref().map(|snapshot| snapshot.learning_rate))
    }

    /// The step on show.
    #[must_use]
    pub fn at(&self) -> u64 {
        self.cursor.step().unwrap_or_else(|| self.newest())
    }

    /// Whether a way to a past step is under way, and a key breaks it off.
    #[must_use]
    pub fn on_the_way(&self) -> Option<(u64, u64)> {
        let snapshot = self.snapshot.as_ref()?;
        let past = snapshot.past.as_ref().filter(|past| !past.film && past.target != snapshot.step)?;
        Some((snapshot.step, past.target))
    }

    /// Looking back pauses the run.
    pub fn pausing_to_look(&mut self) {
        if self.state == RunState::Training && self.asked.is_none() {
            (self.waiting_for, self.asked) = (Some("pausing…"), Some(RunState::Paused));
        }
    }

    /// Whether there is anything to lose: what is not saved of the newest snapshot, or a run that was never saved.
    /// Before its first step, a lesson has nothing worth saving.
    #[must_use]
    pub fn is_unsaved(&self) -> bool {
        let at_its_start = self.snapshot.as_ref().is_some_and(|snapshot| snapshot.step == 0);
        self.unsaved || (at_its_start && self.saved.is_none() && self.lesson.is_none())
    }

    /// What the worker is asked to show: the selected example, in a lesson the numbers behind it, and what the screen
    /// wants of the net's inside.
    #[must_use]
    pub fn look(&self) -> Look {
        let ask = self.tab.ask(self.parameter, &self.author.ask, &self.neurons.ask);
        let ask = ask.or_else(|| self.lesson.as_ref().and_then(OpenLesson::asks));
        let since = if self.tab == Tab::Weights { self.since } else { Since::Values };
        Look { example: self.example, trace: self.lesson.is_some(), ask, since }
    }

    /// The screen of another run. The lesson, the focus and how things are shown stay.
    #[must_use]
    pub fn of_another_run(&self) -> Self {
        Self {
            lesson: self.lesson.clone(),
            laid: self.laid.clone(),
            mouse: self.mouse,
            expanded: self.expanded,
            log_scale: self.log_scale,
            time: self.time,
            tab: self.tab,
            ..Self::new(self.theme, self.area, self.focus)
        }
    }

    /// Puts a sentence into the status line.
    pub fn say(&mut self, sentence: impl Into<String>) {
        self.status = sentence.into();
        self.said_at = self.snapshot.as_ref().map_or(Duration::ZERO, |snapshot| snapshot.elapsed);
    }

    /// Puts a failure over the status line, until a key answers it.
    pub fn alarm(&mut self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        if !self.alarms.contains(&sentence) {
            self.alarms.push_back(sentence);
        }
    }
}
