//! What `inspect` tells: PyTorch's numbers, the same of every kind of session, and units by what they follow.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use safetensors::tensor::{Dtype, View};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::program::{SHIP, done, refused};
use crate::support::{Tensor, assert_close, fixture, floats, labelled, tensor};

const PAIRS: &str = include_str!("../../src/lessons/seq2seq/pairs.tsv");

/// The object of `inspect --json`.
fn json(dir: &Path, args: &[&str]) -> Value {
    serde_json::from_slice(&done(dir, &[&["inspect"], args, &["--json"]].concat()).stdout).unwrap()
}

/// The summary for people.
fn summary(dir: &Path, args: &[&str]) -> String {
    String::from_utf8(done(dir, &[&["inspect"], args].concat()).stdout).unwrap()
}

/// A tensor of a fixture, as a safetensors file takes it.
struct Named(Tensor);

impl View for Named {
    fn dtype(&self) -> Dtype {
        Dtype::F32
    }
    fn shape(&self) -> &[usize] {
        &self.0.shape
    }
    fn data(&self) -> Cow<'_, [u8]> {
        self.0.data.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>().into()
    }
    fn data_len(&self) -> usize {
        4 * self.0.data.len()
    }
}

/// Holds what was told to a fixture, number by number, whatever else is told beside it.
fn held(what: &str, found: &Value, wanted: &Value) {
    match wanted {
        Value::Array(list) => {
            assert_eq!(found.as_array().unwrap().len(), list.len(), "{what}");
            for (at, wanted) in list.iter().enumerate() {
                held(&format!("{what} {at}"), &found[at], wanted);
            }
        }
        Value::Object(fields) if fields.contains_key("shape") => {
            assert_eq!(found["shape"], wanted["shape"], "{what}");
            assert_close(what, &floats(&found["data"]), &floats(&wanted["data"]));
        }
        Value::Object(fields) => {
            assert_eq!(found.as_object().unwrap().len(), fields.len(), "{what}");
            fields.iter().for_each(|(name, wanted)| held(&format!("{what} {name}"), &found[name], wanted));
        }
        plain => assert_eq!(found, plain, "{what}"),
    }
}

/// A case's text with its last target is what a session learns, its parameters are what the net begins with, and its
/// first window is the case.
#[test]
fn every_case_of_pytorchs_is_told_as_pytorch_has_it() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    for case in fixture("inside")["cases"].as_array().unwrap() {
        let text = case["text"].as_str().unwrap();
        fs::write(dir.join("text.txt"), format!("{text}?")).unwrap();
        let params = case["params"].as_object().unwrap().iter();
        let params: Vec<(String, Named)> = params.map(|(name, value)| (name.clone(), Named(tensor(value)))).collect();
        fs::write(dir.join("case.safetensors"), safetensors::serialize(params, None).unwrap()).unwrap();
        let [hidden, layers] = ["hidden", "layers"].map(|name| case[name].to_string());
        let (cell, steps) = (case["cell"].as_str().unwrap(), text.chars().count().to_string());
        let model = ["--cell", cell, "--hidden", &hidden, "--layers", &layers, "--seq-len", &steps];
        let run = ["text.txt", "--epochs", "0", "--val-frac", "0", "--init", "case.safetensors"];
        done(dir, &[&run[..], &model, &["--session", "s.ron", "--overwrite"]].concat());
        let told = json(dir, &["s.ron"]);
        assert_eq!(told["tokens"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect::<String>(), text);
        assert_eq!(
            told["names"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect::<String>(),
            case["char_set"].as_str().unwrap()
        );
        for name in ["cell", "layers", "hidden", "targets", "losses", "probabilities", "gates", "grad_h"] {
            held(&format!("{cell} of {layers}: {name}"), &told[name], &case[name]);
        }
        for name in ["saliency", "grad_times_input"] {
            held(&format!("{cell} of {layers}: {name}"), &told[name], &case[name]);
        }
        assert_eq!(told.get("grad_c").is_some(), cell == "lstm");
        if let Some(wanted) = case.get("grad_c") {
            held(&format!("{cell} of {layers}: grad_c"), &told["grad_c"], wanted);
        }
        // The same characters given by hand: all but the target of the last.
        let given = json(dir, &["s.ron", "--text", text]);
        assert_eq!(given["gates"], told["gates"]);
        let all = text.chars().count();
        let losses = |told: &Value| told["losses"]["data"].as_array().unwrap()[..all - 1].to_vec();
        assert_eq!((losses(&given), &given["losses"]["data"][all - 1]), (losses(&told), &Value::Null));
        for (row, likeliest) in told["top"].as_array().unwrap().iter().enumerate() {
            let vocabulary = told["names"].as_array().unwrap().len();
            let all = &floats(&told["probabilities"]["data"])[row * vocabulary..][..vocabulary];
            let mut sorted = all.to_vec();
            sorted.sort_by(|a, b| b.total_cmp(a));
            let likeliest: Vec<Value> =
                likeliest.as_array().unwrap().iter().map(|one| one["probability"].clone()).collect();
            assert_eq!(floats(&Value::Array(likeliest)), sorted[..5]);
            let target = usize::try_from(told["targets"][row].as_u64().unwrap()).unwrap();
            assert_eq!(floats(&Value::Array(vec![told["target_probability"][row].clone()])), all[target..=target]);
        }
    }
}

/// Two lines of speech, again and again, and the session of a run that has begun to learn them.
fn quoted(dir: &Path) -> String {
    let text = "he said \"yes I do\" and went\nshe said \"no (never)\" and stayed\n".repeat(12);
    fs::write(dir.join("said.txt"), &text).unwrap();
    let run = ["said.txt", "--cell", "gru", "--hidden", "12", "--layers", "2", "--seq-len", "30", "--epochs", "20"];
    done(dir, &[&run[..], &["--lr", "0.02", "--val-frac", "0", "--session", "s.ron"]].concat());
    text
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred characters")]
fn pearson(x: &[f64], y: &[f64]) -> f64 {
    let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
    let (mx, my) = (mean(x), mean(y));
    let product: f64 = x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum();
    let square = |of: &[f64], mean: f64| of.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>();
    product / (square(x, mx) * square(y, my)).sqrt()
}

#[test]
fn units_are_ranked_by_the_correlation_of_their_states() {
    const READ: usize = 500;
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let text = quoted(dir);
    let start: String = text.chars().take(READ).collect();
    let states = json(dir, &["s.ron", "--text", &start]);
    let mut inside = false;
    let quotes: Vec<f64> = start
        .chars()
        .map(|c| {
            inside ^= c == '"';
            f64::from(u8::from(inside))
        })
        .collect();
    let e: Vec<f64> = start.chars().map(|c| f64::from(u8::from(c == 'e'))).collect();
    for (probe, wanted) in [("quotes", quotes), ("/e/", e)] {
        let told = json(dir, &["s.ron", "--probe", probe, "--chars", "500"]);
        assert_eq!(told["characters"], READ);
        let units = told["units"].as_array().unwrap();
        assert_eq!(units.len(), 24);
        let mut before = f64::INFINITY;
        for unit in units {
            let index = |name: &str| usize::try_from(unit[name].as_u64().unwrap()).unwrap();
            let h = floats(&states["gates"][index("layer")]["h"]["data"]);
            let h: Vec<f64> = h[index("unit")..].iter().step_by(12).map(|&h| f64::from(h)).collect();
            let found = unit["correlation"].as_f64().unwrap();
            assert!((found - pearson(&h, &wanted)).abs() < 1e-5, "{probe}: {unit}, not {}", pearson(&h, &wanted));
            assert!(found.abs() <= before);
            before = found.abs();
        }
        assert!(units[0]["correlation"].as_f64().unwrap().abs() > 0.1, "{}", units[0]);
        let told = summary(dir, &["s.ron", "--probe", probe, "--chars", "500"]);
        let first = format!("{:.4}", units[0]["correlation"].as_f64().unwrap());
        assert!(told.lines().nth(2).unwrap().ends_with(&first) && told.lines().count() == 12, "{told}");
    }
    // Without a number it is all of the text.
    assert_eq!(json(dir, &["s.ron", "--probe", "upper"])["characters"], text.chars().count());
}

/// Of a net that classifies, h counts where each direction has read all of a text.
#[test]
fn units_of_a_net_that_classifies_are_ranked_by_a_label() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    trained(dir, "classify");
    let rows = fs::read_to_string(dir.join("rows.tsv")).unwrap();
    let label = rows.lines().next().unwrap().split('\t').next().unwrap();
    let told = json(dir, &["s.ron", "--probe", label]);
    let units = told["units"].as_array().unwrap();
    assert_eq!(units.iter().filter(|unit| unit["reverse"] == true).count() * 2, units.len());
    assert!(told["tokens"].as_u64().unwrap() > 40);
    let first = &told["units"][0];
    assert!(first["correlation"].as_f64().unwrap().abs() > 0.2, "{first}");
    assert!(summary(dir, &["s.ron", "--probe", label]).contains("tokens"));
}

/// Of each task what its net reads ranks its units, and the layers of a translator say which side they are of.
#[test]
fn units_of_every_task_are_ranked() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    for (task, probe, unit, layer) in [
        ("series", "b-2", "rows", "l"),
        ("generate", "vowels", "tokens", "l"),
        ("translate", "source:/the/", "tokens", "encoder.l"),
        ("translate", "target:/.*요/", "tokens", "decoder.l"),
    ] {
        trained(dir, task);
        let told = json(dir, &["s.ron", "--probe", probe]);
        let units = told["units"].as_array().unwrap();
        assert!(units.len() >= 12 && told[unit].as_u64().unwrap() > 40, "{task}: {told}");
        let first = units[0]["correlation"].as_f64().unwrap();
        assert!(first.abs() > 0.05, "{task}: {first}");
        let side = (task == "translate").then(|| layer.trim_end_matches(".l"));
        assert!(units.iter().all(|unit| unit.get("side").and_then(Value::as_str) == side), "{task}");
        let shown = summary(dir, &["s.ron", "--probe", probe]);
        let line = shown.lines().nth(2).unwrap();
        assert!(line.trim_start().starts_with(layer) && line.ends_with(&format!("{first:.4}")), "{shown}");
        let few = json(dir, &["s.ron", "--probe", probe, "--chars", "100"]);
        assert!(few[unit].as_u64().unwrap() <= 100 && few[unit].as_u64().unwrap() > 50, "{task}: {few}");
    }
    done(
        dir,
        &["ship.txt", "--tokens", "word", "--seq-len", "5", "--epochs", "3", "--session", "s.ron", "--overwrite"],
    );
    assert!(json(dir, &["s.ron", "--probe", "to"])["words"].as_u64().unwrap() > 30);
    refused(dir, &["inspect", "s.ron", "--probe", "vowels"], "--probe \"vowels\" is no word that the net knows");
}

/// A run of each task.
fn trained(dir: &Path, task: &str) {
    fs::write(dir.join("rows.tsv"), labelled::rows(40)).unwrap();
    fs::write(dir.join("pairs.tsv"), PAIRS).unwrap();
    fs::write(dir.join("ship.txt"), SHIP).unwrap();
    let row = |row: usize| format!("{}.{},{}\n", row * row % 17, row % 10, row * row % 11 + row % 7);
    let series = (0..80).map(row).fold("a,b\n".to_owned(), |all, row| all + &row);
    fs::write(dir.join("series.csv"), series).unwrap();
    let run: &[&str] = match task {
        "classify" => &["rows.tsv", "--task", "classify", "--tokens", "char", "--cell", "lstm", "--bidirectional"],
        "generate" => &["rows.tsv", "--task", "generate", "--cell", "gru"],
        "translate" => &["pairs.tsv", "--hidden", "6", "--attention", "--bidirectional"],
        "series" => &["series.csv", "--seq-len", "7", "--horizon", "1..2"],
        _ => &["ship.txt"],
    };
    done(dir, &[run, &["--epochs", "3", "--session", "s.ron", "--overwrite"]].concat());
}

#[test]
fn every_task_is_looked_into() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    for (task, stacks) in [("text", 1), ("classify", 1), ("generate", 1), ("series", 1), ("translate", 2)] {
        trained(dir, task);
        let told = json(dir, &["s.ron", "--example", "2"]);
        let rows = told["losses"]["data"].as_array().unwrap();
        let once = matches!(task, "classify" | "series");
        let steps = told["tokens"].as_array().unwrap().len();
        assert_eq!((&told["task"], rows.len()), (&Value::from(task), if once { 1 } else { steps }));
        assert!(rows.iter().all(|loss| loss.as_f64().unwrap() >= 0.0), "{task}: {rows:?}");
        let sides: Vec<&Value> = match stacks {
            1 => vec![&told],
            _ => vec![&told["encoder"], &told["decoder"]],
        };
        for side in sides {
            let gates = side["gates"].as_array().unwrap();
            assert_eq!(gates.len(), side["grad_h"].as_array().unwrap().len());
            for (gates, grad) in gates.iter().zip(side["grad_h"].as_array().unwrap()) {
                let read = &gates["h"]["shape"][0];
                assert_eq!((&grad["shape"][0], &grad["shape"][1]), (&Value::from(rows.len()), read), "{task}");
                assert_eq!(&side["saliency"]["shape"][1], read);
            }
            assert!(floats(&side["saliency"]["data"]).iter().any(|&norm| norm > 0.0));
        }
        let shown = summary(dir, &["s.ron", "--example", "2"]);
        assert!(shown.contains("half-life of the gradient"), "{shown}");
        assert!(shown.contains(if task == "series" { "ahead" } else { "likeliest" }), "{shown}");
        assert_ne!(shown, summary(dir, &["s.ron", "--example", "3"]), "{task}");
        let first = json(dir, &["s.ron", "--example", "2", "--at", "0"]);
        assert_eq!(first["step"], 0);
        assert_ne!(first["losses"], told["losses"], "{task}");
        assert_eq!(first, json(dir, &["s.ron", "--example", "2", "--at", "0"]));
    }
    trained(dir, "classify");
    let given = json(dir, &["s.ron", "--text", "sea"]);
    assert_eq!((&given["targets"][0], given["gates"].as_array().unwrap().len()), (&Value::Null, 2));
    assert!(summary(dir, &["s.ron", "--text", "sea"]).contains("no loss"));
}

#[test]
fn a_text_of_escapes_is_shown_and_not_sent() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    fs::write(dir.join("evil.txt"), "a\u{1b}[31m\u{202e}한글 b\n".repeat(9)).unwrap();
    done(dir, &["evil.txt", "--epochs", "1", "--session", "s.ron"]);
    for args in [&["s.ron"][..], &["s.ron", "--text", "\u{1b}[3"], &["s.ron", "--probe", "/\u{1b}/"]] {
        let shown = summary(dir, args);
        assert!(!shown.contains(['\u{1b}', '\u{202e}']) && shown.contains('␛'), "{shown:?}");
    }
}

#[test]
fn what_inspect_cannot_do_is_refused_in_one_sentence() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    trained(dir, "text");
    let long = "a".repeat(100_000);
    for (args, named) in [
        (&["s.ron", "--text", "tö"][..], "learnt has no 'ö': leave it out of --text"),
        (&["s.ron", "--text", ""], "--text is empty"),
        (&["s.ron", "--text", &long], "--text has 100000 characters"),
        (&["s.ron", "--example", "0"], "--example 0 is out of range"),
        (&["s.ron", "--example", "171"], "--example 171 is beyond the 170 windows"),
        (&["s.ron", "--example", "-1"], "--example"),
        (&["s.ron", "--text", "to", "--example", "1"], "--example"),
        (&["s.ron", "--text", "to", "--data", "ship.txt"], "--data \"ship.txt\" is not read"),
        (&["s.ron", "--probe", "quote"], "--probe \"quote\" is no probe: give one of quotes"),
        (&["s.ron", "--probe", "/(/"], "--probe /(/ is no regular expression"),
        (&["s.ron", "--probe", "/x(?!y)/"], "is no regular expression"),
        (&["s.ron", "--probe", "digits"], "is the same at all 180 characters"),
        (&["s.ron", "--probe", "vowels", "--chars", "1"], "--chars 1 is out of range"),
        (&["s.ron", "--chars", "10"], "--probe"),
        (&["s.ron", "--at", "100000"], "100000"),
        (&["ship.txt"], "ship.txt"),
    ] {
        refused(dir, &[&["inspect"], args].concat(), named);
    }
    for task in ["series", "generate", "translate"] {
        trained(dir, task);
        refused(dir, &["inspect", "s.ron", "--text", "a"], &format!("this one is of {task}: give --example N"));
        let said = match task {
            "series" => "--probe \"quote\" is no column: give one of a, b",
            "generate" => "--probe \"quote\" is no probe: give one of quotes",
            _ => "--probe \"quote\" names no side: give source:WORD or target:WORD",
        };
        refused(dir, &["inspect", "s.ron", "--probe", "quote"], said);
        refused(dir, &["inspect", "s.ron", "--example", "9999"], "--example 9999 is beyond the ");
    }
    trained(dir, "classify");
    refused(dir, &["inspect", "s.ron", "--probe", "quotes"], "--probe \"quotes\" is no label: give one of ");
    refused(dir, &["inspect", "s.ron", "--text", "seaQ"], "learnt have no 'Q': leave it out of --text");
    refused(dir, &["inspect", "s.ron", "--text", ""], "--text is empty");
}
