//! Screen 7: the saved runs as a tree of branches, with what they differ in and what came of them.

use std::path::PathBuf;

use ratatui::Frame;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::symbols::border;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Clear};

use super::keys::Action;
use super::shelf::Listed;
use super::text::{columns, cut};
use super::theme::Theme;
use super::tree::{Order, TreeRow, rows, settings};
use super::widgets::loss::Laid;
use crate::figures::{age, count, figure};

/// The screen's state.
#[derive(Debug, Default)]
pub struct Runs {
    all: Vec<Listed>,
    rows: Vec<TreeRow>,
    settings: Vec<String>,
    order: Order,
    selected: usize,
    /// What is looked for; while it is typed, keys are letters of it.
    pub word: String,
    pub typing: bool,
    /// The run that is to be removed, if the question is answered with yes.
    pub doomed: Option<PathBuf>,
}

/// What a key asks of the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Open a session.
    Open(PathBuf),
    /// Lay a session's curve over the chart, or take it away.
    Lay(PathBuf),
    /// Remove a session.
    Remove(PathBuf),
}

impl Runs {
    /// The screen of these runs.
    pub fn new(all: Vec<Listed>) -> Self {
        let mut runs = Self { all, ..Self::default() };
        runs.arrange();
        runs
    }

    /// The runs have changed.
    pub fn replace(&mut self, all: Vec<Listed>) {
        self.all = all;
        self.arrange();
    }

    fn arrange(&mut self) {
        self.rows = rows(&self.all, &self.word, self.order);
        self.settings = settings(&self.all, &self.rows);
        self.selected = self.selected.min(self.rows.len().saturating_sub(1));
    }

    fn selected(&self) -> Option<&Listed> {
        self.rows.get(self.selected).map(|row| &self.all[row.run])
    }

    /// A character of the word that is looked for.
    pub fn typed(&mut self, c: char) {
        self.word.push(c);
        self.arrange();
    }

    /// Takes the last character of the word away.
    pub fn erased(&mut self) {
        self.word.pop();
        self.arrange();
    }

    /// Does what a key is bound to here. Returns what to say, and what is asked of the world.
    pub fn act(&mut self, action: Action) -> (Option<String>, Option<Ask>) {
        let path = self.selected().map(|run| run.path.clone());
        match action {
            Action::Move(to) => {
                self.selected = to.from(self.selected, 10).min(self.rows.len().saturating_sub(1));
                (None, None)
            }
            Action::OpenRun => (None, path.map(Ask::Open)),
            Action::Mark => (None, path.map(Ask::Lay)),
            Action::Order => {
                self.order = self.order.next();
                self.arrange();
                (Some(format!("in the order of {}", self.order.name())), None)
            }
            Action::Find => {
                self.typing = true;
                (Some("type a word of a name, a model or a setting; Enter keeps it, Esc shows all".to_owned()), None)
            }
            Action::Remove => {
                let said =
                    path.as_ref().map(|path| format!("remove {} with its keyframes? y removes it", path.display()));
                self.doomed = path;
                (said, None)
            }
            _ => (None, None),
        }
    }

    /// Draws the screen; the runs whose names are in `laid` are over the chart.
    pub fn draw(&self, theme: &Theme, laid: &[Laid], frame: &mut Frame<'_>, area: Rect, foot: Line<'static>) {
        frame.render_widget(Clear, area);
        let title = if self.word.is_empty() && !self.typing {
            format!(" Runs · {} ", count(self.rows.len() as u64))
        } else {
            format!(" Runs · {} with “{}” ", count(self.rows.len() as u64), self.word)
        };
        let block = Block::new()
            .borders(Borders::ALL)
            .border_set(border::ROUNDED)
            .border_style(theme.border())
            .title_top(Line::styled(title, theme.accent().add_modifier(Modifier::BOLD)))
            .title_top(Line::styled(format!(" by {} ", self.order.name()), theme.dim()).alignment(Alignment::Right))
            .title_bottom(foot);
        let inner = block.inner(area);
        frame.render_widget(block, area);
        if self.rows.is_empty() {
            let text = if self.all.is_empty() { " no run is saved here yet" } else { " no run has that word" };
            frame.render_widget(Line::styled(text, theme.dim()), inner);
            return;
        }
        let widths = Widths::of(inner.width);
        frame.render_widget(Line::styled(widths.head(), theme.dim()), Rect { height: 1, ..inner });
        // The last line is the status line.
        let list = Rect { y: inner.y + 1, height: inner.height.saturating_sub(2), ..inner };
        let lines = usize::from(list.height).max(1);
        let first = self.selected / lines * lines;
        let shown = self.rows.iter().zip(&self.settings).enumerate().skip(first).take(lines);
        for (y, (place, (row, settings))) in (list.y..).zip(shown) {
            let run = &self.all[row.run];
            let mark = laid.iter().position(|laid| laid.name == run.name());
            let line = widths.line(theme, run, row.depth, settings, mark);
            let style = if place == self.selected { theme.selected() } else { Style::new() };
            frame.render_widget(line.style(style), Rect { y, height: 1, ..list });
        }
    }
}

/// Columns of the table.
struct Widths {
    name: usize,
    settings: usize,
    model: bool,
}

/// Columns of the numbers at the right end.
const NUMBERS: usize = 55;

impl Widths {
    fn of(width: u16) -> Self {
        let left = usize::from(width).saturating_sub(NUMBERS + 6);
        let model = left > 50;
        let left = left.saturating_sub(if model { 15 } else { 0 });
        Self { name: left / 2, settings: left - left / 2, model }
    }

    fn head(&self) -> String {
        let model = if self.model { format!("{:<15}", "model") } else { String::new() };
        let (name, settings) = (self.name, self.settings);
        format!(
            "   {:<name$} {:<settings$} {model}{:>8}{:>9}{:>9}{:>7}{:>14}{:>8}",
            "run", "differs in", "epochs", "last", "val", "right", "best", "age"
        )
    }

    fn line(&self, theme: &Theme, run: &Listed, depth: usize, settings: &str, mark: Option<usize>) -> Line<'static> {
        let indent = if depth == 0 { String::new() } else { format!("{}└ ", "  ".repeat(depth.min(8) - 1)) };
        let name = cut(&run.name(), self.name.saturating_sub(columns(&indent)));
        let pad = " ".repeat(self.name.saturating_sub(columns(&indent) + columns(&name)));
        let (symbol, style) = mark.map_or((" ", theme.dim()), |number| ("●", theme.other(number)));
        let mut spans = vec![
            Span::styled(format!(" {symbol} "), style),
            Span::styled(indent, theme.border()),
            Span::styled(format!("{name}{pad} "), theme.text()),
        ];
        match &run.about {
            Ok(about) => {
                let settings = cut(settings, self.settings);
                let pad = " ".repeat(self.settings - columns(&settings));
                spans.push(Span::styled(format!("{settings}{pad} "), theme.accent()));
                if self.model {
                    spans.push(Span::styled(format!("{:<15}", cut(&about.model, 14)), theme.dim()));
                }
                let loss = |loss: Option<f32>| loss.map_or("–".to_owned(), figure);
                let best = about
                    .best
                    .map_or("–".to_owned(), |best| format!("{} {}", best.measure.name(), figure(best.loss)));
                let (last, val) = (loss(about.loss), loss(about.validation_loss));
                let right =
                    about.validation_accuracy.map_or("–".to_owned(), |share| format!("{:.0}%", 100.0 * share));
                let epochs = count(about.epoch);
                spans.push(Span::styled(format!("{epochs:>8}{last:>9}{val:>9}{right:>7}{best:>14}"), theme.text()));
                spans.push(Span::styled(format!("{:>8}", age(run.age)), theme.dim()));
            }
            Err(why) => spans.push(Span::styled(cut(why, self.settings + NUMBERS), theme.wrong())),
        }
        Line::from(spans)
    }
}
