//! Imports point down only; the terminal, threads and files are each where they belong.

use std::fs;
use std::path::{Path, PathBuf};

/// Each part of the crate and the parts it may import.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("nn", &[]),
    ("optim", &["nn"]),
    ("data", &[]),
    ("config", &["nn", "optim", "data"]),
    ("lessons", &["config"]),
    ("task", &["nn", "data", "config"]),
    ("train", &["task", "nn", "data", "config", "optim"]),
    ("session", &["train", "task", "nn", "data", "config", "optim", "exit"]),
    ("glyph", &[]),
    ("exit", &["glyph"]),
    ("cli", &["config", "lessons", "nn"]),
    ("headless", &["train", "exit"]),
    ("tui", &["train", "lessons", "config", "exit", "glyph"]),
    ("sample", &["cli", "config", "exit", "nn", "session", "task", "data"]),
    ("bench", &["cli", "config", "data", "exit", "nn", "sample", "task", "train"]),
    ("listing", &["exit", "session", "train"]),
    ("launch", &["cli", "config", "data", "exit", "headless", "lessons", "listing", "session", "task", "train", "tui"]),
];

fn sources(dir: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().is_some_and(|name| name == "tests.rs") {
            continue;
        }
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}

fn all() -> Vec<(PathBuf, String)> {
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

/// The part a file belongs to, and the file's code before its tests.
fn part_and_code<'a>(path: &Path, text: &'a str) -> (String, &'a str) {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let part = inside.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
    (part, text.split("#[cfg(test)]\nmod tests").next().unwrap())
}

#[test]
fn imports_point_down() {
    for (path, text) in all() {
        let (part, code) = part_and_code(&path, &text);
        if part == "main" || part == "lib" {
            continue;
        }
        let (_, allowed) = MAY_IMPORT.iter().find(|(name, _)| *name == part).unwrap_or_else(|| panic!("{part} is new"));
        for import in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for piece in import.split("crate::").skip(1) {
                let to: String = piece.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                assert!(to == part || allowed.contains(&to.as_str()), "{path:?} imports {to}: {import}");
            }
        }
    }
}

#[test]
fn terminal_threads_and_files_stay_where_they_belong() {
    let rules: [(&str, &[&str]); 4] = [
        ("ratatui", &["tui/"]),
        ("thread::Builder", &["train/worker.rs", "train/worker/saving.rs", "tui/input.rs"]),
        ("thread::spawn", &[]),
        ("File::create", &[]),
    ];
    for (path, text) in all() {
        let (_, code) = part_and_code(&path, &text);
        let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for (word, homes) in rules {
            let home = homes.iter().any(|home| path.to_string_lossy().contains(home));
            assert!(home || !code.contains(word), "{path:?} uses {word}");
        }
    }
}
