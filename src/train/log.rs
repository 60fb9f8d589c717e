//! The log: one JSON object a line, one line a step, none left out.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::Serialize;

use super::trainer::StepRecord;

/// Writes `--log`.
#[derive(Debug)]
pub struct LogWriter {
    out: BufWriter<File>,
    /// The last step of an epoch waits for the loss of its validation.
    held: Option<StepRecord>,
}

#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    step: StepRecord,
    #[serde(skip_serializing_if = "Option::is_none")]
    val_loss: Option<f32>,
}

impl LogWriter {
    /// Opens the file: a new run starts it anew, a resumed one goes on at its end.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn open(path: &Path, append: bool) -> io::Result<Self> {
        let file = File::options().create(true).write(true).append(append).truncate(!append).open(path)?;
        Ok(Self { out: BufWriter::new(file), held: None })
    }

    /// Writes a step; with `hold`, once its validation is done.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn step(&mut self, record: StepRecord, hold: bool) -> io::Result<()> {
        self.release(None)?;
        self.held = Some(record);
        if hold { Ok(()) } else { self.release(None) }
    }

    /// Adds the loss of the validation after the last step.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn validated(&mut self, loss: f32) -> io::Result<()> {
        self.release(Some(loss))
    }

    fn release(&mut self, val_loss: Option<f32>) -> io::Result<()> {
        let Some(step) = self.held.take() else { return Ok(()) };
        serde_json::to_writer(&mut self.out, &Line { step, val_loss })?;
        self.out.write_all(b"\n")
    }

    /// Puts everything written so far into the file.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Writes what is held and flushes, as a run ends.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn finish(&mut self) -> io::Result<()> {
        self.release(None)?;
        self.flush()
    }
}
