//! Sessions of every version, as the program of its time saved them: each opens, and goes on exactly as it would have
//! gone on then.
//!
//! Beside `tests/fixtures/sessions/NAME.ron` stand what the program that saved it made of it: `NAME.jsonl`, the log of
//! the next five epochs, and `NAME.after`, the SHA-256 of the exported parameters before and after them. The files are
//! never made anew: what they hold is what users have on their disks. One kind of number was: `val_loss` of texts,
//! since the text before the held-out part is read first.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::program::{done, exported, sha256};
use rnntui::nn::machine::{Kernels, kernels};
use serde_json::Value;
use tempfile::TempDir;

fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sessions").join(name)
}

/// What a line of the log says since the first version.
const NAMES: [&str; 6] = ["step", "epoch", "loss", "lr", "grad_norm", "val_loss"];

/// The loss, the rate and the norm of the gradient of each step, and the loss of a validation.
fn numbers(log: &str) -> Vec<f64> {
    let line = |line| -> Value { serde_json::from_str(line).unwrap() };
    log.lines().map(line).flat_map(|line| NAMES.map(|name| line[name].as_f64().unwrap_or(-1.0))).collect()
}

/// The same as each line has them, digit for digit; nothing where it has none.
fn texts(log: &str) -> Vec<[&str; NAMES.len()]> {
    fn text<'a>(line: &'a str, name: &str) -> &'a str {
        let (_, value) = line.split_once(&format!("\"{name}\":")).unwrap_or_default();
        value.split([',', '}']).next().unwrap_or_default()
    }
    log.lines().map(|line| NAMES.map(|name| text(line, name))).collect()
}

/// Resumes a copy of the session for five epochs, and compares with what its own version did.
fn goes_on(name: &str) {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    fs::copy(kept(&format!("{name}.ron")), dir.join("s.ron")).unwrap();
    let read = |ending: &str| fs::read_to_string(kept(&format!("{name}.{ending}"))).unwrap();
    let (log, after) = (read("jsonl"), read("after"));
    let wanted: Vec<&str> = after.lines().collect();
    assert_eq!(sha256(&exported(dir, "s.ron")), wanted[0], "{name}: the parameters as read");
    done(dir, &["resume", "s.ron", "--headless", "--epochs", "5", "--log", "log.jsonl"]);
    let found = fs::read_to_string(dir.join("log.jsonl")).unwrap();
    // Without a fused multiply-add the sums are rounded twice: alike, but not the same bits.
    if kernels() == Kernels::Portable {
        let (found, wanted) = (numbers(&found), numbers(&log));
        assert_eq!(found.len(), wanted.len(), "{name}: lines of the log");
        for (found, wanted) in found.iter().zip(&wanted) {
            assert!((found - wanted).abs() <= 1e-3 * wanted.abs(), "{name}: {found} where there was {wanted}");
        }
        return;
    }
    assert_eq!(texts(&found), texts(&log), "{name}: the log of five epochs more");
    assert_eq!(sha256(&exported(dir, "s.ron")), wanted[1], "{name}: the parameters after five epochs more");
}

macro_rules! go_on {
    ($($test:ident: $name:literal;)*) => {
        $(#[test]
        fn $test() {
            goes_on($name);
        })*

        /// No file without its test.
        #[test]
        fn every_session_kept_is_tested() {
            let mut found: Vec<String> = fs::read_dir(kept("")).unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.extension().is_some_and(|ending| ending == "ron"))
                .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
                .collect();
            found.sort();
            let mut tested = vec![$($name),*];
            tested.sort_unstable();
            assert_eq!(found, tested);
        }
    };
}

go_on! {
    windows_of_version_2: "v2-windows";
    streams_of_version_2: "v2-stateful";
    a_series_of_version_2: "v2-series";
    a_classifier_of_version_2: "v2-classify";
    a_generator_of_version_2: "v2-generate";
    a_translator_of_version_2: "v2-translate";
    windows_of_version_3: "v3-windows";
    streams_of_version_3: "v3-stateful";
    a_series_of_version_3: "v3-series";
    a_classifier_of_version_3: "v3-classify";
    a_generator_of_version_3: "v3-generate";
    a_translator_of_version_3: "v3-translate";
    windows_of_version_4: "v4-windows";
    streams_of_version_4: "v4-stateful";
    a_series_of_version_4: "v4-series";
    a_classifier_of_version_4: "v4-classify";
    a_generator_of_version_4: "v4-generate";
    a_translator_of_version_4: "v4-translate";
    a_scheduled_run_with_an_earlier_best_of_version_4: "v4-scheduled";
    windows_of_version_5: "v5-windows";
    streams_of_version_5: "v5-stateful";
    a_series_of_version_5: "v5-series";
    a_classifier_of_version_5: "v5-classify";
    a_generator_of_version_5: "v5-generate";
    a_translator_of_version_5: "v5-translate";
    a_scheduled_run_of_version_5: "v5-scheduled";
    a_branch_of_version_5: "v5-branch";
    windows_of_two_files_of_version_6: "v6-windows";
    streams_of_version_6: "v6-stateful";
    a_series_of_version_6: "v6-series";
    a_classifier_of_version_6: "v6-classify";
    a_generator_of_version_6: "v6-generate";
    a_translator_of_version_6: "v6-translate";
    a_scheduled_run_of_version_6: "v6-scheduled";
    a_branch_of_version_6: "v6-branch";
}
