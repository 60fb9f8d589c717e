//! The real program in a real pseudo-terminal: its screen, and a keyboard to type on.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// The program, its screen and its keyboard.
pub struct Terminal {
    pub child: Box<dyn Child + Send + Sync>,
    pub master: Box<dyn MasterPty + Send>,
    pub keyboard: Box<dyn Write + Send>,
    pub screen: Arc<Mutex<vt100::Parser>>,
    /// Set: the other end of the terminal is let go with the next byte.
    pub hang_up: Arc<AtomicBool>,
    pub reader: JoinHandle<()>,
}

impl Terminal {
    pub fn start(dir: &Path, args: &[&str]) -> Self {
        Self::sized((160, 45), dir, args)
    }

    pub fn sized(size: (u16, u16), dir: &Path, args: &[&str]) -> Self {
        Self::with_vars(size, dir, args, &[])
    }

    /// With these environment variables, too.
    pub fn with_vars((cols, rows): (u16, u16), dir: &Path, args: &[&str], vars: &[(&str, &str)]) -> Self {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_rnntui"));
        command.args(args);
        command.cwd(dir);
        command.env("TERM", "xterm-256color");
        for (name, value) in vars {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let screen = Arc::new(Mutex::new(vt100::Parser::new(rows.try_into().unwrap(), cols.try_into().unwrap(), 0)));
        let (sink, mut output) = (Arc::clone(&screen), pair.master.try_clone_reader().unwrap());
        let hang_up = Arc::new(AtomicBool::new(false));
        let gone = Arc::clone(&hang_up);
        let reader = std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(n @ 1..) = output.read(&mut bytes) {
                sink.lock().unwrap().process(&bytes[..n]);
                if gone.load(Ordering::Relaxed) {
                    return;
                }
            }
        });
        let keyboard = pair.master.take_writer().unwrap();
        drop(pair.slave);
        Self { child, master: pair.master, keyboard, screen, hang_up, reader }
    }

    pub fn text(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    pub fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Waits until the screen shows what is wanted.
    pub fn wait(&self, what: &str, shown: impl Fn(&str) -> bool) -> String {
        let until = Instant::now() + Duration::from_mins(1);
        loop {
            let text = self.text();
            if shown(&text) {
                return text;
            }
            assert!(Instant::now() < until, "{what} did not come:\n{text}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn wait_for(&self, text: &str) -> String {
        self.wait(text, |screen| screen.contains(text))
    }

    pub fn ended(mut self) -> u32 {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                // The terminal is as it was: the usual screen, the cursor on show.
                std::thread::sleep(Duration::from_millis(50));
                let parser = self.screen.lock().unwrap();
                assert!(!parser.screen().alternate_screen() && !parser.screen().hide_cursor());
                return status.exit_code();
            }
            assert!(Instant::now() < until, "it does not end:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}
