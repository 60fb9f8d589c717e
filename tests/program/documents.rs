//! Texts of documents and texts read in words: learnt, written on, held to the truth, kept.

use std::fs;
use std::path::Path;

use rnntui::session::format::Header;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::program::{SHIP, done, refused};

const QUOTES: &str = "All is well.\nThe sea is so wide, our boat small.\nWho dares wins!\nNo man is an island.\n";

fn stdout(dir: &Path, args: &[&str]) -> String {
    String::from_utf8(done(dir, args).stdout).unwrap()
}

fn json(dir: &Path, args: &[&str]) -> Value {
    serde_json::from_slice(&done(dir, &[&["predict"], args, &["--json"]].concat()).stdout).unwrap()
}

/// A net that has learnt the quotes by heart, in `s.ron`.
fn learnt(dir: &Path, more: &[&str]) {
    fs::write(dir.join("quotes.txt"), QUOTES).unwrap();
    let run = [
        "quotes.txt",
        "--documents",
        "line",
        "--cell",
        "gru",
        "--hidden",
        "40",
        "--epochs",
        "150",
        "--lr",
        "0.02",
        "--seq-len",
        "60",
    ];
    done(dir, &[&run[..], more, &["--session", "s.ron", "--overwrite", "--headless"]].concat());
}

/// Each sample is a document: it begins with nothing before it and ends by itself.
#[test]
fn a_sample_is_a_document_and_ends_by_itself() {
    for more in [&[][..], &["--tokens", "word"], &["--stateful", "--batch", "2"]] {
        let dir = TempDir::new().unwrap();
        let dir = dir.path();
        learnt(dir, more);
        let said = stdout(dir, &["sample", "s.ron", "-n", "1000", "--count", "30", "--temperature", "0.5"]);
        let written: Vec<&str> = said.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(written.len(), 30, "{said}");
        let known = written.iter().filter(|line| QUOTES.lines().any(|quote| quote == **line)).count();
        assert!(known >= 25, "{more:?}: {known} of 30 are quotes: {said}");
        // A prime stands at the beginning of a document, and what goes on from it ends with that.
        let said = stdout(dir, &["sample", "s.ron", "-n", "1000", "--prime", "Who dares", "--temperature", "0"]);
        assert_eq!(said, "Who dares wins!\n", "{more:?}");
        // A stop may lie in the middle of a word.
        let args = ["sample", "s.ron", "--prime", "The sea", "--temperature", "0", "--stop", "mall"];
        assert_eq!(stdout(dir, &args), "The sea is so wide, our boat s\n", "{more:?}");
    }
}

#[test]
fn a_word_that_is_not_known_is_said_and_never_written() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    fs::write(dir.join("ship.txt"), SHIP.repeat(3) + " once").unwrap();
    let run = ["ship.txt", "--tokens", "word", "--min-count", "2", "--epochs", "5", "--session", "s.ron", "--headless"];
    let run = done(dir, &run);
    let told = String::from_utf8(run.stderr).unwrap();
    assert!(told.contains("words are rare, and read as <UNK>"), "{told}");
    let sample = done(dir, &["sample", "s.ron", "--prime", "a whale", "--top-k", "1000", "--temperature", "9"]);
    let said = String::from_utf8(sample.stderr).unwrap();
    assert!(said.contains("\"whale\" is no word that \"s.ron\" knows, and read as <UNK>"), "{said}");
    let written = String::from_utf8(sample.stdout).unwrap();
    assert!(written.starts_with("a whale") && !written.contains("<UNK>"), "{written}");
    assert!(written.split_whitespace().count() > 150, "{written}");
}

/// Of a file: each document has a row, by the same measures as what is held out; and places in its own lines.
#[test]
fn each_document_is_held_to_the_truth() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    for (unit, tokens, bits) in [("char", "characters", "bits_per_character"), ("word", "words", "bits_per_word")] {
        fs::write(dir.join("many.txt"), QUOTES.replace('\n', "\n\n").repeat(20)).unwrap();
        let parts = ["--val-frac", "0.2", "--test-frac", "0.2", "--session", "s.ron", "--overwrite", "--headless"];
        let run = ["many.txt", "--documents", "blank", "--tokens", unit, "--epochs", "2", "--stateful", "--batch", "4"];
        done(dir, &[&run[..], &parts].concat());
        let header = Header::read(&dir.join("s.ron")).unwrap();
        let held_out = json(dir, &["s.ron", "--state", "last"]);
        let loss = held_out["measures"]["validation"]["loss"].as_f64().unwrap();
        assert!((loss - f64::from(header.validation_loss.unwrap())).abs() < 1e-5, "{loss}, not {header:?}");
        let documents = held_out["answers"].as_array().unwrap();
        assert_eq!(documents.len(), 32, "16 for validation, 16 for the test");
        assert_eq!(documents[0]["document"], "many.txt#49");
        // The same documents as a file of their own have the same losses.
        fs::write(dir.join("held.txt"), QUOTES.replace('\n', "\n\n").repeat(8)).unwrap();
        let of_file = json(dir, &["s.ron", "held.txt", "--state", "last"]);
        let same = of_file["answers"].as_array().unwrap();
        assert_eq!(same.len(), 32);
        for (a, b) in documents.iter().zip(same) {
            assert!((a["loss"].as_f64().unwrap() - b["loss"].as_f64().unwrap()).abs() < 1e-5, "{a} {b}");
            assert_eq!((&a[tokens], &a["unknown"]), (&b[tokens], &b["unknown"]));
            let per_token = a[bits].as_f64().unwrap() * std::f64::consts::LN_2;
            assert!((per_token - a["loss"].as_f64().unwrap()).abs() < 1e-5);
        }
        let count = |part: &str| held_out["measures"][part][tokens].as_u64().unwrap();
        // Each document's end is scored too.
        let of_documents: u64 = documents.iter().map(|row| row[tokens].as_u64().unwrap() + 1).sum();
        assert_eq!(count("validation") + count("test"), of_documents);
    }
    // A document that the net has not met is surprising where it differs.
    fs::write(dir.join("new.txt"), "All is well.\n\nThe sea is so\nxylophone, our boat small.\n").unwrap();
    let new = json(dir, &["s.ron", "new.txt"]);
    let words: Vec<&str> =
        new["places"].as_array().unwrap().iter().map(|place| place["word"].as_str().unwrap()).collect();
    // The line end within a document is new too.
    assert_eq!((new["answers"][1]["unknown"].as_u64(), words.contains(&"xylophone")), (Some(2), true), "{words:?}");
    let place = new["places"].as_array().unwrap().iter().find(|place| place["word"] == "xylophone").unwrap();
    let at = (&place["document"], place["line"].as_u64(), place["column"].as_u64());
    assert_eq!(at, (&"new.txt#2".into(), Some(2), Some(1)));
}

/// A document begins after the end of the one before, also where a text is given to be looked into.
#[test]
fn a_text_given_to_inspect_is_a_document() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    for (unit, first) in [("char", "A"), ("word", "All")] {
        learnt(dir, &["--tokens", unit]);
        let args = ["inspect", "s.ron", "--text", "All is", "--json"];
        let said: Value = serde_json::from_str(&stdout(dir, &args)).unwrap();
        assert_eq!((&said["tokens"][0], &said["tokens"][1]), (&"<EOS>".into(), &first.into()), "{unit}");
    }
    refused(dir, &["inspect", "s.ron", "--probe", "vowels"], "--probe \"vowels\" is no word that the net knows");
    let said = done(dir, &["inspect", "s.ron", "--text", "All whales"]);
    let note = String::from_utf8([said.stderr, said.stdout].concat()).unwrap();
    assert!(note.contains("\"whales\" is no word that"), "{note}");
}

#[test]
fn a_run_in_two_parts_is_the_run_in_one() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    fs::create_dir(dir.join("texts")).unwrap();
    for (name, text) in [("a.txt", QUOTES.to_owned()), ("b.txt", SHIP.repeat(9)), ("c.txt", QUOTES.repeat(7))] {
        fs::write(dir.join("texts").join(name), text).unwrap();
    }
    let run = ["texts", "--documents", "file", "--tokens", "word", "--stateful", "--batch", "2", "--headless"];
    done(dir, &[&run[..], &["--epochs", "4", "--session", "whole.ron", "--log", "whole.csv"]].concat());
    done(dir, &[&run[..], &["--epochs", "2", "--session", "half.ron"]].concat());
    done(dir, &["resume", "half.ron", "--epochs", "2", "--headless"]);
    let [whole, half] = ["whole.ron", "half.ron"].map(|name| crate::support::program::exported(dir, name));
    assert!(whole == half, "the weights differ");
}

#[test]
fn what_cannot_be_cut_into_documents_is_refused_with_what_to_do() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    fs::write(dir.join("one.txt"), SHIP).unwrap();
    fs::write(dir.join("blank.txt"), "\n \n\t\n").unwrap();
    for (args, says) in [
        (&["one.txt", "--documents", "file", "--val-frac", "0.1"][..], "the text is 1 document: use --val-frac 0"),
        (&["one.txt", "--documents", "line", "--test-frac", "0.1"], "--test-frac 0.1 holds out whole documents"),
        (&["one.txt", "--documents", "page"], "none, line, blank, file"),
        (&["blank.txt", "--documents", "line"], "is empty"),
        (&["blank.txt", "--documents", "blank", "--tokens", "word"], "is empty"),
        (&["one.txt", "--tokens", "word", "--min-count", "99"], "--min-count 99 leaves no word to know"),
        (&["one.txt", "--tokens", "char", "--min-count", "2"], "--min-count 2 means nothing beside"),
    ] {
        refused(dir, &[args, &["--headless"]].concat(), says);
    }
}
