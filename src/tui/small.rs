//! What a screen shows that is too small for the dashboard: what size it needs, or the question that is open.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Paragraph, Wrap};

use super::app::{App, Mode};
use super::layout::SMALLEST;
use super::theme::Theme;

/// Draws it.
pub fn draw(app: &App, frame: &mut Frame<'_>) {
    let text = match app.mode {
        Mode::Leaving => "Leave? Not all is saved. s saves and leaves, d leaves without, Esc stays".to_owned(),
        Mode::Prompt => format!(":{}", super::text::shorten(app.input.value(), 4096)),
        Mode::Help => format!("Esc closes the help; {}", needs(frame.area())),
        Mode::Main if !app.alarms.is_empty() => app.alarms[0].clone(),
        Mode::Main => needs(frame.area()),
    };
    words(&app.theme, frame, text);
}

/// Draws the size that is needed.
pub fn draw_needs(theme: &Theme, frame: &mut Frame<'_>) {
    words(theme, frame, needs(frame.area()));
}

fn needs(area: Rect) -> String {
    format!("rnntui needs {} x {}, this is {} x {}", SMALLEST.0, SMALLEST.1, area.width, area.height)
}

fn words(theme: &Theme, frame: &mut Frame<'_>, text: String) {
    frame.render_widget(Paragraph::new(text).style(theme.text()).wrap(Wrap { trim: true }), frame.area());
}
