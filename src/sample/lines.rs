//! Standard input, line by line, and an answer for each as soon as it is there.

use std::io::{self, IsTerminal as _, Write as _};

use crate::data::source::{Lines, SourceError};
use crate::exit::{Failure, say};
use crate::glyph::visible;

/// Prints the answer to each line of standard input, which is read by the rules by which files are. `answer` gets the
/// line's number and the line without its end. If standard input is a terminal, `prompt` is shown first.
///
/// # Errors
/// If standard input is no text, or standard output cannot be written.
pub(super) fn answer_lines(prompt: &str, mut answer: impl FnMut(usize, &str) -> String) -> Result<(), Failure> {
    if io::stdin().is_terminal() {
        say(format_args!("{prompt}; Ctrl-D ends."));
    }
    let mut out = io::stdout().lock();
    let to_terminal = out.is_terminal();
    let mut lines = Lines::new(io::stdin().lock());
    let mut encoding = lines.encoding();
    let mut number = 0;
    while let Some(line) = lines.next() {
        let line = line.map_err(refused)?;
        number += 1;
        if lines.encoding() != encoding {
            encoding = lines.encoding();
            say(format_args!("rnntui: standard input is read as {encoding}."));
        }
        let mut answer = answer(number, line.trim_end_matches('\r'));
        if to_terminal {
            answer = visible(&answer);
        }
        writeln!(out, "{answer}").and_then(|()| out.flush()).map_err(Failure::unwritable)?;
    }
    Ok(())
}

/// What is wrong with a line; no option says how it is to be read.
fn refused(error: SourceError) -> Failure {
    match error {
        SourceError::Undecodable { encoding, line, .. } => Failure::Input(format!(
            "line {line} of standard input is not {encoding}, which it was read as; convert it (iconv -t UTF-8)"
        )),
        SourceError::Binary { line, .. } => {
            Failure::Input(format!("line {line} of standard input is no text; give what a program makes text of it"))
        }
        other => Failure::input(other),
    }
}
