//! What a run without a screen says of a net before any step is what it said when that net was saved.

use std::fs;

use crate::support::labelled;
use crate::support::program::done;
use tempfile::TempDir;

/// The lines of a run after the notes: progress without its speed, and the summary.
fn last_words(stderr: &[u8]) -> Vec<String> {
    let text = String::from_utf8(stderr.to_vec()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let last = lines.iter().rposition(|line| line.starts_with("epoch ")).unwrap();
    let end = lines.iter().rposition(|line| line.starts_with("saved ")).unwrap();
    // The speed stands behind the rate.
    let words = lines[last..end].iter().map(|line| line.split("  lr ").next().unwrap_or_default().to_owned());
    words.collect()
}

#[test]
fn a_session_is_summed_up_as_it_was_when_it_was_saved() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    fs::write(dir.join("ship.txt"), include_str!("../../ship.txt")).unwrap();
    fs::write(dir.join("prices.csv"), include_str!("../../src/lessons/timeseries/prices.csv")).unwrap();
    fs::write(dir.join("pairs.tsv"), include_str!("../../src/lessons/seq2seq/pairs.tsv")).unwrap();
    fs::write(dir.join("rows.tsv"), labelled::rows(60)).unwrap();
    let runs: [&[&str]; 5] = [
        &["ship.txt", "--val-frac", "0.1"],
        &["prices.csv"],
        &["pairs.tsv", "--attention", "--val-frac", "0.1"],
        &["rows.tsv", "--task", "classify"],
        &["rows.tsv", "--task", "generate"],
    ];
    for run in runs {
        let session = "s.ron";
        let first = done(dir, &[run, &["--epochs", "3", "--headless", "--session", session, "--overwrite"]].concat());
        let mut saved = last_words(&first.stderr);
        assert!(saved.len() > 1, "{run:?}: {saved:?}");
        for _ in 0..3 {
            let again = done(dir, &["resume", session, "--epochs", "0", "--headless"]);
            assert_eq!(last_words(&again.stderr), saved, "{run:?}");
            let more = done(dir, &["resume", session, "--epochs", "2", "--headless"]);
            assert_ne!(last_words(&more.stderr), saved, "{run:?}");
            saved = last_words(&more.stderr);
        }
    }
}
