//! A cell as a moment: dates and times as people write them, as numbers that can be put in order.
//!
//! Only their order counts here, never what lies between them: no time zone and no leap second is known.

use std::str::FromStr;

/// Which comes first where a date is written as three numbers with the year last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// 31/12/2024
    DayFirst,
    /// 12/31/2024
    MonthFirst,
}

/// What a cell says of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Seconds of a calendar without leap seconds.
    Date(i64),
    /// Seconds since midnight, of an unknown day.
    Time(i64),
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Longer cells are no dates.
const LONGEST: usize = 40;
const DAY: i64 = 86_400;

impl Moment {
    /// The moment that a cell, without white space around it, stands for; `None` if it is none.
    pub fn parse(cell: &str, order: DateOrder) -> Option<Self> {
        if cell.len() > LONGEST || !cell.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let colon = cell.find(':');
        // The time begins with the digits before the first colon.
        let begin = colon.map_or(cell.len(), |at| cell[..at].trim_end_matches(|c: char| c.is_ascii_digit()).len());
        let (date, time) = cell.split_at(begin);
        let seconds = if colon.is_some() { time_of_day(time)? } else { 0 };
        let date = date.trim_end_matches(|c: char| c.is_whitespace() || c == 'T' || c == ',');
        if date.is_empty() {
            return colon.map(|_| Self::Time(seconds));
        }
        Some(Self::Date(day(date, order)? * DAY + seconds))
    }

    /// The number by which moments are put in order.
    pub fn key(self) -> i64 {
        match self {
            Self::Date(key) | Self::Time(key) => key,
        }
    }
}

/// Whether a name belongs to a part of a year, a week or a day, of which each year, week or day has one.
pub fn is_part_of_time(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let begins = |names: &[&str]| names.iter().any(|short| name.starts_with(short) && name.len() <= 9);
    begins(&MONTHS)
        || begins(&WEEKDAYS)
        || matches!(&*name, "am" | "pm" | "spring" | "summer" | "autumn" | "fall" | "winter")
        || name
            .strip_prefix('q')
            .or_else(|| name.strip_suffix('q'))
            .is_some_and(|quarter| matches!(quarter, "1" | "2" | "3" | "4"))
}

/// The day that a whole number such as 19580329 or 195803 stands for.
pub fn day_of_number(value: f64) -> Option<i64> {
    if value.fract() != 0.0 || !(100_000.0..30_000_000.0).contains(&value) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a whole number of at most eight digits")]
    let digits = value as i64;
    let (year, month, day) = match digits {
        10_000_000.. => (digits / 10_000, digits / 100 % 100, digits % 100),
        _ => (digits / 100, digits % 100, 1),
    };
    (1000..3000).contains(&year).then(|| civil(year, month, day))?
}

/// Seconds since midnight of `12:30`, `12:30:15.5`, `1:05 pm`, each perhaps with a time zone.
fn time_of_day(text: &str) -> Option<i64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.' && c != ',').unwrap_or(text.len());
    let (clock, rest) = text.split_at(end);
    let mut parts = clock.split(':');
    let (hours, minutes) = (whole(parts.next()?)?, whole(parts.next()?)?);
    let seconds = match parts.next() {
        Some(seconds) => whole(seconds.split(['.', ',']).next()?)?,
        None => 0,
    };
    let rest = rest.trim().to_ascii_lowercase();
    let afternoon = match &*rest {
        "am" | "a.m." => Some(false),
        "pm" | "p.m." => Some(true),
        zone if is_zone(zone) => None,
        _ => return None,
    };
    let hours = match afternoon {
        Some(afternoon) => hours % 12 + if afternoon { 12 } else { 0 },
        None => hours,
    };
    let fits = hours <= 24 && minutes < 60 && seconds <= 60 && parts.next().is_none();
    fits.then(|| (hours * 60 + minutes) * 60 + seconds)
}

fn is_zone(zone: &str) -> bool {
    let offset = zone.strip_prefix(['+', '-']);
    zone.is_empty()
        || matches!(zone, "z" | "utc" | "gmt")
        || offset.is_some_and(|offset| !offset.is_empty() && offset.bytes().all(|b| b.is_ascii_digit() || b == b':'))
}

/// The number of the day that a date stands for.
fn day(text: &str, order: DateOrder) -> Option<i64> {
    let mut numbers = [(0, 0); 3];
    let (mut count, mut month, mut quarter) = (0, None, false);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            *numbers.get_mut(count)? = (whole(&rest[..end])?, end);
            count += 1;
            rest = &rest[end..];
        } else if first.is_alphabetic() {
            let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            let word = rest[..end].to_lowercase();
            if word.len() > "september".len() {
                return None;
            }
            match &*word {
                "q" => quarter = true,
                "st" | "nd" | "rd" | "th" => {}
                _ if WEEKDAYS.iter().any(|name| word.starts_with(name)) => {}
                _ => {
                    let found = MONTHS.iter().position(|name| word.starts_with(name))?;
                    month = Some(i64::try_from(found).ok()? + 1).filter(|_| month.is_none());
                    month?;
                }
            }
            rest = &rest[end..];
        } else if matches!(first, '-' | '/' | '.' | ' ' | ',') {
            rest = &rest[1..];
        } else {
            return None;
        }
    }
    let full = |(year, digits): (i64, usize)| match digits {
        4 => Some(year),
        // As POSIX and Python read two digits.
        2 => Some(if year < 69 { 2000 + year } else { 1900 + year }),
        _ => None,
    };
    let [a, b, c] = numbers;
    match (count, month, quarter) {
        (2, None, true) if a.1 == 4 && (1..=4).contains(&b.0) => civil(a.0, b.0 * 3 - 2, 1),
        (2, None, true) if b.1 == 4 && (1..=4).contains(&a.0) => civil(b.0, a.0 * 3 - 2, 1),
        (1, Some(month), false) => civil(full(a)?, month, 1),
        (2, Some(month), false) if a.1 == 4 => civil(a.0, month, b.0),
        (2, Some(month), false) => civil(full(b)?, month, a.0),
        (2, None, false) if a.1 == 4 && b.1 <= 2 => civil(a.0, b.0, 1),
        (2, None, false) if b.1 == 4 && a.1 <= 2 => civil(b.0, a.0, 1),
        (3, None, false) if a.1 == 4 => civil(a.0, b.0, c.0),
        (3, None, false) if a.1 <= 2 => match order {
            DateOrder::DayFirst => civil(full(c)?, b.0, a.0),
            DateOrder::MonthFirst => civil(full(c)?, a.0, b.0),
        },
        _ => None,
    }
}

fn whole(digits: &str) -> Option<i64> {
    i64::from_str(digits).ok()
}

/// Days since 1 March of the year 0 in the Gregorian calendar; `None` if there is no such day.
fn civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    // A year that begins in March ends with its leap day.
    let (shifted, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let days = shifted * 365 + shifted.div_euclid(4) - shifted.div_euclid(100) + shifted.div_euclid(400);
    (1..=length).contains(&day).then_some(days + (month * 153 + 2) / 5 + day - 1)
}

/// How many months are over before this day, both from 1 March of the year 0: the way back from `civil`.
pub fn months_until(day: i64) -> i64 {
    let (era, day) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (year * 365 + year / 4 - year / 100);
    (era * 400 + year) * 12 + (day * 5 + 2) / 153
}

#[cfg(test)]
mod tests {
    use super::DateOrder::{DayFirst, MonthFirst};
    use super::*;
    use proptest::prelude::*;

    fn key(cell: &str) -> i64 {
        match Moment::parse(cell, MonthFirst) {
            Some(Moment::Date(key)) => key,
            found => panic!("{cell:?} is {found:?}"),
        }
    }

    #[test]
    fn one_day_in_many_hands() {
        let day = key("2024-03-09");
        for cell in [
            "2024/03/09",
            "2024.3.9",
            "3/9/2024",
            "03/09/24",
            "Mar 9 2024",
            "March 9, 2024",
            "9 Mar 2024",
            "9-Mar-24",
            "Sat, 9 March 2024",
            "9th of March 2024".replace("of ", "").as_str(),
            "2024-03-09T00:00:00Z",
            "2024-03-09 00:00",
            "2024-03-09 12:00 AM",
            "2024 Mar 9",
        ] {
            assert_eq!(key(cell), day, "{cell:?}");
        }
        assert_eq!(Moment::parse("09.03.2024", DayFirst), Some(Moment::Date(day)));
        assert_eq!(day_of_number(20_240_309.0).map(|day| day * DAY), Some(day));
        assert_eq!(key("2024-03-09 13:05:07.25+02:00"), day + 13 * 3600 + 5 * 60 + 7);
        assert_eq!(key("2024-03-09 1:05 pm"), day + 13 * 3600 + 5 * 60);
        for (cell, month) in [("2024-03", 1), ("Mar 2024", 1), ("Mar-24", 1), ("03/2024", 1), ("2024Q1", -2)] {
            let wanted = if month == 1 { key("2024-03-01") } else { key("2024-01-01") };
            assert_eq!(key(cell), wanted, "{cell:?}");
        }
        assert_eq!(Moment::parse("12:30", DayFirst), Some(Moment::Time(45_000)));
    }

    #[test]
    fn what_is_no_moment_is_none() {
        for cell in [
            "",
            "word",
            "12",
            "1.5",
            "2024",
            "20240309",
            "13/13/2024",
            "2024-02-30",
            "2023-02-29",
            "1:2:3:4",
            "25:00",
            "12:60",
            "3-4",
            "a1",
            "Mar",
            "2024-03-09 noon",
            "192.168.1.1",
            "No 5",
            "5 apples",
            "2024-03-09-01",
            "99999999999999999999-01-01",
        ] {
            assert_eq!(Moment::parse(cell, DayFirst), None, "{cell:?}");
        }
        assert_eq!([day_of_number(20_241_301.0), day_of_number(1234.0), day_of_number(20_240_101.5)], [None; 3]);
    }

    #[test]
    fn parts_of_a_year_are_known() {
        assert!(["Jan", "december", "Q1", "Monday", "pm", "winter"].into_iter().all(is_part_of_time));
        assert!(!["AAA", "MSFT", "Marketing GmbH", "q5", "north"].into_iter().any(is_part_of_time));
    }

    proptest! {
        #[test]
        fn days_follow_each_other(year in 1600..2400_i64, month in 1..=12_i64, day in 1..=31_i64) {
            let Some(today) = civil(year, month, day) else { return Ok(()) };
            let next = civil(year, month, day + 1).or(civil(year, month + 1, 1)).or(civil(year + 1, 1, 1));
            prop_assert_eq!(next, Some(today + 1));
            let iso = format!("{year}-{month:02}-{day:02}");
            prop_assert_eq!(Moment::parse(&iso, DayFirst), Some(Moment::Date(today * DAY)));
            let german = format!("{day}.{month}.{year}");
            prop_assert_eq!(Moment::parse(&german, DayFirst), Some(Moment::Date(today * DAY)));
        }

        #[test]
        fn any_text_is_taken_or_not(text in "[0-9:/. TaMQ한-]{0,20}") {
            let _ = Moment::parse(&text, MonthFirst);
        }
    }

    #[test]
    fn months_are_counted_back_from_days() {
        let mut day = civil(1, 1, 1).unwrap();
        for (year, month) in (1..2101).flat_map(|year| (1..=12).map(move |month| (year, month))) {
            assert_eq!(civil(year, month, 1), Some(day), "{year}-{month}");
            let next = civil(year + month / 12, month % 12 + 1, 1).unwrap();
            assert!(
                [day, next - 1].map(months_until).iter().all(|&months| months == year * 12 + month - 3),
                "{year}-{month}"
            );
            day = next;
        }
        assert_eq!(civil(1970, 1, 1), Some(719_468), "where the seconds of computers begin");
    }
}
