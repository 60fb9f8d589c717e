//! What there is to show of a text.

/// The chunks of a text run and what the net made of them.
///
/// Rows stand one after another in flat vectors, `seq_len` characters each.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TextView {
    /// T, characters in a row.
    pub seq_len: usize,
    /// Each row's place: for windows where it starts in the text, in characters; for streams likewise.
    pub starts: Vec<usize>,
    /// What should come out (the input, one character on), `rows × seq_len`.
    pub target: Vec<char>,
    /// What came out, `rows × seq_len`; `None` where that was not worked out.
    pub predicted: Vec<Option<char>>,
    /// The probability that the net gave to each of these, `rows × seq_len`; 0 where that was not worked out.
    pub sure: Vec<f32>,
    /// All chunks of a short text merged back into one sentence; none for a long text.
    pub merged: Option<Merged>,
}

/// The first chunk whole, then the last `stride` characters of each next one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merged {
    /// What the net predicts.
    pub predicted: Vec<Option<char>>,
    /// The probability that it gave to that.
    pub sure: Vec<f32>,
    /// What the text says.
    pub target: Vec<char>,
}

impl TextView {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.starts.len()
    }

    /// Number of rows that were predicted.
    pub fn covered(&self) -> usize {
        self.predicted.iter().flatten().count() / self.seq_len.max(1)
    }

    /// The sentence that all chunks make together, where there is one.
    pub(super) fn summary(&self) -> Vec<String> {
        let predicted = |merged: &Merged| merged.predicted.iter().map(|c| c.unwrap_or('·')).collect::<String>();
        self.merged.iter().map(|merged| format!("predicted: {}", predicted(merged))).collect()
    }

    /// Row `row` of a flat vector of this view.
    pub fn row<'a, C>(&self, of: &'a [C], row: usize) -> &'a [C] {
        &of[row * self.seq_len..(row + 1) * self.seq_len]
    }
}
