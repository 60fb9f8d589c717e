//! The course as lessons: each ends where its lab ends, opens at two sizes in two languages, and answers what it tells
//! a learner to type.

mod support;

use std::path::Path;
use std::process::{Command, Output, Stdio};

use rnntui::lessons::{self, Change, Lang, Lesson};
use support::terminal::Terminal;
use tempfile::TempDir;

fn rnntui(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rnntui")).current_dir(dir).args(args).stdin(Stdio::null()).output().unwrap()
}

/// What a lesson's part says at its end, without a screen.
fn end_of(lesson: &str, options: &[&str]) -> String {
    let dir = TempDir::new().unwrap();
    let args: Vec<&str> = ["lesson", lesson, "--headless"].into_iter().chain(options.iter().copied()).collect();
    let output = rnntui(dir.path(), &args);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{lesson} {options:?}: {stderr}");
    stderr
}

#[test]
fn hihello_predicts_ihello() {
    assert!(end_of("hihello", &[]).contains("predicted: ihello\n"));
    assert!(end_of("hihello", &["--part", "linear"]).contains("predicted: ihello\n"));
}

#[test]
fn charseq_predicts_the_phrase() {
    assert!(end_of("charseq", &[]).contains("predicted: if you want you\n"));
}

#[test]
fn longseq_predicts_the_sentence() {
    let end = end_of("longseq", &[]);
    let sentence = &include_str!("../ship.txt")[2..];
    assert!(end.contains(sentence), "all but the first letter, which nothing foretells: {end}");
}

/// All pairs it trains on, and of those held out what the lesson's last page says.
#[test]
fn seq2seq_translates_its_pairs() {
    for (part, held_out) in [("plain", "3 of 4"), ("attention", "4 of 4")] {
        let end = end_of("seq2seq", &["--part", part]);
        assert!(end.contains("training pairs: 54 of 54 pairs exactly, 100.0% of the tokens\n"), "{end}");
        assert!(end.contains(&format!("held-out pairs: {held_out} pairs exactly")), "{end}");
        assert!(!end.contains("<UNK>"), "the words of the held-out pairs are known: {end}");
    }
}

#[test]
fn basics_reads_three_words_of_four_letters() {
    let end = end_of("basics", &["--epochs", "1"]);
    assert!(end.contains("RNN 1×2"), "{end}");
}

#[test]
fn lessons_are_listed_and_wrong_names_answered() {
    let dir = TempDir::new().unwrap();
    let list = String::from_utf8(rnntui(dir.path(), &["lesson"]).stdout).unwrap();
    let names: Vec<_> = list.lines().map(|line| line.split_whitespace().next().unwrap()).collect();
    assert_eq!(names, lessons::all().iter().map(|lesson| lesson.name).collect::<Vec<_>>());
    let korean = String::from_utf8(rnntui(dir.path(), &["lesson", "--lang", "ko"]).stdout).unwrap();
    assert!(korean.contains("원-핫"), "{korean}");
    for (args, named) in [
        (vec!["lesson", "hihelo"], "hihelo"),
        (vec!["lesson", "hihello", "--part", "none"], "none"),
        (vec!["lesson", "hihello", "--hidden", "7"], "--no-linear"),
        (vec!["lesson", "hihello", "--lang", "fr"], "fr"),
    ] {
        let output = rnntui(dir.path(), &args);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && stderr.contains(named), "{args:?}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
}

/// Opens a lesson, turns all its pages, makes a step, moves the cursor, and leaves.
fn open(lesson: &Lesson, size: (u16, u16), lang: Lang) {
    let dir = TempDir::new().unwrap();
    let option = if lang == Lang::Ko { "ko" } else { "en" };
    let mut terminal = Terminal::sized(size, dir.path(), &["lesson", lesson.name, "--lang", option]);
    let pages = lesson.pages(lang);
    for (number, page) in (1..).zip(pages) {
        terminal.wait_for(&format!("page {number} of {}", pages.len()));
        terminal.wait_for(&page.title);
        terminal.press("n");
    }
    terminal.wait_for("try next");
    terminal.press("ppp.");
    terminal.wait("a step", |screen| screen.lines().nth(1).is_some_and(|line| line.contains("step 1 ")));
    terminal.press("l");
    terminal.press("j");
    terminal.press("q");
    terminal.wait_for("Leave?");
    terminal.press("d");
    assert_eq!(terminal.ended(), 0, "{}", lesson.name);
}

#[test]
fn every_lesson_opens_at_two_sizes_in_two_languages() {
    for lesson in lessons::all() {
        for size in [(80, 24), (160, 45)] {
            for lang in [Lang::En, Lang::Ko] {
                open(&lesson, size, lang);
            }
        }
    }
}

/// What a lesson proposes works there: a change starts it anew and says so.
#[test]
fn whatever_a_lesson_proposes_works() {
    for lesson in lessons::all() {
        let dir = TempDir::new().unwrap();
        let mut terminal = Terminal::start(dir.path(), &["lesson", lesson.name]);
        terminal.wait_for("▮▮ paused");
        for tried in &lesson.preset.tries {
            let (word, rest) = tried.command.split_once(' ').unwrap();
            terminal.press(&format!(":{}\r", tried.command));
            match Change::parse(word, rest) {
                Some(change) => {
                    let change = change.unwrap();
                    terminal.wait_for(&format!("a new run with {change}"));
                    terminal.wait_for("step 0 ");
                }
                None if word == "lr" => {
                    terminal.wait_for(&format!("→ {rest}"));
                }
                None => {
                    assert_eq!(word, "epochs", "{}: {}", lesson.name, tried.command);
                    terminal.wait_for("epochs more");
                    // It may go on for long: the next change ends it.
                }
            }
        }
        terminal.press("\u{3}");
        assert_eq!(terminal.ended(), 130, "{}", lesson.name);
    }
}

#[test]
fn the_start_screen_opens_lessons_sessions_and_files() {
    let dir = TempDir::new().unwrap();
    std::fs::write(dir.path().join("ship.txt"), include_str!("../ship.txt")).unwrap();
    let mut terminal = Terminal::sized((80, 24), dir.path(), &["--lang", "en"]);
    terminal.wait_for("Lessons of the course");
    terminal.press("jj\r");
    terminal.wait_for("Lesson hihello");
    terminal.press(".");
    terminal.wait_for("step 1 ");
    terminal.press("s");
    terminal.wait_for("saved sessions/hihello.ron");
    terminal.press("q");
    assert_eq!(terminal.ended(), 0);

    let mut terminal = Terminal::sized((80, 24), dir.path(), &["--lang", "en"]);
    terminal.wait_for("hihello.ron");
    terminal.press("\t\r");
    terminal.wait_for("RNN 1×5");
    terminal.press("\u{3}");
    assert_eq!(terminal.ended(), 130);

    let mut terminal = Terminal::sized((80, 24), dir.path(), &["--lang", "en"]);
    terminal.wait_for("A file to learn from");
    terminal.press("\t\t");
    terminal.press("nothing\r");
    terminal.wait_for("cannot be opened");
    terminal.press("\u{1b}");
    std::thread::sleep(std::time::Duration::from_millis(200));
    terminal.press("ship.txt\r");
    terminal.wait_for("● training");
    terminal.press("\u{3}");
    assert_eq!(terminal.ended(), 130);

    let terminal = Terminal::sized((80, 24), dir.path(), &[]);
    let mut terminal = terminal;
    terminal.wait_for("rnntui");
    terminal.press("q");
    assert_eq!(terminal.ended(), 0);
}
