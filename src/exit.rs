//! How the program ends and how it speaks without a screen: exit codes, lines on stderr, characters fit for a terminal.

pub mod progress;
pub mod unread;

use std::fmt::Arguments;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::glyph::{in_ascii, visible};

/// Anything but success.
#[derive(Debug)]
pub enum Failure {
    /// Bad usage or input, exit code 2: nothing was written.
    Input(String),
    /// Failed while running, exit code 1.
    Running(String),
    /// Interrupted by a signal or Ctrl-C, after saving, exit code 130.
    Interrupted,
    /// Nobody reads standard output any more, as with `| head -1`; exit code 0.
    Unread,
}

impl Failure {
    /// Bad input, from an error that is a sentence.
    pub fn input(error: impl ToString) -> Self {
        Self::Input(error.to_string())
    }

    /// An answer that cannot be written to standard output.
    pub fn unwritable(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Unread,
            _ => Self::Running(format!("cannot write to standard output: {error}")),
        }
    }

    /// The sentence; empty where there is nothing to say.
    pub fn sentence(&self) -> String {
        match self {
            Self::Input(sentence) | Self::Running(sentence) => sentence.clone(),
            Self::Interrupted | Self::Unread => String::new(),
        }
    }

    /// Prints the sentence, if there is one, and gives the exit code.
    pub fn report(&self) -> ExitCode {
        let (sentence, code) = match self {
            Self::Input(sentence) => (sentence.as_str(), 2),
            Self::Running(sentence) => (sentence.as_str(), 1),
            Self::Interrupted => return ExitCode::from(130),
            Self::Unread => return ExitCode::SUCCESS,
        };
        let stop = if sentence.ends_with(['.', '?', '!']) { "" } else { "." };
        say(format_args!("rnntui: {sentence}{stop}"));
        ExitCode::from(code)
    }
}

/// Whether lines on stderr are in ASCII.
static ONLY_ASCII: AtomicBool = AtomicBool::new(false);
/// Whether stderr took the last line.
static TAKES: AtomicBool = AtomicBool::new(true);
/// How long a line waits for a stderr that takes nothing. The next ones do not wait at all.
const PATIENCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 300_000_000 };
/// Bytes that a stderr which takes any takes without waiting: the least that POSIX lets a pipe promise.
const AT_ONCE: usize = 512;

/// Writes all later lines in ASCII, for a terminal that has nothing else.
pub fn only_ascii() {
    ONLY_ASCII.store(true, Ordering::Relaxed);
}

/// Prints a line on stderr, text of files in it made harmless.
///
/// The program goes on if nobody reads it: a closed pipe, a terminal that is gone. Nor does it wait for a terminal that
/// has been stopped or for a pipe that is full, because it would neither save nor end then; the line is left out.
pub fn say(line: Arguments<'_>) {
    let line = line.to_string();
    let shown = if ONLY_ASCII.load(Ordering::Relaxed) { in_ascii(&line) } else { visible(&line) } + "\n";
    let stderr = io::stderr();
    for piece in shown.as_bytes().chunks(AT_ONCE) {
        let patience = if TAKES.load(Ordering::Relaxed) { PATIENCE } else { Timespec::default() };
        let ready = poll(&mut [PollFd::new(&stderr, PollFlags::OUT)], Some(&patience));
        TAKES.store(ready != Ok(0), Ordering::Relaxed);
        if ready == Ok(0) || stderr.lock().write_all(piece).is_err() {
            return;
        }
    }
}
