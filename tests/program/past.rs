//! Going back from the command line: any step of a session, branches, and the proof that a run is what it says.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::program::{done, exported, refused, rnntui, saved, sha256, ship};
use safetensors::SafeTensors;
use serde_json::Value;

/// The parameters of the state after this step, as the program exports them.
fn at(dir: &Path, session: &str, step: u64) -> Vec<u8> {
    done(dir, &["export", session, "at.safetensors", "--at", &step.to_string()]);
    let bytes = fs::read(dir.join("at.safetensors")).unwrap();
    safetensors::serialize(SafeTensors::deserialize(&bytes).unwrap().tensors(), None).unwrap()
}

/// What the program prints.
fn output(dir: &Path, args: &[&str]) -> String {
    String::from_utf8(done(dir, args).stdout).unwrap()
}

/// The sentence with which it ends, with this exit code.
fn failed(dir: &Path, args: &[&str], code: i32) -> String {
    let output = rnntui(dir, args);
    assert_eq!(output.status.code(), Some(code), "{args:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn files(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_step_of_a_session_is_the_end_of_a_run_that_ended_there() {
    let dir = ship();
    let dir = dir.path();
    let options = ["--headless", "--schedule", "warmup:9:0.1+exponential:0.99", "--dropout", "0.1"];
    let run = |epochs: &str, session: &str| {
        done(dir, &[&["ship.txt", "--epochs", epochs, "--session", session][..], &options].concat());
    };
    run("60", "long.ron");
    done(dir, &["resume", "long.ron", "--headless", "--epochs", "30", "--lr", "0.01"]);
    run("37", "short.ron");
    let (there, tape) = (exported(dir, "short.ron"), dir.join("long.tape"));
    assert_eq!(at(dir, "long.ron", 37), there);
    done(dir, &["resume", "short.ron", "--headless", "--epochs", "23"]);
    done(dir, &["resume", "short.ron", "--headless", "--epochs", "12", "--lr", "0.01"]);
    let later = exported(dir, "short.ron");
    assert_eq!(at(dir, "long.ron", 72), later, "beyond the resume");
    fs::remove_dir_all(&tape).unwrap();
    assert_eq!((at(dir, "long.ron", 37), at(dir, "long.ron", 72)), (there, later), "without a tape");
    assert_eq!(at(dir, "long.ron", 90), exported(dir, "long.ron"), "the newest");
    refused(dir, &["sample", "long.ron", "--at", "91"], "has made 90 steps, and 91 is none of them");
    refused(dir, &["export", "long.ron", "x.safetensors", "--at", "5", "--state", "last"], "--at");
    let writes = |step: &str| output(dir, &["sample", "long.ron", "--at", step, "-n", "30", "--temperature", "0"]);
    assert_ne!(writes("3"), writes("72"));
}

#[test]
fn a_branch_that_changes_nothing_is_its_parent_and_one_that_does_leaves_it_alone() {
    let dir = ship();
    let dir = dir.path();
    let run =
        ["ship.txt", "--epochs", "80", "--session", "s.ron", "--batch", "60", "--val-frac", "0.2", "--dropout", "0.2"];
    done(dir, &run);
    let (steps, parent) = (saved(dir, "s.ron").state.position.step, fs::read(dir.join("s.ron")).unwrap());
    let half = (steps / 2 + 1).to_string();
    done(dir, &["branch", "s.ron", "--at", &half, "--headless", "--session", "same.ron"]);
    let (whole, mut same) = (saved(dir, "s.ron"), saved(dir, "same.ron"));
    assert!(whole.state == same.state, "the same bits");
    let origin = same.record.parent.take().unwrap();
    assert_eq!((origin.name.as_str(), origin.step.to_string()), ("s.ron", half.clone()));
    same.record.seconds = whole.record.seconds;
    assert_eq!(same.record.train, whole.record.train);
    assert_eq!((same.record.best, same.record.validation), (whole.record.best, whole.record.validation.clone()));
    assert!(same.best.map(|best| best.state.clone()) == whole.best.as_ref().map(|best| best.state.clone()));

    for changes in [
        &["--lr", "0.01"][..],
        &["--optimizer", "sgd", "--momentum", "0.9"],
        &["--schedule", "cosine:100:0", "--clip", "1"],
        &["--dropout", "0", "--weight-decay", "0.1"],
        &["--seed", "5", "--val-every", "3"],
    ] {
        done(dir, &[&["branch", "s.ron", "--at", &half, "--headless", "--epochs", "20"], changes].concat());
        assert_eq!(fs::read(dir.join("s.ron")).unwrap(), parent, "{changes:?}");
        let branch = saved(dir, "s-2.ron");
        assert_eq!(branch.record.parent.as_ref().unwrap(), &origin, "{changes:?}");
        assert!(branch.state.params != whole.state.params, "{changes:?}");
        let said = output(dir, &["verify", "s-2.ron"]);
        assert!(said.contains(&format!("from step {half}")) && said.contains("identical"), "{said}");
        assert_eq!(at(dir, "s-2.ron", half.parse().unwrap()), at(dir, "s.ron", half.parse().unwrap()), "{changes:?}");
        refused(dir, &["sample", "s-2.ron", "--at", "1"], "where this session begins");
        fs::remove_file(dir.join("s-2.ron")).unwrap();
        fs::remove_dir_all(dir.join("s-2.tape")).unwrap();
    }
    // On from a step of the past is a branch: nothing that came after it is lost.
    done(dir, &["resume", "s.ron", "--at", &half, "--headless", "--lr", "0.02", "--epochs", "1"]);
    assert_eq!(fs::read(dir.join("s.ron")).unwrap(), parent);
    assert_eq!(saved(dir, "s-2.ron").record.parent, Some(origin));
    fs::write(dir.join("l.jsonl"), "").unwrap();
    refused(dir, &["resume", "s.ron", "--at", &half, "--headless", "--log", "l.jsonl"], "is the log of another run");
    for (args, named) in [
        (&["--at", "5", "--session", "s.ron", "--overwrite"][..], "is the parent, which stays"),
        (&["--at", "5", "--hidden", "9"][..], "--hidden cannot change in a branch"),
        (&["--at", "99999"], "none of them"),
        (&["--at", "5", "--alpha", "0.5"], "--alpha"),
        (&["--at", "5", "--session", "same.ron"], "exists already"),
    ] {
        refused(dir, &[&["branch", "s.ron", "--headless"], args].concat(), named);
    }
}

/// Changes by hand in two processes, and a keyframe of which one weight is altered, its checksum made right again.
#[test]
fn a_run_is_verified_and_an_altered_keyframe_is_named() {
    let dir = ship();
    let dir = dir.path();
    done(dir, &["ship.txt", "--epochs", "40", "--session", "s.ron", "--cell", "gru", "--stateful", "--batch", "4"]);
    for rate in ["0.05", "0.02", "0.03"] {
        done(dir, &["resume", "s.ron", "--headless", "--epochs", "20", "--lr", rate]);
    }
    let steps = saved(dir, "s.ron").state.position.step;
    let said = output(dir, &["verify", "s.ron"]);
    assert!(said.starts_with(&format!("{steps} steps, ")) && said.trim().ends_with("identical"), "{said}");
    let keyframe = dir.join("s.tape/step-000000032.safetensors");
    let bytes = fs::read(&keyframe).unwrap();
    let altered = altered(&bytes);
    fs::write(&keyframe, &altered).unwrap();
    let said = failed(dir, &["verify", "s.ron"], 1);
    assert!(said.contains("after step 32 ") && said.contains("weight_hh_l0 differs"), "{said}");
    fs::write(&keyframe, &bytes[..bytes.len() / 2]).unwrap();
    let said = failed(dir, &["verify", "s.ron"], 1);
    assert!(said.contains("step-000000032.safetensors") && said.contains("is damaged"), "{said}");
    // Kernels of another kind round differently: that is no difference.
    let mut portable = Command::new(env!("CARGO_BIN_EXE_rnntui"));
    let portable =
        portable.current_dir(dir).env("RNNTUI_KERNELS", "portable").args(["verify", "s.ron"]).output().unwrap();
    let said = String::from_utf8(portable.stderr).unwrap();
    let same = rnntui::nn::machine::kernels() == rnntui::nn::machine::Kernels::Portable;
    assert!(same || (portable.status.code() == Some(1) && said.contains("they round differently")), "{said}");
    // It is made again, and all is well.
    done(dir, &["resume", "s.ron", "--headless", "--epochs", "1"]);
    output(dir, &["sample", "s.ron", "--at", "32"]);
}

/// The file with one number of the first recurrent weights changed, and a checksum that fits.
fn altered(bytes: &[u8]) -> Vec<u8> {
    let head = usize::try_from(u64::from_le_bytes(bytes[..8].try_into().unwrap())).unwrap() + 8;
    let mut header: Value = serde_json::from_slice(&bytes[8..head]).unwrap();
    let name = header.as_object().unwrap().keys().find(|name| name.ends_with("weight_hh_l0") && !name.contains("exp"));
    let name = name.unwrap().clone();
    let start = usize::try_from(header[&name]["data_offsets"][0].as_u64().unwrap()).unwrap();
    let mut data = bytes[head..].to_vec();
    data[start] ^= 1;
    let mut tensors: Vec<(String, usize, usize)> = header
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, _)| *name != "__metadata__")
        .map(|(name, tensor)| {
            let place = |i: usize| usize::try_from(tensor["data_offsets"][i].as_u64().unwrap()).unwrap();
            (name.clone(), place(0), place(1))
        })
        .collect();
    tensors.sort();
    let all: Vec<u8> = tensors.iter().flat_map(|&(_, from, to)| data[from..to].to_vec()).collect();
    let about = header["__metadata__"]["rnntui_keyframe"].as_str().unwrap().to_owned();
    let at = about.find("sha256:\"").unwrap() + 8;
    let about = format!("{}{}{}", &about[..at], sha256(&all), &about[at + 64..]);
    header["__metadata__"]["rnntui_keyframe"] = about.into();
    let header = serde_json::to_vec(&header).unwrap();
    [&(header.len() as u64).to_le_bytes()[..], &header, &data].concat()
}

#[test]
fn a_tape_that_is_missing_damaged_or_of_another_run_costs_time_and_nothing_else() {
    let dir = ship();
    let dir = dir.path();
    done(dir, &["ship.txt", "--epochs", "50", "--session", "s.ron"]);
    let wanted = at(dir, "s.ron", 44);
    let tape = dir.join("s.tape");
    assert_eq!(files(&tape).iter().filter(|name| name.starts_with("step-")).count(), files(&tape).len());
    // Each keyframe is what PyTorch opens: parameters and moments by their names.
    let bytes = fs::read(tape.join("step-000000046.safetensors")).unwrap();
    let names: Vec<String> =
        SafeTensors::deserialize(&bytes).unwrap().names().iter().map(|name| (*name).to_owned()).collect();
    assert!(["rnn.weight_ih_l0", "exp_avg.rnn.weight_ih_l0"].iter().all(|name| names.iter().any(|n| n == name)));
    for name in files(&tape) {
        fs::write(tape.join(name), "no keyframe").unwrap();
    }
    assert_eq!(at(dir, "s.ron", 44), wanted, "all are damaged");
    done(dir, &["ship.txt", "--epochs", "50", "--session", "other.ron", "--seed", "2"]);
    fs::remove_dir_all(&tape).unwrap();
    fs::rename(dir.join("other.tape"), &tape).unwrap();
    assert_eq!(at(dir, "s.ron", 44), wanted, "another run's");
    let said = failed(dir, &["verify", "s.ron"], 1);
    assert!(said.contains("is of another run"), "{said}");
    fs::remove_dir_all(&tape).unwrap();
    fs::write(&tape, "a file").unwrap();
    assert_eq!(at(dir, "s.ron", 44), wanted, "no directory");
    let said = done(dir, &["resume", "s.ron", "--headless", "--epochs", "200", "--autosave", "0"]).stderr;
    let said = String::from_utf8(said).unwrap();
    assert_eq!(said.matches("keyframes cannot be kept").count(), 1, "said once: {said}");
    assert_eq!(fs::read(&tape).unwrap(), b"a file", "what is not ours stays");
    fs::remove_file(&tape).unwrap();
    done(dir, &["resume", "s.ron", "--headless", "--epochs", "9", "--tape", "none"]);
    assert!(!tape.exists());
    done(dir, &["resume", "s.ron", "--headless", "--epochs", "9", "--tape", "100K"]);
    let bytes: u64 = files(&tape).iter().map(|name| tape.join(name).metadata().unwrap().len()).sum();
    assert!(bytes < 120_000, "{bytes}");
    assert_eq!(at(dir, "s.ron", 44), wanted, "a small tape");
    // Sessions that differ in their endings alone have tapes of their own.
    for name in ["x.1", "x.2"] {
        done(dir, &["ship.txt", "--epochs", "9", "--headless", "--session", name, "--seed", &name[2..]]);
    }
    assert!(["x.1", "x.2"].iter().all(|name| output(dir, &["verify", name]).contains("9 steps, 9 keyframes")));
    for wrong in ["64X", "-1", "", "many"] {
        refused(dir, &["resume", "s.ron", "--headless", "--tape", wrong], "--tape");
    }
    for wrong in ["0", "fast", "-3"] {
        refused(dir, &["resume", "s.ron", "--headless", "--pace", wrong], "--pace");
    }
}
