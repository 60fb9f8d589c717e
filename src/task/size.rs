//! How much data there is, on which defaults and shapes depend.

use crate::config::{DataSize, TextSize};
use crate::data::{Data, Labelled, Pairs, Series, Side, Text};

/// The size of some data, on which defaults and shapes depend.
pub fn size_of(data: &Data) -> DataSize {
    match data {
        Data::Text(text) => text_size(text),
        Data::Series(series) => series_size(series),
        Data::Labelled(labelled) => labelled_size(labelled),
        Data::Pairs(pairs) => pairs_size(pairs),
    }
}

/// The size of a series.
pub(super) fn series_size(series: &Series) -> DataSize {
    DataSize::Series { rows: series.values.nrows(), columns: series.columns.len() }
}

fn text_size(text: &Text) -> DataSize {
    DataSize::Text(TextSize { bytes: text.facts.text_bytes, tokens: text.tokens.len(), vocabulary: text.vocab.len() })
}

fn labelled_size(labelled: &Labelled) -> DataSize {
    DataSize::Labelled {
        rows: labelled.rows(),
        labels: labelled.labels.len(),
        tokens: labelled.vocabulary(),
        longest: (0..labelled.rows()).map(|row| labelled.places(row).len()).max().unwrap_or(0),
    }
}

fn pairs_size(pairs: &Pairs) -> DataSize {
    let longest = |side: &Side| (0..pairs.rows()).map(|row| side.len(row)).max().unwrap_or(0);
    DataSize::Pairs {
        rows: pairs.rows(),
        source_tokens: pairs.source.lexicon.len(),
        target_tokens: pairs.target.lexicon.len(),
        longest: (longest(&pairs.source), longest(&pairs.target)),
    }
}
