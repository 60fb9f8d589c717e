//! How much memory a run needs, roughly, so that one that is too large is refused before anything is allocated.

use super::{ConfigError, RunConfig, TaskConfig, conflict};

/// More than this is refused.
const MEMORY_LIMIT: f64 = 16.0 * GIB;
const GIB: f64 = 1024.0 * 1024.0 * 1024.0;

/// Checks that a model with these inputs and outputs, over this many rows and steps at once, fits.
#[expect(clippy::cast_precision_loss, reason = "an estimate of bytes")]
pub(super) fn check_memory(
    config: &RunConfig,
    (inputs, outputs): (usize, usize),
    (rows, steps): (usize, usize),
) -> Result<(), ConfigError> {
    let model = &config.model;
    let (inputs, outputs) = (inputs as f64, outputs as f64);
    let (hidden, layers, embed) = (model.hidden_size as f64, model.num_layers as f64, model.embed as f64);
    let ways = if model.bidirectional { 2.0 } else { 1.0 };
    let gates = model.cell().gates() as f64;
    let read = if model.embed == 0 { inputs } else { embed };
    let encoder =
        |first: f64| ways * gates * hidden * ((first + hidden + 2.0) + (layers - 1.0) * (ways * hidden + hidden + 2.0));
    let mut parameters = inputs * embed + encoder(read) + outputs * (ways * hidden + 1.0);
    if let TaskConfig::Translate(_) = config.task {
        // The decoder is as wide as both directions together, and attention adds a square of twice that.
        let wide = ways * hidden;
        parameters += outputs * embed + gates * wide * (embed + wide + 2.0 + (layers - 1.0) * (2.0 * wide + 2.0));
        parameters += wide * (2.0 * wide + 1.0);
    }
    // Values, the sum of gradients, two moments, and the gradients of up to eight parts of a batch.
    let fixed = 12.0 * parameters;
    let per_step = ways * layers * (gates + 4.0) * hidden + outputs + 2.0 * embed;
    let bytes = 4.0 * (fixed + per_step * rows as f64 * steps as f64);
    if bytes <= MEMORY_LIMIT {
        return Ok(());
    }
    conflict(format!(
        "this run would need about {:.0} GiB of memory, and rnntui stops at {:.0}: lower --hidden, --layers, --batch or --seq-len.",
        bytes / GIB,
        MEMORY_LIMIT / GIB
    ))
}
