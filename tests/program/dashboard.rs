//! The real program in a real pseudo-terminal: what a person sees and does.

use std::fs;
use std::process::Command;
use std::sync::atomic::Ordering;

use crate::support::program::ship;
use crate::support::terminal::Terminal;
use crate::support::wait::{until, until_true};
use tempfile::TempDir;

fn number_after(text: &str, word: &str) -> u64 {
    // The numbers stand in the second line; a half-drawn one has none yet.
    let Some((_, rest)) = text.lines().nth(1).and_then(|line| line.split_once(word)) else { return 0 };
    let digits = rest.split_whitespace().next().unwrap().replace(',', "");
    digits.parse().unwrap_or(0)
}

#[test]
fn it_learns_pauses_changes_the_rate_saves_quits_and_resumes() {
    let dir = ship();
    let mut terminal = Terminal::start(dir.path(), &["ship.txt"]);
    terminal.wait_for("training");
    let learnt = " you want to build a ship, don't drum up people together to collect wood";
    terminal.wait("the sentence", |screen| screen.matches(learnt).count() >= 2);
    terminal.press(" ");
    terminal.wait_for("▮▮ paused");
    terminal.press("-");
    terminal.wait_for("lr 0.1 → 0.08, u undoes");
    terminal.press("u");
    terminal.wait_for("lr 0.08 → 0.1, undone");
    terminal.press(":lr 0.05\r");
    terminal.wait_for("lr 0.1 → 0.05");
    terminal.press("s");
    terminal.wait_for("saved sessions/ship.ron");
    let step = number_after(&terminal.text(), "step");
    terminal.press(".");
    terminal.wait("a step", |screen| number_after(screen, "step") == step + 1);
    terminal.press("q");
    terminal.wait_for("Leave?");
    terminal.press("s");
    assert_eq!(terminal.ended(), 0);

    let mut terminal = Terminal::start(dir.path(), &["resume", "sessions/ship.ron"]);
    terminal.wait_for("paused where it was left");
    terminal.press(" ");
    terminal.wait("steps more", |screen| number_after(screen, "step") > step + 1);
    terminal.press(" ");
    let resumed = terminal.wait_for("▮▮ paused");
    assert!(resumed.contains("lr 0.05"), "{resumed}");
    terminal.press("qd");
    assert_eq!(terminal.ended(), 0);
    let session = fs::read_to_string(dir.path().join("sessions/ship.ron")).unwrap();
    assert!(session.contains("SetLearningRate(0.05)") && session.contains("UndoLearningRate(0.1)"));
}

/// Invariant 1: the dashboard at any size, with every key that only looks, ends with the weights of a headless run.
#[test]
fn looking_changes_nothing() {
    let dir = ship();
    let mut terminal = Terminal::start(
        dir.path(),
        &["ship.txt", "--epochs", "400", "--batch", "17", "--threads", "2", "--autosave", "3600"],
    );
    let writing = ["6", "T", "r", ":hold 1 3 0.9\r", ":prefix peop\r", ":zero\r", "h", "1"];
    let inside = ["3", "v", "j", "]", "4", "v", "[", "5", "3", "1", "w"];
    let keys = ["\t", "e", "y", "[", "j", "]", "e", "f", "f", "\t", "j", "j", "G", "k"];
    let neurons = ["2", "v", "V", "j", "a", "l", "a", "o", ":text peop\r", ":probe /p+/\r", "r", "]", "1"];
    for keys in writing.into_iter().chain(inside).chain(neurons).chain(keys) {
        terminal.press(keys);
        terminal.heard();
    }
    for (size, shown) in [((80, 24), None), ((40, 10), Some("rnntui needs")), ((200, 60), None)] {
        terminal.resize(size, shown);
    }
    terminal.wait_for("▮▮ planned end");
    terminal.press("q");
    terminal.wait_for("Leave?");
    terminal.press("s");
    assert_eq!(terminal.ended(), 0);

    let run = |args: &[&str]| {
        let status = Command::new(env!("CARGO_BIN_EXE_rnntui")).current_dir(dir.path()).args(args).status().unwrap();
        assert!(status.success());
    };
    run(&["ship.txt", "--headless", "--epochs", "400", "--batch", "17", "--session", "h.ron", "--threads", "1"]);
    run(&["export", "h.ron", "h.safetensors"]);
    run(&["export", "sessions/ship.ron", "d.safetensors"]);
    assert!(fs::read(dir.path().join("h.safetensors")).unwrap() == fs::read(dir.path().join("d.safetensors")).unwrap());
}

#[test]
fn a_save_that_fails_is_said_and_nothing_is_lost() {
    let dir = ship();
    fs::write(dir.path().join("sessions"), "in the way").unwrap();
    let mut terminal = Terminal::start(dir.path(), &["ship.txt"]);
    terminal.wait_for("training");
    terminal.press("s");
    terminal.wait_for("NOT SAVED");
    let before = number_after(&terminal.text(), "step");
    terminal.wait("training to go on", |screen| number_after(screen, "step") > before);
    terminal.press("q");
    terminal.wait_for("Leave?");
    terminal.press("s");
    terminal.wait_for("so not left");
    terminal.press(":saveas elsewhere.ron\r");
    terminal.wait_for("saved elsewhere.ron");
    terminal.press("qd");
    assert_eq!(terminal.ended(), 0);
    assert!(dir.path().join("elsewhere.ron").exists());
}

#[test]
fn signals_save_and_give_the_terminal_back() {
    let dir = ship();
    for signal in ["-INT", "-TERM", "-HUP"] {
        let terminal = Terminal::start(dir.path(), &["ship.txt", "--session", &format!("s{signal}.ron")]);
        terminal.wait_for("training");
        let pid = terminal.child.process_id().unwrap().to_string();
        Command::new("kill").args([signal, &pid]).status().unwrap();
        assert_eq!(terminal.ended(), 130, "{signal}");
        assert!(dir.path().join(format!("s{signal}.ron")).exists(), "{signal}");
    }
    let mut terminal = Terminal::start(dir.path(), &["ship.txt"]);
    terminal.wait_for("training");
    terminal.press("\u{3}");
    assert_eq!(terminal.ended(), 130);
}

#[test]
fn ctrl_z_gives_the_terminal_back_and_fg_takes_it_again() {
    let dir = ship();
    let mut terminal = Terminal::start(dir.path(), &["ship.txt"]);
    terminal.wait_for("training");
    let pid = terminal.child.process_id().unwrap().to_string();
    terminal.press("\u{1a}");
    let stopped = || {
        let output = Command::new("ps").args(["-o", "stat=", "-p", &pid]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().starts_with('T')
    };
    until_true("the stop", stopped);
    until_true("the usual screen", || !terminal.screen.lock().unwrap().screen().alternate_screen());
    Command::new("kill").args(["-CONT", &pid]).status().unwrap();
    terminal.wait("the dashboard again", |screen| screen.contains("● training") && screen.contains("Predicted"));
    assert!(terminal.screen.lock().unwrap().screen().alternate_screen());
    terminal.press("\u{3}");
    assert_eq!(terminal.ended(), 130);
}

/// A lost connection: the terminal itself is gone, not only a signal sent.
#[test]
fn a_terminal_that_is_gone_leaves_a_saved_run() {
    let dir = ship();
    let terminal = Terminal::start(dir.path(), &["ship.txt"]);
    terminal.wait_for("training");
    let Terminal { mut child, master, keyboard, hang_up, reader, .. } = terminal;
    hang_up.store(true, Ordering::Relaxed);
    reader.join().unwrap();
    drop((master, keyboard));
    let mut killer = child.clone_killer();
    let status = until(
        || child.try_wait().unwrap(),
        || {
            killer.kill().unwrap();
            "it goes on without a terminal".to_owned()
        },
    );
    assert!(dir.path().join("sessions/ship.ron").exists(), "{status:?}");
}

#[test]
fn divergence_pauses_by_itself_and_says_so() {
    let dir = ship();
    let args = ["ship.txt", "--nonlinearity", "relu", "--optimizer", "sgd", "--lr", "900"];
    let mut terminal = Terminal::start(dir.path(), &args);
    let screen = terminal.wait_for("that update was not made");
    assert!(screen.contains("▮▮ paused") && screen.contains("went back to step 0"), "{screen}");
    terminal.press("s");
    terminal.wait_for("saved sessions/ship.ron");
    terminal.press("q");
    assert_eq!(terminal.ended(), 0);
}

/// Invariant 8: escapes in a text are shown, never obeyed.
#[test]
fn a_text_of_escapes_does_not_reach_the_terminal() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("evil.txt"), "\u{1b}[2J\u{1b}]0;owned\u{7}한국어 \u{202e}text ".repeat(20)).unwrap();
    let mut terminal = Terminal::start(dir.path(), &["evil.txt"]);
    terminal.wait_for("␛[2J");
    terminal.press("\u{3}");
    assert_eq!(terminal.ended(), 130);
}

/// `NO_COLOR` goes before all that is said of colours. The terminal's library would drop the colours in any case: it is
/// the dashboard that must then show by signs what it shows by colour.
#[test]
fn no_colour_is_shown_to_who_wants_none() {
    let dir = ship();
    for (variables, coloured) in [(&[("NO_COLOR", "1"), ("COLORTERM", "truecolor")][..], false), (&[], true)] {
        let mut terminal = Terminal::with(variables, (160, 45), dir.path(), &["ship.txt"]);
        let screen = terminal.wait("the heatmap", |screen| screen.contains("● training") && screen.contains(" +1"));
        assert_eq!(terminal.coloured(), coloured, "{variables:?}");
        assert_eq!(screen.contains("==--·++##"), !coloured, "{variables:?}:\n{screen}");
        terminal.press("\u{3}");
        assert_eq!(terminal.ended(), 130);
    }
}

#[test]
fn bad_input_never_opens_the_screen() {
    let dir = TempDir::new().unwrap();
    let terminal = Terminal::start(dir.path(), &["none.txt"]);
    let screen = terminal.wait_for("none.txt");
    assert!(!screen.contains('╭'), "{screen}");
    assert_eq!(terminal.ended(), 2);
}
