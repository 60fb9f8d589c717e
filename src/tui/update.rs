//! `update`: what an event changes on the screen, and what it asks of the worker. All scrolling is clamped here.

use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler as _;

use super::app::{App, Asked, Leaving, Mode, Pane};
use super::examples;
use super::keys::{Action, Scope, find};
use super::ladder;
use super::lesson;
use super::prompt::{Typed, parse};
use super::text::rate;
use crate::lessons::Change;
use crate::train::message::{Command, RunState};

/// What an event asks of the world.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Tell the worker.
    Tell(Command),
    /// Start the lesson anew with a change.
    Restart(Change),
    /// Suspend the process.
    Suspend,
}

/// Takes an event of the terminal.
pub fn update(app: &mut App, event: &Event) -> Vec<Effect> {
    let effects = match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => key_pressed(app, *key),
        Event::Mouse(mouse) => moused(app, *mouse),
        Event::Resize(width, height) => {
            app.area = Rect::new(0, 0, *width, *height);
            Vec::new()
        }
        _ => Vec::new(),
    };
    clamp(app);
    effects
}

/// Takes a signal to end, or Ctrl-C: save and leave.
pub fn interrupt(app: &mut App, asked: Asked) -> Vec<Effect> {
    let save = !(app.lesson.is_some() && nothing_unsaved(app));
    leave(app, save, asked)
}

fn key_pressed(app: &mut App, key: KeyEvent) -> Vec<Effect> {
    let scope = if app.mode == Mode::Leaving { Scope::Leaving } else { Scope::Main };
    let action = find(scope, key);
    if app.mode == Mode::Prompt && !matches!(action, Some(Action::Close | Action::Interrupt | Action::Suspend)) {
        return typed(app, key);
    }
    // Whoever reads the help and tries a key changes nothing behind it.
    if app.mode == Mode::Help && !matches!(action, Some(Action::Interrupt | Action::Suspend)) {
        if matches!(action, Some(Action::Help | Action::Quit | Action::Close)) {
            app.mode = Mode::Main;
        }
        return Vec::new();
    }
    action.map_or_else(Vec::new, |action| act(app, action))
}

fn tell(command: Command) -> Vec<Effect> {
    vec![Effect::Tell(command)]
}

fn act(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::Pause => {
            let (command, waiting) = match app.state {
                RunState::Training => (Command::Pause, "pausing…"),
                RunState::Paused => (Command::Continue, "going on…"),
            };
            app.waiting_for = Some(waiting);
            tell(command)
        }
        Action::Step => {
            app.waiting_for = Some("stepping…");
            tell(Command::Step)
        }
        Action::Faster => change_rate(app, ladder::up),
        Action::Slower => change_rate(app, ladder::down),
        Action::Undo => tell(Command::UndoLearningRate),
        Action::Save => {
            app.say("saving…");
            tell(Command::Save)
        }
        Action::Quit if nothing_unsaved(app) => leave(app, false, Asked::Quit),
        Action::Quit => {
            app.mode = Mode::Leaving;
            Vec::new()
        }
        Action::QuitSave => leave(app, true, Asked::Quit),
        Action::QuitDiscard => leave(app, false, Asked::Quit),
        Action::Interrupt => interrupt(app, Asked::Interrupt),
        Action::Suspend => vec![Effect::Suspend],
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
            scroll(app, action)
        }
        _ => {
            look(app, action);
            Vec::new()
        }
    }
}

/// What changes the screen only.
fn look(app: &mut App, action: Action) {
    match action {
        Action::SaveAs => open_prompt(app, "saveas "),
        Action::Prompt => open_prompt(app, ""),
        Action::Help => app.mode = Mode::Help,
        Action::Close => {
            if app.mode == Mode::Main {
                app.expanded = false;
            }
            app.mode = Mode::Main;
        }
        Action::Freeze => {
            app.frozen = !app.frozen;
            app.say(if app.frozen { "display frozen, training is not; f shows it live again" } else { "display live" });
        }
        Action::Expand => app.expanded = !app.expanded,
        Action::LogScale => {
            app.log_scale = !app.log_scale;
            app.say(if app.log_scale { "loss on a logarithmic scale" } else { "loss on a linear scale" });
        }
        Action::LayerDown | Action::LayerUp => {
            let layers = app.layers_and_units().0;
            let next =
                if action == Action::LayerUp { app.layer.saturating_add(1) } else { app.layer.saturating_sub(1) };
            app.layer = next.min(layers.saturating_sub(1));
            app.say(format!("hidden state of layer {} of {layers}", layers.min(app.layer + 1)));
        }
        Action::NextPane => change_focus(app, 1),
        Action::PreviousPane => change_focus(app, Pane::ALL.len() - 1),
        Action::NextPage | Action::PreviousPage => turn_page(app, action == Action::NextPage),
        Action::Left => app.time = app.time.saturating_sub(1),
        Action::Right => app.time += 1,
        _ => {}
    }
}

/// Moves the focus so many panes on, over those that are not there.
fn change_focus(app: &mut App, by: usize) {
    let count = Pane::ALL.len();
    let place = Pane::ALL.iter().position(|&pane| pane == app.focus).unwrap_or(0);
    let next = Pane::ALL[(place + by) % count];
    app.focus = if next == Pane::Lesson && app.lesson.is_none() { Pane::ALL[(place + 2 * by) % count] } else { next };
}

fn turn_page(app: &mut App, forward: bool) {
    let Some(open) = &mut app.lesson else {
        return app.say("this is no lesson and has no pages; rnntui lesson lists the lessons");
    };
    let pages = open.lesson.pages(open.lang).len();
    let page = if forward { (open.page + 1).min(pages - 1) } else { open.page.saturating_sub(1) };
    let ends = page == open.page;
    (open.page, open.scroll) = (page, 0);
    let (page, tries) = (page + 1, &open.lesson.preset.tries);
    if ends && forward {
        let next = tries.iter().map(|tried| format!(":{}", tried.command)).collect::<Vec<_>>().join("  ");
        app.say(format!("the last page; try next: {next}"));
    } else {
        app.say(format!("page {page} of {pages}"));
    }
}

fn open_prompt(app: &mut App, text: &str) {
    app.mode = Mode::Prompt;
    app.input = Input::new(text.to_owned());
}

fn typed(app: &mut App, key: KeyEvent) -> Vec<Effect> {
    match key.code {
        KeyCode::Up => app.input = Input::new(app.last_input.clone()),
        KeyCode::Enter => {
            app.mode = Mode::Main;
            app.last_input = app.input.value_and_reset();
            return match parse(&app.last_input) {
                Ok(typed) => obey(app, typed),
                Err(sentence) => {
                    app.alarm(sentence);
                    Vec::new()
                }
            };
        }
        KeyCode::Backspace if app.input.value().is_empty() => app.mode = Mode::Main,
        _ => {
            app.input.handle_event(&Event::Key(key));
        }
    }
    Vec::new()
}

fn obey(app: &mut App, typed: Typed) -> Vec<Effect> {
    match typed {
        Typed::LearningRate(to) => {
            app.learning_rate = Some(to);
            tell(Command::SetLearningRate(to))
        }
        Typed::Epochs(n) => {
            app.say(format!("training {n} epochs more, then pausing"));
            tell(Command::TrainEpochs(n))
        }
        Typed::Save => act(app, Action::Save),
        Typed::SaveAs(path) => {
            app.say("saving…");
            tell(Command::SaveAs(path))
        }
        Typed::Change(change) if app.lesson.is_some() => vec![Effect::Restart(change)],
        Typed::Change(change) => {
            app.alarm(format!("{change} starts a lesson anew, and this is none: start a new run with --{change}"));
            Vec::new()
        }
        Typed::Help => act(app, Action::Help),
        Typed::Quit => act(app, Action::Quit),
    }
}

fn change_rate(app: &mut App, along: fn(f64) -> f64) -> Vec<Effect> {
    let Some(from) = app.learning_rate else { return Vec::new() };
    let to = along(from);
    if crate::config::check_learning_rate(to).is_err() {
        app.alarm(format!("lr {} is as far as it goes", rate(from)));
        return Vec::new();
    }
    app.learning_rate = Some(to);
    tell(Command::SetLearningRate(to))
}

/// Whether leaving loses nothing: a run that goes on always has something new.
fn nothing_unsaved(app: &App) -> bool {
    app.info.is_none() || (app.state == RunState::Paused && !app.unsaved && app.waiting_for.is_none())
}

fn leave(app: &mut App, save: bool, asked: Asked) -> Vec<Effect> {
    if app.leaving != Leaving::Not {
        return Vec::new();
    }
    app.mode = Mode::Main;
    app.leaving = Leaving::Told(asked);
    app.say(if save { "saving, then leaving…" } else { "leaving…" });
    tell(Command::Quit { save })
}

fn scroll(app: &mut App, action: Action) -> Vec<Effect> {
    let (units, lines) = (app.panes().hidden_rows(), app.panes().lesson.height);
    let area = app.panes().examples;
    let examples = app.view().map_or(0, |view| examples::page(&view.examples, area));
    let (value, page) = match (app.focus, &mut app.lesson) {
        (Pane::Hidden, _) => (&mut app.first_unit, units.saturating_sub(1)),
        (Pane::Lesson, Some(open)) => (&mut open.scroll, usize::from(lines).saturating_sub(1)),
        _ => (&mut app.example, examples),
    };
    let page = page.max(1);
    *value = match action {
        Action::Up => value.saturating_sub(1),
        Action::Down => *value + 1,
        Action::PageUp => value.saturating_sub(page),
        Action::PageDown => *value + page,
        Action::First => 0,
        _ => usize::MAX / 2,
    };
    clamp(app);
    if matches!(app.focus, Pane::Hidden | Pane::Lesson) { Vec::new() } else { look_at(app) }
}

fn look_at(app: &App) -> Vec<Effect> {
    tell(Command::Look(app.look()))
}

/// How many examples are in the list on show.
fn examples_shown(app: &App) -> usize {
    let area = app.panes().examples;
    app.view().map_or(0, |view| usize::from(examples::list(&view.examples, area).height))
}

fn moused(app: &mut App, mouse: MouseEvent) -> Vec<Effect> {
    if matches!(app.mode, Mode::Help | Mode::Leaving) {
        return Vec::new();
    }
    let Some(pane) = app.panes().at(mouse.column, mouse.row) else { return Vec::new() };
    match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => {
            app.focus = pane;
            let area = app.panes().examples;
            let list = app.view().map_or(Rect::default(), |view| examples::list(&view.examples, area));
            if pane == Pane::Examples && (list.y..list.bottom()).contains(&mouse.row) {
                app.example = app.first_example + usize::from(mouse.row - list.y);
                clamp(app);
                return look_at(app);
            }
        }
        MouseEventKind::ScrollUp => wheel(app, pane, false),
        MouseEventKind::ScrollDown => wheel(app, pane, true),
        _ => {}
    }
    Vec::new()
}

/// The wheel moves what is seen, not what is selected.
fn wheel(app: &mut App, pane: Pane, down: bool) {
    let value = match (pane, &mut app.lesson) {
        (Pane::Hidden, _) => &mut app.first_unit,
        (Pane::Examples, _) => &mut app.first_example,
        (Pane::Lesson, Some(open)) => &mut open.scroll,
        (Pane::Loss | Pane::Lesson, _) => return,
    };
    *value = if down { *value + 3 } else { value.saturating_sub(3) };
    if pane == Pane::Examples {
        let shown = examples_shown(app);
        let most = app.view().map_or(0, |view| view.examples.len()).saturating_sub(shown);
        app.first_example = app.first_example.min(most);
        app.example = app.example.clamp(app.first_example, app.first_example + shown.saturating_sub(1));
    }
}

/// Keeps every position within what there is, and the example looked at on show.
pub fn clamp(app: &mut App) {
    let (layers, _) = app.layers_and_units();
    if layers > 0 {
        app.layer = app.layer.min(layers - 1);
    }
    let (_, units) = app.layers_and_units();
    let rows = app.panes().hidden_rows();
    let units_shown = if app.theme.coloured() { 2 * rows } else { rows };
    app.first_unit = app.first_unit.min(units.saturating_sub(units_shown));
    let lines = lesson::lines(app).saturating_sub(usize::from(app.panes().lesson.height.saturating_sub(1)));
    if let Some(open) = &mut app.lesson {
        open.scroll = open.scroll.min(lines);
    }
    let Some(view) = app.view() else { return };
    let (all, steps) = (view.examples.len(), view.hidden.steps.len());
    app.example = app.example.min(all.saturating_sub(1));
    app.time = app.time.min(steps.saturating_sub(1));
    let shown = examples_shown(app).max(1);
    app.first_example = app.first_example.min(all.saturating_sub(shown)).min(app.example);
    app.first_example = app.first_example.max((app.example + 1).saturating_sub(shown));
}
