//! How much memory a run needs, roughly, so that one that is too large is refused before anything is allocated.

use std::sync::LazyLock;

use rustix::process::{Resource, getrlimit};
use sysinfo::{MemoryRefreshKind, RefreshKind, System};

use super::error::{ConfigError, any_of, conflict};
use super::model::ModelConfig;
use super::run::{Batching, RunConfig};
use super::size::DataSize;

const GIB: f64 = 1024.0 * 1024.0 * 1024.0;

/// Bytes this process can have: the least of the machine's memory, its container's and `ulimit -v`, as far as they are
/// known, else 16 GiB.
#[expect(clippy::cast_precision_loss, reason = "compared with an estimate")]
static LIMIT: LazyLock<f64> = LazyLock::new(|| {
    let ram = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(ram).ok();
    let machine = system.as_ref().map(System::total_memory);
    let container = system.as_ref().and_then(System::cgroup_limits).map(|limits| limits.total_memory);
    let process = getrlimit(Resource::As).current;
    let known = [machine, container, process].into_iter().flatten().filter(|&bytes| bytes > 0);
    known.min().map_or(16.0 * GIB, |bytes| bytes as f64)
});

/// Checks that a model for data of this size, over this many rows and steps at once, fits the memory there is.
pub(super) fn check_memory(
    config: &RunConfig,
    size: &DataSize,
    rows_and_steps: (usize, usize),
) -> Result<(), ConfigError> {
    check_within(*LIMIT, config, size, rows_and_steps)
}

/// Bytes a run takes.
#[expect(clippy::cast_precision_loss, reason = "an estimate of bytes")]
fn needed(config: &RunConfig, size: &DataSize, (rows, steps): (usize, usize)) -> f64 {
    let model = &config.model;
    let parameters = config.shape(size).parameters().map_or(f64::INFINITY, |n| n as f64);
    // Values, the sum of gradients, two moments, and the gradients of up to eight parts of a batch; values and moments
    // again of the best state and of the one to fall back to.
    let fixed = 18.0 * parameters;
    let ways = if model.bidirectional { 2.0 } else { 1.0 };
    let outputs = size.inputs_and_outputs(&config.task).1 as f64;
    let per_layer = (model.cell().gates() as f64 + 4.0) * model.hidden_size as f64;
    let per_step = ways * model.num_layers as f64 * per_layer + outputs + 2.0 * model.embed as f64;
    4.0 * (fixed + per_step * rows as f64 * steps as f64)
}

fn check_within(
    limit: f64,
    config: &RunConfig,
    size: &DataSize,
    rows_and_steps: (usize, usize),
) -> Result<(), ConfigError> {
    let bytes = needed(config, size, rows_and_steps);
    if bytes <= limit {
        return Ok(());
    }
    let needed = if bytes.is_finite() { format!("about {} of", gib(bytes)) } else { "more than any".to_owned() };
    let remedy = remedy(limit, config, size, rows_and_steps);
    conflict(format!("this run would need {needed} memory, and there are {} here: {remedy}.", gib(limit)))
}

/// The options that can be lowered by themselves until the run fits, or else those that can be lowered at all.
fn remedy(limit: f64, config: &RunConfig, size: &DataSize, (rows, steps): (usize, usize)) -> String {
    let examples = matches!(config.batching, Batching::Examples { .. });
    let model = &config.model;
    let at = |hidden_size, num_layers, embed| RunConfig {
        model: ModelConfig { hidden_size, num_layers, embed, ..model.clone() },
        ..config.clone()
    };
    let (hidden, layers, embed) = (model.hidden_size, model.num_layers, model.embed);
    // Without a linear layer the hidden size is given by the data; embedded input stays embedded.
    let least_hidden = if model.linear { 1 } else { hidden };
    let lowered = [
        ("--hidden", hidden > least_hidden, at(least_hidden, layers, embed), (rows, steps)),
        ("--embed", embed > 1, at(hidden, layers, 1), (rows, steps)),
        ("--layers", layers > 1, at(hidden, 1, embed), (rows, steps)),
        ("--batch", rows > 1, config.clone(), (1, steps)),
        ("--seq-len", steps > 1 && !examples, config.clone(), (rows, 1)),
    ];
    let possible: Vec<_> = lowered.iter().filter(|(_, possible, ..)| *possible).collect();
    let enough = possible.iter().filter(|(.., config, at)| needed(config, size, *at) <= limit);
    let mut enough: Vec<_> = enough.map(|(option, ..)| (*option).to_owned()).collect();
    if !enough.is_empty() {
        enough[0].insert_str(0, "lower ");
        if examples {
            enough.push("take the longest rows out of the file".to_owned());
        }
        return any_of(&enough);
    }
    let all: Vec<_> = possible.iter().map(|(option, ..)| *option).collect();
    match all.split_last() {
        Some((last, first @ [_, ..])) => format!("lower {} and {last} together", first.join(", ")),
        Some((only, [])) => format!("lower {only}, and use smaller data"),
        None => "use smaller data".to_owned(),
    }
}

/// A size for people, with one decimal if it is small.
fn gib(bytes: f64) -> String {
    let gib = bytes / GIB;
    if gib < 10.0 { format!("{gib:.1} GiB") } else { format!("{gib:.0} GiB") }
}

#[cfg(test)]
mod tests {
    use super::super::options::Options;
    use super::super::rows::HIDDEN;
    use super::super::size::TextSize;
    use super::super::task::TaskKind;
    use super::*;

    #[test]
    fn a_run_is_refused_where_there_is_less_memory_than_it_needs() {
        let size = DataSize::Text(TextSize { bytes: 180, tokens: 180, vocabulary: 25 });
        let config = Options::default().with(&HIDDEN, 100).resolve(TaskKind::Text, &size).unwrap();
        let bytes = needed(&config, &size, (170, 10));
        assert!((4e6..4e7).contains(&bytes), "{bytes}");
        assert_eq!(check_within(bytes, &config, &size, (170, 10)), Ok(()));
        let large = |change: fn(&mut RunConfig)| {
            let mut config = config.clone();
            change(&mut config);
            check_within(1.5 * GIB, &config, &size, (170, 10)).unwrap_err().to_string()
        };
        let refused = large(|config| config.model.hidden_size = 10_000);
        assert!(refused.contains("about 21 GiB of memory, and there are 1.5 GiB here: lower --hidden."), "{refused}");
        let refused = large(|config| config.model.hidden_size = usize::MAX);
        assert!(refused.contains("more than any memory, and there are 1.5 GiB here: lower --hidden."), "{refused}");
        let refused = large(|config| config.model.num_layers = 100_000);
        assert!(refused.ends_with("lower --layers."), "{refused}");
        let refused = large(|config| {
            config.model.hidden_size = 6000;
            config.model.num_layers = 300;
            config.model.embed = 9_000_000;
        });
        assert!(refused.ends_with("lower --hidden, --embed, --layers, --batch and --seq-len together."), "{refused}");
    }

    #[test]
    fn the_memory_there_is_is_some() {
        assert!(*LIMIT > 0.0 && LIMIT.is_finite());
    }
}
