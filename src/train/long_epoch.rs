//! How far an epoch is that takes long: the step in it, and the time that it still takes at the speed of late.

use std::time::Duration;

use super::message::{Pace, Snapshot};
use crate::figures::{age, count};

/// An epoch that takes at least so long, in seconds, is a long one.
const LONG: f64 = 10.0;
/// The time left is said where it is at least this, in seconds: what is shorter is over before it is read.
const LEFT: f64 = 5.0;

/// `step 955 of 7,500 in this epoch · 12 min left`; nothing where an epoch is short, its speed not known, or its pace
/// one that grows.
pub fn long_epoch(snapshot: &Snapshot) -> Option<String> {
    let Snapshot { step_in_epoch: step, steps_per_epoch: of, .. } = *snapshot;
    let speed = snapshot.speed.steps.filter(|&speed| speed > 0.0 && snapshot.speed.pace != Pace::Auto)?;
    #[expect(clippy::cast_precision_loss, reason = "a time for people")]
    let [whole, left] = [of, of.saturating_sub(step)].map(|steps| steps as f64 / speed);
    if whole < LONG || step == 0 || snapshot.past.is_some() {
        return None;
    }
    let done = format!("step {} of {} in this epoch", count(step), count(of));
    let time = Duration::try_from_secs_f64(left).ok().filter(|_| left >= LEFT);
    Some(time.map_or_else(|| done.clone(), |time| format!("{done} · {} left", age(time))))
}
