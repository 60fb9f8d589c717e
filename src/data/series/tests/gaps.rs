//! Dates that are missing are told where rows have a usual step, and nowhere else.

use super::*;

/// What is said of rows with these dates, beside what was decided.
fn said(column: &str, dates: impl Iterator<Item = String>) -> Vec<String> {
    let rows = dates.enumerate().map(|(at, date)| format!("{date},{}\n", at * at % 7));
    series(&format!("{column},v\n{}", rows.collect::<String>())).notes()[1..].to_vec()
}

/// The days of 2024 from 1 January on, without some.
fn days(count: u32, without: impl Fn(u32) -> bool) -> Vec<String> {
    let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let all = (1..).zip(lengths).flat_map(|(month, length)| (1..=length).map(move |day| (month, day)));
    let kept = (0..count).zip(all).filter(|(at, _)| !without(*at));
    kept.map(|(_, (month, day))| format!("2024-{month:02}-{day:02}")).collect()
}

fn months(years: std::ops::Range<u32>, days: [u32; 12]) -> Vec<String> {
    let of_year = |year| (1..).zip(days).map(move |(month, day)| format!("{year}-{month:02}-{day:02}"));
    years.flat_map(of_year).collect()
}

fn without(mut dates: Vec<String>, missing: &[usize]) -> Vec<String> {
    for &at in missing.iter().rev() {
        dates.remove(at);
    }
    dates
}

#[test]
fn rows_without_a_gap_or_without_a_usual_step_say_nothing() {
    // 2024 began on a Monday.
    let weekend = |at: u32| at % 7 >= 5;
    let ends = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let ten_minutes = |at| format!("2024-01-{:02} {:02}:{}0", 1 + at / 40, 9 + at % 40 / 6, at % 40 % 6);
    for dates in [
        days(60, |_| false),
        days(200, weekend),
        days(200, |at| at % 7 == 2 || at % 7 == 3),
        days(200, |at| at % 7 == 6),
        days(200, |at| at % 7 > 3),
        days(9, weekend),
        days(200, |at| at % 7 > 0),
        days(350, |at| at % 31 > 0),
        days(366, |at| at % 35 > 0),
        months(2020..2025, [1; 12]),
        months(2024..2025, ends),
        (1900..1990).map(|year| format!("{year}-12-31")).collect(),
        days(200, |at| at % 3 == 0 || at % 7 == 2),
        days(200, |at| at % 5 > at % 2),
        // Measured from nine to four.
        (0..400).map(ten_minutes).collect(),
    ] {
        assert_eq!(said("d", dates.clone().into_iter()), names(&[]), "{dates:?}");
        assert_eq!(said("d", dates.into_iter().rev()), names(&[]));
    }
    let years = |column: &str, of: &dyn Fn(u32) -> u32| said(column, (0..40).map(|at| of(at).to_string()));
    assert_eq!(years("year", &|at| 1900 + at), names(&[]));
    assert_eq!(years("timestamp", &|at| 1_700_000_000 + 3600 * at), names(&[]));
    // Midnight in Korea is a day earlier in Greenwich.
    assert_eq!(years("timestamp", &|at| 1_704_034_800 + 86_400 * (at / 5 * 7 + at % 5)), names(&[]));
}

#[test]
fn missing_dates_are_counted_and_the_first_is_placed() {
    let weekend = |at: u32| at % 7 >= 5;
    let says = |what: &str| names(&[&format!("{what}: rows are read as if none were.")]);
    for (dates, what) in [
        (days(60, |at| (31..34).contains(&at)), "3 dates are missing, first after 2024-01-31 (line 32)"),
        (days(60, |at| at % 20 == 5), "3 dates are missing, first after 2024-01-05 (line 6)"),
        // A holiday on a Wednesday, and a Friday with the weekend after it.
        (days(60, |at| weekend(at) || at == 9), "1 date is missing, first after 2024-01-09 (line 8)"),
        (days(60, |at| weekend(at) || at == 11 || at == 16), "2 dates are missing, first after 2024-01-11 (line 10)"),
        (days(200, |at| at % 7 > 0 || at == 21), "1 date is missing, first after 2024-01-15 (line 4)"),
        (days(9, |at| at == 4), "1 date is missing, first after 2024-01-04 (line 5)"),
        (without(months(2020..2025, [1; 12]), &[2, 3, 40]), "3 dates are missing, first after 2020-02-01 (line 3)"),
        (
            without(months(2020..2023, [31, 28, 30, 30, 29, 30, 31, 28, 30, 31, 29, 31]), &[1]),
            "1 date is missing, first after 2020-01-31 (line 2)",
        ),
        (
            (1900..1990).filter(|year| *year != 1914).map(|year| year.to_string()).collect(),
            "1 date is missing, first after 1913 (line 15)",
        ),
    ] {
        let column = if dates[0].len() == 4 { "year" } else { "d" };
        assert_eq!(said(column, dates.into_iter()), says(what));
    }
    let backwards = days(60, |at| (31..34).contains(&at)).into_iter().rev();
    assert_eq!(said("d", backwards), says("3 dates are missing, first after 2024-01-31 (line 28)"));
    let stamps = (0..40).filter(|at| *at != 7).map(|at| (1_700_000_000 + 3600 * at).to_string());
    assert_eq!(said("timestamp", stamps), says("1 date is missing, first after 1700021600 (line 8)"));
}

#[test]
fn each_series_of_a_file_has_its_own_dates() {
    let block = |name: &str, dates: Vec<String>| -> String {
        lines(dates.iter().enumerate().map(|(at, date)| format!("{name},{date},{}", at * at % 7)))
    };
    let text = format!("s,d,v\n{}{}", block("a", days(30, |_| false)), block("b", days(30, |at| at == 4)));
    let notes = series(&text).notes();
    assert!(notes[0].contains("s has 2 values"), "{notes:?}");
    let says = "1 date is missing, first after 2024-01-04 (line 35): rows are read as if none were.";
    assert_eq!(notes[1..], names(&[says]));
}
