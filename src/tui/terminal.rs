//! The terminal's state: raw, on the alternate screen, with the mouse; and always given back.

use std::io::{self, stdout};
use std::mem::ManuallyDrop;
use std::time::Duration;

use crossterm::cursor::Show;
use crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use crossterm::execute;
use ratatui::DefaultTerminal;
use signal_hook::consts::SIGTSTP;

/// Shortest time between two frames that nobody asked for.
pub const FRAME: Duration = Duration::from_millis(33);

/// The terminal while the dashboard has it. Dropping it, also in a panic, gives it back.
#[derive(Debug)]
pub struct Guard {
    /// Where to draw. Never dropped: ratatui's drop prints what fails, which on a terminal that is gone is a panic, and
    /// the run would not be saved.
    pub terminal: ManuallyDrop<DefaultTerminal>,
}

impl Guard {
    /// Takes the terminal.
    ///
    /// # Errors
    /// If it does not do as it is told.
    pub fn enter() -> io::Result<Self> {
        let terminal = ManuallyDrop::new(ratatui::try_init()?);
        execute!(stdout(), EnableMouseCapture)?;
        Ok(Self { terminal })
    }

    /// Gives the terminal back, stops the process as Ctrl-Z does, and takes the terminal again when it goes on.
    ///
    /// # Errors
    /// If the terminal does not do as it is told.
    pub fn suspend(&mut self) -> io::Result<()> {
        restore();
        signal_hook::low_level::emulate_default_handler(SIGTSTP)?;
        // A new alternate screen is empty, and so is what a new terminal remembers of it: the next frame draws all.
        // (`clear` would ask the terminal where the cursor is, and the thread that listens would hear the answer.)
        self.terminal = ManuallyDrop::new(ratatui::try_init()?);
        execute!(stdout(), EnableMouseCapture)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

fn restore() {
    // A terminal that is gone (SIGHUP) cannot be told anything, and need not be.
    let _ = execute!(stdout(), DisableMouseCapture, Show);
    let _ = ratatui::try_restore();
}
