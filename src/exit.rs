//! How the program ends: exit codes and the one sentence on stderr.

use std::fmt::Arguments;
use std::io::{self, Write as _};
use std::process::ExitCode;

/// Anything but success.
#[derive(Debug)]
pub enum Failure {
    /// Bad usage or input, exit code 2: nothing was written.
    Input(String),
    /// Failed while running, exit code 1.
    Running(String),
    /// Interrupted by a signal or Ctrl-C, after saving, exit code 130.
    Interrupted,
}

impl Failure {
    /// Bad input, from an error that is a sentence.
    pub fn input(error: impl ToString) -> Self {
        Self::Input(error.to_string())
    }

    /// Prints the sentence, if there is one, and gives the exit code.
    pub fn report(&self) -> ExitCode {
        let (sentence, code) = match self {
            Self::Input(sentence) => (sentence.as_str(), 2),
            Self::Running(sentence) => (sentence.as_str(), 1),
            Self::Interrupted => return ExitCode::from(130),
        };
        let stop = if sentence.ends_with(['.', '?', '!']) { "" } else { "." };
        say(format_args!("rnntui: {sentence}{stop}"));
        ExitCode::from(code)
    }
}

/// A line on stderr. That nobody reads it (a closed pipe, a terminal that is gone) is no reason to end.
pub fn say(line: Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{line}");
}
