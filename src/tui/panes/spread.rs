//! How the numbers of a parameter are spread: a histogram, and the numbers that sum it up.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::figures::{count, figure, short};
use crate::tui::app::App;
use crate::tui::frame::{self, Around};
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::panes::weights::{answers, change, view};
use crate::tui::tab::Tab;

/// The pane's name.
pub const ID: Id = Id("spread");

/// The pane.
pub struct Spread;

impl Pane<App> for Spread {
    fn id(&self) -> Id {
        ID
    }

    fn place(&self) -> Place {
        Place::Bottom(4)
    }

    fn exists(&self, app: &App) -> bool {
        app.tab == Tab::Weights
    }

    fn draw(&self, app: &App, frame: &mut Frame<'_>, area: Rect, below: bool) {
        let theme = &app.theme;
        let title = if change(app).is_some() { "Spread of the change" } else { "Spread" };
        let inner = frame::draw(theme, frame, area, Around::pane(app.focus == ID), title, below);
        let Some(view) = view(app).filter(|view| inner.height > 2 && answers(app, view)) else { return };
        let (least, most, norm) = view.span();
        let head = |written: fn(f32) -> String| {
            let named = |(name, value): (&str, f32)| {
                let (name, value) = (format!(" {name} "), format!("{} ", written(value)));
                [Span::styled(name, theme.dim()), Span::styled(value, theme.text())]
            };
            Line::from([("min", least), ("max", most), ("norm", norm)].map(named).concat())
        };
        let long = head(figure);
        let head = if long.width() > usize::from(inner.width) + 1 { head(short) } else { long };
        frame.render_widget(head, Rect { height: 1, ..inner });
        let bins = view.histogram(usize::from(inner.height - 2));
        let highest = bins.iter().copied().max().unwrap_or(0).max(1);
        // From the largest down, as an axis goes.
        for (y, (bin, &of)) in (inner.y + 1..).zip(bins.iter().enumerate().rev()) {
            #[expect(clippy::cast_precision_loss, reason = "an axis")]
            let edge = least + (most - least) * (bin as f32 + 0.5) / bins.len() as f32;
            let room = usize::from(inner.width).saturating_sub(21);
            // What is there is seen, however little of all it is.
            let width = (of * room / highest).max(usize::from(of > 0));
            let bar = "█".repeat(width);
            let line = Line::from(vec![
                Span::styled(format!("{:>10} ", figure(edge)), theme.dim()),
                Span::styled(bar, theme.accent()),
                Span::styled(if of > 0 { format!(" {}", count(of as u64)) } else { String::new() }, theme.dim()),
            ]);
            frame.render_widget(line, Rect { y, height: 1, ..inner });
        }
    }
}
