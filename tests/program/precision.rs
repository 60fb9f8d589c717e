//! Factors in bf16 on the command line: shown, kept, gone on with, proved, and changed on the record.

use std::fs;

use crate::support::program::{done, exported, refused, saved, ship};
use rnntui::config::rows;
use rnntui::nn::precision::Precision;

fn said(dir: &std::path::Path, args: &[&str]) -> String {
    let output = done(dir, args);
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

#[test]
fn a_coarse_run_is_one_run_and_says_what_it_is() {
    let dir = ship();
    let dir = dir.path();
    let run = |epochs: &str, session: &str| {
        said(dir, &["ship.txt", "--headless", "--precision", "bf16", "--epochs", epochs, "--session", session])
    };
    run("40", "whole.ron");
    run("15", "half.ron");
    // The same precision is no change: it goes on in its own file.
    done(dir, &["resume", "half.ron", "--headless", "--epochs", "25", "--precision", "bf16"]);
    let (whole, half) = (saved(dir, "whole.ron"), saved(dir, "half.ron"));
    assert!(whole.state == half.state, "in two parts it is the run in one");
    assert!(whole.best.unwrap().state == half.best.unwrap().state);
    assert!(said(dir, &["verify", "half.ron"]).contains("identical"));
    assert!(said(dir, &["sessions", "."]).contains("RNN 2×25 bf16"));
    refused(dir, &["ship.txt", "--precision", "f16"], "--precision");
}

/// Which steps have which precision is on the record: what goes on with another one is a branch.
#[test]
fn another_precision_begins_a_branch() {
    let dir = ship();
    let dir = dir.path();
    done(dir, &["ship.txt", "--headless", "--epochs", "12", "--session", "s.ron"]);
    let parent = fs::read(dir.join("s.ron")).unwrap();
    done(dir, &["resume", "s.ron", "--headless", "--epochs", "8", "--precision", "bf16"]);
    assert_eq!(fs::read(dir.join("s.ron")).unwrap(), parent);
    let branch = saved(dir, "s-2.ron");
    let origin = branch.record.parent.as_ref().unwrap();
    assert_eq!((origin.name.as_str(), origin.step, branch.state.position.step), ("s.ron", 12, 20));
    assert_eq!(branch.config.options().get(&rows::PRECISION), Some(Precision::Bf16));
    assert!(said(dir, &["verify", "s-2.ron"]).contains("identical"));
    assert!(said(dir, &["compare", "s.ron", "s-2.ron"]).contains("bf16"));
    done(dir, &["resume", "s.ron", "--headless", "--epochs", "8", "--precision", "f32"]);
    assert!(saved(dir, "s.ron").record.parent.is_none(), "f32 is what it had");
    assert_ne!(exported(dir, "s.ron"), exported(dir, "s-2.ron"), "eight steps on from the same state");
}

/// The labs' ends are reached: the sentence is learnt, and the series is forecast as well.
#[test]
fn the_labs_are_learnt_with_coarse_factors() {
    let dir = ship();
    let dir = dir.path();
    let end = said(dir, &["ship.txt", "--headless", "--precision", "bf16"]);
    assert!(end.contains("you want to build a ship, don't drum up people together"), "{end}");
}
