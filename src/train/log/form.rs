//! How a line of the log is written: JSON, or CSV where the file's name ends so.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

/// The columns, in order. A line of JSON has those that have a value.
const COLUMNS: [&str; 9] =
    ["step", "epoch", "loss", "lr", "grad_norm", "accuracy", "seconds", "val_loss", "val_accuracy"];

/// How lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A JSON object a line.
    Json,
    /// A header, then a record a line.
    Csv,
}

/// A line: a step, and the validation after it where there was one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Line {
    pub step: u64,
    pub epoch: u64,
    pub loss: f32,
    pub lr: f64,
    pub grad_norm: f32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<f32>,
    pub seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub val_loss: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub val_accuracy: Option<f32>,
}

impl Form {
    /// That of a log at `path`.
    pub fn of(path: &Path) -> Self {
        let csv = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
        if csv { Self::Csv } else { Self::Json }
    }

    /// How every log of this form starts.
    pub fn start(self) -> &'static str {
        match self {
            Self::Json => "{\"step\":",
            Self::Csv => "step,epoch,",
        }
    }

    /// What stands before the first step.
    pub(super) fn header(self) -> String {
        match self {
            Self::Json => String::new(),
            Self::Csv => COLUMNS.join(",") + "\n",
        }
    }

    /// Writes a line.
    pub(super) fn write(self, line: &Line, mut out: impl Write) -> io::Result<()> {
        match self {
            Self::Json => serde_json::to_writer(&mut out, line)?,
            Self::Csv => {
                let Line { step, epoch, loss, lr, grad_norm, accuracy, seconds, val_loss, val_accuracy } = line;
                let cell = |value: &Option<f32>| value.map_or(String::new(), |value| value.to_string());
                write!(out, "{step},{epoch},{loss},{lr},{grad_norm},{},{seconds},", cell(accuracy))?;
                write!(out, "{},{}", cell(val_loss), cell(val_accuracy))?;
            }
        }
        out.write_all(b"\n")
    }

    /// The step that a line is about; none for a header and for what is no line of a log.
    pub(super) fn step_of(self, line: &[u8]) -> Option<u64> {
        #[derive(serde::Deserialize)]
        struct Numbered {
            step: u64,
        }
        match self {
            Self::Json => serde_json::from_slice::<Numbered>(line).ok().map(|line| line.step),
            Self::Csv => {
                let mut cells = line.split(|&byte| byte == b',');
                let step = str::from_utf8(cells.next()?).ok()?.parse().ok()?;
                (cells.count() == COLUMNS.len() - 1).then_some(step)
            }
        }
    }
}
