//! The terminal while a screen has it: taken and given back together (raw mode, the alternate screen, pastes, the
//! mouse), and written to no faster than it reads.
//!
//! ratatui draws into a [`Canvas`]. What differs there from what the terminal shows is sent line by line, as much at a
//! time as [`Throttle`] allows: first the lines that a key has changed, then all others. A new frame is due when the
//! last one has arrived. Nothing here ever waits for the terminal, except a moment at the end.

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use crossbeam_channel::RecvTimeoutError;
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::EnableBracketedPaste;
use crossterm::queue;
use crossterm::terminal::{Clear, ClearType, EnterAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::backend::{Backend as _, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::{Frame, Terminal};
use signal_hook::consts::SIGTSTP;

use super::canvas::Canvas;
use super::input::{Ear, Heard, leave, left, listen};
use super::setup::{LEAVING, MOUSE_OFF, MOUSE_ON, give_back_in_a_panic, leave_bytes};
use super::symbols::Symbols;
use super::throttle::Throttle;
use super::tty::Tty;

/// The question after each piece: is all well? The answer is `ESC [ 0 n`.
const QUESTION: &[u8] = b"\x1b[5n";
/// The questions at the beginning: which colour is the background, and who are you? Every terminal answers the second
/// one.
const BACKGROUND: &[u8] = b"\x1b]11;?\x1b\\";
const ATTRIBUTES: &[u8] = b"\x1b[c";
/// How long to wait for the colour of the background before the first frame. A later answer still counts.
const ASKED: Duration = Duration::from_millis(100);
/// How soon to look again at a terminal that took nothing, or to which nothing may be written yet.
const AGAIN: Duration = Duration::from_millis(5);
/// Longest time between two looks at signals and reports.
const IDLE: Duration = Duration::from_millis(33);

/// The terminal while a screen has it. It is given back when this is dropped, in a panic too.
pub struct Guard {
    terminal: Terminal<Canvas>,
    tty: Tty,
    ear: Ear,
    /// What was heard and not looked at yet.
    kept: VecDeque<Heard>,
    /// What the terminal shows, or will when it has read `outgoing`.
    shown: Buffer,
    cursor: Option<Position>,
    outgoing: Vec<u8>,
    /// Whether the canvas may differ from what is shown.
    differs: bool,
    /// The number of the last answer to a person that changed each line, if it has not been sent; 0 for none.
    urgent: Vec<u64>,
    answers: u64,
    throttle: Throttle,
    symbols: Symbols,
    mouse: bool,
    frame: Duration,
    last_frame: Option<Instant>,
}

impl Guard {
    /// Takes the terminal. Two frames are at least `frame` apart.
    ///
    /// # Errors
    /// If the terminal cannot be set up.
    pub fn enter(frame: Duration, symbols: Symbols, mouse: bool) -> io::Result<Self> {
        let (tty, ear) = (Tty::open()?, listen()?);
        let size = tty.size()?;
        let mut guard = Self {
            terminal: Terminal::new(Canvas::new(size)).unwrap_or_else(|error| match error {}),
            tty,
            ear,
            kept: left().into(),
            shown: Buffer::default(),
            cursor: None,
            outgoing: Vec::new(),
            differs: true,
            urgent: Vec::new(),
            answers: 0,
            throttle: Throttle::new(Instant::now()),
            symbols,
            mouse,
            frame,
            last_frame: None,
        };
        give_back_in_a_panic();
        guard.take()?;
        Ok(guard)
    }

    /// Sets the terminal up, and begins with an empty screen.
    fn take(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        self.outgoing.clear();
        queue!(self.outgoing, EnterAlternateScreen, EnableBracketedPaste, Hide)?;
        if self.mouse {
            self.outgoing.extend(MOUSE_ON);
        }
        self.throttle = Throttle::new(Instant::now());
        self.begin_anew(self.tty.size()?)?;
        self.outgoing.extend(ATTRIBUTES);
        self.send()
    }

    /// An empty screen of this size.
    fn begin_anew(&mut self, (width, height): (u16, u16)) -> io::Result<()> {
        queue!(self.outgoing, Clear(ClearType::All))?;
        self.shown = Buffer::empty(Rect::new(0, 0, width, height));
        self.terminal = Terminal::new(Canvas::new((width, height))).unwrap_or_else(|error| match error {});
        self.urgent = vec![0; height.into()];
        (self.differs, self.last_frame) = (true, None);
        Ok(())
    }

    /// Gives the terminal back, stops the process as Ctrl-Z does, and takes the terminal again when it goes on.
    ///
    /// # Errors
    /// If the terminal cannot be set up again.
    pub fn suspend(&mut self) -> io::Result<()> {
        self.leave();
        signal_hook::low_level::emulate_default_handler(SIGTSTP)?;
        self.take()
    }

    /// The screen's area.
    pub fn area(&self) -> Rect {
        self.shown.area
    }

    /// The new area, if the terminal has another size now.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub fn resized(&mut self) -> io::Result<Option<Rect>> {
        let size = self.tty.size()?;
        if size == (self.shown.area.width, self.shown.area.height) {
            return Ok(None);
        }
        self.begin_anew(size)?;
        Ok(Some(self.shown.area))
    }

    /// Lets the terminal's mouse select text, or takes clicks and the wheel.
    pub fn capture_mouse(&mut self, on: bool) {
        self.mouse = on;
        self.outgoing.extend(if on { MOUSE_ON } else { MOUSE_OFF });
    }

    /// Asks for the colour of the background and waits a moment for the answer. What is typed meanwhile is kept.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub fn ask_background(&mut self) -> io::Result<Option<[f32; 3]>> {
        self.outgoing.extend(BACKGROUND);
        self.outgoing.extend(ATTRIBUTES);
        let end = Instant::now() + ASKED;
        let (mut found, mut answers) = (None, 0);
        // The first answer is that to the question before this one.
        while answers < 2 && Instant::now() < end {
            self.send()?;
            match self.ear.recv_timeout(AGAIN) {
                Ok(Ok(Heard::Background(colour))) => found = Some(colour),
                Ok(Ok(Heard::Answer)) => {
                    answers += 1;
                    self.throttle.answered(Instant::now());
                }
                Ok(heard) => self.kept.push_back(heard?),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(io::ErrorKind::UnexpectedEof.into()),
            }
        }
        Ok(found)
    }

    /// Waits a moment for what comes from the terminal: keys, the mouse, pastes, the colour of its background.
    /// `changed` says that a frame is to be drawn as soon as one is due.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub fn hear(&mut self, changed: bool) -> io::Result<Vec<Heard>> {
        let patience = if !self.outgoing.is_empty() || self.differs {
            AGAIN
        } else if changed {
            self.last_frame
                .map_or(Duration::ZERO, |at| self.frame.saturating_sub(at.elapsed()))
                .min(IDLE)
                .max(if self.throttle.arrived() { Duration::ZERO } else { AGAIN })
        } else {
            self.frame.min(IDLE)
        };
        let mut heard: Vec<Heard> = self.kept.drain(..).collect();
        if heard.is_empty() {
            match self.ear.recv_timeout(patience) {
                Ok(first) => heard.push(first?),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(io::ErrorKind::UnexpectedEof.into()),
            }
        }
        for next in self.ear.try_iter() {
            heard.push(next?);
        }
        let before = heard.len();
        heard.retain(|heard| *heard != Heard::Answer);
        if heard.len() < before {
            self.throttle.answered(Instant::now());
        }
        Ok(heard)
    }

    /// Whether a new frame is due: the last one was long enough ago, and has arrived.
    pub fn is_ready(&self) -> bool {
        let rested = self.last_frame.is_none_or(|at| at.elapsed() >= self.frame);
        rested && !self.differs && self.outgoing.is_empty() && self.throttle.arrived() || self.last_frame.is_none()
    }

    /// Draws a frame. What it changes is sent before all else if it is `urgent`: somebody has pressed a key.
    pub fn draw(&mut self, urgent: bool, render: impl FnOnce(&mut Frame<'_>)) {
        let before = urgent.then(|| self.terminal.backend().cells.clone());
        let symbols = self.symbols;
        let drawn = self.terminal.draw(|frame| {
            render(frame);
            symbols.fit(frame.buffer_mut());
        });
        drawn.unwrap_or_else(|error| match error {});
        if let Some(before) = before {
            self.answers += 1;
            let cells = &self.terminal.backend().cells;
            let width = usize::from(cells.area.width).max(1);
            let rows = before.content.chunks(width).zip(cells.content.chunks(width));
            for (urgent, (old, new)) in self.urgent.iter_mut().zip(rows) {
                if old != new {
                    *urgent = self.answers;
                }
            }
        }
        self.differs = true;
        self.last_frame = Some(Instant::now());
    }

    /// Sends as much of what differs as may be sent now.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub fn send(&mut self) -> io::Result<()> {
        loop {
            let written = self.tty.write(&self.outgoing)?;
            self.outgoing.drain(..written);
            if !self.outgoing.is_empty() || !self.differs {
                return Ok(());
            }
            let urgent = self.urgent.iter().copied().max().unwrap_or(0);
            let room = self.throttle.room(Instant::now(), urgent > 0);
            if room == 0 || !self.fill(room, urgent)? {
                return Ok(());
            }
        }
    }

    /// Puts lines that differ into `outgoing`: those of the answer `urgent`, or if that is 0 any, for about `room`
    /// bytes. Returns whether there is more to do.
    fn fill(&mut self, room: usize, urgent: u64) -> io::Result<bool> {
        let canvas = self.terminal.backend();
        let changes = self.shown.diff(&canvas.cells);
        let (mut lines, mut whole) = (Vec::new(), true);
        for line in changes.chunk_by(|(_, y, _), (_, next, _)| y == next) {
            let y = line[0].1;
            if self.urgent[usize::from(y)] != urgent {
                whole = false;
                continue;
            }
            let mut bytes = Vec::new();
            CrosstermBackend::new(&mut bytes).draw(line.iter().map(|&(x, y, cell)| (x, y, cell)))?;
            if !lines.is_empty() && self.outgoing.len() + bytes.len() > room {
                whole = false;
                break;
            }
            if lines.is_empty() && self.cursor.take().is_some() {
                queue!(self.outgoing, Hide)?;
            }
            self.outgoing.extend(bytes);
            lines.push(y);
        }
        let wanted = canvas.cursor;
        for y in &lines {
            let width = usize::from(self.shown.area.width);
            let line = usize::from(*y) * width..(usize::from(*y) + 1) * width;
            self.shown.content[line.clone()].clone_from_slice(&self.terminal.backend().cells.content[line]);
            self.urgent[usize::from(*y)] = 0;
        }
        if whole {
            self.differs = false;
            self.urgent.fill(0);
            if self.cursor != wanted {
                match wanted {
                    Some(at) => queue!(self.outgoing, MoveTo(at.x, at.y), Show)?,
                    None => queue!(self.outgoing, Hide)?,
                }
                self.cursor = wanted;
            }
        } else if lines.is_empty() {
            // These lines are as they should be already.
            for answer in self.urgent.iter_mut().filter(|answer| **answer == urgent) {
                *answer = 0;
            }
            return Ok(true);
        }
        if self.outgoing.is_empty() {
            return Ok(false);
        }
        if self.throttle.sent(Instant::now(), self.outgoing.len()) {
            self.outgoing.extend(QUESTION);
        }
        Ok(true)
    }

    /// Gives the terminal back. One that takes nothing is left as it is.
    fn leave(&mut self) {
        self.outgoing.extend(leave_bytes());
        self.tty.write_within(&self.outgoing, LEAVING);
        self.outgoing.clear();
        // An answer that came later would be typed into the shell.
        let end = Instant::now() + LEAVING;
        while self.throttle.waits() && Instant::now() < end {
            match self.ear.recv_deadline(end) {
                Ok(Ok(Heard::Answer)) => self.throttle.answered(Instant::now()),
                Ok(Ok(heard)) => self.kept.push_back(heard),
                Ok(Err(_)) | Err(_) => break,
            }
        }
        // After SIGHUP there may be no terminal left; then nothing needs to be given back.
        let _ = disable_raw_mode();
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.leave();
        leave(self.kept.drain(..));
    }
}
