//! What there is to show of texts written for labels.

/// Labels printed at the end of a run without a screen.
const PRINTED: usize = 10;

/// Steps of a batch whose rows are printed.
const STEPS: usize = 20;

/// Labels and the text that the net now writes for each, the likeliest character each time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GenerateView {
    /// Some of the labels, in the order of the file.
    pub written: Vec<Written>,
    /// Labels there are.
    pub labels: usize,
    /// How many rows are present in each step of the next batch
    /// (`PackedSequence.batch_sizes`).
    pub batch_sizes: Vec<usize>,
    /// How many places of that batch would be padding if its rows were not packed.
    pub padded: usize,
}

/// A label and its text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Written {
    /// The label.
    pub label: String,
    /// What is written for it. If the label has a single text, each character is compared with that.
    pub text: Vec<Letter>,
    /// Whether it ended; one that does not is cut off.
    pub ended: bool,
    /// A text of that label, or the start of a long one: the first in the file.
    pub example: String,
    /// How many there are.
    pub texts: usize,
    /// Whether it is one of them, from start to end.
    pub exact: bool,
}

/// A character written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter {
    /// The character.
    pub character: char,
    /// Whether the label's only text has another at this place.
    pub wrong: bool,
}

impl Written {
    /// The text, with dots where it has no end.
    pub fn text(&self) -> String {
        self.text.iter().map(|letter| letter.character).chain((!self.ended).then_some('…')).collect()
    }
}

impl GenerateView {
    /// How many labels on the list get a text that is in the file.
    pub fn exact(&self) -> usize {
        self.written.iter().filter(|written| written.exact).count()
    }

    /// What is written for each label, and how much of it is in the file.
    pub(super) fn summary(&self) -> Vec<String> {
        let (exact, listed) = (self.exact(), self.written.len());
        let of = if listed < self.labels { format!(" (of {})", self.labels) } else { String::new() };
        let head = format!("written: {exact} of {listed} labels{of} give a text that is in the file");
        let texts = self.written.iter().take(PRINTED).map(|written| {
            let verdict = match (written.exact, written.texts) {
                (true, 1) => "right".to_owned(),
                (true, _) => "in the file".to_owned(),
                (false, 1) => format!("should be: {}", written.example),
                (false, _) => format!("not in the file, where there is: {}", written.example),
            };
            format!("  {} -> {} ({verdict})", written.label, written.text())
        });
        std::iter::once(head).chain(texts).chain(self.staircase()).collect()
    }

    /// How many rows each step of the next batch computes, and what that saves.
    fn staircase(&self) -> Option<String> {
        let sizes = self.batch_sizes.iter().take(STEPS).map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let more = if self.batch_sizes.len() > STEPS { " …" } else { "" };
        let all = self.batch_sizes.iter().sum::<usize>() + self.padded;
        (all > 0).then(|| {
            format!("rows computed at each step: {sizes}{more}; {} of {all} places are padding left out", self.padded)
        })
    }
}
