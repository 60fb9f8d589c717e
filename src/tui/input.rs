//! The thread that waits for the terminal's events.
//!
//! If the terminal is gone (a lost connection, a closed window), crossterm's `read` may never return. Only this thread
//! then hangs: the dashboard still saves and leaves. The thread owns nothing that could be lost, and ends with the
//! process.

use std::io;
use std::sync::{Mutex, PoisonError};
use std::thread::Builder;

use crossbeam_channel::{Receiver, unbounded};
use crossterm::event::{self, Event};

/// The terminal's events. The start screen and the dashboard get them from the same thread, because two threads would
/// take keys from each other. The channel closes after an error.
///
/// # Errors
/// If the thread cannot be started.
pub fn listen() -> io::Result<Receiver<io::Result<Event>>> {
    static EVENTS: Mutex<Option<Receiver<io::Result<Event>>>> = Mutex::new(None);
    let mut events = EVENTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(events) = &*events {
        return Ok(events.clone());
    }
    let (sender, receiver) = unbounded();
    Builder::new().name("input".to_owned()).spawn(move || {
        loop {
            let event = event::read();
            let failed = event.is_err();
            if sender.send(event).is_err() || failed {
                return;
            }
        }
    })?;
    *events = Some(receiver.clone());
    Ok(receiver)
}
