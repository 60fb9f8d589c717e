//! `rnntui verify`: a session's run made again from its first state, and compared.

use std::ops::ControlFlow;

use crate::cli::Verify;
use crate::exit::Failure;
use crate::exit::progress::ProgressLine;
use crate::figures::count;
use crate::nn::machine::kernels;
use crate::session::format::Session;
use crate::train::trainer::Verified;

/// More room than any tape has: every keyframe is to be compared.
const ALL: u64 = u64::MAX / 4;

/// Makes the run again. Returns what was compared, in a sentence.
///
/// # Errors
/// If the session is refused; with exit code 1 if anything differs, or if other kernels than this machine's made it.
pub fn verify(args: &Verify) -> Result<String, Failure> {
    let Verify { session: path, data } = args;
    let session = Session::read(path).map_err(Failure::input)?;
    let here = kernels().name();
    if let Some(other) = session.checkpoint.record.kernels.iter().find(|name| *name != here) {
        return Err(Failure::Running(format!(
            "{path:?} was trained with the kernels {other}, and here are {here}: they round differently, so bits are \
             not compared; verify it where those are (rnntui --version names them)"
        )));
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let again = session.again(path, data.as_deref(), (threads, ALL), &mut |_, _| ControlFlow::Continue(()));
    let mut again = again.map_err(Failure::input)?;
    let mut progress = ProgressLine::new("verifying");
    let verified = again.trainer.verify(&mut |step, of| progress.show(step, of));
    drop(progress);
    let Verified { steps, keyframes } =
        verified.map_err(|difference| Failure::Running(format!("{path:?}: {difference}")))?;
    if let Some(note) = again.note {
        return Err(Failure::Running(format!(
            "{note}; the other {keyframes} keyframes and the last state are identical"
        )));
    }
    let first = again.trainer.first_step();
    let from = if first == 0 { String::new() } else { format!(" from step {}", count(first)) };
    Ok(format!("{} steps{from}, {keyframes} keyframes: identical", count(steps)))
}
