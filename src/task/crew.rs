//! The threads that share a step's work with the one that trains.
//!
//! A step of a small model takes a fraction of a millisecond, and waking a thread that sleeps takes a tenth of one, for the
//! system first has to wake its core. So whoever has nothing to do stays awake for [`LINGER`], time enough for the next
//! step to come, and then sleeps: a run that is paused costs nothing. Who waits gives way to any other thread, so that more
//! threads than cores, or a busy machine, lose little by it. Rayon's `par_iter`, with its threads kept awake but the calling
//! one asleep meanwhile, takes 2 to 5 % longer.
//!
//! Handing work over takes one small allocation a helper, which a run on one thread does without.
//!
//! Must never let the number of threads, or which of them does an item, decide about a result.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder, Yield};

/// How long a thread without work stays awake: longer than a small model takes from one step to the next.
const LINGER: Duration = Duration::from_millis(2);

/// The thread that calls, and those that help it.
#[derive(Debug)]
pub(super) struct Crew {
    /// The helpers, if there are any.
    pool: Option<ThreadPool>,
    /// How many of them are kept awake.
    awake: Arc<AtomicUsize>,
}

/// Counts a thread in for as long as it works, even if it panics.
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

impl Crew {
    /// `helpers` threads beside the calling one, none if it is to work alone.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn new(helpers: usize) -> Result<Self, ThreadPoolBuildError> {
        let pool = ThreadPoolBuilder::new().num_threads(helpers).thread_name(|i| format!("engine-{i}"));
        Ok(Self { pool: (helpers > 0).then(|| pool.build()).transpose()?, awake: Arc::default() })
    }

    /// Does `work` on each item, once, the calling thread among those that do.
    ///
    /// # Panics
    /// If `work` does, once the threads have stopped.
    pub fn for_each<T: Send>(
        &self,
        items: impl DoubleEndedIterator<Item = T> + ExactSizeIterator + Send,
        work: impl Fn(T) + Sync,
    ) {
        let Some(pool) = self.pool.as_ref().filter(|_| items.len() > 1) else { return items.for_each(work) };
        let left = Mutex::new(items);
        let left = || left.lock().unwrap_or_else(PoisonError::into_inner);
        // From both ends, so that an item mostly comes to the core whose caches hold what it was worked on with. Functions,
        // for in the head of a loop the lock would be held until the item is done.
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
            // Or the scope waits, and its way to wait is to sleep.
            let waiting = Instant::now();
            while at_work.load(Ordering::Acquire) > 0 && waiting.elapsed() < LINGER {
                std::thread::yield_now();
            }
        });
        self.keep_awake(pool);
    }

    /// Has the threads linger, unless they are.
    fn keep_awake(&self, pool: &ThreadPool) {
        let helpers = pool.current_num_threads();
        if self.awake.compare_exchange(0, helpers, Ordering::Relaxed, Ordering::Relaxed).is_err() {
            return;
        }
        let awake = Arc::clone(&self.awake);
        pool.spawn_broadcast(move |_| {
            let mut idle = Instant::now();
            while idle.elapsed() < LINGER {
                // Does what there is to do, the next step's work above all.
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
            let crew = Crew::new(helpers).unwrap();
            // Asleep, awake, and with more or fewer items than threads.
            for (round, len) in [8, 8, 1, 0, 3, 100].into_iter().enumerate() {
                let mut items = vec![0; len];
                crew.for_each(items.iter_mut().enumerate(), |(index, item)| *item += index + round);
                assert_eq!(items, (round..round + len).collect::<Vec<_>>(), "{helpers} helpers, round {round}");
            }
        }
    }

    #[test]
    fn threads_fall_asleep_and_work_again() {
        let crew = Crew::new(2).unwrap();
        for _ in 0..3 {
            let mut items = [0; 8];
            crew.for_each(items.iter_mut(), |item| *item += 1);
            assert_eq!(items, [1; 8]);
            let started = Instant::now();
            while crew.awake.load(Ordering::Relaxed) > 0 {
                assert!(started.elapsed() < Duration::from_secs(30), "a thread stays awake");
                std::thread::sleep(LINGER);
            }
        }
    }

    #[test]
    fn a_panic_reaches_the_caller_and_leaves_the_crew_at_work() {
        let crew = Crew::new(1).unwrap();
        for broken in [0, 7] {
            let result = catch_unwind(AssertUnwindSafe(|| {
                crew.for_each(0..8, |index| assert_ne!(index, broken));
            }));
            assert!(result.is_err(), "item {broken}");
        }
        let mut items = [0; 8];
        crew.for_each(items.iter_mut(), |item| *item += 1);
        assert_eq!(items, [1; 8]);
    }
}
