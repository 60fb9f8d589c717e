//! A team of threads that shares the work of a step with the thread that trains.
//!
//! A step of a small model takes a fraction of a millisecond. Waking a sleeping thread takes a tenth of a millisecond,
//! because the system has to wake its core first. So an idle thread spins for [`LINGER`], long enough for the next step
//! to begin, and then sleeps: a paused run costs nothing. A spinning thread yields to every other one, so that more
//! threads than cores, or a busy machine, lose little. Rayon's `par_iter` takes 2 to 5 % longer, because the calling
//! thread sleeps while it waits.
//!
//! Each helper costs one small allocation a call; a run on one thread allocates nothing.
//!
//! The number of threads, and which thread does which item, must never change a result.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder, Yield};

/// How long a thread without work stays awake: longer than a small model takes from one step to the next.
const LINGER: Duration = Duration::from_millis(2);

/// The calling thread and its helpers.
#[derive(Debug)]
pub(super) struct ThreadTeam {
    /// The helpers; none if the calling thread works alone.
    pool: Option<ThreadPool>,
    /// How many helpers are spinning.
    awake: Arc<AtomicUsize>,
}

/// Counts a thread as working until it is dropped, even by a panic.
struct AtWork<'a>(&'a AtomicUsize);

impl<'a> AtWork<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Release);
    }
}

impl ThreadTeam {
    /// A team of the calling thread and `helpers` more.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn new(helpers: usize) -> Result<Self, ThreadPoolBuildError> {
        let pool = ThreadPoolBuilder::new().num_threads(helpers).thread_name(|i| format!("engine-{i}"));
        Ok(Self { pool: (helpers > 0).then(|| pool.build()).transpose()?, awake: Arc::default() })
    }

    /// Calls `work` once for each item, on the calling thread and the helpers.
    ///
    /// # Panics
    /// If `work` panics; the panic goes on once all threads have stopped.
    pub fn for_each<T: Send>(
        &self,
        items: impl DoubleEndedIterator<Item = T> + ExactSizeIterator + Send,
        work: impl Fn(T) + Sync,
    ) {
        let Some(pool) = self.pool.as_ref().filter(|_| items.len() > 1) else { return items.for_each(work) };
        let left = Mutex::new(items);
        let left = || left.lock().unwrap_or_else(PoisonError::into_inner);
        // The caller takes items from the front and the helpers from the back, so that an item mostly stays with the
        // core whose caches hold its data. These are functions because `while let` would hold the lock of its head
        // until the end of the loop's body.
        let front = || left().next();
        let back = || left().next_back();
        let at_work = AtomicUsize::new(0);
        pool.in_place_scope(|scope| {
            for _ in 0..pool.current_num_threads() {
                scope.spawn(|_| {
                    let _at_work = AtWork::new(&at_work);
                    while let Some(item) = back() {
                        work(item);
                    }
                });
            }
            while let Some(item) = front() {
                work(item);
            }
            // The end of the scope would wait by sleeping, so spin first.
            let waiting = Instant::now();
            while at_work.load(Ordering::Acquire) > 0 && waiting.elapsed() < LINGER {
                std::thread::yield_now();
            }
        });
        self.keep_awake(pool);
    }

    /// Makes the helpers spin for [`LINGER`], unless they do already.
    fn keep_awake(&self, pool: &ThreadPool) {
        let helpers = pool.current_num_threads();
        if self.awake.compare_exchange(0, helpers, Ordering::Relaxed, Ordering::Relaxed).is_err() {
            return;
        }
        let awake = Arc::clone(&self.awake);
        pool.spawn_broadcast(move |_| {
            let mut idle = Instant::now();
            while idle.elapsed() < LINGER {
                // Runs the next step's work as soon as it is there.
                match rayon::yield_now() {
                    Some(Yield::Executed) => idle = Instant::now(),
                    _ => std::thread::yield_now(),
                }
            }
            awake.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    #[test]
    fn each_item_is_worked_on_once_whoever_does_it() {
        for helpers in 0..4 {
            let team = ThreadTeam::new(helpers).unwrap();
            // Asleep, awake, and with more or fewer items than threads.
            for (round, len) in [8, 8, 1, 0, 3, 100].into_iter().enumerate() {
                let mut items = vec![0; len];
                team.for_each(items.iter_mut().enumerate(), |(index, item)| *item += index + round);
                assert_eq!(items, (round..round + len).collect::<Vec<_>>(), "{helpers} helpers, round {round}");
            }
        }
    }

    #[test]
    fn threads_fall_asleep_and_work_again() {
        let team = ThreadTeam::new(2).unwrap();
        for _ in 0..3 {
            let mut items = [0; 8];
            team.for_each(items.iter_mut(), |item| *item += 1);
            assert_eq!(items, [1; 8]);
            let started = Instant::now();
            while team.awake.load(Ordering::Relaxed) > 0 {
                assert!(started.elapsed() < Duration::from_secs(30), "a thread stays awake");
                std::thread::sleep(LINGER);
            }
        }
    }

    #[test]
    fn a_panic_reaches_the_caller_and_the_team_works_on() {
        let team = ThreadTeam::new(1).unwrap();
        for broken in [0, 7] {
            let result = catch_unwind(AssertUnwindSafe(|| {
                team.for_each(0..8, |index| assert_ne!(index, broken));
            }));
            assert!(result.is_err(), "item {broken}");
        }
        let mut items = [0; 8];
        team.for_each(items.iter_mut(), |item| *item += 1);
        assert_eq!(items, [1; 8]);
    }
}
