//! Whether a configuration can be run on its data: what a person asked for, and what a session says.

use super::error::{ConfigError, conflict};
use super::memory::check_memory;
use super::run::{Batching, RunConfig};
use super::size::{DataSize, TextSize};
use super::task::{SeriesConfig, TaskConfig};
use crate::data::series::Examples;

impl RunConfig {
    /// Checks the configuration against its data: also that of a session, which anyone may have written.
    ///
    /// # Errors
    /// If it does not belong to such data, the data is too small for it, or the buffers would not fit the memory.
    pub fn check_against(&self, size: &DataSize) -> Result<(), ConfigError> {
        let rows_and_steps = match (size, &self.task, &self.batching) {
            (DataSize::Text(text), TaskConfig::Text, Batching::Windows { .. } | Batching::Streams { .. }) => {
                (self.text_rows(*text)?, self.batching.seq_len())
            }
            (
                DataSize::Series { rows, .. },
                TaskConfig::Series(series),
                Batching::Windows { seq_len, stride: 1, .. },
            ) => (self.series_rows(*rows, *seq_len, series)?, *seq_len),
            (
                DataSize::Labelled { rows, labels, longest, .. },
                TaskConfig::Classify | TaskConfig::Generate,
                Batching::Examples { .. },
            ) => {
                if self.task == TaskConfig::Classify && *labels < 2 {
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
                "--val-every {every} validates on what is held out, and nothing is: hold something out with --val-frac \
                 (a series: --train-frac below 1), or leave it out."
            ));
        }
        let (_, outputs) = size.inputs_and_outputs(self.task.kind());
        if !self.model.linear && (self.model.bidirectional || self.model.hidden_size != outputs) {
            return conflict(format!(
                "--no-linear takes the hidden state itself as the prediction, so --hidden must be {outputs} and \
                 there is no --bidirectional: leave these options out."
            ));
        }
        check_memory(self, size, rows_and_steps)
    }

    /// Whether any of the data is held out.
    fn holds_out(&self, size: &DataSize) -> bool {
        match (size, &self.task) {
            (DataSize::Text(text), _) => self.split(text.characters).1 > 0,
            (DataSize::Labelled { rows, .. } | DataSize::Pairs { rows, .. }, _) => self.split(*rows).1 > 0,
            (DataSize::Series { rows, .. }, TaskConfig::Series(series)) => {
                let examples = Examples::new(*rows, self.batching.seq_len(), series.horizon, series.train_frac);
                examples.is_ok_and(|examples| !examples.held_out().is_empty())
            }
            (DataSize::Series { .. }, _) => false,
        }
    }

    fn text_rows(&self, text: TextSize) -> Result<usize, ConfigError> {
        let seq_len = self.batching.seq_len();
        let (train, held_out) = self.split(text.characters);
        let held_out_note =
            if held_out > 0 { format!(" (and {held_out} held out by --val-frac)") } else { String::new() };
        if train <= seq_len {
            return conflict(format!(
                "the text has {train} characters to train on{held_out_note}, and one chunk needs --seq-len {seq_len} \
                 and one more: use --seq-len {} or less, or a longer text.",
                train.saturating_sub(1)
            ));
        }
        if held_out > 0 && held_out <= seq_len {
            return conflict(format!(
                "--val-frac {} holds out {held_out} characters, and one chunk needs --seq-len {seq_len} and one more: \
                 hold out more, or nothing with --val-frac 0.",
                self.val_frac
            ));
        }
        match self.batching {
            Batching::Windows { stride, .. } => Ok(self.batching.rows((train - seq_len - 1) / stride + 1)),
            Batching::Streams { rows, .. } => {
                let most = train / (seq_len + 1);
                if rows > most {
                    return conflict(format!(
                        "{train} characters{held_out_note} have no room for {rows} streams of --seq-len {seq_len} and \
                         one more: use --batch {most} or less."
                    ));
                }
                Ok(rows)
            }
            Batching::Examples { .. } => conflict("a text has no rows to take as examples."),
        }
    }

    fn series_rows(&self, rows: usize, seq_len: usize, series: &SeriesConfig) -> Result<usize, ConfigError> {
        match Examples::new(rows, seq_len, series.horizon, series.train_frac) {
            Ok(examples) => Ok(self.batching.rows(examples.training().len())),
            Err(few) => conflict(format!(
                "{} of the {} rows are to train on (--train-frac {}), and an example takes --seq-len {} and \
                 --horizon {} more: use smaller ones, or a longer file.",
                few.training_rows, few.rows, series.train_frac, few.seq_len, few.horizon
            )),
        }
    }

    fn example_rows(&self, rows: usize) -> Result<usize, ConfigError> {
        let (train, _) = self.split(rows);
        if train == 0 {
            return conflict(format!("--val-frac {} leaves none of {rows} rows to train on: lower it.", self.val_frac));
        }
        Ok(self.batching.rows(train))
    }
}
