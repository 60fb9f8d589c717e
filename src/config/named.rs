//! Choices that data has names for, as values of options.

use clap::builder::PossibleValue;

use super::value::{Input, Value};
use crate::data::series::BaseKind;
use crate::data::text::Documents;

/// One of a few that have a name and a line in `--help`.
trait Named: Copy + 'static {
    const EACH: &'static [Self];
    fn named(self) -> &'static str;
    fn help(self) -> &'static str;
}

impl Named for BaseKind {
    const EACH: &'static [Self] = &Self::ALL;

    fn named(self) -> &'static str {
        self.name()
    }

    fn help(self) -> &'static str {
        self.says()
    }
}

impl Named for Documents {
    const EACH: &'static [Self] = &Self::ALL;

    fn named(self) -> &'static str {
        self.name()
    }

    fn help(self) -> &'static str {
        self.says()
    }
}

fn input<T: Named>() -> Input {
    Input::Choice(T::EACH.iter().map(|choice| PossibleValue::new(choice.named()).help(choice.help())).collect())
}

fn read<T: Named>(text: &str) -> Result<T, String> {
    let names = || T::EACH.iter().map(|choice| choice.named()).collect::<Vec<_>>().join(", ");
    let found = T::EACH.iter().find(|choice| choice.named() == text);
    found.copied().ok_or_else(|| format!("it must be one of {}", names()))
}

impl Value for BaseKind {
    fn input() -> Input {
        input::<Self>()
    }

    fn read(text: &str) -> Result<Self, String> {
        read(text)
    }

    fn write(&self) -> Option<String> {
        Some(self.name().to_owned())
    }
}

impl Value for Documents {
    fn input() -> Input {
        input::<Self>()
    }

    fn read(text: &str) -> Result<Self, String> {
        read(text)
    }

    fn write(&self) -> Option<String> {
        Some(self.name().to_owned())
    }
}
