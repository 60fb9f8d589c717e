//! What stands in a session file: RON, readable with a text editor, complete in itself.
//!
//! Reading checks, in this order: is it ours, is it of a version we know, is it whole, is it untouched, does every part
//! fit the others. A file of an earlier version is read by its own types and upgraded, a version at a time.

use std::path::Path;
use std::sync::Arc;

use ron::value::RawValue;

use super::check::{check, task_and_options};
use super::envelope::{open, open_header, seal};
use super::error::SessionError;
use super::located::{located, replaced, together};
use super::pieces::header::{self, HeaderDocument};
use super::pieces::kept::Kept;
use super::source::{Corpus, Source};
use super::store::Store;
use super::v7::Document;
use super::{v1, v2, v3, v4, v5, v6};
use crate::config::{DataSize, Options, TaskKind};
use crate::data::source::is_stdin;
use crate::data::{self, Data, Progress as Reading};
use crate::task::Setup;
use crate::train::checkpoint::Checkpoint;
use crate::train::keyframe::Keyframe;
use crate::train::plan::Plan;
use crate::train::record::{BestMark, Parent, TestMark};

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
    /// The lesson and the part of it that it belongs to.
    pub lesson: Option<(String, String)>,
    /// The run that it is a branch of.
    pub parent: Option<Parent>,
    /// The run's configuration as options.
    pub options: Options,
    /// When the run ends by itself.
    pub plan: Plan,
    /// Epochs completed.
    pub epoch: u64,
    /// Steps completed.
    pub step: u64,
    /// The loss of the newest step.
    pub loss: Option<f32>,
    /// The loss of the newest validation.
    pub validation_loss: Option<f32>,
    /// Share of the newest validation's predictions that were right, where the task has right ones.
    pub validation_accuracy: Option<f32>,
    /// The best state.
    pub best: Option<BestMark>,
    /// What the test part measured.
    pub test: Option<TestMark>,
    /// Time spent training, in seconds.
    pub seconds: f64,
}

/// How RON is written.
fn pretty() -> ron::ser::PrettyConfig {
    ron::ser::PrettyConfig::new().struct_names(false).compact_arrays(true)
}

/// The text of a kept state, as [`encode_with`] takes it.
///
/// # Errors
/// If a part cannot be written as RON, which would be a bug.
pub(super) fn encode_kept(frame: &Keyframe, checkpoint: &Checkpoint) -> Result<Box<RawValue>, ron::Error> {
    let text = ron::ser::to_string_pretty(&Kept::new(frame, &checkpoint.state), pretty())?;
    RawValue::from_boxed_ron(text.into_boxed_str()).map_err(|error| error.code)
}

/// The whole file as text, with the texts of the best and the first state.
///
/// # Errors
/// If a part cannot be written as RON, which would be a bug.
pub(super) fn encode_with(
    source: &Source,
    checkpoint: &Checkpoint,
    best: Option<&RawValue>,
    first: Option<&RawValue>,
) -> Result<String, ron::Error> {
    ron::ser::to_string_pretty(&Document::new(source, checkpoint, best, first), pretty())
        .map(|document| seal(&document))
}

/// The whole file as text.
///
/// # Errors
/// If a part cannot be written as RON, which would be a bug.
pub fn encode(source: &Source, checkpoint: &Checkpoint) -> Result<String, ron::Error> {
    let kept = |frame: &Option<Arc<Keyframe>>| frame.as_ref().map(|frame| encode_kept(frame, checkpoint)).transpose();
    encode_with(source, checkpoint, kept(&checkpoint.best)?.as_deref(), kept(&checkpoint.first)?.as_deref())
}

/// Reads a file of any version, and upgrades it to the newest. Returns the version it had, too.
fn document(path: &Path) -> Result<(Document, u64), SessionError> {
    let (text, version) = open(path)?;
    let malformed = |reason: String| SessionError::malformed(path, reason);
    let parsed = |error: ron::error::SpannedError| malformed(error.to_string());
    let from_3 = |old: v3::Document| old.upgrade().upgrade().upgrade().upgrade();
    let upgraded = match version {
        1 => ron::from_str::<v1::Document>(&text).map_err(parsed)?.upgrade().upgrade().map(from_3),
        2 => ron::from_str::<v2::Document>(&text).map_err(parsed)?.upgrade().map(from_3),
        3 => Ok(from_3(ron::from_str(&text).map_err(parsed)?)),
        4 => Ok(ron::from_str::<v4::Document>(&text).map_err(parsed)?.upgrade().upgrade().upgrade()),
        5 => Ok(ron::from_str::<v5::Document>(&text).map_err(parsed)?.upgrade().upgrade()),
        6 => Ok(ron::from_str::<v6::Document>(&text).map_err(parsed)?.upgrade()),
        _ => Ok(ron::from_str::<Document>(&text).map_err(parsed)?),
    };
    upgraded.map(|document| (document, version)).map_err(malformed)
}

impl Header {
    /// Reads the header of the session at `path`, and no more of the file. A version without a header is read whole.
    ///
    /// # Errors
    /// If it is no session, of a newer version, cut short, or its header cannot be understood.
    pub fn read(path: &Path) -> Result<Self, SessionError> {
        let malformed = |reason: String| SessionError::malformed(path, reason);
        let header = match open_header(path)? {
            Some((text, 3)) => {
                let old = ron::from_str::<v3::HeaderDocument>(&text).map_err(|error| malformed(error.to_string()))?;
                old.header.upgrade().upgrade().upgrade(&[])
            }
            Some((text, 4)) => {
                let old = ron::from_str::<v4::HeaderDocument>(&text).map_err(|error| malformed(error.to_string()))?;
                old.header.upgrade().upgrade(&[])
            }
            Some((text, 5)) => {
                let old = ron::from_str::<v5::HeaderDocument>(&text).map_err(|error| malformed(error.to_string()))?;
                old.header.upgrade(&[])
            }
            Some((text, _)) => {
                ron::from_str::<HeaderDocument>(&text).map_err(|error| malformed(error.to_string()))?.header
            }
            None => document(path)?.0.header,
        };
        let (task, options) = task_and_options(&header).map_err(malformed)?;
        let header::Header {
            name, model, lesson, parent, epoch, step, loss, validation_loss, validation_accuracy, ..
        } = header;
        let (best, plan, seconds) = (header.best, header.plan, header.seconds);
        let lesson = lesson.map(|lesson| (lesson.name, lesson.part));
        let (best, plan, parent) = (best.map(Into::into), plan.into(), parent.map(Into::into));
        let test = header.test.map(Into::into);
        Ok(Self {
            task,
            name,
            model,
            lesson,
            parent,
            options,
            plan,
            epoch,
            step,
            loss,
            validation_loss,
            validation_accuracy,
            best,
            test,
            seconds,
        })
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
        let (document, version) = document(path)?;
        let checked = check(document, version).map_err(|reason| SessionError::malformed(path, reason));
        checked.map(|(source, checkpoint)| (Self { source, checkpoint }, store))
    }

    /// Goes back to the best state, with the record of that moment. A session that knows of none stays as it is.
    pub fn go_to_best(&mut self) {
        let Checkpoint { state, record, best: Some(best), first, .. } = &mut self.checkpoint else { return };
        Keyframe::take_back(best, record, first);
        state.clone_from(&best.state);
    }

    /// Reads the data again, checks that it is what the run began with, and sets the run up on it. The data is looked
    /// for in `data` if that is given, else where it was, or where it would be if it had moved together with the
    /// session.
    ///
    /// # Errors
    /// If it cannot be read or has changed.
    pub fn setup(&self, path: &Path, data: Option<&Path>, progress: &mut Reading) -> Result<Setup, SessionError> {
        let found = self.data(path, data, false, progress)?;
        let had_ctrl_z = found.facts().had_ctrl_z;
        let setup = self.set_up(path, found);
        // A run that began when a Ctrl-Z at the end was a character goes on with that.
        if had_ctrl_z && setup.is_err() {
            return self.set_up(path, self.data(path, data, true, progress)?);
        }
        setup
    }

    /// The run's data; at the end of a file a Ctrl-Z is a character, or the end.
    fn data(
        &self,
        path: &Path,
        data: Option<&Path>,
        with_ctrl_z: bool,
        progress: &mut Reading,
    ) -> Result<Data, SessionError> {
        let failed = |source| SessionError::Corpus { path: path.to_owned(), source };
        let config = &self.checkpoint.config;
        let format = &config.format();
        match (&self.source.corpus, data) {
            (Corpus::Inline(_), Some(data)) => {
                Err(SessionError::Inline { path: path.to_owned(), data: data.to_owned() })
            }
            (Corpus::Inline(texts), None) => {
                let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
                Data::read(data::Source::Memory(&texts), format, progress).map_err(failed)
            }
            (Corpus::Files { paths, bytes, sha256, .. }, data) => {
                let files = data.map_or_else(|| located(paths, path, *bytes), |data| replaced(paths, data));
                if files.iter().any(|file| is_stdin(file)) {
                    return Err(SessionError::Piped { path: path.to_owned(), bytes: *bytes });
                }
                let source = if with_ctrl_z {
                    data::Source::WithCtrlZ(&files, &config.encoding)
                } else {
                    data::Source::Files(&files, Some(&config.encoding))
                };
                let data = Data::read(source, format, progress).map_err(failed)?;
                if data.facts().bytes != *bytes || data.facts().sha256 != *sha256 {
                    return Err(SessionError::CorpusChanged { path: path.to_owned(), corpus: together(&files) });
                }
                Ok(data)
            }
        }
    }

    fn set_up(&self, path: &Path, data: Data) -> Result<Setup, SessionError> {
        let config = self.checkpoint.config.clone();
        let setup = Setup::saved(config, data).map_err(|error| SessionError::malformed(path, error))?;
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
        (DataSize::Text(a), DataSize::Text(b)) => (a.tokens, a.vocabulary) == (b.tokens, b.vocabulary),
        _ => a == b,
    }
}
