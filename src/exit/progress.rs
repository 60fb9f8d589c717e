//! How far long work has come, as a bar on stderr where that is a terminal.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

/// Shortest time between two drawings, and before the first: quick work shows no bar.
const EVERY: Duration = Duration::from_millis(100);
/// Columns of the bar.
const COLUMNS: u64 = 24;

/// A bar, which is removed when it is dropped.
#[derive(Debug)]
pub struct ProgressLine {
    what: &'static str,
    last: Instant,
    drawn: bool,
    terminal: bool,
}

impl ProgressLine {
    /// A bar for this work: `verifying`.
    #[must_use]
    pub fn new(what: &'static str) -> Self {
        Self { what, last: Instant::now(), drawn: false, terminal: io::stderr().is_terminal() }
    }

    /// Shows that so many steps of so many are made.
    pub fn show(&mut self, step: u64, of: u64) {
        if !self.terminal || self.last.elapsed() < EVERY {
            return;
        }
        (self.last, self.drawn) = (Instant::now(), true);
        let done = usize::try_from(COLUMNS * step.min(of) / of.max(1)).unwrap_or(0);
        let rest = usize::try_from(COLUMNS).unwrap_or(0) - done;
        // A terminal that is gone need not be told.
        let (full, empty) = ("#".repeat(done), "-".repeat(rest));
        let _ = write!(io::stderr(), "\r{} [{full}{empty}] step {step} of {of} ", self.what);
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        if self.drawn {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
