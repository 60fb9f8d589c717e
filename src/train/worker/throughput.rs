//! The training speed, for display only. It must never decide anything.

use std::time::{Duration, Instant};

/// How long throughput is measured over.
const RATE_WINDOW: Duration = Duration::from_millis(500);

/// Characters and steps a second, over the last [`RATE_WINDOW`] or so.
pub(super) struct Throughput {
    since: Instant,
    tokens: usize,
    steps: u32,
    /// The newest rates, once there are any.
    pub rate: Option<Rate>,
}

/// What was done in a second.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rate {
    pub tokens: f64,
    pub steps: f64,
}

impl Throughput {
    /// Nothing counted yet.
    pub fn new(now: Instant) -> Self {
        Self { since: now, tokens: 0, steps: 0, rate: None }
    }

    /// Time spent waiting does not count.
    pub fn restart(&mut self) {
        (self.since, self.tokens, self.steps) = (Instant::now(), 0, 0);
    }

    /// Counts a step and the tokens trained on in it.
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    pub fn add(&mut self, tokens: usize) {
        self.tokens += tokens;
        self.steps += 1;
        let elapsed = self.since.elapsed();
        if elapsed >= RATE_WINDOW {
            let seconds = elapsed.as_secs_f64();
            self.rate = Some(Rate { tokens: self.tokens as f64 / seconds, steps: f64::from(self.steps) / seconds });
            self.restart();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So long a window that what the test itself takes does not count.
    #[test]
    fn the_rate_is_tokens_over_seconds() {
        let since = Instant::now().checked_sub(RATE_WINDOW * 20).expect("the machine runs for longer");
        let mut throughput = Throughput { since, tokens: 6, steps: 9, rate: None };
        throughput.add(14);
        let wanted = 0.5 / RATE_WINDOW.as_secs_f64();
        let rate = throughput.rate.expect("a window is over");
        for (rate, wanted) in [(rate.tokens, 2.0), (rate.steps, 1.0)].map(|(rate, of)| (rate, of * wanted)) {
            assert!((0.9 * wanted..=wanted).contains(&rate), "{rate}, not {wanted}");
        }
        assert_eq!((throughput.tokens, throughput.steps), (0, 0), "the next window begins empty");
    }
}
