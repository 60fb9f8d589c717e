//! What is refused, each with its place and a remedy.

use super::*;

fn said(text: &str) -> String {
    Series::from_str(text).unwrap_err().to_string()
}

#[test]
fn what_is_no_number_is_named_by_line_and_column() {
    let with = |cell: &str| said(&format!("day,close\n\n\n1,\"1\n \"\n2,2\n3,{cell}\n4,4\n5,5\n"));
    assert!(
        with("n/b").contains("\"embedded text\", line 7, column \"close\": \"n/b\" is no number;"),
        "{}",
        with("n/b")
    );
    assert!(with("n/b").contains("--exclude"), "{}", with("n/b"));
    for cell in ["inf", "-infinity", "1e39", "1e999"] {
        let says = format!("line 7, column \"close\": {cell:?} is no finite number");
        assert!(with(cell).contains(&says), "{}", with(cell));
    }
    assert!(with("\u{1b}[m").contains(r#""\u{1b}[m" is no number"#), "{}", with("\u{1b}[m"));
    assert!(with(&"x".repeat(9999)).len() < 300);
    let first = said("1,n/b\n2,2\n3,3\n4,4\n5,5\n");
    assert!(first.contains("line 1, column \"column 2\": \"n/b\""), "{first}");
}

#[test]
fn what_is_no_table_is_refused() {
    for (text, says) in [
        ("", "has 0 rows; a series needs at least 5 of numbers"),
        ("a,b\n", "has 1 row; a series"),
        ("a,b\n1,2\n1,2\n1,2\n1,2\n", "has 4 rows"),
        ("1,2\n1,2\n1,2\n", "has 3 rows"),
        ("a,b\n1,2\n1,2\n1,2\n1\n1,2\n", "line 5 has 1 cells where the other rows have 2"),
        ("a;b\n1,5;2,5\n1,5;2,5\n1,5;2,5;1\n1,5;2,5\n1,5;2,5\n", "line 4 has 3 cells where the other rows have 2"),
        ("a,b\n1,2\n1,2\n1,2\n1,2\n1,2\n\"3,3\n", "line 7: a quote is opened"),
        ("x\ny\nz\nx\ny\nz\n", "no column of \"embedded text\" holds numbers"),
        ("a,b,a\n1,2,3\n2,2,4\n1,2,3\n1,2,3\n1,2,3\n", "has two columns named \"a\", 1 and 3; give each its own"),
    ] {
        assert!(said(text).contains(says), "{text:?}: {}", said(text));
    }
    let said = Series::read(Source::Files(&["/".into()], None), &SeriesReading::default(), &mut unwatched)
        .unwrap_err()
        .to_string();
    assert!(said.contains("is a directory"), "{said}");
}

#[test]
fn what_is_asked_for_and_not_there_is_named_with_its_option() {
    let text = "day,open,close\n2024-01-01,1,5\n2024-01-02,3,4\n2024-01-03,2,6\n2024-01-04,5,5\n2024-01-05,4,3\n";
    let of = |wanted: &str| Some(names(&[wanted]));
    let asked = |asked: SeriesReading| Series::parse(text, &asked).unwrap_err().to_string();
    let all = SeriesReading::default;
    for (said, says) in [
        (asked(SeriesReading { target: Some("day".into()), ..all() }), "--target \"day\" is no column of numbers of"),
        (asked(SeriesReading { target: Some("x".into()), ..all() }), "\"open\" (2), \"close\" (3)"),
        (asked(SeriesReading { columns: of("4"), ..all() }), "--columns \"4\" is no column of numbers"),
        (asked(SeriesReading { exclude: vec!["x".into()], ..all() }), "--exclude \"x\" is no column of"),
        (asked(SeriesReading { group: Some("x".into()), ..all() }), "--group \"x\" is no column of"),
        (asked(SeriesReading { exclude: names(&["2", "3"]), ..all() }), "is left to read"),
        (
            asked(SeriesReading { exclude: names(&["open"]), target: Some("open".into()), ..all() }),
            "--exclude \"open\" leaves out the column that --target names",
        ),
    ] {
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn two_columns_of_one_name_are_refused_only_where_one_of_them_is_read_or_named() {
    let rows = lines((0..10).map(|at| format!("x,{at},{},{},y", at * at % 7, at % 3)));
    let text = format!("note,a,v,a,note\n{rows}");
    let asked = |asked: SeriesReading| Series::parse(&text, &asked).map_err(|error| error.to_string());
    let all = SeriesReading::default;
    let columns = |of: &[&str]| SeriesReading { columns: Some(names(of)), ..all() };
    for read in [columns(&["v"]), SeriesReading { exclude: names(&["2", "4"]), ..all() }] {
        assert_eq!(asked(read).unwrap().columns, ["v"], "neither is read");
    }
    let says = |name: &str, places: &str| format!("has two columns named {name:?}, {places}; give each its own name");
    for (refused, name, places) in [
        (all(), "a", "2 and 4"),
        (columns(&["v", "4"]), "a", "2 and 4"),
        (SeriesReading { target: Some("a".into()), ..columns(&["v"]) }, "a", "2 and 4"),
        (SeriesReading { exclude: names(&["a"]), ..all() }, "a", "2 and 4"),
        (SeriesReading { group: Some("note".into()), ..columns(&["v"]) }, "note", "1 and 5"),
    ] {
        let said = asked(refused).unwrap_err();
        assert!(said.contains(&says(name, places)), "{said}");
    }
}

#[test]
fn a_quote_that_is_never_closed_is_named_by_its_line() {
    let said = said("day,close\n1,2\n2,3\n\"3,4\n4,5\n5,6\n6,7\n7,8\n8,9\n");
    assert!(said.contains("line 4: a quote is opened in this row and never closed"), "{said}");
    let inches = series("size,close\n1\",2\n2\",3\n3\",4\n4\",5\n5\",6\n6\",7");
    assert_eq!(inches.columns, ["close"], "an inch mark is none");
}
