//! Tables as people have them: each is read with nothing but its name, what was decided is said, and what cannot be
//! read is refused with the place and the remedy.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::support::program::{done, exported, refused};
use tempfile::TempDir;

/// What the program says of a case without a screen, with these options.
fn said(dir: &Path, file: &str, options: &[&str]) -> String {
    trained(dir, file, "1", options)
}

/// The same after so many epochs.
fn trained(dir: &Path, file: &str, epochs: &str, options: &[&str]) -> String {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let folder = if fixtures.join("cases").join(file).exists() { "cases" } else { "series" };
    fs::copy(fixtures.join(folder).join(file), dir.join(file)).unwrap();
    let args = [&[file, "--headless", "--epochs", epochs, "--session", "s.ron", "--overwrite"][..], options].concat();
    String::from_utf8(done(dir, &args).stderr).unwrap()
}

/// Each case with what it must say, and with nothing but its name.
#[test]
fn every_table_is_read_with_nothing_but_its_name() {
    let dir = TempDir::new().unwrap();
    for (file, says) in [
        ("comments.csv", "forecasts Close; reads Open, High, Low, Volume, Close; , between cells"),
        ("sine-with-index.csv", "forecasts y; reads y; leaves out t (index); , between cells"),
        ("sine.csv", "forecasts y; reads y"),
        ("constant.csv", "forecasts y; reads y"),
        ("blanks.csv", "forecasts value; reads value; leaves out row (index), year (dates); , between cells"),
        ("blanks.csv", "blanks in value, first in line 11: filled with the value before"),
        ("money.csv", "forecasts share; reads sold, share; leaves out day; , between cells"),
        ("money.csv", "forecasts of share, 1 row ahead, from the value before, in %:"),
        ("sine.csv", "in its own unit:"),
        ("decimal-comma.csv", "forecasts wert; reads wert; leaves out datum (index); ; between cells; decimal commas"),
        ("gaps.csv", "forecasts close; reads close; leaves out date; , between cells"),
        ("gaps.csv", "35 dates are missing, first after 2024-01-05 (line 6): rows are read as if none were."),
        ("seasonal.csv", "forecasts passengers; reads passengers; leaves out month; , between cells"),
        (
            "stacked.csv",
            "forecasts price; reads price; symbol has 3 values: 3 series; leaves out month; , between cells",
        ),
        ("labels.csv", "Read as classify, by its header; else --task generate or series."),
        ("labels.csv", "60 rows; label: column label; text: column text"),
    ] {
        let said = said(dir.path(), file, &[]);
        assert!(said.contains(says), "{file} should say {says:?}: {said}");
    }
}

/// What was decided is written out, so that the session reads the same again; an option that says the same is the same
/// run.
#[test]
fn what_was_decided_is_kept_and_is_the_same_run_again() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    for (file, options, kept) in [
        ("stacked.csv", &["--columns", "price", "--group", "symbol", "--target", "3"][..], "\"group\": \"symbol\""),
        ("sine-with-index.csv", &["--exclude", "t"], "\"columns\": \"y\""),
        ("money.csv", &["--columns", "sold,share"], "\"columns\": \"sold,share\""),
        ("blanks.csv", &["--fill", "previous"], "\"fill\": \"previous\""),
        ("labels.csv", &["--label-column", "2", "--text-column", "text"], "\"label-column\": \"label\""),
    ] {
        said(dir, file, &[]);
        let session = fs::read_to_string(dir.join("s.ron")).unwrap();
        assert!(session.contains(kept), "{file}: {session}");
        let alone = exported(dir, "s.ron");
        said(dir, file, options);
        assert!(exported(dir, "s.ron") == alone, "{file} with {options:?}");
        done(dir, &["resume", "s.ron", "--epochs", "1", "--headless"]);
        let resumed = exported(dir, "s.ron");
        trained(dir, file, "2", &[]);
        assert!(exported(dir, "s.ron") == resumed, "{file}");
    }
}

#[test]
fn labels_and_pairs_are_read_by_columns_with_quotes_and_line_ends() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let mut labels = "id,kind,what,who\n".to_owned();
    let mut pairs = "who;target;source\n".to_owned();
    for row in 0..60 {
        let (kind, what) = if row % 2 == 0 { ("bad", "it broke,\n\"again\"") } else { ("good", "all is well") };
        writeln!(labels, "{row},{kind},\"{}\",ann", what.replace('"', "\"\"")).unwrap();
        writeln!(pairs, "ann;\"das; {kind}\";{kind} it is").unwrap();
    }
    fs::write(dir.join("k.csv"), labels).unwrap();
    fs::write(dir.join("p.csv"), pairs).unwrap();
    let named = ["k.csv", "--task", "classify", "--label-column", "kind", "--text-column", "what"];
    let run = |args: &[&str], more: &[&str]| {
        String::from_utf8(done(dir, &[args, more, &["--epochs", "8", "--headless", "--overwrite"]].concat()).stderr)
    };
    let said = run(&named, &["--session", "k.ron"]).unwrap();
    assert!(said.contains("60 rows; label: column kind; text: column what"), "{said}");
    assert!(said.contains("validation rows: 6 of 6 right"), "{said}");
    let said = run(&["p.csv", "--task", "translate"], &["--session", "p.ron"]).unwrap();
    assert!(said.contains("60 rows; source: column source; target: column target"), "{said}");
    for session in ["k.ron", "p.ron"] {
        done(dir, &["resume", session, "--epochs", "1", "--headless"]);
    }
    refused(dir, &named[..5], "which column of \"k.csv\" is the text? Name it with --text-column");
    refused(dir, &["k.csv", "--task", "generate"], "\"kind\" (2), \"what\" (3), \"who\" (4)");
}

/// Each refusal names the file, the line, the column, what stands there and the option that helps, as far as there are
/// any.
#[test]
fn what_cannot_be_read_is_refused_with_its_place_and_a_remedy() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let rows = |row: &dyn Fn(u32) -> String| (0..30).map(|at| row(at) + "\n").collect::<String>();
    let good = rows(&|at| format!("2024-01-{:02},{},{}", at + 1, at * at % 7, at % 5));
    let write = |text: &str| fs::write(dir.join("x.csv"), text).unwrap();
    for (text, options, says) in [
        (
            good.replace(",4,", ",four,"),
            &[][..],
            &["\"x.csv\", line 3, column \"column 2\": \"four\"", "--exclude"][..],
        ),
        (good.replace(",4,", ",1e99,"), &[], &["\"x.csv\", line 3, column \"column 2\": \"1e99\"", "--fill"]),
        (good.replace(",2,", ",2,9,"), &[], &["\"x.csv\", line 4 has 4 cells where the other rows have 3", "(,)"]),
        (format!("d,a,b\n{good}\"2024,1,2\n"), &[], &["\"x.csv\", line 32: a quote is opened"]),
        (format!("d,a,a\n{good}"), &[], &["two columns named \"a\", 2 and 3", "give each its own name"]),
        (
            format!("label,text,text\n{}", rows(&|at| format!("l{},t,u", at % 2))),
            &["--task", "classify"],
            &["two columns named \"text\", 2 and 3"],
        ),
        (
            good.clone(),
            &["--target", "d"],
            &["--target \"d\" is no column of numbers of \"x.csv\"", "\"column 2\" (2)"],
        ),
        (good.clone(), &["--columns", "2,9"], &["--columns \"9\" is no column of numbers of \"x.csv\""]),
        (good.clone(), &["--columns", ""], &["--columns"]),
        (good.clone(), &["--exclude", "9"], &["--exclude \"9\" is no column of \"x.csv\""]),
        (good.clone(), &["--exclude", "2,3"], &["--exclude", "--columns"]),
        (good.clone(), &["--exclude", "2", "--target", "2"], &["--exclude \"2\"", "--target"]),
        (good.clone(), &["--group", "name"], &["--group \"name\" is no column of \"x.csv\""]),
        (good.clone(), &["--fill", "zero"], &["--fill"]),
        (good.clone(), &["--text-column", "2"], &["--text-column belongs to --task classify or generate"]),
        (
            good.clone(),
            &["--task", "classify", "--label-column", "label"],
            &["--label-column \"label\" is no column of"],
        ),
        (good.clone(), &["--task", "classify"], &["which column of \"x.csv\" is the label?", "--label-column"]),
        (
            good.clone(),
            &["--task", "translate", "--source-column", "1", "--target-column", "1"],
            &["are both \"column 1\"", "--source-column"],
        ),
        (
            format!("label,text\n{}a,\n", rows(&|at| format!("l{},t", at % 2))),
            &[],
            &["\"x.csv\", line 32, column \"text\": there is no text"],
        ),
        (rows(&|_| "one,word".to_owned()), &["--task", "classify"], &["every row has the label \"one\""]),
        (rows(&|_| "word".to_owned()), &[], &["no column of \"x.csv\" holds numbers", "--task"]),
        (rows(&|_| "word".to_owned()), &["--task", "classify"], &["\"x.csv\", line 1 has no tab"]),
        (format!("a\tb\tc\n{good}"), &["--task", "classify"], &["line 1 has 2 tabs", "--label-column, --text-column"]),
    ] {
        write(&text);
        for says in says {
            refused(dir, &[&["x.csv", "--headless", "--epochs", "1"][..], options].concat(), says);
        }
    }
}

/// Rows of several files follow each other; where their columns differ it is said, and of a wrong cell the file is
/// named.
#[test]
fn several_files_of_a_table_are_one() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let rows = |from: u32, to: u32| {
        let rows: Vec<String> = (from..to).map(|at| format!("{at},{}\n", at * at % 17)).collect();
        rows.concat()
    };
    fs::write(dir.join("a.csv"), format!("n,v\n{}", rows(0, 40))).unwrap();
    fs::write(dir.join("b.csv"), format!("# later\nn,v\n{}", rows(40, 60))).unwrap();
    fs::write(dir.join("all.csv"), format!("n,v\n{}", rows(0, 60))).unwrap();
    let run = |files: &[&str]| {
        let output =
            done(dir, &[files, &["--headless", "--epochs", "1", "--session", "s.ron", "--overwrite"]].concat());
        (String::from_utf8(output.stderr).unwrap(), exported(dir, "s.ron"))
    };
    let ((said, net), (_, alone)) = (run(&["a.csv", "b.csv"]), run(&["all.csv"]));
    assert!(said.contains("60 rows; forecasts v; reads v; leaves out n (index)"), "{said}");
    assert!(net == alone);
    run(&["a.csv", "b.csv"]);
    done(dir, &["resume", "s.ron", "--epochs", "1", "--headless"]);
    fs::write(dir.join("c.csv"), format!("n,w\n{}", rows(40, 60))).unwrap();
    let says = "\"c.csv\" has the columns n, w (, between cells), and \"a.csv\" has n, v (, between cells)";
    refused(dir, &["a.csv", "c.csv", "--headless"], says);
    fs::write(dir.join("c.csv"), format!("n,v\n{}60,x\n", rows(40, 60))).unwrap();
    refused(dir, &["a.csv", "c.csv", "--headless"], "\"c.csv\", line 22, column \"v\": \"x\" is no number");
}
