//! The tape of a run on disk: `NAME.tape` beside `NAME.ron`, a file a keyframe, written once and removed when the tape
//! in memory no longer holds it.
//!
//! Without it a session is whole; the steps between are then made again from the beginning. So nothing here may fail a
//! save, and a file that is not certainly a keyframe of this run is left out.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use super::call::call;
use super::keyframe_file;
use super::source::Source;
use crate::train::checkpoint::Checkpoint;
use crate::train::keyframe::Keyframe;

/// How the name of a file begins that is not whole yet.
const TEMPORARY: &str = ".step-";

/// The directory of a session's tape: `NAME.tape` of `NAME.ron`, and `NAME.tape` of any other `NAME`.
pub fn dir_of(session: &Path) -> PathBuf {
    if session.extension().is_some_and(|ending| ending == "ron") {
        return session.with_extension("tape");
    }
    let mut name = session.as_os_str().to_owned();
    name.push(".tape");
    PathBuf::from(name)
}

/// What lies in the directory as this program wrote or read it.
#[derive(Debug, Default)]
pub struct TapeDir {
    dir: PathBuf,
    known: BTreeMap<u64, Weak<Keyframe>>,
    /// Whether what killed saves left behind is removed.
    swept: bool,
}

/// The keyframes beside a session.
#[derive(Debug, Default)]
pub struct Found {
    /// Those that can be used, oldest first.
    pub frames: Vec<Arc<Keyframe>>,
    /// What is wrong with the others, in one sentence.
    pub note: Option<String>,
}

impl TapeDir {
    /// The directory beside `session`, from which these keyframes were read.
    pub fn new(session: &Path, frames: &[Arc<Keyframe>]) -> Self {
        let known = frames.iter().map(|frame| (frame.state.position.step, Arc::downgrade(frame))).collect();
        Self { dir: dir_of(session), known, swept: false }
    }

    /// Makes the directory beside `session` hold these keyframes of the run, and no others.
    ///
    /// # Errors
    /// If it cannot be written. What was there before is then whole.
    pub fn save(
        &mut self,
        session: &Path,
        frames: &[Arc<Keyframe>],
        source: &Source,
        checkpoint: &Checkpoint,
    ) -> io::Result<()> {
        if self.dir != dir_of(session) {
            *self = Self::new(session, &[]);
        }
        // Without any, what is there stays: it was not asked to be used, nor to be removed.
        if frames.is_empty() {
            return Ok(());
        }
        call("make directory", || fs::create_dir_all(&self.dir))?;
        if !self.swept {
            sweep(&self.dir);
        }
        self.swept = true;
        let run = keyframe_file::run_of(source, checkpoint);
        for frame in frames {
            let step = frame.state.position.step;
            let known = self.known.get(&step).is_some_and(|known| known.as_ptr() == Arc::as_ptr(frame));
            if known && self.dir.join(name(step)).exists() {
                continue;
            }
            // Its checksum tells whether a power cut has spared it, so it need not be synced.
            let bytes = keyframe_file::write(frame, &run, checkpoint);
            let mut file = call("create", || tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(&self.dir))?;
            call("write", || file.write_all(&bytes))?;
            call("replace", || file.persist(self.dir.join(name(step))).map(drop).map_err(|error| error.error))?;
            self.known.insert(step, Arc::downgrade(frame));
        }
        let steps: Vec<u64> = frames.iter().map(|frame| frame.state.position.step).collect();
        for (step, path) in keyframes_in(&self.dir) {
            if steps.binary_search(&step).is_err() {
                call("remove", || fs::remove_file(path))?;
                self.known.remove(&step);
            }
        }
        Ok(())
    }
}

/// Reads the keyframes beside a session, up to about so many bytes.
pub fn read(session: &Path, source: &Source, checkpoint: &Checkpoint, room: u64) -> Found {
    let mut found = Found::default();
    let run = keyframe_file::run_of(source, checkpoint);
    let (mut bytes, mut all, mut bad, mut first) = (0, 0_u64, 0_u64, None);
    for (step, path) in keyframes_in(&dir_of(session)) {
        // A killed process may have left keyframes of steps that its session never saved: they are made again.
        if step > checkpoint.state.position.step {
            continue;
        }
        all += 1;
        bytes += path.metadata().map_or(0, |file| file.len());
        if bytes > room.saturating_mul(2) {
            found.note =
                Some(format!("{:?} holds more than --tape allows: the rest of it is not used", dir_of(session)));
            break;
        }
        let frame = fs::read(&path).map_err(|error| format!("cannot be read ({error})"));
        match frame.and_then(|bytes| keyframe_file::read(&bytes, &run, source, checkpoint)) {
            Ok(frame) => found.frames.push(Arc::new(frame)),
            Err(why) => {
                bad += 1;
                first.get_or_insert((path, why));
            }
        }
    }
    if let Some((path, why)) = first {
        let which = if bad == 1 { String::new() } else { format!("{bad} of {all} keyframes cannot be used: ") };
        found.note = Some(format!("{which}{path:?} {why}; what it held is made again from earlier steps"));
    }
    found
}

/// Removes the keyframes beside a session, and their directory if nothing else is in it. Without their session they are
/// of no use, so one that cannot be removed is left.
pub(super) fn remove(session: &Path) {
    let dir = dir_of(session);
    for (_, path) in keyframes_in(&dir) {
        let _ = call("remove", || fs::remove_file(path));
    }
    let _ = call("remove directory", || fs::remove_dir(&dir));
}

/// Removes what killed saves left behind. One run alone writes here, so no save is under way.
fn sweep(dir: &Path) {
    let Ok(entries) = call("list", || fs::read_dir(dir)) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(TEMPORARY)) {
        let _ = call("remove", || fs::remove_file(entry.path()));
    }
}

fn name(step: u64) -> String {
    format!("step-{step:09}.safetensors")
}

/// The files in a directory that have a keyframe's name, with their steps, oldest first.
fn keyframes_in(dir: &Path) -> Vec<(u64, PathBuf)> {
    let Ok(entries) = call("list", || fs::read_dir(dir)) else { return Vec::new() };
    let keyframe = |entry: fs::DirEntry| {
        let file = entry.file_name();
        let step = file.to_str()?.strip_prefix("step-")?.strip_suffix(".safetensors")?.parse().ok()?;
        (name(step).as_str() == file).then(|| (step, entry.path()))
    };
    let mut found: Vec<_> = entries.flatten().filter_map(keyframe).collect();
    found.sort();
    found
}
