//! What a learner can change in a lesson, which starts anew with it.

use std::fmt;

use clap::builder::PossibleValue;

use crate::config::{ConfigError, Input, Options, Row, find_row};

/// A change, as it is typed after `:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// `hidden 8`: an option's name and the text of its value.
    Option(&'static str, String),
    /// `part NAME`: another run of the lesson, as it is written.
    Part(String),
}

/// The options that can be changed, each with a value for an example.
const EXAMPLES: [(&str, &str); 4] = [("cell", "lstm"), ("hidden", "8"), ("layers", "1"), ("seed", "2")];

impl Change {
    /// The words that begin one.
    pub const WORDS: [&'static str; 5] = [EXAMPLES[0].0, EXAMPLES[1].0, EXAMPLES[2].0, EXAMPLES[3].0, "part"];

    /// Understands a line whose first word is one of [`Change::WORDS`]; `None` if it is another's.
    ///
    /// # Errors
    /// A sentence that says what must follow the word.
    pub fn parse(word: &str, rest: &str) -> Option<Result<Self, String>> {
        if word == "part" {
            return Some(match rest {
                "" => Err("part wants a name, as in :part linear".to_owned()),
                name => Ok(Self::Part(name.to_owned())),
            });
        }
        let (_, example) = EXAMPLES.into_iter().find(|(name, _)| *name == word)?;
        let row = find_row(word)?;
        Some(match row.read(rest) {
            Ok(text) if text != "0" || takes_zero(row) => Ok(Self::Option(row.name(), text)),
            _ => Err(format!("{word} wants {}, as in :{word} {example}", wanted(row))),
        })
    }

    /// Changes the options of a run; a part has its own.
    ///
    /// # Errors
    /// If there is no such option, or it has no such value.
    pub fn apply(&self, options: &mut Options) -> Result<(), ConfigError> {
        match self {
            Self::Option(name, text) => options.set(name, text),
            Self::Part(_) => Ok(()),
        }
    }
}

fn takes_zero(row: &dyn Row) -> bool {
    row.check("0").is_ok()
}

/// What an option's value looks like, in a few words.
fn wanted(row: &dyn Row) -> String {
    match row.input() {
        Input::Choice(choices) => {
            let names: Vec<_> = choices.iter().map(PossibleValue::get_name).collect();
            names.split_last().map_or_else(String::new, |(last, others)| format!("{} or {last}", others.join(", ")))
        }
        _ if takes_zero(row) => "a whole number".to_owned(),
        _ => "a whole number above 0".to_owned(),
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Option(name, text) => write!(f, "{name} {text}"),
            Self::Part(part) => write!(f, "part {part}"),
        }
    }
}
