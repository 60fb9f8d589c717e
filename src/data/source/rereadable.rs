//! Writes text so that reading it gives the same characters again.

use std::fmt::{self, Write};

use super::decoder::BYTE_ORDER_MARK;

/// Writes text so that reading it gives the same characters again. Reading drops a byte-order mark, and the CR of a
/// CRLF; where the text itself has one, this writes one more before it. Such text is rare.
pub(in crate::data) struct Rereadable<'a, 'b> {
    out: &'a mut fmt::Formatter<'b>,
    at_start: bool,
    after_cr: bool,
}

impl<'a, 'b> Rereadable<'a, 'b> {
    /// Writes a text from its beginning.
    pub fn new(out: &'a mut fmt::Formatter<'b>) -> Self {
        Self { out, at_start: true, after_cr: false }
    }
}

impl Write for Rereadable<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|c| self.write_char(c))
    }

    fn write_char(&mut self, c: char) -> fmt::Result {
        if std::mem::take(&mut self.at_start) && c == BYTE_ORDER_MARK {
            self.out.write_char(c)?;
        }
        if std::mem::replace(&mut self.after_cr, c == '\r') && c == '\n' {
            self.out.write_char('\r')?;
        }
        self.out.write_char(c)
    }
}
