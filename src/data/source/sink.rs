//! Where the characters of files go.

use std::collections::TryReserveError;

/// Where the characters of files go.
pub(in crate::data) trait Sink {
    /// Makes room for `len` characters or so; a file seldom has more characters than bytes.
    fn reserve(&mut self, len: usize) -> Result<(), TryReserveError>;
    /// Takes the next character.
    fn push(&mut self, c: char) -> Result<(), TryReserveError>;
    /// A file ends here.
    fn end_file(&mut self) -> Result<(), TryReserveError> {
        Ok(())
    }
}

impl<S: Sink> Sink for &mut S {
    fn reserve(&mut self, len: usize) -> Result<(), TryReserveError> {
        (**self).reserve(len)
    }

    fn push(&mut self, c: char) -> Result<(), TryReserveError> {
        (**self).push(c)
    }

    fn end_file(&mut self) -> Result<(), TryReserveError> {
        (**self).end_file()
    }
}

impl Sink for String {
    fn reserve(&mut self, len: usize) -> Result<(), TryReserveError> {
        self.try_reserve_exact(len)
    }

    fn push(&mut self, c: char) -> Result<(), TryReserveError> {
        self.try_reserve(c.len_utf8())?;
        Self::push(self, c);
        Ok(())
    }
}

/// The text of each file.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub done: Vec<String>,
    open: String,
}

impl Sink for Texts {
    fn reserve(&mut self, len: usize) -> Result<(), TryReserveError> {
        Sink::reserve(&mut self.open, len)
    }

    fn push(&mut self, c: char) -> Result<(), TryReserveError> {
        Sink::push(&mut self.open, c)
    }

    fn end_file(&mut self) -> Result<(), TryReserveError> {
        self.done.push(std::mem::take(&mut self.open));
        Ok(())
    }
}
