//! The real binary: run in a directory, done or refused.

use std::fs;
use std::io::{Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use rnntui::session::format::Session;
use rnntui::train::checkpoint::Checkpoint;
use tempfile::TempDir;

/// The text that most runs learn.
pub const SHIP: &str = include_str!("../../ship.txt");

/// A directory with that text in `ship.txt`.
pub fn ship() -> TempDir {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("ship.txt"), SHIP).unwrap();
    dir
}

/// What a session holds.
pub fn saved(dir: &Path, session: &str) -> Checkpoint {
    Session::read(&dir.join(session)).unwrap().checkpoint
}

/// Runs the binary with these arguments and nothing to read.
pub fn rnntui(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rnntui")).current_dir(dir).args(args).stdin(Stdio::null()).output().unwrap()
}

/// The same, which must succeed.
pub fn done(dir: &Path, args: &[&str]) -> Output {
    let output = rnntui(dir, args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Runs it with `input` to read: from a file, for a pipe breaks where the program ends without having read it.
pub fn answered(dir: &Path, args: &[&str], input: &[u8]) -> Output {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(input).unwrap();
    file.rewind().unwrap();
    Command::new(env!("CARGO_BIN_EXE_rnntui")).current_dir(dir).args(args).stdin(file).output().unwrap()
}

/// A run that goes on meanwhile. It ends with the test, however that ends.
pub struct Running(pub Child);

impl Running {
    /// Starts the command with nothing to read.
    pub fn start(command: &mut Command) -> Self {
        Self(command.stdin(Stdio::null()).spawn().unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended cannot be killed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The bytes of the parameters of a session's last state, as a safetensors file that says nothing else. The export
/// itself stays in `out.safetensors`.
pub fn exported(dir: &Path, session: &str) -> Vec<u8> {
    done(dir, &["export", session, "out.safetensors", "--state", "last"]);
    let bytes = fs::read(dir.join("out.safetensors")).unwrap();
    safetensors::serialize(safetensors::SafeTensors::deserialize(&bytes).unwrap().tensors(), None).unwrap()
}

/// One sentence on stderr that holds `named`, exit code 2, and no file but those that were there.
pub fn refused(dir: &Path, args: &[&str], named: &str) {
    let files = || {
        let mut names: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
        names.sort();
        names
    };
    let before = files();
    let output = rnntui(dir, args);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{args:?}: {stderr}");
    assert_eq!(stderr.trim_end().lines().count(), 1, "{args:?}: {stderr}");
    assert!(stderr.contains(named), "{args:?} does not name {named:?}: {stderr}");
    assert!(output.stdout.is_empty());
    assert_eq!(files(), before, "{args:?} wrote something");
}

/// The lines of a log without the seconds, which the clock decides.
pub fn timeless(log: &Path) -> String {
    let line = |line: &str| {
        let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line.as_object_mut().unwrap().remove("seconds").unwrap().as_f64().unwrap() > 0.0);
        format!("{line}\n")
    };
    fs::read_to_string(log).unwrap().lines().map(line).collect()
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// A session with a right checksum, so that what it says has to be checked.
pub fn sealed(text: &str) -> String {
    let (body, _) = text.rsplit_once("// sha256: ").unwrap();
    format!("{body}// sha256: {}\n", sha256(body.as_bytes()))
}
