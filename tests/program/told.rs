//! What a run without a screen leaves for scripts: its log and its summary.

use std::fs;

use rnntui::figures::figure;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::program::{done, refused, ship, timeless};

#[test]
fn a_log_in_csv_holds_what_the_one_in_json_holds_and_goes_on_alike() {
    let dir = ship();
    let dir = dir.path();
    let run = ["ship.txt", "--val-frac", "0.2", "--epochs", "6"];
    done(dir, &[&run[..], &["--session", "a.ron", "--log", "a.jsonl"]].concat());
    done(dir, &["ship.txt", "--val-frac", "0.2", "--epochs", "4", "--session", "b.ron", "--log", "b.csv"]);
    done(dir, &["resume", "b.ron", "--epochs", "2", "--log", "b.csv"]);
    let mut read = csv::Reader::from_path(dir.join("b.csv")).unwrap();
    let head = read.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = read.records().collect::<Result<_, _>>().unwrap();
    let json: Vec<Value> = timeless(&dir.join("a.jsonl")).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(rows.len(), json.len());
    let mut seconds = 0.0;
    for (row, line) in rows.iter().zip(&json) {
        for (name, cell) in head.iter().zip(row) {
            if name == "seconds" {
                let then: f64 = cell.parse().unwrap();
                assert!(then >= seconds, "{row:?}");
                seconds = then;
            } else if cell.is_empty() {
                assert!(line.get(name).is_none(), "{name}: {line}");
            } else {
                let (found, wanted) = (cell.parse::<f64>().unwrap(), line[name].as_f64().unwrap());
                assert!((found - wanted).abs() <= 1e-6 * wanted.abs(), "{name}: {found}, {wanted}");
            }
        }
        for name in ["accuracy", "val_loss", "val_accuracy"] {
            assert!(line[name].is_f64(), "{name}: {line}");
        }
    }
    fs::write(dir.join("old.csv"), "step,epoch,loss\n1,0,3\n").unwrap();
    refused(dir, &["resume", "b.ron", "--epochs", "1", "--log", "old.csv"], "it has the columns step,epoch,loss, and");
    refused(dir, &["resume", "b.ron", "--epochs", "1", "--log", "ship.txt"], "holds something else than a log");
    fs::copy(dir.join("a.jsonl"), dir.join("a.csv")).unwrap();
    refused(dir, &["resume", "b.ron", "--epochs", "1", "--log", "a.csv"], "holds something else than a log");
}

#[test]
fn a_summary_says_what_the_session_says() {
    let dir = ship();
    let dir = dir.path();
    let run = ["ship.txt", "--val-frac", "0.2", "--session", "s.ron", "--overwrite", "--summary", "s.json"];
    let read = || -> Value { serde_json::from_slice(&fs::read(dir.join("s.json")).unwrap()).unwrap() };
    done(dir, &[&run[..], &["--epochs", "3"]].concat());
    let first = read();
    let known = [("task", "text"), ("data", "ship.txt"), ("session", "s.ron"), ("end", "epochs")];
    assert!(known.iter().all(|(name, value)| first[name] == *value), "{first}");
    assert_eq!((&first["epoch"], &first["options"]["val-frac"]), (&Value::from(3), &Value::from("0.2")));
    for name in ["loss", "seconds", "val_loss", "val_accuracy"] {
        assert!(first[name].is_f64(), "{name}: {first}");
    }
    assert!(first["best"]["loss"].is_f64() && first["step"].is_u64(), "{first}");
    let listed: Value = serde_json::from_slice(&done(dir, &["sessions", ".", "--json"]).stdout).unwrap();
    assert!(
        first
            .as_object()
            .unwrap()
            .iter()
            .all(|(name, value)| { ["session", "end"].contains(&name.as_str()) || listed[name] == *value })
    );
    done(dir, &["resume", "s.ron", "--epochs", "500", "--patience", "2", "--lr", "0.2", "--summary", "s.json"]);
    assert_eq!(read()["end"], "patience", "a summary replaces one");
    assert_eq!(first["test"], Value::Null, "nothing is for a test");
    let args = |summary| ["ship.txt", "--epochs", "1", "--session", "t.ron", "--summary", summary];
    refused(dir, &args("ship.txt"), "--summary \"ship.txt\" is the data");
    refused(dir, &args("t.ron"), "--summary \"t.ron\" is the session");
    refused(dir, &args("s.ron"), "holds something else than a summary");
}

/// The test part of a series is told in its own unit, wherever what came of the run is told.
#[test]
fn the_test_of_a_series_is_told_in_its_own_unit() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let rows: Vec<String> = (0..300).map(|row| (1000 + row * row % 97 + 7 * (row % 12)).to_string()).collect();
    fs::write(dir.join("x.csv"), format!("v\n{}\n", rows.join("\n"))).unwrap();
    let run = ["x.csv", "--epochs", "4", "--session", "s.ron", "--summary", "s.json"];
    let said = String::from_utf8(done(dir, &run).stderr).unwrap();
    let summary: Value = serde_json::from_slice(&fs::read(dir.join("s.json")).unwrap()).unwrap();
    let listed: Value = serde_json::from_slice(&done(dir, &["sessions", ".", "--json"]).stdout).unwrap();
    let predicted: Value = serde_json::from_slice(&done(dir, &["predict", "s.ron", "--json"]).stdout).unwrap();
    let test = &summary["test"];
    for name in ["mae", "rmse", "mase"] {
        let [told, answered] = [&test[name], &predicted["measures"]["test"][name]].map(|one| one.as_f64().unwrap());
        assert!((told / answered - 1.0).abs() < 1e-6, "{name}: {told}, {answered}");
    }
    assert_eq!(&listed["test"], test);
    let [mae, rmse] = ["mae", "rmse"].map(|name| figure(test[name].as_f64().unwrap()));
    let own = format!("MAE {mae}, RMSE {rmse}, MASE {:.3}", test["mase"].as_f64().unwrap());
    let end = said.lines().find(|line| line.starts_with("the planned end")).unwrap();
    assert!(end.ends_with(&own) && said.contains(&format!("test rows: {own}")), "{own}: {said}");
}
