//! Every option against every task: it changes the runs of its tasks, and the others refuse it. Nothing is ignored.

use std::fs;

use crate::support::program::{done, refused, rnntui};
use clap::CommandFactory as _;
use rnntui::cli::{Cli, parse_options};
use rnntui::config::{DataSize, Options, RunConfig, TABLE, TaskKind, TextSize, find_row};
use rnntui::nn::param::ParamSet;
use rnntui::task::Query;
use rnntui::train::trainer::Advance;
use tempfile::TempDir;

use TaskKind::{Classify, Generate, Series, Text, Translate};

/// How an option is tried: what it needs beside it, and how it is given. A new option needs a line here.
fn tries(option: &str) -> &'static [(&'static str, &'static str)] {
    match option {
        "cell" => &[("--cell gru", "--cell rnn")],
        "nonlinearity" => &[("--cell rnn", "--nonlinearity relu")],
        "hidden" => &[("", "--hidden 7")],
        "layers" => &[("--layers 3", "--layers 2")],
        "bidirectional" => &[("", "--bidirectional")],
        "embed" => &[("", "--embed 5"), ("--embed 5", "--embed 0")],
        "no-linear" => &[("", "--no-linear")],
        "dropout" => &[("--layers 2", "--dropout 0.3")],
        "precision" => &[("", "--precision bf16")],
        "seq-len" => &[("", "--seq-len 2")],
        "stride" => &[("", "--stride 2")],
        "stateful" => &[("--batch 2", "--stateful")],
        "batch" => &[("", "--batch 3"), ("--batch 3", "--batch full")],
        "no-shuffle" => &[("--batch 3", "--no-shuffle")],
        "optimizer" => &[("--lr 0.01", "--optimizer sgd")],
        "lr" => &[("", "--lr 0.05")],
        "momentum" => &[("--optimizer sgd", "--momentum 0.5"), ("--optimizer rmsprop", "--momentum 0.5")],
        "nesterov" => &[("--optimizer sgd --momentum 0.5", "--nesterov")],
        "alpha" => &[("--optimizer rmsprop", "--alpha 0.5")],
        "centered" => &[("--optimizer rmsprop", "--centered")],
        "weight-decay" => &[
            ("", "--weight-decay 0.1"),
            ("--optimizer sgd", "--weight-decay 0.1"),
            ("--optimizer rmsprop", "--weight-decay 0.1"),
            ("--optimizer adagrad", "--weight-decay 0.1"),
            ("--optimizer adamw", "--weight-decay 0.1"),
        ],
        "schedule" => &[("", "--schedule exponential:0.5")],
        "clip" => &[("--optimizer sgd --lr 1", "--clip 0.001")],
        "val-frac" => &[("", "--val-frac 0.4")],
        // A series holds out some rows anyway.
        "val-every" => &[("--batch 3", "--val-every 2")],
        "seed" => &[("", "--seed 7")],
        // A text in memory is read as what it is.
        "encoding" => &[],
        "target" => &[("", "--target a")],
        "columns" => &[("", "--columns b")],
        "exclude" => &[("", "--exclude a")],
        "group" => &[("", "--group a")],
        "newest-first" => &[("", "--newest-first")],
        "fill" => &[("", "--fill linear")],
        "label-column" => &[("", "--label-column other")],
        "text-column" => &[("", "--text-column other")],
        "source-column" => &[("", "--source-column other")],
        "target-column" => &[("", "--target-column other")],
        "horizon" => &[("", "--horizon 2")],
        "train-frac" => &[("", "--train-frac 0.8")],
        "scale" => &[("", "--scale minmax")],
        "scale-by" => &[("--group a", "--scale-by all")],
        "season" => &[("--base season --season 3", "--season 2")],
        "forecast" => &[("", "--forecast value")],
        "base" => &[("--season 4 --base season", "--base last")],
        "test-frac" => &[("--val-frac 0.2", "--test-frac 0.3")],
        "tokens" => &[("--tokens word", "--tokens char")],
        "min-count" => &[("--tokens word --min-count 2", "--min-count 1")],
        "documents" => &[("", "--documents line"), ("--documents line", "--documents none")],
        "pool" => &[("--pool last", "--pool mean"), ("--pool last", "--pool max")],
        "balance" => &[("", "--balance")],
        "split" => &[("--val-frac 0.4", "--split random")],
        "threshold" => &[("", "--threshold 0.9")],
        "teacher-forcing" => &[("", "--teacher-forcing 0")],
        "attention" => &[("", "--attention")],
        _ => panic!("--{option}: say how it is tried"),
    }
}

/// A little data of a task.
pub(super) fn content(task: TaskKind) -> String {
    let rows = |row: &dyn Fn(u32) -> String| (0..20).map(row).collect::<Vec<_>>().join("\n");
    match task {
        Text => "if you want to build a ship, do not drum up people to collect wood".to_owned(),
        Series => {
            let blank = |i: u32| if i == 5 { String::new() } else { (i * i % 7).to_string() };
            format!("a,b\n{}", rows(&|i| format!("{},{}", blank(i), i * 3 % 5)))
        }
        // Of the words one stands there once.
        Classify | Generate => {
            let once = |i| if i == 7 { " ba" } else { "" };
            let text = |i| format!("{}{}", &"abcabcab"[(i % 4) as usize..], once(i));
            let row = |i| format!("l{},{},{}", i % 3, text(i), ["o", "oh"][(i % 2) as usize]);
            format!("label,text,other\n{}", rows(&row))
        }
        Translate => {
            let row = |i| format!("w{} and w{},v{} v{},o{}", i % 4, i % 3, i % 3, i % 4, i % 2);
            format!("source,target,other\n{}", rows(&row))
        }
    }
}

fn options(line: &str) -> Options {
    parse_options(line).unwrap()
}

/// Options that change what is answered and nothing that is learnt.
const ANSWERS: [&str; 1] = ["threshold"];

/// The configuration, and after some steps the parameters, how often states were compared, and what is answered.
fn trained(task: TaskKind, options: &Options) -> (RunConfig, (ParamSet, u64), Vec<String>) {
    let mut trainer = crate::support::trainer(task, &content(task), options, 1);
    for _ in 0..8 {
        let done = trainer.advance();
        assert!(!matches!(done, Advance::Diverged { .. }), "{task:?}, {options:?}: {done:?}");
    }
    let summary = trainer.view(Query::default()).examples.summary();
    (trainer.config().clone(), (trainer.params().clone(), trainer.record().measured), summary)
}

#[test]
fn the_command_line_has_the_options_of_the_table() {
    let command = Cli::command();
    let model = command.get_arguments().filter(|arg| arg.get_help_heading() == Some("Model and training"));
    let found: Vec<&str> = model.map(|arg| arg.get_long().unwrap()).collect();
    let wanted: Vec<&str> = TABLE.iter().map(|row| row.name()).collect();
    assert_eq!(found, wanted);
    for row in TABLE {
        for (_, given) in tries(row.name()) {
            assert_eq!(given.split(' ').next().unwrap().strip_prefix("--"), Some(row.name()));
        }
    }
}

/// An option that is read and then ignored leaves the parameters as they were; one that a session would lose is not
/// among those that give the configuration again.
#[test]
fn an_option_changes_every_run_of_its_tasks_and_is_kept() {
    for row in TABLE {
        for &(beside, given) in tries(row.name()) {
            for &task in row.tasks() {
                let held_out = if row.name() == "val-every" && task != Series { "--val-frac 0.4" } else { "" };
                let beside = options(held_out).over(options(beside));
                let (_, without, silent) = trained(task, &beside);
                let (config, with, said) = trained(task, &options(given).over(beside.clone()));
                let answers = ANSWERS.contains(&row.name());
                let changed = if answers { with == without && said != silent } else { with != without };
                assert!(changed, "{given} beside {beside:?} changes nothing of {}", task.name());
                let kept = config.options();
                assert_eq!(options(given).over(kept.clone()), kept, "{given} is not kept by {}", task.name());
            }
        }
    }
}

#[test]
fn an_option_of_other_tasks_is_refused_in_one_sentence() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    for task in TaskKind::ALL {
        fs::write(dir.join(task.name()), content(task)).unwrap();
        for row in TABLE.into_iter().filter(|row| !row.tasks().contains(&task)) {
            let (_, given) = tries(row.name())[0];
            let args: Vec<&str> = [task.name(), "--task", task.name()].into_iter().chain(given.split(' ')).collect();
            refused(dir, &args, &format!("--{} ", row.name()));
            refused(dir, &args, "leave it out");
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
    for task in TaskKind::ALL {
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
    for task in TaskKind::ALL {
        fs::write(dir.join(task.name()), content(task)).unwrap();
        for hidden in ["1000000", "18446744073709551615"] {
            let args = [task.name(), "--task", task.name(), "--hidden", hidden];
            refused(dir, &args, if hidden == "1000000" { " GiB of memory, " } else { "more than any memory, " });
            let sentence = String::from_utf8(rnntui(dir, &args).stderr).unwrap();
            let named: Vec<&str> = sentence.split([' ', ',', '.']).filter_map(|word| word.strip_prefix("--")).collect();
            // A smaller batch alone would not be enough.
            assert!(named.contains(&"hidden") && !named.contains(&"batch"), "{sentence}");
            for option in named {
                assert!(find_row(option).unwrap().tasks().contains(&task), "--{option} is proposed to {}", task.name());
            }
        }
        let lowered = ["--hidden", "1", "--epochs", "0", "--session", "s.ron", "--overwrite"];
        done(dir, &[&[task.name(), "--task", task.name()], &lowered[..]].concat());
    }
}

fn usual(task: TaskKind, size: DataSize) -> RunConfig {
    Options::default().resolve(task, &size).unwrap()
}

/// An option's value in a configuration, as it is given.
fn value(config: &RunConfig, option: &str) -> String {
    config.options().iter().find(|(name, _)| *name == option).unwrap().1.to_owned()
}

#[test]
fn the_defaults_in_help_are_those_that_hold() {
    let text = |bytes: usize| {
        let size = TextSize { bytes: bytes as u64, tokens: bytes, vocabulary: 25 };
        usual(Text, DataSize::Text(size))
    };
    let series = |rows| usual(Series, DataSize::Series { rows, columns: 2 });
    let labelled = |task, rows| usual(task, DataSize::Labelled { rows, labels: 4, tokens: 30, longest: 9 });
    let pairs = |rows| DataSize::Pairs { rows, source_tokens: 50, target_tokens: 60, longest: (5, 6) };
    let (short, long) = (text(10 * 1024), text(10 * 1024 + 1));
    let waves = series(10_000);
    let (classify, generate, translate) = (labelled(Classify, 50), labelled(Generate, 50), usual(Translate, pairs(50)));
    let few = labelled(Classify, 49);

    let same = |option: &str, configs: &[&RunConfig], wanted: &str| {
        for config in configs {
            assert_eq!(value(config, option), wanted, "--{option} of {}", config.task.kind().name());
        }
    };
    same("layers", &[&series(30), &generate, &translate], &value(&classify, "layers"));
    same("cell", &[&long, &classify, &generate], "lstm");
    same("cell", &[&waves, &translate], "gru");
    same("hidden", &[&short], "25");
    same("hidden", &[&long, &generate, &translate], "128");
    same("embed", &[&long, &classify, &generate], "0");
    same("clip", &[&short], "0");
    same("clip", &[&long, &classify, &generate, &translate], "5");
    same("val-frac", &[&short, &few], "0");
    same("val-frac", &[&generate, &translate], &value(&classify, "val-frac"));
    same("batch", &[&short], "full");
    same("batch", &[&waves, &classify, &generate, &translate], "32");
    same("lr", &[&generate], &value(&classify, "lr"));

    let command = Cli::command();
    let help = |option: &str| {
        let arg = command.get_arguments().find(|arg| arg.get_long() == Some(option)).unwrap();
        arg.get_help().unwrap().to_string()
    };
    let says = |option, words: &[&str], configs: &[&RunConfig]| {
        let values = configs.iter().map(|config| value(config, option));
        let says: String = values.zip(words).map(|(value, words)| words.replace("{}", &value)).collect();
        assert!(help(option).contains(&says), "--{option} should say {says:?}: {}", help(option));
    };
    says(
        "cell",
        &["{} up to 10 KB of text, ", "{} to translate and for a series, ", "else {}"],
        &[&short, &waves, &long],
    );
    says("hidden", &["{} for a series, ", "{} to classify, ", "else {}"], &[&waves, &classify, &long]);
    says("layers", &["{} for a text, ", "else {}"], &[&long, &classify]);
    let chinese = |vocabulary| usual(Text, DataSize::Text(TextSize { bytes: 90_000, tokens: 30_000, vocabulary }));
    assert_eq!(value(&chinese(512), "embed"), "0");
    let embed = [
        "{} to translate and to classify by words, ",
        "{} for a text of more than 512 different characters, ",
        "else {}",
    ];
    says("embed", &embed, &[&translate, &chinese(513), &long]);
    says("seq-len", &["{} up to 10 KB of text, ", "{} for a series, ", "else {}"], &[&short, &waves, &long]);
    says("batch", &["longer texts {}, ", "else {}"], &[&long, &classify]);
    let lr = [
        "{} up to 10 KB of text, ",
        "above it {}; ",
        "{} for a series, ",
        "{} to classify and generate, ",
        "{} to translate",
    ];
    says("lr", &lr, &[&short, &long, &waves, &classify, &translate]);
    says("clip", &["{} for a series, ", "else {}"], &[&waves, &long]);
    says("val-frac", &["above that {} of a text, ", "{} of the rows"], &[&long, &classify]);
}
