//! What of the net's inside is under the cursor, wherever units are shown.

/// The cursor. Each position is clamped to what there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Within {
    /// The direction of a layer whose gates or gradients are shown, from 0. It begins beyond the last.
    pub part: usize,
    /// The unit, from 0.
    pub unit: usize,
    /// The selected gate or state, from 0.
    pub vector: usize,
    /// Whether gradients are those of c, where there is one, rather than of h.
    pub of_c: bool,
}

impl Default for Within {
    fn default() -> Self {
        Self { part: usize::MAX, unit: 0, vector: 0, of_c: false }
    }
}
