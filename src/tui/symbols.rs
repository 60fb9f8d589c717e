//! Which symbols the terminal can show. Widgets draw with all there are; what the terminal lacks is replaced here, in
//! the finished frame, so that this is the only place that knows.

use ratatui::buffer::Buffer;

use crate::glyph::{Cluster, ascii, clusters};

/// The symbols of a terminal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Symbols {
    /// All of Unicode.
    #[default]
    All,
    /// Those of the Linux console's fonts: straight frames and half blocks, no braille.
    Console,
    /// ASCII only.
    Ascii,
}

impl Symbols {
    /// What `--ascii`, the locale and `TERM` ask for. Where no variable tells the locale, nothing is known against
    /// Unicode. A variable that is not set is empty.
    #[must_use]
    pub fn of(only_ascii: bool, var: impl Fn(&str) -> String) -> Self {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].map(&var).into_iter().find(|value| !value.is_empty());
        let unicode = locale.is_none_or(|locale| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        });
        let term = var("TERM");
        if only_ascii || !unicode || term.starts_with("vt") {
            Self::Ascii
        } else if term == "linux" {
            Self::Console
        } else {
            Self::All
        }
    }

    /// Replaces what the terminal cannot show, and as the last look before the terminal, what must never be sent there.
    pub fn fit(self, cells: &mut Buffer) {
        for cell in &mut cells.content {
            let symbol = cell.symbol();
            if symbol.is_ascii() && !symbol.contains(|c: char| c.is_ascii_control()) {
                continue;
            }
            let shown = |cluster: Cluster<'_>| match self {
                Self::All => cluster.text.into_owned(),
                Self::Console => {
                    let own = cluster.text.chars().next().and_then(console);
                    own.map_or_else(|| cluster.text.into_owned(), String::from)
                }
                Self::Ascii => cluster.ascii().to_string(),
            };
            let shown: String = clusters(symbol).map(shown).collect();
            if shown != cell.symbol() {
                cell.set_symbol(&shown);
            }
        }
    }
}

/// What the Linux console shows for one of this program's symbols, if it lacks it.
fn console(c: char) -> Option<char> {
    match c {
        '\u{2800}'..='\u{28ff}' => {
            let bits = c as u32 - 0x2800;
            Some(match (bits & 0x1b != 0, bits & 0xe4 != 0) {
                (false, false) => ' ',
                (true, false) => '▀',
                (false, true) => '▄',
                (true, true) => '█',
            })
        }
        '╭' => Some('┌'),
        '╮' => Some('┐'),
        '╯' => Some('┘'),
        '╰' => Some('└'),
        '┊' => Some('│'),
        '◀' => Some('<'),
        '▶' => Some('>'),
        '▁' | '▂' => Some('_'),
        '▃' | '▅' => Some('▄'),
        '▆' | '▇' => Some('█'),
        '–' | '…' | '✓' | '✗' | '×' | '▸' | '›' | '◆' | '★' | '◌' | '◐' | '●' | '•' | '▮' | '▪' | '■' | '␣' | '␊'
        | '␉' => Some(ascii(c)),
        '\u{2400}'..='\u{2421}' => Some('?'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(only_ascii: bool, vars: &[(&str, &str)]) -> Symbols {
        Symbols::of(only_ascii, |name| {
            vars.iter().find(|(set, _)| *set == name).map_or_else(String::new, |(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn locale_and_terminal_decide() {
        assert_eq!(of(false, &[]), Symbols::All);
        assert_eq!(of(true, &[("LANG", "ko_KR.UTF-8")]), Symbols::Ascii);
        assert_eq!(of(false, &[("LC_ALL", "C"), ("LANG", "ko_KR.UTF-8")]), Symbols::Ascii);
        assert_eq!(of(false, &[("LC_CTYPE", "POSIX"), ("LANG", "ko_KR.UTF-8")]), Symbols::Ascii);
        assert_eq!(of(false, &[("LC_ALL", ""), ("LANG", "de_DE.utf8")]), Symbols::All);
        assert_eq!(of(false, &[("LANG", "C.UTF-8"), ("TERM", "linux")]), Symbols::Console);
        assert_eq!(of(false, &[("LANG", "C.UTF-8"), ("TERM", "vt100")]), Symbols::Ascii);
        assert_eq!(of(false, &[("LANG", "C.UTF-8"), ("TERM", "xterm-256color")]), Symbols::All);
    }

    #[test]
    fn what_the_terminal_lacks_is_replaced_and_columns_stay() {
        let shown = |symbols: Symbols| {
            let mut cells = Buffer::with_lines(["╭─⣿⠁▀한│✓ e\u{301}"]);
            symbols.fit(&mut cells);
            cells.content.iter().map(|cell| cell.symbol().to_owned()).collect::<Vec<_>>().concat()
        };
        assert_eq!(shown(Symbols::Ascii), "+-|'\"? |+ e");
        assert_eq!(shown(Symbols::Console), "┌─█▀▀한 │+ e\u{301}");
        assert_eq!(shown(Symbols::All), "╭─⣿⠁▀한 │✓ e\u{301}");
    }

    /// The last look: whatever drew it, nothing in a cell is a command.
    #[test]
    fn nothing_in_a_cell_is_a_command() {
        let mut cells = Buffer::with_lines(["ab"]);
        cells[(0, 0)].set_symbol("\u{1b}");
        cells[(1, 0)].set_symbol("x\u{202e}");
        Symbols::All.fit(&mut cells);
        assert_eq!((cells[(0, 0)].symbol(), cells[(1, 0)].symbol()), ("␛", "x�"));
    }
}
