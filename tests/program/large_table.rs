//! A table of a million rows, in the memory that `/proc` says the program took at most.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::support::program::Running;
use tempfile::TempDir;

/// A million rows of 55 MB are read as few are, and take little memory until the first steps are made.
#[test]
fn a_million_rows_are_read_in_little_memory() {
    const MOST: u64 = 200_000;
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let mut text = "when,a,b,c,d,e\n".to_owned();
    for row in 0..1_000_000_u32 {
        let x = row.wrapping_mul(2_654_435_761) >> 12;
        let (day, hour, minute, second) = (1 + row / 86_400, row / 3600 % 24, row / 60 % 60, row % 60);
        let time = format!("2024-01-{day:02} {hour:02}:{minute:02}:{second:02}");
        writeln!(text, "{time},{x},{x}.5,{},{}.25,{}.125", 7 * x, x % 13, row % 97).unwrap();
    }
    assert!((52..58).contains(&(text.len() / 1_000_000)), "{} bytes", text.len());
    fs::write(dir.join("many.csv"), &text).unwrap();
    drop(text);
    let program = env!("CARGO_BIN_EXE_rnntui");
    let mut command = Command::new(program);
    command.current_dir(dir).args(["many.csv", "--headless", "--epochs", "1"]);
    let mut run = Running::start(command.stdout(Stdio::null()).stderr(File::create(dir.join("said")).unwrap()));
    let status = format!("/proc/{}/status", run.0.id());
    let (mut peak, mut said) = (0, String::new());
    while !said.contains("loss") {
        assert!(run.0.try_wait().unwrap().is_none(), "it goes on: {said}");
        let status = fs::read_to_string(&status).unwrap();
        let of = |line: &str| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok();
        peak = status.lines().find_map(of).unwrap_or(peak);
        said = fs::read_to_string(dir.join("said")).unwrap();
        sleep(Duration::from_millis(20));
    }
    assert!(said.contains("1,000,000 rows; forecasts e; reads a, b, c, d, e; leaves out when"), "{said}");
    assert!((50_000..=MOST).contains(&peak), "{peak} kB at most");
}
