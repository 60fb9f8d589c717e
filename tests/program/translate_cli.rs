//! Translations through the real binary: what is refused, what is the same again, and answers to standard input.

use std::fs;

use crate::support::program::{answered, done, exported, refused, sealed, timeless};
use tempfile::TempDir;

const PAIRS: &str = include_str!("../../src/lessons/seq2seq/pairs.tsv");
/// What is fast to train, with everything in it that could depend on where a run was parted.
const SMALL: [&str; 10] = [
    "--hidden",
    "8",
    "--embed",
    "6",
    "--attention",
    "--teacher-forcing",
    "0.6",
    "--val-frac",
    "0.1",
    "--bidirectional",
];

fn pairs() -> TempDir {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("pairs.tsv"), PAIRS).unwrap();
    dir
}

#[test]
fn a_run_in_two_parts_is_the_run_in_one() {
    let dir = pairs();
    let dir = dir.path();
    // A small file is kept in the session, a large one by its path.
    fs::write(dir.join("large.tsv"), PAIRS.repeat(40)).unwrap();
    assert!(fs::metadata(dir.join("large.tsv")).unwrap().len() > 64 * 1024);
    for (file, kept) in [("pairs.tsv", "Inline("), ("large.tsv", "large.tsv\"")] {
        let start = |epochs, session: &str, threads| {
            let log = format!("{session}.log");
            let args =
                [file, "--epochs", epochs, "--session", session, "--log", &log, "--threads", threads, "--overwrite"];
            done(dir, &[&args[..], &SMALL[..]].concat());
        };
        start("4", "whole.ron", "3");
        start("2", "part.ron", "1");
        assert!(fs::read_to_string(dir.join("part.ron")).unwrap().contains(kept), "{file}");
        done(dir, &["resume", "part.ron", "--epochs", "2", "--log", "part.ron.log", "--threads", "2"]);
        assert!(exported(dir, "whole.ron") == exported(dir, "part.ron"), "{file}");
        let log = |name: &str| timeless(&dir.join(name));
        assert_eq!(log("whole.ron.log"), log("part.ron.log"), "{file}");
        assert_eq!(log("whole.ron.log").matches("val_loss").count(), 4, "{file}");
        let first: serde_json::Value = serde_json::from_str(log("whole.ron.log").lines().next().unwrap()).unwrap();
        assert!(["loss", "lr", "grad_norm"].iter().all(|name| first[name].is_f64()), "{first}");
    }
    fs::write(dir.join("large.tsv"), PAIRS.repeat(41)).unwrap();
    refused(dir, &["resume", "part.ron"], "large.tsv");
    let listed = String::from_utf8(crate::support::program::rnntui(dir, &["sessions", "."]).stdout).unwrap();
    assert!(listed.contains("translate") && listed.contains("GRU↔ 1×8"), "{listed}");
}

#[test]
fn exported_weights_start_a_run_where_they_stood() {
    let dir = pairs();
    let dir = dir.path();
    done(dir, &[&["pairs.tsv", "--epochs", "2", "--session", "a.ron"][..], &SMALL[..]].concat());
    let weights = exported(dir, "a.ron");
    let again = ["pairs.tsv", "--init", "out.safetensors", "--epochs", "0", "--session", "b.ron"];
    done(dir, &[&again[..], &SMALL[..]].concat());
    assert!(exported(dir, "b.ron") == weights);
    refused(dir, &["pairs.tsv", "--init", "out.safetensors", "--hidden", "8"], "encoder");
}

#[test]
fn bad_files_and_options_end_in_one_sentence() {
    let dir = pairs();
    let dir = dir.path();
    fs::write(dir.join("tabless.tsv"), "one\teins\n\ntwo zwei\n").unwrap();
    fs::write(dir.join("three.tsv"), "one\teins\tun\n").unwrap();
    fs::write(dir.join("half.tsv"), "one\t \n").unwrap();
    fs::write(dir.join("empty.tsv"), "").unwrap();
    refused(dir, &["tabless.tsv"], "line 3 has no tab");
    refused(dir, &["three.tsv"], "line 1 has 2 tabs");
    refused(dir, &["half.tsv"], "line 1 has no target");
    refused(dir, &["empty.tsv"], "empty");
    let bad = [
        (vec!["--teacher-forcing", "1.5"], "--teacher-forcing 1.5"),
        (vec!["--teacher-forcing", "-1"], "--teacher-forcing -1"),
        (vec!["--tokens", "syllable"], "syllable"),
        (vec!["--seq-len", "5"], "--seq-len"),
        (vec!["--no-linear"], "--no-linear"),
        (vec!["--batch", "0"], "--batch 0"),
        (vec!["--val-frac", "1"], "--val-frac 1"),
        (vec!["--val-frac", "0.999"], "--val-frac 0.999"),
        (vec!["--hidden", "1099511627776"], "memory"),
    ];
    for (options, named) in bad {
        refused(dir, &[&["pairs.tsv"][..], &options].concat(), named);
    }
    refused(dir, &["pairs.tsv", "--task", "text", "--attention"], "--attention belongs to --task translate");
}

#[test]
fn a_session_that_lies_behind_a_right_checksum_is_refused() {
    let dir = pairs();
    let dir = dir.path();
    done(dir, &[&["pairs.tsv", "--epochs", "1", "--session", "s.ron"][..], &SMALL[..]].concat());
    let whole = fs::read_to_string(dir.join("s.ron")).unwrap();
    assert_eq!(sealed(&whole), whole);
    let known = |side: &str| whole.split_once(&format!("of: \"{side}\"")).unwrap().1.split('"').nth(1).unwrap();
    let option = |name: &str, from: &str, to: &str| {
        whole.replacen(&format!("{name:?}: {from:?}"), &format!("{name:?}: {to:?}"), 1)
    };
    let lies = [
        (whole.replacen("\"attention\": \"true\",", "", 1), "tensors"),
        (option("teacher-forcing", "0.6", "6"), "--teacher-forcing 6"),
        (option("tokens", "word", "char"), "vocabulary"),
        (whole.replacen("\"bidirectional\": \"true\",", "", 1), "18 tensors where the model has 14"),
        (whole.replacen("of: \"target\"", "of: \"labels\"", 1), "list of target"),
        (whole.replacen(&format!("\"{}\"", known("source")), "\"swapped\"", 1), "vocabulary"),
        (whole.replacen("carried: None", "carried: Some([])", 1), "hidden state"),
    ];
    for (text, named) in lies {
        assert_ne!(text, whole, "{named}");
        fs::write(dir.join("lie.ron"), sealed(&text)).unwrap();
        refused(dir, &["resume", "lie.ron"], named);
    }
}

#[test]
fn sentences_of_standard_input_are_translated_a_line_each() {
    let dir = pairs();
    let dir = dir.path();
    let lesson =
        ["--hidden", "16", "--embed", "16", "--batch", "1", "--optimizer", "sgd", "--lr", "0.05", "--seed", "12"];
    let output = done(dir, &[&["pairs.tsv", "--session", "s.ron", "--val-frac", "0.07"][..], &lesson].concat());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("training pairs: 54 of 54 pairs exactly, 100.0% of the tokens"), "{said}");
    assert!(said.contains("validation pairs: 3 of 4 pairs exactly, 93.8% of the tokens"), "{said}");
    assert!(said.contains("  we draw the ship -> 우리는 배를 그려요 (right)"), "{said}");
    let output =
        answered(dir, &["sample", "s.ron"], b"we see the sea today\r\n\nthe dragon sees the ship \x1b[m dragon\n");
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{stderr}");
    let lines: Vec<&str> = stdout.split('\n').collect();
    assert_eq!((lines.len(), lines[0], lines[1], lines[3]), (4, "우리는 오늘 바다를 봐요", "", ""), "{stdout}");
    assert!(stderr.starts_with("rnntui: \"dragon\" is in no pair"), "{stderr}");
    assert_eq!((stderr.matches("dragon").count(), stderr.contains('\x1b')), (1, false), "{stderr}");
    let output = answered(dir, &["sample", "s.ron"], b"we see\ncaf\xe9 d\xe9j\xe0 ferm\xe9\n");
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && stderr.contains("standard input is read as windows-1252."), "{stderr}");
    assert!(stderr.contains("\"café\" is in no pair"), "{stderr}");
    let output =
        answered(dir, &["sample", "s.ron"], &[&b"fine\n"[..], &b"ok \xed\x95\x9c\n".repeat(2000), b"\xe9\n"].concat());
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("line 2002 of standard input is not UTF-8"), "{stderr}");
    refused(dir, &["sample", "s.ron", "--prime", "we"], "--prime");
}
