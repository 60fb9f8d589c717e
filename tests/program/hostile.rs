//! Invariant 8 in the real program: text that a terminal would obey, or that nobody would see, in every place where
//! text of others can stand.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use crate::support::program::rnntui;
use crate::support::terminal::Terminal;
use safetensors::tensor::{Dtype, TensorView};
use tempfile::TempDir;

/// Moves the cursor, clears, rings, turns the line around, and hides.
const EVIL: &str = "x\u{1b}[66;66H\u{9b}2J\u{7}\u{202e}\u{2066}\u{200b}\u{2028}\u{2029}\u{feff}\u{ad}\u{fe0f}y";
/// The same without what splits lines or words of files.
const WORD: &str = "x\u{1b}[66;66H\u{9b}2J\u{7}\u{202e}\u{2066}\u{200b}\u{ad}y";

/// Whether a terminal would obey or hide this character.
fn obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// Asserts that nothing in this output of `args` is obeyed but ends of lines, and tabs.
fn harmless(args: &[&str], text: &str) {
    let bad: Vec<char> = text.chars().filter(|&c| obeyed(c) && !['\n', '\t'].contains(&c)).collect();
    assert!(bad.is_empty(), "{args:?} writes {bad:?}: {text:?}");
}

/// Runs it without a terminal: both outputs are harmless. Returns them.
fn plain(dir: &Path, args: &[&str]) -> String {
    let output = rnntui(dir, args);
    let all = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(all).unwrap();
    harmless(args, &text);
    text
}

/// What the terminal was sent, without this program's own sequences.
fn printed(raw: &[u8]) -> String {
    #[derive(Default)]
    struct Printed(String);
    impl vte::Perform for Printed {
        fn print(&mut self, c: char) {
            self.0.push(c);
        }
        fn execute(&mut self, byte: u8) {
            // A terminal's own end of a line.
            if byte != b'\r' {
                self.0.push(byte.into());
            }
        }
        fn csi_dispatch(&mut self, params: &vte::Params, _: &[u8], _: bool, action: char) {
            let numbers: Vec<u16> = params.iter().map(|param| param[0]).collect();
            assert!(action != 'H' || numbers != [66, 66], "the cursor was moved by a file");
        }
    }
    let mut printed = Printed::default();
    vte::Parser::new().advance(&mut printed, raw);
    printed.0
}

/// Runs it in a terminal until `shown` is there: what it sent is harmless.
fn on_a_screen(dir: &Path, args: &[&str], typed: &str, shown: &str) {
    let mut terminal = Terminal::sized((160, 45), dir, args);
    if !typed.is_empty() {
        terminal.press(typed);
    }
    terminal.wait_for(shown);
    terminal.child.kill().unwrap();
    // What it is sent back is echoed by the terminal, not by the program.
    let raw = terminal.raw.lock().unwrap().clone();
    let text = printed(&raw);
    harmless(args, &text);
}

#[test]
fn names_of_files_and_sessions() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let (file, session) = (format!("{EVIL}.txt"), format!("{EVIL}.ron"));
    fs::write(dir.join(&file), format!("a text with {EVIL} in it. ").repeat(12)).unwrap();
    let run = [file.as_str(), "--hidden", "4", "--epochs", "1", "--session", &session];
    assert!(plain(dir, &run).contains("saved"));
    plain(dir, &run);
    plain(dir, &["resume", &session, "--headless", "--epochs", "1"]);
    assert!(plain(dir, &["sessions", "."]).contains("x␛[66;66H"));
    plain(dir, &["sessions", EVIL]);
    plain(dir, &["export", &session, &format!("{EVIL}.safetensors")]);
    plain(dir, &["resume", EVIL]);
    plain(dir, &["lesson", EVIL]);
    plain(dir, &["lesson", "hihello", "--part", EVIL]);
    plain(dir, &["bench", EVIL]);
    for option in
        ["--cell", "--target", "--hidden", "--task", "--lr", "--fps", "--theme", "--log", "--init", "--unknown"]
    {
        plain(dir, &[&file, option, EVIL]);
    }
    plain(dir, &["sample", &session, "--prime", &format!("q{EVIL}")]);
    plain(dir, &["sample", &session, "--label", EVIL]);
    fs::write(dir.join("broken.ron"), format!("rnntui {EVIL}\n(version: {EVIL})\n")).unwrap();
    plain(dir, &["sessions", "."]);
    plain(dir, &["resume", "broken.ron"]);
    on_a_screen(dir, &[&file, "--session", "other.ron", "--hidden", "4"], "", "x␛[66;66H");
    on_a_screen(dir, &["resume", &session], "s", "x␛[66;66H");
    on_a_screen(dir, &["sessions", "."], "", "x␛[66;66H");
    on_a_screen(dir, &["sample", &session, "--prime", EVIL, "-n", "40"], "", "x␛[66;66H");
    fs::create_dir_all(dir.join("sessions")).unwrap();
    fs::rename(dir.join(&session), dir.join("sessions").join(&session)).unwrap();
    on_a_screen(dir, &[], "", "x␛[66;66H");
}

#[test]
fn columns_and_rows_of_a_series() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let rows: Vec<String> = (0..40).map(|i| format!("{WORD}{i},{},{WORD}\n", i % 5)).collect();
    fs::write(dir.join("s.csv"), format!("day{WORD},close{WORD},note{WORD}\n{}", rows.concat())).unwrap();
    let said = plain(dir, &["s.csv", "--epochs", "1", "--headless", "--session", "s.ron"]);
    assert!(said.contains("x␛[66;66H"), "{said}");
    plain(dir, &["s.csv", "--target", &format!("day{WORD}")]);
    on_a_screen(dir, &["s.csv", "--session", "t.ron"], "", "close");
    // A pipe is given the name as it is; a terminal is not.
    assert!(String::from_utf8(rnntui(dir, &["sample", "s.ron"]).stdout).unwrap().contains(WORD));
    on_a_screen(dir, &["sample", "s.ron", "-n", "9"], "", "ahead,close");
    fs::write(dir.join("bad.csv"), format!("a{WORD},b\n1,2\n{WORD},{WORD}\n3,{WORD}\n")).unwrap();
    plain(dir, &["bad.csv"]);
}

#[test]
fn labels_and_words() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let rows: Vec<String> = (0..12).map(|i| format!("{WORD}{}\tw{WORD} {WORD}\n", i % 2)).collect();
    fs::write(dir.join("r.tsv"), rows.concat()).unwrap();
    for task in ["classify", "generate", "translate"] {
        let session = format!("{task}.ron");
        let run = ["r.tsv", "--task", task, "--hidden", "4", "--epochs", "1", "--headless", "--session", &session];
        plain(dir, &run);
        on_a_screen(dir, &["r.tsv", "--task", task, "--hidden", "4", "--session", "t.ron", "--overwrite"], "", "x␛[66");
        plain(dir, &["sample", &session, "--label", WORD]);
    }
    on_a_screen(dir, &["sample", "generate.ron"], "", "x␛[66");
}

#[test]
fn names_of_tensors() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    fs::write(dir.join("t.txt"), "abcabcabcabc".repeat(4)).unwrap();
    let data = [0u8; 4];
    for name in [EVIL.to_owned(), format!("rnn.weight_ih_l0{EVIL}")] {
        let view = TensorView::new(Dtype::F32, vec![1], &data).unwrap();
        let bytes = safetensors::serialize([(name, view)], None::<HashMap<String, String>>).unwrap();
        fs::write(dir.join("w.safetensors"), bytes).unwrap();
        let said = plain(dir, &["t.txt", "--headless", "--init", "w.safetensors"]);
        assert!(said.contains("w.safetensors"), "{said}");
    }
    fs::write(dir.join("w.safetensors"), [&20u64.to_le_bytes()[..], EVIL.as_bytes()].concat()).unwrap();
    plain(dir, &["t.txt", "--headless", "--init", "w.safetensors"]);
}
