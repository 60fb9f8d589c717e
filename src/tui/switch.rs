//! Switching between the screens of a run.

use super::app::App;
use super::effect::Effect;
use super::panes::TABLE;
use super::tab::Tab;

/// Shows a screen of the run, with the focus on its first pane of its own.
pub fn show(app: &mut App, tab: Tab) -> Vec<Effect> {
    let there = |app: &App| TABLE.iter().filter(|pane| pane.exists(app)).map(|pane| pane.id()).collect::<Vec<_>>();
    let before = there(app);
    app.tab = tab;
    if let Some(&own) = there(app).iter().find(|id| !before.contains(id)) {
        app.focus = own;
    }
    app.expanded = false;
    if tab == Tab::Gradients && app.time == 0 {
        // The first output depends on one step only, the last one on all.
        app.time = usize::MAX;
    }
    app.say(tab.says());
    Vec::new()
}
