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

/// How many bytes are read at once when the end of a log is looked for.
const BLOCK: u64 = 1 << 16;

/// Where the lines of the steps up to `step` end in a log. An incomplete last line, which a killed run leaves, is not
/// among them. It reads from the end, so that a long log costs no more than what is cut off.
fn end_of(mut file: &File, step: u64) -> io::Result<u64> {
    let mut start = file.metadata()?.len();
    let mut tail = Vec::new();
    while start > 0 {
        let block = start.min(BLOCK);
        start -= block;
        let mut bytes = vec![0; usize::try_from(block).expect("a block fits the memory")];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut bytes)?;
        bytes.append(&mut tail);
        tail = bytes;
        // The first line of the block may have begun before it.
        let first =
            if start == 0 { 0 } else { tail.iter().position(|&byte| byte == b'\n').map_or(tail.len(), |at| at + 1) };
        let mut end = tail.len();
        while let Some(newline) = tail[first..end].iter().rposition(|&byte| byte == b'\n') {
            let newline = first + newline;
            let begin = tail[first..newline].iter().rposition(|&byte| byte == b'\n').map_or(first, |at| first + at + 1);
            if step_of(&tail[begin..newline]).is_some_and(|at| at <= step) {
                return Ok(start + newline as u64 + 1);
            }
            end = begin;
        }
    }
    Ok(0)
}

/// The step that a line is about.
fn step_of(line: &[u8]) -> Option<u64> {
    #[derive(serde::Deserialize)]
    struct Step {
        step: u64,
    }
    serde_json::from_slice::<Step>(line).ok().map(|line| line.step)
}

impl LogWriter {
    /// How every log starts.
    pub const START: &str = "{\"step\":";

    /// Opens the file anew.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn create(path: &Path) -> io::Result<Self> {
        File::options().create(true).read(true).write(true).truncate(true).open(path).map(Self::on)
    }

    /// Opens the file to go on after `step`: later steps, which will be done again, are cut off.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn resume(path: &Path, step: u64) -> io::Result<Self> {
        let mut log = File::options().create(true).read(true).write(true).truncate(false).open(path).map(Self::on)?;
        log.cut(step)?;
        Ok(log)
    }

    fn on(file: File) -> Self {
        Self { out: BufWriter::new(file), held: None }
    }

    /// Cuts off what stands after `step`, because the run goes on from there. What is no regular file stays as it is.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn cut(&mut self, step: u64) -> io::Result<()> {
        if self.held.is_some_and(|held| held.step <= step) {
            self.release(None)?;
        }
        self.held = None;
        self.out.flush()?;
        let mut file = self.out.get_ref();
        if file.metadata()?.is_file() {
            let end = end_of(file, step)?;
            file.set_len(end)?;
            file.seek(SeekFrom::Start(end))?;
        }
        Ok(())
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
