//! The one table of keys. Dispatch, the footer and the help overlay all come from it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Pause,
    Step,
    Faster,
    Slower,
    Undo,
    Best,
    Save,
    SaveAs,
    NextPage,
    PreviousPage,
    Freeze,
    Mouse,
    Expand,
    Surprise,
    LogScale,
    StepScale,
    ZoomIn,
    ZoomOut,
    PaceUp,
    PaceDown,
    Film,
    Branch,
    Train,
    Neurons,
    Gates,
    Gradients,
    Weights,
    Write,
    Hotter,
    Cooler,
    Another,
    Runs,
    OpenRun,
    Mark,
    MarkMoment,
    Order,
    Find,
    Remove,
    LayerDown,
    LayerUp,
    NextVector,
    PreviousVector,
    MarkSpan,
    OtherPart,
    Pattern,
    NextPane,
    PreviousPane,
    Move(Move),
    Left,
    Right,
    Prompt,
    Help,
    Close,
    Quit,
    Interrupt,
    Suspend,
    QuitSave,
    QuitDiscard,
}

/// A move along what the pane in focus shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
}

impl Move {
    /// Where it leads from place `at` on a list, when a page is so many places. The pane clamps what is beyond its
    /// last place.
    #[must_use]
    pub fn from(self, at: usize, page: usize) -> usize {
        let page = page.max(1);
        match self {
            Self::Up => at.saturating_sub(1),
            Self::Down => at + 1,
            Self::PageUp => at.saturating_sub(page),
            Self::PageDown => at + page,
            Self::First => 0,
            Self::Last => usize::MAX / 2,
        }
    }

    /// Where a turn of the mouse wheel leads from place `at`.
    #[must_use]
    pub fn wheel(at: usize, down: bool) -> usize {
        if down { at + 3 } else { at.saturating_sub(3) }
    }
}

/// Where a key is bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The dashboard.
    Main,
    /// Everywhere.
    Always,
    /// The question before leaving.
    Leaving,
    /// The screen of runs.
    Runs,
}

/// A key: code and whether Ctrl is held.
pub type Key = (KeyCode, bool);

/// A row of the table.
pub struct Binding {
    /// Where the keys are bound.
    pub scope: Scope,
    /// The keys. The first is the one that is shown.
    pub keys: &'static [Key],
    /// What they do.
    pub action: Action,
    /// The name of the keys in the help and in the footer.
    pub name: &'static str,
    /// What the help says about them; nothing where the row before speaks for both.
    pub help: &'static str,
    /// What the footer says about them, if it shows them: it has room for few.
    pub short: Option<&'static str>,
}

const fn key(c: char) -> Key {
    (KeyCode::Char(c), false)
}

const fn ctrl(c: char) -> Key {
    (KeyCode::Char(c), true)
}

const fn bind(
    scope: Scope,
    keys: &'static [Key],
    action: Action,
    name: &'static str,
    help: &'static str,
    short: Option<&'static str>,
) -> Binding {
    Binding { scope, keys, action, name, help, short }
}

/// The table. A footer without room for all rows shows the first ones.
pub const TABLE: &[Binding] = &[
    bind(Scope::Main, &[key('q')], Action::Quit, "q", "leave; asks when unsaved", Some("quit")),
    bind(Scope::Main, &[key('?')], Action::Help, "?", "this help", Some("help")),
    bind(Scope::Main, &[key(' ')], Action::Pause, "Space", "pause, and go on", Some("pause")),
    bind(Scope::Main, &[key('.')], Action::Step, ".", "one step, then pause", Some("step")),
    bind(Scope::Main, &[key('>')], Action::PaceUp, "> <", "more or fewer steps a second", Some("faster")),
    bind(Scope::Main, &[key('<')], Action::PaceDown, "<", "", None),
    bind(Scope::Main, &[key('n')], Action::NextPage, "n p", "next page or lesson; back", Some("page")),
    bind(Scope::Main, &[key('p')], Action::PreviousPage, "p", "", None),
    bind(Scope::Main, &[key('+'), key('=')], Action::Faster, "+ -", "raise or lower the rate", Some("lr")),
    bind(Scope::Main, &[key('-')], Action::Slower, "-", "", None),
    bind(Scope::Main, &[key('s')], Action::Save, "s S", "save; under another name", Some("save")),
    bind(Scope::Main, &[key('u')], Action::Undo, "u", "undo the change of lr, or B", Some("undo")),
    bind(Scope::Main, &[key('B')], Action::Best, "B", "back to the best state", Some("best")),
    bind(Scope::Main, &[key(':')], Action::Prompt, ":", "type lr 0.003, epochs 5, …", Some("command")),
    bind(Scope::Main, &[(KeyCode::Tab, false)], Action::NextPane, "Tab", "next pane; Shift-Tab back", Some("pane")),
    bind(Scope::Main, &[(KeyCode::BackTab, false)], Action::PreviousPane, "Shift-Tab", "", None),
    bind(Scope::Main, &[key('e')], Action::Expand, "e", "give the pane all the room", Some("expand")),
    bind(Scope::Main, &[key('P')], Action::Film, "P", "play from the cursor; stop", Some("play")),
    bind(Scope::Main, &[key('b')], Action::Branch, "b", "branch off at the cursor", Some("branch")),
    bind(Scope::Main, &[key('7')], Action::Runs, "7 1", "all runs, and back", Some("runs")),
    bind(Scope::Main, &[key('1')], Action::Train, "1", "", None),
    bind(Scope::Main, &[key('2')], Action::Neurons, "2-6", "neurons, gates … writing", Some("inside")),
    bind(Scope::Main, &[key('3')], Action::Gates, "3", "", None),
    bind(Scope::Main, &[key('4')], Action::Gradients, "4", "", None),
    bind(Scope::Main, &[key('5')], Action::Weights, "5", "", None),
    bind(Scope::Main, &[key('6')], Action::Write, "6", "", None),
    bind(Scope::Main, &[key('T')], Action::Hotter, "T t r", "hotter, cooler; again", None),
    bind(Scope::Main, &[key('t')], Action::Cooler, "t", "", None),
    bind(Scope::Main, &[key('r')], Action::Another, "r", "", None),
    bind(Scope::Main, &[key('w')], Action::Surprise, "w", "right or wrong; or surprise", None),
    bind(Scope::Main, &[key('y')], Action::LogScale, "y x z Z", "linear or log; zoom in, out", None),
    bind(Scope::Main, &[key('x')], Action::StepScale, "x", "", None),
    bind(Scope::Main, &[key('z')], Action::ZoomIn, "z Z", "", None),
    bind(Scope::Main, &[key('Z')], Action::ZoomOut, "Z", "", None),
    bind(Scope::Main, &[key('[')], Action::LayerDown, "[", "", None),
    bind(Scope::Main, &[key(']')], Action::LayerUp, "] [ v V M", "layer; next view; M marks", Some("layer")),
    bind(Scope::Main, &[key('v')], Action::NextVector, "v", "", None),
    bind(Scope::Main, &[key('V')], Action::PreviousVector, "V", "", None),
    bind(Scope::Main, &[key('M')], Action::MarkMoment, "M", "", None),
    bind(Scope::Main, &[key('/')], Action::Pattern, "/ a o", "rank by, mark, held-out text", None),
    bind(Scope::Main, &[key('a')], Action::MarkSpan, "a", "", None),
    bind(Scope::Main, &[key('o')], Action::OtherPart, "o", "", None),
    bind(Scope::Main, &[key('f')], Action::Freeze, "f m", "freeze display; whose mouse", Some("freeze")),
    bind(Scope::Main, &[key('m')], Action::Mouse, "m", "", None),
    bind(Scope::Main, &[key('S')], Action::SaveAs, "S", "", None),
    bind(
        Scope::Main,
        &[(KeyCode::Up, false), key('k')],
        Action::Move(Move::Up),
        "↑ ↓ k j",
        "example, unit or line",
        None,
    ),
    bind(Scope::Main, &[(KeyCode::Down, false), key('j')], Action::Move(Move::Down), "↓ j", "", None),
    bind(Scope::Main, &[(KeyCode::Left, false), key('h')], Action::Left, "← → h l", "a step back or forth", None),
    bind(Scope::Main, &[(KeyCode::Right, false), key('l')], Action::Right, "→ l", "", None),
    bind(Scope::Main, &[(KeyCode::PageUp, false)], Action::Move(Move::PageUp), "PgUp PgDn", "a page up or down", None),
    bind(Scope::Main, &[(KeyCode::PageDown, false)], Action::Move(Move::PageDown), "PgDn", "", None),
    bind(
        Scope::Main,
        &[(KeyCode::Home, false), key('g')],
        Action::Move(Move::First),
        "Home End",
        "the first or last",
        None,
    ),
    bind(Scope::Main, &[(KeyCode::End, false), key('G')], Action::Move(Move::Last), "End G", "", None),
    bind(Scope::Always, &[(KeyCode::Esc, false)], Action::Close, "Esc", "close, back", None),
    bind(Scope::Always, &[ctrl('c')], Action::Interrupt, "Ctrl-C", "save and leave", None),
    bind(Scope::Always, &[ctrl('z')], Action::Suspend, "Ctrl-Z", "suspend; fg comes back", None),
    bind(Scope::Runs, &[(KeyCode::Enter, false)], Action::OpenRun, "Enter", "open the run", Some("open")),
    bind(Scope::Runs, &[key(' ')], Action::Mark, "Space", "lay its curve over the chart", Some("lay over the chart")),
    bind(Scope::Runs, &[key('o')], Action::Order, "o", "another order", Some("order")),
    bind(Scope::Runs, &[key('/')], Action::Find, "/", "find a word", Some("find")),
    bind(Scope::Runs, &[key('d')], Action::Remove, "d", "remove the run", Some("remove")),
    bind(Scope::Runs, &[key('1'), key('7')], Action::Train, "1", "back to the run", Some("back")),
    bind(Scope::Runs, &[key('q')], Action::Quit, "q", "leave", Some("quit")),
    bind(Scope::Runs, &[(KeyCode::Up, false), key('k')], Action::Move(Move::Up), "↑ ↓", "", None),
    bind(Scope::Runs, &[(KeyCode::Down, false), key('j')], Action::Move(Move::Down), "↓", "", None),
    bind(Scope::Runs, &[(KeyCode::PageUp, false)], Action::Move(Move::PageUp), "PgUp", "", None),
    bind(Scope::Runs, &[(KeyCode::PageDown, false)], Action::Move(Move::PageDown), "PgDn", "", None),
    bind(Scope::Runs, &[(KeyCode::Home, false), key('g')], Action::Move(Move::First), "Home", "", None),
    bind(Scope::Runs, &[(KeyCode::End, false), key('G')], Action::Move(Move::Last), "End", "", None),
    bind(Scope::Leaving, &[key('s'), key('y')], Action::QuitSave, "s", "save and leave", Some("save and leave")),
    bind(Scope::Leaving, &[key('d')], Action::QuitDiscard, "d", "leave without saving", Some("leave without saving")),
];

/// What a key does in a scope, if it is bound there.
#[must_use]
pub fn find(scope: Scope, event: KeyEvent) -> Option<Action> {
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    TABLE
        .iter()
        .filter(|row| row.scope == scope || row.scope == Scope::Always)
        .find(|row| row.keys.contains(&(event.code, ctrl)))
        .map(|row| row.action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_is_bound_twice_in_a_scope() {
        for (i, a) in TABLE.iter().enumerate() {
            for b in &TABLE[i + 1..] {
                let meet = a.scope == b.scope || a.scope == Scope::Always || b.scope == Scope::Always;
                assert!(!meet || a.keys.iter().all(|key| !b.keys.contains(key)), "{} and {}", a.help, b.help);
            }
        }
    }

    #[test]
    fn every_row_is_reached_by_its_keys() {
        for row in TABLE {
            for &(code, ctrl) in row.keys {
                let modifiers = if ctrl { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
                let scope = if row.scope == Scope::Always { Scope::Main } else { row.scope };
                assert_eq!(find(scope, KeyEvent::new(code, modifiers)), Some(row.action));
            }
        }
    }
}
