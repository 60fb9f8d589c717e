//! Measures what the dashboard writes to its terminal: `cargo bench --bench bytes -- [TEXT] [SECONDS] [OPTION...]`.
//!
//! The real program trains TEXT (default: the text of the licence, many times over) in a pseudo-terminal that answers
//! at once, at 80x24 and at 200x60, with 24-bit colours and with 256, for SECONDS each (default 10). Prints bytes a
//! second and frames a second, counted by the questions that the program ends its frames with.

use std::fs;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

#[path = "../tests/support/questions.rs"]
mod questions;

use questions::Questions;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let dir = tempfile::tempdir().expect("a directory");
    let text = arguments.first().and_then(|text| fs::canonicalize(text).ok()).unwrap_or_else(|| {
        let text = dir.path().join("licence.txt");
        fs::write(&text, include_str!("../LICENSE").repeat(40)).expect("a file");
        text
    });
    let seconds = Duration::from_secs(arguments.get(1).and_then(|n| n.parse().ok()).unwrap_or(10));
    println!("{:>7} {:>10} {:>10} {:>10}", "size", "colours", "KB/s", "frames/s");
    for (cols, rows) in [(80, 24), (200, 60)] {
        for (colours, name) in [("truecolor", "24 bits"), ("", "256")] {
            let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
            let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
            let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_rnntui"));
            command.arg(&text);
            command.args(arguments.iter().skip(2));
            command.cwd(dir.path());
            command.env("TERM", "xterm-256color");
            command.env("LC_ALL", "C.UTF-8");
            command.env("COLORTERM", colours);
            command.env("RNNTUI_THEME", "dark");
            let mut child = pair.slave.spawn_command(command).expect("the program starts");
            // With the program the last end is closed, and reading ends.
            drop(pair.slave);
            let mut output = pair.master.try_clone_reader().expect("a reader");
            let mut keyboard = pair.master.take_writer().expect("a keyboard");
            let (mut bytes, mut written, mut frames) = (vec![0; 65536], 0usize, 0usize);
            let mut questions = Questions::default();
            let mut begun = None;
            while begun.is_none_or(|at: Instant| at.elapsed() < seconds) {
                let Ok(n @ 1..) = output.read(&mut bytes) else { break };
                let asked = questions.hear(&bytes[..n]);
                // The beginning, before the first frame, does not count.
                if begun.is_some() {
                    written += n;
                    frames += asked.status;
                } else if asked.status > 0 {
                    begun = Some(Instant::now());
                }
                drop(keyboard.write_all(&asked.answers(None)));
            }
            #[expect(clippy::cast_precision_loss, reason = "rates for people")]
            let rate = |count: usize| count as f64 / seconds.as_secs_f64();
            println!("{cols:>4}x{rows} {name:>10} {:>10.0} {:>10.1}", rate(written) / 1e3, rate(frames));
            drop(keyboard.write_all(b"\x03"));
            // Reads on, so that the program does not wait for a terminal that is full.
            while let Ok(1..) = output.read(&mut bytes) {}
            drop(child.wait());
        }
    }
}
