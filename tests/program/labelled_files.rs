//! Labels and texts of users through the real program: what it makes of their files, and what `sample` answers them.

use std::fmt::Write as _;
use std::fs;

use crate::support::labelled::{TASKS, folder, rows, run, said};
use crate::support::program::{answered, done, exported, refused};
use crate::support::terminal::Terminal;
use tempfile::TempDir;

const WORDS: &str = include_str!("../../src/lessons/packed/words.tsv");

#[test]
fn lines_of_standard_input_are_labelled_one_by_one() {
    let dir = folder(60);
    let dir = dir.path();
    let report = run(dir, "classify", &["--epochs", "40", "--session", "s.ron"]);
    assert!(report.contains("training rows: 54 of 54 right, 100.0%"), "{report}");
    assert!(report.contains("validation rows: 6 of 6 right, 100.0%") && report.contains("acc 100.0%"), "{report}");
    let sample = ["sample", "s.ron"];
    let (labels, warned) = said(dir, &sample, "\u{feff}바다 나무\r\nwood\n\n???\nsea? sea!?\n배");
    let lines: Vec<&str> = labels.split('\n').collect();
    let told = |line: &str, label: &str| {
        let (said, probability) = line.split_once('\t').unwrap();
        assert_eq!(said, label, "{labels}");
        let probability: f64 = probability.parse().unwrap();
        assert!(probability > 0.5 && probability <= 1.0, "{labels}");
    };
    assert_eq!((lines.len(), lines[2], lines[3], lines[6]), (7, "\t", "\t", ""), "{labels}");
    for (line, label) in [(0, "한국어"), (1, "English"), (4, "English"), (5, "한국어")] {
        told(lines[line], label);
    }
    let warnings: Vec<&str> = warned.lines().collect();
    assert_eq!(warnings.len(), 4, "an unknown character is named once: {warned}");
    assert!(warnings[0].contains("line 3 has no character") && warnings[2].contains("line 4 has no"), "{warned}");
    assert!(warnings[1].contains("'?' is in no text") && warnings[3].contains("'!' is in no text"), "{warned}");
    // A line's answer is its own: neither those before it nor what is unknown changes it.
    let (alone, _) = said(dir, &sample, "sea sea\n");
    assert_eq!(alone.trim_end(), lines[4]);
    assert_eq!(said(dir, &sample, ""), (String::new(), String::new()));
    let output = answered(dir, &sample, b"sea\ncaf\xe9\n");
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && stderr.contains("standard input is read as windows-1252."), "{stderr}");
    assert!(stderr.contains("'é' is in no text that was learnt"), "{stderr}");
}

#[test]
fn texts_are_written_for_labels() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    fs::write(dir.join("rows.tsv"), WORDS).unwrap();
    let report = run(dir, "generate", &["--hidden", "30", "--lr", "0.02", "--epochs", "150", "--session", "s.ron"]);
    assert!(report.contains("written: 5 of 5 labels give a text that is in the file"), "{report}");
    assert!(report.contains("  4 -> path (right)"), "{report}");
    let sample = |more: &[&str]| said(dir, &[&["sample", "s.ron"], more].concat(), "");
    let silent = |text: &str| (text.to_owned(), String::new());
    assert_eq!(sample(&["--temperature", "0"]), silent(WORDS));
    assert_eq!(sample(&["--label", "5", "--temperature", "0"]), silent("short circuit\n"));
    assert_eq!(sample(&["--label", " 5 ", "--temperature", "0", "-n", "13"]), silent("short circuit\n"));
    let (cut, why) = sample(&["--label", "5", "--temperature", "0", "-n", "5"]);
    assert_eq!((cut.as_str(), why.lines().count()), ("short\n", 1), "{why}");
    assert!(why.contains("\"5\" has no end, and is cut after 5 characters"), "{why}");
    assert_eq!(sample(&["--label", "5", "--temperature", "0", "-n", "0"]).0, "\n");
    // Wild texts differ from seed to seed; a label's is the same alone and among the others.
    let wild = |seed: &str| sample(&["--temperature", "4", "--seed", seed]).0;
    assert!(wild("7") == wild("7") && wild("7") != wild("8"));
    let alone = sample(&["--temperature", "4", "--seed", "7", "--label", "3"]).0;
    assert_eq!(wild("7").lines().nth(2).unwrap(), format!("3\t{}", alone.trim_end_matches('\n')));
    refused(dir, &["sample", "s.ron", "--label", "6"], "\"6\"");
    refused(dir, &["sample", "s.ron", "--label", "6"], "give --label one of \"1\", \"2\", \"3\", \"4\", \"5\".");
    refused(dir, &["sample", "s.ron", "--label", ""], "one of \"1\"");
    refused(dir, &["sample", "s.ron", "--label", "1", "--prime", "he"], "--prime");
}

#[test]
fn many_labels_are_named_in_part() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let mut content = String::new();
    (0..40).for_each(|i| writeln!(content, "l{i}\ttext").unwrap());
    fs::write(dir.join("rows.tsv"), content).unwrap();
    run(dir, "generate", &["--epochs", "0", "--hidden", "4", "--session", "s.ron"]);
    refused(dir, &["sample", "s.ron", "--label", "\u{1b}[m"], "\"l9\" and 30 more");
}

#[test]
fn files_of_another_shape_end_in_one_sentence() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    for (content, named) in [
        (&b"a\tone\nb\ttwo\nthree\n"[..], "line 3 has no tab"),
        (b"a\tone\n\nb\ttwo\tthree\n", "line 3 has 2 tabs"),
        (b"a\tone\nb\t \n", "line 2 has no text after its tab"),
        (b"a\tone\n\ttwo\n", "line 2 has no label before its tab"),
        (b"", "rows.tsv"),
        (b"\n\n", "has no row"),
        (b"a\tb\na\tcaf\0\n", "line 2 is not text"),
        (b"\xff\xfea\0\t\0b", "is not UTF-16LE"),
    ] {
        fs::write(dir.join("rows.tsv"), content).unwrap();
        for task in TASKS {
            refused(dir, &["rows.tsv", "--task", task], named);
        }
    }
    // A single label is nothing to tell apart, but something to write for.
    fs::write(dir.join("rows.tsv"), "only\tone\nonly \ttwo\n").unwrap();
    refused(dir, &["rows.tsv", "--task", "classify"], "every row has the label \"only\"");
    run(dir, "generate", &["--epochs", "1"]);
    fs::write(dir.join("rows.tsv"), "인사\t안녕").unwrap();
    refused(dir, &["rows.tsv", "--task", "classify"], "every row has the label \"인사\"");
    run(dir, "generate", &["--epochs", "1", "--batch", "full", "--cell", "gru"]);
    refused(dir, &["rows.tsv", "--task", "generate", "--val-frac", "0.9"], "--val-frac 0.9");
    refused(dir, &["rows.tsv", "--task", "generate", "--hidden", "1099511627776"], "memory");
    refused(dir, &["rows.tsv", "--task", "generate", "--session", "rows.tsv", "--overwrite"], "--session");
    fs::write(dir.join("long.tsv"), format!("a\t{}\nb\tx\n", "long ".repeat(2_000_000))).unwrap();
    refused(dir, &["long.tsv", "--task", "classify"], "take the longest rows out");
    refused(dir, &["none.tsv", "--task", "classify"], "there is no file \"none.tsv\"");
    fs::create_dir(dir.join("folder.tsv")).unwrap();
    refused(dir, &["folder.tsv", "--task", "classify"], "holds no file");
}

/// A byte-order mark and CRLF are left out, and the user is told.
#[test]
fn windows_files_are_the_same_rows() {
    let dir = folder(40);
    let dir = dir.path();
    for task in TASKS {
        let report = |name: &str| {
            let output = done(dir, &[name, "--task", task, "--epochs", "2", "--session", "s.ron", "--overwrite"]);
            (exported(dir, "s.ron"), String::from_utf8(output.stderr).unwrap())
        };
        fs::write(dir.join("windows.tsv"), format!("\u{feff}{}", rows(40).replace('\n', "\r\n"))).unwrap();
        let (plain, windows) = (report("rows.tsv"), report("windows.tsv"));
        assert!(plain.0 == windows.0, "{task}");
        assert!(windows.1.contains("byte-order mark") && windows.1.contains("40 CRLF"), "{}", windows.1);
    }
}

/// The ending says nothing of two of the three things a `.tsv` may be: the user learns what was chosen, and how to
/// choose another.
#[test]
fn a_tsv_is_read_as_pairs_unless_told_otherwise() {
    let dir = folder(20);
    let dir = dir.path();
    let note = "Read as translate; else --task classify or generate.";
    let output = done(dir, &["rows.tsv", "--epochs", "1", "--hidden", "4"]);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains(note) && stderr.contains("training pairs"), "{stderr}");
    for task in ["translate", "classify", "generate", "text"] {
        assert!(!run(dir, task, &["--epochs", "1", "--hidden", "4"]).contains("--task"), "{task} was asked for");
    }
    let mut terminal = Terminal::sized((80, 24), dir, &["rows.tsv", "--hidden", "4"]);
    terminal.wait_for(note);
    terminal.child.kill().unwrap();
}

/// Labels and texts are data: what would move a cursor is shown as a symbol, on the screen, at the end of a run, and
/// when a terminal is sampled to; a pipe is given what was learnt.
#[test]
fn control_characters_never_reach_the_terminal() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let content = "a\u{1b}[2J\tb\u{1b}[31m\u{7}\nc\u{1b}[2J\td\u{9b}\u{0}\n";
    fs::write(dir.join("rows.tsv"), content).unwrap();
    for task in TASKS {
        let session = format!("{task}.ron");
        // A zero is no text, unless one says so.
        let as_it_is = ["--encoding", "utf-8"];
        let report =
            run(dir, task, &[&["--epochs", "40", "--lr", "0.02", "--session", &session], &as_it_is[..]].concat());
        assert!(!report.chars().any(|c| c.is_control() && c != '\n'), "{report:?}");
        let screen = ["rows.tsv", "--task", task, "--session", "t.ron", "--overwrite"];
        let mut screen = Terminal::start(dir, &[&screen, &as_it_is[..]].concat());
        let shown = screen.wait_for("␛[31m");
        assert!(shown.contains("a␛[2J"), "{shown}");
        screen.child.kill().unwrap();
        let sample = ["sample", &session, "--temperature", "0"];
        if task == "generate" {
            assert_eq!(said(dir, &sample, "").0, content);
            assert!(report.contains("a␛[2J -> b␛[31m␇ (right)"), "{report}");
            Terminal::start(dir, &sample).wait_for("a␛[2J");
        } else {
            let mut terminal = Terminal::start(dir, &sample[..2]);
            terminal.press("b\r");
            terminal.wait_for("␛[2J ");
            terminal.child.kill().unwrap();
        }
    }
}

/// A file of many rows starts.
#[test]
fn two_hundred_thousand_rows_start() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let mut content = String::new();
    (0..200_000).for_each(|i| writeln!(content, "l{}\tthe text of row {i}", i % 7).unwrap());
    fs::write(dir.join("rows.tsv"), content).unwrap();
    for task in TASKS {
        let report = run(dir, task, &["--epochs", "0", "--hidden", "8"]);
        assert!(report.contains("parameters") && report.contains("saved"), "{report}");
    }
}
