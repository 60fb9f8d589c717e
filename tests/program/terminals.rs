//! Slow, stopped, old and odd terminals, and what is pasted or typed into them by halves.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::support::program::{refused, ship};
use crate::support::terminal::{Link, Terminal};
use crate::support::wait::until;
use tempfile::TempDir;

/// A text of words that is too long to be shown whole.
fn long(dir: &TempDir) -> String {
    let words = ["wood", "ships", "the", "sea", "and", "long", "tasks", "people", "drum", "up"];
    let mut text = String::new();
    for i in 0..20_000_usize {
        write!(text, "{}{}", words[i * i % 7 + i % 4], if i % 11 == 10 { '\n' } else { ' ' }).unwrap();
    }
    fs::write(dir.path().join("long.txt"), &text).unwrap();
    "long.txt".to_owned()
}

/// Over 20 KB a second, with the buffers of a pseudo-terminal on the way, a key is answered within half a second.
#[test]
fn a_key_is_answered_over_a_slow_line() {
    for answers in [true, false] {
        let dir = TempDir::new().unwrap();
        let text = long(&dir);
        let link = Link { rate: Some(20_000), answers, ..Link::default() };
        let args = [&text, "--hidden", "24", "--layers", "1", "--threads", "1", "--theme", "dark"];
        let mut terminal = Terminal::over(link, &[("COLORTERM", "truecolor")], (120, 36), dir.path(), &args);
        let first = terminal.wait("a step", |screen| screen.contains("Predicted") && screen.contains("● training"));
        let mut times = Vec::new();
        for _ in 0..5 {
            // The training goes on in between, and its frames with it.
            let (step, end) = (terminal.text(), Instant::now() + Duration::from_secs(30));
            until(|| (terminal.text() != step || Instant::now() > end).then_some(()), || "no frame".to_owned());
            // Where the terminal does not say how much it has read, a window as large as the help takes longer.
            let keys = if answers {
                [("?", " Help · Esc closes ", true), ("\u{1b}", " Help · Esc closes ", false)]
            } else {
                [("f", "display frozen, training is not", true), ("f", "display live", true)]
            };
            for (key, answer, shown) in keys {
                let pressed = Instant::now();
                terminal.press(key);
                terminal.wait(key, |screen| screen.contains(answer) == shown);
                times.push(pressed.elapsed());
            }
        }
        times.sort();
        assert!(times[times.len() / 2] < Duration::from_millis(500), "answers: {answers}, {times:?}\n{first}");
        assert!(times[times.len() - 1] < Duration::from_secs(1), "answers: {answers}, {times:?}");
        terminal.press("\u{3}");
        assert_eq!(terminal.ended(), 130);
    }
}

/// Memory of a process, in KB.
#[cfg(target_os = "linux")]
fn memory(pid: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// A terminal that takes nothing, as after Ctrl-S or on a connection that hangs: the run goes on, its memory stays what
/// it is, and a signal saves and ends it.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_that_takes_nothing_stops_neither_the_run_nor_a_signal() {
    let dir = ship();
    let link = Link { blocked: true, ..Link::default() };
    let args = [
        "ship.txt",
        "--epochs",
        "none",
        "--hidden",
        "4",
        "--layers",
        "1",
        "--val-frac",
        "0.2",
        "--log",
        "log.jsonl",
        "--autosave",
        "1",
    ];
    let Terminal { mut child, hang_up, master, .. } = Terminal::over(link, &[], (200, 60), dir.path(), &args);
    let pid = child.process_id().unwrap().to_string();
    let steps = || fs::metadata(dir.path().join("log.jsonl")).map_or(0, |log| log.len());
    let grown = |from: u64| until(|| Some(steps()).filter(|&now| now > from), || "no steps".to_owned());
    let first = grown(grown(0));
    let before = memory(&pid);
    let mut now = first;
    for _ in 0..3 {
        now = grown(now);
    }
    // The record of a run grows with its steps; reports that nobody takes would be megabytes.
    assert!(memory(&pid) < before + 6_000, "{} KB, and before {before}", memory(&pid));
    let asked = Instant::now();
    Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    let status = until(|| child.try_wait().unwrap(), || "it does not end".to_owned());
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    assert_eq!(status.exit_code(), 130);
    assert!(dir.path().join("sessions/ship.ron").exists());
    hang_up.store(true, std::sync::atomic::Ordering::Relaxed);
    drop(master);
}

/// A pipe that nobody reads stops neither.
#[test]
fn a_pipe_that_is_full_stops_no_signal() {
    let dir = ship();
    let (reader, writer) = std::io::pipe().unwrap();
    let filler = writer.try_clone().unwrap();
    // Filled by somebody who then waits.
    std::thread::spawn(move || std::io::Write::write_all(&mut { filler }, &vec![b'x'; 1 << 22]));
    let mut child = Command::new(env!("CARGO_BIN_EXE_rnntui"))
        .args(["ship.txt", "--headless", "--epochs", "100000000", "--log", "log.jsonl", "--autosave", "1"])
        .current_dir(dir.path())
        .stderr(writer)
        .spawn()
        .unwrap();
    let log = dir.path().join("log.jsonl");
    until(|| fs::metadata(&log).is_ok_and(|log| log.len() > 0).then_some(()), || "no steps".to_owned());
    let asked = Instant::now();
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    let status = until(|| child.try_wait().unwrap(), || "it does not end".to_owned());
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    assert_eq!(status.code(), Some(130));
    assert!(dir.path().join("sessions/ship.ron").exists());
    drop(reader);
}

#[test]
fn pastes_and_half_sequences_are_no_keys_and_leave_the_keyboard_heard() {
    let dir = ship();
    let mut terminal = Terminal::start(dir.path(), &["ship.txt", "--epochs", "none"]);
    terminal.wait_for("training");
    terminal.press("\u{1b}[200~quick draft of a text\u{1b}[201~");
    terminal.wait_for("pasted text is left out");
    terminal.heard();
    terminal.press(":\u{1b}[200~lr 0.0\r\n03\u{1b}[201~\r");
    terminal.wait_for("lr 0.1 → 0.003");
    // One that is never closed.
    terminal.press("\u{1b}[200~");
    terminal.wait_for("pasted text is left out");
    terminal.heard();
    terminal.press("\u{1b}[?");
    terminal.press("x");
    terminal.heard();
    // Two presses in one burst.
    terminal.press("  ");
    terminal.heard();
    let before = terminal.text();
    terminal.wait("training to go on", |screen| screen.contains("● training") && screen != before);
    terminal.press("\u{3}");
    assert_eq!(terminal.ended(), 130);
}

#[test]
fn the_terminal_is_asked_for_its_background() {
    let dir = ship();
    let with = |background, variables: &[(&str, &str)]| {
        let link = Link { background, ..Link::default() };
        let variables = [variables, &[("COLORTERM", "truecolor")]].concat();
        let mut terminal = Terminal::over(link, &variables, (80, 24), dir.path(), &["ship.txt", "--epochs", "none"]);
        terminal.wait_for("training");
        terminal.press("?");
        terminal.wait_for("Help");
        terminal.press("\u{1b}\u{3}");
        let raw = std::sync::Arc::clone(&terminal.raw);
        assert_eq!(terminal.ended(), 130);
        String::from_utf8(raw.lock().unwrap().clone()).unwrap()
    };
    let (light, dark) = ("38;2;0;100;120", "38;2;96;190;205");
    let asked = with(Some("rgb:ffff/ffff/ffff"), &[]);
    assert!(asked.contains(light) && !asked.contains(dark), "a light one is asked for before the first frame");
    for (background, variables) in [
        (Some("rgb:1e1e/1e1e/1e1e"), &[][..]),
        (None, &[]),
        (Some("rgb:ffff/ffff/ffff"), &[("COLORFGBG", "15;0")]),
        (Some("rgb:ffff/ffff/ffff"), &[("RNNTUI_THEME", "dark")]),
    ] {
        let raw = with(background, variables);
        assert!(raw.contains(dark) && !raw.contains(light), "{background:?} {variables:?}");
        assert_eq!(raw.contains("]11;?"), variables.is_empty(), "{variables:?}");
        for end in ["\u{1b}[?2004l", "\u{1b}[?1000l", "\u{1b}[?1049l"] {
            assert!(raw.contains(end), "{end:?}");
        }
    }
}

#[test]
fn a_terminal_of_ascii_is_shown_ascii() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("한국.txt"), "배를 만들고 싶다면 ships ".repeat(8)).unwrap();
    for (variables, args) in [
        (&[][..], &["한국.txt", "--ascii"][..]),
        (&[("LC_ALL", "C")], &["한국.txt"]),
        (&[("TERM", "vt100")], &["한국.txt"]),
        (&[("RNNTUI_ASCII", "1")], &["lesson", "hihello"]),
    ] {
        let mut terminal = Terminal::with(variables, (120, 40), dir.path(), args);
        terminal.wait("the loss", |screen| screen.contains("rnntui") && screen.contains("Hidden"));
        terminal.press("?");
        terminal.wait_for("Help");
        terminal.press("\u{1b}s\u{3}");
        let raw = std::sync::Arc::clone(&terminal.raw);
        assert_eq!(terminal.ended(), 130);
        assert!(raw.lock().unwrap().is_ascii(), "{variables:?} {args:?}");
    }
    // The Linux console has frames and blocks, but no braille.
    let mut terminal = Terminal::with(&[("TERM", "linux")], (120, 40), dir.path(), &["한국.txt"]);
    let screen = terminal.wait("the loss", |screen| screen.contains("training") && screen.contains("Predicted"));
    assert!(screen.contains('┌') && !screen.contains('╭'), "{screen}");
    assert!(!screen.chars().any(|c| ('\u{2801}'..='\u{28ff}').contains(&c)), "{screen}");
    terminal.press("\u{3}");
    assert_eq!(terminal.ended(), 130);
}

#[test]
fn the_mouse_is_let_go_when_asked() {
    let dir = ship();
    let on = "\u{1b}[?1000h";
    let raw = |terminal: &Terminal| String::from_utf8_lossy(&terminal.raw.lock().unwrap()).into_owned();
    let mut terminal = Terminal::start(dir.path(), &["ship.txt", "--no-mouse", "--fps", "5"]);
    terminal.wait_for("training");
    assert!(!raw(&terminal).contains(on));
    terminal.press("m");
    until(|| raw(&terminal).contains(on).then_some(()), || "the mouse was not taken".to_owned());
    terminal.press("m");
    until(|| raw(&terminal).contains("\u{1b}[?1000l").then_some(()), || "it was not let go".to_owned());
    terminal.press("\u{3}");
    assert_eq!(terminal.ended(), 130);
}

#[test]
fn a_tiny_screen_shows_the_question_before_leaving() {
    let dir = ship();
    let mut terminal = Terminal::sized((40, 8), dir.path(), &["ship.txt"]);
    terminal.wait_for("rnntui needs");
    terminal.press("q");
    terminal.wait_for("Leave?");
    terminal.press("d");
    assert_eq!(terminal.ended(), 0);
}

#[test]
fn options_of_the_screen_are_checked_everywhere() {
    let dir = ship();
    for args in [&["ship.txt"][..], &["lesson", "hihello"], &["resume", "ship.ron"]] {
        for (option, value) in [("--fps", "0"), ("--fps", "121"), ("--fps", "x"), ("--theme", "blue")] {
            refused(dir.path(), &[args, &[option, value]].concat(), option);
        }
    }
    let output = Command::new(env!("CARGO_BIN_EXE_rnntui"))
        .current_dir(dir.path())
        .args(["ship.txt", "--epochs", "1"])
        .env("RNNTUI_FPS", "900")
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr.contains("RNNTUI_FPS 900 is out of range"), "{stderr}");
}
