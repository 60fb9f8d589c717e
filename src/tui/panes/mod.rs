//! The panes of the dashboard, one file and one row each. Focus, layout, mouse and keys follow from the table.

pub mod activation;
pub mod elsewhere;
pub mod examples;
pub mod fading;
pub mod gates;
pub mod hidden;
pub mod lesson;
pub mod loss;
pub mod next;
pub mod norms;
pub mod parameters;
pub mod ranked;
pub mod reach;
pub mod saliency;
pub mod saturation;
pub mod spread;
pub mod unit;
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
    &activation::Activation,
    &ranked::RankedUnits,
    &elsewhere::Elsewhere,
    &gates::GateMap,
    &unit::UnitOverTime,
    &saturation::GateSaturation,
    &reach::GradientMap,
    &fading::GradientByLag,
    &saliency::OutputSaliency,
    &norms::GradientNorms,
    &parameters::ParameterList,
    &weights::WeightMap,
    &spread::Spread,
    &write::Written,
    &next::Next,
    &whatif::WhatIf,
];
