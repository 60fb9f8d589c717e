//! Pasted text. It is never keys: where nothing can be typed it is left out, and said so.

use tui_input::{Input, InputRequest};

use super::app::{App, Mode};

/// Takes a paste: into the line after `:` if that is open.
pub fn pasted(app: &mut App, text: &str) {
    match app.mode {
        Mode::Prompt => insert(&mut app.input, text),
        Mode::Main | Mode::Help | Mode::Leaving => {
            app.say("pasted text is left out: it could be keys; : opens a line to paste into");
        }
    }
}

/// Puts a pasted text where the cursor is, on one line: line ends and other control characters are left out.
pub fn insert(input: &mut Input, text: &str) {
    for c in text.chars().filter(|c| !c.is_control()) {
        input.handle(InputRequest::InsertChar(c));
    }
}
