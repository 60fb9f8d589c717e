//! Answers as a table, and what they measure.

use serde_json::Value;

/// What a net says to what it was asked.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// The names of the columns.
    pub columns: &'static [&'static str],
    /// The rows, a value for each column; null where there is none.
    pub rows: Vec<Vec<Value>>,
    /// What each part measures, in order.
    pub measures: Vec<Measured>,
    /// What else there is to say, a sentence each.
    pub notes: Vec<String>,
    /// What else a script may want, by its name.
    pub more: Vec<(&'static str, Value)>,
}

/// What the answers of a part measure.
#[derive(Debug)]
pub(super) struct Measured {
    /// `validation`, `test`, or the name of a file.
    pub part: String,
    /// Names and numbers. A name that ends in `accuracy` is that of a share.
    pub values: Vec<(&'static str, Value)>,
}

impl Measured {
    /// The measures of a part; those without a value are left out.
    pub fn new<const N: usize>(part: &str, values: [(&'static str, Option<Value>); N]) -> Self {
        let known = values.into_iter().filter_map(|(name, value)| Some((name, value?)));
        Self { part: part.to_owned(), values: known.collect() }
    }
}

/// A mean; none where there is nothing to take one of.
#[expect(clippy::cast_precision_loss, reason = "a mean for people")]
pub(super) fn mean(total: f64, count: usize) -> Option<Value> {
    (count > 0).then(|| number(total / count as f64))
}

/// A share; none where there is nothing to be right.
#[expect(clippy::cast_precision_loss, reason = "a share for people")]
pub(super) fn share(right: usize, of: usize) -> Option<Value> {
    mean(right as f64, of)
}

/// A number with the digits of an `f32`, which is what a net computes; null if it is none.
#[expect(clippy::cast_possible_truncation, reason = "the digits beyond would be noise")]
pub(super) fn number(value: f64) -> Value {
    let shortest = (value as f32).to_string().parse::<f64>();
    shortest.map_or(Value::Null, Value::from)
}
