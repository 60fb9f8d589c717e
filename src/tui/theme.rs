//! All colours and symbols of the screens. A theme fits them to what the terminal can show and to what the user asked
//! for.

use ratatui::style::{Color, Modifier, Style};

use super::screen::{Background, Screen};
use super::symbols::Symbols;

/// How many colours the terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// `NO_COLOR` is set, or the terminal is dumb.
    Mono,
    /// The sixteen names.
    Ansi16,
    /// The 256-colour cube.
    Ansi256,
    /// 24 bits.
    TrueColor,
}

/// The styles of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    depth: Depth,
    light: bool,
    /// Whether nothing but the terminal itself can tell whether its background is light.
    unknown: bool,
    symbols: Symbols,
}

type Rgb = (u8, u8, u8);

impl Theme {
    /// A theme for a terminal with so many colours and a light or a dark background.
    #[cfg(test)]
    #[must_use]
    pub fn new(depth: Depth, light: bool) -> Self {
        Self { depth, light, unknown: false, symbols: Symbols::All }
    }

    /// The theme that the command line and the environment ask for: `NO_COLOR`, `COLORTERM` and `TERM` decide on
    /// colours, `--theme` and `COLORFGBG` on the background, `--ascii`, the locale and `TERM` on symbols.
    #[must_use]
    pub fn from_env(screen: &Screen) -> Self {
        Self::from_vars(screen, |name| std::env::var(name).unwrap_or_default())
    }

    /// The same for variables from any source. A variable that is not set is empty.
    fn from_vars(screen: &Screen, var: impl Fn(&str) -> String) -> Self {
        let term = var("TERM");
        let depth = if !var("NO_COLOR").is_empty() || term == "dumb" {
            Depth::Mono
        } else if matches!(var("COLORTERM").as_str(), "truecolor" | "24bit") {
            Depth::TrueColor
        } else if term.contains("256color") {
            Depth::Ansi256
        } else {
            Depth::Ansi16
        };
        let told = var("COLORFGBG").rsplit(';').next().and_then(|background| background.parse::<u8>().ok());
        let light = match screen.background {
            Background::Light => true,
            Background::Dark => false,
            Background::Asked => matches!(told, Some(7 | 15)),
        };
        let unknown = screen.background == Background::Asked && told.is_none() && depth != Depth::Mono;
        Self { depth, light, unknown, symbols: Symbols::of(screen.ascii, var) }
    }

    /// Whether only the terminal can tell its background.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.unknown
    }

    /// Takes the terminal's answer: the red, green and blue of its background, from 0 to 1.
    pub fn told(&mut self, [r, g, b]: [f32; 3]) {
        if self.unknown {
            self.light = 0.299 * r + 0.587 * g + 0.114 * b > 0.5;
        }
    }

    /// The symbols that the terminal can show.
    #[must_use]
    pub fn symbols(&self) -> Symbols {
        self.symbols
    }

    /// Whether a cell can show two values above each other, each in its colour.
    #[must_use]
    pub fn halves(&self) -> bool {
        self.coloured() && self.symbols != Symbols::Ascii
    }

    /// Whether there are colours. Without them heatmaps use characters.
    #[must_use]
    pub fn coloured(&self) -> bool {
        self.depth != Depth::Mono
    }

    /// A colour as the terminal can show it: `dark` or `light` by the background, `name` where there are but sixteen.
    /// Names that cannot be read on a light background have another there: see `named`.
    fn color(self, dark: Rgb, light: Rgb, name: Color) -> Color {
        let (r, g, b) = if self.light { light } else { dark };
        match self.depth {
            Depth::Mono => Color::Reset,
            Depth::Ansi16 if self.light => named(name),
            Depth::Ansi16 => name,
            Depth::Ansi256 => Color::Indexed(nearest_256((r, g, b))),
            Depth::TrueColor => Color::Rgb(r, g, b),
        }
    }

    /// Plain text.
    #[must_use]
    pub fn text(&self) -> Style {
        Style::new().fg(self.color((205, 208, 214), (40, 42, 48), Color::Reset))
    }

    /// Labels and hints.
    #[must_use]
    pub fn dim(&self) -> Style {
        Style::new().fg(self.color((120, 125, 135), (92, 96, 104), Color::DarkGray))
    }

    /// Borders.
    #[must_use]
    pub fn border(&self) -> Style {
        Style::new().fg(self.color((62, 66, 76), (196, 198, 204), Color::DarkGray))
    }

    /// The accent: the focus, the training curve, keys.
    #[must_use]
    pub fn accent(&self) -> Style {
        let style = Style::new().fg(self.color((96, 190, 205), (0, 100, 120), Color::Cyan));
        if self.coloured() { style } else { style.add_modifier(Modifier::BOLD) }
    }

    /// The validation curve and markers.
    #[must_use]
    pub fn second(&self) -> Style {
        Style::new().fg(self.color((222, 160, 84), (146, 82, 0), Color::Yellow))
    }

    /// The curve of another run, by its number: hues that colour-blind people can tell apart, after Okabe and Ito.
    #[must_use]
    pub fn other(&self, number: usize) -> Style {
        let colours = [
            ((204, 121, 167), (160, 60, 120), Color::Magenta),
            ((86, 180, 233), (0, 114, 178), Color::Blue),
            ((0, 158, 115), (0, 120, 85), Color::Green),
            ((240, 228, 66), (120, 110, 0), Color::LightYellow),
            ((213, 94, 0), (170, 60, 0), Color::Red),
        ];
        let (dark, light, name) = colours[number % colours.len()];
        Style::new().fg(self.color(dark, light, name))
    }

    /// Wrong answers: bold and underlined too, so that they stand out without colour.
    #[must_use]
    pub fn wrong(&self) -> Style {
        let style = Style::new().fg(self.color((240, 132, 80), (168, 44, 0), Color::LightRed));
        style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
    }

    /// A character that the net said, right or wrong, and how sure it was; nothing if it said none. What it was not
    /// sure of, below a half, stands back: a wrong one is not bold, a right one dim.
    #[must_use]
    pub fn said(&self, right: bool, sure: Option<f32>) -> Style {
        match (right, sure) {
            (_, None) => self.dim(),
            (true, Some(sure)) if sure < 0.5 && self.coloured() => self.dim(),
            (true, Some(sure)) if sure < 0.5 => self.dim().add_modifier(Modifier::DIM),
            (true, Some(_)) => self.text(),
            (false, Some(sure)) if sure < 0.5 => self.wrong().remove_modifier(Modifier::BOLD),
            (false, Some(_)) => self.wrong(),
        }
    }

    /// What the text says, by the probability that the net gave to it: what it expected stands back, what surprised it
    /// stands out, by the accent and without colour by lines. Nothing is known of what was not worked out.
    #[must_use]
    pub fn surprised(&self, truth: Option<f32>) -> Style {
        match truth {
            None => self.dim(),
            Some(truth) if truth >= 0.5 && self.coloured() => self.dim(),
            Some(truth) if truth >= 0.5 => self.dim().add_modifier(Modifier::DIM),
            Some(truth) if truth >= 0.1 => self.text(),
            Some(truth) if truth >= 0.01 => self.accent().add_modifier(Modifier::UNDERLINED),
            Some(_) => self.accent().add_modifier(Modifier::UNDERLINED | Modifier::BOLD),
        }
    }

    /// A selected row.
    #[must_use]
    pub fn selected(&self) -> Style {
        match self.depth {
            Depth::Mono | Depth::Ansi16 => Style::new().add_modifier(Modifier::REVERSED),
            _ => Style::new().bg(self.color((40, 46, 56), (226, 232, 238), Color::Reset)),
        }
    }

    /// What is under the time cursor.
    #[must_use]
    pub fn cursor(&self) -> Style {
        self.text().add_modifier(Modifier::REVERSED)
    }

    /// The colour of a value from -1 (blue) over 0 (near the background) to +1 (orange), two hues that colour-blind
    /// people can tell apart. NaN and infinities are magenta.
    #[must_use]
    pub fn diverging(&self, value: f32) -> Color {
        let (zero, plus, minus) = if self.light {
            ((236, 236, 238), (214, 96, 10), (24, 92, 190))
        } else {
            ((34, 36, 42), (250, 164, 76), (84, 150, 250))
        };
        let (end, strength) = if value < 0.0 { (minus, -value) } else { (plus, value) };
        if !value.is_finite() {
            return self.color((200, 60, 200), (160, 0, 160), Color::Magenta);
        }
        let strength = strength.min(1.0);
        if self.depth == Depth::Ansi16 {
            return match (value < 0.0, strength) {
                (_, s) if s < 0.2 => {
                    if self.light {
                        Color::White
                    } else {
                        Color::Black
                    }
                }
                (true, s) if s < 0.6 => Color::Blue,
                (true, _) => Color::LightBlue,
                (false, s) if s < 0.6 => Color::Yellow,
                (false, _) => Color::LightYellow,
            };
        }
        let rgb = mix(zero, end, strength);
        self.color(rgb, rgb, Color::Reset)
    }

    /// Text on a ground of a value's colour, from -1 over 0 (plain text) to +1.
    #[must_use]
    pub fn shade(&self, value: f32) -> Style {
        if !self.coloured() {
            return self.text();
        }
        let style = self.text().bg(self.diverging(value));
        // Where a letter in the text's own colour would be hard to read.
        let (from, name) = if self.light { (0.55, Color::Black) } else { (0.45, Color::Black) };
        let strong = !value.is_finite() || value.abs() > from;
        if strong { style.fg(self.color((0, 0, 0), (255, 255, 255), name)) } else { style }
    }

    /// The colour of a share from 0 (near the background) to 1. Lightness alone orders the colours, so that everybody
    /// can tell them apart. NaN and infinities are magenta.
    #[must_use]
    pub fn sequential(&self, share: f32) -> Color {
        if !share.is_finite() {
            return self.color((200, 60, 200), (160, 0, 160), Color::Magenta);
        }
        let share = share.clamp(0.0, 1.0);
        if self.depth == Depth::Ansi16 {
            let steps = [Color::Black, Color::DarkGray, Color::Gray, Color::White];
            let step = [0.1, 0.4, 0.7].into_iter().filter(|&from| share >= from).count();
            return steps[if self.light { 3 - step } else { step }];
        }
        let (from, to) = if self.light { ((238, 240, 242), (0, 62, 92)) } else { ((30, 33, 40), (244, 226, 150)) };
        let rgb = mix(from, to, share);
        self.color(rgb, rgb, Color::Reset)
    }

    /// Text on a ground of a share's colour, from 0 (plain text) to 1.
    #[must_use]
    pub fn ground(&self, share: f32) -> Style {
        if !self.coloured() {
            return self.text();
        }
        let style = self.text().bg(self.sequential(share));
        // Where a letter in the text's own colour would be hard to read.
        let (from, name) = if self.light { (0.55, Color::White) } else { (0.35, Color::Black) };
        if share > from { style.fg(self.color((0, 0, 0), (255, 255, 255), name)) } else { style }
    }
}

/// The name in place of one that cannot be read on a light background.
fn named(name: Color) -> Color {
    match name {
        Color::Cyan => Color::Blue,
        Color::Yellow => Color::Magenta,
        Color::LightRed => Color::Red,
        name => name,
    }
}

/// The colour that lies `share` of the way between two.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two bytes")]
fn mix(from: Rgb, to: Rgb, share: f32) -> Rgb {
    let mix = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * share) as u8;
    (mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

/// The index of the nearest colour in xterm's 6x6x6 cube (16 to 231) or its ramp of greys (232 to 255).
fn nearest_256((r, g, b): Rgb) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let level = |v: u8| (0u8..6).min_by_key(|&i| v.abs_diff(STEPS[usize::from(i)])).unwrap_or(0);
    let distance = |(x, y, z): Rgb| {
        let square = |d: u8| u32::from(d) * u32::from(d);
        square(x.abs_diff(r)) + square(y.abs_diff(g)) + square(z.abs_diff(b))
    };
    let (i, j, k) = (level(r), level(g), level(b));
    let cube = (STEPS[usize::from(i)], STEPS[usize::from(j)], STEPS[usize::from(k)]);
    let grey = (0u8..24).min_by_key(|&n| distance((8 + 10 * n, 8 + 10 * n, 8 + 10 * n))).unwrap_or(0);
    let shade = 8 + 10 * grey;
    if distance((shade, shade, shade)) < distance(cube) { 232 + grey } else { 16 + 36 * i + 6 * j + k }
}

#[cfg(test)]
mod tests;
