//! The inputs and targets of chunks as a network takes them.

use crate::data::Chunk;
use crate::nn::loss::IGNORE;

/// T of a pass over these chunks: the length of the longest, and 1 where none has anything to read.
pub(super) fn steps(chunks: &[Chunk]) -> usize {
    chunks.iter().map(|chunk| chunk.len).max().unwrap_or(0).max(1)
}

/// Lays out N chunks time-major, as T = [`steps`] of them: the token of chunk n at time t goes to `input[t * N + n]`,
/// the one after it to `target[t * N + n]`, or [`IGNORE`] where it is not scored; `token` gives that at a place. A
/// shorter chunk is filled up with inputs that nothing comes of: it is the last of its document or of its row.
pub(super) fn lay_out(token: impl Fn(usize) -> u32, chunks: &[Chunk], input: &mut Vec<u32>, target: &mut Vec<u32>) {
    let (rows, steps) = (chunks.len(), steps(chunks));
    for buffer in [&mut *input, &mut *target] {
        buffer.resize(steps * rows, 0);
    }
    let (input, target) = (&mut input[..], &mut target[..]);
    for (n, chunk) in chunks.iter().enumerate() {
        let mut next = if chunk.len > 0 { token(chunk.start) } else { 0 };
        for t in 0..chunk.len {
            input[t * rows + n] = next;
            next = token(chunk.start + t + 1);
            target[t * rows + n] = next;
        }
        (0..chunk.skip).for_each(|t| target[t * rows + n] = IGNORE);
        for t in chunk.len..steps {
            input[t * rows + n] = 0;
            target[t * rows + n] = IGNORE;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text whose token i is i, up to 9.
    fn counting(place: usize) -> u32 {
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9][place]
    }

    #[test]
    fn a_batch_is_time_major_with_targets_one_on() {
        let (mut input, mut target) = (Vec::new(), Vec::new());
        let chunk = |start, len, skip| Chunk { start, len, skip, fresh: true };
        lay_out(counting, &[chunk(0, 3, 0), chunk(6, 3, 0)], &mut input, &mut target);
        assert_eq!(input, [0, 6, 1, 7, 2, 8]);
        assert_eq!(target, [1, 7, 2, 8, 3, 9]);
        let chunks = [chunk(4, 1, 0), chunk(2, 3, 2), chunk(9, 0, 0)];
        lay_out(counting, &chunks, &mut input, &mut target);
        assert_eq!(input, [4, 2, 0, 0, 3, 0, 0, 4, 0]);
        let no = IGNORE;
        assert_eq!(target, [5, no, no, no, no, no, no, 5, no]);
        assert_eq!(steps(&chunks), 3);
        lay_out(counting, &[chunk(9, 0, 0)], &mut input, &mut target);
        assert_eq!((input, target), (vec![0], vec![no]));
    }

    #[test]
    #[should_panic(expected = "index out of bounds")]
    fn a_batch_does_not_reach_past_the_end() {
        lay_out(counting, &[Chunk::new(7, 3, true)], &mut Vec::new(), &mut Vec::new());
    }
}
