//! Measures what a person waits for, with the real program in a pseudo-terminal:
//! `cargo bench --bench dashboard -- TEXT [SECONDS]`.
//!
//! Prints the time to the first frame on ship.txt, the time from a key to its answer while TEXT trains, and for each
//! screen the steps made with it over those made without one, in turn, several rounds, each SECONDS long (default 10).

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

#[path = "../tests/support/questions.rs"]
mod questions;

use questions::Questions;

const BINARY: &str = env!("CARGO_BIN_EXE_rnntui");
const ROUNDS: usize = 5;
/// The keys of the screens and their names.
const SCREENS: [(&str, &str); 6] =
    [("1", "Train"), ("2", "Neurons"), ("3", "Gates"), ("4", "Gradients"), ("5", "Weights"), ("6", "Write")];

/// The dashboard with its keyboard and its output.
struct Dashboard {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Arc<Mutex<Box<dyn Write + Send>>>,
    output: Receiver<Vec<u8>>,
    _master: Box<dyn MasterPty + Send>,
}

fn dashboard(dir: &Path, args: &[&str]) -> Dashboard {
    let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
    let mut command = CommandBuilder::new(BINARY);
    command.args(args);
    command.cwd(dir);
    command.env("TERM", "xterm-256color");
    command.env("LC_ALL", "C.UTF-8");
    command.env("RNNTUI_THEME", "dark");
    let child = pair.slave.spawn_command(command).expect("the program starts");
    let mut reader = pair.master.try_clone_reader().expect("a reader");
    let (sender, output) = channel();
    let keyboard = Arc::new(Mutex::new(pair.master.take_writer().expect("a keyboard")));
    let answers = Arc::clone(&keyboard);
    std::thread::spawn(move || {
        let (mut bytes, mut questions) = (vec![0; 65536], Questions::default());
        while let Ok(n @ 1..) = reader.read(&mut bytes) {
            // As every terminal does.
            let answers_now = questions.hear(&bytes[..n]).answers(None);
            drop(answers.lock().map(|mut keyboard| keyboard.write_all(&answers_now)));
            if sender.send(bytes[..n].to_vec()).is_err() {
                return;
            }
        }
    });
    Dashboard { child, keyboard, output, _master: pair.master }
}

impl Dashboard {
    /// The milliseconds until these bytes arrive.
    fn until(&self, wanted: &str) -> f64 {
        let begun = Instant::now();
        let mut seen = Vec::new();
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_secs(20)) {
            seen.extend(bytes);
            if String::from_utf8_lossy(&seen).contains(wanted) {
                return begun.elapsed().as_secs_f64() * 1e3;
            }
        }
        f64::NAN
    }

    fn press(&self, keys: &[u8]) {
        drop(self.keyboard.lock().map(|mut keyboard| keyboard.write_all(keys)));
    }

    fn end(mut self) {
        self.press(b"\x03");
        drop(self.child.wait());
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn lines(path: &Path) -> f64 {
    let count = fs::read_to_string(path).map_or(0, |text| text.lines().count());
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let dir = tempfile::tempdir().expect("a directory");
    let dir = dir.path();
    fs::write(dir.join("ship.txt"), include_str!("../ship.txt")).expect("a file");

    let first_frame = || {
        let begun = Instant::now();
        let screen = dashboard(dir, &["ship.txt"]);
        screen.until("Predicted");
        let time = begun.elapsed().as_secs_f64() * 1e3;
        screen.end();
        time
    };
    println!(
        "first frame on ship.txt     {:6.1} ms (median of {ROUNDS})",
        median((0..ROUNDS).map(|_| first_frame()).collect())
    );

    let Some(text) = arguments.first().and_then(|text| fs::canonicalize(text).ok()) else {
        println!("name a long text to measure the rest: cargo bench --bench dashboard -- TEXT");
        return;
    };
    let text = text.to_string_lossy().into_owned();
    let seconds = Duration::from_secs(arguments.get(1).and_then(|n| n.parse().ok()).unwrap_or(10));

    let screen = dashboard(dir, &[&text, "--seq-len", "1000", "--hidden", "256"]);
    screen.until("training");
    std::thread::sleep(Duration::from_secs(2));
    let keys = ["?", "\x1b", "?", "\x1b", "?"];
    let answers = keys.map(|key| {
        screen.output.try_iter().for_each(drop);
        screen.press(key.as_bytes());
        let time = screen.until(if key == "?" { "Help" } else { "Loss" });
        std::thread::sleep(Duration::from_millis(300));
        time
    });
    println!("key to answer, long steps   {:6.1} ms (median of {})", median(answers.to_vec()), keys.len());
    screen.end();

    let mut ratios = SCREENS.map(|_| Vec::new());
    for round in 0..ROUNDS {
        let log = |name: &str| dir.join(format!("{round}-{name}.jsonl")).to_string_lossy().into_owned();
        let path = log("headless");
        let mut child = Command::new(BINARY)
            .args([&text, "--headless", "--epochs", "100000", "--log", &path])
            .current_dir(dir)
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(seconds);
        drop(Command::new("kill").args(["-INT", &child.id().to_string()]).status());
        drop(child.wait());
        let without = lines(Path::new(&path));
        for ((key, name), ratios) in SCREENS.into_iter().zip(&mut ratios) {
            let path = log(key);
            let begun = Instant::now();
            let screen = dashboard(dir, &[&text, "--log", &path]);
            screen.until("training");
            screen.press(key.as_bytes());
            std::thread::sleep(seconds.saturating_sub(begun.elapsed()));
            screen.end();
            let with = lines(Path::new(&path));
            ratios.push(with / without);
            println!("round {round}: {without} steps without a screen, {with} with {name}");
        }
    }
    for ((_, name), ratios) in SCREENS.iter().zip(ratios) {
        println!("steps with / without        {:6.3} {name} (median of {ROUNDS})", median(ratios));
    }
}
