//! What stands in a session file: RON, readable with a text editor, complete in itself.
//!
//! Reading checks, in this order: is it ours, is it of a version we know, is it whole, is it untouched, does every part
//! fit the others. A file of an earlier version is read by its own types and upgraded, a version at a time.

use std::path::Path;

use super::check::{check, task_and_options};
use super::envelope::{open, open_header, seal};
use super::error::SessionError;
use super::source::{Corpus, Source};
use super::store::Store;
use super::v3::{Document, HeaderDocument};
use super::{v1, v2};
use crate::config::{DataSize, Options, TaskKind};
use crate::data::{Data, Progress as Reading};
use crate::task::Setup;
use crate::train::state::Checkpoint;

/// A session as read.
#[derive(Debug)]
pub struct Session {
    /// The data.
    pub source: Source,
    /// What the run is, where it stands, and what was measured.
    pub checkpoint: Checkpoint,
}

/// What a session says of itself in its first few KB.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// What is learnt.
    pub task: TaskKind,
    /// The data file's name without its folder.
    pub name: String,
    /// The model in short: `RNN 2×25`.
    pub model: String,
    /// The run's configuration as options.
    pub options: Options,
    /// Epochs completed.
    pub epoch: u64,
    /// Steps completed.
    pub step: u64,
    /// The loss of the newest step.
    pub loss: Option<f32>,
    /// The loss of the newest validation.
    pub validation_loss: Option<f32>,
    /// Time spent training, in seconds.
    pub seconds: f64,
}

/// The whole file as text.
///
/// # Errors
/// If a part cannot be written as RON, which would be a bug.
pub fn encode(source: &Source, checkpoint: &Checkpoint) -> Result<String, ron::Error> {
    let pretty = ron::ser::PrettyConfig::new().struct_names(false).compact_arrays(true);
    ron::ser::to_string_pretty(&Document::new(source, checkpoint), pretty).map(|document| seal(&document))
}

/// Reads a file of any version, and upgrades it to the newest.
fn document(path: &Path) -> Result<Document, SessionError> {
    let (text, version) = open(path)?;
    let malformed = |reason: String| SessionError::malformed(path, reason);
    let parsed = |error: ron::error::SpannedError| malformed(error.to_string());
    let upgraded = match version {
        1 => ron::from_str::<v1::Document>(&text).map_err(parsed)?.upgrade().upgrade(),
        2 => ron::from_str::<v2::Document>(&text).map_err(parsed)?.upgrade(),
        _ => ron::from_str::<Document>(&text).map_err(parsed).map(Ok)?,
    };
    upgraded.map_err(malformed)
}

impl Header {
    /// Reads the header of the session at `path`, and no more of the file. A version without a header is read whole.
    ///
    /// # Errors
    /// If it is no session, of a newer version, cut short, or its header cannot be understood.
    pub fn read(path: &Path) -> Result<Self, SessionError> {
        let malformed = |reason: String| SessionError::malformed(path, reason);
        let header = match open_header(path)? {
            Some(text) => ron::from_str::<HeaderDocument>(&text).map_err(|error| malformed(error.to_string()))?.header,
            None => document(path)?.header,
        };
        let (task, options) = task_and_options(&header).map_err(malformed)?;
        let super::v3::Header { name, model, epoch, step, loss, validation_loss, seconds, .. } = header;
        Ok(Self { task, name, model, options, epoch, step, loss, validation_loss, seconds })
    }
}

impl Session {
    /// Reads and checks the session at `path`.
    ///
    /// # Errors
    /// If it is no session, or not a whole, untouched one of a known version whose parts fit each other.
    pub fn read(path: &Path) -> Result<Self, SessionError> {
        Self::open(path).map(|(session, _)| session)
    }

    /// Like [`Session::read`], and returns the store that saves to the same file. The store is made first, so that the
    /// first save notices any change of the file from then on.
    ///
    /// # Errors
    /// Those of [`Session::read`].
    pub fn open(path: &Path) -> Result<(Self, Store), SessionError> {
        let store = Store::resumed(path)?;
        let checked = check(document(path)?).map_err(|reason| SessionError::malformed(path, reason));
        checked.map(|(source, checkpoint)| (Self { source, checkpoint }, store))
    }

    /// Reads the data again, checks that it is what the run began with, and sets the run up on it.
    ///
    /// # Errors
    /// If it cannot be read or has changed.
    pub fn setup(&self, path: &Path, progress: &mut Reading) -> Result<Setup, SessionError> {
        let failed = |source| SessionError::Corpus { path: path.to_owned(), source };
        let config = &self.checkpoint.config;
        let format = config.task.format();
        let data = match &self.source.corpus {
            Corpus::Inline(text) => Data::parse(text, format).map_err(failed)?,
            Corpus::File { path: corpus, bytes, sha256, .. } => {
                let data = Data::read(corpus, format, progress).map_err(failed)?;
                if data.facts().bytes != *bytes || data.facts().sha256 != *sha256 {
                    return Err(SessionError::CorpusChanged { path: path.to_owned(), corpus: corpus.clone() });
                }
                data
            }
        };
        let setup = Setup::saved(config.clone(), data).map_err(|error| SessionError::malformed(path, error))?;
        if setup.data().names() == self.source.names && same_size(setup.size(), &self.source.size) {
            return Ok(setup);
        }
        Err(SessionError::malformed(path, "its data does not have its vocabulary and size"))
    }
}

/// Whether both are the size of the same data. The byte count of a text is not compared, because the text kept in a
/// session has lost its byte order mark and its CRs.
fn same_size(a: &DataSize, b: &DataSize) -> bool {
    match (a, b) {
        (DataSize::Text(a), DataSize::Text(b)) => (a.characters, a.vocabulary) == (b.characters, b.vocabulary),
        _ => a == b,
    }
}
