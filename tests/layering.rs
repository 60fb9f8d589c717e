//! Imports point down only and never in a circle; the terminal, threads, files and plain printing are each where they
//! belong.
//!
//! The sources are parsed, and each path is followed to the file that defines what it names, whatever it is called on
//! the way. What types alone decide is not seen: a method that is called on a value names no file.

#[path = "layering/made_up.rs"]
mod made_up;
#[path = "layering/resolve.rs"]
mod resolve;
#[path = "layering/rules.rs"]
mod rules;
#[path = "layering/source.rs"]
mod source;

use std::fs;
use std::path::Path;

use rules::{Row, Rule, circles, imports_point_down, stays_home};
use source::{Crate, Sources};

/// Each part of the crate, the parts it may import, and the reason.
const MAY_IMPORT: &[Row] = &[
    ("nn", &[], "mathematics knows nothing of what it is used for"),
    ("optim", &["nn"], "an update needs parameters and gradients only"),
    ("data", &["figures"], "a file is read without knowing what learns from it"),
    ("config", &["nn", "optim", "data"], "what a run is, not how it goes on"),
    ("lessons", &["config"], "the course is data"),
    (
        "task",
        &["figures", "nn", "data", "config"],
        "a loss and what to show, without a trainer, files of sessions or a screen",
    ),
    ("train", &["figures", "task", "nn", "data", "config", "optim"], "training knows neither its file nor its screen"),
    ("session", &["train", "task", "nn", "data", "config", "optim", "exit"], "a file is written without a screen"),
    ("glyph", &[], "what a character of a file looks like, wherever it is shown"),
    ("figures", &[], "how a measured number is written, wherever it is shown"),
    ("exit", &["glyph"], "every part may end with its sentences"),
    ("cli", &["config", "lessons", "nn", "train"], "the command line is read before anything is done"),
    ("headless", &["figures", "train", "exit"], "it shows what the worker reports"),
    (
        "tui",
        &["figures", "glyph", "train", "lessons", "config", "exit"],
        "it shows what the worker reports and never computes",
    ),
    (
        "sample",
        &["cli", "config", "exit", "figures", "glyph", "nn", "session", "task", "data"],
        "a session answers without being trained",
    ),
    (
        "predict",
        &["cli", "config", "data", "exit", "figures", "glyph", "nn", "session", "task"],
        "a session answers without being trained",
    ),
    (
        "inspect",
        &["cli", "config", "data", "exit", "figures", "glyph", "nn", "session", "task"],
        "it looks inside a session's net and changes nothing",
    ),
    (
        "bench",
        &["cli", "config", "data", "exit", "figures", "nn", "sample", "task", "train"],
        "it times steps, on no screen",
    ),
    ("listing", &["cli", "config", "exit", "figures", "glyph", "session", "train"], "it only reads sessions"),
    (
        "launch",
        &[
            "cli", "config", "data", "exit", "figures", "headless", "lessons", "listing", "nn", "session", "task",
            "train", "tui",
        ],
        "it puts a run together, and computes nothing",
    ),
];

const RULES: &[Rule] = &[
    Rule { what: "ratatui and crossterm", paths: &["ratatui", "crossterm", "tui_input"], homes: &["tui/"] },
    Rule {
        what: "threads",
        paths: &["std::thread::Builder", "std::thread::spawn", "std::thread::scope"],
        // bench times a product on more than one thread at once.
        homes: &["train/worker.rs", "train/worker/", "tui/input.rs", "bench/product.rs"],
    },
    Rule {
        what: "pools of threads",
        paths: &[
            "rayon::ThreadPool",
            "rayon::ThreadPoolBuilder",
            "rayon::spawn",
            "rayon::scope",
            "rayon::join",
            "rayon::prelude",
            "rayon::iter",
        ],
        homes: &["task/thread_team.rs"],
    },
    Rule {
        what: "changes of files",
        paths: &[
            "std::fs::write",
            "std::fs::copy",
            "std::fs::rename",
            "std::fs::hard_link",
            "std::fs::soft_link",
            "std::fs::create_dir",
            "std::fs::create_dir_all",
            "std::fs::remove_file",
            "std::fs::remove_dir",
            "std::fs::remove_dir_all",
            "std::fs::set_permissions",
            "std::fs::DirBuilder",
            "std::fs::OpenOptions",
            "std::fs::File::create",
            "std::fs::File::create_new",
            "std::fs::File::create_buffered",
            "std::fs::File::options",
            "std::os::unix::fs::symlink",
            "tempfile",
        ],
        homes: &["session/", "train/log.rs"],
    },
    Rule {
        what: "plain prints",
        paths: &[
            "println!",
            "print!",
            "eprintln!",
            "eprint!",
            "dbg!",
            "std::println!",
            "std::print!",
            "std::eprintln!",
            "std::eprint!",
            "std::dbg!",
        ],
        // They panic where nobody reads them, or the disk is full; `exit::say` and `writeln!` do not.
        homes: &[],
    },
];

fn below(dir: &Path, root: &Path, found: &mut Sources) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            below(&path, root, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            found.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}

fn real() -> Crate {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Sources::new();
    below(&root, &root, &mut sources);
    Crate::parse(&sources)
}

fn none(breaks: &[String]) {
    assert!(breaks.is_empty(), "\n{}\n", breaks.join("\n"));
}

#[test]
fn parts_import_what_lies_below_them() {
    none(&imports_point_down(&real(), MAY_IMPORT));
}

#[test]
fn terminal_threads_files_and_prints_stay_where_they_belong() {
    let all = real();
    none(&RULES.iter().flat_map(|rule| stays_home(&all, rule)).collect::<Vec<_>>());
}

#[test]
fn no_files_import_each_other() {
    none(&circles(&real()));
}

/// rustfmt breaks code at its width; comments and strings it leaves as they are.
#[test]
fn no_line_is_wider_than_rustfmts_width() {
    const WIDTH: usize = 120;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert!(fs::read_to_string(root.join("rustfmt.toml")).unwrap().contains(&format!("max_width = {WIDTH}\n")));
    let mut wide = Vec::new();
    let mut folders = vec![root.join("src"), root.join("tests"), root.join("benches")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let lines = text.lines().zip(1..).filter(|(line, _)| line.chars().count() > WIDTH);
                wide.extend(lines.map(|(_, number)| format!("{}:{number}", path.display())));
            }
        }
    }
    none(&wide);
}
