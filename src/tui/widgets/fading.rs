//! How the gradient fades with the lag, as curves on a logarithmic scale, with the lag at which half of it is left.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::symbols::Marker;
use ratatui::text::{Line as TextLine, Span};
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas, Line, Points};

use crate::figures::figure;
use crate::train::message::{Fading, GradientsPart};
use crate::tui::theme::Theme;

/// Columns of the labels of the axis.
const LABELS: u16 = 9;
/// Powers of ten that the axis shows at most.
const DECADES: f64 = 12.0;

/// The curves of one direction of a layer.
pub struct FadingChart<'a> {
    /// What is shown.
    pub part: &'a GradientsPart,
    /// Whether c is what is selected, where there is one.
    pub of_c: bool,
    /// Steps after which training cuts the gradient, where it does.
    pub cut: Option<usize>,
    /// Colours.
    pub theme: &'a Theme,
}

impl FadingChart<'_> {
    fn selected(&self) -> &Fading {
        self.part.c.as_ref().filter(|_| self.of_c).unwrap_or(&self.part.h)
    }

    /// The half-life in words, and where training cuts the gradient; in fewer words where there is little room.
    fn half_life(&self, room: usize) -> (String, String) {
        let fading = self.selected();
        let farthest = fading.by_lag.len().saturating_sub(1);
        let cut = self.cut.map_or_else(|| " · never cut".to_owned(), |cut| format!(" · cut after {cut}"));
        let half_life = |unit: &str| match fading.half_life {
            Some(steps) => format!("half-life {steps:.2}{unit}"),
            None if fading.by_lag.iter().all(|&norm| norm == 0.0) => "no gradient".to_owned(),
            None if fading.by_lag.iter().any(|norm| norm.is_nan()) => "no number".to_owned(),
            None => format!("half-life over {farthest}{unit}"),
        };
        let long = half_life(" steps");
        let fits = long.chars().count() + cut.chars().count() <= room;
        (if fits { long } else { half_life("") }, cut)
    }
}

/// Lags and the logarithms of what is left there, of all that is more than 0.
fn points(by_lag: &[f64]) -> Vec<(f64, f64)> {
    let seen = (0u32..).zip(by_lag).filter(|(_, norm)| norm.is_finite() && **norm > 0.0);
    seen.map(|(lag, norm)| (f64::from(lag), norm.log10())).collect()
}

fn colour(style: Style) -> Color {
    style.fg.unwrap_or(Color::Reset)
}

impl Widget for FadingChart<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.height < 1 || area.width < LABELS + 4 {
            return;
        }
        let theme = self.theme;
        let (half_life, cut) = self.half_life(usize::from(area.width - 1));
        let mut spans = vec![Span::raw(" "), Span::styled(half_life, theme.accent())];
        spans.push(Span::styled(cut, theme.dim()));
        TextLine::from(spans).render(Rect { height: 1, ..area }, buf);
        if area.height < 4 {
            return;
        }
        let plot = Rect::new(area.x + LABELS, area.y + 1, area.width - LABELS - 1, area.height - 2);
        let lags = self.part.h.by_lag.len();
        let curves = [
            (points(&self.part.h.by_lag), theme.accent(), "h"),
            (self.part.c.as_ref().map(|c| points(&c.by_lag)).unwrap_or_default(), theme.second(), "c"),
        ];
        let all = || curves.iter().flat_map(|(points, ..)| points).map(|(_, norm)| *norm);
        let (most, least) = (all().fold(f64::NEG_INFINITY, f64::max), all().fold(f64::INFINITY, f64::min));
        if !most.is_finite() {
            return;
        }
        // A curve that is all alike stands in the middle.
        let (low, high) =
            if most - least < 0.01 { (least - 0.5, most + 0.5) } else { (least.max(most - DECADES), most) };
        let last = f64::from(u32::try_from(lags.max(2) - 1).unwrap_or(u32::MAX));
        let half = self.selected().half_life;
        Canvas::default()
            .marker(Marker::Braille)
            .x_bounds([0.0, last])
            .y_bounds([low, high])
            .paint(|context| {
                if let Some(half) = half.filter(|_| theme.coloured()) {
                    let color = colour(theme.border());
                    context.draw(&Line { x1: half, y1: low, x2: half, y2: high, color });
                    context.layer();
                }
                for (points, style, _) in curves.iter().rev() {
                    let color = colour(*style);
                    context.draw(&Points { coords: points, color });
                    for pair in points.windows(2) {
                        context.draw(&Line { x1: pair[0].0, y1: pair[0].1, x2: pair[1].0, y2: pair[1].1, color });
                    }
                    context.layer();
                }
            })
            .render(plot, buf);
        for (y, norm) in [(plot.y, high), (plot.bottom() - 1, low)] {
            let label = format!("{:>8}", figure(10.0_f64.powf(norm)));
            buf.set_stringn(area.x, y, label, usize::from(LABELS), theme.dim());
        }
        let room = usize::from(plot.width);
        buf.set_stringn(plot.x, plot.bottom(), "lag 0", room, theme.dim());
        let end = (lags.max(1) - 1).to_string();
        let right = plot.right().saturating_sub(u16::try_from(end.len()).unwrap_or(0));
        buf.set_stringn(right, plot.bottom(), end, room, theme.dim());
        if self.part.c.is_some() {
            let middle = plot.x + plot.width / 2;
            for (x, (_, style, name)) in [middle - 1, middle + 1].into_iter().zip(&curves) {
                buf.set_stringn(x, plot.bottom(), name, 1, *style);
            }
        }
    }
}
