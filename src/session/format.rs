//! What stands in a session file: RON, readable with a text editor, complete in itself.
//!
//! The first line says what it is, the last line is a SHA-256 of all before it: a file that is cut short has no last
//! line, and one that was edited does not match it. Reading checks, in this order: is it ours, is it of a version we
//! know, is it whole, is it untouched, and does every part fit the model it describes.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::names::{NameList, check_size, read_names, write_names};
use super::parts::{HistoryPart, MomentPart, TensorPart, read_params, read_state, write_params, write_state};
use super::source::{Corpus, Source};
use super::store::{Store, StoreError};
use crate::config::{Batching, DataSize, RunConfig, TextSize, check_learning_rate};
use crate::data::{Data, DataError, Progress as Reading};
use crate::optim::Optimizer;
use crate::task::{Model, prepare, size_of};
use crate::train::checkpoint::{Checkpoint, OptimizerState, Progress};
use crate::train::journal::Journal;

/// The version written. Files of an older version are read; of a newer one they are refused.
pub const VERSION: u32 = 2;

const MAGIC: &str = "// An rnntui session. The last line is a checksum: a file changed by hand is refused.\n";
const TRAILER: &str = "// sha256: ";

/// What a session cannot be read for. One sentence.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence says what it means, its fields are named in it")]
pub enum SessionError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("cannot read {path:?}: {source}; check the file and its permissions")]
    Io { path: PathBuf, source: std::io::Error },
    #[error("{path:?} is no rnntui session; `rnntui sessions` lists the saved ones")]
    NotASession { path: PathBuf },
    #[error("{path:?} is of version {version}, and this rnntui reads versions up to {VERSION}; use a newer rnntui")]
    Newer { path: PathBuf, version: u64 },
    #[error("{path:?} is truncated: its last line, the checksum, is missing; use another copy of it")]
    Truncated { path: PathBuf },
    #[error("{path:?} was edited or damaged: it does not match its checksum; use an untouched copy of it")]
    Edited { path: PathBuf },
    #[error("{path:?} cannot be understood: {reason}; use another copy of it")]
    Malformed { path: PathBuf, reason: String },
    #[error("the data of {path:?} cannot be had: {source}")]
    Corpus { path: PathBuf, source: DataError },
    #[error(
        "{corpus:?} has changed since {path:?} was saved; put the old text back, or start a new run on the new one"
    )]
    CorpusChanged { path: PathBuf, corpus: PathBuf },
}

/// A session as read.
#[derive(Debug)]
pub struct Session {
    /// The data.
    pub source: Source,
    /// The state.
    pub checkpoint: Checkpoint,
}

/// The file, in the order in which a person wants to read it.
#[derive(Debug, Serialize, Deserialize)]
struct Document {
    format: String,
    version: u32,
    task: String,
    name: String,
    config: RunConfig,
    progress: Progress,
    journal: Journal,
    /// The characters of texts.
    vocabulary: String,
    /// Whatever else has names: columns, labels, words.
    #[serde(default)]
    names: Vec<NameList>,
    /// The size of the data; files of version 1, of texts all, leave it out.
    #[serde(default)]
    size: Option<DataSize>,
    corpus: Corpus,
    optimizer_step: u64,
    history: HistoryPart,
    parameters: Vec<TensorPart>,
    moments: Vec<MomentPart>,
    carried: Option<Vec<TensorPart>>,
}

/// The whole file as text.
///
/// # Errors
/// If a part cannot be written as RON, which would be a bug.
pub fn encode(source: &Source, checkpoint: &Checkpoint) -> Result<String, ron::Error> {
    let moments = &checkpoint.optimizer.moments;
    let (vocabulary, names) = write_names(&source.names);
    let document = Document {
        format: "rnntui session".to_owned(),
        version: VERSION,
        task: checkpoint.config.task.kind().name().to_owned(),
        name: source.name.clone(),
        config: checkpoint.config.clone(),
        progress: checkpoint.progress.clone(),
        journal: checkpoint.journal.clone(),
        vocabulary,
        names,
        size: Some(source.size.clone()),
        corpus: source.corpus.clone(),
        optimizer_step: checkpoint.optimizer.step,
        history: (&checkpoint.history).into(),
        parameters: write_params(&checkpoint.params),
        moments: moments
            .iter()
            .map(|(name, set)| MomentPart { name: name.clone(), tensors: write_params(set) })
            .collect(),
        carried: checkpoint.carried.as_ref().map(write_state),
    };
    let mut text = MAGIC.to_owned();
    ron::ser::to_writer_pretty(
        &mut text,
        &document,
        ron::ser::PrettyConfig::new().struct_names(false).compact_arrays(true),
    )?;
    text.push('\n');
    let digest = digest(&text);
    text.push_str(TRAILER);
    text.push_str(&digest);
    text.push('\n');
    Ok(text)
}

fn digest(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|nibble| char::from_digit(nibble.into(), 16))
        .collect()
}

impl Session {
    /// Reads and checks the session at `path`.
    ///
    /// # Errors
    /// If it is no session, or not a whole, untouched one of a known version whose parts fit each other.
    pub fn read(path: &Path) -> Result<Self, SessionError> {
        Self::open(path).map(|(session, _)| session)
    }

    /// The same, with the store to save it in again. The store is made first: what changes the file from then on is
    /// noticed at the first save.
    ///
    /// # Errors
    /// Those of [`Session::read`].
    pub fn open(path: &Path) -> Result<(Self, Store), SessionError> {
        let store = Store::resumed(path)?;
        let text = read_ours(path)?;
        let body = check_whole(path, &text)?;
        let malformed = |reason: String| SessionError::Malformed { path: path.to_owned(), reason };
        let document: Document = ron::from_str(body).map_err(|error| malformed(error.to_string()))?;
        Ok((document.check().map_err(malformed)?, store))
    }

    /// Reads the data again and makes sure that it is what the run began with.
    ///
    /// # Errors
    /// If it cannot be read or has changed.
    pub fn data(&self, path: &Path, progress: &mut Reading) -> Result<Data, SessionError> {
        let failed = |source| SessionError::Corpus { path: path.to_owned(), source };
        let format = self.checkpoint.config.task.format();
        let mut data = match &self.source.corpus {
            Corpus::Inline(text) => Data::parse(text, format).map_err(failed)?,
            Corpus::File { path: corpus, bytes, sha256, .. } => {
                let data = Data::read(corpus, format, progress).map_err(failed)?;
                if data.facts().bytes != *bytes || data.facts().sha256 != *sha256 {
                    return Err(SessionError::CorpusChanged { path: path.to_owned(), corpus: corpus.clone() });
                }
                data
            }
        };
        prepare(&mut data, &self.checkpoint.config);
        if data.names() == self.source.names && size_of(&data) == self.source.size {
            return Ok(data);
        }
        let reason = "its data does not have its vocabulary and size".to_owned();
        Err(SessionError::Malformed { path: path.to_owned(), reason })
    }
}

/// The size of a text, from what a session says of it.
fn text_size(corpus: &Corpus, vocabulary: usize) -> DataSize {
    DataSize::Text(match corpus {
        Corpus::Inline(text) => {
            // Reading drops what writing adds for the sake of reading.
            let characters =
                text.chars().count() - text.matches("\r\n").count() - usize::from(text.starts_with('\u{feff}'));
            TextSize { bytes: text.len() as u64, characters, vocabulary }
        }
        Corpus::File { bytes, characters, .. } => TextSize { bytes: *bytes, characters: *characters, vocabulary },
    })
}

/// The file's text, if it begins as ours do. A large file of another kind is not read.
fn read_ours(path: &Path) -> Result<String, SessionError> {
    let failed = |source| SessionError::Io { path: path.to_owned(), source };
    let not_ours = || SessionError::NotASession { path: path.to_owned() };
    let mut file = File::open(path).map_err(failed)?;
    let mut start = Vec::new();
    file.by_ref().take(MAGIC.len() as u64).read_to_end(&mut start).map_err(failed)?;
    if start != MAGIC.as_bytes() {
        // A file cut within its first line is ours all the same.
        let cut = !start.is_empty() && MAGIC.as_bytes().starts_with(&start);
        return Err(if cut { SessionError::Truncated { path: path.to_owned() } } else { not_ours() });
    }
    file.read_to_end(&mut start).map_err(failed)?;
    String::from_utf8(start).map_err(|_| SessionError::Edited { path: path.to_owned() })
}

/// The RON part of a file that is whole, untouched, and of a version we read.
fn check_whole<'a>(path: &Path, text: &'a str) -> Result<&'a str, SessionError> {
    let version = text.lines().take(8).find_map(|line| line.trim().strip_prefix("version:")).map(str::trim);
    if let Some(version) = version.and_then(|rest| rest.trim_end_matches(',').parse::<u64>().ok())
        && version > u64::from(VERSION)
    {
        return Err(SessionError::Newer { path: path.to_owned(), version });
    }
    let Some((body, wanted)) = text.rsplit_once(TRAILER).filter(|(_, rest)| rest.len() == 65 && rest.ends_with('\n'))
    else {
        return Err(SessionError::Truncated { path: path.to_owned() });
    };
    if digest(body) != wanted.trim_end() {
        return Err(SessionError::Edited { path: path.to_owned() });
    }
    Ok(body)
}

impl Document {
    /// Checks every part against the others.
    fn check(self) -> Result<Session, String> {
        if self.format != "rnntui session" || self.task != self.config.task.kind().name() {
            return Err(format!("it is {:?} of the task {:?}", self.format, self.task));
        }
        let names = read_names(&self.config.task, &self.vocabulary, self.names)?;
        let size = match self.size {
            Some(size) => size,
            None => text_size(&self.corpus, self.vocabulary.chars().count()),
        };
        check_size(&names, &size)?;
        self.config.check_against(&size).map_err(|error| error.to_string())?;
        check_progress(&self.progress)?;
        if self.optimizer_step > MOST_STEPS {
            return Err(format!("its optimizer has made {} steps", self.optimizer_step));
        }
        let model = Model::new(&self.config, &size);
        let params = read_params(&self.parameters, model.table())?;
        let fresh = Optimizer::new(self.config.optimizer.method, model.table());
        if fresh.moments().len() != self.moments.len() {
            return Err(format!("it holds {} moments for {}", self.moments.len(), fresh.method().name()));
        }
        let mut moments = Vec::new();
        for (part, (name, _)) in self.moments.into_iter().zip(fresh.moments()) {
            if part.name != *name {
                return Err(format!("it holds the moment {:?} where {name} belongs", part.name));
            }
            let set = read_params(&part.tensors, model.table()).map_err(|reason| format!("moment {name}: {reason}"))?;
            moments.push((part.name, set));
        }
        let carried = match (&self.config.batching, &self.carried) {
            (Batching::Streams { rows, .. }, Some(tensors)) => {
                let zero = model.zero_state(*rows).ok_or("its model carries no hidden state")?;
                Some(read_state(tensors, zero)?)
            }
            (Batching::Windows { .. } | Batching::Examples { .. }, None) => None,
            _ => return Err("its hidden state does not fit its batches".to_owned()),
        };
        Ok(Session {
            source: Source { name: self.name, names, size, corpus: self.corpus },
            checkpoint: Checkpoint {
                config: self.config,
                progress: self.progress,
                journal: self.journal,
                history: self.history.read()?,
                params,
                optimizer: OptimizerState { step: self.optimizer_step, moments },
                carried,
            },
        })
    }
}

/// More steps than any run makes.
const MOST_STEPS: u64 = 1 << 53;

fn check_progress(progress: &Progress) -> Result<(), String> {
    if progress.step.max(progress.epoch).max(progress.step_in_epoch) > MOST_STEPS {
        return Err(format!("it stands at step {} of epoch {}", progress.step, progress.epoch));
    }
    for &rate in progress.undo.iter().chain([&progress.learning_rate]) {
        check_learning_rate(rate).map_err(|error| error.to_string())?;
    }
    if !(0.0..1e12).contains(&progress.seconds) {
        return Err(format!("its training time is {} seconds", progress.seconds));
    }
    Ok(())
}
