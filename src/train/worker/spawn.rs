//! Starting a worker.

use std::thread::Builder;
use std::time::Instant;

use crossbeam_channel::{bounded, unbounded};

use super::core::{Outbox, Worker};
use super::handle::{Handle, Monitor, Run, Settings};
use super::pacer::Pacer;
use super::saver::Saver;
use crate::train::message::Report;

/// Starts a worker, which first loads its run. What `load` refuses becomes [`Report::Refused`].
///
/// # Errors
/// If the system gives no thread.
pub fn spawn<L>(settings: Settings, load: L) -> std::io::Result<Handle>
where
    L: FnOnce(&mut Monitor) -> Result<Run, String> + Send + 'static,
{
    let (command_sender, commands) = unbounded();
    let (reports, report_receiver) = unbounded();
    let (snapshots, snapshot_receiver) = bounded(1);
    let stale = snapshot_receiver.clone();
    let thread = Builder::new().name("worker".to_owned()).spawn(move || {
        let mut monitor = Monitor { commands: commands.clone(), reports: reports.clone(), early: Vec::new() };
        match load(&mut monitor) {
            Ok(run) => match Saver::spawn(run.saver) {
                Ok(saver) => {
                    let _ = reports.send(Report::Ready(Box::new(run.info)));
                    let outbox = Outbox { reports: reports.clone(), snapshots, stale, commands };
                    let pacer = Pacer::new(run.pace, Instant::now());
                    Worker::new(run.trainer, run.log, pacer, saver, settings, outbox).run(monitor.early);
                }
                Err(error) => {
                    let _ = reports.send(Report::Refused(format!("The system gives no thread to save on: {error}.")));
                }
            },
            Err(sentence) => {
                let _ = reports.send(Report::Refused(sentence));
            }
        }
        let _ = reports.send(Report::Stopped);
    })?;
    Ok(Handle { commands: command_sender, reports: report_receiver, snapshots: snapshot_receiver, thread })
}
