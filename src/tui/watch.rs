//! Keys by which a person watches: how many steps a second, and the film.

use super::app::App;
use super::cursor::Cursor;
use super::effect::Effect;
use super::panes::loss::go_to;
use crate::train::message::{Command, Pace};

/// Makes more steps a second, or fewer.
pub fn change_pace(app: &mut App, faster: bool) -> Vec<Effect> {
    let Some(snapshot) = &app.snapshot else { return Vec::new() };
    // A run that is as fast as it can be goes down from there.
    let now = app.pace.unwrap_or(snapshot.speed.pace);
    let rate = now.rate(app.at()).or(snapshot.speed.possible.filter(|_| !faster));
    let pace = if faster { Pace::faster(rate) } else { Pace::slower(rate) };
    app.pace = Some(pace);
    app.say(match pace {
        Pace::Max => "as many steps a second as can be made; < makes fewer".to_owned(),
        _ => format!("{pace} steps a second; > makes more, < fewer"),
    });
    vec![Effect::Tell(Command::Pace(pace))]
}

/// Plays the run from the cursor, or from its beginning, or stops.
pub fn film(app: &mut App) -> Vec<Effect> {
    let mut effects = Vec::new();
    if app.cursor == Cursor::Live {
        if app.newest() <= app.first_step() {
            app.say("there is nothing to play yet");
            return effects;
        }
        effects = go_to(app, 0);
    }
    effects.push(Effect::Tell(Command::Film));
    effects
}
