//! Signals that ask the program to end.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};

use crate::exit::Failure;

/// Listens for signals that ask the program to end. The flag is set when one arrives.
///
/// # Errors
/// If the system does not let it listen.
pub(super) fn on_signals() -> Result<Arc<AtomicBool>, Failure> {
    // One flag for all dashboards of a visit: a signal that comes between two of them is not lost.
    static FLAG: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    if let Some(flag) = FLAG.get() {
        return Ok(Arc::clone(flag));
    }
    let interrupted = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        // The parent process may have this signal ignored, as `nohup` does; then it stays ignored.
        if is_ignored(signal) {
            continue;
        }
        signal_hook::flag::register(signal, Arc::clone(&interrupted))
            .map_err(|error| Failure::Running(format!("cannot listen for signals: {error}")))?;
    }
    // A file at its size limit (`ulimit -f`) shall fail the write and not end the program.
    signal_hook::flag::register(SIGXFSZ, Arc::default())
        .map_err(|error| Failure::Running(format!("cannot listen for signals: {error}")))?;
    Ok(Arc::clone(FLAG.get_or_init(|| interrupted)))
}

/// Whether this process ignores a signal. None of the crates used can tell without setting a handler.
#[expect(unsafe_code, reason = "a question to the system, in its own terms")]
fn is_ignored(signal: i32) -> bool {
    let mut action = std::mem::MaybeUninit::<libc::sigaction>::zeroed();
    // SAFETY: without a new action, sigaction only writes the present one to where it is told, which has room for it.
    // All its bytes were set to zero, a value that every field of it has.
    let (asked, action) = unsafe {
        let asked = libc::sigaction(signal, std::ptr::null(), action.as_mut_ptr());
        (asked, action.assume_init())
    };
    asked == 0 && action.sa_sigaction == libc::SIG_IGN
}
