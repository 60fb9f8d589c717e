//! A screen as text that shows its styles, for snapshots: under each row of characters stands a row of letters, one for
//! each column, and at the end a legend says what each letter stands for.
//!
//! A role of the theme has its initial (`t` text, `d` dim, `b` border, `a` accent, `s` second, `w` wrong), in bold its
//! capital; `.` is the terminal's own style. Other styles are numbered in the order in which they are met.

use std::fmt::Write as _;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier, Style};
use unicode_width::UnicodeWidthStr as _;

use crate::tui::app::App;
use crate::tui::theme::Theme;
use crate::tui::view::draw;

/// Letters of styles that are no role of the theme.
const OTHERS: &str = "123456789efghijklmnopqruvxyzEFGHIJKLMNOPQRUVXYZαβγδεζηθικλμνξπρστυφχψω";

/// What a cell looks like.
type Look = (Color, Color, Modifier);

fn look(cell: &Cell) -> Look {
    (cell.fg, cell.bg, cell.modifier)
}

fn of_style(style: Style) -> Look {
    (style.fg.unwrap_or_default(), style.bg.unwrap_or_default(), style.add_modifier)
}

/// The letters given so far.
struct Letters(Vec<(Look, char)>);

impl Letters {
    fn new(theme: &Theme) -> Self {
        let mut letters = vec![((Color::Reset, Color::Reset, Modifier::empty()), '.')];
        let roles = [
            ('t', theme.text()),
            ('d', theme.dim()),
            ('b', theme.border()),
            ('a', theme.accent()),
            ('s', theme.second()),
            ('w', theme.wrong()),
        ];
        for (letter, style) in roles {
            letters.push((of_style(style), letter));
            letters.push((of_style(style.add_modifier(Modifier::BOLD)), letter.to_ascii_uppercase()));
        }
        Self(letters)
    }

    fn of(&mut self, wanted: Look) -> char {
        if let Some(&(_, letter)) = self.0.iter().find(|(look, _)| *look == wanted) {
            return letter;
        }
        let free = OTHERS.chars().find(|&letter| self.0.iter().all(|&(_, taken)| taken != letter));
        let letter = free.expect("a screen has fewer styles than there are letters");
        self.0.push((wanted, letter));
        letter
    }
}

fn colour(color: Color) -> String {
    match color {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        Color::Indexed(index) => format!("256:{index}"),
        Color::Reset => "default".to_owned(),
        named => format!("{named:?}"),
    }
}

/// A buffer with its styles.
pub fn buffer(buffer: &Buffer, theme: &Theme) -> String {
    let mut letters = Letters::new(theme);
    let mut out = String::new();
    let mut used = Vec::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let (mut text, mut styles, mut covered) = (String::new(), String::new(), 0);
        for x in buffer.area.left()..buffer.area.right() {
            let cell = &buffer[(x, y)];
            // What lies behind a wide character is not drawn, and has the style of the character.
            if covered > 0 {
                covered -= 1;
                let same = styles.chars().last().unwrap();
                styles.push(same);
                continue;
            }
            text.push_str(cell.symbol());
            covered = cell.symbol().width().saturating_sub(1);
            let letter = letters.of(look(cell));
            used.push(letter);
            styles.push(letter);
        }
        writeln!(out, "{}\n{}", text.trim_end(), styles.trim_end_matches('.')).unwrap();
    }
    letters.0.retain(|(_, letter)| used.contains(letter));
    for ((fg, bg, modifiers), letter) in letters.0 {
        let on = if bg == Color::Reset { String::new() } else { format!(" on {}", colour(bg)) };
        write!(out, "{letter} = {}{on}", colour(fg)).unwrap();
        for (name, _) in modifiers.iter_names() {
            write!(out, " {}", name.to_lowercase()).unwrap();
        }
        out.push('\n');
    }
    out
}

/// The whole screen with its styles.
pub fn screen(app: &App) -> String {
    let mut terminal = Terminal::new(TestBackend::new(app.area.width, app.area.height)).unwrap();
    terminal.draw(|frame| draw(app, frame)).unwrap();
    buffer(terminal.backend().buffer(), &app.theme)
}
