//! What the screen knows. Changed only by [`super::update`], drawn by [`super::view`].

use std::path::PathBuf;

use ratatui::layout::Rect;
use tui_input::Input;

use super::pane::{Firsts, Id};
use super::theme::Theme;
use crate::lessons::{Lang, Lesson};
use crate::train::message::{Look, RunInfo, RunState, Snapshot, View};

/// What lies over the dashboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// Nothing.
    Main,
    /// The help.
    Help,
    /// The question before leaving.
    Leaving,
    /// The command line.
    Prompt,
}

/// How the status line's sentence is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// An answer.
    Plain,
    /// Something failed.
    Alarm,
}

/// How far leaving has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// Nobody wants to.
    Not,
    /// The worker was told, as somebody asked.
    Told(Asked),
}

/// Who asked to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// A person who pressed `q`.
    Quit,
    /// A person who pressed Ctrl-C: the program ends as one that was interrupted.
    Interrupt,
    /// A signal: nobody may be there to be told that saving failed, so it leaves all the same.
    Signal,
}

/// The lesson that is open.
#[derive(Debug)]
pub struct OpenLesson {
    /// The lesson.
    pub lesson: Lesson,
    /// The part at work.
    pub part: usize,
    /// The language of its text.
    pub lang: Lang,
    /// The page on show, from 0.
    pub page: usize,
    /// Lines of it that have been scrolled past.
    pub scroll: usize,
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
    /// The run, once it is set up.
    pub info: Option<RunInfo>,
    /// Bytes read and in all, before that.
    pub loading: (u64, u64),
    /// The newest snapshot; while frozen, the one on show.
    pub snapshot: Option<Box<Snapshot>>,
    /// The worker's state as it was last acknowledged.
    pub state: RunState,
    /// What has been asked for and not been acknowledged: `pausing…`.
    pub waiting_for: Option<&'static str>,
    /// The learning rate asked for last.
    pub learning_rate: Option<f64>,
    /// Whether the display stands still.
    pub frozen: bool,
    /// The pane in focus.
    pub focus: Id,
    /// Whether it has the room of all.
    pub expanded: bool,
    /// Whether the loss is drawn on a logarithmic scale.
    pub log_scale: bool,
    /// The layer whose hidden state is shown, from 0.
    pub layer: usize,
    /// The first unit or example that each pane shows.
    pub first: Firsts,
    /// The example looked at.
    pub example: usize,
    /// The time cursor: the step of the example that is pointed at.
    pub time: usize,
    /// What lies over the dashboard.
    pub mode: Mode,
    /// The command line's text.
    pub input: Input,
    /// The last command line.
    pub last_input: String,
    /// The status line.
    pub status: (String, Tone),
    /// Whether it was said that what was learnt is lost.
    pub unlearnt: bool,
    /// What the status line says once the run is set up, in place of the usual.
    pub greeting: Option<String>,
    /// How far leaving has come.
    pub leaving: Leaving,
    /// The worker has ended.
    pub stopped: bool,
    /// Why it refused to begin.
    pub refused: Option<String>,
    /// Whether the newest snapshot, shown or not, has something to save.
    pub unsaved: bool,
    /// Where the run was last saved.
    pub saved: Option<PathBuf>,
    /// What a save failed with while leaving, to be said once the terminal is back.
    pub last_words: Option<String>,
}

impl App {
    /// A screen that knows nothing yet, with the focus on this pane.
    #[must_use]
    pub fn new(theme: Theme, area: Rect, focus: Id) -> Self {
        Self {
            theme,
            area,
            lesson: None,
            info: None,
            loading: (0, 0),
            snapshot: None,
            state: RunState::Training,
            waiting_for: None,
            learning_rate: None,
            frozen: false,
            focus,
            expanded: false,
            log_scale: true,
            layer: usize::MAX,
            first: Firsts::default(),
            example: 0,
            time: 0,
            mode: Mode::Main,
            input: Input::default(),
            last_input: String::new(),
            status: (String::new(), Tone::Plain),
            unlearnt: false,
            greeting: None,
            leaving: Leaving::Not,
            stopped: false,
            refused: None,
            unsaved: false,
            saved: None,
            last_words: None,
        }
    }

    /// The examples on show, once there are any.
    #[must_use]
    pub fn view(&self) -> Option<&View> {
        self.snapshot.as_ref().map(|snapshot| &snapshot.view)
    }

    /// What there is to look at: the example chosen, and the numbers behind it in a lesson.
    #[must_use]
    pub fn look(&self) -> Look {
        Look { example: self.example, trace: self.lesson.is_some() }
    }

    /// Forgets a run, for another one begins.
    pub fn begin_anew(&mut self) {
        let fresh = Self::new(self.theme, self.area, self.focus);
        let old = std::mem::replace(self, fresh);
        self.lesson = old.lesson;
        (self.expanded, self.log_scale, self.time) = (old.expanded, old.log_scale, old.time);
    }

    /// Says something in the status line.
    pub fn say(&mut self, sentence: impl Into<String>) {
        self.status = (sentence.into(), Tone::Plain);
    }

    /// Says that something failed.
    pub fn alarm(&mut self, sentence: impl Into<String>) {
        self.status = (sentence.into(), Tone::Alarm);
    }
}
