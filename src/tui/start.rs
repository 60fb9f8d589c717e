//! The start screen, which `rnntui` shows without arguments: lessons, recent sessions, and a path to type. It starts
//! nothing: it returns what was chosen.

mod lists;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Modifier;
use ratatui::symbols::{border, merge::MergeStrategy};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler as _;

use self::lists::Entry;
use super::input::Heard;
use super::layout::SMALLEST;
use super::prompt::expand;
use super::screen::Screen;
use super::terminal::Guard;
use super::text::shorten;
use super::theme::Theme;
use super::{input, paste, small};
use crate::exit::Failure;
use crate::lessons::{Lang, Lesson};

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// A lesson, by its name.
    Lesson(String),
    /// A session to resume.
    Session(PathBuf),
    /// A file to train on.
    File(PathBuf),
    /// Nothing: leave.
    Leave,
}

/// A part of the start screen, one of which has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Lessons,
    Sessions,
    Path,
}

/// The start screen.
#[derive(Debug)]
struct Start<'a> {
    theme: Theme,
    lessons: &'a [Lesson],
    lang: Lang,
    sessions: Vec<(PathBuf, String)>,
    part: Section,
    lesson: usize,
    session: usize,
    path: Input,
    /// What was wrong with the last key or path; empty if nothing was.
    alarm: String,
}

/// Shows the start screen until something is chosen. The lesson `at` is selected, or the first.
///
/// # Errors
/// If the terminal fails, or a signal to end comes.
pub fn choose(
    lessons: &[Lesson],
    at: Option<&str>,
    sessions: Vec<(PathBuf, String)>,
    lang: Lang,
    interrupted: &AtomicBool,
    screen: &Screen,
) -> Result<Choice, Failure> {
    let failed = |error: std::io::Error| Failure::Running(format!("the terminal failed: {error}"));
    let mut start = Start::new(Theme::from_env(screen), lessons, sessions, lang);
    start.lesson = lessons.iter().position(|lesson| Some(lesson.name) == at).unwrap_or(0);
    let mut guard = Guard::enter(screen.frame(), start.theme.symbols(), screen.mouse).map_err(failed)?;
    if start.theme.asks()
        && let Some(colour) = guard.ask_background().map_err(failed)?
    {
        start.theme.told(colour);
    }
    let mut changed = true;
    loop {
        if interrupted.load(Ordering::Relaxed) {
            return Err(Failure::Interrupted);
        }
        changed |= guard.resized().map_err(failed)?.is_some();
        if std::mem::take(&mut changed) {
            guard.draw(true, |frame| start.draw(frame));
        }
        guard.send().map_err(failed)?;
        let mut all = guard.hear(false).map_err(failed)?.into_iter();
        while let Some(heard) = all.next() {
            changed = true;
            match heard {
                Heard::Event(Event::Key(key))
                    if key.modifiers.contains(KeyModifiers::CONTROL) && key.code == KeyCode::Char('z') =>
                {
                    guard.suspend().map_err(failed)?;
                }
                Heard::Event(Event::Key(key)) => {
                    if let Some(choice) = start.pressed(key) {
                        // What was typed after it is for what it leads to.
                        input::leave(all);
                        return Ok(choice);
                    }
                }
                Heard::Event(Event::Paste(text)) => start.pasted(&text),
                Heard::Background(colour) => start.theme.told(colour),
                Heard::Event(_) | Heard::Answer => {}
            }
        }
    }
}

impl<'a> Start<'a> {
    fn new(theme: Theme, lessons: &'a [Lesson], sessions: Vec<(PathBuf, String)>, lang: Lang) -> Self {
        let (path, alarm) = (Input::default(), String::new());
        Self { theme, lessons, lang, sessions, part: Section::Lessons, lesson: 0, session: 0, path, alarm }
    }

    /// Takes a key. Returns the choice if the key makes one.
    fn pressed(&mut self, key: KeyEvent) -> Option<Choice> {
        if key.modifiers.contains(KeyModifiers::CONTROL) && key.code == KeyCode::Char('c') {
            return Some(Choice::Leave);
        }
        self.alarm.clear();
        match (key.code, self.part) {
            (KeyCode::Tab, _) => self.part = self.next(false),
            (KeyCode::BackTab, _) => self.part = self.next(true),
            (KeyCode::Esc, Section::Path) if !self.path.value().is_empty() => self.path.reset(),
            (KeyCode::Esc, _) => return Some(Choice::Leave),
            (KeyCode::Enter, Section::Lessons) => {
                return Some(Choice::Lesson(self.lessons[self.lesson].name.to_owned()));
            }
            (KeyCode::Enter, Section::Sessions) => {
                return self.sessions.get(self.session).map(|(path, _)| Choice::Session(path.clone()));
            }
            (KeyCode::Enter, Section::Path) => return self.typed(),
            (_, Section::Path) => {
                self.path.handle_event(&Event::Key(key));
            }
            (KeyCode::Char('q'), _) => return Some(Choice::Leave),
            (KeyCode::Left | KeyCode::Char('h'), _) => self.part = Section::Lessons,
            (KeyCode::Right | KeyCode::Char('l'), _) if !self.sessions.is_empty() => self.part = Section::Sessions,
            (KeyCode::Up | KeyCode::Char('k'), _) => self.moved(|at| at.saturating_sub(1)),
            (KeyCode::Down | KeyCode::Char('j'), _) => self.moved(|at| at + 1),
            (KeyCode::Home | KeyCode::Char('g'), _) => self.moved(|_| 0),
            (KeyCode::End | KeyCode::Char('G'), _) => self.moved(|_| usize::MAX),
            // These characters begin a path.
            (KeyCode::Char('/' | '.' | '~' | ':'), _) => {
                self.part = Section::Path;
                if key.code != KeyCode::Char(':') {
                    self.path.handle_event(&Event::Key(key));
                }
            }
            _ => "arrows choose, Enter opens, Tab goes on to the sessions and to the path, q leaves"
                .clone_into(&mut self.alarm),
        }
        None
    }

    /// Takes a paste: into the path, if that has the focus.
    fn pasted(&mut self, text: &str) {
        self.alarm.clear();
        if self.part == Section::Path {
            paste::insert(&mut self.path, text);
        } else {
            "pasted text is left out: it could be keys; Tab leads to the path".clone_into(&mut self.alarm);
        }
    }

    /// The part that Tab leads to, or Shift-Tab.
    fn next(&self, back: bool) -> Section {
        let parts: &[Section] = if self.sessions.is_empty() {
            &[Section::Lessons, Section::Path]
        } else {
            &[Section::Lessons, Section::Sessions, Section::Path]
        };
        let at = parts.iter().position(|&part| part == self.part).unwrap_or(0);
        parts[(at + if back { parts.len() - 1 } else { 1 }) % parts.len()]
    }

    /// Moves the selection in the list that has the focus.
    fn moved(&mut self, to: impl Fn(usize) -> usize) {
        let (at, all) = match self.part {
            Section::Lessons => (&mut self.lesson, self.lessons.len()),
            Section::Sessions | Section::Path => (&mut self.session, self.sessions.len()),
        };
        *at = to(*at).min(all.saturating_sub(1));
    }

    /// The choice that the typed path makes, if it is that of a file. If not, says what is wrong and keeps the path.
    fn typed(&mut self) -> Option<Choice> {
        let typed = self.path.value().trim().to_owned();
        if typed.is_empty() {
            "type the path of a file to learn from: a text, a .csv or a .tsv, or a session to go on with"
                .clone_into(&mut self.alarm);
            return None;
        }
        let path = expand(&typed);
        match std::fs::metadata(&path) {
            Err(error) => self.alarm = format!("{path:?} cannot be opened: {error}"),
            Ok(metadata) if metadata.is_dir() => {
                self.alarm = format!("{path:?} is a directory: type the path of a file");
            }
            Ok(_) if path.extension().is_some_and(|ending| ending == "ron") => return Some(Choice::Session(path)),
            Ok(_) => return Some(Choice::File(path)),
        }
        None
    }

    fn draw(&self, frame: &mut Frame<'_>) {
        let area = frame.area();
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            return small::draw_needs(&self.theme, frame);
        }
        let theme = &self.theme;
        let outer = Block::new()
            .borders(Borders::ALL)
            .border_set(border::ROUNDED)
            .border_style(theme.border())
            .title_top(Line::styled(" rnntui ", theme.accent().add_modifier(Modifier::BOLD)))
            .title_bottom(self.footer());
        frame.render_widget(outer, area);
        let about = "Watch a recurrent network learn, and steer it while it does.";
        let line = Rect::new(area.x + 2, area.y + 1, area.width.saturating_sub(4), 1);
        frame.render_widget(Line::styled(about, theme.dim()), line);
        let middle = Rect::new(area.x, area.y + 2, area.width, area.height.saturating_sub(3));
        let [middle, path] = Layout::vertical([Constraint::Fill(1), Constraint::Length(3)]).areas(middle);
        let rows = (lists::lessons(self.lessons, self.lang), lists::sessions(&self.sessions));
        let [lessons, sessions] = lists::split(middle, &rows.0, &rows.1);
        self.draw_lessons(frame, lessons, &rows.0);
        self.draw_sessions(frame, sessions, &rows.1);
        self.draw_path(frame, path);
    }

    /// The keys in the frame's last line.
    fn footer(&self) -> Line<'static> {
        let keys = [("↑↓", "choose"), ("Enter", "open"), ("Tab", "lessons, sessions, path"), ("q", "quit")];
        let mut spans = vec![Span::raw(" ")];
        for (key, what) in keys {
            spans.push(Span::styled(key, self.theme.accent()));
            spans.push(Span::styled(format!(" {what}  "), self.theme.dim()));
        }
        Line::from(spans)
    }

    /// Draws a part's title line and sides, joined with the frame around the screen. Returns the room within.
    fn framed(&self, frame: &mut Frame<'_>, area: Rect, part: Section, title: &str) -> Rect {
        let (mark, style) = if part == self.part {
            ("▸", self.theme.accent().add_modifier(Modifier::BOLD))
        } else {
            (" ", self.theme.text())
        };
        let title = Line::from(vec![Span::styled(mark, self.theme.accent()), Span::styled(format!("{title} "), style)]);
        let block = Block::new()
            .borders(Borders::TOP | Borders::LEFT | Borders::RIGHT)
            .merge_borders(MergeStrategy::Exact)
            .border_style(self.theme.border())
            .title_top(title);
        let inner = block.inner(area);
        frame.render_widget(block, area);
        inner
    }

    fn draw_lessons(&self, frame: &mut Frame<'_>, area: Rect, rows: &[Entry]) {
        let inner = self.framed(frame, area, Section::Lessons, "Lessons of the course");
        lists::draw(&self.theme, frame, inner, rows, self.lesson, self.part == Section::Lessons);
    }

    fn draw_sessions(&self, frame: &mut Frame<'_>, area: Rect, rows: &[Entry]) {
        let inner = self.framed(frame, area, Section::Sessions, "Recent sessions");
        if rows.is_empty() {
            let line = Line::styled(lists::NO_SESSIONS, self.theme.dim());
            return frame.render_widget(line, Rect { height: 1.min(inner.height), ..inner });
        }
        lists::draw(&self.theme, frame, inner, rows, self.session, self.part == Section::Sessions);
    }

    /// Draws the field for a path, and below it what was wrong.
    fn draw_path(&self, frame: &mut Frame<'_>, area: Rect) {
        let inner = self.framed(frame, area, Section::Path, "A file to learn from");
        if inner.height < 2 {
            return;
        }
        let line = Rect { height: 1, ..inner };
        let focused = self.part == Section::Path;
        if self.path.value().is_empty() && !focused {
            let hint = "   a text, numbers (.csv), labels or pairs (.tsv), or a session (.ron)";
            frame.render_widget(Line::styled(hint, self.theme.dim()), line);
        } else {
            let text = format!("   {}", shorten(self.path.value(), 4096));
            frame.render_widget(Line::styled(text, self.theme.text()), line);
        }
        if focused {
            let cursor =
                u16::try_from(self.path.visual_cursor()).unwrap_or(u16::MAX).min(inner.width.saturating_sub(4));
            frame.set_cursor_position((inner.x + 3 + cursor, inner.y));
        }
        let alarm = Line::styled(
            format!("   {}", shorten(&self.alarm, usize::from(inner.width).saturating_sub(4))),
            self.theme.second(),
        );
        frame.render_widget(alarm, Rect { y: inner.y + 1, height: 1, ..inner });
    }
}

#[cfg(test)]
mod tests;
