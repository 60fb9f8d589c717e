//! The log: one JSON object a line, one line a step, none left out.

use std::fs::File;
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write};
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

/// Longer than any line.
const TAIL: u64 = 4096;

/// Cuts off the incomplete last line that a killed run leaves.
fn drop_half_a_line(mut file: &File) -> io::Result<()> {
    let len = file.metadata()?.len();
    let start = len.saturating_sub(TAIL);
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.take(TAIL).read_to_end(&mut tail)?;
    let half = tail.iter().rev().take_while(|&&byte| byte != b'\n').count();
    if half > 0 { file.set_len(len - half as u64) } else { Ok(()) }
}

impl LogWriter {
    /// How every log starts.
    pub const START: &str = "{\"step\":";

    /// Opens the file: a new run starts it anew, a resumed one goes on after its last whole line. Steps that are done
    /// again, for the run was killed after its last save, stand in it twice.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn open(path: &Path, append: bool) -> io::Result<Self> {
        let file = File::options().create(true).read(append).write(true).append(append).truncate(!append).open(path)?;
        if append && file.metadata()?.is_file() {
            drop_half_a_line(&file)?;
        }
        Ok(Self { out: BufWriter::new(file), held: None })
    }

    /// Writes a step. With `hold`, it waits for the validation's loss.
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
