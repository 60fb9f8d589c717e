//! What single units do over a text, what they follow, and where else a pattern of them occurs.

use std::ops::Range;

use ndarray::Array2;

/// A unit is on where |h| is at least this: the start of LSTMVis' own range (Strobelt et al. 2018, who take 0.3), well
/// above what a unit of tanh does that carries nothing, and below what one does that carries something.
pub const ON: f32 = 0.3;

/// The text that the net reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Source {
    /// The part that is trained on.
    #[default]
    Training,
    /// What is held out.
    HeldOut,
    /// One that a person typed.
    Typed(String),
}

/// What is wanted of the units.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NeuronsAsk {
    /// The place in the text, from 0, at which the passage on show begins; near its end if it has no such place.
    pub place: usize,
    /// What is worked out beside it, over much more of the text.
    pub study: StudyAsk,
}

/// What is worked out over much of what is read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StudyAsk {
    /// The text.
    pub source: Source,
    /// The name of what the units are held to, or `/REGEX/`; none for the task's first one, of texts of characters the
    /// first that is not the same everywhere.
    pub probe: Option<String>,
    /// The pattern that is looked for.
    pub mark: Option<Mark>,
}

/// A span of the text that was marked, and the units that are on in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Which of the view's parts the units are of.
    pub part: usize,
    /// The units that are on at every character of the span.
    pub units: Vec<usize>,
    /// The span's first place in the text, from 0.
    pub place: usize,
    /// Its characters.
    pub len: usize,
}

/// All units over a passage of a text, or over some examples one after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct NeuronsView {
    /// What is read: `training text`, or each example.
    pub examples: Vec<String>,
    /// The place of the first step in the text, from 0.
    pub place: usize,
    /// How many places the text has, or how many steps the examples have together, of a pair on the longer side.
    pub total: usize,
    /// One for each direction of each layer.
    pub parts: Vec<NeuronsPart>,
    /// The names of what units can be ranked by; none where nothing can be ranked.
    pub probes: Vec<String>,
    /// Whether it can be found where else units are on.
    pub places: bool,
    /// What is to be said, a sentence each.
    pub notes: Vec<String>,
    /// Whether more work would show no more.
    pub whole: bool,
}

/// The units of one direction of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct NeuronsPart {
    /// `layer 2`.
    pub name: String,
    /// What is read at each of T steps.
    pub steps: Vec<String>,
    /// The step at which each example begins.
    pub starts: Vec<usize>,
    /// h, `(T, H)`.
    pub h: Array2<f32>,
}

impl NeuronsPart {
    /// The example that a step lies in, and the step's place within it; a step beyond the end is of the last one.
    #[must_use]
    pub fn place(&self, step: usize) -> (usize, usize) {
        let example = self.starts.partition_point(|&start| start <= step).saturating_sub(1);
        (example, step - self.starts.get(example).copied().unwrap_or(0))
    }

    /// The steps of an example; none where there is no such example.
    #[must_use]
    pub fn example(&self, example: usize) -> Range<usize> {
        let all = self.steps.len();
        let start = |example: usize| self.starts.get(example).copied().unwrap_or(all);
        start(example)..start(example + 1)
    }

    /// The units that are on at every step from `first` on, `len` of them; none where the passage has no such steps.
    #[must_use]
    pub fn on(&self, first: usize, len: usize) -> Vec<usize> {
        let Some(end) = first.checked_add(len).filter(|&end| len > 0 && end <= self.h.nrows()) else {
            return Vec::new();
        };
        let is_on = |&unit: &usize| (first..end).all(|step| self.h[[step, unit]].abs() >= ON);
        (0..self.h.ncols()).filter(is_on).collect()
    }
}

/// What is known so far of what was asked over much of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyView {
    /// What was asked.
    pub asked: StudyAsk,
    /// Steps completed in the state that is studied.
    pub step: u64,
    /// What the units are held to.
    pub probe: String,
    /// Steps read.
    pub read: usize,
    /// Steps to read.
    pub of: usize,
    /// What these are: `characters`, `words`, `tokens` or `rows`.
    pub unit: &'static str,
    /// Whether it goes on.
    pub running: bool,
    /// All units, those that follow most closely first; none where what they are held to has been the same everywhere.
    pub ranked: Option<Vec<Ranked>>,
    /// The places where most of the marked units are on, the likest first; none where nothing is marked.
    pub found: Option<Vec<Place>>,
    /// How many places there are, of which the likest are told.
    pub places: usize,
    /// Why nothing is worked out, in a sentence.
    pub refused: Option<String>,
}

impl StudyView {
    /// What cannot be worked out, and why.
    #[must_use]
    pub fn refused(asked: StudyAsk, step: u64, sentence: String) -> Self {
        let refused = Some(sentence);
        let (probe, unit) = (String::new(), "characters");
        Self { asked, step, probe, read: 0, of: 0, unit, running: false, ranked: None, found: None, places: 0, refused }
    }
}

/// A unit, and how closely it follows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// Which of the view's parts it is of.
    pub part: usize,
    /// The unit, from 0.
    pub unit: usize,
    /// Pearson's correlation of its h, between -1 and 1; 0 for a unit that never changes.
    pub correlation: f64,
}

/// Where a pattern occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The first place of it in the text, from 0.
    pub place: usize,
    /// Its line and its column, from 1, where the text is read from its beginning.
    pub line: Option<(usize, usize)>,
    /// How many of the marked units are on at every character of it.
    pub shared: usize,
    /// How many other units are.
    pub others: usize,
    /// The text before it, that of it, and the text after it.
    pub text: [String; 3],
}
