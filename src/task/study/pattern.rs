//! Where the units of a marked span are on together elsewhere: the match of LSTMVis (Strobelt et al. 2018).
//!
//! A window as long as the span matches if most of the marked units are on at every character of it. Windows that match
//! one after the other are one place, which is where most marked units and fewest others are on; a place lasts about as
//! long as the span, so where units are on all the time there are many places, not one. Places are ordered by units
//! shared less units that are not, and then by how nearly they last as long as the span.

use ndarray::{ArrayView2, s};

use crate::nn::network::Shape;
use crate::task::view::{Mark, ON};

/// Windows of a place, for each character of the span: so it lasts up to three times as long.
const LONGEST: usize = 2;

/// A span's units, and where they were on so far.
#[derive(Debug)]
pub(super) struct Pattern {
    mark: Mark,
    layer: usize,
    /// The first column of the units in the layer's outputs.
    first: usize,
    /// Of each unit, whether it is marked, and for how many steps it has been on.
    units: Vec<(bool, usize)>,
    /// The place that the windows just read belong to.
    open: Option<Found>,
    found: Vec<Found>,
}

/// A place where the pattern occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// Where the window begins.
    pub place: usize,
    /// How many marked units are on in all of it, and how many others.
    pub shared: usize,
    pub others: usize,
    /// How many windows one after the other matched.
    windows: usize,
    /// Whether it is the marked span itself.
    own: bool,
}

impl Found {
    /// How many units are shared, minus how many others there are.
    fn score(&self) -> isize {
        self.shared.cast_signed() - self.others.cast_signed()
    }
}

impl Pattern {
    /// A pattern that has been found nowhere yet.
    ///
    /// # Panics
    /// If there is no such unit.
    pub fn new(mark: Mark, shape: &Shape) -> Self {
        let (directions, h) = (shape.stack().directions(), shape.hidden_size);
        assert!(mark.part < shape.layers * directions, "part {} of {shape:?}", mark.part);
        let mut units = vec![(false, 0); h];
        mark.units.iter().for_each(|&unit| units[unit].0 = true);
        let (layer, first) = (mark.part / directions, mark.part % directions * h);
        Self { mark, layer, first, units, open: None, found: Vec::new() }
    }

    /// The layer of the units.
    pub fn layer(&self) -> usize {
        self.layer
    }

    /// Characters of a window.
    pub fn len(&self) -> usize {
        self.mark.len
    }

    /// Another document begins: no window goes past its beginning.
    pub fn forget(&mut self) {
        self.close();
        self.units.iter_mut().for_each(|(_, steps)| *steps = 0);
    }

    /// Reads the outputs of its layer, `(T, D*H)`, at the places from `from` on.
    pub fn read(&mut self, from: usize, hidden: ArrayView2<'_, f32>) {
        let own = hidden.slice(s![.., self.first..self.first + self.units.len()]);
        for (place, h) in (from..).zip(own.rows()) {
            let len = self.mark.len;
            let (mut shared, mut others) = (0, 0);
            for ((marked, steps), h) in self.units.iter_mut().zip(h) {
                *steps = if h.abs() >= ON { *steps + 1 } else { 0 };
                if *steps >= len {
                    *(if *marked { &mut shared } else { &mut others }) += 1;
                }
            }
            if 2 * shared <= self.mark.units.len() {
                self.close();
                continue;
            }
            // A unit has been on for as many steps as were read at most, so the window begins within the text.
            let begin = place + 1 - len;
            let own = begin < self.mark.place + len && self.mark.place < begin + len;
            let window = Found { place: begin, shared, others, windows: 1, own };
            if self.open.is_some_and(|open| open.windows >= LONGEST * len) {
                self.close();
            }
            let before = self.open.take();
            self.open = Some(before.map_or(window, |before| Found {
                windows: before.windows + 1,
                own: before.own || own,
                ..if window.score() > before.score() { window } else { before }
            }));
        }
    }

    fn close(&mut self) {
        self.found.extend(self.open.take().filter(|found| !found.own));
    }

    /// How many places there are.
    pub fn count(&self) -> usize {
        self.found.len() + usize::from(self.open.is_some_and(|found| !found.own))
    }

    /// The likest places, `most` at most.
    pub fn likest(&self, most: usize) -> Vec<Found> {
        let mut all = self.found.clone();
        all.extend(self.open.filter(|found| !found.own));
        all.sort_by_key(|found| (-found.score(), found.windows, found.place));
        all.truncate(most);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::cell::Cell;
    use crate::nn::network::{Head, InputSize};
    use crate::nn::precision::Precision;
    use ndarray::Array2;

    fn shape() -> Shape {
        Shape {
            input: InputSize::OneHot { vocabulary: 3 },
            cell: Cell::RnnTanh,
            hidden_size: 3,
            layers: 1,
            bidirectional: false,
            linear: false,
            head: Head::EveryStep,
            outputs: 3,
            precision: Precision::F32,
        }
    }

    /// Units as rows of `#` for on and `.` for off, negative where it is `-`.
    fn hidden(rows: [&str; 3]) -> Array2<f32> {
        let value = |c| match c {
            '#' => ON,
            '-' => -1.0,
            _ => 0.29,
        };
        let rows = rows.map(|row| row.chars().map(value).collect::<Vec<f32>>());
        Array2::from_shape_fn((rows[0].len(), 3), |(step, unit)| rows[unit][step])
    }

    fn found(mark: Mark, rows: [&str; 3], slice: usize) -> Vec<(usize, usize, usize)> {
        let mut pattern = Pattern::new(mark, &shape());
        let all = hidden(rows);
        for from in (0..all.nrows()).step_by(slice) {
            pattern.read(from, all.slice(s![from..all.nrows().min(from + slice), ..]));
        }
        assert_eq!(pattern.count(), pattern.likest(usize::MAX).len());
        pattern.likest(9).into_iter().map(|found| (found.place, found.shared, found.others)).collect()
    }

    #[test]
    fn places_are_ordered_by_units_shared_without_others_and_then_by_how_long_they_last() {
        let rows = [
            "##..####..##..#.##", //
            "--..----..##..###.", //
            "..........##......",
        ];
        let mark = Mark { part: 0, units: vec![0, 1], place: 0, len: 2 };
        for slice in [1, 2, 5, 99] {
            // At 10 a third unit is on; at 4 it goes on for twice as long; at 14 and 16 only one of two is on.
            assert_eq!(found(mark.clone(), rows, slice), [(4, 2, 0), (10, 2, 1)], "{slice}");
        }
        let mark = Mark { units: vec![0], place: 10, ..mark };
        assert_eq!(found(mark, rows, 3), [(16, 1, 0), (0, 1, 1), (4, 1, 1)]);
    }

    #[test]
    fn no_place_reaches_over_the_beginning_of_a_document() {
        let mut pattern = Pattern::new(Mark { part: 0, units: vec![0], place: 50, len: 3 }, &shape());
        let on = hidden(["##", "..", ".."]);
        pattern.read(0, on.view());
        pattern.forget();
        pattern.read(2, on.view());
        assert_eq!(pattern.likest(9), []);
        pattern.read(4, on.view());
        assert_eq!(pattern.likest(9).iter().map(|found| found.place).collect::<Vec<_>>(), [2]);
    }
}
