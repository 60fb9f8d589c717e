//! Pearson's correlation of many units with one number: cov(h, y) / (sd(h) sd(y)).
//!
//! Means and sums of squares are updated step by step (Welford 1962), so that nothing that was read need be kept.

/// One number, and what each of some units has to do with it.
#[derive(Debug, Clone)]
pub(super) struct Correlation {
    /// Steps that have a number.
    count: f64,
    mean: f64,
    squares: f64,
    units: Vec<Sums>,
}

/// What is kept of a unit.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    mean: f64,
    squares: f64,
    products: f64,
}

impl Correlation {
    /// One of so many units, of which nothing is known.
    pub fn new(units: usize) -> Self {
        Self { count: 0.0, mean: 0.0, squares: 0.0, units: vec![Sums::default(); units] }
    }

    /// Takes in a step: its number, and h of each unit. A step whose number is NaN does not count.
    pub fn add<'a>(&mut self, number: f64, h: impl Iterator<Item = &'a f32>) {
        if number.is_nan() {
            return;
        }
        self.count += 1.0;
        let from_mean = number - self.mean;
        self.mean += from_mean / self.count;
        self.squares += from_mean * (number - self.mean);
        for (sums, &h) in self.units.iter_mut().zip(h) {
            let h = f64::from(h);
            let away = h - sums.mean;
            sums.mean += away / self.count;
            sums.squares += away * (h - sums.mean);
            sums.products += away * (number - self.mean);
        }
    }

    /// Whether any step had a number.
    pub fn is_known(&self) -> bool {
        self.count > 0.0
    }

    /// Whether the number has not been the same at all steps.
    pub fn varies(&self) -> bool {
        self.squares > 0.0
    }

    /// The correlation of a unit, 0 if it or the number never changes.
    pub fn of(&self, unit: usize) -> f64 {
        let sums = self.units[unit];
        let spread = (sums.squares * self.squares).sqrt();
        if spread > 0.0 { sums.products / spread } else { 0.0 }
    }
}
