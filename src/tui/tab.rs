//! The screens of a run. Each is a set of panes; the key that shows a screen is its number.

use crate::train::message::{Ask, WriteAsk};

/// A screen of the run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tab {
    /// Loss, hidden state and examples.
    #[default]
    Train,
    /// Gates over time, and how saturated they are.
    Gates,
    /// Gradients through time.
    Gradients,
    /// The numbers of a parameter.
    Weights,
    /// What the net writes on its own.
    Write,
}

impl Tab {
    /// What the screen is for, in a few words.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Self::Train => "the run; 3 gates, 4 gradients, 5 weights, 6 it writes",
            Self::Gates => "gates: ↑ ↓ unit, v gate, [ ] layer; Esc leads back",
            Self::Gradients => "gradients: ← → output, [ ] layer, v h or c; Esc back",
            Self::Write => "the net writes; ← → place, T t temperature, r another",
            Self::Weights => "weights: ↑ ↓ parameter, v its change, M marks; Esc back",
        }
    }

    /// What the screen wants of the net's inside, with the parameter at this place selected and this asked of a net
    /// that writes.
    #[must_use]
    pub fn ask(self, parameter: usize, writing: &WriteAsk) -> Option<Ask> {
        match self {
            Self::Train => None,
            Self::Gates => Some(Ask::Gates),
            Self::Gradients => Some(Ask::Gradients),
            Self::Weights => Some(Ask::Weights(parameter)),
            Self::Write => Some(Ask::Write(writing.clone())),
        }
    }
}
