//! Bytes of the terminal as keys, clicks, pastes and answers.
//!
//! crossterm's own reader waits for good for the end of a paste or of a sequence that never comes (`ESC [200~`,
//! `ESC [?`), takes a terminal's answer about its colours for typed keys, and cannot be reset. So this one stands in
//! its place: `vte` splits the bytes, and [`Decoder::give_up`] ends what is unfinished. What comes out are crossterm's
//! events.

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use vte::{Params, Parser, Perform};

/// What was heard from the terminal.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// A key, the mouse or a paste.
    Event(Event),
    /// The terminal has taken all that was written to it before it was asked.
    Answer,
    /// The colour of its background: red, green and blue, from 0 to 1.
    Background([f32; 3]),
}

/// The end of a paste.
const PASTE_END: &[u8] = b"\x1b[201~";
/// Bytes of a paste that are kept.
const PASTE: usize = 64 * 1024;
/// Bytes of any other sequence at most: it is given up after these.
const SEQUENCE: usize = 4096;
/// How long a lone ESC may be the beginning of something.
const ESCAPE: Duration = Duration::from_millis(30);
/// How long the rest of a sequence may take.
const REST: Duration = Duration::from_millis(250);
/// How long a paste may stand still.
const STALLED: Duration = Duration::from_secs(1);

/// The state between two bytes.
#[derive(Default)]
pub struct Decoder {
    parser: Parser,
    hearing: Hearing,
    /// Bytes since an ESC that began what is not finished, that ESC included.
    unfinished: usize,
    paste: Option<Vec<u8>>,
}

impl Decoder {
    /// Takes bytes. Returns what is complete with them, in order.
    pub fn read(&mut self, bytes: &[u8]) -> Vec<Heard> {
        for &byte in bytes {
            if let Some(paste) = &mut self.paste {
                pasted(paste, byte);
                if paste.ends_with(PASTE_END) {
                    self.end_paste();
                }
                continue;
            }
            if byte == b'\x1b' && self.unfinished == 1 {
                self.hearing.key(KeyCode::Esc, KeyModifiers::NONE);
            }
            self.hearing.complete = false;
            self.parser.advance(&mut self.hearing, &[byte]);
            self.unfinished = match (byte, self.unfinished) {
                (b'\x1b', _) => 1,
                (_, 0) => 0,
                (_, SEQUENCE..) => self.reset(),
                (_, _) if self.hearing.complete => 0,
                (_, before) => before + 1,
            };
            if std::mem::take(&mut self.hearing.paste_begins) {
                self.paste = Some(Vec::new());
            }
        }
        std::mem::take(&mut self.hearing.heard)
    }

    /// How long to wait for the rest of what is unfinished; `None` if nothing is.
    pub fn patience(&self) -> Option<Duration> {
        match (&self.paste, self.unfinished) {
            (Some(_), _) => Some(STALLED),
            (None, 0) => None,
            (None, 1) => Some(ESCAPE),
            (None, _) => Some(REST),
        }
    }

    /// Ends what is unfinished: a lone ESC is the key, a paste is what has come of it, and any other sequence is
    /// dropped. The keyboard is never deaf for longer than [`Decoder::patience`].
    pub fn give_up(&mut self) -> Vec<Heard> {
        if self.paste.is_some() {
            self.end_paste();
        } else if self.unfinished == 1 {
            self.hearing.key(KeyCode::Esc, KeyModifiers::NONE);
        }
        self.unfinished = self.reset();
        std::mem::take(&mut self.hearing.heard)
    }

    fn end_paste(&mut self) {
        if let Some(paste) = self.paste.take() {
            let text = paste.strip_suffix(PASTE_END).unwrap_or(&paste);
            let text = String::from_utf8_lossy(&text[..text.len().min(PASTE)]).into_owned();
            self.hearing.heard.push(Heard::Event(Event::Paste(text)));
        }
    }

    fn reset(&mut self) -> usize {
        self.parser = Parser::new();
        (self.hearing.after_o, self.hearing.old_mouse) = (false, 0);
        0
    }
}

/// Adds a byte. Of a paste that is too long the last bytes are replaced: they may be its end.
fn pasted(paste: &mut Vec<u8>, byte: u8) {
    let most = PASTE + PASTE_END.len();
    if paste.len() == most {
        paste.remove(PASTE);
    }
    paste.push(byte);
}

/// What `vte` calls with each piece.
#[derive(Default)]
struct Hearing {
    heard: Vec<Heard>,
    /// Whether a sequence has ended with this byte.
    complete: bool,
    paste_begins: bool,
    /// Whether `ESC O` came, which a letter follows.
    after_o: bool,
    /// Whether a string came, which `ESC \` ends.
    after_string: bool,
    /// Characters that are left of a click in the oldest encoding.
    old_mouse: usize,
}

impl Hearing {
    fn key(&mut self, code: KeyCode, modifiers: KeyModifiers) {
        self.heard.push(Heard::Event(Event::Key(KeyEvent::new(code, modifiers))));
    }
}

impl Perform for Hearing {
    fn print(&mut self, c: char) {
        self.complete = true;
        if self.old_mouse > 0 {
            self.old_mouse -= 1;
        } else if std::mem::take(&mut self.after_o) {
            if let Some(code) = of_letter(c) {
                self.key(code, KeyModifiers::NONE);
            }
        } else if c == '\u{7f}' {
            self.key(KeyCode::Backspace, KeyModifiers::NONE);
        } else {
            let shift = if c.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
            self.key(KeyCode::Char(c), shift);
        }
    }

    /// A control character counts within a sequence too: Ctrl-C is always heard.
    fn execute(&mut self, byte: u8) {
        match byte {
            b'\r' => self.key(KeyCode::Enter, KeyModifiers::NONE),
            b'\t' => self.key(KeyCode::Tab, KeyModifiers::NONE),
            0x7f => self.key(KeyCode::Backspace, KeyModifiers::NONE),
            0 => self.key(KeyCode::Char(' '), KeyModifiers::CONTROL),
            0x01..=0x1a => self.key(KeyCode::Char((byte - 1 + b'a').into()), KeyModifiers::CONTROL),
            0x1c..=0x1f => self.key(KeyCode::Char((byte - 0x1c + b'4').into()), KeyModifiers::CONTROL),
            _ => {}
        }
    }

    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], _ignore: bool, action: char) {
        self.complete = true;
        let numbers: Vec<u16> = params.iter().map(|param| param.first().copied().unwrap_or(0)).collect();
        let number = |place: usize| numbers.get(place).copied().unwrap_or(0);
        match (intermediates, action) {
            // Both say that all before the question has been read.
            (b"?", 'c') => self.heard.push(Heard::Answer),
            (b"", 'n') if number(0) == 0 => self.heard.push(Heard::Answer),
            (b"<", 'M' | 'm') => {
                let event = mouse(number(0), number(1), number(2), action == 'm');
                self.heard.extend(event.map(|event| Heard::Event(Event::Mouse(event))));
            }
            (b"", 'M') if numbers.len() < 3 => self.old_mouse = 3,
            (b"", 'Z') => self.key(KeyCode::BackTab, KeyModifiers::SHIFT),
            (b"", '~') if number(0) == 200 => self.paste_begins = true,
            (b"", '~') => {
                if let Some(code) = of_number(number(0)) {
                    self.key(code, modifiers(number(1)));
                }
            }
            (b"", letter) => {
                if let Some(code) = of_letter(letter) {
                    self.key(code, modifiers(number(1)));
                }
            }
            _ => {}
        }
    }

    fn esc_dispatch(&mut self, intermediates: &[u8], _ignore: bool, byte: u8) {
        match (intermediates, byte) {
            (b"", b'O') => self.after_o = true,
            (b"", b'\\') if std::mem::take(&mut self.after_string) => self.complete = true,
            (b"", _) => {
                self.complete = true;
                self.key(KeyCode::Char(byte.into()), KeyModifiers::ALT);
            }
            _ => self.complete = true,
        }
    }

    fn osc_dispatch(&mut self, params: &[&[u8]], bell_terminated: bool) {
        (self.complete, self.after_string) = (true, !bell_terminated);
        if let [b"11", colour, ..] = params {
            self.heard.extend(rgb(colour).map(Heard::Background));
        }
    }

    fn unhook(&mut self) {
        (self.complete, self.after_string) = (true, true);
    }
}

/// The key of `CSI 1 ; m LETTER` and of `ESC O LETTER`.
fn of_letter(letter: char) -> Option<KeyCode> {
    match letter {
        'A' => Some(KeyCode::Up),
        'B' => Some(KeyCode::Down),
        'C' => Some(KeyCode::Right),
        'D' => Some(KeyCode::Left),
        'F' => Some(KeyCode::End),
        'H' => Some(KeyCode::Home),
        'P' => Some(KeyCode::F(1)),
        'Q' => Some(KeyCode::F(2)),
        'S' => Some(KeyCode::F(4)),
        _ => None,
    }
}

/// The key of `CSI NUMBER ~`.
fn of_number(number: u16) -> Option<KeyCode> {
    match number {
        1 | 7 => Some(KeyCode::Home),
        2 => Some(KeyCode::Insert),
        3 => Some(KeyCode::Delete),
        4 | 8 => Some(KeyCode::End),
        5 => Some(KeyCode::PageUp),
        6 => Some(KeyCode::PageDown),
        _ => None,
    }
}

/// The modifiers of a key: one more than the sum of Shift 1, Alt 2 and Ctrl 4.
fn modifiers(number: u16) -> KeyModifiers {
    let bits = number.saturating_sub(1);
    let of = |bit: u16, modifier| if bits & bit != 0 { modifier } else { KeyModifiers::NONE };
    of(1, KeyModifiers::SHIFT) | of(2, KeyModifiers::ALT) | of(4, KeyModifiers::CONTROL)
}

/// A click or a turn of the wheel at a place counted from 1. Bits of the button: 4 Shift, 8 Alt, 16 Ctrl, 32 moved, 64
/// wheel.
fn mouse(button: u16, column: u16, row: u16, up: bool) -> Option<MouseEvent> {
    let which = match button & 3 {
        0 => MouseButton::Left,
        1 => MouseButton::Middle,
        _ => MouseButton::Right,
    };
    let kind = match (button & 64 != 0, button & 32 != 0, button & 3) {
        (true, _, 0) => MouseEventKind::ScrollUp,
        (true, _, 1) => MouseEventKind::ScrollDown,
        (true, _, _) => return None,
        (false, true, 3) => MouseEventKind::Moved,
        (false, true, _) => MouseEventKind::Drag(which),
        (false, false, _) if up => MouseEventKind::Up(which),
        (false, false, _) => MouseEventKind::Down(which),
    };
    let modifiers = modifiers(1 + ((button >> 2) & 1) + ((button >> 3) & 1) * 2 + ((button >> 4) & 1) * 4);
    Some(MouseEvent { kind, column: column.checked_sub(1)?, row: row.checked_sub(1)?, modifiers })
}

/// A colour as terminals write it: `rgb:ffff/8000/0000`, with one to four hexadecimal digits each.
fn rgb(text: &[u8]) -> Option<[f32; 3]> {
    let text = str::from_utf8(text).ok()?;
    let (_, parts) = text.split_once("rgb:").or_else(|| text.split_once("rgba:"))?;
    let mut parts = parts.split('/').map(|part| {
        let most: u16 = match part.len() {
            1 => 0xf,
            2 => 0xff,
            3 => 0xfff,
            4 => 0xffff,
            _ => return None,
        };
        let value = u16::from_str_radix(part, 16).ok()?;
        Some(f32::from(value) / f32::from(most))
    });
    Some([parts.next()??, parts.next()??, parts.next()??])
}

#[cfg(test)]
mod tests;
