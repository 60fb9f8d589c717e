//! The terminal as a place to write to that never makes anybody wait.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;

/// The terminal that standard output is, opened a second time: what is set here concerns no other program that writes
/// to it, and ends with this one.
#[derive(Debug)]
pub struct Tty(OwnedFd);

impl Tty {
    /// Opens it.
    ///
    /// # Errors
    /// If it cannot be opened under its own name nor as the terminal of this process.
    pub fn open() -> io::Result<Self> {
        let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let named = rustix::termios::ttyname(rustix::stdio::stdout(), Vec::new());
        let opened = named.and_then(|name| rustix::fs::open(name, flags, Mode::empty()));
        // Its name may belong to another user, as after `su`.
        let fd = opened.or_else(|_| rustix::fs::open("/dev/tty", flags, Mode::empty()))?;
        Ok(Self(fd))
    }

    /// Writes as much as the terminal takes now, perhaps nothing, and returns how many bytes that are.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        let mut written = 0;
        while written < bytes.len() {
            match rustix::io::write(&self.0, &bytes[written..]) {
                Ok(count) => written += count,
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => break,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(written)
    }

    /// Writes it all, or gives up when the terminal has not taken it in this time.
    pub fn write_within(&self, mut bytes: &[u8], time: Duration) {
        let end = Instant::now() + time;
        while let Ok(written) = self.write(bytes) {
            bytes = &bytes[written..];
            let left = end.saturating_duration_since(Instant::now());
            if bytes.is_empty() || left.is_zero() {
                return;
            }
            let Ok(left) = Timespec::try_from(left) else { return };
            if poll(&mut [PollFd::new(&self.0.as_fd(), PollFlags::OUT)], Some(&left)) == Ok(0) {
                return;
            }
        }
    }

    /// Columns and lines.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        let size = rustix::termios::tcgetwinsize(&self.0)?;
        // Who does not know its size is taken for the usual one.
        Ok(if size.ws_col == 0 || size.ws_row == 0 { (80, 24) } else { (size.ws_col, size.ws_row) })
    }
}
