//! What a key does on the screen of runs.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::app::App;
use super::effect::Effect;
use super::keys::{Action, Scope, find};
use super::runs::Ask;

/// Takes a key. Returns what it asks of the world.
///
/// # Errors
/// What the key is bound to, where that has nothing to do with runs.
pub fn pressed(app: &mut App, key: KeyEvent) -> Result<Vec<Effect>, Action> {
    let Some(runs) = &mut app.runs else { return Ok(Vec::new()) };
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    if let Some(doomed) = runs.doomed.take_if(|_| !ctrl) {
        if key.code == KeyCode::Char('y') {
            return Ok(vec![Effect::Runs(Ask::Remove(doomed))]);
        }
        app.say("nothing was removed");
        return Ok(Vec::new());
    }
    if runs.typing && !ctrl {
        match key.code {
            KeyCode::Char(c) => runs.typed(c),
            KeyCode::Backspace => runs.erased(),
            KeyCode::Enter => runs.typing = false,
            KeyCode::Esc => {
                runs.typing = false;
                (0..runs.word.chars().count()).for_each(|_| runs.erased());
            }
            _ => {}
        }
        return Ok(Vec::new());
    }
    match find(Scope::Runs, key) {
        Some(Action::Close | Action::Train) => {
            app.runs = None;
            Ok(Vec::new())
        }
        Some(action @ (Action::Quit | Action::Interrupt | Action::Suspend)) => Err(action),
        Some(action) => {
            let (said, ask) = runs.act(action);
            if let Some(said) = said {
                app.say(said);
            }
            Ok(ask.map(Effect::Runs).into_iter().collect())
        }
        None => Ok(Vec::new()),
    }
}
