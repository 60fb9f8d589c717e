//! Runs on labels and texts through the real program: what is the same again, what a session holds, what is refused.

use std::fs;

use crate::support::labelled::{TASKS, folder, rows, run, said};
use crate::support::program::{done, exported, refused, sealed, timeless};
use crate::support::terminal::Terminal;

/// What is fast to train, with everything in it that could depend on where a run was parted: several batches in a new
/// order each epoch, dropout, rows held out.
const SMALL: [&str; 12] =
    ["--hidden", "12", "--layers", "2", "--dropout", "0.3", "--batch", "7", "--val-frac", "0.2", "--test-frac", "0.1"];

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
            let log = |name: &str| timeless(&dir.join(name));
            assert_eq!(log("whole.log"), log("part.log"), "{task}, {count} rows");
            let steps: Vec<serde_json::Value> =
                log("whole.log").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let training = count - count.div_ceil(5) - count / 10;
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
            assert_eq!((text.contains("corpus: Inline("), text.contains("corpus: Files(")), (count == 30, count != 30));
            if count != 30 {
                let whole = fs::read(dir.join("rows.tsv")).unwrap();
                let digest = format!("sha256: \"{}\"", crate::support::program::sha256(&whole));
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
        let other = if task == "classify" { "generate" } else { "classify" };
        for (lie, named) in [
            (of(&format!("task: \"{task}\""), "task: \"poem\""), "poem"),
            (
                of(&format!("task: \"{task}\""), &format!("task: \"{other}\"")),
                if task == "classify" { "--tokens belongs to" } else { "weight_ih_l0" },
            ),
            (of("\"hidden\": \"8\"", "\"hidden\": \"9\""), "weight_ih_l0"),
            (of("\"hidden\": \"8\"", "\"hidden\": \"1099511627776\""), "GiB"),
            (
                of("\"cell\":", "\"bidirectional\": \"true\", \"cell\":"),
                if task == "classify" { "tensors" } else { "--bidirectional" },
            ),
            (of("\"batch\": \"32\"", "\"batch\": \"0\""), "--batch 0"),
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

/// Invariant 1: the dashboard, with keys that only look, ends with the weights of a headless run.
#[test]
fn the_dashboard_changes_nothing() {
    let dir = folder(40);
    let dir = dir.path();
    for task in TASKS {
        let args =
            |session| [&["rows.tsv", "--task", task, "--epochs", "300", "--session", session][..], &SMALL].concat();
        let mut terminal = Terminal::start(dir, &args("watched.ron"));
        terminal.wait_for("training");
        for keys in ["\t", "e", "j", "j", "G", "[", "e", "\t", "f", "f"] {
            terminal.press(keys);
            terminal.heard();
        }
        terminal.wait_for("▮▮ planned end");
        terminal.press("q");
        terminal.wait_for("Leave?");
        terminal.press("s");
        assert_eq!(terminal.ended(), 0);
        done(dir, &args("headless.ron"));
        assert!(exported(dir, "watched.ron") == exported(dir, "headless.ron"), "{task}");
        fs::remove_file(dir.join("watched.ron")).unwrap();
        fs::remove_file(dir.join("headless.ron")).unwrap();
    }
}

/// A net of words is kept, resumed, asked and exported as one of characters is. What it does not know is named once.
#[test]
fn words_are_kept_and_asked_for() {
    let dir = folder(120);
    let dir = dir.path();
    let net = ["--tokens", "word", "--min-count", "2", "--pool", "max", "--balance", "--hidden", "8", "--batch", "20"];
    let start = |epochs: &str, session: &str, more: &[&str]| {
        run(dir, "classify", &[&["--epochs", epochs, "--session", session][..], &net, more].concat())
    };
    let told = start("8", "whole.ron", &[]);
    for line in ["test rows: 12 of 12 right, 100.0%", "test rows: macro-F1 100.0%", "precision"] {
        assert!(told.contains(line), "{line}: {told}");
    }
    start("4", "part.ron", &["--threads", "1"]);
    done(dir, &["resume", "part.ron", "--epochs", "4", "--threads", "2"]);
    assert!(exported(dir, "whole.ron") == exported(dir, "part.ron"));
    let (answers, notes) = said(dir, &["sample", "whole.ron"], "a sea zzz\n나무 한 zzz\n \n");
    let labels: Vec<&str> = answers.lines().map(|line| line.split('\t').next().unwrap()).collect();
    assert_eq!(labels, ["English", "한국어", ""]);
    assert_eq!((notes.matches("zzz").count(), notes.matches("has no word").count()), (1, 1), "{notes}");
    start("1", "unsure.ron", &["--threshold", "0.999", "--lr", "1e-9"]);
    let (answers, _) = said(dir, &["sample", "unsure.ron"], "sea\n");
    assert!(answers.starts_with("?\t0."), "{answers}");
}
