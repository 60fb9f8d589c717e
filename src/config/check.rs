//! Whether a configuration can be run on its data: what a person asked for, and what a session says.

use super::error::{ConfigError, any_of, conflict};
use super::memory::check_memory;
use super::run::{Batching, RunConfig};
use super::size::{DataSize, TextSize};
use super::task::{SeriesConfig, TaskConfig, TaskKind};
use super::value::Value as _;
use crate::data::series::Shares;
use crate::data::{Documents, Parts, Unit, Windows};

impl RunConfig {
    /// Checks the configuration against its data: also that of a session, which anyone may have written.
    ///
    /// # Errors
    /// If it does not belong to such data, the data is too small for it, or the buffers would not fit the memory.
    pub fn check_against(&self, size: &DataSize) -> Result<(), ConfigError> {
        let rows_and_steps = match (size, &self.task, &self.batching) {
            (DataSize::Text(text), TaskConfig::Text(_), Batching::Windows { .. } | Batching::Streams { .. }) => {
                (self.text_rows(*text)?, self.batching.seq_len())
            }
            (
                DataSize::Series { rows, .. },
                TaskConfig::Series(series),
                Batching::Windows { seq_len, stride: 1, .. },
            ) => (self.series_rows(*rows, *seq_len, series)?, *seq_len),
            (
                DataSize::Labelled { rows, labels, longest, .. },
                TaskConfig::Classify(_) | TaskConfig::Generate,
                Batching::Examples { .. },
            ) => {
                if self.task.kind() == TaskKind::Classify && *labels < 2 {
                    return conflict(
                        "all rows have the same label, and there is nothing to tell apart: use rows of at least \
                         two labels.",
                    );
                }
                (self.example_rows(*rows)?, longest.saturating_add(1))
            }
            (DataSize::Pairs { rows, longest, .. }, TaskConfig::Translate(_), Batching::Examples { .. }) => {
                (self.example_rows(*rows)?, longest.0.saturating_add(longest.1).saturating_add(1))
            }
            _ => return conflict("the task, its batches and its data do not belong together."),
        };
        if let Some(every) = self.val_every.filter(|_| !self.holds_out(size)) {
            return conflict(format!(
                "--val-every {every} validates on what is held out for it, and nothing is: hold something out with \
                 --val-frac (a series: --train-frac below 1), or leave it out."
            ));
        }
        let (_, outputs) = size.inputs_and_outputs(&self.task);
        if !self.model.linear && (self.model.bidirectional || self.model.hidden_size != outputs) {
            return conflict(format!(
                "--no-linear takes the hidden state itself as the prediction, so --hidden must be {outputs} and \
                 there is no --bidirectional: leave these options out."
            ));
        }
        check_memory(self, size, rows_and_steps)
    }

    /// Whether any of the data is held out for validation.
    pub(super) fn holds_out(&self, size: &DataSize) -> bool {
        match (size, &self.task) {
            (DataSize::Text(text), _) => self.parts(text.tokens).validation > 0,
            (DataSize::Labelled { rows, .. } | DataSize::Pairs { rows, .. }, _) => self.parts(*rows).validation > 0,
            (DataSize::Series { rows, .. }, TaskConfig::Series(_)) => {
                let [training, validation] = self.shares().ends(*rows);
                training < validation
            }
            (DataSize::Series { .. }, _) => false,
        }
    }

    /// What the tokens of a text are called, where the run learns one.
    fn tokens_of_a_text(&self) -> &'static str {
        match &self.task {
            TaskConfig::Text(text) if text.reading.unit == Unit::Words => "words",
            _ => "characters",
        }
    }

    /// Rows of a batch of this text.
    fn text_rows(&self, text: TextSize) -> Result<usize, ConfigError> {
        let seq_len = self.batching.seq_len();
        let (train, held_out) = self.split(text.tokens);
        if matches!(self.batching, Batching::Examples { .. }) {
            return conflict("a text has no rows to take as examples.");
        }
        if let Some(rows) = self.text_rows_that_fit(train) {
            return Ok(rows);
        }
        let (all, tokens) = (text.tokens, self.tokens_of_a_text());
        let has = if held_out > 0 {
            format!("--val-frac holds out {held_out} of the text's {all} {tokens} and leaves {train} to train on")
        } else {
            format!("the text has {all} {tokens}")
        };
        let (for_what, streams) = match self.batching {
            Batching::Streams { rows, .. } if rows > 1 => (format!("each of the {rows} streams of --batch"), rows),
            _ => ("a chunk".to_owned(), 1),
        };
        conflict(format!(
            "{has}, and {for_what} takes --seq-len {seq_len} and one more: use {}.",
            any_of(&self.text_remedies(text, streams))
        ))
    }

    /// The same for `train` tokens to train on, if they have room for a chunk of each row. A document may be shorter
    /// than a chunk.
    fn text_rows_that_fit(&self, train: usize) -> Option<usize> {
        let has_documents = matches!(&self.task, TaskConfig::Text(text) if text.reading.documents != Documents::None);
        match self.batching {
            Batching::Windows { .. } if has_documents => (train > 1).then(|| self.batching.rows(train)),
            Batching::Windows { seq_len, stride, .. } => {
                let windows = Windows::new(train, seq_len, stride).count();
                (windows > 0).then(|| self.batching.rows(windows))
            }
            Batching::Streams { rows, .. } if has_documents => (rows < train).then_some(rows),
            Batching::Streams { seq_len, rows } => (rows <= train / seq_len.checked_add(1)?).then_some(rows),
            Batching::Examples { .. } => None,
        }
    }

    /// What would make the text fit, each by itself; `streams` is the number of rows that each need a chunk.
    fn text_remedies(&self, text: TextSize, streams: usize) -> Vec<String> {
        let seq_len = self.batching.seq_len();
        let (train, held_out) = self.split(text.tokens);
        let mut remedies = Vec::new();
        let longest = (train / streams).saturating_sub(1);
        if longest > 0 {
            remedies.push(format!("--seq-len {longest} or less"));
        }
        let most = train / seq_len.saturating_add(1);
        if streams > 1 && most > 0 {
            remedies.push(format!("--batch {most} or less"));
        }
        let spare = seq_len.checked_add(1).and_then(|chunk| text.tokens.checked_sub(chunk.checked_mul(streams)?));
        if held_out > 0 {
            remedies.extend(spare.map(|spare| at_most("--val-frac", spare, text.tokens)));
        }
        remedies.push("a longer text".to_owned());
        remedies
    }

    /// Rows of a batch of this series, if it were one without a blank.
    fn series_rows(&self, rows: usize, seq_len: usize, series: &SeriesConfig) -> Result<usize, ConfigError> {
        let cut = series.cut(seq_len);
        let [training, _] = self.shares().ends(rows);
        if let Some(examples @ 1..) = (training + 1).checked_sub(cut.needed()) {
            return Ok(self.batching.rows(examples));
        }
        let horizon = series.horizon.last;
        let mut remedies = Vec::new();
        if let Some(most @ 1..) = training.checked_sub(horizon).filter(|most| *most > cut.reach) {
            remedies.push(format!("--seq-len {most} or less"));
        }
        if let Some(most @ 1..) = training.checked_sub(seq_len).filter(|_| cut.reach == 0) {
            remedies.push(format!("--horizon {most} or less"));
        }
        if cut.reach > 0 && seq_len.saturating_add(horizon) <= training {
            remedies.push("--base last".to_owned());
        }
        let share = share_up(cut.needed(), rows);
        if share <= 1.0 && (Shares { train_frac: Some(share), ..self.shares() }).ends(rows)[0] >= cut.needed() {
            remedies.push(format!("--train-frac {share} or more"));
        }
        remedies.push("a longer file".to_owned());
        conflict(format!(
            "{training} of the {rows} rows are to train on, and an example takes {}: --seq-len {seq_len} and \
             --horizon {}{}: use {}.",
            cut.needed(),
            series.horizon.write().unwrap_or_default(),
            if cut.reach > 0 { format!(", and --season {} before that", series.season) } else { String::new() },
            any_of(&remedies)
        ))
    }

    fn example_rows(&self, rows: usize) -> Result<usize, ConfigError> {
        let parts = self.parts(rows);
        if parts.training > 0 {
            return Ok(self.batching.rows(parts.training));
        }
        let tested = if self.test_frac > 0.0 { format!(" and --test-frac {}", self.test_frac) } else { String::new() };
        let leave = if tested.is_empty() { "leaves" } else { "leave" };
        // Each alone, beside the other as it is; where neither would do, one after the other.
        let spare = rows.saturating_sub(1);
        let alone = |other: f64| spare.checked_sub(Parts::new(rows, other, 0.0).validation);
        let mut remedies = Vec::new();
        if self.val_frac > 0.0 {
            remedies.extend(alone(self.test_frac).map(|spare| at_most("--val-frac", spare, rows)));
        }
        if self.test_frac > 0.0 {
            remedies.extend(alone(self.val_frac).map(|spare| at_most("--test-frac", spare, rows)));
        }
        if remedies.is_empty() {
            remedies.push("--test-frac 0".to_owned());
        }
        let remedies = any_of(&remedies);
        conflict(format!(
            "--val-frac {}{tested} {leave} none of {rows} rows to train on: use {remedies}.",
            self.val_frac
        ))
    }

    /// Checks that a share that was asked for holds out something: a share too small would silently hold out nothing.
    ///
    /// # Errors
    /// If it does not.
    pub(super) fn check_held_out(&self, size: &DataSize) -> Result<(), ConfigError> {
        let (all, what) = match *size {
            DataSize::Text(text) => (text.tokens, self.tokens_of_a_text()),
            DataSize::Labelled { rows, .. } | DataSize::Pairs { rows, .. } => (rows, "rows"),
            DataSize::Series { .. } => return Ok(()),
        };
        let parts = self.parts(all);
        let shares = [("val-frac", self.val_frac, parts.validation), ("test-frac", self.test_frac, parts.test)];
        let Some((option, asked, _)) = shares.into_iter().find(|&(_, asked, found)| asked > 0.0 && found == 0) else {
            return Ok(());
        };
        let one = share_up(1, all);
        let more = match option {
            "val-frac" => Self { val_frac: one, ..self.clone() },
            _ => Self { test_frac: one, ..self.clone() },
        };
        let mut remedies = Vec::new();
        if one < 1.0 && more.check_against(size).is_ok() {
            remedies.push(format!("--{option} {one} to hold out one"));
        }
        remedies.push(format!("--{option} 0 to hold out none"));
        conflict(format!("--{option} {asked} of {all} {what} is none of them: use {}.", any_of(&remedies)))
    }
}

/// The value of a share that holds out at most `spare` of `all`.
fn at_most(option: &str, spare: usize, all: usize) -> String {
    match share(spare, all, f64::floor) {
        share if share > 0.0 => format!("{option} {share} or less"),
        _ => format!("{option} 0"),
    }
}

/// A share with few digits that is at least `part` of `all`.
fn share_up(part: usize, all: usize) -> f64 {
    share(part, all, f64::ceil)
}

/// The share that `part` is of `all`, in one digit more than `all` has.
#[expect(clippy::cast_precision_loss, reason = "a share for people")]
fn share(part: usize, all: usize, round: fn(f64) -> f64) -> f64 {
    let scale = 10_f64.powf(f64::from(all.max(1).ilog10() + 2));
    round(part as f64 * scale / all as f64) / scale
}

#[cfg(test)]
mod tests;
