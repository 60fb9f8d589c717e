//! `rnntui FILE...`: a new run.

use std::path::{Path, PathBuf};

use super::inputs::Inputs;
use super::log_file::{check_log, open_log, same_file};
use super::run::{check_limits, headless, info, new_plan, pace, parent_of, room, saver, store, threads};
use super::show::run;
use super::summary::check_summary;
use crate::cli::NewRun;
use crate::config::{DataSize, Options, PLANNED_EPOCHS, TaskKind, planned_epochs, rows};
use crate::data::source::is_stdin;
use crate::data::{self, Data};
use crate::exit::Failure;
use crate::figures::count;
use crate::session::about::{Described, Lists};
use crate::session::source::Source;
use crate::session::transfer::{Net, transfer};
use crate::session::weights::{Weights, WeightsError, import, match_tensors};
use crate::task::Setup;
use crate::train::trainer::Trainer;
use crate::train::worker::Run;

/// The note on a `.tsv`, which may hold pairs or labels. It is short enough for a status line of 80 columns, beside
/// speed and time.
const PAIRS_OR_LABELS: &str = "Read as translate; else --task classify or generate.";

/// The note on a `.csv` of labels and texts.
const LABELS: &str = "Read as classify, by its header; else --task generate or series.";

/// The note on data that nobody can read again.
const LOST: &str =
    "The data came through a pipe and is too large for the session: keep it in a file, for resume --data.";

/// `rnntui FILE...`; those of `args` do not count.
///
/// # Errors
/// Everything that can go wrong, as one sentence with its exit code.
pub fn new_run(given: &[PathBuf], args: NewRun) -> Result<(), Failure> {
    if args.lang.is_some() {
        return Err(Failure::input("--lang is the language of the lessons: leave it out beside a FILE"));
    }
    let inputs = Inputs::new(given).map_err(Failure::input)?;
    let task = args.task.unwrap_or_else(|| inputs.task());
    let chosen = match task {
        TaskKind::Translate => Some(PAIRS_OR_LABELS),
        TaskKind::Classify => Some(LABELS),
        _ => None,
    };
    let chosen = chosen.filter(|_| args.task.is_none()).map(str::to_owned);
    let options = args.model.options;
    options.check(task).map_err(Failure::input)?;
    let headless = headless(&args.running);
    check_limits(&args.running)?;
    let store = store(&args.saving, headless, &inputs.stem).map_err(Failure::input)?;
    let data = inputs.files.iter().filter(|file| !is_stdin(file));
    let data = data.map(|file| ("the data", Some(file.as_path())));
    let others = [("--init", args.init.as_deref()), ("the session", Some(store.path()))];
    let others: Vec<_> = data.chain(others).collect();
    check_log(args.running.log.as_deref(), &others)?;
    check_summary(&args.running, &others)?;
    if let Some(file) = inputs.files.iter().find(|file| !is_stdin(file) && same_file(file, store.path())) {
        return Err(Failure::input(format!("{file:?} is the data to learn: give --session another path")));
    }
    let threads = threads(&args.running)?;
    let log = args.running.log.clone();
    let init = args.init;
    let path = store.path().to_owned();
    let running = args.running.clone();
    run(&args.running, (parent_of(&path), None), false, None, move |monitor| {
        let encodings = options.get(&rows::ENCODING);
        let from = data::Source::Files(&inputs.files, encodings.as_ref());
        let data = Data::read(from, &options.format(task), &mut |read, total| monitor.loading(read, total))
            .map_err(|error| error.to_string())?;
        let setup = Setup::new(&options, task, data).map_err(|error| error.to_string())?;
        let source = Source::new(&inputs.name, &inputs.files, &setup).map_err(|error| error.to_string())?;
        let pace = pace(&running, &source);
        let embedded = embedded(&options, &setup);
        let epochs = if headless { Some(PLANNED_EPOCHS) } else { planned_epochs(setup.size()) };
        let patience = setup.config().planned_patience(setup.size());
        let mut trainer = Trainer::new(setup, threads).map_err(|error| error.to_string())?;
        let mut initial = Vec::new();
        if let Some(path) = &init {
            initial = start_from(path, &source, &mut trainer).map_err(|error| error.to_string())?;
        }
        trainer.set_tape(room(&running));
        trainer.set_plan(new_plan(&running, epochs, patience));
        let mut info = info(&trainer, &source);
        let lost = source.is_lost().then(|| LOST.to_owned());
        info.notes.splice(0..0, chosen.into_iter().chain(embedded).chain(initial).chain(lost));
        let saver = saver(store, source, &trainer);
        Ok(Run { log: open_log(log.as_deref(), None)?, info, trainer, saver, pace })
    })?;
    Ok(())
}

/// Gives the run the parameters of a file, each row and column where what it stands for is here. Returns what there is
/// to say of that.
fn start_from(path: &Path, source: &Source, trainer: &mut Trainer) -> Result<Vec<String>, WeightsError> {
    let Weights { tensors, about } = import(path)?;
    let Some(Described { task, lists }) = about else {
        // Without a word of what the rows stand for they are taken as they stand.
        let specs = trainer.params().table().specs().iter();
        let wanted: Vec<_> = specs.map(|spec| (spec.name.clone(), spec.shape.clone())).collect();
        let tensors = match_tensors(path, tensors, &wanted)?;
        trainer.set_params(tensors.iter().map(|tensor| tensor.data.as_slice()));
        return Ok(Vec::new());
    };
    let own = Lists::new(&source.names, trainer.config());
    let net = Net { config: trainer.config(), lists: &own, params: trainer.params() };
    let (placed, notes) = transfer(path, tensors, &lists, &task, net)?;
    trainer.set_params(placed.iter().map(Vec::as_slice));
    Ok(notes)
}

/// What there is to say of a text with so many different characters that they are embedded, where nobody asked for it.
fn embedded(options: &Options, setup: &Setup) -> Option<String> {
    let DataSize::Text(text) = setup.size() else { return None };
    let embed = setup.config().model.embed;
    (embed > 0 && !options.has(&rows::EMBED)).then(|| {
        let characters = count(text.vocabulary as u64);
        format!("{characters} different characters are embedded in {embed} numbers each; --embed 0 reads them one-hot")
    })
}
