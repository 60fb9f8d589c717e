use std::fs;

use super::*;

fn read(texts: &[&str], unit: Unit, documents: Documents) -> Text {
    Text::read(Source::Memory(texts), TextReading { unit, documents }, &mut unwatched).unwrap()
}

/// The tokens as one text, with `|` for the ends of documents.
fn tokens(text: &Text) -> Vec<String> {
    let token = |id| match text.vocab.token(id) {
        Token::End => "|".to_owned(),
        token => token.to_string(),
    };
    text.tokens.iter().map(token).collect()
}

#[test]
fn a_file_becomes_ids_and_vocabulary() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.txt");
    fs::write(&path, "\u{feff}가나\r\n가\r🚢\r\n").unwrap();
    let source = Source::Files(std::slice::from_ref(&path), None);
    let text = Text::read(source, TextReading::CHARACTERS, &mut unwatched).unwrap();
    assert_eq!(text.texts().concat(), "가나\n가\r🚢\n");
    assert_eq!(text.vocab.characters().unwrap().chars(), ['가', '나', '\n', '\r', '🚢']);
    assert_eq!(text.tokens.iter().collect::<Vec<_>>(), [0, 1, 2, 0, 3, 4, 2]);
    assert_eq!((text.facts.bytes, text.facts.had_bom, text.facts.crlf), (21, true, 2));
    assert!(text.documents.is_empty());
}

#[test]
fn less_than_two_characters_are_no_text() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("f");
    for (content, says) in [("", "is empty"), ("\u{feff}", "is empty"), ("가", "at least 2"), ("\r\n", "at least 2")] {
        fs::write(&file, content).unwrap();
        let source = Source::Files(std::slice::from_ref(&file), None);
        let said = Text::read(source, TextReading::CHARACTERS, &mut unwatched).unwrap_err().to_string();
        assert!(said.contains(says) && said.contains(file.to_str().unwrap()), "{said}");
        let said = Text::from_str(content).unwrap_err().to_string();
        assert!(said.contains(says) && said.contains("embedded text"), "{said}");
    }
    for (content, documents, says) in [
        ("one", Documents::None, "holds only one word"),
        (" \t", Documents::None, "is empty"),
        ("\n\n", Documents::Line, "is empty"),
        ("\n  \n", Documents::Blank, "is empty"),
    ] {
        let reading = TextReading { unit: Unit::Words, documents };
        let said = Text::read(Source::Memory(&[content]), reading, &mut unwatched).unwrap_err().to_string();
        assert!(said.contains(says), "{content:?}: {said}");
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

#[test]
fn documents_are_lines_or_stand_between_blank_lines_or_are_files() {
    let texts = ["a\nb\n\n \n  c\n", "d"];
    for (documents, wanted) in [
        (Documents::None, "a\nb\n\n \n  c\nd"),
        (Documents::Line, "|a|b|  c|d|"),
        (Documents::Blank, "|a\nb|  c|d|"),
        (Documents::File, "|a\nb\n\n \n  c\n|d|"),
    ] {
        let text = read(&texts, Unit::Chars, documents);
        assert_eq!(tokens(&text).concat(), wanted, "{documents:?}");
        let ends: Vec<usize> = wanted.match_indices('|').map(|(at, _)| at).collect();
        assert_eq!(text.documents, ends, "{documents:?}");
        for (at, note) in [(Documents::Line, "4 documents, of 1 characters"), (Documents::File, "2 documents")] {
            assert_eq!(text.notes().iter().any(|said| said.contains(note)), documents == at, "{:?}", text.notes());
        }
    }
    for (documents, wanted) in [
        (Documents::None, vec!["a", "\n", "b", "\n", "\n", "\n", "c", "\n", "d"]),
        (Documents::Line, vec!["|", "a", "|", "b", "|", "c", "|", "d", "|"]),
        (Documents::Blank, vec!["|", "a", "\n", "b", "|", "c", "|", "d", "|"]),
    ] {
        assert_eq!(tokens(&read(&texts, Unit::Words, documents)), wanted, "{documents:?}");
    }
    // A word does not go on in the next file, nor over a blank line.
    assert_eq!(tokens(&read(&["a", "b"], Unit::Words, Documents::None)), ["a", "b"]);
}

#[test]
fn words_that_what_is_trained_on_has_too_seldom_are_unknown_and_kept() {
    let whole = "the sea, the wide sea\nis wide. So is sky sky sky";
    let mut text = read(&[whole], Unit::Words, Documents::None);
    let before = tokens(&text);
    // Up to the full stop.
    text.know_only(10, 2);
    assert_eq!(text.vocab.words().collect::<Vec<_>>(), ["the", "sea", "wide"], "by first appearance");
    let unknown = "<UNK>";
    let wanted =
        ["the", "sea", unknown, "the", "wide", "sea", unknown, unknown, "wide"].into_iter().chain([unknown; 6]);
    assert_eq!(tokens(&text), wanted.collect::<Vec<_>>());
    assert!(text.notes().contains(&"9 of 15 words are rare, and read as <UNK>.".to_owned()), "{:?}", text.notes());
    let again = read(&[&text.texts().concat()], Unit::Words, Documents::None);
    assert_eq!(tokens(&again), before);
    assert_eq!(text.part(4..7), "wide sea \n");
    let mut characters = Text::from_str("aab").unwrap();
    characters.know_only(1, 9);
    assert_eq!(characters, Text::from_str("aab").unwrap());
}

#[test]
fn parts_are_whole_documents_and_have_one_each_while_there_are_enough() {
    // Documents end at 4, 8, 12, 16.
    let text = read(&["abc\nabc\nabc\nabc"], Unit::Chars, Documents::Line);
    let parts = |training, validation, test| text.parts(Parts { training, validation, test });
    assert_eq!(parts(17, 0, 0), [0..17, 17..17, 17..17]);
    assert_eq!(parts(9, 4, 4), [0..9, 9..13, 13..17]);
    // To the nearest end.
    assert_eq!(parts(12, 5, 0), [0..13, 13..17, 17..17]);
    assert_eq!(parts(10, 7, 0), [0..9, 9..17, 17..17]);
    assert_eq!(parts(9, 0, 8), [0..9, 9..9, 9..17]);
    // A small share is a document.
    assert_eq!(parts(15, 1, 1), [0..9, 9..13, 13..17]);
    assert_eq!(parts(16, 1, 0), [0..13, 13..17, 17..17]);
    assert_eq!(parts(16, 0, 1), [0..13, 13..13, 13..17]);
    assert_eq!(parts(0, 9, 8), [0..5, 5..9, 9..17], "something is trained on");
    let one = read(&["abc"], Unit::Chars, Documents::File);
    assert_eq!(one.parts(Parts { training: 3, validation: 1, test: 1 }), [0..5, 5..5, 5..5]);
    let plain = Text::from_str("abcdefgh").unwrap();
    assert_eq!(plain.parts(Parts { training: 5, validation: 2, test: 1 }), [0..5, 5..7, 7..8]);
}
