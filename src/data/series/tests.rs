use super::*;
use ndarray::array;
use proptest::prelude::*;

fn series(text: &str) -> Series {
    text.parse().unwrap()
}

fn said(text: &str) -> String {
    Series::from_str(text).unwrap_err().to_string()
}

#[test]
fn a_file_with_dates_a_header_and_crlf() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("p.csv");
    let text = "\u{feff}날짜,Name,\"open, first\",close\r\n2024-01-02,x\0\u{1b},1, 10 \r\n2024-01-03,y,-2.5,2e1\r\n\
                2024-01-04,z,3,30\r\n2024-01-05,z,4,\"40\"\r\n2024-01-06,z,5,50\r\n\r\n , ,,\r\n\r\n";
    std::fs::write(&path, text).unwrap();
    let read = Series::read(&path, &mut unwatched).unwrap();
    assert_eq!(read.columns, ["open, first", "close"]);
    assert_eq!(read.values, array![[1.0, 10.0], [-2.5, 20.0], [3.0, 30.0], [4.0, 40.0], [5.0, 50.0]]);
    assert_eq!(read.labels, ["2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-06"]);
    assert_eq!(read.skipped, ["날짜", "Name"]);
    assert_eq!((read.facts.crlf, read.facts.had_bom), (9, true));
    assert_eq!(read, series(text));
}

#[test]
fn semicolons_and_tabs_go_with_decimal_commas() {
    for delimiter in [";", "\t"] {
        let text = "t;a;b\n1;1,5;7,25\n2;-0,5;1\n3;2;,5\n4;3,0;1e2\n5;4;0\n".replace(';', delimiter);
        let read = series(&text);
        assert_eq!(read.columns, ["t", "a", "b"], "{delimiter:?}");
        assert_eq!(read.values.column(1).to_vec(), [1.5, -0.5, 2.0, 3.0, 4.0]);
        assert_eq!(read.values.column(2).to_vec(), [7.25, 1.0, 0.5, 100.0, 0.0]);
    }
    let two_columns_of_commas = series("1,5;2,5\n1,5;2,5\n1,5;2,5\n1,5;2,5\n1,5;2,5\n");
    assert_eq!(two_columns_of_commas.values.row(0).to_vec(), [1.5, 2.5]);
}

#[test]
fn a_comma_among_decimal_points_is_no_decimal_comma() {
    let said = said("a\tb\n1.5\t1\n2.5\t2\n1,234\t3\n3.5\t4\n4.5\t5\n");
    assert!(said.contains("line 4, column \"a\": \"1,234\" is no number"), "{said}");
    let thousands = series("a,b\n\"1,000\",1\n\"2,000\",2\n\"3,000\",3\n\"4,000\",4\n\"5,000\",5\n");
    assert_eq!((thousands.columns, thousands.skipped), (vec!["b".to_owned()], vec!["a".to_owned()]));
}

#[test]
fn without_a_header_columns_have_numbers() {
    let read = series("x,1,2\ny,3,4\nz,5,6\nz,7,8\nz,9,10");
    assert_eq!((read.columns.clone(), read.values.nrows()), (vec!["column 2".to_owned(), "column 3".to_owned()], 5));
    assert_eq!((read.skipped, read.labels[1].as_str()), (vec!["column 1".to_owned()], "y"));
    let single = series("1\n2\n3\n4\n5\n\n\n");
    assert_eq!((single.columns, single.labels.len()), (vec!["column 1".to_owned()], 0));
    let unnamed = series("a,\n1,2\n1,2\n1,2\n1,2\n1,2\n");
    assert_eq!(unnamed.columns, ["a", "column 2"]);
}

#[test]
fn what_is_no_number_is_named_by_line_and_column() {
    let with = |cell: &str| said(&format!("day,close\n\n\n1,\"1\n \"\n2,2\n3,{cell}\n4,4\n5,5\n"));
    assert!(
        with("n/a").contains("\"embedded text\", line 7, column \"close\": \"n/a\" is no number;"),
        "{}",
        with("n/a")
    );
    assert!(with(" ").contains("line 7, column \"close\": nothing stands"), "{}", with(" "));
    for cell in ["inf", "NaN", "-infinity", "1e39", "1e999"] {
        let says = format!("line 7, column \"close\": {cell:?} is no finite number");
        assert!(with(cell).contains(&says), "{}", with(cell));
    }
    assert!(with("\u{1b}[m").contains(r#""\u{1b}[m" is no number"#), "{}", with("\u{1b}[m"));
    assert!(with(&"x".repeat(9999)).len() < 200);
    let first = said("1,n/a\n2,2\n3,3\n4,4\n5,5\n");
    assert!(first.contains("line 1, column \"column 2\": \"n/a\""), "{first}");
}

#[test]
fn what_is_no_table_is_refused() {
    for (text, says) in [
        ("", "has 0 rows; a series needs at least 5 of numbers"),
        ("a,b\n", "has 1 row; a series"),
        ("a,b\n1,2\n1,2\n1,2\n1,2\n", "has 4 rows"),
        ("1,2\n1,2\n1,2\n", "has 3 rows"),
        ("a,b\n1,2\n1,2\n1,2\n1\n1,2\n", "line 5 has 1 cells where the first row has 2"),
        ("a;b\n1,5;2,5\n1,5;2,5\n1,5;2,5;\n1,5;2,5\n1,5;2,5\n", "line 4 has 3 cells where the first row has 2"),
        ("a,b\n1,2\n1,2\n1,2\n1,2\n1,2\n\"3,3\n", "line 7: a quote is opened"),
        ("x\ny\nz\nx\ny\nz\n", "no column of \"embedded text\" holds numbers"),
        ("a,b,a\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n", "has two columns named \"a\""),
        ("a\n1\n2\n\n4\n5\n6\n", "line 4, column \"column 1\": nothing stands"),
    ] {
        assert!(said(text).contains(says), "{text:?}: {}", said(text));
    }
    let said = Series::read(Path::new("/"), &mut unwatched).unwrap_err().to_string();
    assert!(said.contains("is a directory"), "{said}");
}

#[test]
fn a_quote_that_is_never_closed_is_named_by_its_line() {
    let said = said("day,close\n1,2\n2,3\n\"3,4\n4,5\n5,6\n6,7\n7,8\n8,9\n");
    assert!(said.contains("line 4: a quote is opened in this row and never closed"), "{said}");
    let inches = series("size,close\n1\",2\n2\",3\n3\",4\n4\",5\n5\",6\n6\",7");
    assert_eq!(inches.columns, ["close"], "an inch mark is none");
}

#[test]
fn a_target_is_found_by_name_or_number_or_the_others_are_listed() {
    // The third column is named 4, but holds no numbers.
    let read = series("day,open,4,close\nx,1,y,3\nx,1,y,3\nx,1,y,3\nx,1,y,3\nx,1,y,3\n");
    assert_eq!(read.column(None), Ok(1));
    assert_eq!([read.column(Some("open")), read.column(Some("2")), read.column(Some("4"))], [Ok(0), Ok(0), Ok(1)]);
    for wanted in ["day", "1", "0", "5", "Close", "-1"] {
        let said = read.column(Some(wanted)).unwrap_err().to_string();
        assert!(said.ends_with("by name or number: \"open\" (2), \"close\" (4)") && said.contains(wanted), "{said}");
    }
}

#[test]
fn the_newest_row_first_is_turned_round() {
    let mut read = series("d,v,w\na,1,10\nb,2,20\nc,3,30\nd,4,40\ne,5,50\n");
    let kept = read.to_string();
    read.reverse();
    assert_eq!(read.values.as_slice().unwrap(), [5.0, 50.0, 4.0, 40.0, 3.0, 30.0, 2.0, 20.0, 1.0, 10.0]);
    assert_eq!(read.labels, ["e", "d", "c", "b", "a"]);
    assert_eq!(read.to_string(), kept);
}

/// PyTorch's run of the course's lab, whose test part is scaled by its own minimum and maximum.
#[test]
fn the_labs_leak_gives_the_labs_targets_and_the_default_does_not() {
    let lab: serde_json::Value = serde_json::from_str(include_str!("../../../tests/fixtures/timeseries.json")).unwrap();
    let cells = |row: &serde_json::Value| row.as_array().unwrap().iter().map(ToString::to_string).collect::<Vec<_>>();
    let rows: Vec<String> = lab["rows"].as_array().unwrap().iter().map(|row| cells(row).join(",")).collect();
    let read = series(&format!("open,high,low,volume,close\n{}\n", rows.join("\n")));
    let target = read.column(None).unwrap();
    assert_eq!((read.values.dim(), read.columns[target].as_str()), ((400, 5), "close"));

    let shares = Shares { train_frac: Some(0.7), val_frac: 0.0, test_frac: 0.0 };
    let (cut, all) = (Cut { seq_len: 7, ahead: 1..=1, reach: 0 }, 0..400);
    let examples = Examples::new(std::slice::from_ref(&all), cut, shares, |_, _| true).unwrap();
    let wanted: Vec<f64> =
        lab["test_target"]["data"].as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect();
    let worst = |fitted_on| {
        let scaler = Scalers::fit(&read.values, &examples, 0, Scaling::MinMax, fitted_on).held_out;
        let scaled = examples.validation().map(|i| scaler.transform(target, read.values[(examples.target(i), target)]));
        assert_eq!(scaled.len(), wanted.len());
        scaled.zip(&wanted).map(|(scaled, wanted)| (scaled - wanted).abs()).fold(0.0, f64::max)
    };
    assert!(worst(FittedOn::EachPart) < 1e-6, "{}", worst(FittedOn::EachPart));
    assert!(worst(FittedOn::TrainingRows) > 0.05, "{}", worst(FittedOn::TrainingRows));
}

proptest! {
    #[test]
    fn numbers_come_back_whatever_the_delimiter_and_what_is_kept_is_the_same_again(
        rows in prop::collection::vec((any::<f32>(), -1e6..1e6_f64), 5..40),
        style in 0..4_usize,
        header: bool,
    ) {
        let finite = |x: f32| if x.is_finite() { f64::from(x) } else { 0.0 };
        let rows: Vec<[f64; 2]> = rows.into_iter().map(|(a, b)| [finite(a), b]).collect();
        let (delimiter, point) = [(',', '.'), (';', ','), ('\t', ','), ('\t', '.')][style];
        let line = |row: &[f64; 2]| {
            format!("한{delimiter}{}{delimiter}{}\r\n", row[0], row[1]).replace('.', &point.to_string())
        };
        let names = if header { format!("n{delimiter}a{delimiter}b\r\n") } else { String::new() };
        let text = names + &rows.iter().map(line).collect::<Vec<_>>().concat();
        let read = series(&text);
        prop_assert_eq!(read.values.rows().into_iter().map(|row| [row[0], row[1]]).collect::<Vec<_>>(), rows);
        let again = series(&read.to_string());
        prop_assert_eq!(Series { facts: read.facts.clone(), ..again }, read);
    }
}
