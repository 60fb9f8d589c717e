use super::*;

/// Text with every kind of character that a terminal would obey or not show.
const HOSTILE: &str =
    "a\u{1b}[2Jb\u{9b}c\u{202e}d\u{2066}e\u{200b}f\u{2028}g\u{2029}h\u{feff}i\u{ad}j\u{200d}k\u{fe0f}l";

fn shown(text: &str) -> Vec<(String, usize)> {
    clusters(text).map(|cluster| (cluster.text.into_owned(), cluster.columns)).collect()
}

#[test]
fn nothing_of_a_file_is_a_command_to_the_terminal() {
    for c in (0..0x11_0000).filter_map(char::from_u32) {
        let alone = character(c);
        let written = visible(&c.to_string());
        assert!(alone.text.chars().all(|shown| !shown.is_control() && !is_unseen(shown)), "{c:?} became {alone:?}");
        assert_eq!(alone.columns, alone.text.width(), "{c:?}");
        assert!(matches!(alone.columns, 1 | 2), "{c:?} is {} wide", alone.columns);
        assert!(['\n', '\t'].contains(&c) || written == alone.text, "{c:?} became {written:?}");
    }
    let symbols = ['\u{1b}', '\n', '\u{7f}', '\u{9b}', '\u{202e}', '한'].map(|c| character(c).text.into_owned());
    assert_eq!(symbols, ["␛", "␊", "␡", "�", "�", "한"]);
    assert_eq!(visible(HOSTILE), "a␛[2Jb�c�d�e�f�g�h�i�j�k�l");
    assert_eq!((visible("a\r\n\tb\u{7}\n").as_str(), one_line("a\n\t").as_str()), ("a␍\n\tb␇\n", "a␊␉"));
}

#[test]
fn marks_stay_with_their_base_and_stand_on_a_circle_alone() {
    assert_eq!(shown("ที่"), [("ที่".to_owned(), 1)]);
    assert_eq!(shown("e\u{301}x"), [("e\u{301}".to_owned(), 1), ("x".to_owned(), 1)]);
    assert_eq!(shown("\u{301}x"), [("◌\u{301}".to_owned(), 1), ("x".to_owned(), 1)]);
    assert_eq!(shown("\u{1b}\u{301}"), [("␛".to_owned(), 1), ("◌\u{301}".to_owned(), 1)]);
    assert_eq!(character('\u{e34}'), Cluster { text: "◌\u{e34}".into(), columns: 1 });
    assert!(shown(&format!("a{}", "\u{301}".repeat(1000))).iter().all(|(text, _)| text.chars().count() <= LONGEST + 1));
}

/// As macOS writes names.
#[test]
fn korean_in_single_letters_is_shown_in_syllables() {
    assert_eq!(shown("\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"), [("한".to_owned(), 2), ("국".to_owned(), 2)]);
    assert_eq!(shown("\u{1100}\u{1161}a"), [("가".to_owned(), 2), ("a".to_owned(), 1)]);
    assert_eq!(shown("\u{1161}"), [("◌\u{1161}".to_owned(), 1)], "a vowel alone");
}

#[test]
fn text_is_handed_on_when_nothing_can_join_it() {
    let mut text = "ab".to_owned();
    assert_eq!((finished(&mut text).as_str(), text.as_str()), ("a", "b"));
    text.push('\u{301}');
    assert_eq!((finished(&mut text).as_str(), text.as_str()), ("", "b\u{301}"));
    assert_eq!(finished(&mut String::new()), "");
}

#[test]
fn where_there_is_only_ascii_columns_stay() {
    assert_eq!(in_ascii("RNN 2×25 · 한e\u{301}\u{1b}\n\u{301}"), "RNN 2x25 . ??e?\n?");
}
