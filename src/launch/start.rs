//! `rnntui` alone: the start screen, and what was chosen on it.

use std::io::IsTerminal as _;
use std::path::Path;

use super::lesson::lesson;
use super::new_run::new_run;
use super::resume::resume;
use super::run::SESSIONS;
use super::screen::screen;
use super::signals::on_signals;
use crate::cli::{Lesson, NewRun, Resume};
use crate::exit::Failure;
use crate::lessons::{self, Lang};
use crate::listing::{describe, saved};
use crate::tui::{Choice, choose as ask};

/// How many sessions the start screen offers; each is read to say what it is.
const RECENT: usize = 12;

/// Shows the start screen and does what is chosen there.
///
/// # Errors
/// Everything that can go wrong, as one sentence with its exit code.
pub fn start(args: NewRun) -> Result<(), Failure> {
    if args.running.headless || !std::io::stdout().is_terminal() {
        return Err(Failure::input("which file shall it learn from? Try `rnntui ship.txt`, or `rnntui --help`"));
    }
    let lang = args.lang.unwrap_or_else(Lang::from_env);
    // No directory yet: nothing was saved here.
    let files = saved(Path::new(SESSIONS)).unwrap_or_default();
    let sessions = files.iter().take(RECENT).map(|saved| (saved.path.clone(), describe(saved))).collect();
    let screen = screen(&args.running.screen)?;
    let interrupted = on_signals()?;
    match ask(&lessons::all(), sessions, lang, &interrupted, &screen)? {
        Choice::Leave => Ok(()),
        Choice::Lesson(name) => {
            let NewRun { model, saving, running, .. } = args;
            lesson(Lesson { name: Some(name), part: None, lang: Some(lang), model, saving, running })
        }
        Choice::Session(session) => {
            resume(Resume { session, state: None, at: None, data: None, lr: None, running: args.running })
        }
        Choice::File(file) => new_run(file, NewRun { lang: None, ..args }),
    }
}
