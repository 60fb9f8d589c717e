//! What looking may cost.
//!
//! During training all looks together take one part in [`SHARE`] of the time, and each gets as much work as keeps the
//! screen moving. During a pause, a view that is not whole is worked out again with more and more work.

use std::time::{Duration, Instant};

use crate::task::Query;
use crate::train::message::{Look, RunState};

/// Looks may take one part in this many of the worker's time.
const SHARE: u32 = 50;
/// If a look takes less than this, the next one gets more work; if it takes more than twice this, less. So there are
/// about four looks a second.
const QUICK: Duration = Duration::from_millis(4);
/// If a look during a pause takes longer than this, the next one gets no more work, because a command waits until a
/// look is done.
const SLOW: Duration = Duration::from_millis(200);
/// Least and most work of a look, in multiplications as in [`Query::work`].
const LEAST: u64 = Query::GLANCE / 8;
const MOST: u64 = Query::STARE;

/// When the next look is due, and what it may cost.
#[derive(Debug)]
pub(super) struct Looking {
    /// What the person looks at.
    pub look: Look,
    /// Multiplications that the next look may take.
    pub work: u64,
    frame: Duration,
    /// No look is due before that, so that frames are no more than the screen shows.
    next: Instant,
    /// Training has gone on for long enough, once it is that late, for all that was taken from it.
    paid: Instant,
    /// What may be taken from training beyond that: steps last so long that looks alone do not use their share up.
    unspent: Duration,
    /// Whether a look at the same with more work would show more.
    more: bool,
    /// Whether the last to take time was a look.
    looked: bool,
}

impl Looking {
    /// The first look is due at once; two are at least `frame` apart.
    pub fn new(now: Instant, frame: Duration) -> Self {
        Self {
            look: Look::default(),
            work: Query::GLANCE,
            frame,
            next: now,
            paid: now,
            unspent: Duration::ZERO,
            more: false,
            looked: false,
        }
    }

    /// Whether it is time for a look that nobody asked for. Nothing changes during a pause, so only a view that is not
    /// whole is worth another look.
    pub fn is_due(&self, now: Instant, state: RunState) -> bool {
        now >= self.next.max(self.paid) && (state == RunState::Training || self.more)
    }

    /// Whether other looking may take time from training now. Looks and that take turns, so that neither waits for the
    /// other's end.
    pub fn may_study(&self, now: Instant) -> bool {
        self.looked && now >= self.paid
    }

    /// How long other looking may go on now.
    pub fn unspent(&self) -> Duration {
        self.unspent
    }

    /// Takes note of a training step: a part of the time of the last two may be taken, but for what it pays off.
    pub fn trained(&mut self, started: Instant, ended: Instant) {
        let whole = ended.saturating_duration_since(started) / SHARE;
        let left = ended.saturating_duration_since(started.max(self.paid)) / SHARE;
        self.unspent = (self.unspent + left).min(2 * whole);
    }

    /// Takes note of other looking, which took time from training: where that was more than could be taken, the next
    /// look waits for longer, so that all looking together keeps to its share.
    pub fn studied(&mut self, now: Instant, took: Duration) {
        self.paid = self.paid.max(now) + self.beyond(took) * SHARE;
        self.looked = false;
    }

    /// Takes so much of what may be taken. Returns how much more than that it is.
    fn beyond(&mut self, took: Duration) -> Duration {
        let beyond = took.saturating_sub(self.unspent);
        self.unspent = self.unspent.saturating_sub(took);
        beyond
    }

    /// Takes note of a look that has ended: how long it took, whether its view was whole, and whether steps would have
    /// been made in that time.
    pub fn looked(&mut self, now: Instant, took: Duration, whole: bool, busy: bool) {
        let quick = took < if busy { QUICK } else { SLOW };
        self.more = !whole && quick && self.work < MOST;
        if self.more {
            self.work = self.work.saturating_mul(2).min(MOST);
        } else if took > 2 * QUICK && busy {
            self.work = (self.work / 2).max(LEAST);
        }
        // A look that somebody asked for does not wait until what was taken before is paid off, and does not wipe it
        // out. Where no step waits, nothing is owed.
        self.paid = if busy { self.paid.max(now + self.beyond(took) * SHARE) } else { now };
        self.next = now + self.frame;
        self.looked = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Duration = Duration::from_millis(30);

    #[test]
    fn looks_take_a_fiftieth_of_the_time_of_training() {
        let now = Instant::now();
        let mut looking = Looking::new(now, FRAME);
        assert!(looking.is_due(now, RunState::Training), "the first");
        looking.looked(now, Duration::from_millis(10), true, true);
        assert!(!looking.is_due(now + Duration::from_millis(499), RunState::Training));
        assert!(looking.is_due(now + Duration::from_millis(500), RunState::Training));
        let now = now + Duration::from_millis(500);
        looking.looked(now, Duration::from_micros(1), true, true);
        assert!(!looking.is_due(now + Duration::from_millis(29), RunState::Training), "no faster than frames");
        assert!(looking.is_due(now + FRAME, RunState::Training));
        looking.looked(now, Duration::from_millis(10), true, false);
        assert!(looking.is_due(now + FRAME, RunState::Training), "where steps wait for the pace, looks cost nothing");
    }

    /// Each key that asks for a look would otherwise wipe out what a study has taken.
    #[test]
    fn a_look_that_is_asked_for_leaves_the_debt_of_a_study() {
        let now = Instant::now();
        let mut looking = Looking::new(now, FRAME);
        looking.studied(now, Duration::from_millis(20));
        looking.looked(now, Duration::from_micros(1), true, true);
        assert!(!looking.is_due(now + Duration::from_millis(999), RunState::Training));
        assert!(looking.is_due(now + Duration::from_secs(1), RunState::Training));
        looking.looked(now, Duration::from_millis(1), false, false);
        assert!(looking.is_due(now + FRAME, RunState::Paused), "in a pause it is forgotten");
    }

    #[test]
    fn studies_and_looks_take_turns_and_a_fiftieth_of_the_time_together() {
        let mut now = Instant::now();
        let start = now;
        let mut looking = Looking::new(now, FRAME);
        let (mut spent, mut turns) = (Duration::ZERO, Vec::new());
        while turns.len() < 40 {
            now += Duration::from_millis(1);
            let (study, took) = (looking.may_study(now), Duration::from_millis(3));
            if study {
                now += took;
                looking.studied(now, took);
            } else if looking.is_due(now, RunState::Training) {
                now += took;
                looking.looked(now, took, true, true);
            } else {
                continue;
            }
            spent += took;
            turns.push(study);
        }
        assert!(turns.chunks(2).all(|pair| pair == [false, true]), "{turns:?}");
        assert!(spent * 49 <= now - start + Duration::from_millis(150), "{spent:?} of {:?}", now - start);
    }

    /// A study that got but one short slice for two steps, however long they last, all but starved beside training.
    #[test]
    fn a_slow_step_leaves_time_for_a_long_slice() {
        let (mut now, step) = (Instant::now(), Duration::from_secs(1));
        let mut looking = Looking::new(now, FRAME);
        looking.looked(now, Duration::ZERO, true, true);
        let (mut studied, look) = (Duration::ZERO, Duration::from_millis(4));
        for _ in 0..10 {
            looking.trained(now, now + step);
            now += step;
            assert!(looking.may_study(now), "after each step");
            let took = looking.unspent();
            now += took;
            looking.studied(now, took);
            studied += took;
            assert!(looking.is_due(now, RunState::Training), "and then the screen shows the step");
            now += look;
            looking.looked(now, look, true, true);
        }
        assert!(studied > Duration::from_millis(150), "{studied:?} of 200 ms");
        assert!(studied + 9 * look <= 10 * step / SHARE, "{studied:?}: together no more than their share");
        looking.trained(now, now + step);
        looking.trained(now + step, now + step + Duration::from_millis(1));
        assert!(looking.unspent() < Duration::from_millis(1), "what was not taken from slow steps is not kept");
    }

    #[test]
    fn a_look_gets_as_much_work_as_keeps_the_screen_moving() {
        let now = Instant::now();
        let mut looking = Looking::new(now, FRAME);
        let mut after = |took, whole| {
            looking.looked(now, Duration::from_millis(took), whole, true);
            looking.work
        };
        assert_eq!(after(1, false), 2 * Query::GLANCE, "quick, and there is more to see");
        assert_eq!(after(1, true), 2 * Query::GLANCE, "all is seen");
        assert_eq!(after(6, false), 2 * Query::GLANCE, "as it should be");
        assert_eq!(after(9, false), Query::GLANCE, "slow");
        assert_eq!([9; 10].map(|took| after(took, false))[9], LEAST);
    }

    #[test]
    fn a_paused_run_is_looked_at_again_with_more_work_until_all_is_seen() {
        let now = Instant::now();
        let later = now + FRAME;
        let mut looking = Looking::new(now, FRAME);
        let paused = RunState::Paused;
        for (took, whole, again) in [(1, false, true), (100, false, true), (201, false, false), (1, true, false)] {
            let work = looking.work;
            looking.looked(now, Duration::from_millis(took), whole, false);
            assert_eq!((looking.is_due(later, paused), looking.work > work), (again, again), "{took} ms, {whole}");
        }
        while looking.work < MOST {
            looking.looked(now, Duration::ZERO, false, false);
        }
        looking.looked(now, Duration::ZERO, false, false);
        assert!(!looking.is_due(later, paused), "there is an end");
    }
}
