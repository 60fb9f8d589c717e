//! Where ratatui draws: into memory. What of it goes to the terminal, and when, is [`super::terminal`]'s business.

use std::convert::Infallible;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};

use super::text::columns;

/// The screen as it should be.
#[derive(Debug, Default)]
pub struct Canvas {
    /// Every cell.
    pub cells: Buffer,
    /// Where the cursor is, if it is seen.
    pub cursor: Option<Position>,
    at: Position,
}

impl Canvas {
    /// An empty screen of this size.
    pub fn new((width, height): (u16, u16)) -> Self {
        Self { cells: Buffer::empty(Rect::new(0, 0, width, height)), cursor: None, at: Position::ORIGIN }
    }
}

impl Backend for Canvas {
    type Error = Infallible;

    fn draw<'a, I>(&mut self, content: I) -> Result<(), Infallible>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        for (x, y, cell) in content {
            self.cells[(x, y)] = cell.clone();
            // ratatui does not send the cells that a wide character covers: what stood there would be seen again once
            // the character has gone.
            let end = x.saturating_add(u16::try_from(columns(cell.symbol())).unwrap_or(1)).min(self.cells.area.right());
            for x in x + 1..end {
                self.cells[(x, y)].reset();
            }
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        self.cursor = None;
        Ok(())
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        self.cursor = Some(self.at);
        Ok(())
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        Ok(self.at)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        self.at = position.into();
        self.cursor = self.cursor.map(|_| self.at);
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        self.cells.reset();
        Ok(())
    }

    /// The whole screen is all that a full-screen program clears.
    fn clear_region(&mut self, _: ClearType) -> Result<(), Infallible> {
        self.clear()
    }

    fn size(&self) -> Result<Size, Infallible> {
        Ok(self.cells.area.as_size())
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        Ok(WindowSize { columns_rows: self.cells.area.as_size(), pixels: Size::ZERO })
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;

    use super::*;

    /// Pages of Korean are turned: whatever stood where, the canvas is what was drawn last.
    #[test]
    fn nothing_of_a_wide_character_is_left_behind() {
        let mut terminal = Terminal::new(Canvas::new((6, 1))).unwrap();
        for text in ["a머를", "가나다", " 를 ab", "한", "", "ab머b", "나", ""] {
            terminal.draw(|frame| frame.render_widget(text, frame.area())).unwrap();
            let mut expected = Buffer::empty(Rect::new(0, 0, 6, 1));
            expected.set_string(0, 0, text, ratatui::style::Style::new());
            assert_eq!(terminal.backend().cells, expected, "{text:?}");
        }
    }
}
