//! Rows of labels and texts, and the program run on them.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::program::{answered, done};

/// The tasks on such rows.
pub const TASKS: [&str; 2] = ["classify", "generate"];

/// Rows of two languages, of any length.
pub fn rows(count: usize) -> String {
    let words = ["바다", "배", "나무 한 그루", "sea", "a ship", "wood and iron"];
    let row = |i: usize| {
        let word = words[i * 5 % 6];
        format!("{}\t{}\n", if word.is_ascii() { "English" } else { "한국어" }, vec![word; 1 + i % 3].join(" "))
    };
    (0..count).map(row).collect()
}

/// A directory with such a file.
pub fn folder(count: usize) -> TempDir {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("rows.tsv"), rows(count)).unwrap();
    dir
}

/// Runs such a task on it; what it says.
pub fn run(dir: &Path, task: &str, more: &[&str]) -> String {
    let output = done(dir, &[&["rows.tsv", "--task", task][..], more].concat());
    String::from_utf8(output.stderr).unwrap()
}

/// What the program says on stdout and on stderr when it reads `input`.
pub fn said(dir: &Path, args: &[&str], input: &str) -> (String, String) {
    let output = answered(dir, args, input.as_bytes());
    let (stdout, stderr) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{args:?}: {stderr}");
    (stdout, stderr)
}
