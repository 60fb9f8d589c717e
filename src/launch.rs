//! From the command line to a running worker: new runs and resumed ones, with or without a screen.
//!
//! Everything that can be refused is refused before anything is written.

mod lesson;
mod start;

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, IsTerminal as _, Read as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

pub use lesson::lesson;

use crate::cli::{NewRun, Resume, Running, Saving};
use crate::config::{TaskKind, check_learning_rate};
use crate::data::Data;
use crate::exit::Failure;
use crate::headless;
use crate::session::format::Session;
use crate::session::saver::SessionSaver;
use crate::session::source::Source;
use crate::session::store::{Store, StoreError};
use crate::session::weights::{import, match_tensors};
use crate::task::{Query, Setup};
use crate::train::journal::Action;
use crate::train::log::LogWriter;
use crate::train::message::RunInfo;
use crate::train::state::Checkpoint;
use crate::train::trainer::Trainer;
use crate::train::worker::{Monitor, Run, Settings, spawn};
use crate::tui;

/// The directory new sessions go to.
const SESSIONS: &str = "sessions";
/// Time between two saves, where none is asked for.
const DEFAULT_AUTOSAVE: Duration = Duration::from_secs(30);
/// Epochs without a screen, where none are asked for.
const HEADLESS_EPOCHS: u64 = 100;
/// What is said of a `.tsv`, which may be two things; short enough for the status line of 80
/// columns, beside speed and time.
const PAIRS_OR_LABELS: &str = "Read as translate; else --task classify or generate.";

/// `rnntui FILE`.
///
/// # Errors
/// Everything that can go wrong, as one sentence with its exit code.
pub fn new_run(args: NewRun) -> Result<(), Failure> {
    let Some(file) = args.file.clone() else { return start::choose(args) };
    if args.lang.is_some() {
        return Err(Failure::input("--lang is the language of the lessons: leave it out beside a FILE"));
    }
    let (task, chosen) = args.task.map_or_else(|| by_ending(&file), |task| (task, None));
    let options = args.model.options;
    options.check(task).map_err(Failure::input)?;
    let headless = headless(&args.running);
    let store =
        store(&args.saving, headless, file.file_stem().unwrap_or(OsStr::new("text"))).map_err(Failure::input)?;
    let others =
        [("the data", Some(file.as_path())), ("--init", args.init.as_deref()), ("the session", Some(store.path()))];
    check_log(args.running.log.as_deref(), &others)?;
    if same_file(&file, store.path()) {
        return Err(Failure::input(format!("{file:?} is the data to learn: give --session another path")));
    }
    let threads = threads(&args.running)?;
    let log = args.running.log.clone();
    let init = args.init;
    run(&args.running, move |monitor| {
        let data = Data::read(&file, options.format(task), &mut |read, total| monitor.loading(read, total))
            .map_err(|error| error.to_string())?;
        let setup = Setup::new(&options, task, data).map_err(|error| error.to_string())?;
        let source = Source::new(&file, &setup).map_err(|error| error.to_string())?;
        let mut trainer = Trainer::new(setup, threads).map_err(|error| error.to_string())?;
        if let Some(path) = &init {
            let specs = trainer.params().table().specs().iter();
            let wanted: Vec<_> = specs.map(|spec| (spec.name.clone(), spec.shape.clone())).collect();
            let found = import(path).map_err(|error| error.to_string())?;
            let tensors = match_tensors(path, found, &wanted).map_err(|error| error.to_string())?;
            trainer.set_params(tensors.iter().map(|tensor| tensor.data.as_slice()));
        }
        let mut info = info(&trainer, &source);
        info.notes.splice(0..0, chosen.map(str::to_owned));
        Ok(Run { log: open_log(log.as_deref(), false)?, info, trainer, saver: saver(store, source) })
    })
}

/// Where a new run is saved. Whoever looks at the dashboard in a directory that nothing can be written to may do so; a path
/// that was asked for, and a run that only leaves its session behind, are refused there before they begin.
fn store(saving: &Saving, headless: bool, name: &OsStr) -> Result<Store, StoreError> {
    let store = match &saving.session {
        Some(path) => Store::explicit(path, saving.overwrite)?,
        None => Store::choose(Path::new(SESSIONS), name),
    };
    if headless || saving.session.is_some() {
        store.probe()?;
    }
    Ok(store)
}

/// The task of a file where none is named, and what there is to say of that.
fn by_ending(file: &Path) -> (TaskKind, Option<&'static str>) {
    let ending = file.extension().and_then(OsStr::to_str).unwrap_or_default();
    if ending.eq_ignore_ascii_case("csv") {
        (TaskKind::Series, None)
    } else if ending.eq_ignore_ascii_case("tsv") {
        (TaskKind::Translate, Some(PAIRS_OR_LABELS))
    } else {
        (TaskKind::Text, None)
    }
}

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

/// A log would take the place of what stands in its file.
fn check_log(log: Option<&Path>, others: &[(&str, Option<&Path>)]) -> Result<(), Failure> {
    for (name, other) in others {
        if let (Some(log), Some(other)) = (log, other)
            && same_file(log, other)
        {
            return Err(Failure::input(format!(
                "--log {log:?} is {name}, which it would replace: give it another path"
            )));
        }
    }
    match log {
        Some(log) if holds_no_log(log) => Err(Failure::input(format!(
            "--log {log:?} holds something else than a log, which it would replace: give it another path"
        ))),
        _ => Ok(()),
    }
}

/// Whether a file is there with something in it that no log starts with. A file that cannot be read is refused when it
/// is opened to be written.
fn holds_no_log(path: &Path) -> bool {
    if !path.metadata().is_ok_and(|file| file.is_file() && file.len() > 0) {
        return false;
    }
    let mut start = [0; LogWriter::START.len()];
    File::open(path)
        .and_then(|mut file| file.read_exact(&mut start))
        .map_or_else(|error| error.kind() == io::ErrorKind::UnexpectedEof, |()| start != *LogWriter::START.as_bytes())
}

/// Whether both paths lead to one file, which need not exist yet.
fn same_file(a: &Path, b: &Path) -> bool {
    let whole = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path)).ok();
    whole(a).is_some_and(|a| whole(b) == Some(a))
}

fn saver(store: Store, source: Source) -> Box<SessionSaver> {
    Box::new(SessionSaver::new(store, source))
}

fn threads(running: &Running) -> Result<usize, Failure> {
    match running.threads {
        Some(0) => Err(Failure::input("--threads 0 is out of range: it must be at least 1")),
        Some(threads) => Ok(threads),
        None => Ok(std::thread::available_parallelism().map_or(1, usize::from)),
    }
}

fn open_log(path: Option<&Path>, append: bool) -> Result<Option<LogWriter>, String> {
    let open = |path: &Path| {
        LogWriter::open(path, append)
            .map_err(|error| format!("cannot write the log {path:?}: {error}; use another --log"))
    };
    path.map(open).transpose()
}

fn info(trainer: &Trainer, source: &Source) -> RunInfo {
    let (config, show) = (trainer.config(), trainer.show());
    RunInfo {
        file: source.name.clone(),
        model: config.model.summary(),
        parameters: trainer.params().table().len(),
        optimizer: config.optimizer.method.name(),
        measures: show.measures(),
        notes: show.notes(),
    }
}

/// A run of its own: not part of a lesson.
fn run<L>(running: &Running, load: L) -> Result<(), Failure>
where
    L: FnOnce(&mut Monitor) -> Result<Run, String> + Send + 'static,
{
    let headless = headless(running);
    let interrupted = hear_signals()?;
    let settings = settings(running, DEFAULT_AUTOSAVE, running.epochs.or(headless.then_some(HEADLESS_EPOCHS)));
    let worker = spawn(settings, load).map_err(cannot_start)?;
    if headless { headless::run(worker, &interrupted) } else { tui::run(worker, interrupted, None) }
}

/// Whether there is no screen.
fn headless(running: &Running) -> bool {
    running.headless || !io::stdout().is_terminal()
}

fn settings(running: &Running, autosave: Duration, epochs: Option<u64>) -> Settings {
    Settings {
        autosave: running.autosave.map_or(autosave, Duration::from_secs),
        epochs,
        paused: false,
        frame: if headless(running) { headless::LINE_EVERY } else { tui::FRAME },
        last_look: if headless(running) { Query::STARE } else { Query::GLANCE },
    }
}

fn cannot_start(error: io::Error) -> Failure {
    Failure::Running(format!("cannot start: {error}"))
}

/// Listens for signals to end. The flag is set when one comes.
fn hear_signals() -> Result<Arc<AtomicBool>, Failure> {
    let interrupted = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP] {
        // `nohup` and the like mean it.
        if ignored(signal) {
            continue;
        }
        signal_hook::flag::register(signal, Arc::clone(&interrupted))
            .map_err(|error| Failure::Running(format!("cannot listen for signals: {error}")))?;
    }
    Ok(interrupted)
}

/// Whether whoever started this process has it ignore a signal. Where that cannot be seen, it has not.
fn ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    mask >> (signal - 1) & 1 == 1
}
