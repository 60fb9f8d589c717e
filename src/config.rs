//! What a run is: task, model, batches, optimizer, seed. Two runs with the same [`RunConfig`] on the same data are the
//! same run.
//!
//! [`Options`] are what a person asked for; [`Options::resolve`] fills the rest from a preset that depends on the task
//! and the size of its data, and [`RunConfig::options`] is the way back. Each option is one row of [`TABLE`]. The
//! command line, its help, the checks of single values and what a session keeps all come from that row. Errors name the
//! option and the remedy. This part knows no file and no terminal.

mod branch;
mod check;
mod conflicts;
mod decided;
mod differ;
mod error;
mod horizon;
mod kept;
mod memory;
mod model;
mod named;
mod optimizer;
mod option;
mod options;
mod preset;
mod resolve;
pub mod rows;
mod run;
mod schedule;
mod shape;
mod size;
mod table;
mod task;
mod value;

pub use branch::may_change;
pub use differ::differing;
pub use error::ConfigError;
pub use horizon::Horizon;
pub use model::{CellKind, ModelConfig, Nonlinearity};
pub use optimizer::{OptimizerConfig, OptimizerKind};
pub use option::{Opt, Range, Row};
pub use options::Options;
pub use preset::{PLANNED_EPOCHS, SMALL_TEXT_BYTES, is_small_text, planned_epochs, tokens_by_words, window};
pub use rows::check_learning_rate;
pub use run::{Batch, Batching, RunConfig};
pub use shape::ModelShape;
pub use size::{DataSize, TextSize};
pub use table::{TABLE, find_row};
pub use task::{
    ClassifyConfig, FillKind, Forecast, PoolKind, Scale, ScaleBy, SeriesConfig, SplitKind, TaskConfig, TaskKind,
    TokenKind, TranslateConfig,
};
pub use value::{Choice, Input, Value, whole};
