use super::*;
use std::fs;

#[test]
fn a_file_becomes_ids_and_vocabulary() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.txt");
    fs::write(&path, "\u{feff}가나\r\n가\r🚢\r\n").unwrap();
    let text = Text::read(Source::Files(std::slice::from_ref(&path), None), &mut unwatched).unwrap();
    assert_eq!(text.texts().concat(), "가나\n가\r🚢\n");
    assert_eq!(text.vocab.chars(), ['가', '나', '\n', '\r', '🚢']);
    assert_eq!(text.tokens.iter().collect::<Vec<_>>(), [0, 1, 2, 0, 3, 4, 2]);
    assert_eq!((text.facts.bytes, text.facts.had_bom, text.facts.crlf), (21, true, 2));
}

#[test]
fn less_than_two_characters_are_no_text() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("f");
    for (content, says) in [("", "is empty"), ("\u{feff}", "is empty"), ("가", "at least 2"), ("\r\n", "at least 2")] {
        fs::write(&file, content).unwrap();
        let said =
            Text::read(Source::Files(std::slice::from_ref(&file), None), &mut unwatched).unwrap_err().to_string();
        assert!(said.contains(says) && said.contains(file.to_str().unwrap()), "{said}");
        let said = Text::from_str(content).unwrap_err().to_string();
        assert!(said.contains(says) && said.contains("embedded text"), "{said}");
    }
}

/// A session keeps a small text inside, and what it kept lost a CR or a mark each time it was read again.
#[test]
fn what_a_session_keeps_is_the_same_text_again() {
    for odd in ["\u{feff}\u{feff}ab", "a\r\r\nb", "a\r\r\r\n", "\r\r"] {
        let text = Text::from_str(odd).unwrap();
        let again = Text::from_str(&text.texts().concat()).unwrap();
        assert_eq!((&again.vocab, &again.tokens), (&text.vocab, &text.tokens), "{odd:?}");
    }
}
