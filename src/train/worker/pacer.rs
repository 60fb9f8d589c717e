//! When the next step is due, at a pace.

use std::time::{Duration, Instant};

use crate::train::pace::Pace;

/// A run that is late by more than this does not catch up.
const BACKLOG: Duration = Duration::from_millis(100);

/// When steps are due.
#[derive(Debug)]
pub(super) struct Pacer {
    pace: Pace,
    due: Instant,
}

impl Pacer {
    /// The first step is due at once.
    pub fn new(pace: Pace, now: Instant) -> Self {
        Self { pace, due: now }
    }

    /// The pace.
    pub fn pace(&self) -> Pace {
        self.pace
    }

    /// Another pace: it begins with a step.
    pub fn set(&mut self, pace: Pace, now: Instant) {
        *self = Self::new(pace, now);
    }

    /// How long to wait for the next step; `None` if it is due.
    pub fn wait(&self, now: Instant) -> Option<Duration> {
        if self.pace == Pace::Max { None } else { self.due.checked_duration_since(now).filter(|wait| !wait.is_zero()) }
    }

    /// Takes note of a step that was made, `step` in all.
    pub fn stepped(&mut self, step: u64, now: Instant) {
        if let Some(rate) = self.pace.rate(step) {
            let earliest = now.checked_sub(BACKLOG).unwrap_or(now);
            self.due = self.due.max(earliest) + Duration::from_secs_f64(1.0 / rate);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_come_at_the_pace_and_a_run_that_is_late_does_not_rush() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut pacer = Pacer::new(Pace::Steps(10), start);
        assert_eq!(pacer.wait(start), None, "the first at once");
        pacer.stepped(1, at(0));
        assert_eq!(pacer.wait(at(30)), Some(Duration::from_millis(70)));
        assert_eq!(pacer.wait(at(100)), None);
        pacer.stepped(2, at(130));
        assert_eq!(pacer.wait(at(130)), Some(Duration::from_millis(70)), "a little late is made up for");
        pacer.stepped(3, at(2000));
        assert_eq!(pacer.wait(at(2000)), None);
        pacer.stepped(4, at(2000));
        assert_eq!(pacer.wait(at(2000)), Some(Duration::from_millis(100)), "much late is not");
        pacer.set(Pace::Max, at(2000));
        assert_eq!(pacer.wait(at(2000)), None);
    }
}
