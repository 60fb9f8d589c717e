//! A run's keyframes: with replay from the nearest one before it, every step of the run can be had again.
//!
//! Which states are kept depends on the count of steps, what was done by hand and the room: the first one, twelve a
//! decade of steps, each from which a change by hand took effect, and between them one every so many steps, as long
//! as there is room; a replay leaves some of those on its way. When the room is used up, those between go first, every
//! second one at a time; then those whose neighbours are nearest on a logarithmic axis.
//!
//! Nothing here replays, and nothing reads or writes a file.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::keyframe::Keyframe;
use super::marked::{is_marked, next_marked};

/// Room for keyframes where nobody says, in bytes.
pub const ROOM: u64 = 64 << 20;
/// Steps between two of those that are kept as long as there is room.
const STRIDE: u64 = 256;

/// A kept state.
#[derive(Debug)]
struct Kept {
    frame: Arc<Keyframe>,
    bytes: u64,
    /// Whether it is only there to make replays short.
    between: bool,
}

/// Keyframes that were cut off.
#[derive(Debug)]
pub struct Later(BTreeMap<u64, Kept>);

/// The keyframes of a run, by the count of steps.
#[derive(Debug)]
pub struct Tape {
    frames: BTreeMap<u64, Kept>,
    room: u64,
    bytes: u64,
    stride: u64,
    /// Steps after which the next state is kept.
    next: u64,
    /// A step after which something was done by hand.
    by_hand: Option<u64>,
}

impl Default for Tape {
    fn default() -> Self {
        Self::new(ROOM)
    }
}

impl Tape {
    /// An empty tape with so many bytes of room; with none, nothing is kept.
    pub fn new(room: u64) -> Self {
        let next = if room == 0 { u64::MAX } else { 0 };
        Self { frames: BTreeMap::new(), room, bytes: 0, stride: STRIDE, next, by_hand: None }
    }

    /// Bytes of room.
    pub fn room(&self) -> u64 {
        self.room
    }

    /// Bytes used.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether the state after `step` steps is to be kept. The run asks before each step, so this is one comparison.
    pub fn wants(&self, step: u64) -> bool {
        step >= self.next
    }

    /// Asks for the state from which the step after `step` begins, because something was done by hand.
    pub fn pin(&mut self, step: u64) {
        if self.room > 0 {
            (self.by_hand, self.next) = (Some(step), self.next.min(step));
        }
    }

    /// Keeps a state, and makes room for it.
    pub fn keep(&mut self, frame: Arc<Keyframe>) {
        let step = frame.state.position.step;
        let by_hand = self.by_hand.take_if(|at| *at <= step).is_some();
        self.put(frame, !by_hand && !is_marked(step));
        self.next = self.after(step);
        self.make_room();
    }

    /// Whether a replay that comes by `step` may leave a state there, which makes the next replay short.
    pub fn has_room_at(&self, step: u64, bytes: u64) -> bool {
        step.is_multiple_of(self.stride) && self.bytes + bytes <= self.room && !self.frames.contains_key(&step)
    }

    /// Keeps a state that a replay came by.
    pub fn fill(&mut self, frame: Arc<Keyframe>) {
        self.put(frame, true);
    }

    /// The step after which the next state is kept, if the one after `step` steps was the last.
    fn after(&self, step: u64) -> u64 {
        next_marked(step).min((step / self.stride + 1).saturating_mul(self.stride))
    }

    fn put(&mut self, frame: Arc<Keyframe>, between: bool) {
        let (step, bytes) = (frame.state.position.step, frame.bytes());
        self.bytes += bytes;
        if let Some(old) = self.frames.insert(step, Kept { frame, bytes, between }) {
            self.bytes -= old.bytes;
        }
    }

    /// Takes keyframes of this run from files, and makes room for them.
    pub fn load(&mut self, frames: impl IntoIterator<Item = Arc<Keyframe>>) {
        if self.room > 0 {
            for frame in frames {
                self.put(frame, false);
                self.make_room();
            }
        }
    }

    /// Forgets the states from `step` on, because the run has gone back there, perhaps to before what was done by hand
    /// after that step. Returns them for [`Tape::put_back`].
    pub fn cut(&mut self, step: u64) -> Later {
        let later = self.frames.split_off(&step);
        self.bytes -= later.values().map(|kept| kept.bytes).sum::<u64>();
        self.go_on_from(step);
        Later(later)
    }

    /// Puts back what was cut, because the run stands where it stood before, after `step` steps.
    pub fn put_back(&mut self, Later(later): Later, step: u64) {
        self.bytes += later.values().map(|kept| kept.bytes).sum::<u64>();
        self.frames.extend(later);
        self.make_room();
        self.go_on_from(step);
    }

    /// Goes on from `step`: that state is kept if it has its place on the tape.
    fn go_on_from(&mut self, step: u64) {
        if self.room > 0 {
            self.next = if is_marked(step) { step } else { self.after(step) };
        }
    }

    /// The newest kept state at or before `step`.
    pub fn nearest(&self, step: u64) -> Option<&Arc<Keyframe>> {
        self.frames.range(..=step).next_back().map(|(_, kept)| &kept.frame)
    }

    /// The keyframes that are worth a file, oldest first: those between them come again in a replay.
    pub fn lasting(&self) -> impl Iterator<Item = &Arc<Keyframe>> {
        self.frames.values().filter(|kept| !kept.between).map(|kept| &kept.frame)
    }

    /// All keyframes, oldest first.
    pub fn frames(&self) -> impl Iterator<Item = &Arc<Keyframe>> {
        self.frames.values().map(|kept| &kept.frame)
    }

    fn make_room(&mut self) {
        while self.bytes > self.room && self.thin() {}
    }

    /// Forgets one state or some. Returns whether there was any.
    fn thin(&mut self) -> bool {
        if self.frames.values().any(|kept| kept.between) {
            // The stride may have grown for larger states than these.
            self.stride = self.stride.saturating_mul(2);
            let (stride, bytes) = (self.stride, &mut self.bytes);
            self.frames.retain(|step, kept| {
                let stays = !kept.between || step.is_multiple_of(stride);
                *bytes -= if stays { 0 } else { kept.bytes };
                stays
            });
            return true;
        }
        let steps: Vec<u64> = self.frames.keys().copied().collect();
        #[expect(clippy::cast_precision_loss, reason = "a place on an axis")]
        let gap = |window: &[u64]| ((window[2] + 1) as f64 / (window[0] + 1) as f64).ln();
        // The first and the newest one stay longest.
        let nearest = steps.windows(3).min_by(|a, b| gap(a).total_cmp(&gap(b))).map(|window| window[1]);
        let Some(step) = nearest.or(steps.last().copied()) else { return false };
        self.frames.remove(&step).is_some_and(|kept| {
            self.bytes -= kept.bytes;
            true
        })
    }
}

#[cfg(test)]
mod tests;
