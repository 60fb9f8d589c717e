//! A table as people have them: rows of cells in a text, whose delimiter, header and kinds of columns are found.
//!
//! The rules by which a table is understood; nothing else is ever guessed:
//!
//! - The delimiter is the first of tab, semicolon, comma, `|` and runs of spaces that divides the first rows evenly.
//!   Cells may be quoted.
//! - Lines that begin with `#` are comments, as for numpy.loadtxt; the last one before the table gives the columns'
//!   names if it has as many as there are columns, and the first row is none. Rows before the first one that has as
//!   many cells as most are a preamble, and passed over. Rows without content at the end are dropped.
//! - A column holds numbers if at least half of what stands in it are numbers. They may have thousands separated, a
//!   currency or a per cent sign, or the parentheses of a loss. A comma is a decimal comma if the column has no decimal
//!   point and either the cells are not divided by commas or it can be nothing else.
//! - The first row is a header if it has a name, and no number, above a column of numbers; or else if its names are
//!   those that were looked for. Rows of words between a header and the first row with a number or a date belong to it,
//!   such as units.
//!
//! A table is read in passes over its text: cells are never kept. What a column is used for is decided by each kind of
//! data, never here.

mod date;
mod dialect;
mod error;
mod joined;
mod number;
mod profile;
mod records;
mod sheet;
mod start;

pub use date::{DateOrder, Moment, day_of_number, is_part_of_time, months_until};
pub use error::TableError;
pub(super) use joined::{joined, lines};
pub use number::{Decimal, is_blank, number};
pub use profile::{Order, Profile};
pub use records::{Delimiter, Record};
pub use sheet::{Files, Table};

/// A table of up to so many bytes is kept as it was read, so that a session can hold it.
pub const KEPT_BYTES: u64 = 64 * 1024;
