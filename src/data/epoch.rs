//! Which examples make up each batch of an epoch, and in which order. Knows examples as numbers only.

use std::ops::Range;

use super::shuffle::Shuffle;

/// One visit to every example, in batches of N; the last batch may be smaller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Epoch {
    examples: usize,
    batch: usize,
    order: Option<Shuffle>,
}

impl Epoch {
    /// Batches of `batch` of the `examples` examples, which are visited in the order that a shuffle with this seed
    /// gives, or as they come if there is none. A batch that holds all examples has them as they come, whatever the
    /// seed: their order would change nothing but the rounding of its sums.
    ///
    /// # Panics
    /// If `batch` is 0.
    #[must_use]
    pub fn new(examples: usize, batch: usize, seed: Option<u64>) -> Self {
        assert!(batch > 0, "batches of no example");
        let order = seed.filter(|_| batch < examples).map(|seed| Shuffle::new(examples, seed));
        Self { examples, batch, order }
    }

    /// How many batches there are.
    #[must_use]
    pub fn batches(&self) -> usize {
        self.examples.div_ceil(self.batch)
    }

    /// The examples of batch `k`, as numbers below the number of examples.
    ///
    /// # Panics
    /// If `k` is not below [`batches`](Self::batches).
    pub fn batch(&self, k: usize) -> impl ExactSizeIterator<Item = usize> + '_ {
        self.places(k).map(|i| self.example(i))
    }

    /// How many examples batch `k` has.
    ///
    /// # Panics
    /// If `k` is not below [`batches`](Self::batches).
    #[must_use]
    pub fn size(&self, k: usize) -> usize {
        self.places(k).len()
    }

    /// The example in this row of batch `k`.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn row(&self, k: usize, row: usize) -> usize {
        self.example(k * self.batch + row)
    }

    /// Which of all visits make up batch `k`.
    fn places(&self, k: usize) -> Range<usize> {
        assert!(k < self.batches(), "batch {k} of {}", self.batches());
        let start = k * self.batch;
        start..self.examples.min(start.saturating_add(self.batch))
    }

    fn example(&self, i: usize) -> usize {
        assert!(i < self.examples, "visit {i} of {}", self.examples);
        self.order.as_ref().map_or(i, |order| order.at(i))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_last_batch_is_what_is_left() {
        let epoch = Epoch::new(7, 3, None);
        let batches: Vec<Vec<usize>> = (0..epoch.batches()).map(|k| epoch.batch(k).collect()).collect();
        assert_eq!(batches, [vec![0, 1, 2], vec![3, 4, 5], vec![6]]);
        assert_eq!(Epoch::new(2, usize::MAX, None).batch(0).len(), 2);
        assert_eq!(Epoch::new(0, 3, Some(1)).batches(), 0);
    }

    #[test]
    fn a_seed_shuffles() {
        let order = |seed| Epoch::new(50, 49, seed).batch(0).collect::<Vec<_>>();
        assert_ne!(order(Some(1)), order(None));
        assert_ne!(order(Some(1)), order(Some(2)));
        assert_eq!(order(Some(1)), order(Some(1)));
    }

    #[test]
    fn a_full_batch_has_one_order() {
        for batch in [50, 51, usize::MAX] {
            assert!(Epoch::new(50, batch, Some(1)).batch(0).eq(0..50), "{batch}");
        }
    }

    proptest! {
        #[test]
        fn every_example_is_visited_once(examples in 0..300_usize, batch in 1..40_usize, seed: Option<u64>) {
            let epoch = Epoch::new(examples, batch, seed);
            let mut visited: Vec<usize> = (0..epoch.batches()).flat_map(|k| epoch.batch(k)).collect();
            let rows = (0..epoch.batches()).flat_map(|k| (0..epoch.size(k)).map(move |row| (k, row)));
            prop_assert!(rows.map(|(k, row)| epoch.row(k, row)).eq(visited.iter().copied()), "row by row");
            visited.sort_unstable();
            prop_assert!(visited.into_iter().eq(0..examples));
        }
    }
}
