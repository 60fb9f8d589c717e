//! How the part of a row is marked in a list.

use crate::train::message::Part;

/// What the marks mean, for a heading.
pub const PARTS: &str = "v: val, t: test";

/// The mark of a row.
pub fn mark(part: Part) -> char {
    match part {
        Part::Training => ' ',
        Part::Validation => 'v',
        Part::Test => 't',
    }
}
