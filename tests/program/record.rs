//! What a run leaves behind beside its net: the record of what was measured and done, the time it took, and a session
//! though it is killed.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::MetadataExt as _;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::support::program::{Running, done, saved, ship};
use crate::support::wait::until_true;
use rnntui::train::journal::{Action, Entry, Journal};

fn kill(signal: &str, run: &Running) {
    assert!(Command::new("kill").args([signal, &run.0.id().to_string()]).status().unwrap().success());
}

/// Invariant 2: all that the session holds, the record too, is that of the run in one part, but for the resume itself
/// and the time that it took.
#[test]
fn a_resumed_run_has_the_record_of_the_run_in_one() {
    let dir = ship();
    let dir = dir.path();
    let runs: [(&str, &str, &[&str]); 3] = [
        // More steps than a curve has buckets, so that some are merged, and one is half full.
        ("1100", "2200", &["--hidden", "3", "--layers", "1", "--stride", "9"]),
        ("7", "14", &["--cell", "gru", "--batch", "50", "--dropout", "0.3", "--val-frac", "0.3"]),
        ("5", "10", &["--cell", "lstm", "--stateful", "--batch", "3", "--val-frac", "0.2", "--optimizer", "rmsprop"]),
    ];
    for (number, (half, all, options)) in runs.into_iter().enumerate() {
        let start = |epochs, session: &str| {
            done(dir, &[&["ship.txt", "--epochs", epochs, "--session", session][..], options].concat());
        };
        let (whole, parts) = (format!("whole{number}.ron"), format!("parts{number}.ron"));
        start(all, &whole);
        start(half, &parts);
        let parted = saved(dir, &parts).state.position.step;
        done(dir, &["resume", &parts, "--epochs", half]);
        let (mut whole, mut parts) = (saved(dir, &whole), saved(dir, &parts));
        let steps = whole.record.train.full().len() as u64;
        assert!(steps >= 10.min(whole.state.position.step), "{options:?}");
        assert!(whole.record.validation.is_empty() != options.contains(&"--val-frac"), "{options:?}");
        let resumed = Journal::from_entries(vec![Entry { step: parted, validating: false, action: Action::Resume }]);
        assert_eq!(std::mem::take(&mut whole.record.journal), Journal::default(), "{options:?}");
        assert_eq!(std::mem::take(&mut parts.record.journal), resumed, "{options:?}");
        (whole.record.seconds, parts.record.seconds) = (0.0, 0.0);
        assert_eq!(whole.record, parts.record, "{options:?}");
        assert!(whole.state == parts.state && whole.config == parts.config, "{options:?}");
    }
}

/// What was done by hand in one part is still known after the next.
#[test]
fn the_journal_keeps_every_change_of_the_rate() {
    let dir = ship();
    let dir = dir.path();
    done(dir, &["ship.txt", "--epochs", "2", "--session", "s.ron"]);
    for rate in ["0.05", "0.02"] {
        done(dir, &["resume", "s.ron", "--epochs", "3", "--lr", rate]);
    }
    done(dir, &["resume", "s.ron", "--epochs", "1"]);
    let wanted = [
        (2, Action::Resume),
        (2, Action::SetLearningRate(0.05)),
        (5, Action::Resume),
        (5, Action::SetLearningRate(0.02)),
        (8, Action::Resume),
    ];
    let found = saved(dir, "s.ron").record.journal;
    let found: Vec<_> = found.entries().iter().map(|entry| (entry.step, entry.action.clone())).collect();
    assert_eq!(found, wanted);
}

#[test]
fn training_time_is_counted_on_over_all_parts() {
    let dir = ship();
    let dir = dir.path();
    let timed = |args: &[&str]| {
        let begun = Instant::now();
        done(dir, args);
        (begun.elapsed().as_secs_f64(), saved(dir, "s.ron").record.seconds)
    };
    let (wall, first) = timed(&["ship.txt", "--epochs", "20", "--session", "s.ron"]);
    assert!(first > 0.0 && first < wall, "{first} s of {wall} s");
    let (wall, both) = timed(&["resume", "s.ron", "--epochs", "20"]);
    assert!(both > first && both - first < wall, "{first} s, then {both} s after {wall} s more");
}

/// `--autosave 1` saves again and again, so that a run without any chance to save itself leaves one.
#[test]
fn a_run_killed_after_an_autosave_leaves_a_session() {
    let dir = ship();
    let dir = dir.path();
    let mut command = Command::new(env!("CARGO_BIN_EXE_rnntui"));
    command.current_dir(dir).args(["ship.txt", "--epochs", "100000000", "--autosave", "1", "--session", "s.ron"]);
    let mut run = Running::start(command.stdout(Stdio::null()).stderr(Stdio::null()));
    let file = || fs::metadata(dir.join("s.ron")).ok().map(|file| (file.ino(), file.mtime(), file.mtime_nsec()));
    until_true("a first save", || file().is_some());
    let first = file();
    until_true("a second save", || file() != first);
    kill("-KILL", &run);
    assert_eq!(run.0.wait().unwrap().code(), None);
    let step = saved(dir, "s.ron").state.position.step;
    assert!(step > 0);
    done(dir, &["resume", "s.ron", "--epochs", "1"]);
    assert!(saved(dir, "s.ron").state.position.step > step);
}

/// `nohup`: a signal that whoever started the run has it ignore ends nothing; the others are heard all the same.
#[test]
fn a_signal_that_is_to_be_ignored_is_ignored() {
    let dir = ship();
    let dir = dir.path();
    for (signal, other) in [("HUP", "TERM"), ("INT", "HUP")] {
        let session = format!("{signal}.ron");
        let script =
            format!("trap '' {signal}; exec \"$0\" ship.txt --headless --epochs 100000000 --session {session}");
        let mut command = Command::new("sh");
        command.current_dir(dir).args(["-c", &script, env!("CARGO_BIN_EXE_rnntui")]);
        let mut run = Running::start(command.stdout(Stdio::null()).stderr(Stdio::piped()));
        let mut said = BufReader::new(run.0.stderr.take().unwrap()).lines().map(Result::unwrap);
        // Signals are looked for before each line of progress: two more after the signal, and it was not heard.
        let mut progress = || said.find(|line| line.starts_with("epoch ") || line.starts_with("saved ")).unwrap();
        assert!(progress().starts_with("epoch "));
        kill(&format!("-{signal}"), &run);
        for _ in 0..2 {
            let line = progress();
            assert!(line.starts_with("epoch "), "SIG{signal} was heard: {line}");
        }
        kill(&format!("-{other}"), &run);
        while !progress().starts_with("saved ") {}
        assert_eq!(run.0.wait().unwrap().code(), Some(130), "SIG{other}");
    }
}
