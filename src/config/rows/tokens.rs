//! The options that say what a token of a text is, and what a document.

use super::range::AT_LEAST_ONE;
use crate::config::option::{Opt, Range};
use crate::config::run::RunConfig;
use crate::config::task::TaskKind::{Classify, Text, Translate};
use crate::config::task::{TaskConfig, TokenKind};
use crate::data::Unit;
use crate::data::text::Documents;

/// `--tokens`.
pub static TOKENS: Opt<TokenKind> = Opt {
    name: "tokens",
    value: "TOKENS",
    help: "Text, classify, translate: what a token is [default: word to translate, and to classify texts of 5 words or \
           more; else char]",
    tasks: &[Text, Classify, Translate],
    range: Range::ANY,
    kept: |run| match &run.task {
        TaskConfig::Text(text) => Some(text.reading.unit.into()),
        TaskConfig::Classify(classify) => Some(classify.tokens.into()),
        TaskConfig::Translate(translate) => Some(translate.tokens.into()),
        _ => None,
    },
};

/// `--min-count`.
pub static MIN_COUNT: Opt<usize> = Opt {
    name: "min-count",
    value: "N",
    help: "Text and classify by words: how often what is trained on must have a word, else it is read as <UNK> \
           [default: 2; of a text up to 10 KB 1]",
    tasks: &[Text, Classify],
    range: AT_LEAST_ONE,
    kept: min_count,
};

/// `--documents`.
pub static DOCUMENTS: Opt<Documents> = Opt {
    name: "documents",
    value: "WHAT",
    help: "Text: what a document is; the state begins anew with each, and <EOS> ends it [default: none]",
    tasks: &[Text],
    range: Range::ANY,
    kept: |run| match &run.task {
        TaskConfig::Text(text) => Some(text.reading.documents),
        _ => None,
    },
};

fn min_count(run: &RunConfig) -> Option<usize> {
    let (unit, count) = match &run.task {
        TaskConfig::Text(text) => (text.reading.unit, text.min_count),
        TaskConfig::Classify(classify) => (classify.tokens, classify.min_count),
        _ => return None,
    };
    (unit == Unit::Words).then_some(count)
}
