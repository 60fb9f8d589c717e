//! Nothing that was learnt is lost: the best state, the planned end, divergence, and a place to save at last.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::program::{Running, SHIP, done, refused, rnntui, saved, ship};
use crate::support::terminal::Terminal;
use crate::support::wait::until_true;
use rnntui::figures::figure;
use rnntui::session::format::Header;
use tempfile::TempDir;

fn header(dir: &Path, session: &str) -> Header {
    Header::read(&dir.join(session)).unwrap()
}

fn stdout(dir: &Path, args: &[&str]) -> String {
    String::from_utf8(done(dir, args).stdout).unwrap()
}

/// The last state of a run that is long enough has unlearnt the sentence; the best one still writes it.
#[test]
fn the_best_state_answers_unless_the_last_is_asked_for() {
    let dir = ship();
    let dir = dir.path();
    done(dir, &["ship.txt", "--headless", "--epochs", "300", "--session", "s.ron"]);
    // A rate that destroys what was learnt, but not beyond all measure.
    done(dir, &["resume", "s.ron", "--headless", "--lr", "0.9", "--epochs", "60"]);
    let now = header(dir, "s.ron");
    let best = now.best.unwrap();
    assert!(best.epoch <= 300 && now.loss.unwrap() > 4.0 * best.loss, "{now:?}");
    let written = |state: &[&str]| {
        let prime = &["sample", "s.ron", "--prime", "if you", "-n", "60", "--temperature", "0"];
        stdout(dir, &[&prime[..], state].concat())
    };
    let sentence = |text: &str| SHIP.contains(&text[..20]);
    assert!(sentence(&written(&[])), "{}", written(&[]));
    assert!(!sentence(&written(&["--state", "last"])), "{}", written(&["--state", "last"]));

    let listed = stdout(dir, &["sessions", "."]);
    assert!(listed.contains(&format!("train {} @{}", figure(best.loss), best.epoch)), "{listed}");
    let export = |out: &str, state: &[&str]| {
        done(dir, &[&["export", "s.ron", out][..], state].concat());
        fs::read(dir.join(out)).unwrap()
    };
    let (of_best, of_last) = (export("best.safetensors", &[]), export("last.safetensors", &["--state", "last"]));
    assert_ne!(of_best, of_last);
    // The run goes on from the best if that is asked for, and from there the last state is the best.
    let back = done(dir, &["resume", "s.ron", "--headless", "--state", "best", "--epochs", "0"]);
    assert_eq!(export("now.safetensors", &["--state", "last"]), of_best, "{back:?}");
    assert_eq!(header(dir, "s.ron").step, best.step);
}

#[test]
fn a_planned_end_is_told_and_a_resumed_run_goes_on_to_its_own() {
    let dir = ship();
    let dir = dir.path();
    let said = |args: &[&str]| String::from_utf8(done(dir, args).stderr).unwrap();
    let end = said(&["ship.txt", "--headless", "--epochs", "40", "--session", "s.ron"]);
    let best = header(dir, "s.ron").best.unwrap();
    let wanted = format!("the planned end, epoch 40; best train {} at epoch {} of 40", figure(best.loss), best.epoch);
    assert!(end.contains(&wanted), "{end}");
    assert!(said(&["resume", "s.ron", "--headless"]).contains("the planned end, epoch 40"));
    assert_eq!(header(dir, "s.ron").epoch, 40, "it is there already");

    // Killed on its way: what is left of the plan is still to do.
    let args = ["ship.txt", "--headless", "--epochs", "3000", "--session", "k.ron", "--autosave", "0"];
    let mut run =
        Running::start(Command::new(env!("CARGO_BIN_EXE_rnntui")).current_dir(dir).args(args).stderr(Stdio::null()));
    until_true("a session", || dir.join("k.ron").exists());
    run.0.kill().unwrap();
    run.0.wait().unwrap();
    let there = header(dir, "k.ron");
    assert!(there.epoch < 3000 && there.plan.until == Some(3000), "{there:?}");
    done(dir, &["resume", "k.ron", "--headless"]);
    assert_eq!(header(dir, "k.ron").epoch, 3000);
}

#[test]
fn patience_ends_a_run_and_an_end_by_patience_can_be_gone_beyond() {
    let dir = ship();
    let dir = dir.path();
    let options = ["ship.txt", "--headless", "--val-frac", "0.3", "--epochs", "none", "--patience", "6"];
    let end = done(dir, &[&options[..], &["--session", "s.ron"]].concat());
    let end = String::from_utf8(end.stderr).unwrap();
    let there = header(dir, "s.ron");
    assert!(end.contains("6 measurements in a row brought nothing better; best val"), "{end}");
    assert_eq!(there.epoch, there.best.unwrap().epoch + 6);
    done(dir, &["resume", "s.ron", "--headless", "--epochs", "4"]);
    assert_eq!(header(dir, "s.ron").epoch, there.epoch + 4, "asked to go on, it waits six more");
    refused(dir, &["ship.txt", "--patience", "0"], "--patience 0");
    refused(dir, &["ship.txt", "--val-every", "3"], "--val-every 3");
    refused(dir, &["ship.txt", "--schedule", "sine:3"], "a schedule is");
}

/// Whatever the optimizer and the cell, a rate far too high ends with code 1, and what remains is as good as before.
#[test]
fn a_rate_far_too_high_destroys_no_session() {
    let dir = ship();
    let dir = dir.path();
    for optimizer in ["sgd", "rmsprop", "adagrad", "adam", "adamw"] {
        for cell in ["rnn", "lstm", "gru"] {
            let name = format!("{optimizer}-{cell}.ron");
            let rate = if ["sgd", "adagrad"].contains(&optimizer) { "0.5" } else { "0.05" };
            let options = ["--optimizer", optimizer, "--cell", cell, "--lr", rate, "--epochs", "60", "--headless"];
            done(dir, &[&["ship.txt", "--session", &name][..], &options].concat());
            let before = header(dir, &name);
            let ruined = rnntui(dir, &["resume", &name, "--headless", "--lr", "1e6", "--epochs", "200"]);
            let said = String::from_utf8(ruined.stderr).unwrap();
            assert_eq!(ruined.status.code(), Some(1), "{name}: {said}");
            assert!(said.contains("went back to step") && said.contains("try a lower --lr"), "{name}: {said}");
            let loss = |epochs: &str| {
                done(dir, &["resume", &name, "--headless", "--lr", "1e-6", "--epochs", epochs]);
                header(dir, &name).loss.unwrap()
            };
            let after = loss("1");
            assert!((after - before.loss.unwrap()).abs() < 0.2 * before.loss.unwrap(), "{name}: {after}, {before:?}");
        }
    }
}

/// A run in two parts has the best, the patience and the rates of the run in one.
#[test]
fn a_best_in_the_first_half_is_still_known_after_the_second() {
    let dir = ship();
    let dir = dir.path();
    let options = ["--val-frac", "0.3", "--schedule", "plateau:0.5:3", "--patience", "500", "--headless"];
    let run = |epochs: &str, session: &str| {
        done(dir, &[&["ship.txt", "--epochs", epochs, "--session", session][..], &options].concat());
    };
    run("200", "whole.ron");
    run("100", "parts.ron");
    let half = header(dir, "parts.ron");
    done(dir, &["resume", "parts.ron", "--headless", "--epochs", "100"]);
    let (mut whole, mut parts) = (saved(dir, "whole.ron"), saved(dir, "parts.ron"));
    assert!(half.best == parts.record.best && half.best.is_some(), "the best is in the first half");
    assert!(whole.state == parts.state && whole.plan.patience == parts.plan.patience);
    parts.record.journal = whole.record.journal.clone();
    whole.record.seconds = parts.record.seconds;
    assert_eq!(whole.record, parts.record);
    assert!(whole.best.unwrap().state == parts.best.unwrap().state);
    assert!(parts.state.learning_rate < 0.1, "the schedule has cut the rate");
}

#[test]
fn a_resumed_dashboard_waits_and_a_look_changes_nothing() {
    let dir = ship();
    let dir = dir.path();
    done(dir, &["ship.txt", "--headless", "--epochs", "90", "--session", "s.ron"]);
    let before = fs::read(dir.join("s.ron")).unwrap();
    let mut terminal = Terminal::start(dir, &["resume", "s.ron", "--autosave", "1"]);
    terminal.wait_for("paused where it was left");
    terminal.wait_for("▮▮ paused");
    // The clock would have saved by now if there were anything to save.
    let until = std::time::Instant::now() + std::time::Duration::from_millis(1500);
    until_true("a second and a half", || std::time::Instant::now() > until);
    terminal.press("q");
    assert_eq!(terminal.ended(), 0);
    assert!(fs::read(dir.join("s.ron")).unwrap() == before);
}

#[test]
fn the_dashboard_stops_at_the_planned_end_says_what_the_best_was_and_goes_on_when_told() {
    let dir = ship();
    let mut terminal = Terminal::start(dir.path(), &["ship.txt", "--epochs", "80"]);
    terminal.wait_for("80 epochs done: best train");
    terminal.wait_for("▮▮ planned end");
    terminal.press(" ");
    terminal.wait_for("160 epochs done");
    terminal.press(":epochs none\r");
    terminal.wait_for("● training");
    terminal.wait("more epochs", |screen| {
        let epochs = screen.split("epoch ").nth(1).and_then(|rest| rest.split_whitespace().next());
        epochs.and_then(|epochs| epochs.replace(',', "").parse().ok()).is_some_and(|epochs: u64| epochs > 400)
    });
    terminal.press(" ");
    terminal.wait_for("▮▮ paused");
    terminal.press("B");
    terminal.wait_for("to the best, step");
    terminal.press("u");
    terminal.wait_for("again");
    terminal.press("qd");
    assert_eq!(terminal.ended(), 0);
}

#[test]
fn a_session_of_a_lesson_opens_as_that_lesson() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    done(dir, &["lesson", "hihello", "--headless", "--session", "s.ron"]);
    let mut terminal = Terminal::start(dir, &["resume", "s.ron"]);
    let screen = terminal.wait_for("Lesson hihello");
    assert!(screen.contains("page 1 of"), "{screen}");
    terminal.wait_for("▮▮ paused");
    terminal.press("q");
    assert_eq!(terminal.ended(), 0);
}

/// Text that readers make other text of is kept so that it is read alike: line ends, a byte order mark, marks of all
/// kinds.
#[test]
fn every_text_trains_saves_resumes_and_samples() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cases");
    let mut texts = 0;
    for case in fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()) {
        if case.extension().is_none_or(|ending| ending != "txt") {
            continue;
        }
        texts += 1;
        let (text, name) = (case.to_str().unwrap(), case.file_stem().unwrap().to_str().unwrap());
        let session = |part: &str| format!("{name}-{part}.ron");
        let train = |epochs: &str, session: &str| {
            done(dir, &[text, "--task", "text", "--seq-len", "5", "--epochs", epochs, "--session", session]);
        };
        train("6", &session("whole"));
        train("3", &session("parts"));
        done(dir, &["resume", &session("parts"), "--epochs", "3"]);
        assert!(saved(dir, &session("whole")).state == saved(dir, &session("parts")).state, "{name}");
        assert!(stdout(dir, &["sample", &session("parts"), "-n", "9"]).chars().count() >= 9, "{name}");
    }
    assert!(texts >= 6);
}

/// Data that has moved together with its session is found; else it can be named, and must be the same.
#[test]
fn data_that_has_moved_is_found_or_named() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    fs::create_dir_all(dir.join("project/texts")).unwrap();
    fs::write(dir.join("project/texts/long.txt"), SHIP.repeat(400)).unwrap();
    let options = ["--hidden", "4", "--layers", "1", "--cell", "rnn", "--epochs", "1"];
    done(&dir.join("project"), &[&["texts/long.txt"][..], &options].concat());
    fs::rename(dir.join("project"), dir.join("moved")).unwrap();
    done(&dir.join("moved"), &["resume", "sessions/long.ron", "--epochs", "1"]);
    fs::rename(dir.join("moved/sessions/long.ron"), dir.join("long.ron")).unwrap();
    fs::rename(dir.join("moved"), dir.join("elsewhere")).unwrap();
    let text = dir.join("elsewhere/texts/long.txt");
    fs::rename(&text, dir.join("other.txt")).unwrap();
    refused(dir, &["resume", "long.ron", "--epochs", "1"], "say where it is with --data");
    done(dir, &["resume", "long.ron", "--epochs", "1", "--data", "other.txt"]);
    fs::write(dir.join("other.txt"), SHIP.repeat(401)).unwrap();
    refused(dir, &["resume", "long.ron", "--epochs", "1", "--data", "other.txt"], "has changed");
}

/// A run whose own place fails at the end is saved beside it, or else among the temporary files, and says where.
#[test]
fn a_run_whose_own_place_fails_at_the_end_is_saved_elsewhere() {
    let dir = ship();
    let dir = dir.path();
    done(dir, &["ship.txt", "--headless", "--epochs", "1", "--session", "s.ron"]);
    // Two runs of one session: the second to end does not replace what the first has saved.
    let start = |epochs: &str| {
        let args = ["resume", "s.ron", "--headless", "--epochs", epochs, "--autosave", "3600", "--log", "loser.jsonl"];
        Running::start(Command::new(env!("CARGO_BIN_EXE_rnntui")).current_dir(dir).args(args).stderr(Stdio::piped()))
    };
    let mut loser = start("3000");
    until_true("its start", || dir.join("loser.jsonl").exists());
    done(dir, &["resume", "s.ron", "--headless", "--epochs", "1"]);
    let status = loser.0.wait().unwrap();
    // On a fast machine it may have been first; then there is nothing to be rescued.
    if dir.join("s-2.ron").exists() {
        assert_eq!((status.code(), header(dir, "s-2.ron").epoch), (Some(1), 3001));
        assert_eq!(header(dir, "s.ron").epoch, 2);
    }

    fs::create_dir(dir.join("gone")).unwrap();
    let args = ["ship.txt", "--headless", "--epochs", "3000", "--session", "gone/s.ron", "--log", "log.jsonl"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_rnntui"));
    let temporary = TempDir::new().unwrap();
    command.current_dir(dir).args(args).env("TMPDIR", temporary.path()).stderr(Stdio::piped());
    let mut run = Running::start(&mut command);
    until_true("its start", || dir.join("log.jsonl").exists());
    // A file where its directory was: nothing can be written there, by root neither.
    until_true("another thing there", || {
        fs::remove_dir(dir.join("gone")).is_ok() && fs::write(dir.join("gone"), "").is_ok()
    });
    assert_eq!(run.0.wait().unwrap().code(), Some(1));
    assert_eq!(header(temporary.path(), "s.ron").epoch, 3000);
}

#[test]
fn what_a_save_needs_is_asked_for_before_the_first_step() {
    let dir = ship();
    let dir = dir.path();
    let long = format!("{}.ron", "n".repeat(252));
    refused(dir, &["ship.txt", "--headless", "--session", &long], "name");
    let fits = format!("{}.ron", "n".repeat(250));
    done(dir, &["ship.txt", "--headless", "--epochs", "1", "--session", &fits]);
    fs::write(dir.join("notes.ron"), "my notes").unwrap();
    refused(dir, &["ship.txt", "--headless", "--session", "notes.ron", "--overwrite"], "notes.ron");
    // Root may write anywhere, so that this shows nothing there.
    let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    fs::create_dir(dir.join("locked")).unwrap();
    fs::rename(dir.join(&fits), dir.join("locked/s.ron")).unwrap();
    fs::set_permissions(dir.join("locked"), fs::Permissions::from_mode(0o500)).unwrap();
    if !root {
        refused(dir, &["resume", "locked/s.ron", "--headless"], "permission");
    }
    fs::set_permissions(dir.join("locked"), fs::Permissions::from_mode(0o700)).unwrap();
}

/// Whenever it is killed, the file's best is no worse than that of the file before.
#[test]
fn no_crash_leaves_a_worse_best_than_there_was() {
    let dir = ship();
    let dir = dir.path();
    done(dir, &["ship.txt", "--headless", "--epochs", "3", "--session", "s.ron"]);
    let mut best = header(dir, "s.ron").best.unwrap().loss;
    for (number, signal) in (0..16).zip(["-KILL", "-TERM", "-INT", "-HUP"].into_iter().cycle()) {
        let rate = if number % 3 == 0 { "0.9" } else { "0.05" };
        let args = ["resume", "s.ron", "--headless", "--epochs", "none", "--autosave", "0", "--lr", rate];
        let mut command = Command::new(env!("CARGO_BIN_EXE_rnntui"));
        let run = Running::start(command.current_dir(dir).args(args).stderr(Stdio::null()));
        let before = fs::metadata(dir.join("s.ron")).unwrap().modified().unwrap();
        until_true("a save", || fs::metadata(dir.join("s.ron")).unwrap().modified().unwrap() > before);
        let pid = run.0.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        drop(run);
        let now = header(dir, "s.ron").best.unwrap().loss;
        assert!(now <= best, "after {signal}: {now}, {best} before");
        best = now;
    }
}
