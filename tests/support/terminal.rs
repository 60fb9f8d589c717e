//! The real program in a real pseudo-terminal: its screen, and a keyboard to type on.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use unicode_width::UnicodeWidthStr as _;

use super::questions::{Asked, Questions};
use super::wait::{until, until_true};

/// The line between the program and the terminal, and the terminal's answers.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    /// Bytes a second, if it is a slow one.
    pub rate: Option<u32>,
    /// Whether the terminal answers questions, as all real ones do.
    pub answers: bool,
    /// The colour of its background, as it says it.
    pub background: Option<&'static str>,
    /// Whether nothing is ever read.
    pub blocked: bool,
}

impl Default for Link {
    fn default() -> Self {
        Self { rate: None, answers: true, background: None, blocked: false }
    }
}

impl Link {
    /// Answers what was asked.
    fn answer(&self, asked: Asked, keyboard: &mut dyn Write) {
        if !self.answers {
            return;
        }
        // A terminal that is gone takes no answers.
        let _ = keyboard.write_all(&asked.answers(self.background));
        let _ = keyboard.flush();
    }
}

/// The program, its screen and its keyboard.
pub struct Terminal {
    pub child: Box<dyn Child + Send + Sync>,
    pub master: Box<dyn MasterPty + Send>,
    pub keyboard: Arc<Mutex<Box<dyn Write + Send>>>,
    pub screen: Arc<Mutex<vt100::Parser>>,
    /// All that the program has written.
    pub raw: Arc<Mutex<Vec<u8>>>,
    /// Set: the other end of the terminal is let go with the next byte.
    pub hang_up: Arc<AtomicBool>,
    pub reader: JoinHandle<()>,
}

impl Terminal {
    pub fn start(dir: &Path, args: &[&str]) -> Self {
        Self::sized((160, 45), dir, args)
    }

    pub fn sized(size: (u16, u16), dir: &Path, args: &[&str]) -> Self {
        Self::with(&[], size, dir, args)
    }

    /// With these variables in the environment, in which nothing else is said of colours.
    pub fn with(variables: &[(&str, &str)], size: (u16, u16), dir: &Path, args: &[&str]) -> Self {
        Self::over(Link::default(), variables, size, dir, args)
    }

    /// Over such a line.
    pub fn over(link: Link, variables: &[(&str, &str)], (cols, rows): (u16, u16), dir: &Path, args: &[&str]) -> Self {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_rnntui"));
        command.args(args);
        command.cwd(dir);
        command.env("TERM", "xterm-256color");
        command.env("LC_ALL", "C.UTF-8");
        for name in ["NO_COLOR", "COLORTERM", "COLORFGBG", "RNNTUI_THEME", "RNNTUI_FPS", "RNNTUI_MOUSE", "RNNTUI_ASCII"]
        {
            command.env_remove(name);
        }
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let screen = Arc::new(Mutex::new(vt100::Parser::new(rows.try_into().unwrap(), cols.try_into().unwrap(), 0)));
        let (sink, mut output) = (Arc::clone(&screen), pair.master.try_clone_reader().unwrap());
        let hang_up = Arc::new(AtomicBool::new(false));
        let gone = Arc::clone(&hang_up);
        let raw = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&raw);
        let keyboard = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        let answers = Arc::clone(&keyboard);
        let reader = std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            let piece = link.rate.map_or(bytes.len(), |rate| usize::try_from(rate / 100).unwrap());
            let begun = Instant::now();
            let (mut read, mut questions) = (0u32, Questions::default());
            while !link.blocked
                && let Ok(n @ 1..) = output.read(&mut bytes[..piece])
            {
                read += u32::try_from(n).unwrap();
                if let Some(rate) = link.rate {
                    // As on a line of so many bytes a second.
                    let due = begun + Duration::from_secs_f64(f64::from(read) / f64::from(rate));
                    std::thread::sleep(due.saturating_duration_since(Instant::now()));
                }
                seen.lock().unwrap().extend(&bytes[..n]);
                sink.lock().unwrap().process(&bytes[..n]);
                if gone.load(Ordering::Relaxed) {
                    return;
                }
                link.answer(questions.hear(&bytes[..n]), &mut **answers.lock().unwrap());
            }
            while link.blocked && !gone.load(Ordering::Relaxed) {
                std::thread::park_timeout(Duration::from_millis(5));
            }
        });
        drop(pair.slave);
        Self { child, master: pair.master, keyboard, screen, raw, hang_up, reader }
    }

    pub fn text(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Whether anything on the screen has a colour of its own.
    pub fn coloured(&self) -> bool {
        let parser = self.screen.lock().unwrap();
        let screen = parser.screen();
        let (rows, cols) = screen.size();
        let mut cells = (0..rows.get()).flat_map(|row| (0..cols.get()).filter_map(move |col| screen.cell(row, col)));
        cells.any(|cell| [cell.fgcolor(), cell.bgcolor()] != [vt100::Color::Default; 2])
    }

    pub fn press(&mut self, keys: &str) {
        let mut keyboard = self.keyboard.lock().unwrap();
        keyboard.write_all(keys.as_bytes()).unwrap();
        keyboard.flush().unwrap();
    }

    /// Waits until the screen shows what is wanted.
    pub fn wait(&self, what: &str, shown: impl Fn(&str) -> bool) -> String {
        until(|| Some(self.text()).filter(|text| shown(text)), || format!("{what} did not come:\n{}", self.text()))
    }

    pub fn wait_for(&self, text: &str) -> String {
        self.wait(text, |screen| screen.contains(text))
    }

    /// Waits until the dashboard has heard every key: the help, asked for after them, has come and gone.
    pub fn heard(&mut self) {
        const HELP: &str = " Help · Esc closes ";
        self.press("?");
        self.wait_for(HELP);
        self.press("?");
        self.wait("the end of the help", |screen| !screen.contains(HELP));
    }

    /// Gives the terminal another size, and waits until the program has drawn what only that size shows: without a
    /// word of its own, the frame of a tile at the right edge.
    pub fn resize(&mut self, (cols, rows): (u16, u16), shown: Option<&str>) {
        // The screen first: it is drawn anew after the size has changed.
        {
            let mut parser = self.screen.lock().unwrap();
            parser.process(b"\x1b[2J");
            parser.screen_mut().set_size(rows.try_into().unwrap(), cols.try_into().unwrap());
        }
        self.master.resize(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
        let corner = |screen: &str| screen.lines().any(|line| line.ends_with('╮') && line.width() == usize::from(cols));
        self.wait(&format!("{cols}x{rows}"), |screen| {
            shown.map_or_else(|| corner(screen), |word| screen.contains(word))
        });
    }

    /// The program's exit code, once it has ended and left the terminal as it was: the usual screen, the cursor
    /// on show.
    pub fn ended(self) -> u32 {
        let mut child = self.child;
        let text = || self.screen.lock().unwrap().screen().contents();
        let status = until(|| child.try_wait().unwrap(), || format!("it does not end:\n{}", text()));
        // With the program the last end of the terminal is closed: all that was written has been read then.
        until_true("the end of what it wrote", || self.reader.is_finished());
        let parser = self.screen.lock().unwrap();
        assert!(!parser.screen().alternate_screen() && !parser.screen().hide_cursor());
        status.exit_code()
    }
}
