//! How saturated each unit's gates are: a point for each unit, as in Karpathy, Johnson and Fei-Fei 2015, "Visualizing
//! and Understanding Recurrent Networks", figure 2. Across stands the share of steps at which the gate is nearly
//! closed, up the share at which it is nearly open.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::widgets::Widget;

use super::unit_map::words;
use crate::train::message::{CLOSED, GatesPart, OPEN, Saturation};
use crate::tui::theme::Theme;

/// Fewest columns of a plot.
const NARROW: u16 = 12;
/// Lines below the plots.
const BELOW: u16 = 2;

/// A plot for each gate that is a share.
pub struct Scatter<'a> {
    /// The layer.
    pub part: &'a GatesPart,
    /// The unit under the cursor.
    pub unit: usize,
    /// The selected gate or state.
    pub vector: usize,
    /// Colours.
    pub theme: &'a Theme,
}

impl Widget for Scatter<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let all = &self.part.saturation;
        if all.is_empty() || area.height < BELOW + 3 || area.width < NARROW {
            return;
        }
        let selected = self.part.vectors.get(self.vector).map_or("", |vector| vector.name);
        let fit = usize::from(area.width / NARROW).clamp(1, all.len());
        let at = all.iter().position(|saturation| saturation.gate == selected).unwrap_or(0);
        let first = if fit < all.len() { at.min(all.len() - fit) } else { 0 };
        let width = area.width / u16::try_from(fit).unwrap_or(1);
        for (place, saturation) in all[first..first + fit].iter().enumerate() {
            let x = area.x + width * u16::try_from(place).unwrap_or(0);
            let plot = Rect { x, width, height: area.height - BELOW, ..area };
            self.plot(saturation, saturation.gate == selected, plot, buf);
        }
        let room = usize::from(area.width.saturating_sub(2));
        let texts = [
            format!("→ share of steps below {CLOSED}  ↑ above {OPEN}"),
            format!("→ steps below {CLOSED}  ↑ above {OPEN}"),
            format!("→ below {CLOSED} ↑ above {OPEN}"),
        ];
        if let Some(text) = texts.iter().find(|text| text.chars().count() <= room) {
            buf.set_stringn(area.x + 1, area.bottom() - 2, text, room, self.theme.dim());
        }
        let share = |of: &[f32]| of.get(self.unit).map_or(0.0, |share| share * 100.0);
        let mut line = format!("◆ u{}", self.unit);
        // As many gates as there is room for, those of the plots first.
        for of in all[first..].iter().chain(&all[..first]) {
            let one = format!("  {} {:.0}% {:.0}%", of.gate, share(&of.left), share(&of.right));
            if line.chars().count() + one.chars().count() <= room {
                line.push_str(&one);
            }
        }
        buf.set_stringn(area.x + 1, area.bottom() - 1, line, room, self.theme.second());
    }
}

impl Scatter<'_> {
    fn plot(&self, saturation: &Saturation, selected: bool, area: Rect, buf: &mut Buffer) {
        let theme = self.theme;
        let name = format!("{} {}", saturation.gate, words(saturation.gate));
        let style = if selected { theme.accent().add_modifier(Modifier::BOLD) } else { theme.text() };
        buf.set_stringn(area.x + 3, area.y, name, usize::from(area.width - 3), style);
        let inner = Rect::new(area.x + 3, area.y + 1, area.width - 4, area.height - 2);
        if inner.is_empty() {
            return;
        }
        for y in inner.y..inner.bottom() {
            buf[(inner.x - 1, y)].set_char('│').set_style(theme.border());
        }
        buf[(inner.x - 1, inner.bottom())].set_char('└').set_style(theme.border());
        for x in inner.x..inner.right() {
            buf[(x, inner.bottom())].set_char('─').set_style(theme.border());
        }
        for (y, label) in [(inner.y, "1"), (inner.bottom() - 1, "0")] {
            buf.set_stringn(area.x + 1, y, label, 1, theme.dim());
        }
        let last = self.unit.min(saturation.left.len().saturating_sub(1));
        let others = (0..saturation.left.len()).filter(|&unit| unit != last);
        // The unit under the cursor is drawn over all others.
        for unit in others.chain([last]) {
            let (left, right) = (saturation.left[unit], saturation.right[unit]);
            let at = (inner.x + place(left, inner.width), inner.bottom() - 1 - place(right, inner.height));
            let (symbol, style) = if unit == self.unit { ('◆', theme.second()) } else { ('•', theme.accent()) };
            buf[at].set_char(symbol).set_style(style);
        }
    }
}

/// Which of so many cells a share from 0 to 1 falls into.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place on the screen")]
fn place(share: f32, cells: u16) -> u16 {
    (share.clamp(0.0, 1.0) * f32::from(cells - 1)).round() as u16
}
