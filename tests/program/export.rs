//! An export stands alone: it says what its rows and columns stand for, and `--init` puts them where that is.
//!
//! That PyTorch needs nothing else was tried with `tests/readme_exports.py`, which runs the README's Python on exports
//! of 16 nets of all tasks and compares the answers with those of `rnntui sample` (torch 2.15, safetensors 0.8).

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::program::{done, exported, refused};
use safetensors::SafeTensors;
use serde_json::{Value, json};
use tempfile::TempDir;

fn fixture(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

/// A directory with these files.
fn files(contents: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().unwrap();
    for (name, content) in contents {
        fs::write(dir.path().join(name), content).unwrap();
    }
    dir
}

/// Lines as a file has them.
fn lines(lines: impl IntoIterator<Item = String>) -> String {
    lines.into_iter().collect::<Vec<_>>().join("\n") + "\n"
}

/// What a safetensors file says of its net.
fn about(path: &Path) -> Value {
    let bytes = fs::read(path).unwrap();
    let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
    serde_json::from_str(&header.metadata().as_ref().unwrap()["rnntui"]).unwrap()
}

/// Writes a tensor file that says `about` of its net.
fn rewrite(path: &Path, about: &str) {
    let bytes = fs::read(path).unwrap();
    let metadata = Some([("rnntui".to_owned(), about.to_owned())].into());
    let changed = safetensors::serialize(SafeTensors::deserialize(&bytes).unwrap().tensors(), metadata).unwrap();
    fs::write(path, changed).unwrap();
}

/// The loss of the first step on `data` from the weights in `out.safetensors`, and what is said at the start.
fn first_loss(dir: &Path, data: &str, options: &[&str]) -> (f64, String) {
    let fixed = ["--init", "out.safetensors", "--epochs", "1", "--lr", "1e-5", "--log", "log.jsonl"];
    let session = ["--session", "started.ron", "--overwrite"];
    let output = done(dir, &[&[data], options, &fixed, &session].concat());
    let log = fs::read_to_string(dir.join("log.jsonl")).unwrap();
    let first: Value = serde_json::from_str(log.lines().next().unwrap()).unwrap();
    (first["loss"].as_f64().unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// The losses are PyTorch's, with the characters' rows and columns put where they are in the other text.
#[test]
fn characters_keep_their_weights_in_a_text_of_another_order() {
    let [letters, swapped, reordered] = ["letters.txt", "letters-cat-dog-swapped.txt", "letters-reordered.txt"]
        .map(|name| fixture(&format!("texts/{name}")));
    let dir = files(&[("a.txt", &letters), ("swapped.txt", &swapped), ("reordered.txt", &reordered)]);
    let dir = dir.path();
    done(dir, &["a.txt", "--headless", "--epochs", "100", "--lr", "0.02", "--session", "a.ron"]);
    exported(dir, "a.ron");
    for (data, wanted) in [("swapped.txt", 0.2435), ("reordered.txt", 2.6416)] {
        let (loss, said) = first_loss(dir, data, &[]);
        assert!((loss - wanted).abs() < 0.002, "{data}: {loss}, not {wanted}");
        assert!(!said.contains("fresh") && !said.contains("gone"), "{said}");
    }
}

/// What the order of rows or columns decides, the ids, makes no difference once the weights are where they belong: the
/// loss of a whole batch is the same.
#[test]
fn every_task_and_input_keeps_its_weights() {
    let rows = "x\tabc\ny\tbca de\nx\tcc a\nz\tedcba\ny\tb\nz\tee d\n";
    let pairs = "the cat\tle chat\na dog\tun chien !\nthe dog sees a cat\tle chien voit un chat\n";
    let backwards = |text: &str| lines(text.lines().rev().map(str::to_owned));
    let series: Vec<[f64; 3]> =
        (0..40).map(|row| [1.0, 1.4, 2.2].map(|speed| (f64::from(row) * speed).sin())).collect();
    let table = |order: [usize; 3]| {
        let names = ["a", "b", "c"];
        let line = |cells: [String; 3]| cells.join(",") + "\n";
        let head = line(order.map(|place| names[place].to_owned()));
        series.iter().fold(head, |text, row| text + &line(order.map(|place| format!("{:.6}", row[place]))))
    };
    for (task, ending, one, other, options) in [
        ("classify", "tsv", rows.to_owned(), backwards(rows), "--bidirectional --layers 2"),
        ("classify", "tsv", rows.to_owned(), backwards(rows), "--embed 3 --cell gru"),
        ("generate", "tsv", rows.to_owned(), backwards(rows), "--cell rnn"),
        ("generate", "tsv", rows.to_owned(), backwards(rows), "--embed 4"),
        ("translate", "tsv", pairs.to_owned(), backwards(pairs), "--bidirectional --attention"),
        ("translate", "tsv", pairs.to_owned(), backwards(pairs), "--embed 0 --tokens char"),
        ("series", "csv", table([0, 1, 2]), table([2, 0, 1]), "--target b --bidirectional"),
    ] {
        let (one_name, other_name) = (format!("one.{ending}"), format!("other.{ending}"));
        let dir = files(&[(&one_name, &one), (&other_name, &other)]);
        let dir = dir.path();
        let mut options: Vec<&str> = options.split_whitespace().collect();
        options.extend(["--task", task, "--hidden", "6", "--batch", "full", "--headless"]);
        done(
            dir,
            &[&[one_name.as_str()], &options[..], &["--epochs", "30", "--lr", "0.02", "--session", "a.ron"]].concat(),
        );
        exported(dir, "a.ron");
        let [(same, _), (loss, said)] = [&one_name, &other_name].map(|data| first_loss(dir, data, &options));
        assert!((loss / same - 1.0).abs() < 1e-5, "{task} {options:?}: {loss}, in the first order {same}");
        assert!(!said.contains("fresh") && !said.contains("gone"), "{said}");
    }
}

/// Without a linear layer the units themselves stand for the characters.
#[test]
fn units_that_are_outputs_go_where_their_characters_are() {
    let dir = files(&[("a.txt", "abcabcabcabcabcab"), ("b.txt", "bcabcabcabcabcabc")]);
    let dir = dir.path();
    let options = ["--no-linear", "--layers", "1", "--seq-len", "3", "--cell", "gru", "--headless"];
    done(dir, &[&["a.txt"], &options[..], &["--epochs", "100", "--session", "a.ron"]].concat());
    exported(dir, "a.ron");
    let [(same, _), (other, _)] = ["a.txt", "b.txt"].map(|data| first_loss(dir, data, &options));
    assert!((other / same - 1.0).abs() < 0.1, "the same text, a character on: {other}, not {same}");
}

#[test]
fn what_is_new_starts_fresh_and_what_is_gone_is_left_out() {
    let dir = files(&[
        ("a.txt", "abcabcabcabcab"),
        ("more.txt", "cbadcbaecba"),
        ("less.txt", "cbcbcbcbcbcbcb"),
        ("one.txt", "cbadcbacba"),
    ]);
    let dir = dir.path();
    let net = ["--hidden", "5", "--layers", "2", "--seq-len", "3", "--headless"];
    done(dir, &[&["a.txt"], &net[..], &["--epochs", "3", "--session", "a.ron"]].concat());
    let theirs = exported(dir, "a.ron");
    let start = |data: &str| {
        let init = ["--init", "a.safetensors", "--epochs", "0", "--session", "b.ron", "--overwrite"];
        let output = done(dir, &[&[data], &net[..], &init].concat());
        (exported(dir, "b.ron"), String::from_utf8(output.stderr).unwrap())
    };
    fs::rename(dir.join("out.safetensors"), dir.join("a.safetensors")).unwrap();
    let (theirs, (more, said)) = (SafeTensors::deserialize(&theirs).unwrap(), start("more.txt"));
    assert!(said.contains("2 of 5 characters are new: their weights start fresh."), "{said}");
    assert!(!said.contains("gone"), "{said}");
    done(dir, &[&["more.txt"], &net[..], &["--epochs", "0", "--session", "fresh.ron"]].concat());
    let fresh = exported(dir, "fresh.ron");
    let [more, fresh] = [&more, &fresh].map(|bytes| SafeTensors::deserialize(bytes).unwrap());
    let bias = |net: &SafeTensors<'_>| {
        let (numbers, _) = net.tensor("fc.bias").unwrap().data().as_chunks::<4>();
        numbers.iter().map(|&number| f32::from_le_bytes(number)).collect::<Vec<_>>()
    };
    // c b a d e: the first three from the file, where they are c, b, a of a b c; the others as this run begins.
    let (of, begins) = (bias(&theirs), bias(&fresh));
    assert_eq!(bias(&more), [of[2], of[1], of[0], begins[3], begins[4]]);

    assert!(start("one.txt").1.contains("1 of 4 characters is new: its weights start fresh."));
    assert!(start("less.txt").1.contains("1 character of the file is gone: its weights are left out."));
}

/// Each task's export says what its net is; README.md describes the fields and rebuilds the nets in PyTorch.
#[test]
fn an_export_says_what_its_net_is() {
    let rows = lines((0..10).map(|row| format!("{}\tab{}", ["y", "n"][row % 2], "c".repeat(row % 3))));
    let series = "t,v\n".to_owned() + &lines((0..20).map(|t| format!("{t},{}", t * t)));
    let dir =
        files(&[("t.txt", "abcabcabcabc"), ("s.csv", &series), ("r.tsv", &rows), ("p.tsv", "a b\tx\nb c\ty x\n")]);
    let dir = dir.path();
    let said = |args: &[&str]| {
        done(
            dir,
            &[args, &["--headless", "--epochs", "1", "--hidden", "4", "--session", "s.ron", "--overwrite"]].concat(),
        );
        exported(dir, "s.ron");
        about(&dir.join("out.safetensors"))
    };
    let text = said(&["t.txt", "--val-frac", "0.25", "--seq-len", "3"]);
    assert_eq!((&text["format"], &text["task"], &text["data"]), (&json!(1), &json!("text"), &json!("t.txt")));
    assert_eq!(text["characters"], json!(["a", "b", "c"]));
    assert_eq!((&text["epoch"], &text["step"]), (&json!(1), &json!(1)));
    assert_eq!(text["split"], json!({"all": 12, "training": 9}));
    let options = &text["options"];
    assert_eq!((&options["seq-len"], &options["lr"], &options["seed"]), (&json!("3"), &json!("0.1"), &json!("1")));
    let model = json!({"cell": "rnn", "nonlinearity": "tanh", "hidden": 4, "layers": 2, "bidirectional": false,
        "embed": 0, "linear": true, "attention": false, "inputs": 3, "outputs": 3});
    assert_eq!(text["model"], model);

    let series = said(&["s.csv", "--columns", "t,v", "--horizon", "2", "--seq-len", "3", "--scale", "lab"]);
    assert_eq!(series["columns"], json!(["t", "v"]));
    assert_eq!(series["split"], json!({"all": 20, "training": 14}));
    let own = &series["series"];
    assert_eq!([&own["seq_len"], &own["horizon"], &own["target"]], [&json!(3), &json!(2), &json!(1)]);
    assert_eq!(own["scaler"]["training"], json!({"shift": [0.0, 0.0], "scale": [13.0, 169.0]}));
    assert_eq!(own["scaler"]["held_out"]["shift"], json!([10.0, 100.0]));

    let classes = said(&["r.tsv", "--task", "classify", "--val-frac", "0.2"]);
    assert_eq!((&classes["characters"], &classes["labels"]), (&json!(["a", "b", "c"]), &json!(["y", "n"])));
    assert_eq!(classes["split"]["training"], json!(8));
    let held_out = |part: &str| classes["split"][part].as_array().unwrap().len();
    assert_eq!(["held_out_rows", "validation_rows", "test_rows"].map(held_out), [2, 2, 0]);
    assert_eq!((&classes["model"]["pool"], classes.get("words")), (&json!("last"), None));

    let words = said(&["r.tsv", "--task", "classify", "--tokens", "word", "--pool", "mean", "--val-frac", "0"]);
    assert_eq!(words["words"].as_array().unwrap()[..3], [json!("<SOS>"), json!("<EOS>"), json!("<UNK>")]);
    assert_eq!(words["model"]["inputs"].as_u64().unwrap(), words["words"].as_array().unwrap().len() as u64);
    assert_eq!((&words["model"]["pool"], words.get("characters")), (&json!("mean"), None));

    let pairs = said(&["p.tsv", "--attention", "--bidirectional"]);
    assert_eq!(pairs["source"], json!(["<SOS>", "<EOS>", "<UNK>", "a", "b", "c"]));
    assert_eq!(pairs["target"], json!(["<SOS>", "<EOS>", "<UNK>", "x", "y"]));
    assert_eq!((&pairs["model"]["attention"], &pairs["model"]["bidirectional"]), (&json!(true), &json!(true)));
    assert!(pairs.get("characters").is_none() && pairs.get("series").is_none());
}

#[test]
fn a_series_without_its_data_is_exported_with_its_scaler() {
    let table = lines((0..9000).map(|row| format!("{row}.5,{}.25", row % 100)));
    let dir = files(&[("s.csv", &format!("a,b\n{table}"))]);
    let dir = dir.path();
    done(dir, &["s.csv", "--headless", "--epochs", "0", "--hidden", "2", "--session", "s.ron"]);
    fs::remove_file(dir.join("s.csv")).unwrap();
    let output = done(dir, &["export", "s.ron", "out.safetensors"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!said.contains("no scaler"), "{said}");
    let about = about(&dir.join("out.safetensors"));
    let scaler = &about["series"]["scaler"]["training"];
    assert_eq!(scaler["shift"].as_array().unwrap().len(), 2, "{scaler}");
    assert_eq!(about["columns"], json!(["a", "b", "(change of the target)"]));
}

#[test]
fn descriptions_that_cannot_be_understood_are_refused() {
    let dir = files(&[("a.txt", "abcabcabcabc")]);
    let dir = dir.path();
    let net = ["a.txt", "--headless", "--epochs", "0", "--seq-len", "3"];
    done(dir, &[&net[..], &["--session", "a.ron"]].concat());
    exported(dir, "a.ron");
    let path = dir.join("out.safetensors");
    let good = about(&path).to_string();
    let start = [&net[..], &["--init", "out.safetensors", "--session", "b.ron"]].concat();
    for (changed, named) in [
        ("{".to_owned(), "cannot be read"),
        (r#"{"format":1}"#.to_owned(), "task"),
        (good.replace(r#""format":1"#, r#""format":2"#), "newer rnntui"),
        (good.replace(r#"["a","b","c"]"#, r#"["a","b"]"#), "weight_ih_l0"),
        (good.replace(r#"["a","b","c"]"#, "7"), "cannot be read"),
    ] {
        rewrite(&path, &changed);
        refused(dir, &start, named);
    }
    // A file of PyTorch says nothing, and is taken as it stands.
    fs::write(&path, exported(dir, "a.ron")).unwrap();
    done(dir, &start);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_stdout_is_said() {
    let dir = files(&[("a.txt", "abcabcabcabc")]);
    let dir = dir.path();
    done(dir, &["a.txt", "--headless", "--epochs", "0", "--session", "a.ron"]);
    let full = Stdio::from(fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
    let mut command = Command::new(env!("CARGO_BIN_EXE_rnntui"));
    let output = command.current_dir(dir).args(["export", "a.ron", "out.safetensors"]).stdout(full);
    let output = output.stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), said.lines().count()), (Some(1), 1), "{said}");
    assert!(said.contains("cannot write to standard output"), "{said}");
}
