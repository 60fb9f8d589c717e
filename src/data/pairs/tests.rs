use super::super::lexicon::UNK;
use super::*;
use proptest::prelude::*;

fn words(text: &str) -> Pairs {
    Pairs::parse(text, Unit::Words, &[None, None]).unwrap()
}

fn ids(side: &Side) -> Vec<Vec<u32>> {
    (0..side.ends.len()).map(|row| side.ids(row).collect()).collect()
}

#[test]
fn rows_become_ids_of_two_lexicons() {
    let pairs = words("\u{feff}I run.\t나는 달린다.\r\n\r\nI, too!\t나도 나는.\r\n");
    assert_eq!(pairs.rows(), 2);
    assert_eq!(ids(&pairs.source), [vec![3, 4, 5], vec![3, 6, 7, 8]]);
    assert_eq!(ids(&pairs.target), [vec![3, 4, 5], vec![6, 3, 5]]);
    assert_eq!([pairs.source.len(1), pairs.target.len(1)], [4, 3]);
    assert_eq!((pairs.source.lexicon.len(), pairs.target.lexicon.len()), (9, 7));
    assert_eq!([pairs.source.text(1), pairs.target.text(0)], ["I, too!", "나는 달린다."]);
    assert_eq!(pairs.facts.notes().len(), 2);
}

#[test]
fn characters_are_taken_as_they_are() {
    let pairs = Pairs::parse("ab a\t 가\0\u{1b}", Unit::Chars, &[None, None]).unwrap();
    assert_eq!((ids(&pairs.source), ids(&pairs.target)), (vec![vec![3, 4, 5, 3]], vec![vec![3, 4, 5, 6]]));
    assert_eq!(pairs.target.text(0), " 가\0\u{1b}");
}

#[test]
fn what_is_no_pair_is_named_by_its_line_and_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("p.tsv");
    for (text, says) in [
        ("a\tb\nab\n", "line 2 has no tab; a row is a source, a tab and a target"),
        ("a\tb\tCC-BY", "line 1 has 2 tabs"),
        (" \tb", "line 1 has no source before its tab"),
        ("a\tb\n\na\t\n", "line 3 has no target after its tab"),
        ("", "has no row; give lines of a source, a tab and a target"),
    ] {
        std::fs::write(&path, text).unwrap();
        for unit in [Unit::Words, Unit::Chars] {
            let said =
                Pairs::read(Source::Files(std::slice::from_ref(&path), None), unit, &[None, None], &mut unwatched)
                    .unwrap_err()
                    .to_string();
            assert!(said.contains(says) && said.contains(path.to_str().unwrap()), "{said}");
            let said = Pairs::parse(text, unit, &[None, None]).unwrap_err().to_string();
            assert!(said.contains(says) && said.contains("embedded text"), "{said}");
        }
    }
}

#[test]
fn one_pair_is_enough() {
    assert_eq!(words("go\tva").rows(), 1);
}

#[test]
fn only_what_a_training_row_has_is_known() {
    let mut pairs = words("a b\tx\nb c\ty\nc d\tx");
    let fresh = pairs.clone();
    pairs.know_only(&[1]);
    assert_eq!(ids(&pairs.source), [vec![UNK, 3], vec![3, 4], vec![4, UNK]]);
    assert_eq!(ids(&pairs.target), [vec![UNK], vec![3], vec![UNK]]);
    assert_eq!((pairs.source.lexicon.len(), pairs.target.lexicon.len()), (5, 4));
    assert_eq!(pairs.source.lexicon.tokens().collect::<Vec<_>>(), ["b", "c"]);
    assert_eq!((pairs.source.lexicon.id("c"), pairs.source.lexicon.id("d")), (Some(4), None));
    assert_eq!(pairs.source.text(2), "c d", "the screen shows what is in the file");
    let encoded = pairs.source.lexicon.encode("d b");
    assert_eq!((encoded.ids, encoded.unknown), (vec![UNK, 3], vec!["d".to_owned()]));
    assert_eq!(pairs.to_string(), fresh.to_string());
    pairs.know_only(&[0, 1, 2]);
    assert_eq!(pairs, fresh, "what was unknown before does not matter");
}

#[test]
fn many_pairs_take_four_bytes_a_token_and_eight_a_row() {
    let rows = 200_000;
    let text =
        (0..rows).map(|i| format!("word{} is here.\t{} 여기 있다.\n", i % 5000, i % 10)).collect::<Vec<_>>().concat();
    let pairs = words(&text);
    assert_eq!(pairs.rows(), rows);
    assert_eq!((pairs.source.lexicon.len(), pairs.target.lexicon.len()), (3 + 5003, 3 + 13));
    for side in [&pairs.source, &pairs.target] {
        assert_eq!((side.ids.len(), side.ends.len()), (4 * rows, rows));
    }
    assert_eq!(pairs.source.text(rows - 1), "word4999 is here.");
}

proptest! {
    #[test]
    fn what_a_session_keeps_is_the_same_data_again(
        rows in prop::collection::vec(
            ("[ \u{feff}\r\0a.한]{0,4}[xy!🚢]", "[ \u{feff}\r\0a.한]{0,4}[xy!🚢][ \r]{0,2}"),
            1..20,
        ),
        end in "(\r|\r\n|\n|\n\n \n)?",
        chars: bool,
    ) {
        let unit = if chars { Unit::Chars } else { Unit::Words };
        let text = rows.iter().map(|(left, right)| format!("{left}\t{right}\n")).collect::<Vec<_>>().concat() + &end;
        let pairs = Pairs::parse(&text, unit, &[None, None]).unwrap();
        prop_assert_eq!(pairs.rows(), rows.len());
        let again = Pairs::parse(&pairs.to_string(), unit, &[None, None]).unwrap();
        prop_assert_eq!(Pairs { facts: pairs.facts.clone(), ..again }, pairs);
    }
}
