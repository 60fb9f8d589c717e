//! A batch is cut into a fixed number of parts, which are computed in any order and summed in one.
//!
//! The number of parts depends on the number of rows alone, never on the number of threads, and gradients are added
//! part after part. So every `--threads` gives the same bits. A task decides what a part computes, and `thread_team.rs`
//! which thread computes it; this module knows rows, losses and gradients only.

use std::ops::Range;

use super::thread_team::ThreadTeam;
use crate::nn::loss::LossSum;
use crate::nn::param::ParamSet;

/// With fewer multiplications in a step, handing work to another thread costs more time than it saves.
const WORTH_A_THREAD: usize = 400_000;

/// A thread sums so many numbers of the gradient over all parts before it takes the next ones: they stay in its cache.
const SUMMED_AT_ONCE: usize = 16 * 1024;

/// The buffers of one part of a batch, with its gradient.
pub(super) trait Shard: Send + Sync {
    /// The gradient of the part's loss, once the task has computed it.
    fn grads(&self) -> &ParamSet;
}

/// The parts of a batch and the threads that compute them.
#[derive(Debug)]
pub(super) struct Shards<P> {
    slots: Vec<Slot<P>>,
    in_use: usize,
    team: ThreadTeam,
}

#[derive(Debug)]
struct Slot<P> {
    /// The rows of the batch that belong to this part.
    rows: Range<usize>,
    loss: LossSum,
    part: P,
}

impl<P: Shard> Shards<P> {
    /// Parts for batches of up to `rows` rows, each made by `part` for its number of rows, on `threads` threads;
    /// `work` is how many multiplications a step takes, roughly.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn new(
        rows: usize,
        work: usize,
        threads: usize,
        part: impl Fn(usize) -> P,
    ) -> Result<Self, rayon::ThreadPoolBuildError> {
        let slot = |rows: Range<usize>| Slot { part: part(rows.len()), loss: LossSum::default(), rows };
        let slots: Vec<_> = split(rows).map(slot).collect();
        let threads = threads.min(slots.len());
        let helpers = if work >= WORTH_A_THREAD { threads.saturating_sub(1) } else { 0 };
        Ok(Self { in_use: slots.len(), slots, team: ThreadTeam::new(helpers)? })
    }

    /// The parts of the last batch with their rows, in the order of the rows.
    pub fn parts(&self) -> impl Iterator<Item = (&Range<usize>, &P)> {
        self.slots[..self.in_use].iter().map(|slot| (&slot.rows, &slot.part))
    }

    /// The same, mutable, for all parts of a whole batch.
    pub fn parts_mut(&mut self) -> impl Iterator<Item = (&Range<usize>, &mut P)> {
        self.slots.iter_mut().map(|slot| (&slot.rows, &mut slot.part))
    }

    /// Computes a batch of `rows` rows. `run` gets the number and the rows of each part, leaves the gradient in the
    /// part and returns the loss. The sum of the gradients replaces `grads`.
    pub fn step(
        &mut self,
        rows: usize,
        grads: &mut ParamSet,
        run: impl Fn(u64, Range<usize>, &mut P) -> LossSum + Sync,
    ) -> LossSum {
        self.in_use = 0;
        for (index, rows) in split(rows).enumerate() {
            self.slots[index].rows = rows;
            self.in_use += 1;
        }
        let slots = &mut self.slots[..self.in_use];
        self.team.for_each(slots.iter_mut().enumerate(), |(index, slot)| {
            slot.loss = run(index as u64, slot.rows.clone(), &mut slot.part);
        });
        let slots = &*slots;
        self.team.for_each(grads.as_mut_slice().chunks_mut(SUMMED_AT_ONCE).enumerate(), |(index, sums)| {
            sums.fill(0.0);
            for slot in slots {
                let numbers = &slot.part.grads().as_slice()[index * SUMMED_AT_ONCE..][..sums.len()];
                sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
            }
        });
        let mut sum = LossSum::default();
        for slot in slots {
            sum += slot.loss;
        }
        sum
    }
}

/// The parts of a batch of `rows` rows; their sizes differ by one row at most.
fn split(rows: usize) -> impl Iterator<Item = Range<usize>> {
    let parts = match rows {
        0..16 => 1,
        16..40 => 2,
        40..128 => 4,
        _ => 8,
    };
    (0..parts).map(move |part| rows * part / parts..rows * (part + 1) / parts)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::nn::param::ParamTable;

    impl Shard for ParamSet {
        fn grads(&self) -> &ParamSet {
            self
        }
    }

    #[test]
    fn gradients_of_all_parts_are_summed_whoever_computes_them() {
        let len = 2 * SUMMED_AT_ONCE + 5;
        let mut table = ParamTable::default();
        table.add("weight".into(), &[len]);
        let table = Arc::new(table);
        let of_part = |part: u8, at: usize| {
            f32::from(u8::try_from((at * 7 + at / SUMMED_AT_ONCE) % 11).unwrap()) * f32::from(part)
        };
        for threads in 1..4 {
            let mut shards = Shards::new(40, WORTH_A_THREAD, threads, |_| ParamSet::zeros(&table)).unwrap();
            let mut grads = ParamSet::zeros(&table);
            // The second batch is smaller, and nothing of the first must be left.
            for (rows, parts) in [(40, 4_u8), (20, 2)] {
                let loss = shards.step(rows, &mut grads, |part, rows, grads| {
                    grads
                        .as_mut_slice()
                        .iter_mut()
                        .enumerate()
                        .for_each(|(at, grad)| *grad = of_part(u8::try_from(part + 1).unwrap(), at));
                    LossSum { total: 1.0, count: rows.len(), correct: 0 }
                });
                assert_eq!((loss.total, loss.count), (f64::from(parts), rows));
                let wanted = (0..len).map(|at| (1..=parts).map(|part| of_part(part, at)).sum::<f32>());
                assert!(grads.as_slice().iter().copied().eq(wanted), "{rows} rows on {threads} threads");
            }
        }
    }
}
