//! Watching a run in a real pseudo-terminal: the pace at which it can be followed, the cursor in the past, the film,
//! and branches.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::support::program::{done, exported, saved, ship};
use crate::support::terminal::Terminal;

/// The number after a word in the second line; none where the line is half drawn.
fn number(screen: &str, word: &str) -> Option<u64> {
    let (_, rest) = screen.lines().nth(1)?.split_once(&format!(" {word} "))?;
    rest.split_whitespace().next()?.replace(',', "").parse().ok()
}

/// All numbers that stand after the word until the screen shows `end`.
fn seen(terminal: &Terminal, word: &str, end: &str) -> BTreeSet<u64> {
    let seen = RefCell::default();
    terminal.wait(end, |screen| {
        let mut seen: std::cell::RefMut<'_, BTreeSet<u64>> = seen.borrow_mut();
        seen.extend(number(screen, word));
        screen.contains(end)
    });
    seen.into_inner()
}

/// The film that everybody comes for: of the first hundred epochs most are seen, early ones as well as late ones.
#[test]
fn the_first_hundred_epochs_can_be_followed() {
    for size in [(80, 24), (160, 45)] {
        let dir = ship();
        let mut terminal = Terminal::sized(size, dir.path(), &["ship.txt"]);
        let epochs = seen(&terminal, "epoch", "planned end");
        assert!(epochs.range(1..=100).count() >= 40, "{size:?}: {epochs:?}");
        for (from, to, least) in [(1, 3, 2), (4, 10, 4), (11, 30, 8), (31, 100, 12)] {
            assert!(epochs.range(from..=to).count() >= least, "{size:?}, {from} to {to}: {epochs:?}");
        }
        terminal.press("qd");
        assert_eq!(terminal.ended(), 0);
    }
}

#[test]
fn any_key_is_answered_at_the_slowest_pace() {
    let dir = ship();
    let mut terminal = Terminal::start(dir.path(), &["ship.txt", "--pace", "1"]);
    terminal.wait_for("1 of ");
    terminal.press(">");
    terminal.wait_for("3 steps a second");
    terminal.press("<<<");
    terminal.wait_for("1 steps a second");
    terminal.press(":pace max\r");
    terminal.wait_for("▮▮ planned end");
    terminal.press("qd");
    assert_eq!(terminal.ended(), 0);
}

#[test]
fn the_past_is_shown_and_played_and_going_on_is_as_if_nobody_had_looked() {
    let dir = ship();
    let dir = dir.path();
    let run = ["ship.txt", "--epochs", "150", "--pace", "max", "--session", "s.ron", "--dropout", "0.1"];
    let mut terminal = Terminal::start(dir, &run);
    terminal.wait_for("▮▮ planned end");
    terminal.press("\t\x1b[H");
    terminal
        .wait("the first step", |screen| screen.contains("step 0 of 150 · past") && number(screen, "step") == Some(0));
    terminal.press("\x1b[6~\x1b[6~\x1b[C");
    terminal.wait("a later one", |screen| screen.contains("step 32 of 150"));
    for keys in ["\x1b[D\x1b[D", "\x1b[5~", "\x1b[6~\x1b[6~\x1b[6~", "x", "z", "\x1b[D", "Z"] {
        terminal.press(keys);
        terminal.heard();
    }
    // Slow enough that no step of the film is missed.
    terminal.press(":pace 30\r\x1b[F");
    terminal.wait_for("▮▮ planned end");
    let mut films = Vec::new();
    for _ in 0..2 {
        terminal.press("\x1b[5~");
        terminal.wait_for("· past");
        terminal.press("P");
        terminal.wait_for("▶ step");
        films.push(seen(&terminal, "step", "▮▮ planned end"));
    }
    assert!(films[0].len() >= 10 && films[0] == films[1], "{films:?}");
    terminal.press("\x1b[H");
    terminal.wait_for("step 0 of 150");
    terminal.press(":pace max\r ");
    terminal.wait("twice as far", |screen| number(screen, "epoch") == Some(300));
    terminal.press("s");
    terminal.wait_for("saved s.ron");
    terminal.press("qd");
    assert_eq!(terminal.ended(), 0);
    done(dir, &["ship.txt", "--epochs", "300", "--headless", "--dropout", "0.1", "--session", "h.ron"]);
    assert_eq!(exported(dir, "s.ron"), exported(dir, "h.ron"));
    done(dir, &["verify", "s.ron"]);
}

#[test]
fn a_branch_takes_the_place_of_its_parent_and_both_are_among_the_runs() {
    let dir = ship();
    let dir = dir.path();
    let mut terminal = Terminal::sized((120, 36), dir, &["ship.txt", "--pace", "max"]);
    terminal.wait_for("▮▮ planned end");
    terminal.press("bhidden 3\r");
    terminal.wait_for("not branched: hidden cannot change");
    terminal.press("\t\x1b[5~\x1b[5~\x1b[5~");
    terminal.wait_for("· past");
    terminal.press("b");
    terminal.wait_for(":branch ");
    terminal.press("lr 0.01\r");
    terminal.wait_for("a branch of ship at step");
    terminal.press(" ");
    terminal.wait_for("▮▮ planned end");
    terminal.press("s");
    terminal.wait_for("saved sessions/ship-2.ron");
    terminal.press("7");
    terminal
        .wait("both", |screen| screen.contains("└ ship-2") && screen.contains("lr 0.01") && screen.contains("lr 0.1"));
    terminal.press("\x1b[Bdy");
    terminal.wait_for("is the run on the screen");
    terminal.press("\x1b[A\r");
    terminal.wait_for("paused where it was left");
    terminal.press("qd");
    assert_eq!(terminal.ended(), 0);
    let branch = saved(dir, "sessions/ship-2.ron");
    assert_eq!(branch.record.parent.map(|parent| parent.name), Some("ship.ron".to_owned()));
    assert_eq!(saved(dir, "sessions/ship.ron").record.parent, None);
    done(dir, &["compare", "sessions/ship.ron", "sessions/ship-2.ron"]);
}
