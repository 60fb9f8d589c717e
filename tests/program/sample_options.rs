//! Every option of `sample` against every task.

use super::options::content;
use crate::support::program::{done, refused};
use TaskKind::{Generate, Series, Text};
use rnntui::config::TaskKind;
use std::fs;
use tempfile::TempDir;

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
    for task in TaskKind::ALL {
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
