//! How a measured number is written wherever one is shown: with significant digits, however small or large it is, and
//! never as `-0`. Imports nothing of the crate, so that every output can use it.

use std::time::Duration;

/// Significant digits of a measured number.
const DIGITS: usize = 4;

/// A measured number with four significant digits: `0.2500`, `1234`, `2.500e-5`, `0`. From 0.001 to below a million it
/// has no exponent; it takes 8 columns at most, and one more for a minus.
pub fn figure(value: impl Into<f64>) -> String {
    significant(value.into(), DIGITS)
}

/// A number with so many significant digits, at least 1.
fn significant(value: f64, digits: usize) -> String {
    if value == 0.0 || !value.is_finite() {
        return if value == 0.0 { "0".to_owned() } else { value.to_string() };
    }
    // Rounded before its size is looked at: 9.9996 has four digits as 10.00, not as 10.000.
    let scientific = format!("{value:.*e}", digits - 1);
    let exponent: i32 = scientific.rsplit_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    if !(-3..6).contains(&exponent) {
        return scientific;
    }
    let after = i32::try_from(digits).unwrap_or(i32::MAX) - 1 - exponent;
    format!("{value:.*}", usize::try_from(after).unwrap_or(0))
}

/// A measured number in two significant digits with an exponent, for places with little room: `1.2e-3`, `0`. It takes 7
/// columns at most.
pub fn short(value: impl Into<f64>) -> String {
    let value: f64 = value.into();
    if value == 0.0 || !value.is_finite() { figure(value) } else { format!("{value:.1e}") }
}

/// A number of a table, right-aligned in `columns` columns, with `decimals` decimals; one that has no digit left there
/// has an exponent instead, and the digits that there is room for. One that is too wide is wider.
pub fn cell(value: impl Into<f64>, decimals: usize, columns: usize) -> String {
    let value = value.into();
    let plain = format!("{value:.decimals$}");
    let vanished = value != 0.0 && plain.chars().all(|c| matches!(c, '0' | '.' | '-'));
    let text = if vanished || plain.len() > columns {
        let room = |digits: &usize| significant(value, *digits).len() <= columns;
        let digits = (1..=DIGITS).rev().find(room);
        match digits {
            Some(digits) => significant(value, digits),
            // Too small for the room, exponent and all.
            None if vanished => format!("{:.decimals$}", 0.0),
            None => plain,
        }
    } else if value == 0.0 {
        format!("{:.decimals$}", 0.0)
    } else {
        plain
    };
    format!("{text:>columns$}")
}

/// A value of an axis that spans `range`: with the decimals that tell its values apart, in at most 8 columns.
pub fn amount(value: f64, range: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 6 digits")]
    let decimals = (2.0 - range.log10().floor()).clamp(0.0, 6.0) as usize;
    // What rounds to zero is the axis' zero.
    let value = if value.abs() < 0.5 * 0.1_f64.powi(i32::try_from(decimals).unwrap_or(0)) { 0.0 } else { value };
    let text = format!("{value:.decimals$}");
    if text.len() <= 8 && range > 1e-6 { text } else { format!("{value:.1e}") }
}

/// A learning rate with at most six significant digits and no trailing zeros.
pub fn rate(rate: f64) -> String {
    if rate == 0.0 || !(1e-6..1e6).contains(&rate) {
        return format!("{rate:e}");
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 12 digits")]
    let digits = (5.0 - rate.log10().floor()).clamp(0.0, 12.0) as usize;
    let text = format!("{rate:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A count with commas: `3,250`.
#[must_use]
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// How long something takes, or ago it was, in words: `5 min`.
#[must_use]
pub fn age(age: Duration) -> String {
    match age.as_secs() {
        0..120 => format!("{} s", age.as_secs()),
        120..7200 => format!("{} min", age.as_secs() / 60),
        7200..172_800 => format!("{} h", age.as_secs() / 3600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_figure_has_four_significant_digits() {
        for (value, wanted) in [
            (0.25, "0.2500"),
            (2.784_04, "2.784"),
            (9.999_6, "10.00"),
            (0.001, "0.001000"),
            (0.000_999_96, "0.001000"),
            (0.000_12, "1.200e-4"),
            (-0.000_000_4, "-4.000e-7"),
            (123_456.7, "123457"),
            (2.79e8, "2.790e8"),
            (0.0, "0"),
            (-0.0, "0"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(figure(value), wanted, "{value:e}");
        }
        assert_eq!(figure(0.1_f32), "0.1000");
    }

    #[test]
    fn a_cell_keeps_its_columns_and_its_last_digit() {
        for (value, decimals, columns, wanted) in [
            (0.25, 2, 5, " 0.25"),
            (-1.0, 2, 5, "-1.00"),
            (0.001, 2, 5, "0.001"),
            (0.000_1, 2, 5, " 1e-4"),
            (-0.000_12, 2, 5, "-1e-4"),
            (-0.000_12, 2, 4, "0.00"),
            (0.0, 2, 5, " 0.00"),
            (-0.0, 2, 5, " 0.00"),
            (12_345.678, 2, 6, " 12346"),
            (-123.456, 2, 5, "-123"),
            (0.000_04, 3, 5, " 4e-5"),
        ] {
            let found = cell(value, decimals, columns);
            assert_eq!(found.trim_start(), wanted.trim_start(), "{value:e}");
            assert_eq!(found.len(), columns, "{value:e}: {found:?}");
        }
    }

    #[test]
    fn rates_and_axes_read_well() {
        assert_eq!([0.1, 0.002, 1.0, 0.063_000_000_000_001].map(rate), ["0.1", "0.002", "1", "0.063"]);
        assert_eq!((amount(-0.001, 1.0), amount(0.5, 1.0)), ("0.00".to_owned(), "0.50".to_owned()));
    }

    proptest! {
        #[test]
        fn no_number_vanishes_and_none_is_minus_zero(value: f32, decimals in 0..4_usize, columns in 4..9_usize) {
            let texts = [figure(value), cell(value, decimals, columns)];
            for text in &texts {
                let is_zero = text.trim().chars().all(|c| matches!(c, '0' | '.' | '-'));
                prop_assert!(!is_zero || !text.contains('-'), "{value:e}: {text}");
            }
            if value.is_finite() {
                let (read, value): (f64, f64) = (texts[0].parse().unwrap(), value.into());
                prop_assert!((read - value).abs() <= 5.001e-4 * value.abs(), "{value:e}: {}", texts[0]);
                prop_assert!(texts[0].len() <= 10);
            }
        }
    }
}
