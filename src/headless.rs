//! A run without a screen: the same worker, a plain progress line at most once a second on stderr.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::RecvTimeoutError;

use crate::exit::{Failure, say};
use crate::figures::{figure, rate};
use crate::train::long_epoch::long_epoch;
use crate::train::message::{Command, End, Measures, Report, Snapshot};
use crate::train::worker::Handle;

/// Shortest time between two progress lines.
pub const LINE_EVERY: Duration = Duration::from_secs(1);
/// How soon a signal is noticed.
const POLL: Duration = Duration::from_millis(50);

/// How a run has ended.
#[derive(Debug)]
pub struct Ended {
    /// What it ended with, where that is not success.
    pub outcome: Result<(), Failure>,
    /// Why, in a word: `epochs`, `patience`, `diverged` or `interrupted`; none where it did not begin.
    pub why: Option<&'static str>,
    /// Where it was saved last.
    pub session: Option<PathBuf>,
}

/// Follows the worker until its epochs are done, something fails, or a signal comes.
pub fn run(worker: Handle, interrupted: &Arc<AtomicBool>) -> Ended {
    let mut outcome = Ok(());
    let (mut why, mut session) = (None, None);
    let mut quitting = false;
    let mut last_line = Instant::now();
    let mut last_failure = String::new();
    let mut save_failure = None;
    let mut measures = Measures::default();
    loop {
        if interrupted.load(Ordering::Relaxed) && !quitting {
            quitting = true;
            outcome = Err(Failure::Interrupted);
            why = Some("interrupted");
            rescue(&worker);
        }
        // Who leaves has said what there is to say.
        if !quitting
            && last_line.elapsed() >= LINE_EVERY
            && let Ok(snapshot) = worker.snapshots.try_recv()
        {
            last_line = Instant::now();
            say(format_args!("{}", progress_line(&snapshot, measures)));
        }
        let report = match worker.reports.recv_timeout(POLL) {
            Ok(report) => report,
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => break,
        };
        match report {
            Report::Refused(_) if quitting => {}
            Report::Refused(sentence) => outcome = Err(Failure::Input(sentence)),
            Report::Ready(info) => {
                measures = info.measures;
                say(format_args!("{} · {} parameters · {}", info.model, info.parameters, info.optimizer));
                info.notes.iter().for_each(|note| say(format_args!("{note}")));
            }
            Report::Finished(end, snapshot, best) => {
                say(format_args!("{}", progress_line(&snapshot, measures)));
                // What answers by default is what is summed up.
                if best.is_some() {
                    say(format_args!("the best net, which answers unless --state last is given:"));
                }
                for line in best.as_deref().unwrap_or(&snapshot.view).examples.summary() {
                    say(format_args!("{line}"));
                }
                say(format_args!("{}", end_line(end, &snapshot)));
                why = Some(match end {
                    End::Epochs(_) => "epochs",
                    End::Patience(_) => "patience",
                });
                quitting = true;
                rescue(&worker);
            }
            Report::Diverged(divergence) => {
                outcome = Err(Failure::Running(format!("{divergence}; try a lower --lr or a --clip")));
                why = Some("diverged");
                quitting = true;
                rescue(&worker);
            }
            Report::Saved { path, bytes, instead, .. } if quitting => {
                session = Some(path.clone());
                // What failed was an earlier save.
                save_failure = instead.map(|why| format!("{why}; it is saved as {path:?} instead"));
                if save_failure.is_none() {
                    say(format_args!("saved {path:?}, {} KB", bytes.div_ceil(1024)));
                }
            }
            Report::SaveFailed(sentence) if quitting => save_failure = Some(sentence),
            // Once for each reason: a disk that stays full would fill the screen.
            Report::SaveFailed(sentence) if sentence != last_failure => {
                say(format_args!("rnntui: {sentence}; training goes on."));
                last_failure = sentence;
            }
            Report::Saved { .. } => last_failure.clear(),
            Report::TapeFailed(sentence) => say(format_args!("rnntui: {sentence}.")),
            Report::LogFailed(error) => {
                say(format_args!("rnntui: the log cannot be written ({error}); training goes on without it."));
            }
            Report::Stopped => break,
            _ => {}
        }
    }
    if let Some(sentence) = save_failure {
        outcome = Err(Failure::Running(sentence));
    }
    if !worker.join() {
        outcome = Err(Failure::Running("the trainer died; this is a bug".to_owned()));
    }
    Ended { outcome, why, session }
}

/// Ends the worker; it saves wherever a file can be written, because nobody is there to choose a place.
fn rescue(worker: &Handle) {
    // A worker that has ended says so with its last report.
    let _ = worker.commands.send(Command::Rescue);
}

/// Why the run has ended, and its best state.
fn end_line(end: End, snapshot: &Snapshot) -> String {
    let why = match end {
        End::Epochs(epoch) => format!("the planned end, epoch {epoch}"),
        End::Patience(waited) => format!("the end: {waited} measurements in a row brought nothing better"),
    };
    let best = snapshot.record.best.map(|best| format!("; {}", best.words(snapshot.epoch)));
    let test = snapshot.record.test.map(|test| {
        let right = test.accuracy.map(|share| format!(", {:.1}% right", 100.0 * share)).unwrap_or_default();
        let own = test.own.map(|own| format!(", {own}")).unwrap_or_default();
        format!("; test {}{right}{own}", figure(test.loss))
    });
    format!("{why}{}{}", best.unwrap_or_default(), test.unwrap_or_default())
}

fn progress_line(snapshot: &Snapshot, measures: Measures) -> String {
    use std::fmt::Write as _;
    let mut line = format!("epoch {}  step {}", snapshot.epoch, snapshot.step);
    // Writing into a String cannot fail.
    if let Some(loss) = snapshot.loss {
        let _ = write!(line, "  loss {}", figure(loss));
    }
    if let Some(loss) = snapshot.validation_loss {
        let _ = write!(line, "  val {}", figure(loss));
    }
    if let Some(accuracy) = snapshot.accuracy.filter(|_| measures.accuracy) {
        let _ = write!(line, "  acc {:.1}%", 100.0 * accuracy);
    }
    let _ = write!(line, "  lr {}", rate(snapshot.learning_rate));
    if let Some(rate) = snapshot.speed.units {
        let _ = write!(line, "  {rate:.0} {}/s", measures.unit);
    }
    if let Some(place) = long_epoch(snapshot) {
        let _ = write!(line, "  {place}");
    }
    line
}
