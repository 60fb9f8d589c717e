//! How large the gradient of each parameter is, the largest first.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::figures::figure;
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::frame::{self, Around};
use crate::tui::keys::Move;
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::panes::fading::covered;
use crate::tui::panes::reach::view;
use crate::tui::tab::Tab;
use crate::tui::text::cut;

/// The pane's name.
pub const ID: Id = Id("norms");

/// Columns of a number with its blanks.
const NUMBER: usize = 11;
/// Columns of a bar at most.
const BAR: usize = 20;

/// The pane.
pub struct GradientNorms;

fn lines(area: Rect) -> usize {
    usize::from(frame::inner(area).height)
}

impl Pane<App> for GradientNorms {
    fn id(&self) -> Id {
        ID
    }

    fn place(&self) -> Place {
        Place::Bottom(4)
    }

    fn exists(&self, app: &App) -> bool {
        app.tab == Tab::Gradients
    }

    fn draw(&self, app: &App, frame: &mut Frame<'_>, area: Rect, below: bool) {
        let (theme, around) = (&app.theme, Around::pane(app.focus == ID));
        let Some(view) = view(app) else {
            frame::draw(theme, frame, area, around, "Gradient norms", below);
            return;
        };
        let title = format!("Gradient norms · {}", covered(view));
        let inner = frame::draw(theme, frame, area, around, &title, below);
        let mut norms: Vec<_> = view.norms.iter().collect();
        norms.sort_by(|a, b| b.1.total_cmp(&a.1));
        let most = norms.first().map_or(0.0, |(_, norm)| *norm).max(f64::MIN_POSITIVE);
        let width = usize::from(inner.width).saturating_sub(2);
        let widest = norms.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        let name_room = widest.min(width.saturating_sub(NUMBER));
        let bar_room = width.saturating_sub(name_room + NUMBER + 1).min(BAR);
        let shown = norms.iter().skip(app.first[ID]).take(usize::from(inner.height));
        for (y, (name, norm)) in (inner.y..).zip(shown) {
            let name = cut(name, name_room);
            let pad = " ".repeat(name_room.saturating_sub(name.chars().count()));
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "columns of a bar"
            )]
            let bar = ((norm / most * bar_room as f64).round() as usize).min(bar_room);
            let line = Line::from(vec![
                Span::styled(format!(" {name}{pad}"), theme.text()),
                Span::styled(format!("{:>width$} ", figure(*norm), width = NUMBER - 1), theme.dim()),
                Span::styled("▪".repeat(bar), theme.accent()),
            ]);
            frame.render_widget(line, Rect { y, height: 1, ..inner });
        }
    }

    fn clamp(&self, app: &mut App, area: Rect) {
        let all = view(app).map_or(0, |view| view.norms.len());
        app.first[ID] = app.first[ID].min(all.saturating_sub(lines(area)));
    }

    fn scroll(&self, app: &mut App, area: Rect, to: Move) -> Option<Vec<Effect>> {
        app.first[ID] = to.from(app.first[ID], lines(area).saturating_sub(1));
        Some(Vec::new())
    }

    fn wheel(&self, app: &mut App, _area: Rect, down: bool) {
        app.first[ID] = Move::wheel(app.first[ID], down);
    }
}
