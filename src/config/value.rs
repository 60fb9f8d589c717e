//! The types of option values and their texts. Reading the text of a value gives the same value.

use std::num::{IntErrorKind, ParseIntError};
use std::str::FromStr;

use clap::ValueEnum;
use clap::builder::PossibleValue;
use csv::{ReaderBuilder, Terminator, Trim, WriterBuilder};

use crate::data::encoding::{Encodings, UnknownEncoding};

/// How a value is given on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The option's name alone.
    Switch,
    /// A number, which may begin with a minus.
    Number,
    /// Any text.
    Text,
    /// One of these.
    Choice(Vec<PossibleValue>),
}

/// A value of an option.
pub trait Value: Sized + 'static {
    /// How it is given.
    fn input() -> Input;

    /// The value that a text stands for.
    ///
    /// # Errors
    /// What a value looks like, without a capital or a full stop.
    fn read(text: &str) -> Result<Self, String>;

    /// The text that reads as this value, for a number the shortest one. `None` for a switch that is off, because such
    /// an option is not given.
    fn write(&self) -> Option<String>;
}

/// A value that is one of a few; the doc comment of each is its line in `--help`.
pub trait Choice: ValueEnum + 'static {}

impl<T: Choice> Value for T {
    fn input() -> Input {
        Input::Choice(T::value_variants().iter().filter_map(T::to_possible_value).collect())
    }

    fn read(text: &str) -> Result<Self, String> {
        T::from_str(text, false).map_err(|_| {
            let names: Vec<_> = T::value_variants().iter().filter_map(Self::write).collect();
            format!("it must be one of {}", names.join(", "))
        })
    }

    fn write(&self) -> Option<String> {
        self.to_possible_value().map(|value| value.get_name().to_owned())
    }
}

impl Value for bool {
    fn input() -> Input {
        Input::Switch
    }

    fn read(text: &str) -> Result<Self, String> {
        if text == "true" { Ok(true) } else { Err("a switch is `true`, or left out".to_owned()) }
    }

    fn write(&self) -> Option<String> {
        self.then(|| "true".to_owned())
    }
}

impl Value for usize {
    fn input() -> Input {
        Input::Number
    }

    fn read(text: &str) -> Result<Self, String> {
        whole(text)
    }

    fn write(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Value for u64 {
    fn input() -> Input {
        Input::Number
    }

    fn read(text: &str) -> Result<Self, String> {
        whole(text)
    }

    fn write(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Value for f64 {
    fn input() -> Input {
        Input::Number
    }

    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|error: std::num::ParseFloatError| error.to_string())
    }

    fn write(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Value for Encodings {
    fn input() -> Input {
        Input::Text
    }

    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|error: UnknownEncoding| error.to_string())
    }

    fn write(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Value for String {
    fn input() -> Input {
        Input::Text
    }

    fn read(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }

    fn write(&self) -> Option<String> {
        Some(self.clone())
    }
}

/// A list with commas between; an item with a comma is quoted as in CSV.
impl Value for Vec<String> {
    fn input() -> Input {
        Input::Text
    }

    fn read(text: &str) -> Result<Self, String> {
        let mut reader = ReaderBuilder::new().has_headers(false).trim(Trim::All).from_reader(text.as_bytes());
        let mut records = reader.records();
        let record = records.next().and_then(Result::ok).filter(|record| record.iter().all(|name| !name.is_empty()));
        match (record, records.next()) {
            (Some(record), None) => Ok(record.iter().map(str::to_owned).collect()),
            _ => {
                Err("it must be names or numbers with commas between, each with a comma or a quote in it quoted as in \
                      CSV"
                .to_owned())
            }
        }
    }

    fn write(&self) -> Option<String> {
        let mut writer = WriterBuilder::new().terminator(Terminator::Any(b'\n')).from_writer(Vec::new());
        writer.write_record(self).expect("writing to memory does not fail");
        let bytes = writer.into_inner().expect("writing to memory does not fail");
        let text = String::from_utf8(bytes).expect("names are UTF-8, and so is what stands between them");
        (!self.is_empty()).then(|| text.trim_end_matches('\n').to_owned())
    }
}

/// Reads a whole number.
///
/// # Errors
/// What is wrong with the text, in words.
pub fn whole<T: FromStr<Err = ParseIntError>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: ParseIntError| match error.kind() {
        IntErrorKind::PosOverflow => "it is too large".to_owned(),
        _ => "it must be a whole number, 0 or more".to_owned(),
    })
}
