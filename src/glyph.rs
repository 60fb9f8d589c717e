//! What stands for a character of a file wherever text goes to a terminal: text is data, and no character of it is ever
//! obeyed as a command. Imports nothing of the crate, so that every output can use it.

use unicode_width::UnicodeWidthChar as _;

/// The symbol of an ASCII control character: `␛`, `␊`, `␡`.
fn control_symbol(c: char) -> Option<char> {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32),
        '\u{7f}' => Some('␡'),
        _ => None,
    }
}

/// The character that is shown for `c` in a cell of a screen, 1 or 2 columns wide. Line ends and tabs are symbols too;
/// what has no width of its own (zero-width, bidirectional and combining characters) is `�`.
pub fn glyph(c: char) -> char {
    control_symbol(c).unwrap_or(if matches!(c.width(), Some(1 | 2)) { c } else { '\u{fffd}' })
}

/// The character that is written for `c` in a line of plain output, where line ends and tabs stay what they are.
pub fn visible(c: char) -> char {
    match c {
        '\n' | '\t' => c,
        c => control_symbol(c).unwrap_or(if c.is_control() { '\u{fffd}' } else { c }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_file_is_a_command_to_the_terminal() {
        for c in (0..0x11_0000).filter_map(char::from_u32) {
            let (shown, written) = (glyph(c), visible(c));
            assert!(!shown.is_control(), "{c:?} became {shown:?}");
            assert!(matches!(shown.width(), Some(1 | 2)), "{c:?} is {:?} wide", shown.width());
            assert!(!written.is_control() || ['\n', '\t'].contains(&c), "{c:?} became {written:?}");
        }
        assert_eq!(['\u{1b}', '\n', '\u{7f}', '\u{9b}', '\u{202e}', '한'].map(glyph), ['␛', '␊', '␡', '�', '�', '한']);
        assert_eq!(['\u{1b}', '\n', '\u{7f}', '\u{9b}', '한'].map(visible), ['␛', '\n', '␡', '�', '한']);
    }
}
