//! A long sequence of character ids in as few bytes as the vocabulary allows.
//!
//! Ids are kept in byte planes: the low bytes of all ids, then the middle bytes once an id needs them, then the high
//! bytes. A larger id adds a plane, so the sequence must never be copied as it grows. An id takes three bytes at most,
//! because there are fewer than 2^21 scalar values; the peak while reading is three bytes an id too.

use std::collections::TryReserveError;
use std::ops::Range;

/// Ids of characters, in 1, 2 or 3 bytes each: for up to 256, up to 65,536, or more distinct ones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tokens {
    low: Vec<u8>,
    /// Empty until an id needs it; as long as `low` from then on. So is `high`.
    middle: Vec<u8>,
    high: Vec<u8>,
}

impl Tokens {
    /// Room for `len` ids. Memory becomes resident only as it is filled.
    pub(super) fn with_room(len: usize) -> Result<Self, TryReserveError> {
        let mut tokens = Self::default();
        tokens.reserve(len)?;
        Ok(tokens)
    }

    /// Makes room for `len` more ids.
    pub(super) fn reserve(&mut self, len: usize) -> Result<(), TryReserveError> {
        self.low.try_reserve_exact(len)
    }

    /// Appends an id below 2^24.
    pub(super) fn push(&mut self, id: u32) -> Result<(), TryReserveError> {
        let [low, middle, high, top] = id.to_le_bytes();
        debug_assert_eq!(top, 0, "id {id} takes more than three bytes");
        // An id with a high byte may be followed by a smaller one in its place, which needs the middle one.
        Self::push_plane(&mut self.middle, middle, middle > 0 || high > 0, &self.low)?;
        Self::push_plane(&mut self.high, high, high > 0, &self.low)?;
        if self.low.len() == self.low.capacity() {
            self.low.try_reserve(1)?;
        }
        self.low.push(low);
        Ok(())
    }

    fn push_plane(plane: &mut Vec<u8>, byte: u8, needed: bool, low: &Vec<u8>) -> Result<(), TryReserveError> {
        if plane.is_empty() {
            if !needed {
                return Ok(());
            }
            plane.try_reserve_exact(low.capacity().max(low.len() + 1))?;
            plane.resize(low.len(), 0);
        } else if plane.len() == plane.capacity() {
            plane.try_reserve(1)?;
        }
        plane.push(byte);
        Ok(())
    }

    /// Frees the room that was not needed: a character of several bytes takes less room here than in its file.
    pub(super) fn shrink_to_fit(&mut self) {
        for plane in [&mut self.low, &mut self.middle, &mut self.high] {
            plane.shrink_to_fit();
        }
    }

    /// How many ids there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.low.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.low.is_empty()
    }

    /// The id at place `i`.
    ///
    /// # Panics
    /// If `i` is not below [`len`](Self::len).
    #[must_use]
    pub fn get(&self, i: usize) -> u32 {
        let plane = |plane: &[u8]| if plane.is_empty() { 0 } else { plane[i] };
        u32::from_le_bytes([self.low[i], plane(&self.middle), plane(&self.high), 0])
    }

    /// Puts an id in place of the one at place `i`.
    ///
    /// # Panics
    /// If `i` is not below [`len`](Self::len), or no id so far was as large.
    pub(super) fn set(&mut self, i: usize, id: u32) {
        let [low, middle, high, top] = id.to_le_bytes();
        assert_eq!(top, 0, "id {id} takes more than three bytes");
        self.low[i] = low;
        for (plane, byte) in [(&mut self.middle, middle), (&mut self.high, high)] {
            match plane.get_mut(i) {
                Some(place) => *place = byte,
                None => assert_eq!(byte, 0, "id {id} is larger than any before"),
            }
        }
    }

    /// Writes the ids at the places `range` to `out`, which is as long as the range.
    ///
    /// # Panics
    /// If the lengths differ or the range ends after the sequence.
    pub fn copy_to(&self, range: Range<usize>, out: &mut [u32]) {
        assert_eq!(range.len(), out.len(), "{range:?} does not fit a slice of {}", out.len());
        for (out, &byte) in out.iter_mut().zip(&self.low[range.clone()]) {
            *out = u32::from(byte);
        }
        for (plane, shift) in [(&self.middle, 8), (&self.high, 16)] {
            if !plane.is_empty() {
                for (out, &byte) in out.iter_mut().zip(&plane[range.clone()]) {
                    *out |= u32::from(byte) << shift;
                }
            }
        }
    }

    /// All ids in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.len()).map(|i| self.get(i))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tokens(ids: &[u32], room: usize) -> Tokens {
        let mut tokens = Tokens::with_room(room).unwrap();
        for &id in ids {
            tokens.push(id).unwrap();
        }
        tokens
    }

    #[test]
    fn planes_appear_with_the_257th_and_the_65537th_id() {
        let all: Vec<u32> = (0..65_537).collect();
        for (n, planes) in [(1, 1), (256, 1), (257, 2), (65_536, 2), (65_537, 3)] {
            let t = tokens(&all[..n], n);
            let bytes = t.low.len() + t.middle.len() + t.high.len();
            assert_eq!(bytes, planes * n, "{n} ids");
            assert!(t.iter().eq(0..u32::try_from(n).unwrap()), "{n} ids");
        }
    }

    #[test]
    fn the_reserved_room_is_all_that_is_taken() {
        let t = tokens(&(0..300).collect::<Vec<_>>(), 300);
        assert_eq!((t.low.capacity(), t.middle.capacity(), t.high.capacity()), (300, 300, 0));
    }

    proptest! {
        #[test]
        fn what_goes_in_comes_out(
            ids in prop::collection::vec(prop_oneof![0..300_u32, 0..70_000_u32, 0..0x11_0000_u32], 1..200),
            cut in any::<(prop::sample::Index, prop::sample::Index)>(),
            room in 0..300_usize,
        ) {
            let t = tokens(&ids, room);
            prop_assert_eq!(t.iter().collect::<Vec<_>>(), ids.clone());
            let (a, b) = (cut.0.index(ids.len()), cut.1.index(ids.len()));
            let range = a.min(b)..a.max(b);
            let mut out = vec![u32::MAX; range.len()];
            t.copy_to(range.clone(), &mut out);
            prop_assert_eq!(&out[..], &ids[range]);
            let mut less = t.clone();
            for (i, id) in (0..).zip(&ids) {
                less.set(i, id / 2);
            }
            prop_assert!(less.iter().eq(ids.iter().map(|id| id / 2)));
        }
    }
}
