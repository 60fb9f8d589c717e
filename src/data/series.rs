//! Numbers over time, read from a table.
//!
//! How a table is understood is [`table`](super::table)'s business. What this adds; nothing else is ever guessed:
//!
//! - Columns of numbers are read, unless others are named: not those that count the rows, hold years or dates in
//!   digits, have one value, or are blank in more than half of the rows; but never is everything left out. The last
//!   column that is read is forecast.
//! - The first column of dates, or else of words, labels the rows.
//! - A column of few values, for each of which the dates or a count of the rows begin anew, names the series of a file
//!   that holds several.
//! - Dates that run backwards say that the first row is the newest.
//! - Dates that are missing between rows of one usual step are told. What is read does not change by that.
//! - Blanks are counted, filled as is asked, and known to be none of the file's values.

mod base;
mod choice;
mod error;
mod examples;
mod fill;
mod fit;
mod gaps;
mod labels;
mod notes;
mod order;
mod read;
mod reading;
mod rows;
mod scaler;
mod season;
mod stacked;
mod when;

pub use base::{Base, BaseKind};
pub use error::{FEWEST_ROWS, NoSuchColumn, SeriesError};
pub use examples::{Cut, Examples, Shares, TooFewRows};
pub use fit::{Fit, Fitting, GroupFit};
pub use labels::Labels;
pub use reading::{Fill, NO_GROUP, SeriesReading};
pub use rows::{Decided, Group, Series};
pub use scaler::{FittedOn, Scaler, Scalers, Scaling};
pub use season::season;

#[cfg(test)]
mod tests;
