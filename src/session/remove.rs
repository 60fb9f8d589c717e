//! Removing a session: its file, and the keyframes beside it.

use std::fs;
use std::path::Path;

use super::call::call;
use super::error::SessionError;
use super::format::Header;
use super::tape_dir;

/// Removes a session with its keyframes. What is no session stays.
///
/// # Errors
/// If it is no session, or cannot be removed.
pub fn remove(session: &Path) -> Result<(), SessionError> {
    // A damaged session may go; a file of another kind may not.
    if let Err(error @ (SessionError::NotASession { .. } | SessionError::Io { .. })) = Header::read(session) {
        return Err(error);
    }
    let failed = |source| SessionError::Io { path: session.to_owned(), source };
    call("remove", || fs::remove_file(session)).map_err(failed)?;
    tape_dir::remove(session);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_goes_with_its_keyframes_and_nothing_else_goes() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s.ron");
        fs::write(&path, "somebody's notes").unwrap();
        assert!(remove(&path).is_err() && path.exists());
        fs::write(&path, "// An rnntui session. The last line is a checksum: a file").unwrap();
        fs::create_dir(dir.path().join("s.tape")).unwrap();
        for name in ["step-000000001.safetensors", "step-1.safetensors"] {
            fs::write(dir.path().join("s.tape").join(name), "").unwrap();
        }
        remove(&path).unwrap();
        assert!(!path.exists(), "a damaged one may go");
        let left: Vec<_> = fs::read_dir(dir.path().join("s.tape")).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left, ["step-1.safetensors"], "what is not ours stays");
    }
}
