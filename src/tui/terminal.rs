//! The terminal's state: raw mode, the alternate screen and mouse capture, taken together and always given back.

use std::io::{self, stdout};
use std::mem::ManuallyDrop;
use std::time::Duration;

use crossterm::cursor::Show;
use crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use crossterm::execute;
use ratatui::DefaultTerminal;
use signal_hook::consts::SIGTSTP;

/// Shortest time between two frames, unless a key or the mouse asks for one sooner.
pub const FRAME: Duration = Duration::from_millis(33);

/// The terminal while a screen has it. It is given back when this is dropped, in a panic too.
#[derive(Debug)]
pub struct Guard {
    /// Where to draw. It is never dropped: ratatui's drop prints its errors, and printing to a terminal that is gone
    /// panics, so that the run would not be saved.
    pub terminal: ManuallyDrop<DefaultTerminal>,
}

impl Guard {
    /// Takes the terminal.
    ///
    /// # Errors
    /// If the terminal cannot be set up.
    pub fn enter() -> io::Result<Self> {
        let terminal = ManuallyDrop::new(ratatui::try_init()?);
        execute!(stdout(), EnableMouseCapture)?;
        Ok(Self { terminal })
    }

    /// Gives the terminal back, stops the process as Ctrl-Z does, and takes the terminal again when it goes on.
    ///
    /// # Errors
    /// If the terminal cannot be set up again.
    pub fn suspend(&mut self) -> io::Result<()> {
        restore();
        signal_hook::low_level::emulate_default_handler(SIGTSTP)?;
        // A new alternate screen is empty and the new `Terminal` knows it as empty, so the next frame draws everything.
        // `Terminal::clear` would ask for the cursor's position, and the input thread would read the answer.
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
    // After SIGHUP there may be no terminal left; then nothing needs to be restored.
    let _ = execute!(stdout(), DisableMouseCapture, Show);
    let _ = ratatui::try_restore();
}
