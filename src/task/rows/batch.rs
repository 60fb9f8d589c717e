//! Labelled texts as a network takes them: packed, with the label or the end of the text that each task needs.

use crate::data::Labelled;
use crate::nn::layout::Layout;
use crate::nn::network::Sequences;

/// How the end of a text is called.
const END: &str = "<END>";

/// What is learnt of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// The label of a text c1..cn, once.
    Label,
    /// The text of a label: the net reads label, c1..cn, and its targets are c1..cn, end. Among the inputs the labels'
    /// indices follow the tokens'; among the outputs the end's index follows them.
    Text,
}

impl Goal {
    /// How many tokens are read of this row.
    pub(in crate::task) fn steps(self, data: &Labelled, row: usize) -> usize {
        data.places(row).len() + usize::from(self == Self::Text)
    }

    /// How many losses these rows have.
    pub(in crate::task) fn losses(self, data: &Labelled, rows: &[usize]) -> usize {
        match self {
            Self::Label => rows.len(),
            Self::Text => rows.iter().map(|&row| self.steps(data, row)).sum(),
        }
    }

    /// What should come out of this row: its label, or the tokens of its text and the end.
    pub fn wanted(self, data: &Labelled, row: usize) -> Vec<u32> {
        match self {
            Self::Label => vec![data.label(row)],
            Self::Text => data.places(row).map(|place| data.id(place)).chain([count(data.vocabulary())]).collect(),
        }
    }

    /// What a token stands for that is read.
    pub fn name_of_input(self, data: &Labelled, token: u32) -> String {
        match (token as usize).checked_sub(data.vocabulary()) {
            Some(label) => data.labels[label].clone(),
            None => data.name(token),
        }
    }

    /// What each output stands for.
    pub fn names_of_outputs(self, data: &Labelled) -> Vec<String> {
        match self {
            Self::Label => data.labels.clone(),
            Self::Text => (0..count(data.vocabulary())).map(|id| data.name(id)).chain([END.to_owned()]).collect(),
        }
    }

    /// The tokens that are read of this row.
    pub fn read(self, data: &Labelled, row: usize) -> impl Iterator<Item = u32> + '_ {
        let label = (self == Self::Text).then(|| label_index(data, row));
        label.into_iter().chain(data.places(row).map(|place| data.id(place)))
    }
}

/// The index of the label of `row` among what a generator reads.
fn label_index(data: &Labelled, row: usize) -> u32 {
    count(data.vocabulary()) + data.label(row)
}

fn count(len: usize) -> u32 {
    u32::try_from(len).expect("tokens have ids of 32 bits")
}

/// A batch of rows.
#[derive(Debug, Default)]
pub(in crate::task) struct RowBatch {
    lengths: Vec<usize>,
    layout: Layout,
    input: Vec<u32>,
    wanted: Vec<u32>,
}

impl RowBatch {
    /// Holds these rows of `data` from now on, without a new allocation once it has been as large.
    pub fn set(&mut self, data: &Labelled, goal: Goal, rows: impl Iterator<Item = usize> + Clone) {
        self.lengths.clear();
        self.lengths.extend(rows.clone().map(|row| goal.steps(data, row)));
        self.layout.set_packed(&self.lengths);
        self.input.resize(self.layout.total(), 0);
        for (local, row) in rows.clone().enumerate() {
            for (place, token) in self.layout.places(local).zip(goal.read(data, row)) {
                self.input[place] = token;
            }
        }
        self.wanted.clear();
        match goal {
            Goal::Label => self.wanted.extend(rows.map(|row| data.label(row))),
            Goal::Text => {
                let end = count(data.vocabulary());
                // The buffer was cleared, so every place that no text fills holds the end.
                self.wanted.resize(self.layout.total(), end);
                for (local, row) in rows.enumerate() {
                    for (place, at) in self.layout.places(local).zip(data.places(row)) {
                        self.wanted[place] = data.id(at);
                    }
                }
            }
        }
    }

    /// What is read.
    pub fn read(&self) -> Sequences<'_> {
        Sequences::tokens(&self.input, &self.layout)
    }

    /// The targets: a label for each row in the caller's order, or what follows each token, be it the end.
    pub fn wanted(&self) -> &[u32] {
        &self.wanted
    }
}
