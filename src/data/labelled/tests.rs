use super::*;
use proptest::prelude::*;

fn same_rows(a: &Labelled, b: &Labelled) -> bool {
    let facts = a.facts.clone();
    *a == Labelled { facts, ..b.clone() }
}

#[test]
fn rows_become_label_ids_and_character_ids_by_first_appearance() {
    let data: Labelled = "\u{feff}한국 \tab가\r\n\r\n en\t b\0\u{1b}\r\n한국\tc\r\n".parse().unwrap();
    assert_eq!(data.labels, ["한국", "en"]);
    assert_eq!((0..data.rows()).map(|row| data.label(row)).collect::<Vec<_>>(), [0, 1, 0]);
    assert_eq!(data.vocab.chars(), ['a', 'b', '가', ' ', '\0', '\u{1b}', 'c']);
    assert_eq!(data.tokens.iter().collect::<Vec<_>>(), [0, 1, 2, 3, 1, 4, 5, 6]);
    assert_eq!([data.range(0), data.range(1), data.range(2)], [0..3, 3..7, 7..8]);
    assert_eq!([data.text(0), data.text(1), data.text(2)], ["ab가", " b\0\u{1b}", "c"]);
    assert_eq!(data.facts.notes().len(), 2);
    assert!(data.check_classes().is_ok());
}

#[test]
fn one_class_is_named() {
    let data: Labelled = "only\ta\nonly \tb\n".parse().unwrap();
    let said = data.check_classes().unwrap_err().to_string();
    assert!(said.starts_with("every row has the label \"only\";"), "{said}");
}

#[test]
fn what_is_no_row_is_named_by_its_line_and_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("l.tsv");
    for (text, says) in [
        ("a\tb\nab", "line 2 has no tab; a row is a label, a tab and a text"),
        ("\tb", "line 1 has no label before its tab"),
        ("a\t", "line 1 has no text after its tab"),
        ("a\tb\tc", "line 1 has 2 tabs"),
        ("\n", "has no row"),
    ] {
        std::fs::write(&path, text).unwrap();
        let said = Labelled::read(Source::Files(std::slice::from_ref(&path), None), &[None, None], &mut unwatched)
            .unwrap_err()
            .to_string();
        assert!(said.contains(says) && said.contains(path.to_str().unwrap()), "{said}");
        let said = Labelled::from_str(text).unwrap_err().to_string();
        assert!(said.contains(says) && said.contains("embedded text"), "{said}");
    }
    let said = Labelled::read(Source::Files(&[dir.path().to_owned()], None), &[None, None], &mut unwatched)
        .unwrap_err()
        .to_string();
    assert!(said.contains("is a directory"), "{said}");
}

#[test]
fn many_rows_take_a_byte_a_character_and_twelve_a_row() {
    let rows = 200_000;
    let text = (0..rows).map(|i| format!("label{}\tthe text of row {i}\n", i % 7)).collect::<Vec<_>>().concat();
    let data: Labelled = text.parse().unwrap();
    assert_eq!((data.rows(), data.labels.len()), (rows, 7));
    assert_eq!(data.range(rows - 1).end, data.tokens.len());
    assert_eq!(data.text(rows - 1), format!("the text of row {}", rows - 1));
    assert_eq!(size_of_val(&data.ends[..]) + size_of_val(&data.label_ids[..]), 12 * rows);
    assert!(data.vocab.len() <= 256, "more would take a second byte a character");
}

proptest! {
    #[test]
    fn what_a_session_keeps_is_the_same_data_again(
        rows in prop::collection::vec(
            ("[ \u{feff}\r\0ab한]{0,3}[xy🚢]", "[ \u{feff}\r\0ab한]{0,3}[xy🚢][ \r]{0,2}"),
            1..20,
        ),
        end in "(\r|\r\n|\n|\n\n \n)?",
    ) {
        let text = rows.iter().map(|(label, text)| format!("{label}\t{text}\n")).collect::<Vec<_>>().concat() + &end;
        let data: Labelled = text.parse().unwrap();
        prop_assert_eq!(data.rows(), rows.len());
        let again: Labelled = data.to_string().parse().unwrap();
        prop_assert!(same_rows(&again, &data), "{:?}", text);
    }
}

#[test]
fn words_are_read_in_place_of_characters_and_the_text_stays() {
    let mut data: Labelled = "a\tone two, one\nb\ttwo three\na\tone four\n".parse().unwrap();
    let text = data.to_string();
    assert_eq!((data.vocabulary(), data.token_count(), data.lexicon()), (data.vocab.len(), 29, None));
    let read = |data: &Labelled| -> Vec<Vec<String>> {
        let row = |row| data.places(row).map(|place| data.name(data.id(place))).collect();
        (0..data.rows()).map(row).collect()
    };
    data.read_words(&[1, 0], 1);
    assert_eq!(data.lexicon().unwrap().tokens().collect::<Vec<_>>(), ["two", "three", "one", ","], "as they come");
    assert_eq!(read(&data), [vec!["one", "two", ",", "one"], vec!["two", "three"], vec!["one", "<UNK>"]]);
    assert_eq!((data.unknown_words(&[2]), data.unknown_words(&[0, 1])), (1, 0));
    // An earlier call has no effect.
    data.read_words(&[0, 1], 2);
    assert_eq!(read(&data), [vec!["one", "two", "<UNK>", "one"], vec!["two", "<UNK>"], vec!["one", "<UNK>"]]);
    assert_eq!((data.vocabulary(), data.token_count()), (5, 8));
    assert_eq!((data.to_string(), data.text(0)), (text, "one two, one".to_owned()));
    assert!((data.mean_words() - 8.0 / 3.0).abs() < 1e-9);
}
