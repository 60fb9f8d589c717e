//! The screens of a run. Each is a set of panes; the key that shows a screen is its number.

use super::keys::Action;
use crate::train::message::{Ask, NeuronsAsk, Over, WriteAsk};

/// A screen of the run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tab {
    /// Loss, hidden state and examples.
    #[default]
    Train,
    /// What single units do over a text, and what they follow.
    Neurons,
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
    /// The screen that a key shows, where it shows one.
    #[must_use]
    pub fn of(action: Action) -> Option<Self> {
        match action {
            Action::Train => Some(Self::Train),
            Action::Neurons => Some(Self::Neurons),
            Action::Gates => Some(Self::Gates),
            Action::Gradients => Some(Self::Gradients),
            Action::Weights => Some(Self::Weights),
            Action::Write => Some(Self::Write),
            _ => None,
        }
    }

    /// What the screen is for, in a few words.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Self::Train => "the run; 2 neurons, 3 gates, 4 gradients, 5 weights, 6 writing",
            Self::Neurons => "neurons: ↑ ↓ unit, v ranks by; 1 or Esc leads back",
            Self::Gates => "gates: ↑ ↓ unit, v gate, [ ] layer; Esc leads back",
            Self::Gradients => "gradients: ← → output, [ ] layer, v h or c; Esc back",
            Self::Write => "the net writes; ← → place, T t temperature, r another",
            Self::Weights => "weights: ↑ ↓ parameter, v its change, M marks; Esc back",
        }
    }

    /// What the screen wants of the net's inside, with the parameter at this place selected, and this asked of a net
    /// that writes and of its units.
    #[must_use]
    pub fn ask(self, parameter: usize, writing: &WriteAsk, neurons: &NeuronsAsk) -> Option<Ask> {
        match self {
            Self::Train => None,
            Self::Neurons => Some(Ask::Neurons(neurons.clone())),
            Self::Gates => Some(Ask::Gates),
            Self::Gradients => Some(Ask::Gradients(Over::Batch)),
            Self::Weights => Some(Ask::Weights(parameter)),
            Self::Write => Some(Ask::Write(writing.clone())),
        }
    }
}
