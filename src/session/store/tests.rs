use super::*;
use std::os::unix::fs::symlink;

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_new_run_takes_the_first_free_name_and_keeps_it() {
    let dir = tempfile::tempdir().unwrap();
    let sessions = dir.path().join("a/sessions");
    let mut first = Store::choose(&sessions, "ship");
    assert!(first.owned.is_none());
    assert_eq!(first.write(b"one").unwrap(), 3);
    assert_eq!(first.write(b"once more").unwrap(), 9);
    let mut second = Store::choose(&sessions, "ship");
    second.write(b"two").unwrap();
    Store::choose(&sessions, "ship").write(b"three").unwrap();
    assert_eq!(names(&sessions), ["ship-2.ron", "ship-3.ron", "ship.ron"]);
    assert_eq!((first.path(), first.owned.is_some()), (&*sessions.join("ship.ron"), true));
    assert_eq!(fs::read(sessions.join("ship.ron")).unwrap(), b"once more");
    assert_eq!(fs::read(sessions.join("ship-2.ron")).unwrap(), b"two");
}

#[test]
fn a_name_taken_before_the_first_save_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let (mut one, mut two) = (Store::choose(dir.path(), "s"), Store::choose(dir.path(), "s"));
    let mut chosen = Store::explicit(&dir.path().join("s.ron"), false).unwrap();
    one.write(b"one").unwrap();
    two.write(b"two").unwrap();
    assert_eq!(two.path(), dir.path().join("s-2.ron"));
    assert!(matches!(chosen.write(b"x"), Err(StoreError::Exists { .. })));
    assert_eq!(fs::read(one.path()).unwrap(), b"one");
    assert_eq!(names(dir.path()), ["s-2.ron", "s.ron"]);
}

#[test]
fn a_rename_to_a_name_that_just_appeared_does_not_clobber_it() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("s.ron");
    fs::write(&target, "theirs").unwrap();
    let file = NamedTempFile::new_in(dir.path()).unwrap();
    assert_eq!(create(file, &target).unwrap_err().kind(), ErrorKind::AlreadyExists);
    assert_eq!(fs::read(&target).unwrap(), b"theirs");
}

#[test]
fn an_existing_file_is_replaced_only_when_that_was_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mine.ron");
    fs::write(&path, "old").unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
    let said = Store::explicit(&path, false).unwrap_err().to_string();
    assert!(said.contains("mine.ron") && said.contains("--overwrite") && said.contains("rnntui resume"), "{said}");
    Store::explicit(&path, true).unwrap().write(b"new").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn what_cannot_be_a_session_is_refused_when_it_is_named() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(Store::explicit(dir.path(), true), Err(StoreError::Directory { .. })));
    assert!(matches!(Store::resumed(dir.path()), Err(StoreError::Directory { .. })));
    assert!(matches!(Store::explicit(Path::new("/dev/null"), true), Err(StoreError::NotRegular { .. })));
    assert!(matches!(Store::explicit(Path::new(".."), true), Err(StoreError::NoName { .. })));
    assert!(matches!(Store::resumed(&dir.path().join("no")), Err(StoreError::Missing { .. })));
    let link = dir.path().join("link");
    symlink("nowhere", &link).unwrap();
    assert!(matches!(Store::explicit(&link, true), Err(StoreError::Dangling { .. })));
}

#[test]
fn work_of_another_program_is_not_lost() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("s.ron");
    fs::write(&path, "start").unwrap();
    let (mut here, mut there) = (Store::resumed(&path).unwrap(), Store::resumed(&path).unwrap());
    there.write(b"there").unwrap();
    let said = here.write(b"here!").unwrap_err().to_string();
    assert!(said.contains("s.ron") && said.contains("another name"), "{said}");
    assert_eq!(fs::read(&path).unwrap(), b"there");
    here = Store::explicit(&dir.path().join("t.ron"), false).unwrap();
    here.write(b"here!").unwrap();
    assert_eq!(names(dir.path()), ["s.ron", "t.ron"]);
}

#[test]
fn a_file_deleted_meanwhile_is_written_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::choose(dir.path(), "s");
    store.write(b"one").unwrap();
    fs::remove_file(store.path()).unwrap();
    store.write(b"two").unwrap();
    assert_eq!(fs::read(dir.path().join("s.ron")).unwrap(), b"two");
}

#[test]
fn saving_as_needs_a_free_path_and_stays_where_it_was_without_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::choose(dir.path(), "s");
    store.write(b"one").unwrap();
    let taken = dir.path().join("taken");
    fs::write(&taken, "").unwrap();
    assert!(matches!(Store::explicit(&taken, false), Err(StoreError::Exists { .. })));
    store.write(b"two").unwrap();
    assert_eq!(fs::read(dir.path().join("s.ron")).unwrap(), b"two");
}

#[test]
fn a_link_stays_a_link_and_its_target_is_replaced() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("real")).unwrap();
    let (real, link) = (dir.path().join("real/s.ron"), dir.path().join("s.ron"));
    fs::write(&real, "old").unwrap();
    symlink("real/s.ron", &link).unwrap();
    let mut store = Store::resumed(&link).unwrap();
    store.write(b"new").unwrap();
    store.write(b"newer").unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!((fs::read(&real).unwrap(), store.path()), (b"newer".to_vec(), &*link));
}

#[test]
fn a_failed_save_leaves_the_old_file_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let blocked = dir.path().join("file/sessions");
    fs::write(dir.path().join("file"), "").unwrap();
    let mut store = Store::choose(&blocked, "s");
    let said = store.write(b"one").unwrap_err().to_string();
    assert!(said.contains("what should be its directory is a file"), "{said}");
    // A target that became a directory is not replaced.
    let mut store = Store::choose(dir.path(), "s");
    store.write(b"one").unwrap();
    let file = NamedTempFile::new_in(dir.path()).unwrap();
    fs::create_dir(dir.path().join("d")).unwrap();
    assert!(!exchange::replace(file, &dir.path().join("d"), Metadata::is_file).unwrap());
    assert_eq!(fs::read(store.path()).unwrap(), b"one");
    assert_eq!(names(dir.path()), ["d", "file", "s.ron"]);
}

#[test]
fn each_cause_of_failure_has_its_sentence() {
    for (kind, says) in [
        (ErrorKind::StorageFull, "full"),
        (ErrorKind::QuotaExceeded, "full"),
        (ErrorKind::ReadOnlyFilesystem, "read-only"),
        (ErrorKind::PermissionDenied, "no permission"),
        (ErrorKind::InvalidFilename, "cannot save"),
    ] {
        let said = StoreError::from_io(Path::new("a\u{1b}b"), kind.into()).to_string();
        assert!(said.contains(says) && said.contains("a\\u{1b}b"), "{said}");
    }
}

#[test]
fn only_old_temporary_files_of_the_same_session_are_swept() {
    let dir = tempfile::tempdir().unwrap();
    let long_ago = SystemTime::now() - 2 * STALE;
    for (name, old) in [
        (".s.ron.aB3dE6.tmp", true),
        (".s.ron.young1.tmp", false),
        (".s-2.ron.aB3dE6.tmp", true),
        (".s.ron.backup-of-mine.tmp", true),
    ] {
        let file = File::create(dir.path().join(name)).unwrap();
        if old {
            file.set_modified(long_ago).unwrap();
        }
    }
    Store::choose(dir.path(), "s").write(b"x").unwrap();
    assert_eq!(names(dir.path()), [".s-2.ron.aB3dE6.tmp", ".s.ron.backup-of-mine.tmp", ".s.ron.young1.tmp", "s.ron"]);
}
