//! Every option against every task: it changes the runs of its tasks, and the others refuse it. Nothing is ignored.

use std::fs;

use crate::support::program::{done, refused, rnntui};
use clap::CommandFactory as _;
use rnntui::cli::{Cli, parse_options};
use rnntui::config::{Batch, Batching, DataSize, Options, RunConfig, TaskKind, TextSize};
use rnntui::nn::param::ParamSet;
use rnntui::train::trainer::Advance;
use tempfile::TempDir;

use TaskKind::{Classify, Generate, Series, Text, Translate};

const ALL: &[TaskKind] = &[Text, Series, Classify, Generate, Translate];
const TOKENS: &[TaskKind] = &[Text, Classify, Generate, Translate];

/// An option of the model or its training, what it needs beside it, how it is given, and the tasks it belongs to.
type Row = (&'static str, &'static str, &'static str, &'static [TaskKind]);

const ROWS: &[Row] = &[
    ("cell", "--cell gru", "--cell rnn", ALL),
    ("nonlinearity", "--cell rnn", "--nonlinearity relu", ALL),
    ("hidden", "", "--hidden 7", ALL),
    ("layers", "--layers 3", "--layers 2", ALL),
    ("bidirectional", "", "--bidirectional", &[Series, Classify, Translate]),
    ("embed", "", "--embed 5", TOKENS),
    ("embed", "--embed 5", "--embed 0", TOKENS),
    ("no-linear", "", "--no-linear", &[Text, Series, Classify, Generate]),
    ("dropout", "--layers 2", "--dropout 0.3", ALL),
    ("seq-len", "", "--seq-len 3", &[Text, Series]),
    ("stride", "", "--stride 2", &[Text]),
    ("stateful", "--batch 2", "--stateful", &[Text]),
    ("batch", "", "--batch 3", ALL),
    ("batch", "--batch 3", "--batch full", ALL),
    ("no-shuffle", "--batch 3", "--no-shuffle", ALL),
    ("optimizer", "--lr 0.01", "--optimizer sgd", ALL),
    ("lr", "", "--lr 0.05", ALL),
    ("momentum", "--optimizer sgd", "--momentum 0.5", ALL),
    ("nesterov", "--optimizer sgd --momentum 0.5", "--nesterov", ALL),
    ("alpha", "--optimizer rmsprop", "--alpha 0.5", ALL),
    ("centered", "--optimizer rmsprop", "--centered", ALL),
    ("weight-decay", "", "--weight-decay 0.1", ALL),
    ("clip", "--optimizer sgd --lr 1", "--clip 0.01", ALL),
    ("val-frac", "", "--val-frac 0.4", TOKENS),
    ("seed", "", "--seed 7", ALL),
    ("target", "", "--target a", &[Series]),
    ("newest-first", "", "--newest-first", &[Series]),
    ("horizon", "", "--horizon 2", &[Series]),
    ("train-frac", "", "--train-frac 0.8", &[Series]),
    ("scale", "", "--scale standard", &[Series]),
    ("tokens", "", "--tokens char", &[Translate]),
    ("teacher-forcing", "", "--teacher-forcing 0", &[Translate]),
    ("attention", "", "--attention", &[Translate]),
];

/// A little data of a task.
fn content(task: TaskKind) -> String {
    let rows = |row: &dyn Fn(u32) -> String| (0..20).map(row).collect::<Vec<_>>().join("\n");
    match task {
        Text => "if you want to build a ship, do not drum up people to collect wood".to_owned(),
        Series => format!("a,b\n{}", rows(&|i| format!("{},{}", i * i % 7, i * 3 % 5))),
        Classify | Generate => rows(&|i| format!("l{}\t{}", i % 3, &"abcabcab"[(i % 4) as usize..])),
        Translate => rows(&|i| format!("w{} and w{}\tv{} v{}", i % 4, i % 3, i % 3, i % 4)),
    }
}

fn options(line: &str) -> Options {
    parse_options(line).unwrap()
}

/// The parameters after some steps.
fn trained(task: TaskKind, options: &Options) -> ParamSet {
    let mut trainer = crate::support::trainer(task, &content(task), options, 1);
    for _ in 0..6 {
        let done = trainer.advance();
        assert!(!matches!(done, Advance::Diverged { .. }), "{task:?}, {options:?}: {done:?}");
    }
    trainer.params().clone()
}

#[test]
fn the_table_has_a_row_for_each_option() {
    let command = Cli::command();
    let model = command.get_arguments().filter(|arg| arg.get_help_heading() == Some("Model and training"));
    let mut wanted: Vec<&str> = model.map(|arg| arg.get_long().unwrap()).collect();
    let mut found: Vec<&str> = ROWS.iter().map(|row| row.0).collect();
    wanted.sort_unstable();
    found.sort_unstable();
    found.dedup();
    assert_eq!(found, wanted);
    assert!(ROWS.iter().all(|row| row.2.starts_with(&format!("--{}", row.0))));
}

#[test]
fn an_option_changes_every_run_of_its_tasks() {
    for &(option, beside, given, tasks) in ROWS {
        for &task in tasks {
            let without = trained(task, &options(beside));
            let with = trained(task, &options(given).over(options(beside)));
            assert!(with != without, "{option} changes nothing of {}", task.name());
        }
    }
}

#[test]
fn an_option_of_other_tasks_is_refused_in_one_sentence() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    for &task in ALL {
        fs::write(dir.join(task.name()), content(task)).unwrap();
        for &(option, _, given, tasks) in ROWS {
            if !tasks.contains(&task) {
                let args: Vec<&str> =
                    [task.name(), "--task", task.name()].into_iter().chain(given.split(' ')).collect();
                refused(dir, &args, &format!("--{option} "));
                refused(dir, &args, "leave it out");
            }
        }
    }
}

/// What is no number is said to be none, also where it looks like another option.
#[test]
fn values_that_are_no_numbers_are_named_with_their_option() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    fs::write(dir.join("text"), content(Text)).unwrap();
    for option in [
        "--hidden",
        "--layers",
        "--embed",
        "--seq-len",
        "--stride",
        "--batch",
        "--seed",
        "--epochs",
        "--autosave",
        "--threads",
    ] {
        for value in ["-1", "many", "1.5", "", "99999999999999999999"] {
            refused(dir, &["text", option, value], &format!("'{option} <"));
            let why = if value.len() > 9 { "it is too large" } else { "it must be a whole number, 0 or more" };
            refused(dir, &["text", option, value], why);
        }
    }
    for option in ["--lr", "--dropout", "--clip", "--val-frac", "--weight-decay", "--momentum"] {
        refused(dir, &["text", option, "much"], &format!("'{option} <"));
        refused(dir, &["text", option, "-1"], &format!("{option} -1 is out of range"));
        refused(dir, &["text", option, "inf"], &format!("{option} inf is out of range"));
    }
    refused(dir, &["sample", "none.ron", "-n", "-1"], "'-n <N>'");
}

/// What drops between layers does nothing where there is one, also where nobody said how many.
#[test]
fn dropout_needs_two_layers() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    for &task in ALL {
        fs::write(dir.join(task.name()), content(task)).unwrap();
        let run = |more: &[&'static str]| [&[task.name(), "--task", task.name(), "--dropout", "0.3"], more].concat();
        refused(dir, &run(&["--layers", "1"]), "--layers 2");
        if task == Text {
            done(dir, &run(&["--epochs", "1"]));
        } else {
            refused(dir, &run(&[]), "--layers 2");
        }
        done(dir, &[&run(&["--layers", "2", "--epochs", "1"])[..], &["--session", "s.ron", "--overwrite"]].concat());
    }
}

/// What is too large is refused before it is tried, and what is proposed are options that the task has.
#[test]
fn a_net_larger_than_the_memory_is_refused_with_a_remedy_that_works() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    for &task in ALL {
        fs::write(dir.join(task.name()), content(task)).unwrap();
        for hidden in ["1000000", "18446744073709551615"] {
            let args = [task.name(), "--task", task.name(), "--hidden", hidden];
            refused(dir, &args, if hidden == "1000000" { " GiB of memory, " } else { "more than any memory, " });
            let sentence = String::from_utf8(rnntui(dir, &args).stderr).unwrap();
            let named: Vec<&str> = sentence.split([' ', ',', '.']).filter_map(|word| word.strip_prefix("--")).collect();
            assert!(named.contains(&"hidden") && named.contains(&"batch"), "{sentence}");
            for option in named {
                let row = ROWS.iter().find(|row| row.0 == option).unwrap();
                assert!(row.3.contains(&task), "--{option} is proposed to {}", task.name());
            }
        }
    }
}

/// An option of `sample`, how it is given, and the tasks it belongs to.
const SAMPLE: [(&str, &[&str], &[TaskKind]); 5] = [
    ("-n ", &["-n", "3"], &[Text, Generate, Series]),
    ("--prime ", &["--prime", "you"], &[Text]),
    ("--label ", &["--label", "l1"], &[Generate]),
    ("--temperature ", &["--temperature", "0"], &[Text, Generate]),
    ("--seed ", &["--seed", "5"], &[Text, Generate]),
];

#[test]
fn sample_refuses_what_its_task_does_not_go_by() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    for &task in ALL {
        let session = format!("{}.ron", task.name());
        fs::write(dir.join(task.name()), content(task)).unwrap();
        done(dir, &[task.name(), "--task", task.name(), "--epochs", "1", "--session", &session]);
        let usual = done(dir, &["sample", &session]).stdout;
        for (option, given, tasks) in SAMPLE {
            let args = [&["sample", &session], given].concat();
            if tasks.contains(&task) {
                assert_ne!(done(dir, &args).stdout, usual, "{option} changes nothing of {}", task.name());
            } else {
                refused(dir, &args, &format!("{option}belongs to a session of "));
                refused(dir, &args, &format!("this one is of {}: leave it out", task.name()));
            }
        }
    }
    refused(dir, &["sample", "text.ron", "--temperature", "-1"], "--temperature -1");
    refused(dir, &["sample", "text.ron", "--temperature", "nan"], "--temperature NaN");
}

fn usual(task: TaskKind, size: DataSize) -> RunConfig {
    Options::default().resolve(task, &size).unwrap()
}

/// Examples a step, as the option is given.
fn batch(config: &RunConfig) -> String {
    match config.batching {
        Batching::Windows { batch: Batch::Full, .. } | Batching::Examples { batch: Batch::Full, .. } => {
            "full".to_owned()
        }
        Batching::Windows { batch: Batch::Rows(rows), .. }
        | Batching::Examples { batch: Batch::Rows(rows), .. }
        | Batching::Streams { rows, .. } => rows.to_string(),
    }
}

#[test]
fn the_defaults_in_help_are_those_that_hold() {
    let text = |bytes: usize| {
        let size = TextSize { bytes: bytes as u64, characters: bytes, vocabulary: 25 };
        usual(Text, DataSize::Text(size))
    };
    let series = |rows| usual(Series, DataSize::Series { rows, columns: 2 });
    let labelled = |task, rows| usual(task, DataSize::Labelled { rows, labels: 4, characters: 30, longest: 9 });
    let pairs = |rows| DataSize::Pairs { rows, source_tokens: 50, target_tokens: 60, longest: (5, 6) };
    let (short, long) = (text(10 * 1024), text(10 * 1024 + 1));
    let (waves, long_waves) = (series(10_000), series(20_000));
    let (classify, generate, translate) = (labelled(Classify, 50), labelled(Generate, 50), usual(Translate, pairs(50)));
    let few = labelled(Classify, 49);

    let model = |config: &RunConfig| config.model.clone();
    let others = [&series(30), &classify, &generate, &translate];
    assert!(others.iter().all(|config| config.model.num_layers == classify.model.num_layers));
    let cells = [&long, &waves, &classify, &generate].map(|config| config.model.cell.name());
    assert_eq!(cells, ["lstm"; 4]);
    assert_eq!(short.model.hidden_size, 25, "the vocabulary's size");
    assert_eq!([&long, &generate, &translate].map(|config| config.model.hidden_size), [128; 3]);
    assert_eq!([&long, &waves, &classify, &generate].map(|config| config.model.embed), [0; 4]);
    let clip = |config: &RunConfig| config.optimizer.clip.to_string();
    assert_eq!([&short, &waves].map(clip), ["0"; 2]);
    assert_eq!([&long, &classify, &generate, &translate].map(clip), ["5"; 4]);
    let held_out = |config: &RunConfig| config.val_frac.to_string();
    assert_eq!([&short, &few].map(held_out), ["0"; 2]);
    assert_eq!([&generate, &translate].map(held_out), [held_out(&classify), held_out(&classify)]);
    assert_eq!([&short, &waves].map(batch), ["full"; 2]);
    assert_eq!([&classify, &generate, &translate].map(batch), ["32", "32", "32"]);
    let rate = |config: &RunConfig| config.optimizer.learning_rate;
    assert_eq!(rate(&classify).to_bits(), rate(&generate).to_bits());

    let command = Cli::command();
    let help = |option: &str| {
        let arg = command.get_arguments().find(|arg| arg.get_long() == Some(option)).unwrap();
        arg.get_help().unwrap().to_string()
    };
    let (cell, hidden) = (|config| model(config).cell.name(), |config| model(config).hidden_size);
    let seq_len = |config: &RunConfig| config.batching.seq_len();
    for (option, says) in [
        (
            "cell",
            format!("{} up to 10 KB of text, {} to translate, else {}", cell(&short), cell(&translate), cell(&long)),
        ),
        (
            "hidden",
            format!("{} for a series, {} to classify, else {}", hidden(&waves), hidden(&classify), hidden(&long)),
        ),
        ("layers", format!("{} for a text, else {}", model(&long).num_layers, model(&classify).num_layers)),
        ("embed", format!("{} to translate, else {}", model(&translate).embed, model(&long).embed)),
        (
            "seq-len",
            format!(
                "{} up to 10 KB of text, {} for a series, else {}",
                seq_len(&short),
                seq_len(&waves),
                seq_len(&long)
            ),
        ),
        (
            "batch",
            format!(
                "longer texts {}, longer series {}; rows of a .tsv {}",
                batch(&long),
                batch(&long_waves),
                batch(&classify)
            ),
        ),
        (
            "lr",
            format!(
                "{} up to 10 KB of text, above it {}; {} for a series, {} to classify and generate, {} to translate",
                rate(&short),
                rate(&long),
                rate(&waves),
                rate(&classify),
                rate(&translate)
            ),
        ),
        ("clip", format!("else {}", clip(&long))),
        ("val-frac", format!("above that {} of a text, {} of the rows", held_out(&long), held_out(&classify))),
    ] {
        assert!(help(option).contains(&says), "--{option} should say {says:?}: {}", help(option));
    }
}
