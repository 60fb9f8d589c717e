//! `rnntui lesson`: a lesson's run with its own text beside it, and the same run anew after a change.

use std::ffi::OsStr;
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::time::Duration;

use super::log_file::{check_log, open_log};
use super::run::{
    SESSIONS, cannot_start, check_limits, headless, info, new_plan, pace, parent_of, room, saver, settings, store,
    threads,
};
use super::screen::screen;
use super::shelf::Sessions;
use super::signals::on_signals;
use super::summary::{check_summary, close};
use crate::cli::{self, Running, parse_options};
use crate::config::{Options, rows};
use crate::data::Data;
use crate::exit::Failure;
use crate::headless as plain;
use crate::lessons::{self, Change, Lang, Lesson};
use crate::session::source::Source;
use crate::task::Setup;
use crate::train::trainer::Trainer;
use crate::train::worker::{Handle, Run, Settings, spawn};
use crate::tui::{self, Classroom, Onward, Screen};

/// The clock does not save a lesson: it takes seconds, and a person who only looked wants no file.
const NEVER: Duration = Duration::MAX;

/// `rnntui lesson`. Returns where the person who left it goes.
///
/// # Errors
/// Everything that can go wrong, as one sentence with its exit code.
pub(super) fn lesson(args: cli::Lesson) -> Result<Onward, Failure> {
    let lang = args.lang.unwrap_or_else(Lang::from_env);
    let Some(name) = &args.name else {
        if args.asks_for_a_run() {
            return Err(Failure::input("which lesson shall it be? Give its name: `rnntui lesson` alone lists them"));
        }
        return list(lang).map(|()| Onward::Out);
    };
    let lesson = lessons::find(name).ok_or_else(|| {
        let names: Vec<_> = lessons::all().iter().map(|lesson| lesson.name).collect();
        Failure::Input(format!("there is no lesson {name:?}: there are {}", names.join(", ")))
    })?;
    let first = args.part.as_deref().unwrap_or(&lesson.preset.parts[0].name);
    let place = lesson.part(first).ok_or_else(|| Failure::Input(no_part(&lesson, first)))?;
    check_limits(&args.running)?;
    check_summary(&args.running, &[("the session", args.saving.session.as_deref())])?;
    let screen = screen(&args.running.screen)?;
    let runs = Runs { args, lesson, place, screen, changed: Options::default() };
    let headless = headless(&runs.args.running);
    let interrupted = on_signals()?;
    let worker = runs.start(headless).map_err(Failure::Input)?;
    if headless {
        return close(&runs.args.running, plain::run(worker, &interrupted));
    }
    let dir = runs.args.saving.session.as_deref().map_or(Path::new(SESSIONS), parent_of);
    let shelf = Box::new(Sessions::new(dir, &runs.args.running, screen));
    tui::run(worker, interrupted, Some(runs.classroom(lang)), shelf, screen)
}

/// What is shown beside the run of a session that was saved in this part of a lesson; `None` if there is no such lesson
/// any more. A change begins the part anew.
pub(super) fn classroom_of(name: &str, part: &str, running: &Running) -> Option<Classroom> {
    let lesson = lessons::find(name)?;
    let place = lesson.part(part)?;
    let args = cli::Lesson {
        name: Some(name.to_owned()),
        part: None,
        lang: None,
        model: cli::ModelArgs::default(),
        saving: cli::Saving::default(),
        running: running.clone(),
    };
    let screen = screen(&running.screen).ok()?;
    Some(Runs { args, lesson, place, screen, changed: Options::default() }.classroom(Lang::from_env()))
}

/// Prints a line a lesson.
fn list(lang: Lang) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let mut lines: Vec<String> = lessons::all()
        .iter()
        .map(|lesson| format!("{:<11} {:<5} {}", lesson.name, lesson.preset.lab, lesson.preset.summary.get(lang)))
        .collect();
    if out.is_terminal() {
        lines.push("open one with: rnntui lesson NAME".to_owned());
    }
    lines.iter().try_for_each(|line| writeln!(out, "{line}")).map_err(Failure::unwritable)
}

fn no_part(lesson: &Lesson, name: &str) -> String {
    let names: Vec<_> = lesson.preset.parts.iter().map(|part| part.name.as_str()).collect();
    format!("lesson {} has no part {name:?}: there are {}", lesson.name, names.join(", "))
}

/// The runs of an open lesson, one after another.
struct Runs {
    args: cli::Lesson,
    lesson: Lesson,
    /// The part at work.
    place: usize,
    /// How the screen is shown.
    screen: Screen,
    /// What was changed by hand since the part began.
    changed: Options,
}

impl Runs {
    /// The lesson as the dashboard takes it.
    fn classroom(mut self, lang: Lang) -> Classroom {
        Classroom {
            lesson: self.lesson.clone(),
            part: self.place,
            lang,
            restart: Box::new(move |change| self.restart(change)),
        }
    }

    /// Starts anew with a change. If the change is refused, everything stays as it was.
    fn restart(&mut self, change: &Change) -> Result<(Handle, usize), String> {
        let (place, changed) = (self.place, self.changed.clone());
        if let Change::Part(name) = change {
            self.place = self.lesson.part(name).ok_or_else(|| no_part(&self.lesson, name))?;
            self.changed = Options::default();
        } else {
            change.apply(&mut self.changed).map_err(|error| error.to_string())?;
        }
        let started = self.start(false);
        if started.is_err() {
            (self.place, self.changed) = (place, changed);
        }
        started.map(|worker| (worker, self.place))
    }

    /// Starts the run with all changes. A lesson's data is small, so everything is checked here and not in the worker.
    fn start(&self, headless: bool) -> Result<Handle, String> {
        let part = &self.lesson.preset.parts[self.place];
        let written = parse_options(&part.options).map_err(|error| error.to_string())?;
        let options = self.changed.clone().over(self.args.model.options.clone()).over(written);
        if options.has(&rows::ENCODING) {
            return Err("--encoding is how a FILE is read, and a lesson has its own data: leave it out".to_owned());
        }
        let sentence = |error: &dyn std::error::Error| error.to_string();
        let data = Data::parse(self.lesson.data(part), &options.format(part.task)).map_err(|e| sentence(&e))?;
        let setup = Setup::new(&options, part.task, data).map_err(|e| sentence(&e))?;
        let source = Source {
            lesson: Some((self.lesson.name.to_owned(), part.name.clone())),
            ..Source::new(&part.data, &[], &setup).map_err(|e| sentence(&e))?
        };
        // The name of a part says little among the sessions of other lessons.
        let name = if self.lesson.preset.parts.len() == 1 || part.name == self.lesson.name {
            self.lesson.name.to_owned()
        } else {
            format!("{}-{}", self.lesson.name, part.name)
        };
        let store = store(&self.args.saving, headless, OsStr::new(&name)).map_err(|e| sentence(&e))?;
        let running = &self.args.running;
        check_log(running.log.as_deref(), &[("the session", Some(store.path()))]).map_err(|e| e.sentence())?;
        let mut trainer = Trainer::new(setup, threads(running).map_err(|e| e.sentence())?).map_err(|e| sentence(&e))?;
        trainer.set_tape(room(running));
        trainer.set_plan(new_plan(running, Some(part.epochs), None));
        let log = open_log(running.log.as_deref(), None)?;
        let settings = Settings { paused: part.paused && !headless, ..settings(running, self.screen, NEVER) };
        let (info, pace) = (info(&trainer, &source), pace(running, &source));
        let saver = saver(store, source, &trainer);
        let run = Run { trainer, saver, log, info, pace };
        spawn(settings, move |_| Ok(run)).map_err(|error| cannot_start(error).sentence())
    }
}
