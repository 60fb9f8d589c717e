//! What looking may cost.
//!
//! While training goes on a look gets [`Query::GLANCE`] of work, and looks together get one part in [`SHARE`] of the
//! time. While it is paused a view that is not whole is worked out again with more, step by step.

use std::time::{Duration, Instant};

use crate::task::Query;
use crate::train::message::{Look, RunState};

/// Looks may take one part in this many of the worker's time.
const SHARE: u32 = 50;
/// How much more work each look gets than the one before, while paused.
const MORE: u64 = 4;
/// Most work of a look while paused: some tenths of a second, for a command waits as long.
const MOST: u64 = 5_000_000_000;

/// When the next look is due, and what it may cost.
#[derive(Debug)]
pub(super) struct Looking {
    /// What the person looks at.
    pub look: Look,
    /// Multiplications that the next look may take.
    pub work: u64,
    frame: Duration,
    next: Instant,
    whole: bool,
}

impl Looking {
    /// The first look is due at once; two are at least `frame` apart.
    pub fn new(now: Instant, frame: Duration) -> Self {
        Self { look: Look::default(), frame, next: now, work: Query::GLANCE, whole: false }
    }

    /// Whether it is time for a look that nobody asked for. While paused nothing changes, so that only a view that is not
    /// whole is worth another look, and gets more work.
    pub fn is_due(&mut self, now: Instant, state: RunState) -> bool {
        if now < self.next {
            return false;
        }
        match state {
            RunState::Training => true,
            RunState::Paused if self.whole || self.work >= MOST => false,
            RunState::Paused => {
                self.work = self.work.saturating_mul(MORE).min(MOST);
                true
            }
        }
    }

    /// Something has changed: the next look begins with little work again.
    pub fn changed(&mut self) {
        self.work = Query::GLANCE;
    }

    /// A look has ended that took this long.
    pub fn looked(&mut self, now: Instant, took: Duration, whole: bool) {
        self.next = now + self.frame.max(took * SHARE);
        self.whole = whole;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Duration = Duration::from_millis(30);

    #[test]
    fn looks_take_a_fiftieth_of_the_time() {
        let now = Instant::now();
        let mut looking = Looking::new(now, FRAME);
        assert!(looking.is_due(now, RunState::Training), "the first");
        looking.looked(now, Duration::from_millis(10), true);
        assert!(!looking.is_due(now + Duration::from_millis(499), RunState::Training));
        assert!(looking.is_due(now + Duration::from_millis(500), RunState::Training));
        looking.looked(now, Duration::from_micros(1), true);
        assert!(!looking.is_due(now + Duration::from_millis(29), RunState::Training), "no faster than frames");
        assert!(looking.is_due(now + FRAME, RunState::Training));
    }

    #[test]
    fn a_paused_run_is_looked_at_again_with_more_work_until_all_is_seen() {
        let now = Instant::now();
        let later = now + Duration::from_secs(1000);
        let mut looking = Looking::new(now, FRAME);
        looking.looked(now, FRAME, false);
        let mut work = looking.work;
        while looking.is_due(later, RunState::Paused) {
            assert!(looking.work > work && looking.work <= MOST);
            work = looking.work;
            looking.looked(now, FRAME, false);
        }
        assert_eq!(looking.work, MOST);
        looking.changed();
        assert_eq!(looking.work, Query::GLANCE);
        looking.looked(now, FRAME, true);
        assert!(!looking.is_due(later, RunState::Paused), "all is seen, and nothing changes");
    }
}
