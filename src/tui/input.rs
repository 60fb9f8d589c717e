//! The thread that reads the terminal.
//!
//! It owns nothing that could be lost, and ends with the process, or when the terminal is gone (a lost connection, a
//! closed window). What it reads [`decoder`] makes sense of.

mod decoder;

use std::io;
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::sync::{Mutex, PoisonError};
use std::thread::Builder;
use std::time::Duration;

use crossbeam_channel::{Receiver, unbounded};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;

use self::decoder::Decoder;
pub use self::decoder::Heard;

/// What is heard from the terminal, in order. The channel closes after an error.
pub type Ear = Receiver<io::Result<Heard>>;

/// What one screen has heard and left to the next.
static LEFT: Mutex<Vec<Heard>> = Mutex::new(Vec::new());

/// Leaves what was heard to the next screen: what a person types while one follows another is not lost.
pub fn leave(heard: impl IntoIterator<Item = Heard>) {
    LEFT.lock().unwrap_or_else(PoisonError::into_inner).extend(heard);
}

/// What the screen before has left.
pub fn left() -> Vec<Heard> {
    std::mem::take(&mut LEFT.lock().unwrap_or_else(PoisonError::into_inner))
}

/// What is heard from the terminal. The start screen and the dashboard get it from the same thread, because two threads
/// would take keys from each other.
///
/// # Errors
/// If there is no terminal, or the thread cannot be started.
pub fn listen() -> io::Result<Ear> {
    static EAR: Mutex<Option<Ear>> = Mutex::new(None);
    let mut ear = EAR.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(ear) = &*ear {
        return Ok(ear.clone());
    }
    let keyboard = Keyboard::open()?;
    let (sender, receiver) = unbounded();
    Builder::new().name("input".to_owned()).spawn(move || {
        let mut decoder = Decoder::default();
        loop {
            let (heard, error) = match keyboard.read(decoder.patience()) {
                Ok(Some(bytes)) => (decoder.read(&bytes), None),
                Ok(None) => (decoder.give_up(), None),
                Err(error) => (Vec::new(), Some(error)),
            };
            let ends = error.is_some();
            for heard in heard.into_iter().map(Ok).chain(error.map(Err)) {
                if sender.send(heard).is_err() {
                    return;
                }
            }
            if ends {
                return;
            }
        }
    })?;
    *ear = Some(receiver.clone());
    Ok(receiver)
}

/// Where keys come from.
enum Keyboard {
    Stdin,
    Other(OwnedFd),
}

impl Keyboard {
    /// Standard input, or the terminal of this process where standard input is none.
    fn open() -> io::Result<Self> {
        if rustix::termios::isatty(rustix::stdio::stdin()) {
            return Ok(Self::Stdin);
        }
        Ok(Self::Other(rustix::fs::open("/dev/tty", OFlags::RDWR | OFlags::CLOEXEC, Mode::empty())?))
    }

    fn fd(&self) -> BorrowedFd<'_> {
        match self {
            Self::Stdin => rustix::stdio::stdin(),
            Self::Other(fd) => fd.as_fd(),
        }
    }

    /// The bytes that have come; `None` if none come within `patience`.
    fn read(&self, patience: Option<Duration>) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = vec![0; 4096];
        loop {
            if let Some(patience) = patience {
                let until = Timespec::try_from(patience).map_err(|_| io::ErrorKind::InvalidInput)?;
                match poll(&mut [PollFd::new(&self.fd(), PollFlags::IN)], Some(&until)) {
                    Ok(0) => return Ok(None),
                    Ok(_) => {}
                    Err(Errno::INTR) => continue,
                    Err(error) => return Err(error.into()),
                }
            }
            match rustix::io::read(self.fd(), &mut bytes) {
                // The terminal is gone.
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => {
                    bytes.truncate(count);
                    return Ok(Some(bytes));
                }
                Err(Errno::INTR) => {}
                // Somebody else has made it one that does not wait.
                Err(Errno::AGAIN) => {
                    poll(&mut [PollFd::new(&self.fd(), PollFlags::IN)], None).or_else(|error| match error {
                        Errno::INTR => Ok(0),
                        error => Err(error),
                    })?;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}
