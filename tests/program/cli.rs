//! The contract of the command line: what is refused and how, what equals what, and that nothing is lost.

use std::fs;
use std::io::Read as _;
use std::process::{Command, Stdio};

use crate::support::program::{SHIP, done, exported, refused, rnntui, sealed, ship, timeless};
use rnntui::nn::machine::Kernels;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr as _;

#[test]
fn bad_files_end_in_one_sentence() {
    let dir = ship();
    let dir = dir.path();
    fs::write(dir.join("empty.txt"), "").unwrap();
    fs::write(dir.join("one.txt"), "x").unwrap();
    fs::write(dir.join("short.txt"), "hello").unwrap();
    fs::write(dir.join("latin1.txt"), b"caf\xe9 au lait, every day").unwrap();
    fs::create_dir(dir.join("folder")).unwrap();
    assert!(Command::new("mkfifo").arg(dir.join("pipe")).status().unwrap().success());
    refused(dir, &["none.txt"], "none.txt");
    refused(dir, &["folder"], "directory");
    refused(dir, &["empty.txt"], "empty");
    refused(dir, &["one.txt"], "one character");
    refused(dir, &["short.txt"], "--seq-len 4 or less");
    refused(dir, &["latin1.txt", "--encoding", "utf-8"], "line 1 is not UTF-8: the byte at offset 3");
    refused(dir, &["pipe"], "pipe");
    refused(dir, &["ship.txt", "--seq-len", "180"], "--seq-len");
}

#[test]
fn bad_options_end_in_one_sentence() {
    let dir = ship();
    let bad = [
        (vec!["--hidden", "0"], "--hidden 0"),
        (vec!["--lr", "-1"], "--lr -1"),
        (vec!["--lr", "nan"], "--lr NaN"),
        (vec!["--dropout", "1"], "--dropout 1"),
        (vec!["--batch", "0"], "--batch 0"),
        (vec!["--cell", "perceptron"], "perceptron"),
        (vec!["--threads", "0"], "--threads 0"),
        (vec!["--bidirectional"], "--bidirectional"),
        (vec!["--hidden", "1099511627776"], "memory"),
        (vec!["--frobnicate"], "--frobnicate"),
        (vec!["--stateful", "--stride", "2"], "--stride"),
        (vec!["--lang", "ko"], "--lang"),
    ];
    for (options, named) in bad {
        let args: Vec<&str> = ["ship.txt"].into_iter().chain(options).collect();
        refused(dir.path(), &args, named);
    }
}

/// `bench` times what it is told to, as JSON and as a table; a wrong name or number is one sentence.
#[test]
fn bench_times_a_step_and_tells_the_kernels() {
    let dir = ship();
    let json = done(dir.path(), &["bench", "hihello", "--json", "--seconds", "0"]);
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let work = &report["works"][0];
    assert!(
        work["name"] == "hihello" && work["ms"].as_f64() > Some(0.0) && work["steps"].as_u64() >= Some(5),
        "{report}"
    );
    // W_hh of 5x5 over 6 tokens: one-hot input takes no multiplication.
    assert!((work["gflop"].as_f64().unwrap() - 6.0 * 25.0 * 6.0 / 1e9).abs() < 1e-15, "{report}");
    let table = done(dir.path(), &["bench", "hihello", "--seconds", "0"]);
    assert!(String::from_utf8(table.stdout).unwrap().contains("hihello lab"));
    refused(dir.path(), &["bench", "nothing"], "nothing");
    refused(dir.path(), &["bench", "--seconds", "-1"], "--seconds -1");
    refused(dir.path(), &["bench", "--threads", "0"], "--threads 0");

    let kernels = |wanted: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rnntui"));
        let output = command.arg("--version").env("RNNTUI_KERNELS", wanted).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let here: Vec<_> = Kernels::ALL.into_iter().filter(|kernels| kernels.run_here()).map(Kernels::name).collect();
    for name in &here {
        assert!(kernels(name).contains(&format!("kernels: {name} ")), "{name}");
    }
    // The fastest unless a name says otherwise that is one.
    assert_eq!(kernels("abacus"), kernels(here[0]));
}

/// A wider register adds up nothing in another order, and the instruction for bf16 does what the portable path does.
#[test]
fn kernels_with_a_fused_multiply_add_have_the_same_bits() {
    // Narrow products and wide ones, with panels that are full, whose lanes share columns, and of one lane.
    const NETS: [(&str, &str, &str); 6] = [
        ("lstm", "11", "f32"),
        ("lstm", "19", "f32"),
        ("gru", "64", "f32"),
        ("rnn", "25", "f32"),
        ("lstm", "19", "bf16"),
        ("gru", "64", "bf16"),
    ];
    let dir = ship();
    let nets = [Kernels::Avx512, Kernels::Avx2Fma].into_iter().filter(|kernels| kernels.run_here()).map(|kernels| {
        let name = |cell, hidden, precision| format!("{}-{cell}-{hidden}-{precision}.ron", kernels.name());
        for (cell, hidden, precision) in NETS {
            let session = name(cell, hidden, precision);
            let mut command = Command::new(env!("CARGO_BIN_EXE_rnntui"));
            command.current_dir(dir.path()).env("RNNTUI_KERNELS", kernels.name());
            command.args(["ship.txt", "--headless", "--epochs", "3", "--cell", cell, "--hidden", hidden]);
            assert!(command.args(["--precision", precision, "--session", &session]).output().unwrap().status.success());
        }
        NETS.map(|(cell, hidden, precision)| exported(dir.path(), &name(cell, hidden, precision)))
    });
    let nets: Vec<_> = nets.collect();
    assert!(nets.windows(2).all(|nets| nets[0] == nets[1]));
}

#[test]
fn damaged_sessions_and_weights_end_in_one_sentence() {
    let dir = ship();
    let dir = dir.path();
    done(dir, &["ship.txt", "--epochs", "2", "--session", "s.ron"]);
    let whole = fs::read_to_string(dir.join("s.ron")).unwrap();
    for (name, text, named) in [
        ("cut.ron", whole[..whole.len() / 2].to_owned(), "truncated"),
        ("edited.ron", whole.replace("\"seed\": \"1\"", "\"seed\": \"2\""), "edited"),
        ("newer.ron", whole.replace("version: 7", "version: 99"), "version 99"),
        ("shape.ron", whole.replacen("[25, 25]", "[1099511627776, 25]", 1), "edited"),
        ("nan.ron", whole.replace("learning_rate: 0.1", "learning_rate: NaN"), "edited"),
        ("other.ron", "(hello: 1)".to_owned(), "no rnntui session"),
    ] {
        assert_ne!(text, whole, "{name}");
        fs::write(dir.join(name), text).unwrap();
        refused(dir, &["resume", name], named);
        refused(dir, &["sample", name], named);
    }
    refused(dir, &["resume", "none.ron"], "none.ron");
    refused(dir, &["resume", "s.ron", "--lr", "-1"], "--lr -1");
    refused(dir, &["ship.txt", "--session", "s.ron"], "--overwrite");
    refused(dir, &["sample", "s.ron", "--prime", "Z"], "'Z'");
    done(dir, &["export", "s.ron", "w.safetensors"]);
    refused(dir, &["ship.txt", "--init", "w.safetensors", "--hidden", "9"], "weight_ih_l0");
    refused(dir, &["ship.txt", "--init", "w.safetensors", "--layers", "3"], "weight_ih_l2");
    refused(dir, &["ship.txt", "--init", "s.ron"], "s.ron");
}

#[test]
fn a_session_that_lies_behind_a_right_checksum_is_refused() {
    let dir = ship();
    let dir = dir.path();
    done(dir, &["ship.txt", "--epochs", "2", "--batch", "50", "--session", "s.ron"]);
    let whole = fs::read_to_string(dir.join("s.ron")).unwrap();
    assert_eq!(sealed(&whole), whole);
    let weights = whole.find("data: \"").unwrap() + 7;
    let nan = format!("{}AADAfwAAwH8AAMB/{}", &whole[..weights], &whole[weights + 16..]);
    let option = |name: &str, from: &str, to: &str| {
        whole.replacen(&format!("{name:?}: {from:?}"), &format!("{name:?}: {to:?}"), 1)
    };
    for (text, named) in [
        (whole.replacen("[25, 25]", "[1099511627776, 25]", 1), "weight_ih_l0 has shape"),
        (option("hidden", "25", "1099511627776"), "GiB"),
        (option("layers", "2", "0"), "--layers 0"),
        (option("layers", "2", "3"), "tensors"),
        (option("seq-len", "10", "0"), "--seq-len 0"),
        (option("stride", "1", "0"), "--stride 0"),
        (option("dropout", "0", "NaN"), "--dropout NaN"),
        (option("val-frac", "0", "-1"), "--val-frac -1"),
        (option("lr", "0.1", "NaN"), "--lr NaN"),
        (option("lr", "0.1", "fast"), "fast"),
        (whole.replacen("\"lr\"", "\"pace\"", 1), "pace"),
        (whole.replacen("\"lr\"", "\"horizon\"", 1), "--horizon"),
        (whole.replacen("base_rate: 0.1", "base_rate: NaN", 1), "--lr NaN"),
        (whole.replacen("learning_rate: 0.1", "learning_rate: NaN", 1), "learning rate is NaN"),
        (whole.replacen("step_in_epoch: 0", "step_in_epoch: 99", 1), "step 99 of an epoch of 4"),
        (whole.replacen("validation_due: false", "validation_due: true", 1), "step 0 of an epoch of 4"),
        (whole.replacen("step: 8", "step: 18446744073709551615", 1), "step 18446744073709551615"),
        (whole.replacen("optimizer_step: 8", "optimizer_step: 18446744073709551615", 1), "optimizer"),
        (whole.replacen("points: 8", "points: 7", 1), "training history has buckets that hold no points"),
        (whole.replacen("loss: Some(2", "loss: Some(1", 1), "another loss"),
        (whole.replacen("undo: []", "undo: [], keyframes: 3", 1), "keyframes"),
        (whole.replacen("epoch: 2", "epoch: 2, worst: 1.0", 1), "worst"),
        (whole.replacen("best: Some((", "best: Some((worst: 1, ", 1), "worst"),
        (whole.replace("measurement: ", "measurement: 9999999999999999999999"), "cannot be understood"),
        (whole.replacen("corpus:", "parent: 1, corpus:", 1), "parent"),
        (whole.replacen("parent: None", "parent: Some((name: \"x\"))", 1), "cannot be understood"),
        (whole.replacen("first: None", "first: Some(3)", 1), "cannot be understood"),
        (whole.replacen("kernels: [", "kernels: [1, ", 1), "cannot be understood"),
        (whole.replacen("version: 7", "version: 0", 1), "version"),
        (whole.replacen("version: 7", "version: 2", 1), "cannot be understood"),
        (nan, "NaN"),
    ] {
        assert_ne!(text, whole, "{named}");
        fs::write(dir.join("lie.ron"), sealed(&text)).unwrap();
        refused(dir, &["resume", "lie.ron"], named);
    }
}

#[test]
fn a_run_in_two_parts_is_the_run_in_one() {
    let dir = ship();
    let dir = dir.path();
    let runs: [&[&str]; 3] = [
        &[],
        &["--cell", "gru", "--batch", "50", "--dropout", "0.3", "--val-frac", "0.3"],
        &["--cell", "lstm", "--stateful", "--batch", "5", "--optimizer", "rmsprop", "--lr", "0.01"],
    ];
    for (number, options) in runs.into_iter().enumerate() {
        let start = |epochs, session: &str, log: &str, threads| {
            let mut args =
                vec!["ship.txt", "--epochs", epochs, "--session", session, "--log", log, "--threads", threads];
            args.extend(options);
            done(dir, &args);
        };
        let name = |what: &str| format!("{what}{number}");
        start("40", &name("whole.ron"), &name("whole.log"), "2");
        start("20", &name("part.ron"), &name("part.log"), "1");
        done(dir, &["resume", &name("part.ron"), "--epochs", "20", "--log", &name("part.log")]);
        assert!(exported(dir, &name("whole.ron")) == exported(dir, &name("part.ron")), "{options:?}");
        let log = |what: &str| timeless(&dir.join(name(what)));
        assert_eq!(log("whole.log"), log("part.log"), "{options:?}");
        let first: serde_json::Value = serde_json::from_str(log("whole.log").lines().next().unwrap()).unwrap();
        assert_eq!((first["step"].as_u64(), first["epoch"].as_u64()), (Some(1), Some(0)));
        assert!(["loss", "lr", "grad_norm"].iter().all(|name| first[name].is_f64()), "{first}");
        assert_eq!(log("whole.log").contains("val_loss"), options.contains(&"--val-frac"));
    }
}

#[test]
fn saving_all_the_time_changes_nothing() {
    let dir = ship();
    let dir = dir.path();
    done(dir, &["ship.txt", "--epochs", "30", "--autosave", "0"]);
    done(dir, &["ship.txt", "--epochs", "30"]);
    assert_eq!(
        exported(dir, "sessions/ship.ron"),
        exported(dir, "sessions/ship-2.ron"),
        "and no run took the other's file"
    );
}

#[test]
fn exported_weights_start_a_run_where_they_stood() {
    let dir = ship();
    let dir = dir.path();
    done(dir, &["ship.txt", "--epochs", "5", "--session", "a.ron"]);
    let weights = exported(dir, "a.ron");
    done(dir, &["ship.txt", "--init", "out.safetensors", "--epochs", "0", "--session", "b.ron"]);
    assert!(exported(dir, "b.ron") == weights);
}

#[test]
fn no_file_of_the_users_is_replaced_by_another_kind() {
    let dir = ship();
    let dir = dir.path();
    done(dir, &["ship.txt", "--epochs", "1", "--session", "a.ron"]);
    let whole = fs::read(dir.join("a.ron")).unwrap();
    refused(dir, &["ship.txt", "--log", "ship.txt"], "--log");
    refused(dir, &["resume", "a.ron", "--log", "./a.ron"], "--log");
    fs::copy(dir.join("a.ron"), dir.join("other.ron")).unwrap();
    fs::write(dir.join("few"), "{").unwrap();
    for other in ["other.ron", "few"] {
        refused(dir, &["ship.txt", "--epochs", "1", "--session", "c.ron", "--log", other], "--log");
        refused(dir, &["resume", "a.ron", "--log", other], "--log");
    }
    assert!(fs::read(dir.join("other.ron")).unwrap() == whole);
    refused(dir, &["ship.txt", "--session", "ship.txt", "--overwrite"], "--session");
    refused(dir, &["export", "a.ron", "a.ron"], "no safetensors");
    refused(dir, &["export", "a.ron", "ship.txt"], "no safetensors");
    assert_eq!(fs::read_to_string(dir.join("ship.txt")).unwrap(), SHIP);
    assert!(fs::read(dir.join("a.ron")).unwrap() == whole);
}

/// `| head -1`: nobody reads the progress lines any more, and the run is saved all the same.
#[test]
fn a_closed_pipe_ends_no_run() {
    let dir = ship();
    let mut child = Command::new(env!("CARGO_BIN_EXE_rnntui"))
        .current_dir(dir.path())
        .args(["ship.txt", "--headless", "--epochs", "30"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stderr.take());
    assert!(child.wait().unwrap().success());
    assert!(dir.path().join("sessions/ship.ron").exists());
}

/// What a killed run left of a line is no part of the log that goes on.
#[test]
fn a_log_goes_on_after_its_last_whole_line() {
    let dir = ship();
    let dir = dir.path();
    done(dir, &["ship.txt", "--epochs", "2", "--session", "a.ron", "--log", "a.jsonl"]);
    let whole = fs::read_to_string(dir.join("a.jsonl")).unwrap();
    fs::write(dir.join("a.jsonl"), format!("{whole}{{\"step\":99,")).unwrap();
    done(dir, &["resume", "a.ron", "--epochs", "1", "--log", "a.jsonl"]);
    let log = fs::read_to_string(dir.join("a.jsonl")).unwrap();
    assert!(log.starts_with(&whole) && log.lines().count() > whole.lines().count());
    assert!(log.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{log}");
}

/// Whatever sessions are called, their rows line up, and each stays one.
#[test]
fn sessions_are_listed_in_columns() {
    let dir = ship();
    let dir = dir.path();
    done(dir, &["ship.txt", "--epochs", "1", "--session", "sessions/ship.ron"]);
    let names = ["바다를_그리워하게.ron", "a_name_that_is_longer_than_most_others.ron", "red\u{1b}[31m\nname.ron"];
    for name in names {
        fs::copy(dir.join("sessions/ship.ron"), dir.join("sessions").join(name)).unwrap();
    }
    let list = String::from_utf8(done(dir, &["sessions"]).stdout).unwrap();
    let tasks: Vec<usize> = list.lines().skip(1).map(|line| line[..line.find(" text ").unwrap()].width()).collect();
    assert!(tasks.len() == 4 && tasks.iter().all(|&at| at == tasks[0]), "{list}");
    assert!(!list.contains('\u{1b}') && list.contains("red␛[31m␊name.ron"), "{list}");
}

/// `| head -c 5`: an answer of which no more is read ends without a word.
#[test]
fn an_answer_may_be_read_in_part() {
    let dir = ship();
    done(dir.path(), &["ship.txt", "--epochs", "1", "--session", "s.ron"]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_rnntui"))
        .current_dir(dir.path())
        .args(["sample", "s.ron", "-n", "1000000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut start = [0; 5];
    child.stdout.take().unwrap().read_exact(&mut start).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// What an rnntui from before the second version of the format saved goes on: it is the session in the repository.
#[test]
fn a_session_of_the_first_version_is_read_and_goes_on() {
    let old = include_str!("../../sessions/ship-sample.ron");
    assert!(old.contains("\n    version: 1,\n"), "the session is there to stay as it is");
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    fs::write(dir.join("old.ron"), old).unwrap();
    let sampled = done(dir, &["sample", "old.ron", "--prime", "if you", "-n", "20", "--temperature", "0"]).stdout;
    assert!(String::from_utf8(sampled).unwrap().starts_with("if you want to build"), "it is trained");
    let resumed = String::from_utf8(done(dir, &["resume", "old.ron", "--epochs", "2"]).stderr).unwrap();
    assert!(resumed.contains("epoch 302  step 302"), "{resumed}");
    assert!(fs::read_to_string(dir.join("old.ron")).unwrap().contains("\n        version: 7,\n"));
}

/// A step whose update is not made leaves the hidden state that streams carry as it was, so that the run can be saved.
#[test]
fn a_diverged_run_of_streams_can_be_resumed() {
    let dir = ship();
    let args =
        ["ship.txt", "--stateful", "--batch", "3", "--nonlinearity", "relu", "--optimizer", "sgd", "--lr", "900"];
    let output = rnntui(dir.path(), &args);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && stderr.contains("that update was not made"), "{stderr}");
    done(dir.path(), &["export", "sessions/ship.ron", "out.safetensors"]);
}
