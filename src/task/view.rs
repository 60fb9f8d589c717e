//! What tasks have to show, as owned data for the screen. Nothing here reads a network or a file.

use ndarray::Array2;

/// Which example is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    /// Its place in the list on show; the last one if there are fewer.
    pub example: usize,
}

/// A run's examples at one moment, and the hidden state over one of them.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// The examples and what the net makes of them.
    pub examples: Examples,
    /// The hidden state over the example looked at.
    pub hidden: HiddenView,
}

/// The examples of each task.
#[derive(Debug, Clone, PartialEq)]
pub enum Examples {
    /// Chunks of a text.
    Text(TextView),
}

impl Examples {
    /// How many can be looked at.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(view) => view.rows(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The hidden state over one example.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HiddenView {
    /// Which example, in a word or two: `chunk 12`.
    pub example: String,
    /// What was read at each time step, T of them.
    pub steps: Vec<String>,
    /// A matrix `(T, H)` for each layer, lowest first; values in (-1, 1) for tanh cells. Empty before the first step.
    pub layers: Vec<Array2<f32>>,
}

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
    /// What came out, `rows × seq_len`; `None` where nothing has been predicted yet.
    pub predicted: Vec<Option<char>>,
    /// All chunks of a short text merged back into one sentence; none for a long text.
    pub merged: Option<Merged>,
}

/// The first chunk whole, then the last `stride` characters of each next one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merged {
    /// What the net predicts.
    pub predicted: Vec<Option<char>>,
    /// What the text says.
    pub target: Vec<char>,
}

impl TextView {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.starts.len()
    }

    /// Row `row` of a flat vector of this view.
    pub fn row<'a, C>(&self, of: &'a [C], row: usize) -> &'a [C] {
        &of[row * self.seq_len..(row + 1) * self.seq_len]
    }
}
