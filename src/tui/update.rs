//! What a key or the mouse changes on the screen, and what it asks of the world. After every event all positions are
//! clamped here, so that drawing never has to.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler as _;

use super::app::{App, Asked, Leaving, Mode, OpenLesson};
use super::cursor::Cursor;
use super::effect::Effect;
use super::keys::{Action, Move, Scope, find};
use super::layout::Parts;
use super::panes::TABLE;
use super::prompt::{Typed, parse};
use super::switch::show;
use super::tab::Tab;
use super::{author, ladder, neurons, paste, runs_keys, watch};
use crate::figures::rate;
use crate::train::message::{Command, RunState};

/// Takes an event of the terminal. Returns what it asks of the world.
pub fn update(app: &mut App, event: &Event) -> Vec<Effect> {
    let before = app.look();
    let mut effects = match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => key_pressed(app, *key),
        Event::Mouse(mouse) => moused(app, *mouse),
        Event::Paste(text) => {
            paste::pasted(app, text);
            Vec::new()
        }
        Event::Resize(width, height) => {
            app.area = Rect::new(0, 0, *width, *height);
            Vec::new()
        }
        _ => Vec::new(),
    };
    if effects.iter().any(|effect| matches!(effect, Effect::Tell(command) if command.comes_back())) {
        app.cursor = Cursor::Live;
    }
    clamp(app);
    // Whatever else is looked at now has to be worked out.
    let look = Effect::Tell(Command::Look(app.look()));
    if app.look() != before && !effects.contains(&look) {
        effects.push(look);
    }
    effects
}

/// Takes a signal to end, or Ctrl-C: saves if there is anything to save, and leaves.
pub fn interrupt(app: &mut App, asked: Asked) -> Vec<Effect> {
    let save = !(app.lesson.is_some() && nothing_unsaved(app));
    leave(app, save, asked)
}

fn key_pressed(app: &mut App, key: KeyEvent) -> Vec<Effect> {
    // Any key answers an alarm, and does what it does all the same.
    app.alarms.pop_front();
    let mut effects = Vec::new();
    if app.mode == Mode::Main && app.on_the_way().is_some() {
        effects.push(Effect::Tell(Command::Stay));
        app.cursor = app.snapshot.as_ref().map_or(Cursor::Live, |snapshot| Cursor::Past(snapshot.step));
    }
    effects.extend(neurons::break_off(app));
    // Any key breaks off what is under way, and does what it does all the same; but Esc does nothing else.
    if key.code == KeyCode::Esc && !effects.is_empty() {
        return effects;
    }
    effects.extend(key_obeyed(app, key));
    effects
}

fn key_obeyed(app: &mut App, key: KeyEvent) -> Vec<Effect> {
    if app.runs.is_some() && app.mode == Mode::Main {
        return runs_keys::pressed(app, key).unwrap_or_else(|action| act(app, action));
    }
    let scope = if app.mode == Mode::Leaving { Scope::Leaving } else { Scope::Main };
    let action = find(scope, key);
    if app.mode == Mode::Prompt && !matches!(action, Some(Action::Close | Action::Interrupt | Action::Suspend)) {
        return typed(app, key);
    }
    // A key that somebody tries while reading the help changes nothing behind it.
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

/// Does what a key is bound to.
fn act(app: &mut App, action: Action) -> Vec<Effect> {
    if let Some(tab) = Tab::of(action) {
        return show(app, tab);
    }
    match action {
        Action::Pause => {
            // What was asked for last counts: of two presses in one burst the second undoes the first.
            let (command, waiting, asked) = match app.asked.unwrap_or(app.state) {
                RunState::Training => (Command::Pause, "pausing…", RunState::Paused),
                RunState::Paused => (Command::Continue, "going on…", RunState::Training),
            };
            (app.waiting_for, app.asked) = (Some(waiting), Some(asked));
            tell(command)
        }
        Action::Step => {
            (app.waiting_for, app.asked) = (Some("stepping…"), Some(RunState::Paused));
            tell(Command::Step)
        }
        Action::Faster => change_rate(app, ladder::up),
        Action::Slower => change_rate(app, ladder::down),
        Action::Best => tell(Command::GoToBest),
        Action::Undo => tell(Command::Undo),
        Action::Save => {
            app.say("saving…");
            tell(Command::Save)
        }
        Action::Quit => leave_or_ask(app, false),
        Action::NextPage if app.lesson.as_ref().and_then(OpenLesson::next).is_some() => leave_or_ask(app, true),
        Action::QuitSave => leave(app, true, Asked::Quit),
        Action::QuitDiscard => leave(app, false, Asked::Quit),
        Action::Interrupt => interrupt(app, Asked::Interrupt),
        Action::Suspend => vec![Effect::Suspend],
        Action::Mouse => {
            app.mouse = !app.mouse;
            app.say(if app.mouse {
                "the mouse focuses and scrolls; m lets it select text"
            } else {
                "the mouse selects text; m takes it back"
            });
            vec![Effect::Mouse(app.mouse)]
        }
        Action::Move(to) => scroll(app, to),
        Action::Left | Action::Right => along(app, action == Action::Right),
        Action::PaceUp => watch::change_pace(app, true),
        Action::PaceDown => watch::change_pace(app, false),
        Action::Film => watch::film(app),
        Action::Freeze => {
            app.frozen = !app.frozen;
            app.say(if app.frozen { "display frozen, training is not; f shows it live again" } else { "display live" });
            // What came meanwhile was not kept.
            if app.frozen { Vec::new() } else { tell(Command::Look(app.look())) }
        }
        Action::MarkMoment => tell(Command::Mark),
        Action::Another if app.tab == Tab::Neurons => neurons::again(app),
        Action::Runs => vec![Effect::List],
        Action::Close if app.mode == Mode::Main && !app.expanded && app.tab != Tab::Train => show(app, Tab::Train),
        Action::Close if app.mode == Mode::Main && app.cursor != Cursor::Live => {
            app.say("the newest step");
            tell(Command::ComeBack)
        }
        _ => {
            look(app, action);
            Vec::new()
        }
    }
}

/// Does what changes only the screen.
fn look(app: &mut App, action: Action) {
    match action {
        Action::SaveAs => open_prompt(app, "saveas "),
        Action::Prompt => open_prompt(app, ""),
        Action::Branch => open_prompt(app, "branch "),
        Action::Pattern => open_prompt(app, "probe /"),
        Action::Help => app.mode = Mode::Help,
        Action::Close => {
            if app.mode == Mode::Main {
                app.expanded = false;
            }
            app.mode = Mode::Main;
        }
        Action::Expand => app.expanded = !app.expanded,
        Action::NextPane => change_focus(app, true),
        Action::PreviousPane => change_focus(app, false),
        // What is left belongs to a pane: to one on the screen before any other.
        _ => {
            let mut panes = TABLE.to_vec();
            panes.sort_by_key(|pane| !pane.exists(app));
            panes.iter().any(|pane| pane.act(app, action));
        }
    }
}

/// Moves the focus to the next pane there is, or to the one before.
fn change_focus(app: &mut App, forward: bool) {
    let panes: Vec<_> = TABLE.iter().filter(|pane| pane.exists(app)).map(|pane| pane.id()).collect();
    let place = panes.iter().position(|&id| id == app.focus).unwrap_or(0);
    app.focus = panes[(place + if forward { 1 } else { panes.len() - 1 }) % panes.len()];
}

fn open_prompt(app: &mut App, text: &str) {
    app.mode = Mode::Prompt;
    app.input = Input::new(text.to_owned());
}

/// Takes a key while the prompt is open.
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

/// Does what was typed after `:`.
fn obey(app: &mut App, typed: Typed) -> Vec<Effect> {
    match typed {
        Typed::LearningRate(to) => {
            app.learning_rate = Some(to);
            tell(Command::SetLearningRate(to))
        }
        Typed::Epochs(n) => {
            app.say(n.map_or_else(
                || "training until told to stop".to_owned(),
                |n| format!("training {n} epochs more, then pausing"),
            ));
            tell(Command::TrainEpochs(n))
        }
        Typed::Best => act(app, Action::Best),
        Typed::Branch(changes) => vec![Effect::Branch(app.at(), changes)],
        Typed::Pace(pace) => {
            app.say(format!("pace {pace}"));
            tell(Command::Pace(pace))
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
        Typed::Write(wish) => author::obey(app, wish),
        Typed::Read(wish) => {
            let mut effects = if app.tab == Tab::Neurons { Vec::new() } else { show(app, Tab::Neurons) };
            effects.extend(neurons::obey(app, wish));
            effects
        }
        Typed::Help => act(app, Action::Help),
        Typed::Quit => act(app, Action::Quit),
    }
}

/// Moves the learning rate to the next rung of the ladder.
fn change_rate(app: &mut App, along: fn(f64) -> f64) -> Vec<Effect> {
    let Some(from) = app.rate() else { return Vec::new() };
    let to = along(from);
    if crate::config::check_learning_rate(to).is_err() {
        app.alarm(format!("lr {} is as far as it goes", rate(from)));
        return Vec::new();
    }
    app.learning_rate = Some(to);
    tell(Command::SetLearningRate(to))
}

/// Whether leaving now would lose nothing. A run that is training always has something new.
fn nothing_unsaved(app: &App) -> bool {
    app.info.is_none() || (app.state == RunState::Paused && !app.is_unsaved() && app.waiting_for.is_none())
}

/// Leaves, for the next lesson if the last page of a lesson `turns_on`; if anything would be lost, asks first.
fn leave_or_ask(app: &mut App, turns_on: bool) -> Vec<Effect> {
    if app.leaving == Leaving::Not {
        app.turns_on = turns_on;
    }
    if nothing_unsaved(app) {
        return leave(app, false, Asked::Quit);
    }
    app.mode = Mode::Leaving;
    Vec::new()
}

/// Tells the worker to end, once.
fn leave(app: &mut App, save: bool, asked: Asked) -> Vec<Effect> {
    if app.leaving != Leaving::Not {
        return Vec::new();
    }
    app.mode = Mode::Main;
    app.leaving = Leaving::Told(asked);
    app.say(if save { "saving, then leaving…" } else { "leaving…" });
    tell(if save && asked == Asked::Signal { Command::Rescue } else { Command::Quit { save } })
}

/// Scrolls the pane in focus. A pane with nothing to scroll leaves the key to the others, the last of the table first.
fn scroll(app: &mut App, to: Move) -> Vec<Effect> {
    let parts = Parts::of(app);
    let focused = parts.panes.iter().filter(|placed| placed.pane.id() == app.focus);
    let order: Vec<_> = focused.chain(parts.panes.iter().rev().filter(|placed| placed.pane.exists(app))).collect();
    order.into_iter().find_map(|placed| placed.pane.scroll(app, placed.area, to)).unwrap_or_default()
}

/// Moves the cursor of the pane in focus, or else the time cursor, which all panes share.
fn along(app: &mut App, forward: bool) -> Vec<Effect> {
    let parts = Parts::of(app);
    let focused = parts.panes.iter().find(|placed| placed.pane.id() == app.focus);
    if let Some(effects) = focused.and_then(|placed| placed.pane.along(app, placed.area, forward)) {
        return effects;
    }
    app.time = if forward { app.time.saturating_add(1) } else { app.time.saturating_sub(1) };
    Vec::new()
}

/// Takes a click or a turn of the wheel: the pane under the mouse answers it.
fn moused(app: &mut App, mouse: MouseEvent) -> Vec<Effect> {
    if matches!(app.mode, Mode::Help | Mode::Leaving) || app.runs.is_some() {
        return Vec::new();
    }
    let parts = Parts::of(app);
    let Some(placed) = parts.at(mouse.column, mouse.row) else { return Vec::new() };
    match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => {
            app.focus = placed.pane.id();
            return placed.pane.click(app, placed.area, Position::new(mouse.column, mouse.row));
        }
        MouseEventKind::ScrollUp => placed.pane.wheel(app, placed.area, false),
        MouseEventKind::ScrollDown => placed.pane.wheel(app, placed.area, true),
        _ => {}
    }
    Vec::new()
}

/// Keeps every position within what there is to show.
pub fn clamp(app: &mut App) {
    for placed in Parts::of(app).panes {
        placed.pane.clamp(app, placed.area);
    }
}
