//! The dashboard.
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::exit::Failure;
use crate::train::worker::Handle;

/// Shortest time between two frames.
pub const FRAME: Duration = Duration::from_millis(33);

/// Runs the dashboard.
///
/// # Errors
/// What it ended with.
pub fn run(worker: Handle, interrupted: Arc<AtomicBool>) -> Result<(), Failure> {
    crate::headless::run(worker, &interrupted)
}
