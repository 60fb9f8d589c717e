//! How the program ends: exit codes and the one sentence on stderr.

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
        eprintln!("rnntui: {sentence}{stop}");
        ExitCode::from(code)
    }
}
