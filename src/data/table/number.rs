//! A cell as a number, as people write numbers: with thousands separated, a currency sign or a per cent sign, and
//! losses in parentheses. Which of point and comma stands before the decimals is decided for a whole column, never
//! here.

/// The mark before the decimals. The other one of the two may separate thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Decimal {
    /// 1,234.5
    #[default]
    Point,
    /// 1.234,5
    Comma,
}

impl Decimal {
    fn mark(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    fn other(self) -> char {
        match self {
            Self::Point => ',',
            Self::Comma => '.',
        }
    }
}

/// What stands for a value that is not there, beside an empty cell.
const MISSING: [&str; 16] =
    ["-", "--", ".", "?", "NA", "N/A", "n/a", "na", "NaN", "nan", "NAN", "null", "NULL", "Null", "None", "#N/A"];

/// Signs and codes of currencies, before or after a number.
const CURRENCIES: [&str; 17] =
    ["US$", "$", "€", "£", "¥", "₩", "₹", "₽", "₺", "₫", "USD", "EUR", "GBP", "JPY", "KRW", "CHF", "CNY"];

/// Whether a cell, without white space around it, holds no value.
pub fn is_blank(cell: &str) -> bool {
    cell.is_empty() || (cell.len() <= 4 && MISSING.contains(&cell))
}

/// A cell, without white space around it, as a number, which may be infinite; `None` if it is no number.
pub fn number(cell: &str, decimal: Decimal) -> Option<f64> {
    // Most cells are plain numbers.
    let plain = match decimal {
        Decimal::Point => cell.parse().ok(),
        Decimal::Comma if cell.contains('.') => None,
        Decimal::Comma => match cell.bytes().filter(|&byte| byte == b',').count() {
            0 => cell.parse().ok(),
            1 => cell.replace(',', ".").parse().ok(),
            _ => None,
        },
    };
    plain.or_else(|| dressed(cell, decimal).map(|(value, _)| value))
}

/// The unit of a cell that is a number: a currency's sign, `%`, or nothing.
pub fn unit(cell: &str, decimal: Decimal) -> &'static str {
    match dressed(cell, decimal) {
        Some((_, unit)) => unit,
        None => "",
    }
}

/// Whether a cell, which is a number, has a character that no plain number has.
pub fn may_have_unit(cell: &str) -> bool {
    let plain = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'-' | b'+' | b'e' | b'E');
    !cell.as_bytes().iter().all(plain)
}

/// A number with its unit, its thousands separated, or in the parentheses of a loss.
fn dressed(cell: &str, decimal: Decimal) -> Option<(f64, &'static str)> {
    let inner = cell.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let (mut rest, mut negative) = (inner.unwrap_or(cell).trim(), inner.is_some());
    let (mut unit, mut signed) = ("", inner.is_some());
    loop {
        if let Some(after) = rest.strip_prefix(['-', '−', '+']).filter(|_| !signed) {
            (signed, negative) = (true, !rest.starts_with('+'));
            rest = after.trim_start();
        } else if let Some((after, found)) = without_unit(rest).filter(|_| unit.is_empty()) {
            (rest, unit) = (after, found);
        } else {
            break;
        }
    }
    let value = grouped(rest, decimal)?;
    Some((if negative { -value } else { value }, unit))
}

/// What is left without a unit at either end, and the unit.
fn without_unit(text: &str) -> Option<(&str, &'static str)> {
    if let Some(rest) = text.strip_suffix('%') {
        return Some((rest.trim_end(), "%"));
    }
    CURRENCIES.iter().find_map(|&sign| {
        let rest = text.strip_prefix(sign).map(str::trim_start);
        Some((rest.or_else(|| text.strip_suffix(sign).map(str::trim_end))?, sign))
    })
}

/// Digits with separated thousands, without a sign.
fn grouped(text: &str, decimal: Decimal) -> Option<f64> {
    // Rust reads `inf` and signs as numbers, too; here neither can stand.
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == decimal.mark()) {
        return None;
    }
    let (whole, decimals) = text.split_once(decimal.mark()).map_or((text, None), |(a, b)| (a, Some(b)));
    let is_separator =
        |c: char| c == decimal.other() || matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’');
    let mut plain = String::with_capacity(text.len());
    if let Some(separator) = whole.chars().find(|&c| is_separator(c)) {
        let groups: Vec<&str> = whole.split(separator).collect();
        // India separates by two digits above a thousand.
        let fits = |(at, group): (usize, &&str)| match at {
            0 => (1..=3).contains(&group.len()),
            _ if at + 1 == groups.len() => group.len() == 3,
            _ => group.len() == 3 || (group.len() == 2 && decimal == Decimal::Point),
        };
        let digits = |group: &&str| group.bytes().all(|byte| byte.is_ascii_digit());
        if !groups.iter().enumerate().all(fits) || !groups.iter().all(digits) {
            return None;
        }
        plain.extend(groups);
    } else {
        plain.push_str(whole);
    }
    if let Some(decimals) = decimals {
        plain.push('.');
        plain.push_str(decimals);
    }
    plain.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::Decimal::{Comma, Point};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_as_people_write_them() {
        for (cell, decimal, wanted) in [
            ("1,234", Point, 1234.0),
            ("1,234,567.5", Point, 1_234_567.5),
            ("12,34,567", Point, 1_234_567.0),
            ("1 234,5", Comma, 1234.5),
            ("1.234.567,5", Comma, 1_234_567.5),
            ("1'234.5", Point, 1234.5),
            ("1,5", Comma, 1.5),
            ("1,5e3", Comma, 1500.0),
            ("$1,071", Point, 1071.0),
            ("-$5", Point, -5.0),
            ("$-5", Point, -5.0),
            ("(1,234.5)", Point, -1234.5),
            ("($5)", Point, -5.0),
            ("5.6%", Point, 5.6),
            ("5,6 %", Comma, 5.6),
            ("€ 12,50", Comma, 12.5),
            ("12 EUR", Point, 12.0),
            ("−3", Point, -3.0),
            (".5", Point, 0.5),
            ("+7", Point, 7.0),
            ("1e3", Point, 1000.0),
        ] {
            assert_eq!(number(cell, decimal), Some(wanted), "{cell:?}");
        }
        for (cell, wanted) in [("$5", "$"), ("5 %", "%"), ("(€5)", "€"), ("5", ""), ("word", "")] {
            assert_eq!(unit(cell, Point), wanted, "{cell:?}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for cell in [
            "",
            "-",
            "$",
            "%",
            "word",
            "1,23",
            "1,2345",
            "1234,567",
            ",123",
            "1,,234",
            "2024-01-02",
            "12:30",
            "1 2",
            "--5",
            "5-6",
            "1.2.3",
            "(5",
            "$5$",
            "5%%",
            "$inf",
            "(nan)",
            "1,234,",
            "2020 2021",
            "0x10",
        ] {
            assert_eq!(number(cell, Point), None, "{cell:?}");
        }
        assert_eq!([number("1.5", Comma), number("1,2,3", Comma)], [None; 2]);
        assert_eq!(number("inf", Point), Some(f64::INFINITY));
    }

    #[test]
    fn what_holds_no_value_is_blank() {
        assert!(MISSING.iter().all(|cell| is_blank(cell)) && is_blank(""));
        for cell in ["0", "no", "x", "N", "nano", "#N/A!", "-1"] {
            assert!(!is_blank(cell), "{cell:?}");
        }
    }

    proptest! {
        #[test]
        fn a_plain_number_is_what_rust_reads(value: f64) {
            let cell = value.to_string();
            prop_assert_eq!(number(&cell, Point).map(f64::to_bits), cell.parse().ok().map(f64::to_bits));
            let comma = cell.replace('.', ",");
            prop_assert_eq!(number(&comma, Comma).map(f64::to_bits), cell.parse().ok().map(f64::to_bits));
        }

        #[test]
        fn thousands_may_be_separated(value in -1_000_000_000_i64..1_000_000_000, cents in 0..100) {
            let digits = value.unsigned_abs().to_string();
            let groups = digits.as_bytes().rchunks(3).rev();
            let groups: Vec<&str> = groups.map(|group| str::from_utf8(group).unwrap()).collect();
            let sign = if value < 0 { "-" } else { "" };
            let wanted: f64 = format!("{sign}{digits}.{cents:02}").parse().unwrap();
            let english = format!("{sign}${}.{cents:02}", groups.join(","));
            let german = format!("{sign}{},{cents:02} €", groups.join("."));
            prop_assert_eq!((number(&english, Point), number(&german, Comma)), (Some(wanted), Some(wanted)));
        }
    }
}
