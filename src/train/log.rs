//! The log: a line a step, none left out, as JSON or CSV.

mod form;

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

pub use self::form::Form;
use self::form::Line;
use super::trainer::StepRecord;

/// Writes `--log`.
#[derive(Debug)]
pub struct LogWriter {
    out: BufWriter<File>,
    form: Form,
    /// The last step of an epoch waits for its validation.
    held: Option<Line>,
}

/// How many bytes are read at once when the end of a log is looked for.
const BLOCK: u64 = 1 << 16;

/// Where the lines of the steps up to `step` end in a log. An incomplete last line, which a killed run leaves, is not
/// among them. It reads from the end, so that a long log costs no more than what is cut off.
fn end_of(mut file: &File, form: Form, step: u64) -> io::Result<u64> {
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
            if form.step_of(&tail[begin..newline]).is_some_and(|at| at <= step) {
                return Ok(start + newline as u64 + 1);
            }
            end = begin;
        }
    }
    Ok(0)
}

impl LogWriter {
    /// Opens the file anew.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn create(path: &Path) -> io::Result<Self> {
        let file = File::options().create(true).read(true).write(true).truncate(true).open(path)?;
        let mut log = Self::on(file, Form::of(path));
        log.begin()?;
        Ok(log)
    }

    /// Opens the file to go on after `step`: later steps, which will be done again, are cut off.
    ///
    /// # Errors
    /// Those of the file system, and if the file is CSV with other columns.
    pub fn resume(path: &Path, step: u64) -> io::Result<Self> {
        let file = File::options().create(true).read(true).write(true).truncate(false).open(path)?;
        let mut log = Self::on(file, Form::of(path));
        log.check_header()?;
        log.cut(step)?;
        Ok(log)
    }

    fn on(file: File, form: Form) -> Self {
        Self { out: BufWriter::new(file), form, held: None }
    }

    /// Writes what stands before the first step.
    fn begin(&mut self) -> io::Result<()> {
        let header = self.form.header();
        self.out.write_all(header.as_bytes())
    }

    /// Refuses a log whose columns are others: what is written below them would be read as something else.
    fn check_header(&self) -> io::Result<()> {
        let (mut found, wanted) = (String::new(), self.form.header());
        let file = self.out.get_ref();
        if !wanted.is_empty() && file.metadata()?.is_file() {
            BufReader::new(file).read_line(&mut found)?;
        }
        if found.is_empty() || wanted.starts_with(&found) {
            return Ok(());
        }
        let (found, wanted) = (found.trim_end(), wanted.trim_end());
        Err(io::Error::new(io::ErrorKind::InvalidData, format!("it has the columns {found}, and not {wanted}")))
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
            let end = end_of(file, self.form, step)?;
            file.set_len(end)?;
            file.seek(SeekFrom::Start(end))?;
            if end == 0 {
                self.begin()?;
            }
        }
        Ok(())
    }

    /// Writes a step, which was made after `seconds` of training. With `hold`, it waits for its validation.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn step(&mut self, record: StepRecord, seconds: f64, hold: bool) -> io::Result<()> {
        self.release(None)?;
        let StepRecord { step, epoch, loss, lr, grad_norm, accuracy, .. } = record;
        // The clock tells no more than microseconds.
        let seconds = (seconds * 1e6).round() / 1e6;
        let (val_loss, val_accuracy) = (None, None);
        self.held = Some(Line { step, epoch, loss, lr, grad_norm, accuracy, seconds, val_loss, val_accuracy });
        if hold { Ok(()) } else { self.release(None) }
    }

    /// Adds what the validation after the last step measured: its loss, and the share that was right.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn validated(&mut self, loss: f32, accuracy: Option<f32>) -> io::Result<()> {
        self.release(Some((loss, accuracy)))
    }

    fn release(&mut self, validation: Option<(f32, Option<f32>)>) -> io::Result<()> {
        let Some(mut line) = self.held.take() else { return Ok(()) };
        if let Some((loss, accuracy)) = validation {
            (line.val_loss, line.val_accuracy) = (Some(loss), accuracy);
        }
        self.form.write(&line, &mut self.out)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn record(step: u64) -> StepRecord {
        StepRecord { step, epoch: 0, loss: 0.5, lr: 0.1, grad_norm: 2.0, accuracy: None, tokens: 1, ends_epoch: false }
    }

    /// What a log at `name` holds after these steps, the last of them held for its validation.
    fn written(dir: &Path, name: &str, steps: std::ops::RangeInclusive<u64>) -> String {
        let path = dir.join(name);
        let first = *steps.start();
        let mut log = if first == 1 { LogWriter::create(&path) } else { LogWriter::resume(&path, first - 1) }.unwrap();
        for step in steps.clone() {
            log.step(record(step), 0.25, step == *steps.end()).unwrap();
        }
        log.validated(1.5, Some(0.75)).unwrap();
        log.finish().unwrap();
        std::fs::read_to_string(path).unwrap()
    }

    #[test]
    fn both_forms_hold_the_same_and_go_on_after_any_step() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path();
        let json = written(dir, "a.jsonl", 1..=3);
        assert!(json.ends_with(
            "{\"step\":3,\"epoch\":0,\"loss\":0.5,\"lr\":0.1,\"grad_norm\":2.0,\"seconds\":0.25,\"val_loss\":1.5,\
             \"val_accuracy\":0.75}\n"
        ));
        let csv = written(dir, "a.csv", 1..=3);
        let header = "step,epoch,loss,lr,grad_norm,accuracy,seconds,val_loss,val_accuracy\n";
        assert_eq!(
            csv,
            format!("{header}1,0,0.5,0.1,2,,0.25,,\n2,0,0.5,0.1,2,,0.25,,\n3,0,0.5,0.1,2,,0.25,1.5,0.75\n")
        );
        for name in ["a.jsonl", "a.csv"] {
            let whole = std::fs::read_to_string(dir.join(name)).unwrap();
            // A killed run leaves a line without an end.
            for torn in [whole.clone(), whole.clone() + &whole[whole.len() - 20..whole.len() - 4]] {
                std::fs::write(dir.join(name), torn).unwrap();
                assert_eq!(written(dir, name, 3..=3), whole, "{name}");
            }
        }
        std::fs::write(dir.join("b.csv"), "").unwrap();
        assert!(written(dir, "b.csv", 2..=2).starts_with(&format!("{header}2,0,")));
        std::fs::write(dir.join("c.csv"), &header[..9]).unwrap();
        assert!(written(dir, "c.csv", 2..=2).starts_with(&format!("{header}2,0,")));
    }

    #[test]
    fn a_log_of_other_columns_is_not_gone_on_with() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.csv");
        std::fs::write(&path, "step,epoch,loss\n1,0,0.5\n").unwrap();
        let error = LogWriter::resume(&path, 1).unwrap_err().to_string();
        assert!(error.starts_with("it has the columns step,epoch,loss, and not step,epoch,loss,lr,"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "step,epoch,loss\n1,0,0.5\n");
    }
}
