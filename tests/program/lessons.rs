//! The course as lessons: each ends where its lab ends, opens at two sizes in two languages, and answers what it tells
//! a learner to type.

use crate::support::program::{done, rnntui};
use crate::support::terminal::Terminal;
use rnntui::lessons::{self, Change, Lang, Lesson};
use tempfile::TempDir;

/// What a lesson's part says at its end, without a screen.
fn end_of(lesson: &str, options: &[&str]) -> String {
    let dir = TempDir::new().unwrap();
    let args: Vec<&str> = ["lesson", lesson, "--headless"].into_iter().chain(options.iter().copied()).collect();
    String::from_utf8(done(dir.path(), &args).stderr).unwrap()
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
    let sentence = &include_str!("../../ship.txt")[2..];
    assert!(end.contains(sentence), "all but the first letter, which nothing foretells: {end}");
}

/// All pairs it trains on, and of those held out what the lesson's last page says.
#[test]
fn seq2seq_translates_its_pairs() {
    for (part, held_out) in [("plain", "3 of 4"), ("attention", "4 of 4")] {
        let end = end_of("seq2seq", &["--part", part]);
        assert!(end.contains("training pairs: 54 of 54 pairs exactly, 100.0% of the tokens\n"), "{end}");
        assert!(end.contains(&format!("validation pairs: {held_out} pairs exactly")), "{end}");
        assert!(!end.contains("<UNK>"), "the words of the held-out pairs are known: {end}");
    }
}

#[test]
fn intro_learns_its_three_tiny_sets() {
    for (part, learnt) in [
        ("many-to-many", "predicted: bracadabra\n"),
        ("many-to-one", "training rows: 18 of 18 right, 100.0%\n"),
        ("one-to-many", "written: 6 of 6 labels give a text that is in the file\n"),
    ] {
        let end = end_of("intro", &["--part", part]);
        assert!(end.contains(learnt), "{part}: {end}");
    }
}

#[test]
fn packed_shows_the_staircase_and_writes_the_five_words() {
    let end = end_of("packed", &[]);
    for word in ["hello world", "midnight", "calculation", "path", "short circuit"] {
        assert!(end.contains(&format!("-> {word} (right)\n")), "{word}: {end}");
    }
    // The words' 11, 8, 11, 4 and 13 characters, and an end each.
    let staircase = "rows computed at each step: 5 5 5 5 5 4 4 4 4 3 3 3 1 1; 18 of 70 places are padding left out\n";
    assert!(end.contains(staircase), "{end}");
}

/// The share of the held-out rows that a memory run ends with, in percent.
fn remembered(part: &str, cell: &str) -> f64 {
    let end = end_of("memory", &["--part", part, "--cell", cell]);
    let line = end.lines().find(|line| line.starts_with("validation rows: ")).unwrap_or_else(|| panic!("{end}"));
    let (_, share) = line.rsplit_once(", ").unwrap();
    share.trim_end_matches('%').parse().unwrap()
}

/// Why gates exist. The last page of the lesson says the same of ten seeds.
#[test]
fn memory_is_kept_over_a_gap_by_gates() {
    for (part, cell, solved) in
        [("gap5", "rnn", true), ("gap50", "rnn", false), ("gap50", "lstm", true), ("gap50", "gru", true)]
    {
        let share = remembered(part, cell);
        assert!(if solved { share > 95.0 } else { share < 80.0 }, "{part} {cell}: {share}% of the held-out rows");
    }
}

/// The net does not beat the naive forecast of a random walk, and the end says so in words.
#[test]
fn timeseries_says_that_the_naive_forecast_is_better() {
    for part in ["honest", "lab"] {
        let end = end_of("timeseries", &["--part", part]);
        assert!(end.contains("the value before: MAE 1.356, RMSE 1.629\n"), "{end}");
        assert!(end.contains("On the validation rows the net is NO better than the value before.\n"), "{end}");
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
        (vec!["lesson", "--cell", "lstm"], "which lesson"),
        (vec!["lesson", "--part", "none"], "which lesson"),
        (vec!["lesson", "--headless"], "which lesson"),
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
        if number > 1 {
            terminal.press("n");
        }
        terminal.wait_for(&format!("page {number} of {}", pages.len()));
        terminal.wait_for(&page.title);
    }
    terminal.press("ppp.");
    terminal.wait("a step", |screen| screen.lines().nth(1).is_some_and(|line| line.contains("step 1 ")));
    terminal.press("l");
    terminal.press("j");
    terminal.press("q");
    terminal.wait_for("Leave?");
    terminal.press("d");
    terminal.wait_for("Lessons of the course");
    terminal.press("q");
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
    std::fs::write(dir.path().join("ship.txt"), include_str!("../../ship.txt")).unwrap();
    let mut terminal = Terminal::sized((80, 24), dir.path(), &["--lang", "en"]);
    terminal.wait_for("Lessons of the course");
    terminal.press("jj\r");
    terminal.wait_for("Lesson hihello");
    terminal.press(".");
    terminal.wait_for("step 1 ");
    terminal.press("s");
    terminal.wait_for("saved sessions/hihello.ron");
    terminal.press("q");
    terminal.wait("what was saved", |screen| screen.contains("Recent sessions") && screen.contains("hihello.ron"));
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
    // What follows at once would be a key with Alt.
    terminal.wait("the path empty again", |screen| !screen.contains("cannot be opened"));
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

/// From lesson to lesson by `n`, and by `q` to the start screen, where the lesson left is selected. A session of a
/// lesson that was opened from the shell leads back to the shell.
#[test]
fn lessons_lead_on_and_back() {
    let dir = TempDir::new().unwrap();
    let mut terminal = Terminal::sized((80, 24), dir.path(), &["lesson", "packed", "--lang", "en", "--hidden", "7"]);
    terminal.wait_for("RNN 1×7");
    terminal.wait_for("▮▮ paused");
    terminal.press("nnnn");
    terminal.wait_for("n goes on to the lesson memory");
    terminal.press(".");
    terminal.wait_for("step 1 ");
    terminal.press("n");
    terminal.wait_for("Leave?");
    terminal.press("d");
    terminal.wait_for("Lesson memory · page 1");
    terminal.wait_for("RNN 1×16");
    terminal.wait_for("▮▮ paused");
    terminal.press("q");
    let screen = terminal.wait_for("Lessons of the course");
    assert!(screen.contains("› memory"), "{screen}");
    terminal.press("k\r");
    terminal.wait_for("Lesson packed");
    terminal.wait_for("▮▮ paused");
    terminal.press(":saveas p.ron\r");
    terminal.wait_for("saved p.ron");
    terminal.press("q");
    terminal.wait_for("Lessons of the course");
    terminal.press("q");
    assert_eq!(terminal.ended(), 0);

    let mut terminal = Terminal::sized((80, 24), dir.path(), &["resume", "p.ron"]);
    terminal.wait_for("Lesson packed");
    terminal.wait_for("▮▮ paused");
    terminal.press("q");
    assert_eq!(terminal.ended(), 0);
}
