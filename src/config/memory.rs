//! How much memory a run needs, roughly, so that one that is too large is refused before anything is allocated.

use super::{ConfigError, DataSize, RunConfig, TaskKind, conflict};

/// More than this is refused.
const MEMORY_LIMIT: f64 = 16.0 * GIB;
const GIB: f64 = 1024.0 * 1024.0 * 1024.0;

/// Checks that a model for data of this size, over this many rows and steps at once, fits.
#[expect(clippy::cast_precision_loss, reason = "an estimate of bytes")]
pub(super) fn check_memory(
    config: &RunConfig,
    size: &DataSize,
    (rows, steps): (usize, usize),
) -> Result<(), ConfigError> {
    let model = &config.model;
    let parameters = config.shape(size).parameters().map_or(f64::INFINITY, |n| n as f64);
    // Values, the sum of gradients, two moments, and the gradients of up to eight parts of a batch.
    let fixed = 12.0 * parameters;
    let ways = if model.bidirectional { 2.0 } else { 1.0 };
    let outputs = size.inputs_and_outputs(config.task.kind()).1 as f64;
    let per_layer = (model.cell().gates() as f64 + 4.0) * model.hidden_size as f64;
    let per_step = ways * model.num_layers as f64 * per_layer + outputs + 2.0 * model.embed as f64;
    let bytes = 4.0 * (fixed + per_step * rows as f64 * steps as f64);
    if bytes <= MEMORY_LIMIT {
        return Ok(());
    }
    let needed =
        if bytes.is_finite() { format!("about {:.0} GiB of", bytes / GIB) } else { "more than any".to_owned() };
    let remedy = match config.task.kind() {
        TaskKind::Text => "--hidden, --embed, --layers, --batch or --seq-len",
        TaskKind::Series => "--hidden, --layers, --batch or --seq-len",
        TaskKind::Classify | TaskKind::Generate | TaskKind::Translate => {
            "--hidden, --embed, --layers or --batch, or take the longest rows out of the file"
        }
    };
    conflict(format!(
        "this run would need {needed} memory, and rnntui stops at {:.0} GiB: lower {remedy}.",
        MEMORY_LIMIT / GIB
    ))
}
