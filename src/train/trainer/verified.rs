//! What the proof of a run comes to.

/// What was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// Steps that were made again.
    pub steps: u64,
    /// Kept states that were compared, without the newest one.
    pub keyframes: u64,
}

/// The first place at which the run and its replay differ.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("after step {step} {what} differs from what is made of the steps before")]
pub struct Difference {
    /// Steps completed there.
    pub step: u64,
    /// The tensor, by its name, or the counter.
    pub what: String,
}
