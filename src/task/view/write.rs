//! What a net writes on its own, and what it would write if some of its units were held.

pub use crate::nn::held::HeldUnit;

/// How a net is to write.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WriteAsk {
    /// What the logits are divided by; at 0 the likeliest token is taken each time. None for what is usual: 0 for
    /// translations, else 1.
    pub temperature: Option<f64>,
    /// How many of the likeliest tokens one is drawn from; none for all.
    pub top_k: Option<usize>,
    /// The seed of the drawing, which is no seed of the run.
    pub seed: u64,
    /// What is read before the net writes.
    pub prefix: String,
    /// What if: units that are held, from the first token on.
    pub hold: Vec<HeldUnit>,
    /// What if: the place after whose token h is set to zero in all layers, counted from the first token written; a
    /// token read has a place below 0.
    pub zero: Option<isize>,
}

/// What a net writes.
#[derive(Debug, Clone, PartialEq)]
pub enum WriteView {
    /// Tokens.
    Tokens(Writing),
    /// Forecasts of a series.
    Forecasts {
        /// The last row that is known.
        of: String,
        /// The column that is forecast.
        column: String,
        /// The rows after it, the nearest first.
        ahead: Vec<Ahead>,
        /// How they are made, where there is anything to say.
        note: Option<&'static str>,
    },
    /// Nothing: the net gives one label a text.
    Nothing,
}

/// Tokens that a net writes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Writing {
    /// For what it writes: `label 7`, or the sentence it translates. Empty for a text.
    pub of: String,
    /// The temperature at which tokens were drawn.
    pub temperature: f64,
    /// What it writes.
    pub free: Line,
    /// What it writes while its units are held, with the same random numbers; none where nothing is held.
    pub held: Option<Line>,
    /// Whether all that there is to write was written; if not, more work would write more.
    pub whole: bool,
    /// What is to be said, a sentence each.
    pub notes: Vec<String>,
}

/// What was read and then written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    /// The tokens, read and written.
    pub spots: Vec<Spot>,
    /// How many of them were read.
    pub read: usize,
    /// Whether the net came to an end by itself.
    pub ended: bool,
}

/// A token, and what the net says may come after it.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// The token, with the blank before it where one belongs.
    pub text: String,
    /// The probability that the net gave it; none for the first token.
    pub sure: Option<f32>,
    /// The five likeliest tokens after it with their probabilities, the likeliest first; none after an end.
    pub next: Vec<(String, f32)>,
}

/// The forecast of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Ahead {
    /// The row: its label, or how many rows ahead it is.
    pub row: String,
    /// The net's forecast, in the target's own unit.
    pub said: f64,
    /// What is known without learning, where there is enough before it.
    pub base: Option<f64>,
    /// The true value, where the file has it.
    pub truth: Option<f64>,
}

impl WriteView {
    /// Whether more work would show no more.
    pub(in crate::task) fn is_whole(&self) -> bool {
        if let Self::Tokens(writing) = self { writing.whole } else { true }
    }
}

impl Line {
    /// How many tokens were written.
    #[must_use]
    pub fn written(&self) -> usize {
        self.spots.len() - self.read
    }

    /// The spot at this place, counted from the first one written.
    #[must_use]
    pub fn at(&self, place: isize) -> Option<&Spot> {
        self.spots.get(self.read.checked_add_signed(place)?)
    }

    /// The last place after which something may come, counted from the first one written.
    #[must_use]
    pub fn last(&self) -> isize {
        self.places().1 - isize::from(self.ended)
    }

    /// The places, counted from the first one written: the first and the last.
    #[must_use]
    pub fn places(&self) -> (isize, isize) {
        let signed = |len: usize| isize::try_from(len).unwrap_or(isize::MAX);
        (-signed(self.read), signed(self.written()) - 1)
    }
}
