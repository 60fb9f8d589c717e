//! Why options are refused.

/// Why options are refused, in one sentence.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ConfigError {
    /// No option has this name.
    #[error("there is no option --{0}: `rnntui --help` lists them.")]
    Unknown(String),
    /// A text that cannot be read as a value of the option.
    #[error("--{option} {value:?} cannot be read: {why}.")]
    Unreadable {
        /// The option's name without dashes.
        option: &'static str,
        /// The text given.
        value: String,
        /// What a value looks like.
        why: String,
    },
    /// A value outside its range.
    #[error("--{option} {value} is out of range: {range}.")]
    Range {
        /// The option's name without dashes.
        option: &'static str,
        /// The value given.
        value: String,
        /// What is allowed.
        range: &'static str,
    },
    /// Two options that contradict each other, or the data.
    #[error("{0}")]
    Conflict(String),
}

/// Refuses with this sentence.
pub(super) fn conflict<T>(sentence: impl Into<String>) -> Result<T, ConfigError> {
    Err(ConfigError::Conflict(sentence.into()))
}

/// The remedies in a sentence, of which one is enough.
pub(super) fn any_of(remedies: &[String]) -> String {
    match remedies {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
