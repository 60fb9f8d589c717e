//! A disk that fails at each call in turn, and the order of the calls.

use std::os::unix::fs::symlink;

use super::super::call::watched::watch;
use super::*;

const KINDS: [ErrorKind; 3] = [ErrorKind::StorageFull, ErrorKind::PermissionDenied, ErrorKind::Other];
/// What a killed save of `s.ron` left behind: the first save looks at it and removes it.
const LEFT: &str = ".s.ron.aB3dE6.tmp";

/// A store in a new folder, what stands in its file, and where the file is.
struct Case {
    dir: tempfile::TempDir,
    store: Store,
    old: Option<Vec<u8>>,
    file: PathBuf,
}

impl Case {
    fn new(make: fn(&Path) -> Store) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = make(dir.path());
        let file = store.target.clone();
        let left = directory(&file).join(LEFT);
        if directory(&file).is_dir() && !store.swept {
            File::create(left).unwrap().set_modified(SystemTime::now() - 2 * STALE).unwrap();
        }
        Self { old: fs::read(&file).ok(), dir, store, file }
    }

    /// The files in the folder of the run's file, but what was left there before.
    fn names(&self) -> Vec<OsString> {
        let entries = fs::read_dir(directory(&self.file)).into_iter().flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).filter(|name| name != LEFT).collect();
        names.sort();
        names
    }

    fn content(&self) -> Option<Vec<u8>> {
        fs::read(&self.file).ok()
    }
}

fn first(dir: &Path) -> Store {
    Store::choose(dir, "s")
}

fn first_in_a_new_directory(dir: &Path) -> Store {
    Store::explicit(&dir.join("a/b/s.ron"), false).unwrap()
}

fn second(dir: &Path) -> Store {
    let mut store = first(dir);
    store.write(b"the first save").unwrap();
    store
}

fn over_another(dir: &Path) -> Store {
    fs::write(dir.join("s.ron"), "what is replaced").unwrap();
    Store::explicit(&dir.join("s.ron"), true).unwrap()
}

fn through_a_link(dir: &Path) -> Store {
    fs::create_dir(dir.join("real")).unwrap();
    fs::write(dir.join("real/s.ron"), "what is linked to").unwrap();
    symlink("real/s.ron", dir.join("link.ron")).unwrap();
    Store::resumed(&dir.join("link.ron")).unwrap()
}

const MAKE: [fn(&Path) -> Store; 5] = [first, first_in_a_new_directory, second, over_another, through_a_link];

/// One sentence for the user that says which file it is about.
fn assert_sentence(error: &StoreError, path: &Path) {
    let said = error.to_string();
    assert!(said.contains(&format!("{path:?}")) && !said.contains(".s.ron."), "{said}");
    assert!(!said.contains('\n') && !said.contains(". ") && !said.ends_with('.'), "{said}");
}

/// A save whose call `number` fails; whether there was one.
fn fail(make: fn(&Path) -> Store, number: usize, kind: ErrorKind) -> bool {
    let mut case = Case::new(make);
    let before = case.names();
    let (result, calls) = watch(Some((number, kind)), || case.store.write(b"the new save"));
    let what = format!("{kind} at call {number} of {calls:?}");
    // The new file is in place when the directory is to be synced; what comes after that may fail.
    let renamed = calls.iter().position(|name| *name == "open directory").unwrap_or(usize::MAX);
    let synced = calls.iter().position(|name| *name == "sync directory").unwrap_or(usize::MAX);
    match &result {
        Ok(bytes) => assert!(number > synced && *bytes == 12, "{what}: {bytes}"),
        Err(error) => {
            assert!(number <= synced || synced == usize::MAX, "{what}: {error}");
            assert_sentence(error, case.store.path());
        }
    }
    if number >= renamed {
        assert_eq!(case.content().unwrap(), b"the new save", "{what}");
        assert_eq!(case.names(), ["s.ron"], "{what}");
    } else {
        assert_eq!(case.content(), case.old, "{what}");
        assert_eq!(case.names(), before, "{what}");
    }
    assert_eq!(case.store.write(b"the next save").map_err(|error| error.to_string()), Ok(13), "{what}");
    assert_eq!(case.content().unwrap(), b"the next save", "{what}");
    assert_eq!(case.names(), ["s.ron"], "{what}");
    drop(case.dir);
    number < calls.len()
}

#[test]
fn whatever_call_of_a_save_fails_one_whole_file_is_there_and_the_next_save_works() {
    for make in MAKE {
        for kind in KINDS {
            let calls = (0..50).take_while(|&number| fail(make, number, kind)).count();
            assert!((10..16).contains(&calls), "{calls}");
        }
    }
}

/// The file is on the disk before it has its name, and the name before the save is called done: a power cut at any
/// moment leaves the old file or the new one.
#[test]
fn a_file_is_synced_then_renamed_then_its_directory_is_synced() {
    let mut store = Case::new(first).store;
    let begin = ["make directory", "look", "create", "write", "sync file", "identify", "look"];
    let end = ["open directory", "sync directory"];
    for (rename, after) in
        [(&["rename"][..], &["list"][..]), (&["exchange", "look"], &[]), (&["exchange", "look"], &[])]
    {
        let (saved, calls) = watch(None, || store.write(b"bytes"));
        saved.unwrap();
        assert_eq!(calls, [&begin[..], rename, &end, after].concat());
    }
}

#[test]
fn a_file_system_that_cannot_sync_a_directory_saves_all_the_same() {
    for kind in [ErrorKind::InvalidInput, ErrorKind::Unsupported] {
        let mut case = Case::new(second);
        let (_, calls) = watch(None, || case.store.write(b"to count"));
        let sync = calls.iter().position(|name| *name == "sync directory").unwrap();
        let (saved, _) = watch(Some((sync, kind)), || case.store.write(b"bytes"));
        assert_eq!(saved.map_err(|error| error.to_string()), Ok(5));
    }
}

#[test]
fn a_file_that_cannot_be_looked_at_is_not_opened() {
    let dir = tempfile::tempdir().unwrap();
    drop(through_a_link(dir.path()));
    let link = dir.path().join("link.ron");
    for open in [|path: &Path| Store::resumed(path), |path: &Path| Store::explicit(path, true)] {
        let (_, calls) = watch(None, || open(&link));
        assert_eq!(calls, ["look", "look behind", "follow"]);
        for number in 0..calls.len() {
            for kind in KINDS {
                let (opened, _) = watch(Some((number, kind)), || open(&link));
                assert_sentence(&opened.unwrap_err(), &link);
            }
        }
    }
}

#[test]
fn a_probe_that_fails_leaves_nothing() {
    let case = Case::new(first_in_a_new_directory);
    let (probed, calls) = watch(None, || case.store.probe());
    probed.unwrap();
    assert_eq!(calls, ["look", "look", "look", "look", "create", "remove"]);
    for (number, name) in calls.iter().enumerate().skip(3) {
        let (probed, _) = watch(Some((number, ErrorKind::StorageFull)), || case.store.probe());
        assert_sentence(&probed.expect_err(name), case.store.path());
    }
    assert_eq!(fs::read_dir(case.dir.path()).unwrap().count(), 0);
}
