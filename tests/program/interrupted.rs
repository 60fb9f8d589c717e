//! Saving: what fails is said, and whatever ends a run leaves a whole session.

use crate::support::program::{Running, done, refused, ship};
use crate::support::wait::until_true;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

#[test]
fn sampling_goes_on_from_the_prime_and_repeats_with_its_seed() {
    let dir = ship();
    let dir = dir.path();
    done(dir, &["ship.txt", "--epochs", "150", "--session", "a.ron"]);
    let sample = |args: &[&str]| {
        let args: Vec<&str> = ["sample", "a.ron"].into_iter().chain(args.iter().copied()).collect();
        String::from_utf8(done(dir, &args).stdout).unwrap()
    };
    let greedy = sample(&["--prime", "if you want", "-n", "20", "--temperature", "0"]);
    assert_eq!(greedy.trim_end(), "if you want to build a ship, do");
    assert_eq!(sample(&["--seed", "4"]), sample(&["--seed", "4"]));
    assert_ne!(sample(&["--seed", "4"]), sample(&["--seed", "5"]));
    let list = String::from_utf8(done(dir, &["sessions", "."]).stdout).unwrap();
    assert!(list.contains("a.ron") && list.contains("RNN 2×25"), "{list}");
}

#[test]
fn a_save_that_fails_ends_in_a_sentence_and_the_old_file_is_intact() {
    let dir = ship();
    let dir = dir.path();
    fs::create_dir(dir.join("sessions")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_rnntui"));
    command.current_dir(dir).args(["ship.txt", "--headless", "--epochs", "100000000", "--log", "log.jsonl"]);
    let child = command.stderr(Stdio::piped()).spawn().unwrap();
    training(dir);
    fs::remove_dir(dir.join("sessions")).unwrap();
    fs::write(dir.join("sessions"), "a file where the folder was").unwrap();
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("sessions/ship.ron"), "{stderr}");
    assert_eq!(fs::read_to_string(dir.join("sessions")).unwrap(), "a file where the folder was");
}

/// Hours of training end in no sentence that could have been said at their start.
#[test]
fn a_session_that_cannot_be_saved_is_refused_before_the_first_step() {
    let dir = ship();
    let dir = dir.path();
    refused(dir, &["ship.txt", "--session", "ship.txt/x.ron"], "what should be its directory is a file");
    refused(
        dir,
        &["ship.txt", "--session", "/proc/nothing/x.ron"],
        "cannot save \"/proc/nothing/x.ron\": No such file",
    );
    refused(dir, &["lesson", "hihello", "--session", "ship.txt/x.ron"], "ship.txt/x.ron");
    fs::write(dir.join("sessions"), "a file where the folder would be").unwrap();
    refused(dir, &["ship.txt"], "sessions/ship.ron");
    fs::remove_file(dir.join("sessions")).unwrap();
    done(dir, &["ship.txt", "--epochs", "1", "--session", "new/and/newer/x.ron"]);
}

#[test]
fn an_interrupted_run_is_saved() {
    let dir = ship();
    let dir = dir.path();
    for signal in ["INT", "TERM", "HUP"] {
        let session = format!("{signal}.ron");
        let mut run = start(dir, &["ship.txt", "--epochs", "100000000", "--session", &session, "--log", "log.jsonl"]);
        training(dir);
        Command::new("kill").args([format!("-{signal}"), run.0.id().to_string()]).status().unwrap();
        assert_eq!(run.0.wait().unwrap().code(), Some(130), "{signal}");
        done(dir, &["resume", &session, "--epochs", "1"]);
    }
}

/// Waits until a run that writes its steps into `log.jsonl` makes them.
fn training(dir: &Path) {
    until_true("a step", || fs::metadata(dir.join("log.jsonl")).is_ok_and(|file| file.len() > 0));
    // So that the next run's steps are waited for.
    fs::remove_file(dir.join("log.jsonl")).unwrap();
}

fn start(dir: &Path, args: &[&str]) -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rnntui"));
    Running::start(command.current_dir(dir).args(args).stdout(Stdio::null()).stderr(Stdio::null()))
}

#[test]
fn whatever_kill_9_leaves_is_a_whole_session() {
    let dir = ship();
    let dir = dir.path();
    let saved = || fs::metadata(dir.join("s.ron")).ok().map(|file| (file.ino(), file.mtime_nsec()));
    for round in 0..50u64 {
        let mut args = vec!["ship.txt", "--epochs", "1000000", "--autosave", "0", "--session", "s.ron"];
        if dir.join("s.ron").exists() {
            args = vec!["resume", "s.ron", "--epochs", "1000000", "--autosave", "0"];
        }
        let before = saved();
        let mut run = start(dir, &args);
        until_true("a save", || saved() != before);
        // Not a wait for something: moments spread over the next saves, different in each round.
        std::thread::sleep(Duration::from_micros(round * 3_700 % 10_100));
        run.0.kill().unwrap();
        run.0.wait().unwrap();
        done(dir, &["export", "s.ron", "out.safetensors"]);
    }
    done(dir, &["resume", "s.ron", "--epochs", "1"]);
}
