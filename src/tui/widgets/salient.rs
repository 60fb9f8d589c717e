//! A text coloured by what an output depends on: the stronger, the lighter its ground. Without colours a digit under
//! each token says how strong it is beside the strongest.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::widgets::Widget;

use super::scale::digit;
use crate::train::message::GradientsView;
use crate::tui::text::{columns, cut};
use crate::tui::theme::Theme;

/// The strongest inputs that are named.
const NAMED: usize = 3;

/// What the output at a row depends on.
pub struct Salient<'a> {
    /// All gradients.
    pub view: &'a GradientsView,
    /// The row of outputs.
    pub row: usize,
    /// The step under the time cursor, of the last part of the saliency.
    pub time: usize,
    /// Colours.
    pub theme: &'a Theme,
}

/// A token as it stands in a line: what would not be seen has a symbol.
fn visible(token: &str) -> String {
    if token == " " { "␣".to_owned() } else { cut(token, 16) }
}

impl Salient<'_> {
    /// The strongest inputs, each with its step, from 1, and its share.
    fn strongest(&self) -> String {
        let named = self.view.strongest(self.row, NAMED).into_iter().map(|(part, step, share)| {
            let token = self.view.saliency[part].steps.get(step).map_or("", String::as_str);
            format!("{}@{} {:.0}%", visible(token), step + 1, share * 100.0)
        });
        let named: Vec<String> = named.collect();
        if named.is_empty() { "it depends on nothing that was read".to_owned() } else { named.join(", ") }
    }
}

impl Widget for Salient<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.height == 0 || area.width < 4 || self.row >= self.view.wanted.len() {
            return;
        }
        let theme = self.theme;
        let inside = Rect { x: area.x + 1, width: area.width - 2, ..area };
        let room = usize::from(inside.width);
        let named = self.strongest();
        buf.set_stringn(inside.x, inside.y, cut(&named, room), room, theme.text());
        let parts = &self.view.saliency;
        let norms = || parts.iter().flat_map(|part| part.norm.row(self.row)).copied();
        let most = norms().filter(|norm| norm.is_finite()).fold(f32::MIN_POSITIVE, f32::max);
        let words = parts.iter().flat_map(|part| &part.steps).any(|step| columns(step) > 1);
        let (gap, tall) = (u16::from(words), if theme.coloured() { 1 } else { 2 });
        let (mut x, mut y) = (inside.x, inside.y + 1);
        for (index, part) in parts.iter().enumerate() {
            if index > 0 && x > inside.x {
                (x, y) = (inside.x, y + tall);
            }
            for (step, token) in part.steps.iter().enumerate() {
                let token = visible(token);
                let wide = u16::try_from(columns(&token)).unwrap_or(u16::MAX);
                if x + wide > inside.right() {
                    (x, y) = (inside.x, y + tall);
                }
                if y + tall > inside.bottom() {
                    return;
                }
                let share = part.norm[[self.row, step]] / most;
                let mut style = theme.ground(share);
                if index + 1 == parts.len() && step == self.time {
                    style = style.add_modifier(Modifier::UNDERLINED);
                }
                buf.set_stringn(x, y, &token, usize::from(wide), style);
                if !theme.coloured() && share > 0.0 {
                    buf[(x, y + 1)].set_char(digit(share)).set_style(theme.dim());
                }
                x += wide + gap;
            }
        }
    }
}
