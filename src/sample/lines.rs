//! Standard input, line by line, and an answer for each as soon as it is there.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use crate::exit::{Failure, say};
use crate::glyph::visible;

/// Prints the answer to each line of standard input. `answer` gets the line's number and the line without its end. If
/// standard input is a terminal, `prompt` is shown first.
///
/// # Errors
/// If standard input is no text, or standard output cannot be written.
pub(super) fn answer_lines(prompt: &str, mut answer: impl FnMut(usize, &str) -> String) -> Result<(), Failure> {
    if io::stdin().is_terminal() {
        say(format_args!("{prompt}; Ctrl-D ends."));
    }
    let mut out = io::stdout().lock();
    let to_terminal = out.is_terminal();
    for (number, line) in (1..).zip(io::stdin().lock().lines()) {
        let line = line.map_err(|error| Failure::Input(format!("line {number} of standard input: {error}")))?;
        let text = if number == 1 { line.trim_start_matches('\u{feff}') } else { &line };
        let mut answer = answer(number, text.trim_end_matches('\r'));
        if to_terminal {
            answer = visible(&answer);
        }
        writeln!(out, "{answer}").and_then(|()| out.flush()).map_err(Failure::unwritable)?;
    }
    Ok(())
}
