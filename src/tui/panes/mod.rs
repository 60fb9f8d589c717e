//! The panes of the dashboard, one file and one row each. Focus, layout, mouse and keys follow from the table.

pub mod examples;
pub mod hidden;
pub mod lesson;
pub mod loss;
pub mod next;
pub mod parameters;
pub mod spread;
pub mod weights;
pub mod whatif;
pub mod write;

use super::app::App;
use super::pane::Pane;

/// The panes in the order of Tab and of drawing.
pub const TABLE: &[&dyn Pane<App>] = &[
    &lesson::LessonText,
    &loss::Loss,
    &hidden::HiddenState,
    &examples::ExampleList,
    &weights::WeightMap,
    &parameters::ParameterList,
    &spread::Spread,
    &write::Written,
    &next::Next,
    &whatif::WhatIf,
];
