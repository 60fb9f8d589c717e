//! Labels told and texts written through the real program: what is the same again, what is refused, what `sample` says.

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use support::program::{answered, done, exported, refused, sealed};
use support::terminal::Terminal;
use tempfile::TempDir;

const WORDS: &str = include_str!("../src/lessons/packed/words.tsv");
/// What is fast to train, with everything in it that could depend on where a run was parted: several batches in a new
/// order each epoch, dropout, rows held out.
const SMALL: [&str; 10] = ["--hidden", "12", "--layers", "2", "--dropout", "0.3", "--batch", "7", "--val-frac", "0.2"];
const TASKS: [&str; 2] = ["classify", "generate"];

/// Rows of two languages, of any length.
fn rows(count: usize) -> String {
    let words = ["바다", "배", "나무 한 그루", "sea", "a ship", "wood and iron"];
    let row = |i: usize| {
        let word = words[i * 5 % 6];
        format!("{}\t{}\n", if word.is_ascii() { "English" } else { "한국어" }, vec![word; 1 + i % 3].join(" "))
    };
    (0..count).map(row).collect()
}

/// A directory with such a file.
fn folder(count: usize) -> TempDir {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("rows.tsv"), rows(count)).unwrap();
    dir
}

fn run(dir: &Path, task: &str, more: &[&str]) -> String {
    let output = done(dir, &[&["rows.tsv", "--task", task][..], more].concat());
    String::from_utf8(output.stderr).unwrap()
}

fn said(dir: &Path, args: &[&str], input: &str) -> (String, String) {
    let output = answered(dir, args, input.as_bytes());
    let (stdout, stderr) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{args:?}: {stderr}");
    (stdout, stderr)
}

#[test]
fn a_run_in_two_parts_is_the_run_in_one() {
    // A small file is kept in the session, a large one by its path.
    for (count, epochs) in [(30, ["4", "2"]), (3500, ["2", "1"])] {
        let dir = folder(count);
        let dir = dir.path();
        let small = fs::metadata(dir.join("rows.tsv")).unwrap().len() <= 64 * 1024;
        assert_eq!(small, count == 30);
        for task in TASKS {
            let both = if task == "classify" { &["--bidirectional"][..] } else { &["--embed", "5"] };
            let start = |epochs, name: &str, threads: &[&str]| {
                let (session, log) = (format!("{name}.ron"), format!("{name}.log"));
                let args = ["--epochs", epochs, "--session", &session, "--log", &log, "--overwrite"];
                run(dir, task, &[&args[..], threads, &SMALL, both].concat());
            };
            start(epochs[0], "whole", &[]);
            start(epochs[1], "part", &["--threads", "1"]);
            done(dir, &["resume", "part.ron", "--epochs", epochs[1], "--log", "part.log", "--threads", "2"]);
            assert!(exported(dir, "whole.ron") == exported(dir, "part.ron"), "{task}, {count} rows");
            let log = |name: &str| fs::read_to_string(dir.join(name)).unwrap();
            assert_eq!(log("whole.log"), log("part.log"), "{task}, {count} rows");
            let steps: Vec<serde_json::Value> =
                log("whole.log").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let training = count - count.div_ceil(5);
            assert_eq!(steps.len(), training.div_ceil(7) * epochs[0].parse::<usize>().unwrap(), "several batches");
            for (place, step) in steps.iter().enumerate() {
                assert_eq!(step["step"].as_u64(), Some(place as u64 + 1));
                assert!(["loss", "lr", "grad_norm"].iter().all(|name| step[name].is_f64()), "{step}");
                let last = (place + 1) % training.div_ceil(7) == 0;
                assert_eq!(step["val_loss"].is_f64(), last, "measured at the end of an epoch: {step}");
            }
        }
    }
}

#[test]
fn a_small_file_is_kept_in_the_session_and_a_large_one_must_not_change() {
    for count in [30, 3500] {
        let dir = folder(count);
        let dir = dir.path();
        for task in TASKS {
            let session = format!("{task}.ron");
            run(dir, task, &["--epochs", "1", "--batch", "full", "--hidden", "8", "--session", &session]);
            let text = fs::read_to_string(dir.join(&session)).unwrap();
            assert_eq!((text.contains("corpus: Inline("), text.contains("corpus: File(")), (count == 30, count != 30));
            if count != 30 {
                let whole = fs::read(dir.join("rows.tsv")).unwrap();
                let digest = format!("sha256: \"{}\"", support::program::sha256(&whole));
                assert!(text.contains(&digest) && text.contains(&format!("bytes: {}", whole.len())));
            }
        }
        fs::write(dir.join("rows.tsv"), rows(count + 1)).unwrap();
        for task in TASKS {
            let session = format!("{task}.ron");
            if count == 30 {
                done(dir, &["resume", &session, "--epochs", "1"]);
            } else {
                refused(dir, &["resume", &session], "rows.tsv");
                // What the net has learnt is in the session all the same.
                said(dir, &["sample", &session], "sea\n");
            }
        }
    }
}

#[test]
fn exported_weights_have_pytorchs_names_and_start_a_run_where_they_stood() {
    let dir = folder(30);
    let dir = dir.path();
    // An embedding of 3, an LSTM of 4; 2 labels, or a character and the end to choose from.
    let characters = {
        let mut all: Vec<char> = rows(30).lines().flat_map(|line| line.split('\t').nth(1).unwrap().chars()).collect();
        all.sort_unstable();
        all.dedup();
        all.len()
    };
    for (task, read, outputs) in [("classify", characters, 2), ("generate", characters + 2, characters + 1)] {
        let net = ["--hidden", "4", "--embed", "3", "--overwrite"];
        run(dir, task, &[&["--epochs", "3", "--session", "a.ron"][..], &net].concat());
        let weights = exported(dir, "a.ron");
        let header = usize::try_from(u64::from_le_bytes(weights[..8].try_into().unwrap())).unwrap();
        let header: serde_json::Value = serde_json::from_slice(&weights[8..8 + header]).unwrap();
        for (name, shape) in [
            ("embedding.weight", vec![read, 3]),
            ("rnn.weight_ih_l0", vec![16, 3]),
            ("rnn.weight_hh_l0", vec![16, 4]),
            ("rnn.bias_ih_l0", vec![16]),
            ("rnn.bias_hh_l0", vec![16]),
            ("fc.weight", vec![outputs, 4]),
            ("fc.bias", vec![outputs]),
        ] {
            assert_eq!(header[name]["shape"], serde_json::json!(shape), "{task}, {name}: {header}");
        }
        let init = ["--init", "out.safetensors", "--epochs", "0", "--session", "b.ron"];
        run(dir, task, &[&init[..], &net].concat());
        assert!(exported(dir, "b.ron") == weights, "{task}");
        let other = ["rows.tsv", "--task", task, "--init", "out.safetensors", "--hidden", "9", "--embed", "3"];
        refused(dir, &other, "weight_ih_l0");
    }
}

#[test]
fn a_session_that_lies_behind_a_right_checksum_is_refused() {
    let dir = folder(30);
    let dir = dir.path();
    for task in TASKS {
        run(dir, task, &["--epochs", "1", "--hidden", "8", "--session", "s.ron", "--overwrite"]);
        let whole = fs::read_to_string(dir.join("s.ron")).unwrap();
        assert_eq!(sealed(&whole), whole);
        let of = |from: &str, to: &str| whole.replacen(from, to, 1);
        let other = if task == "classify" { ("Classify", "Generate") } else { ("Generate", "Classify") };
        for (lie, named) in [
            (of(&format!("task: \"{task}\""), "task: \"poem\""), "poem"),
            (of(&format!("task: {}", other.0), &format!("task: {}", other.1)), task),
            (of("hidden_size: 8", "hidden_size: 9"), "weight_ih_l0"),
            (of("hidden_size: 8", "hidden_size: 1099511627776"), "GiB"),
            (of("bidirectional: false", "bidirectional: true"), "tensors"),
            (of("batch: Rows(32)", "batch: Rows(0)"), "--batch 0"),
            (of("rows: 30", "rows: 31"), "size"),
            (of("longest: ", "longest: 1"), "size"),
            (of("labels: 2", "labels: 3"), "vocabulary"),
            (of("[\"한국어\", \"English\"]", "[\"English\"]"), "vocabulary"),
            (of("[\"한국어\", \"English\"]", "[\"English\", \"한국어\"]"), "vocabulary"),
            (of("[\"한국어\", \"English\"]", "[\"English\", \"English\"]"), "labels"),
            (of("한국어\\t", "nobody\\t"), "vocabulary"),
            (of("carried: None", "carried: Some([])"), "hidden state"),
        ] {
            assert!(lie != whole, "{named}");
            fs::write(dir.join("lie.ron"), sealed(&lie)).unwrap();
            refused(dir, &["resume", "lie.ron"], named);
        }
    }
}

#[test]
fn lines_of_standard_input_are_labelled_one_by_one() {
    let dir = folder(60);
    let dir = dir.path();
    let report = run(dir, "classify", &["--epochs", "40", "--session", "s.ron"]);
    assert!(report.contains("training rows: 54 of 54 right, 100.0%"), "{report}");
    assert!(report.contains("held-out rows: 6 of 6 right, 100.0%") && report.contains("acc 100.0%"), "{report}");
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
    assert_eq!((output.status.code(), stderr.lines().count()), (Some(2), 1), "{stderr}");
    assert!(stderr.contains("line 2 of standard input"), "{stderr}");
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
        (b"a\tcaf\xe9\n", "not UTF-8"),
        (b"\xff\xfea\0\t\0b\0\n\0", "not UTF-8"),
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
    refused(dir, &["none.tsv", "--task", "classify"], "there is no file \"none.tsv\"");
    fs::create_dir(dir.join("folder.tsv")).unwrap();
    refused(dir, &["folder.tsv", "--task", "classify"], "is a directory");
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
        let report = run(dir, task, &["--epochs", "40", "--lr", "0.02", "--session", &session]);
        assert!(!report.chars().any(|c| c.is_control() && c != '\n'), "{report:?}");
        let mut screen = Terminal::start(dir, &["rows.tsv", "--task", task, "--session", "t.ron", "--overwrite"]);
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
