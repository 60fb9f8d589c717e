use super::*;
use crate::data::source::{Source, unwatched};
use ndarray::array;
use proptest::prelude::*;
use std::fmt::Write as _;
use std::str::FromStr as _;

mod gaps;
mod refusals;
mod stacked;

fn series(text: &str) -> Series {
    text.parse().unwrap()
}

fn read_as(text: &str, asked: SeriesReading) -> Series {
    Series::parse(text, &asked).unwrap()
}

/// Lines of a file, each with its end.
fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.flat_map(|line| [line, "\n".to_owned()]).collect()
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn first_note(series: &Series) -> String {
    series.notes().swap_remove(0)
}

#[test]
fn a_file_with_dates_a_header_and_crlf() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("p.csv");
    let text = "\u{feff}날짜,Name,\"open, first\",close\r\n2024-01-02,x\0\u{1b},1, 10 \r\n2024-01-03,y,-2.5,2e1\r\n\
                2024-01-04,z,3,30\r\n2024-01-05,z,4,\"40\"\r\n2024-01-06,z,5,50\r\n\r\n , ,,\r\n\r\n";
    std::fs::write(&path, text).unwrap();
    let read =
        Series::read(Source::Files(std::slice::from_ref(&path), None), &SeriesReading::default(), &mut unwatched)
            .unwrap();
    assert_eq!(read.columns, ["open, first", "close"]);
    assert_eq!(read.values, array![[1.0, 10.0], [-2.5, 20.0], [3.0, 30.0], [4.0, 40.0], [5.0, 50.0]]);
    let dates = ["2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-06"];
    assert!(read.labels.iter().eq(dates));
    assert_eq!(read.skipped, ["날짜", "Name"]);
    assert_eq!((read.facts.crlf, read.facts.had_bom), (9, true));
    let decision = "5 rows; forecasts close; reads open, first, close; leaves out 날짜, Name; , between cells";
    assert_eq!(first_note(&read), decision);
    assert_eq!(read, series(text));
}

#[test]
fn semicolons_and_tabs_go_with_decimal_commas() {
    for delimiter in [";", "\t"] {
        let text = "t;a;b\n1;1,5;7,25\n2;-0,5;1\n3;2;,5\n4;3,0;1e2\n5;4;0\n".replace(';', delimiter);
        let read = series(&text);
        assert_eq!(read.columns, ["a", "b"], "{delimiter:?}");
        assert_eq!(read.values.column(0).to_vec(), [1.5, -0.5, 2.0, 3.0, 4.0]);
        assert_eq!(read.values.column(1).to_vec(), [7.25, 1.0, 0.5, 100.0, 0.0]);
        assert!(first_note(&read).contains("leaves out t (index); "), "{}", first_note(&read));
        assert!(first_note(&read).ends_with("between cells; decimal commas"), "{}", first_note(&read));
    }
    let two_columns_of_commas = series("1,5;2,5\n1,6;2,5\n1,5;2,6\n1,5;2,5\n1,5;2,5\n");
    assert_eq!(two_columns_of_commas.values.row(0).to_vec(), [1.5, 2.5]);
}

#[test]
fn thousands_currencies_and_losses_are_numbers() {
    let among_points = series("a\tb\n1.5\t1\n2.5\t3\n1,234\t3\n3.5\t4\n(4.5)\t5\n");
    assert_eq!(among_points.values.column(0).to_vec(), [1.5, 2.5, 1234.0, 3.5, -4.5]);
    let money = series("a,b\n\"$1,000\",1%\n\"$2,000\",2.5%\n\"$3,000\",3%\n-$4,4%\n\"($5,000.5)\",5%\n");
    assert_eq!(money.values.column(0).to_vec(), [1000.0, 2000.0, 3000.0, -4.0, -5000.5]);
    assert_eq!((money.values[[1, 1]], &money.units[..]), (2.5, &["$", "%"][..]));
    let german = series("a;b\n1.234,5;1\n2.000;3\n3,25;3\n4;4\n5;6\n");
    assert_eq!(german.values.column(0).to_vec(), [1234.5, 2000.0, 3.25, 4.0, 5.0]);
}

#[test]
fn without_a_header_columns_have_numbers() {
    let read = series("x,1,2\ny,3,5\nz,5,6\nz,8,8\nz,9,10");
    assert_eq!((read.columns.clone(), read.values.nrows()), (names(&["column 2", "column 3"]), 5));
    assert_eq!((read.skipped.clone(), read.labels.get(1)), (names(&["column 1"]), Some("y")));
    assert!(first_note(&read).contains("; no header; "), "{}", first_note(&read));
    let single = series("1\n2\n3\n4\n5\n\n\n");
    assert_eq!((single.columns, single.labels.len()), (names(&["column 1"]), 0));
    let unnamed = series("a,\n1,2\n3,2\n1,4\n1,2\n1,2\n");
    assert_eq!(unnamed.columns, ["a", "column 2"]);
}

#[test]
fn comments_preambles_and_names_are_told_apart() {
    for (text, columns, says) in [
        ("# made up\n# a,b\n1,2\n3,3\n1,4\n1,2\n1,3\n", &["a", "b"][..], "reads a, b; , between"),
        ("# made up\na,b\n1,2\n# inside\n3,3\n1,4\n1,2\n1,3\n", &["a", "b"], "5 rows"),
        ("Prices of 2024\n\na,b\n1,2\n3,3\n1,4\n1,2\n1,3\n", &["a", "b"], "1 line before the table"),
        ("a b\n1  2\n3  3\n 1 4\n1 2\n1 3\n", &["a", "b"], "spaces between cells"),
        ("a|b\n1|2\n3|3\n1|4\n1|2\n1|3\n", &["a", "b"], "| between cells"),
        (
            "Price,a,b\nTicker,X,X\nDate,,\n2024-01-01,1,2\n2024-01-02,3,3\n2024-01-03,1,4\n2024-01-04,1,2\n\
             2024-01-05,1,3\n",
            &["a", "b"],
            "2 more rows of the header passed over",
        ),
        ("a b\nx 1 2\ny 3 3\nz 1 4\nu 1 2\nv 1 3\n", &["a", "b"], "leaves out row;"),
    ] {
        let read = series(text);
        assert_eq!(read.columns, columns, "{text:?}");
        assert!(first_note(&read).contains(says), "{text:?}: {}", first_note(&read));
        assert_eq!(read.values.nrows(), 5, "{text:?}");
    }
}

#[test]
fn what_only_counts_rows_or_says_when_is_left_out_but_never_everything() {
    let table = |first: &str, cells: [&str; 6]| {
        let rows: Vec<String> = cells.iter().zip([3, 1, 4, 1, 5, 9]).map(|(cell, y)| format!("{cell},{y}")).collect();
        format!("{first},y\n{}\n", rows.join("\n"))
    };
    for (first, cells, why) in [
        ("n", ["0", "1", "2", "3", "4", "5"], "n (index)"),
        ("n", ["1", "2", "3", "4", "5", "6"], "n (index)"),
        ("t", ["0", "10", "20", "30", "50", "60"], "t (index)"),
        ("n", ["1860", "1861", "1862", "1863", "1864", "1865"], "n (dates)"),
        ("year", ["1959", "1959", "1959", "1959", "1960", "1960"], "year (dates)"),
        ("n", ["19580329", "19580405", "19580412", "19580419", "19580426", "19580503"], "n (dates)"),
        ("n", ["7", "7", "7", "7", "7", "7"], "n (one value)"),
        ("n", ["", "", "2", "", "3", ""], "n (mostly blank)"),
        ("n", ["", "", "", "", "", ""], "n (empty)"),
        ("day", ["Jan 1 2000", "Feb 1 2000", "Mar 1 2000", "Apr 1 2000", "May 1 2000", "Jun 1 2000"], "day;"),
    ] {
        let read = series(&table(first, cells));
        assert_eq!(read.columns, ["y"], "{first} {cells:?}");
        assert!(first_note(&read).contains(&format!("leaves out {why}")), "{}", first_note(&read));
    }
    let asked = SeriesReading { columns: Some(names(&["# a", "b"])), ..SeriesReading::default() };
    let marked = read_as("# a,b\n1,2\n3,3\n1,4\n1,2\n1,3\n", asked);
    assert_eq!((marked.columns.clone(), marked.values.nrows()), (names(&["# a", "b"]), 5), "as an old session has it");
    for cells in [["7", "7", "7", "8", "7", "7"], ["0", "2", "4", "6", "8", "10"], ["1", "2", "3", "4", "5", "7"]] {
        assert_eq!(series(&table("n", cells)).columns, ["n", "y"], "{cells:?}");
    }
    let both = "t,y\n0,5\n1,5\n2,5\n3,5\n4,5\n";
    assert_eq!(series(both).columns, ["y"]);
    let asked = SeriesReading { columns: Some(names(&["t"])), ..SeriesReading::default() };
    assert_eq!(read_as(both, asked).columns, ["t"], "what is named is read");
    let asked = SeriesReading { target: Some("t".to_owned()), ..SeriesReading::default() };
    assert_eq!(read_as("t,y\n0,5\n1,6\n2,5\n3,5\n4,5\n", asked).columns, ["t", "y"]);
    let asked = SeriesReading { exclude: names(&["2"]), ..SeriesReading::default() };
    assert_eq!(read_as(both, asked).columns, ["t"]);
}

#[test]
fn blanks_are_counted_placed_and_never_known() {
    let text = "t,y\n0,n/a\n1,1\n2,\n3,null\n4,4\n5,5\n";
    let read = series(text);
    assert_eq!((0..6).map(|row| read.is_known(row, 0)).collect::<Vec<_>>(), [false, true, false, false, true, true]);
    assert!(read.values[[0, 0]].is_nan(), "nothing is before it");
    assert_eq!(read.values.column(0).to_vec()[1..], [1.0, 1.0, 1.0, 4.0, 5.0]);
    let says = "3 blanks in y, first in line 2: filled with the value before and never scored (--fill previous).";
    assert_eq!(read.notes()[1], says);
    let linear = read_as(text, SeriesReading { fill: Fill::Linear, ..SeriesReading::default() });
    assert_eq!(linear.values.column(0).to_vec()[1..], [1.0, 2.0, 3.0, 4.0, 5.0]);
    let none = read_as(text, SeriesReading { fill: Fill::None, ..SeriesReading::default() });
    assert_eq!(none.values.iter().filter(|value| value.is_nan()).count(), 3);
    let gaps = series("a\n1\n2\n\n4\n5\n6\n");
    assert_eq!((gaps.values.nrows(), gaps.is_known(2, 0), gaps.values[[2, 0]]), (6, false, 2.0));
    assert!(gaps.notes()[1].starts_with("1 blank in a, first in line 4: "), "{:?}", gaps.notes());
    assert_eq!(series("a\n1\n\n2\n\n4\n\n5\n\n6\n").values.nrows(), 5, "every other line is blank");
}

#[test]
fn counts_in_notes_have_commas() {
    let rows: String =
        (0..3000).map(|at| if at % 2 == 0 { format!("{at},\r\n") } else { format!("{at},{}\r\n", at % 7) }).collect();
    let notes = series(&format!("t,y\n{rows}")).notes();
    let [decided, blanks, crlf] = &notes[..] else { panic!("{notes:?}") };
    assert!(decided.starts_with("3,000 rows; forecasts y;"), "{decided}");
    assert!(blanks.starts_with("1,500 blanks in y, first in line 2:"), "{blanks}");
    assert_eq!(crlf, "3,000 CRLF line ends read as LF.");
}

#[test]
fn rows_out_of_order_and_dates_that_stand_twice_are_told() {
    let days = |days: &[u32]| {
        let rows = days.iter().map(|day| format!("2024-01-{day:02},{}", day * day % 7));
        series(&format!("d,v\n{}\n", rows.collect::<Vec<_>>().join("\n"))).notes()[1..].to_vec()
    };
    assert_eq!(days(&[1, 2, 3, 4, 5, 6]), names(&[]));
    assert_eq!(days(&[9, 8, 7, 5, 3, 1]), names(&[]));
    let says = "1 row is out of order by date, first in line 6: rows are read in the order of the file.";
    assert_eq!(days(&[1, 2, 3, 5, 4, 6]), names(&[says]));
    assert_eq!(days(&[1, 2, 2, 4, 4, 6]), names(&["2 rows have the date of the row before, first in line 4."]));
}

#[test]
fn a_target_is_found_by_name_or_number_or_the_others_are_listed() {
    // The third column is named 4, but holds no numbers.
    let read = series("day,open,4,close\nx,1,y,3\nx,1,y,4\nx,2,y,3\nx,1,y,3\nx,1,y,3\n");
    assert_eq!(read.column(None), Ok(1));
    assert_eq!([read.column(Some("open")), read.column(Some("2")), read.column(Some("4"))], [Ok(0), Ok(0), Ok(1)]);
    for wanted in ["day", "1", "0", "5", "Close", "-1"] {
        let said = read.column(Some(wanted)).unwrap_err().to_string();
        assert!(said.ends_with("by name or number: \"open\" (2), \"close\" (4)") && said.contains(wanted), "{said}");
    }
}

#[test]
fn the_newest_row_first_is_turned_round() {
    let mut read = series("d,v,w\na,1,10\nb,4,20\nc,3,30\nd,2,40\ne,5,50\n");
    let kept = read.to_string();
    read.reverse();
    assert_eq!(read.values.as_slice().unwrap(), [5.0, 50.0, 2.0, 40.0, 3.0, 30.0, 4.0, 20.0, 1.0, 10.0]);
    assert!(read.labels.iter().eq(["e", "d", "c", "b", "a"]));
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

fn numbers() -> impl Strategy<Value = Vec<[f64; 2]>> {
    let row = (any::<f32>(), -1e6..1e6_f64);
    let finite = |x: f32| if x.is_finite() { f64::from(x) } else { 0.0 };
    prop::collection::vec(row.prop_map(move |(a, b)| [finite(a), b]), 5..40)
}

proptest! {
    #[test]
    fn numbers_come_back_whatever_the_delimiter_and_what_is_kept_is_the_same_again(
        rows in numbers(),
        style in 0..5_usize,
        header: bool,
        blank in 0..100_usize,
    ) {
        let (delimiter, point) = [(',', '.'), (';', ','), ('\t', ','), ('\t', '.'), ('|', '.')][style];
        let line = |(at, row): (usize, &[f64; 2])| {
            // Without a number there is no way to tell the mark of a column.
            let first = if at == blank { String::new() } else { row[0].to_string() };
            format!("한{delimiter}{first}{delimiter}{}\r\n", row[1]).replace('.', &point.to_string())
        };
        let names = if header { format!("n{delimiter}a{delimiter}b\r\n") } else { String::new() };
        let text = names + &rows.iter().enumerate().map(line).collect::<Vec<_>>().concat();
        let columns = Some(vec!["2".to_owned(), "3".to_owned()]);
        let asked = SeriesReading { columns, fill: Fill::None, ..SeriesReading::default() };
        let read = Series::parse(&text, &asked).unwrap();
        for (at, row) in rows.iter().enumerate() {
            prop_assert_eq!(read.is_known(at, 0), at != blank);
            prop_assert!(at == blank || read.values[[at, 0]].to_bits() == row[0].to_bits(), "{} in line {at}", row[0]);
            prop_assert!(read.values[[at, 1]].to_bits() == row[1].to_bits());
        }
        let again = Series::parse(&read.to_string(), &asked).unwrap();
        prop_assert!(again.values.iter().zip(&read.values).all(|(a, b)| a.to_bits() == b.to_bits()));
        prop_assert_eq!((again.columns, again.labels, again.groups), (read.columns, read.labels, read.groups));
    }

    /// What was decided, written out, decides the same again.
    #[test]
    fn a_table_read_as_was_decided_is_the_same(
        rows in prop::collection::vec((0..3_usize, 1..29_u32, prop::option::of(0..50_i32)), 6..40),
        fill in 0..3_usize,
    ) {
        let mut text = "s,n,d,v\n".to_owned();
        for (at, (kind, day, value)) in rows.iter().enumerate() {
            let value = value.map(|value| value.to_string()).unwrap_or_default();
            writeln!(text, "{},{at},2024-01-{day:02},{value}", ["a", "b", "c"][*kind]).unwrap();
        }
        let fill = [Fill::None, Fill::Previous, Fill::Linear][fill];
        let Ok(read) = Series::parse(&text, &SeriesReading { fill, ..SeriesReading::default() }) else { return Ok(()) };
        let asked = SeriesReading {
            columns: Some(read.columns.clone()),
            exclude: Vec::new(),
            target: Some(read.decided.target.clone()),
            group: Some(read.decided.group.clone().unwrap_or_else(|| NO_GROUP.to_owned())),
            newest_first: Some(read.decided.newest_first),
            fill,
        };
        let again = Series::parse(&read.to_string(), &asked).unwrap();
        prop_assert!(again.values.iter().zip(&read.values).all(|(a, b)| a.to_bits() == b.to_bits()));
        prop_assert_eq!((again.columns, again.labels, again.groups), (read.columns, read.labels, read.groups));
        prop_assert_eq!((again.decided, again.blanks), (read.decided, read.blanks));
    }
}
