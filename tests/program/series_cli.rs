//! The series task in the real program.

use super::series::waves;
use crate::support::program::{done, exported, refused, sealed, timeless};
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn folder(rows: u32) -> TempDir {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("waves.csv"), waves(rows)).unwrap();
    dir
}

fn stdout(dir: &Path, args: &[&str]) -> String {
    String::from_utf8(done(dir, args).stdout).unwrap()
}

#[test]
fn a_run_in_two_parts_is_the_run_in_one() {
    // A small file is kept inside the session, a large one by its path.
    for (rows, options) in [
        (120, &["--newest-first", "--horizon", "3", "--bidirectional"][..]),
        (120, &["--batch", "16", "--layers", "2", "--dropout", "0.3", "--cell", "gru"][..]),
        (4000, &["--batch", "100", "--target", "ahead", "--scale", "lab"][..]),
    ] {
        let dir = folder(rows);
        let dir = dir.path();
        let start = |epochs, name: &str, threads| {
            let (session, log) = (format!("{name}.ron"), format!("{name}.log"));
            let mut args =
                vec!["waves.csv", "--epochs", epochs, "--session", &session, "--log", &log, "--threads", threads];
            args.extend(options);
            done(dir, &args);
        };
        start("4", "whole", "2");
        start("2", "part", "1");
        done(dir, &["resume", "part.ron", "--epochs", "2", "--log", "part.log"]);
        assert!(exported(dir, "whole.ron") == exported(dir, "part.ron"), "{options:?}");
        let log = |name: &str| timeless(&dir.join(name));
        assert_eq!(log("whole.log"), log("part.log"), "{options:?}");
        assert!(log("whole.log").contains("val_loss"));
        let kept = fs::read_to_string(dir.join("part.ron")).unwrap();
        assert_eq!(kept.contains("Inline("), rows == 120);
        if rows > 120 {
            fs::write(dir.join("waves.csv"), waves(rows + 1)).unwrap();
            refused(dir, &["resume", "part.ron"], "waves.csv");
            refused(dir, &["sample", "part.ron"], "waves.csv");
        }
    }
}

/// The defaults never answer worse than the better naive forecast; where there is something to learn, better.
#[test]
fn the_defaults_are_at_least_as_good_as_the_naive_forecast() {
    let dir = TempDir::new().unwrap();
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cases");
    for (name, part, is_better) in [
        ("seasonal", "test", true),
        ("blanks", "test", true),
        ("money", "validation", true),
        ("sine", "test", false),
        ("constant", "test", false),
        ("stacked", "test", false),
        ("comments", "test", false),
    ] {
        for seed in ["1", "2", "3"] {
            let (file, session) = (cases.join(format!("{name}.csv")), format!("{name}{seed}.ron"));
            let end = done(dir.path(), &[file.to_str().unwrap(), "--seed", seed, "--session", &session]);
            let answered: Value = serde_json::from_str(&stdout(dir.path(), &["predict", &session, "--json"])).unwrap();
            let errors = &answered["measures"][part];
            let [net, naive] = ["mae", "naive_mae"].map(|measure| errors[measure].as_f64().unwrap());
            assert!(if is_better { net < naive } else { net <= naive }, "{name}, seed {seed}: {net}, {naive}");
            let said = String::from_utf8(end.stderr).unwrap();
            let begins = "at step 0, which nothing learnt since beats by more than chance";
            assert_eq!(said.contains(begins), !is_better, "{said}");
        }
    }
}

/// The reach of a season is counted in rows, and no season is so long that the count overflows.
#[test]
fn a_season_longer_than_any_file_is_refused_in_a_sentence() {
    let dir = folder(120);
    let dir = dir.path();
    let longest = usize::MAX.to_string();
    for (base, says) in [
        (&["--base", "season"][..], "use --base last or a longer file"),
        (&["--base", "seasonal-change", "--seq-len", &longest], "use a longer file"),
        (&["--base", "season", "--horizon", &longest], "or less or a longer file"),
    ] {
        refused(dir, &[&["waves.csv", "--season", &longest], base].concat(), says);
    }
    // Where the base does not reach back, the season is only another naive forecast.
    done(dir, &["waves.csv", "--season", &longest, "--base", "last", "--epochs", "1", "--session", "s.ron"]);
    done(dir, &["predict", "s.ron"]);
}

#[test]
fn exported_weights_start_a_run_where_they_stood() {
    let dir = folder(60);
    let dir = dir.path();
    done(dir, &["waves.csv", "--epochs", "5", "--session", "a.ron"]);
    let weights = exported(dir, "a.ron");
    done(dir, &["waves.csv", "--init", "out.safetensors", "--epochs", "0", "--session", "b.ron"]);
    assert!(exported(dir, "b.ron") == weights);
    refused(dir, &["waves.csv", "--init", "out.safetensors", "--hidden", "9"], "weight_ih_l0");
}

#[test]
fn files_as_people_have_them_are_read() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let windows = waves(60).replace('\n', "\r\n");
    fs::write(dir.join("windows.csv"), windows).unwrap();
    let german: String = waves(60).lines().map(|line| line.replace(',', ";").replace('.', ",") + "\n").collect();
    fs::write(dir.join("german.csv"), german).unwrap();
    let stderr = |file: &str| {
        let output = done(dir, &[file, "--epochs", "30", "--seed", "3"]);
        String::from_utf8(output.stderr).unwrap()
    };
    let errors = |stderr: &str| stderr.lines().find(|line| line.starts_with("validation rows")).unwrap().to_owned();
    let (windows, german) = (stderr("windows.csv"), stderr("german.csv"));
    for said in [&windows, &german] {
        assert!(
            said.contains("reads ahead, wave; leaves out day; ") && said.contains("forecasts of wave, 1 row ahead"),
            "{said}"
        );
    }
    assert!(windows.contains("CRLF"), "{windows}");
    assert_eq!(errors(&windows), errors(&german), "the same numbers, written otherwise");
}

#[test]
fn bad_files_and_options_end_in_one_sentence() {
    let dir = folder(60);
    let dir = dir.path();
    let good = waves(60);
    let write = |name: &str, text: &str| fs::write(dir.join(name), text).unwrap();
    write("hole.csv", &good.replacen("2024-01-05,", "2024-01-05,,", 1).replacen(",,119", ",,", 1));
    write("word.csv", &good.replacen("\n2024-01-05,", "\n2024-01-05,n/a #", 1));
    write("short.csv", "x\n1\n2\n3\n4\n5\n");
    write("names.csv", "a,b\nx,y\nx,y\nx,y\nx,y\nx,y\n");
    write("empty.csv", "");
    fs::write(dir.join("latin1.csv"), b"gr\xf6\xdfe\n1\n2\n3\n").unwrap();
    fs::write(dir.join("utf16.csv"), b"\xff\xfe1\0\n\x002\0\n\0").unwrap();
    fs::create_dir(dir.join("folder.csv")).unwrap();
    refused(dir, &["empty.csv"], "\"empty.csv\" has 0 rows");
    refused(dir, &["latin1.csv"], "\"latin1.csv\" has");
    refused(dir, &["utf16.csv"], "\"utf16.csv\" has");
    refused(dir, &["folder.csv"], "the directory \"folder.csv\" holds no file");
    refused(dir, &["hole.csv"], "line 6");
    refused(dir, &["word.csv"], "line 6, column \"ahead\": \"n/a #");
    refused(dir, &["short.csv", "--horizon", "4"], "--horizon 2 or less");
    refused(dir, &["names.csv"], "no column");
    refused(dir, &["waves.csv", "--target", "close"], "--target \"close\" is no column of numbers");
    refused(dir, &["waves.csv", "--target", "close"], "\"ahead\" (2), \"wave\" (3)");
    refused(dir, &["waves.csv", "--target", "day"], "--target \"day\"");
    refused(dir, &["waves.csv", "--seq-len", "42"], "--seq-len");
    refused(dir, &["waves.csv", "--horizon", "0"], "--horizon 0");
    refused(dir, &["waves.csv", "--horizon", "18446744073709551615"], "--horizon");
    refused(dir, &["waves.csv", "--train-frac", "0"], "--train-frac 0");
    refused(dir, &["waves.csv", "--stateful"], "--stateful");
    refused(dir, &["waves.csv", "--val-frac", "0.1", "--train-frac", "0.5"], "leave --val-frac out");
    refused(dir, &["waves.csv", "--scale", "lab", "--base", "last"], "--base belongs to --forecast change");
    refused(dir, &["waves.csv", "--base", "season"], "none is given or found");
    refused(dir, &["waves.csv", "--no-linear", "--hidden", "5"], "--no-linear");
    refused(dir, &["waves.csv", "--session", "waves.csv", "--overwrite"], "--session");
}

#[test]
fn a_session_that_lies_behind_a_right_checksum_is_refused() {
    let dir = folder(60);
    let dir = dir.path();
    done(dir, &["waves.csv", "--epochs", "2", "--target", "wave", "--session", "s.ron"]);
    let whole = fs::read_to_string(dir.join("s.ron")).unwrap();
    assert_eq!(sealed(&whole), whole);
    let option = |name: &str, from: &str, to: &str| {
        whole.replacen(&format!("{name:?}: {from:?}"), &format!("{name:?}: {to:?}"), 1)
    };
    for (lie, named) in [
        (option("target", "wave", "close"), "close"),
        (option("horizon", "1", "0"), "--horizon 0"),
        (option("horizon", "1", "40"), "--horizon"),
        (option("val-frac", "0.3", "NaN"), "--val-frac NaN"),
        (whole.replacen("\"seed\":", "\"stride\": \"2\", \"seed\":", 1), "--stride belongs to --task text"),
        (whole.replacen("rows: 60", "rows: 61", 1), "size"),
        (whole.replacen("\"ahead\"", "\"head\"", 1), "vocabulary"),
    ] {
        assert_ne!(lie, whole, "{named}");
        fs::write(dir.join("lie.ron"), sealed(&lie)).unwrap();
        refused(dir, &["resume", "lie.ron"], named);
        refused(dir, &["sample", "lie.ron"], named);
    }
}

#[test]
fn forecasts_go_on_after_the_last_row() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let known = 200;
    let wave = |row: u32| 100.0 + 20.0 * (f64::from(row) * 0.4).sin();
    let text: Vec<String> = (0..known).map(|row| format!("{:.4}", wave(row))).collect();
    fs::write(dir.join("one.csv"), format!("wave\n{}\n", text.join("\n"))).unwrap();
    done(
        dir,
        &["one.csv", "--epochs", "100", "--batch", "16", "--horizon", "2", "--train-frac", "1", "--session", "s.ron"],
    );
    let rows = |text: &str| -> Vec<f64> {
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("ahead,wave"));
        let numbered = lines.zip(1..).map(|(line, ahead)| {
            let (number, value) = line.split_once(',').unwrap();
            assert_eq!(number, ahead.to_string());
            value.parse().unwrap()
        });
        numbered.collect()
    };
    // Two rows follow from real ones, later ones from forecasts, which is said once.
    assert!(done(dir, &["sample", "s.ron", "-n", "2"]).stderr.is_empty());
    let far = done(dir, &["sample", "s.ron", "-n", "12"]);
    let said = String::from_utf8(far.stderr).unwrap();
    assert!(said.starts_with("from 3 after the last row on") && said.lines().count() == 1, "{said}");
    let forecast = rows(&String::from_utf8(far.stdout).unwrap());
    assert_eq!(forecast[..2], rows(&stdout(dir, &["sample", "s.ron", "-n", "2"])));
    assert_eq!(forecast[..2], rows(&stdout(dir, &["sample", "s.ron"])), "as many rows as the horizon");
    for (value, row) in forecast.iter().zip(known..) {
        assert!((value - wave(row)).abs() < 4.0, "row {row}: {value}, but {}", wave(row));
    }
    assert_eq!(forecast.len(), 12);
    refused(dir, &["sample", "s.ron", "--prime", "x"], "--prime");
}
