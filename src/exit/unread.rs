//! Standard input that nobody reads: said, so that nobody takes it for read.

use std::io;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{FileType, fstat};

use super::say;

/// Says that standard input is not read, and why not, where there is something in it by now: a file with content, or a
/// pipe into which somebody has written.
pub fn unread(why: &str) {
    if waits() {
        say(format_args!("rnntui: standard input is not read: {why}."));
    }
}

/// Whether there is something to read at once.
fn waits() -> bool {
    let stdin = io::stdin();
    let Ok(about) = fstat(&stdin) else { return false };
    match FileType::from_raw_mode(about.st_mode) {
        FileType::RegularFile => about.st_size > 0,
        FileType::Fifo | FileType::Socket => {
            let mut asked = [PollFd::new(&stdin, PollFlags::IN)];
            poll(&mut asked, Some(&Timespec::default())).is_ok() && asked[0].revents().contains(PollFlags::IN)
        }
        _ => false,
    }
}
