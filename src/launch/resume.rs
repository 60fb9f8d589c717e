//! `rnntui resume`: a run goes on where its session stopped.

use super::log_file::{check_log, open_log};
use super::run::{info, run, saver, threads};
use crate::cli::Resume;
use crate::config::check_learning_rate;
use crate::exit::Failure;
use crate::session::format::Session;
use crate::train::journal::Action;
use crate::train::state::Checkpoint;
use crate::train::trainer::Trainer;
use crate::train::worker::Run;

/// `rnntui resume`.
///
/// # Errors
/// Everything that can go wrong, as one sentence with its exit code.
pub fn resume(args: Resume) -> Result<(), Failure> {
    if let Some(rate) = args.lr {
        check_learning_rate(rate).map_err(Failure::input)?;
    }
    check_log(args.running.log.as_deref(), &[("the session", Some(args.session.as_path()))])?;
    let threads = threads(&args.running)?;
    let log = args.running.log.clone();
    let path = args.session;
    run(&args.running, move |monitor| {
        let (session, store) = Session::open(&path).map_err(|error| error.to_string())?;
        let setup =
            session.setup(&path, &mut |read, total| monitor.loading(read, total)).map_err(|error| error.to_string())?;
        let Session { source, checkpoint: Checkpoint { state, record, .. } } = session;
        let mut trainer = Trainer::new(setup, threads).map_err(|error| error.to_string())?;
        trainer.restore(state, record).map_err(|error| error.to_string())?;
        trainer.note(Action::Resume);
        if let Some(rate) = args.lr {
            trainer.set_learning_rate(rate).map_err(|error| error.to_string())?;
        }
        Ok(Run {
            log: open_log(log.as_deref(), true)?,
            info: info(&trainer, &source),
            trainer,
            saver: saver(store, source),
        })
    })
}
