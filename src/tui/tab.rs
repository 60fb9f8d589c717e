//! The screens of a run. Each is a set of panes; the key that shows a screen is its number.

use crate::train::message::Ask;

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
}

impl Tab {
    /// What the screen is for, in a few words.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Self::Train => "the run as it trains; 3 its gates, 4 gradients, 5 weights, 7 all runs",
            Self::Gates => "gates: ↑ ↓ unit, v gate, [ ] layer; Esc leads back",
            Self::Gradients => "gradients: ← → output, [ ] layer, v h or c; Esc back",
            Self::Weights => "weights: any parameter; ↑ ↓ choose it, 1 or Esc leads back",
        }
    }

    /// What the screen wants of the net's inside, with the parameter at this place selected.
    #[must_use]
    pub fn ask(self, parameter: usize) -> Option<Ask> {
        match self {
            Self::Train => None,
            Self::Gates => Some(Ask::Gates),
            Self::Gradients => Some(Ask::Gradients),
            Self::Weights => Some(Ask::Weights(parameter)),
        }
    }
}
