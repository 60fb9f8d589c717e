//! Choices that data and the engine have names for, as values of options.

use clap::builder::PossibleValue;

use super::value::{Input, Value};
use crate::data::series::BaseKind;
use crate::data::text::Documents;
use crate::nn::precision::Precision;

/// Makes a type a value by its `ALL`, `name` and `says`.
macro_rules! by_name {
    ($choice:ty) => {
        impl Value for $choice {
            fn input() -> Input {
                let named = |choice: Self| PossibleValue::new(choice.name()).help(choice.says());
                Input::Choice(Self::ALL.map(named).to_vec())
            }

            fn read(text: &str) -> Result<Self, String> {
                let found = Self::ALL.into_iter().find(|choice| choice.name() == text);
                found.ok_or_else(|| format!("it must be one of {}", Self::ALL.map(Self::name).join(", ")))
            }

            fn write(&self) -> Option<String> {
                Some(self.name().to_owned())
            }
        }
    };
}

by_name!(BaseKind);
by_name!(Documents);
by_name!(Precision);
