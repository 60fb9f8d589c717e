//! What sets a terminal up for a screen and what puts it back, in a panic too.

use std::sync::Once;
use std::time::Duration;

use crossterm::cursor::Show;
use crossterm::event::DisableBracketedPaste;
use crossterm::queue;
use crossterm::terminal::{LeaveAlternateScreen, disable_raw_mode};

use super::tty::Tty;

/// Clicks, drags and the wheel, but no motion without a button, which would be thousands of events.
pub const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";
pub const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l";
/// How long giving the terminal back may wait for it, twice at most.
pub const LEAVING: Duration = Duration::from_millis(250);
/// What puts the terminal back to how it was.
pub fn leave_bytes() -> Vec<u8> {
    let mut bytes = MOUSE_OFF.to_vec();
    // Writing into memory cannot fail.
    let _ = queue!(bytes, DisableBracketedPaste, Show, LeaveAlternateScreen);
    bytes
}

/// Lets a panic's message be read: it comes on the usual screen.
pub fn give_back_in_a_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if let Ok(tty) = Tty::open() {
                tty.write_within(&leave_bytes(), LEAVING);
            }
            let _ = disable_raw_mode();
            before(info);
        }));
    });
}
