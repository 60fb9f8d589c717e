//! Ranges that several options have.

use crate::config::option::Range;

/// Counts of at least one.
pub(super) const AT_LEAST_ONE: Range<usize> = Range { holds: |&n| n >= 1, says: "it must be at least 1" };

/// Shares below one.
pub(super) const BELOW_ONE: Range<f64> =
    Range { holds: |share| (0.0..1.0).contains(share), says: "it must be at least 0 and below 1" };
