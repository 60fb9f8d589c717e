//! What `predict` answers: for the held-out rows what the dashboard shows, for other rows without the data.

use std::fs;
use std::path::Path;

use rnntui::session::format::Header;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::labelled;
use crate::support::program::{SHIP, answered, done, refused};

const PAIRS: &str = include_str!("../../src/lessons/seq2seq/pairs.tsv");

/// The object of `predict --json`.
fn json(dir: &Path, args: &[&str]) -> Value {
    serde_json::from_slice(&done(dir, &[&["predict"], args, &["--json"]].concat()).stdout).unwrap()
}

/// Answers as a table: its header, and its rows.
fn table(csv: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut read = csv::Reader::from_reader(csv);
    let head = read.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = read.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    (head, rows.collect())
}

fn close(found: &Value, wanted: f32) {
    let found = found.as_f64().unwrap();
    assert!((found - f64::from(wanted)).abs() < 1e-5 * f64::from(wanted).max(0.1), "{found}, not {wanted}");
}

/// A run of each task with held-out rows, far from having learnt them all.
fn trained(dir: &Path, task: &str) -> String {
    fs::write(dir.join("rows.tsv"), labelled::rows(80)).unwrap();
    fs::write(dir.join("pairs.tsv"), PAIRS).unwrap();
    fs::write(dir.join("ship.txt"), SHIP.repeat(40)).unwrap();
    let run: &[&str] = match task {
        "classify" => &["rows.tsv", "--task", "classify", "--epochs", "2", "--tokens", "char"],
        "generate" => &["rows.tsv", "--task", "generate", "--epochs", "4"],
        "translate" => &["pairs.tsv", "--epochs", "15", "--hidden", "16"],
        _ => &["ship.txt", "--epochs", "1", "--stateful", "--hidden", "8", "--seq-len", "20"],
    };
    let parts = ["--val-frac", "0.3", "--test-frac", "0.2", "--session", "s.ron", "--overwrite"];
    let said = done(dir, &[run, &parts].concat()).stderr;
    String::from_utf8(said).unwrap()
}

#[test]
fn held_out_rows_get_the_measures_that_the_run_told() {
    for task in ["classify", "generate", "translate", "text"] {
        let dir = TempDir::new().unwrap();
        let dir = dir.path();
        let told = trained(dir, task);
        let header = Header::read(&dir.join("s.ron")).unwrap();
        let said = json(dir, &["s.ron", "--state", "last"]);
        let measures = &said["measures"]["validation"];
        close(&measures["loss"], header.validation_loss.unwrap());
        close(&measures["accuracy"], header.validation_accuracy.unwrap());
        // The test part is measured at the end, with the best net.
        let best = json(dir, &["s.ron"]);
        let tested = &best["measures"]["test"];
        close(&tested["loss"], header.test.unwrap().loss);
        close(&tested["accuracy"], header.test.unwrap().accuracy.unwrap());
        assert_eq!((&said["task"], &said["step"]), (&Value::from(task), &Value::from(header.step)));
        for (part, measures) in best["measures"].as_object().unwrap() {
            let words = match task {
                "classify" => format!("{part} rows: {} of {} right", measures["right"], measures["rows"]),
                "translate" => format!(
                    "{part} pairs: {} of {} pairs exactly, {:.1}% of the tokens",
                    measures["exact"],
                    measures["rows"],
                    100.0 * measures["token_accuracy"].as_f64().unwrap()
                ),
                _ => continue,
            };
            assert!(told.contains(&words), "{words}: {told}");
        }
    }
}

#[test]
fn words_weights_and_a_threshold_count_as_they_did_in_the_run() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let row = |i: usize| {
        let (label, what) =
            if i.is_multiple_of(4) { ("rare", "a storm over the sea") } else { ("usual", "a calm day by the sea") };
        format!("{label}\t{what} {}\n", ["today", "again", "now", "and so on", "at last"][i % 5])
    };
    fs::write(dir.join("rows.tsv"), (0..200).map(row).collect::<String>()).unwrap();
    let run = ["rows.tsv", "--task", "classify", "--tokens", "word", "--balance", "--threshold", "0.6"];
    let output = done(dir, &[&run[..], &["--epochs", "1", "--lr", "1e-4", "--session", "s.ron"]].concat());
    let told = String::from_utf8(output.stderr).unwrap();
    let header = Header::read(&dir.join("s.ron")).unwrap();
    let said = json(dir, &["s.ron"]);
    let measures = &said["measures"]["test"];
    close(&measures["loss"], header.test.unwrap().loss);
    assert!(told.contains(&format!("test rows: {} of ", measures["right"])), "{told}");
    let unsure = |row: &Value| row["probability"].as_f64().unwrap() < 0.6;
    let answers = said["answers"].as_array().unwrap();
    assert!(answers.iter().any(unsure) && answers.iter().all(|row| unsure(row) == (row["answer"] == "?")), "{said}");
    fs::write(dir.join("new.tsv"), "rare\tzebras over the sea\nby the sea\n").unwrap();
    let notes = &json(dir, &["s.ron", "new.tsv"])["notes"];
    assert_eq!(notes[0], "1 word is in no text that was learnt (\"zebras\"), and read as <UNK>");
    assert!(notes[1].as_str().unwrap().contains("--balance"), "{notes}");
}

#[test]
fn all_rows_of_a_generators_file_give_what_its_summary_tells() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let told = trained(dir, "generate");
    let said = json(dir, &["s.ron", "rows.tsv", "--state", "last"]);
    let measures = &said["measures"]["file"];
    let words = format!("written: {} of {} labels give", measures["exact"], measures["labels"]);
    assert!(told.contains(&words), "{words}: {told}");
    let rows = said["answers"].as_array().unwrap();
    assert_eq!((rows.len(), &rows[0]["label"]), (80, &Value::from("한국어")));
    assert!(rows.iter().all(|row| row["exact"] == (row["ended"] == true && row["written"] == row["text"])));
}

/// Rows of a file get the answers that they had when they were held out, though the data is gone.
#[test]
fn rows_of_a_file_are_answered_without_the_data() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    fs::write(dir.join("rows.tsv"), labelled::rows(6000)).unwrap();
    let large = ["rows.tsv", "--task", "classify", "--epochs", "1", "--hidden", "8", "--session", "s.ron"];
    done(dir, &large);
    let held_out = done(dir, &["predict", "s.ron"]);
    let (head, rows) = table(&held_out.stdout);
    assert_eq!(head, ["part", "row", "label", "answer", "probability", "second", "second_probability"]);
    assert!(rows.len() > 100 && rows.iter().all(|row| ["validation", "test"].contains(&&*row[0])), "{rows:?}");
    fs::rename(dir.join("rows.tsv"), dir.join("other.tsv")).unwrap();
    refused(dir, &["predict", "s.ron"], "or give a FILE with rows to answer");
    let (_, all) = table(&done(dir, &["predict", "s.ron", "other.tsv"]).stdout);
    assert_eq!(all.len(), 6000);
    for row in &rows {
        let number: usize = row[1].parse().unwrap();
        assert_eq!(all[number - 1][1..4], row[1..4]);
        let [a, b] = [&all[number - 1], row].map(|row| row[4].parse::<f64>().unwrap());
        assert!((a - b).abs() < 1e-5, "{a}, {b}");
    }
    // What is to be answered may be missing, and what is not known is counted and said once.
    let input = "sea\nFrench\tsea, sea?\n\n,?\nEnglish\ta ship\n";
    let output = answered(dir, &["predict", "s.ron", "-"], input.as_bytes());
    let (stderr, (_, rows)) = (String::from_utf8(output.stderr).unwrap(), table(&output.stdout));
    assert_eq!([&rows[0][2], &rows[1][2], &rows[2][3], &rows[3][2]], ["", "French", "", "English"]);
    let said: Vec<&str> = stderr.lines().collect();
    assert_eq!(said.len(), 4, "{stderr}");
    assert!(said[0].starts_with("4 characters are in no text that was learnt (\",\" 2 times, \"?\" 2"), "{stderr}");
    assert!(said[1].starts_with("1 label is in no row that was learnt (\"French\"), and never right"), "{stderr}");
    assert!(said[2].starts_with("1 row has no character that was learnt"), "{stderr}");
    assert!(said[3].starts_with("file: rows 4, loss ") && said[3].contains("right 1"), "{stderr}");
}

/// A session of a table's columns answers tables in which what is to be answered may be missing.
#[test]
fn columns_of_a_table_are_those_that_were_learnt() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let row =
        |i: usize| format!("{i},{},\"a {}, ok\"\n", ["one", "two"][i % 2], ["ship", "sea"][i % 2].repeat(1 + i % 3));
    let table: String = (0..60).map(row).collect();
    fs::write(dir.join("rows.csv"), format!("id,kind,words\n{table}")).unwrap();
    let columns = ["--label-column", "kind", "--text-column", "words"];
    let run = [&["rows.csv", "--task", "classify", "--epochs", "30", "--tokens", "char"], &columns[..]].concat();
    done(dir, &[&run[..], &["--session", "s.ron"]].concat());
    let all = json(dir, &["s.ron", "rows.csv"]);
    assert_eq!(all["answers"].as_array().unwrap().len(), 60);
    assert_eq!(all["measures"]["file"]["right"], 60, "{}", all["measures"]);
    fs::write(dir.join("new.csv"), "words,other\n\"a sea, ok\",1\n\"a ship, ok\",2\n").unwrap();
    let new = json(dir, &["s.ron", "new.csv"]);
    let said: Vec<_> = new["answers"].as_array().unwrap().iter().map(|row| row["answer"].as_str().unwrap()).collect();
    assert_eq!((said, &new["answers"][0]["label"]), (vec!["two", "one"], &Value::Null));
    assert!(new["measures"]["file"].get("accuracy").is_none());
    fs::write(dir.join("none.csv"), "id,kind\n1,one\n2,two\n").unwrap();
    refused(dir, &["predict", "s.ron", "none.csv"], "--text-column");
}

#[test]
fn a_text_is_told_document_by_document_with_its_surprises() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    trained(dir, "text");
    fs::write(dir.join("a.txt"), SHIP.repeat(30)).unwrap();
    fs::write(dir.join("b.txt"), "wood\nwoqd\u{1b}[31m한\n").unwrap();
    let args = ["predict", "s.ron", "a.txt", "b.txt"];
    let output = done(dir, &args);
    let (head, rows) = table(&output.stdout);
    assert_eq!(head, ["part", "document", "characters", "unknown", "loss", "bits_per_character", "accuracy"]);
    let number = |text: &String| text.parse::<f64>().unwrap();
    assert_eq!([&rows[0][1], &rows[1][1], &rows[1][2]], ["a.txt", "b.txt", "16"]);
    assert!((number(&rows[0][5]) - number(&rows[0][4]) / std::f64::consts::LN_2).abs() < 1e-5);
    assert!(number(&rows[1][4]) > number(&rows[0][4]), "{rows:?}");
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("in no text that was learnt") && !stderr.contains('\x1b'), "{stderr}");
    let (head, places) = table(&done(dir, &[&args[..], &["--places", "3"]].concat()).stdout);
    assert_eq!(head, ["part", "document", "line", "column", "character", "around", "bits"]);
    let bits: Vec<f64> = places.iter().map(|place| number(&place[6])).collect();
    assert!(places.len() == 3 && bits.is_sorted_by(|a, b| a >= b), "{places:?}");
    // One document is read as one, however many streams share it.
    let [head, whole] = [&SHIP.repeat(2), &SHIP.repeat(30)].map(|text| {
        fs::write(dir.join("c.txt"), text).unwrap();
        json(dir, &["s.ron", "c.txt"])["measures"]["file"].clone()
    });
    assert!(head["characters"].as_u64().unwrap() + 1 == SHIP.chars().count() as u64 * 2, "{head}");
    assert!(whole["loss"].as_f64().unwrap() <= head["loss"].as_f64().unwrap() + 0.05, "{whole}, {head}");
}

#[test]
fn answers_replace_only_answers() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    trained(dir, "translate");
    let printed = done(dir, &["predict", "s.ron"]).stdout;
    for _ in 0..2 {
        assert!(done(dir, &["predict", "s.ron", "-o", "out.csv"]).stdout.is_empty());
        assert_eq!(fs::read(dir.join("out.csv")).unwrap(), printed);
    }
    fs::write(dir.join("mine.csv"), "name,part\n").unwrap();
    refused(dir, &["predict", "s.ron", "-o", "mine.csv"], "holds something else than answers");
    refused(dir, &["predict", "s.ron", "-o", "s.ron"], "holds something else than answers");
}

#[test]
fn what_predict_cannot_do_is_refused_in_one_sentence() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    trained(dir, "classify");
    fs::write(dir.join("tabs.tsv"), "a\tb\n\na\tb\tc\n").unwrap();
    fs::write(dir.join("blank.tsv"), " \n\n").unwrap();
    for (args, named) in [
        (&["s.ron", "gone.tsv"][..], "there is no file \"gone.tsv\""),
        (&["s.ron", "tabs.tsv"], "\"tabs.tsv\", line 3 has 2 tabs"),
        (&["s.ron", "blank.tsv"], "\"blank.tsv\" has no row to answer"),
        (&["s.ron", "tabs.tsv", "blank.tsv"], "\"blank.tsv\" is a second FILE"),
        (&["s.ron", "rows.tsv", "--data", "rows.tsv"], "--data \"rows.tsv\" is not read"),
        (&["s.ron", "--places", "3"], "--places belongs to a session of text"),
        (&["s.ron", "--at", "100000"], "100000"),
        (&["rows.tsv"], "rows.tsv"),
    ] {
        refused(dir, &[&["predict"], args].concat(), named);
    }
    done(
        dir,
        &[
            "rows.tsv",
            "--task",
            "classify",
            "--epochs",
            "1",
            "--val-frac",
            "0",
            "--test-frac",
            "0",
            "--session",
            "all.ron",
        ],
    );
    refused(dir, &["predict", "all.ron"], "\"all.ron\" was trained on all of its data: give a FILE");
}

#[test]
fn standard_input_that_is_not_read_is_said() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    trained(dir, "text");
    for (args, said) in [
        (&["predict", "s.ron"][..], true),
        (&["predict", "s.ron", "-"], false),
        (&["sample", "s.ron"], true),
        (&["sample", "s.ron", "--prime-file", "-"], false),
    ] {
        let output = answered(dir, args, b"wood and wood\n");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{stderr}");
        assert_eq!(stderr.contains("standard input is not read"), said, "{args:?}: {stderr}");
    }
    // The net knows no line ends, and every file has one.
    let [file, given] = [["--prime-file", "-"], ["--prime", "wood"]].map(|prime| {
        String::from_utf8(answered(dir, &[&["sample", "s.ron"], &prime[..]].concat(), b"wood\n").stdout).unwrap()
    });
    assert!(file.starts_with("wood"));
    assert_eq!(file, given);
}

#[test]
fn texts_are_written_apart_each_by_its_own_stream_and_to_its_stop() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    trained(dir, "text");
    let sample = |more: &[&str]| {
        let output = done(dir, &[&["sample", "s.ron", "--prime", "wo", "-n", "30"], more].concat());
        String::from_utf8(output.stdout).unwrap()
    };
    let one = sample(&[]);
    let three = sample(&["--count", "3"]);
    assert!(three.starts_with(&format!("{one}\nwo")), "{three}");
    assert_eq!(three.len(), 3 * one.len() + 2, "of the same length, a blank line between them: {three}");
    assert_ne!(three[one.len() + 1..].get(..one.len()), Some(&one[..]), "another stream");
    assert_eq!(sample(&["--top-k", "1"]), sample(&["--temperature", "0"]));
    assert_ne!(sample(&["--top-k", "2"]), one);
    let stop = &one[10..12];
    let written = one[2..].split(stop).next().unwrap();
    assert_eq!(sample(&["--stop", stop]), format!("wo{written}\n"));
    for (args, named) in [
        (&["--top-k", "0"][..], "--top-k 0 is out of range"),
        (&["--count", "0"], "--count 0 is out of range"),
        (&["--count", "2", "--temperature", "0"], "leave out --count 2"),
        (&["--stop", ""], "--stop is empty"),
        (&["--stop", "한"], "--stop holds '한'"),
        (&["--prime-file", "gone.txt"], "\"gone.txt\""),
    ] {
        refused(dir, &[&["sample", "s.ron"], args].concat(), named);
    }
    trained(dir, "generate");
    let rows = |more: &[&str]| {
        let output = done(dir, &[&["sample", "s.ron", "--temperature", "1.5"], more].concat());
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let (two, six) = (rows(&[]), rows(&["--count", "3"]));
    assert_eq!((two.len(), six.len(), &six[0], &six[3]), (2, 6, &two[0], &two[1]));
    assert!(six.iter().all(|row| row.contains('\t')) && six[0] != six[1], "{six:?}");
    let stopped = rows(&["--stop", " "]);
    assert_eq!(stopped[0], two[0].split(' ').next().unwrap(), "{two:?}");
    refused(dir, &["sample", "s.ron", "--prime-file", "ship.txt"], "--prime-file belongs to a session of text");
}
