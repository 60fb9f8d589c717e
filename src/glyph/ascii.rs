//! What stands for each symbol of this program where only ASCII can be shown.

/// The ASCII character for one that a screen or a line shows. What is neither ASCII nor this program's own is `?`.
pub fn ascii(c: char) -> char {
    match c {
        '\0'..='\u{7f}' => c,
        '\u{2800}'..='\u{28ff}' => dots(c),
        '─' | '–' | '—' | '−' | '▃' => '-',
        '│' | '╎' => '|',
        '┊' => ':',
        // The corners and crossings of frames among them.
        '\u{250c}'..='\u{254b}' | '╭' | '╮' | '╯' | '╰' | '▅' | '✓' => '+',
        '▁' | '␣' => '_',
        '▂' | '·' | '…' | '。' => '.',
        '▄' | '━' | '↔' => '=',
        '▆' | '●' | '◆' | '★' | '⊙' => '*',
        '▇' | '█' | '■' | '▪' | '▮' => '#',
        '▀' | '“' | '”' => '"',
        '•' | '◌' | '◐' | '○' => 'o',
        '▸' | '▶' | '›' | '→' | '␉' => '>',
        '←' | '◀' => '<',
        '↑' => '^',
        '↓' => 'v',
        '✗' | '×' => 'x',
        '␊' => '/',
        '‘' | '’' => '\'',
        'Σ' | 'σ' => 's',
        _ => '?',
    }
}

/// The dots of a chart: as high in the line as the dots are.
fn dots(c: char) -> char {
    let bits = c as u32 - 0x2800;
    let [top, middle, bottom] = [0x09, 0x36, 0xc0].map(|line| bits & line != 0);
    match (top, middle, bottom) {
        (false, false, false) => ' ',
        (true, false, false) => '\'',
        (false, true, false) => '-',
        (false, false, true) => '.',
        (true, true, false) => '"',
        (false, true, true) => ',',
        (true, _, true) => '|',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_one_in_ascii() {
        for c in (0..0x11_0000).filter_map(char::from_u32) {
            assert!(ascii(c).is_ascii(), "{c:?}");
        }
        assert_eq!(['⠁', '⠒', '⣀', '⣿', '⠀'].map(ascii), ['\'', '-', '.', '|', ' ']);
    }
}
