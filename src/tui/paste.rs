//! Pasted text. It is never keys: where nothing can be typed it is left out, and said so.

use tui_input::Input;

use super::app::{App, Mode};
use crate::figures::count;

/// Most characters of a paste into the line after `:`.
const LONGEST: usize = 100_000;

/// Takes a paste: into the line after `:` if that is open.
pub fn pasted(app: &mut App, text: &str) {
    match app.mode {
        Mode::Prompt if text.chars().nth(LONGEST).is_some() => {
            app.alarm(format!(
                "the pasted text has {} characters, and the line takes {} at once: paste a part of it",
                count(text.chars().count() as u64),
                count(LONGEST as u64)
            ));
        }
        // The lines of a text are its own; every other command is one line.
        Mode::Prompt if app.input.value().trim_start().starts_with("text ") => {
            put(&mut app.input, &text.replace("\r\n", "\n").replace('\r', "\n"), |c| c == '\n');
        }
        Mode::Prompt => insert(&mut app.input, text),
        Mode::Main | Mode::Help | Mode::Leaving => {
            app.say("pasted text is left out: it could be keys; : opens a line to paste into");
        }
    }
}

/// Puts a pasted text where the cursor is, on one line: line ends and other control characters are left out.
pub fn insert(input: &mut Input, text: &str) {
    put(input, text, |_| false);
}

/// Puts a pasted text where the cursor is, without control characters but those to `keep`.
fn put(input: &mut Input, text: &str, keep: fn(char) -> bool) {
    // Character by character, each would be put into a new copy of the line.
    let (value, cursor) = (input.value(), input.cursor());
    let pasted: String = text.chars().filter(|&c| !c.is_control() || keep(c)).collect();
    let before: String = value.chars().take(cursor).collect();
    let after: String = value.chars().skip(cursor).collect();
    let place = cursor + pasted.chars().count();
    *input = Input::new(before + &pasted + &after).with_cursor(place);
}
