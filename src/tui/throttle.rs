//! How fast the terminal takes what is written to it, and so how much may be written now.
//!
//! Between this program and a person's eyes there may be buffers (a pseudo-terminal's, ssh's, a modem's) of which the
//! system tells nothing: `TIOCOUTQ` is 0 for every pseudo-terminal. What lies in them is what a key's answer has to
//! wait for. So each piece of a frame ends with a question that every terminal answers when it has read that far, and
//! nothing is written until the answer has come: what waits on the way is one piece, and pieces are as large as the
//! terminal takes in a twentieth of a second.
//!
//! A terminal that does not answer is taken for a slow one.

use std::time::{Duration, Instant};

/// The first piece, and the least and the largest one, in bytes.
const FIRST: usize = 4096;
const LEAST: usize = 512;
const MOST: usize = 1 << 20;
/// If a piece takes less than this on its way, beyond what the way itself takes, the next one is twice as large.
const QUICK: Duration = Duration::from_millis(50);
/// If it takes more than this, half as large.
const SLOW: Duration = Duration::from_millis(120);
/// After this time without an answer, beyond that of the way itself, none is expected any more.
const LOST: Duration = Duration::from_secs(1);
/// Bytes a second to a terminal that does not answer, how many at once, and how many more if somebody waits for them.
const UNANSWERED: u32 = 16 * 1024;
const AT_ONCE: f64 = 2048.0;
const URGENT: f64 = 4096.0;
/// And how many to begin with: the way is empty then, and the screen too.
const AT_FIRST: f64 = 6144.0;

/// What is known of the way to the terminal.
#[derive(Debug)]
pub struct Throttle {
    /// Bytes that a piece may have, where the terminal answers.
    piece: usize,
    /// The shortest time from a question to its answer.
    way: Option<Duration>,
    /// When the question was asked that is not answered yet, and after how many bytes.
    asked: Option<(Instant, usize)>,
    /// Whether the terminal answers.
    answers: bool,
    /// Bytes that may go to a terminal that does not answer; below 0 after a piece that could not wait.
    purse: f64,
    filled: Instant,
}

impl Throttle {
    /// Nothing has been written, and a question is asked first.
    pub fn new(now: Instant) -> Self {
        Self { piece: FIRST, way: None, asked: Some((now, 0)), answers: false, purse: AT_FIRST, filled: now }
    }

    /// How many bytes may be written now. What a person waits for is `urgent`: a terminal that does not answer is sent
    /// a little more of it at once.
    pub fn room(&mut self, now: Instant, urgent: bool) -> usize {
        if self.asked.is_some_and(|(at, _)| now.saturating_duration_since(at) >= LOST + self.way.unwrap_or_default()) {
            (self.answers, self.asked) = (false, None);
            (self.purse, self.filled) = (0.0, now);
        }
        if self.answers {
            return if self.asked.is_some() { 0 } else { self.piece };
        }
        let since = now.saturating_duration_since(self.filled).as_secs_f64();
        // What was given at first is used up, and not refilled.
        self.purse = (self.purse + since * f64::from(UNANSWERED)).min(AT_ONCE.max(self.purse));
        self.filled = now;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some thousand bytes")]
        let room = (self.purse + if urgent { URGENT } else { 0.0 }).max(0.0) as usize;
        room
    }

    /// Takes note of a piece that is on its way. Returns whether it shall end with a question.
    pub fn sent(&mut self, now: Instant, bytes: usize) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "some thousand bytes")]
        if !self.answers {
            self.purse -= bytes as f64;
        }
        // One that has not answered is asked once in a while: it may only be far away.
        let asks = self.asked.is_none();
        if asks {
            self.asked = Some((now, bytes));
        }
        asks
    }

    /// Takes note of an answer.
    pub fn answered(&mut self, now: Instant) {
        self.answers = true;
        let Some((at, bytes)) = self.asked.take() else { return };
        let took = now.saturating_duration_since(at);
        let way = self.way.map_or(took, |way| way.min(took));
        self.way = Some(way);
        let queued = took.saturating_sub(way);
        if queued > SLOW {
            self.piece = (self.piece / 2).max(LEAST);
        } else if queued < QUICK && bytes >= self.piece / 2 {
            self.piece = (self.piece * 2).min(MOST);
        }
    }

    /// Whether a question is not answered yet.
    pub fn waits(&self) -> bool {
        self.asked.is_some()
    }

    /// Whether all that was written has arrived, as far as can be known.
    pub fn arrived(&self) -> bool {
        !self.answers || self.asked.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A way to the terminal that takes so many bytes a second, and a time for any: bytes that lie on it at most, and
    /// bytes that have arrived, after `seconds` of writing all that there is room for.
    fn written(rate: f64, way: f64, answers: bool, seconds: u32) -> (f64, f64) {
        let start = Instant::now();
        let mut throttle = Throttle::new(start);
        // When each answer comes.
        let mut answer = answers.then_some(way);
        let (mut queue, mut most, mut sent) = (0.0f64, 0.0f64, 0.0);
        for tick in 0..seconds * 1000 {
            let at = f64::from(tick) / 1000.0;
            let now = start + Duration::from_secs_f64(at);
            queue = (queue - rate / 1000.0).max(0.0);
            if answer.is_some_and(|when| when <= at) {
                answer = None;
                throttle.answered(now);
            }
            let room = throttle.room(now, false);
            if room > 0 {
                let asks = throttle.sent(now, room);
                queue += f64::from(u32::try_from(room).unwrap());
                sent += f64::from(u32::try_from(room).unwrap());
                if asks && answers {
                    answer = Some(at + queue / rate + way);
                }
            }
            // The beginning does not count: the way was empty.
            if tick > 2000 {
                most = most.max(queue);
            }
        }
        (most, sent - queue)
    }

    #[test]
    fn what_waits_on_a_slow_way_is_read_in_a_moment() {
        for (answers, way) in [(true, 0.0), (true, 0.2), (false, 0.0)] {
            let rate = 20_000.0;
            let (most, arrived) = written(rate, way, answers, 20);
            assert!(most / rate < 0.25, "{most} bytes wait, answers: {answers}, way: {way}");
            assert!(arrived > 0.2 * rate * 20.0, "{arrived} bytes in 20 s, answers: {answers}, way: {way}");
        }
    }

    #[test]
    fn a_fast_way_is_used() {
        let (_, arrived) = written(1e8, 0.001, true, 5);
        assert!(arrived > 1e7, "{arrived}");
        let (_, arrived) = written(1e7, 0.3, true, 20);
        assert!(arrived > 2e6, "far away: {arrived}");
    }

    #[test]
    fn not_even_what_is_urgent_fills_the_way_of_a_terminal_that_does_not_answer() {
        let start = Instant::now();
        let mut throttle = Throttle::new(start);
        let mut all = 0;
        while let room @ 1.. = throttle.room(start, true) {
            throttle.sent(start, room);
            all += room;
        }
        assert!(all <= 10_240, "{all} bytes at once");
        assert_eq!(throttle.room(start + Duration::from_millis(100), false), 0, "what was urgent is paid back");
        assert!(throttle.room(start + Duration::from_millis(100), true) > 1000);
    }

    #[test]
    fn who_stops_answering_is_not_waited_for() {
        let start = Instant::now();
        let mut throttle = Throttle::new(start);
        throttle.answered(start + Duration::from_millis(1));
        assert!(throttle.sent(start, 10) && throttle.room(start, true) == 0);
        let later = start + LOST + Duration::from_secs(1);
        assert_eq!(throttle.room(later, false), 0);
        assert!(throttle.room(later + Duration::from_secs(1), false) > 0);
        throttle.answered(later);
        assert_eq!(throttle.room(later, false), FIRST, "and again when it answers");
    }
}
