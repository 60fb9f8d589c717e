use proptest::prelude::*;

use super::*;

fn heard(bytes: &[u8]) -> Vec<Heard> {
    let mut decoder = Decoder::default();
    let mut heard = decoder.read(bytes);
    if decoder.patience().is_some() {
        heard.extend(decoder.give_up());
    }
    heard
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Heard {
    Heard::Event(Event::Key(KeyEvent::new(code, modifiers)))
}

fn plain(code: KeyCode) -> Heard {
    key(code, KeyModifiers::NONE)
}

#[test]
fn keys_are_those_of_crossterm() {
    for (bytes, code, modifiers) in [
        (&b"q"[..], KeyCode::Char('q'), KeyModifiers::NONE),
        (b"G", KeyCode::Char('G'), KeyModifiers::SHIFT),
        ("한".as_bytes(), KeyCode::Char('한'), KeyModifiers::NONE),
        (b"\r", KeyCode::Enter, KeyModifiers::NONE),
        (b"\t", KeyCode::Tab, KeyModifiers::NONE),
        (b"\x7f", KeyCode::Backspace, KeyModifiers::NONE),
        (b"\x03", KeyCode::Char('c'), KeyModifiers::CONTROL),
        (b"\x1a", KeyCode::Char('z'), KeyModifiers::CONTROL),
        (b"\x1b", KeyCode::Esc, KeyModifiers::NONE),
        (b"\x1bx", KeyCode::Char('x'), KeyModifiers::ALT),
        (b"\x1b[A", KeyCode::Up, KeyModifiers::NONE),
        (b"\x1bOA", KeyCode::Up, KeyModifiers::NONE),
        (b"\x1b[1;5D", KeyCode::Left, KeyModifiers::CONTROL),
        (b"\x1b[Z", KeyCode::BackTab, KeyModifiers::SHIFT),
        (b"\x1b[6~", KeyCode::PageDown, KeyModifiers::NONE),
        (b"\x1b[H", KeyCode::Home, KeyModifiers::NONE),
        (b"\x1b[4~", KeyCode::End, KeyModifiers::NONE),
        (b"\x1b[3~", KeyCode::Delete, KeyModifiers::NONE),
    ] {
        assert_eq!(heard(bytes), [key(code, modifiers)], "{bytes:?}");
    }
    assert_eq!(heard(b"\x1b\x1b"), [plain(KeyCode::Esc), plain(KeyCode::Esc)]);
    assert_eq!(heard(b"a\x1b[Bb"), [KeyCode::Char('a'), KeyCode::Down, KeyCode::Char('b')].map(plain));
}

#[test]
fn clicks_and_the_wheel_are_heard_in_every_encoding() {
    let of = |bytes: &[u8]| match &heard(bytes)[..] {
        [Heard::Event(Event::Mouse(mouse))] => (mouse.kind, mouse.column, mouse.row),
        other => panic!("{other:?}"),
    };
    assert_eq!(of(b"\x1b[<0;3;5M"), (MouseEventKind::Down(MouseButton::Left), 2, 4));
    assert_eq!(of(b"\x1b[<0;3;5m"), (MouseEventKind::Up(MouseButton::Left), 2, 4));
    assert_eq!(of(b"\x1b[<64;300;1M"), (MouseEventKind::ScrollUp, 299, 0));
    assert_eq!(of(b"\x1b[<65;1;1M"), (MouseEventKind::ScrollDown, 0, 0));
    assert_eq!(heard(b"\x1b[<0;0;0M"), []);
    // The oldest encoding is understood enough not to be typed.
    assert_eq!(heard(b"\x1b[M !!q"), [plain(KeyCode::Char('q'))]);
}

#[test]
fn a_paste_is_text_and_never_keys() {
    let paste = |text: &str| Heard::Event(Event::Paste(text.to_owned()));
    assert_eq!(heard(b"\x1b[200~qd\r\x03\x1b[A\x1b[201~x"), [paste("qd\r\u{3}\u{1b}[A"), plain(KeyCode::Char('x'))]);
    let long = [b"\x1b[200~", "x".repeat(3 * PASTE).as_bytes(), b"\x1b[201~q"].concat();
    assert_eq!(heard(&long), [paste(&"x".repeat(PASTE)), plain(KeyCode::Char('q'))]);
}

/// What never ends is given up: after it keys are keys again.
#[test]
fn nothing_leaves_the_keyboard_deaf() {
    for opened in
        [&b"\x1b[200~"[..], b"\x1b[200~text", b"\x1b[?", b"\x1b[", b"\x1b[1;", b"\x1b]11;rgb:", b"\x1bP", b"\x1bO"]
    {
        let mut decoder = Decoder::default();
        decoder.read(opened);
        assert!(decoder.patience().is_some_and(|patience| patience <= STALLED), "{opened:?}");
        decoder.give_up();
        assert_eq!(decoder.patience(), None, "{opened:?}");
        assert_eq!(decoder.read(b"q"), [plain(KeyCode::Char('q'))], "{opened:?}");
    }
    // Within a sequence Ctrl-C is heard at once.
    assert!(Decoder::default().read(b"\x1b[?\x03").contains(&key(KeyCode::Char('c'), KeyModifiers::CONTROL)));
    let mut decoder = Decoder::default();
    decoder.read(&[&b"\x1b]"[..], &[b'x'; 2 * SEQUENCE]].concat());
    assert_eq!(decoder.patience(), None, "a sequence of any length");
}

#[test]
fn answers_are_no_keys() {
    assert_eq!(heard(b"\x1b[?62;22c"), [Heard::Answer]);
    assert_eq!(heard(b"\x1b[0n"), [Heard::Answer]);
    for answer in [&b"\x1b]11;rgb:ffff/8080/0000\x1b\\"[..], b"\x1b]11;rgb:ff/80/00\x07"] {
        let [Heard::Background([r, g, b])] = heard(answer)[..] else { panic!("{answer:?}") };
        assert!((r - 1.0).abs() < 1e-6 && (g - 0.502).abs() < 1e-2 && b == 0.0);
    }
    assert_eq!(heard(b"\x1b]11;rgb:zz/1\x1b\\\x1b]4;1;x\x07\x1bP1$r0m\x1b\\"), []);
    assert_eq!(heard(b"\x1b]11;rgb:0/0/0\x1b\\q"), [Heard::Background([0.0; 3]), plain(KeyCode::Char('q'))]);
}

proptest! {
    /// Whatever comes, in whatever pieces, ends in nothing unfinished, and the next key is heard.
    #[test]
    fn any_bytes_are_survived(pieces in prop::collection::vec(prop::collection::vec(
        prop_oneof![Just(0x1bu8), Just(b'['), Just(b'?'), Just(b'2'), Just(b'0'), Just(b'~'), Just(b';'), any::<u8>()],
        0..12), 0..8))
    {
        let mut decoder = Decoder::default();
        for piece in &pieces {
            decoder.read(piece);
        }
        decoder.give_up();
        prop_assert_eq!(decoder.read(b"q"), vec![plain(KeyCode::Char('q'))]);
    }
}
