//! What leads from run to run: the start screen and what is chosen on it, and from a lesson back to it or on to the
//! next lesson.

use std::io::IsTerminal as _;
use std::path::Path;

use super::lesson::lesson;
use super::new_run::new_run;
use super::resume::resume;
use super::run::SESSIONS;
use super::screen::screen;
use super::signals::on_signals;
use crate::cli::{Lesson, ModelArgs, NewRun, Resume, Running, Saving};
use crate::exit::Failure;
use crate::lessons::{self, Lang};
use crate::listing::{describe, saved};
use crate::tui::{Choice, Onward, choose as ask};

/// How many sessions the start screen offers; each is read to say what it is.
const RECENT: usize = 12;

/// `rnntui` alone: shows the start screen and does what is chosen there.
///
/// # Errors
/// Everything that can go wrong, as one sentence with its exit code.
pub fn start(args: NewRun) -> Result<(), Failure> {
    if args.running.headless || !std::io::stdout().is_terminal() {
        return Err(Failure::input("which file shall it learn from? Try `rnntui ship.txt`, or `rnntui --help`"));
    }
    go_on(Onward::Start(None), args)
}

/// `rnntui lesson`, and the lessons and runs that a person goes on to from there.
///
/// # Errors
/// Everything that can go wrong, as one sentence with its exit code.
pub fn open_lesson(args: Lesson) -> Result<(), Failure> {
    let later = later(args.lang, &args.running);
    go_on(lesson(args)?, later)
}

/// `rnntui resume`, and from the session of a lesson on to the next lessons. It came from the shell and not from the
/// start screen, so it does not lead back to that.
///
/// # Errors
/// Everything that can go wrong, as one sentence with its exit code.
pub fn open_session(args: Resume) -> Result<(), Failure> {
    let later = later(None, &args.running);
    match resume(args)? {
        Onward::Start(_) => Ok(()),
        onward => go_on(onward, later),
    }
}

/// The options of every run but the first: what was asked of that one, such as a log or a file to save in, is not asked
/// of those after it.
fn later(lang: Option<Lang>, running: &Running) -> NewRun {
    let Running { autosave, threads, screen, .. } = running.clone();
    NewRun {
        files: Vec::new(),
        task: None,
        lang,
        model: ModelArgs::default(),
        saving: Saving::default(),
        init: None,
        running: Running { autosave, threads, screen, ..Running::default() },
    }
}

/// Goes from run to run until the person leaves. The first run has the options `args`.
fn go_on(mut onward: Onward, mut args: NewRun) -> Result<(), Failure> {
    loop {
        let next = later(args.lang, &args.running);
        let name = match onward {
            Onward::Out => return Ok(()),
            Onward::Lesson(name) => name.to_owned(),
            Onward::Start(at) => match chosen(&args, at)? {
                Choice::Leave => return Ok(()),
                Choice::Lesson(name) => name,
                Choice::Session(session) => {
                    onward = resume(Resume::as_it_stands(session, args.running))?;
                    args = next;
                    continue;
                }
                Choice::File(file) => return new_run(&[file], NewRun { lang: None, ..args }),
            },
        };
        let NewRun { lang, model, saving, running, .. } = args;
        onward = lesson(Lesson { name: Some(name), part: None, lang, model, saving, running })?;
        args = next;
    }
}

/// Shows the start screen, the lesson `at` selected, until something is chosen.
fn chosen(args: &NewRun, at: Option<&str>) -> Result<Choice, Failure> {
    let lang = args.lang.unwrap_or_else(Lang::from_env);
    // No directory yet: nothing was saved here.
    let files = saved(Path::new(SESSIONS)).unwrap_or_default();
    let sessions = files.iter().take(RECENT).map(|saved| (saved.path.clone(), describe(saved))).collect();
    let (screen, interrupted) = (screen(&args.running.screen)?, on_signals()?);
    ask(&lessons::all(), at, sessions, lang, &interrupted, &screen)
}
