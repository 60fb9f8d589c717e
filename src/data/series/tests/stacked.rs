//! Several series in a file are told apart, and nothing else is taken for them.

use super::*;

#[test]
fn stacked_series_are_found_and_kept_apart() {
    let blocks = "s,d,v\na,2024-01-01,1\na,2024-01-02,2\na,2024-01-03,4\na,2024-01-04,3\na,2024-01-05,5\n\
                  b,2024-01-01,9\nb,2024-01-02,8\nb,2024-01-03,7\nb,2024-01-04,8\nb,2024-01-05,6\n";
    let read = series(blocks);
    let group = |name: &str, rows| Group { name: name.to_owned(), rows };
    assert_eq!(read.groups, [group("a", 0..5), group("b", 5..10)]);
    assert!(first_note(&read).contains("reads v; s has 2 values: 2 series; leaves out d; "), "{}", first_note(&read));
    let (header, rows) = blocks.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    let turns: Vec<&str> = (0..5).flat_map(|row| [rows[row], rows[row + 5]]).collect();
    let in_turns = series(&format!("{header}\n{}\n", turns.join("\n")));
    assert_eq!((&in_turns.groups, &in_turns.values, &in_turns.labels), (&read.groups, &read.values, &read.labels));
    let backwards: Vec<&str> = rows.iter().rev().copied().collect();
    let mut newest = series(&format!("{header}\n{}\n", backwards.join("\n")));
    assert!(newest.decided.newest_first && first_note(&newest).contains("; newest first by the dates; "));
    newest.reverse();
    assert_eq!(newest.groups, [group("b", 0..5), group("a", 5..10)]);
    assert_eq!(newest.values.column(0).to_vec(), [9.0, 8.0, 7.0, 8.0, 6.0, 1.0, 2.0, 4.0, 3.0, 5.0]);
    let one = read_as(blocks, SeriesReading { group: Some(NO_GROUP.to_owned()), ..SeriesReading::default() });
    assert_eq!((one.groups.len(), one.skipped), (1, names(&["s", "d"])));
}

#[test]
fn without_dates_only_a_count_that_begins_anew_tells_series_apart() {
    let rows = |count: &dyn Fn(usize) -> usize| -> String {
        lines((0..30).map(|at| format!("{},{},{}", ["setosa", "virginica"][at / 15], count(at), at * at % 7)))
    };
    for first in [0, 1] {
        let read = series(&format!("kind,n,v\n{}", rows(&|at| at % 15 + first)));
        assert_eq!((read.groups.len(), &read.columns[..]), (2, &names(&["v"])[..]));
        let says = "forecasts v; reads v; kind has 2 values: 2 series; leaves out n (index);";
        assert!(first_note(&read).contains(says), "{}", first_note(&read));
    }
    let doubt = "kind has 2 values in blocks: if each is a series of its own, say so (--group \"kind\").";
    for count in [&|at| at * at % 11, &|at| at, &|at| at % 15 * 2, &|at| (at + 1) % 15] as [&dyn Fn(usize) -> usize; 4]
    {
        let text = format!("kind,n,v\n{}", rows(count));
        let read = series(&text);
        assert_eq!((read.groups.len(), read.decided.group.clone()), (1, None), "{text}");
        assert_eq!(read.notes()[1], doubt, "{text}");
        let named = read_as(&text, SeriesReading { group: Some("kind".to_owned()), ..SeriesReading::default() });
        assert_eq!((named.groups.len(), named.notes().len()), (2, 1), "{text}");
        let one = read_as(&text, SeriesReading { group: Some(NO_GROUP.to_owned()), ..SeriesReading::default() });
        assert_eq!((one.groups.len(), one.notes().len()), (1, 1), "{text}");
    }
    let rows = lines((0..30).map(|at| format!("{},{}", at / 15 == 0, at % 15)));
    let only = series(&format!("kind,n\n{rows}"));
    assert_eq!((only.groups.len(), only.columns), (2, names(&["n"])), "never everything");
}

#[test]
fn a_column_that_only_repeats_names_no_series() {
    let dated = |cells: [&str; 10]| {
        let rows = cells.iter().enumerate().map(|(day, cell)| format!("2024-01-{:02},{cell},{}", day + 1, day * day));
        format!("d,s,v\n{}\n", rows.collect::<Vec<_>>().join("\n"))
    };
    let (a, b) = ("a", "b");
    for cells in [[a, a, a, a, a, b, b, b, b, b], [a, b, a, b, a, b, a, b, a, b]] {
        assert_eq!(series(&dated(cells)).decided.group, None, "the dates go on");
    }
    let months = ["Jan", "Feb", "Mar", "Apr", "May"];
    let rows = (0..50).map(|row| format!("{},{},{}", 2000 + row / 5, months[row % 5], row * row % 7));
    let years = series(&format!("year,month,v\n{}\n", rows.collect::<Vec<_>>().join("\n")));
    assert_eq!((years.decided.group, years.columns), (None, names(&["v"])));
}
