//! The training speed, for display only. It must never decide anything.

use std::time::{Duration, Instant};

/// How long throughput is measured over.
const RATE_WINDOW: Duration = Duration::from_millis(500);

/// Characters a second, over the last [`RATE_WINDOW`] or so.
pub(super) struct Throughput {
    since: Instant,
    tokens: usize,
    /// The newest rate, once there is one.
    pub rate: Option<f64>,
}

impl Throughput {
    /// Nothing counted yet.
    pub fn new(now: Instant) -> Self {
        Self { since: now, tokens: 0, rate: None }
    }

    /// Time spent waiting does not count.
    pub fn restart(&mut self) {
        (self.since, self.tokens) = (Instant::now(), 0);
    }

    /// Counts tokens trained on.
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    pub fn add(&mut self, tokens: usize) {
        self.tokens += tokens;
        let elapsed = self.since.elapsed();
        if elapsed >= RATE_WINDOW {
            self.rate = Some(self.tokens as f64 / elapsed.as_secs_f64());
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
        let mut throughput = Throughput { since, tokens: 6, rate: None };
        throughput.add(14);
        let wanted = 1.0 / RATE_WINDOW.as_secs_f64();
        let rate = throughput.rate.expect("a window is over");
        assert!((0.9 * wanted..=wanted).contains(&rate), "{rate}, not {wanted}");
        assert_eq!(throughput.tokens, 0, "the next window begins empty");
    }
}
