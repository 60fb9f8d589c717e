//! How far a long epoch is, on the smallest usual screen.

use std::time::Duration;

use super::{SHIP, app, colours, picture, snapshot};
use crate::train::message::{Pace, Snapshot, Speed};
use crate::tui::app::App;
use crate::tui::on_report::on_snapshot;

/// A moment of an epoch of so many steps, at so many a second, after so many seconds of training.
fn moment((step, of): (u64, u64), steps: f64, seconds: u64) -> Box<Snapshot> {
    let speed = Speed { units: Some(2e4), steps: Some(steps), possible: None, pace: Pace::Max };
    let elapsed = Duration::from_secs(seconds);
    Box::new(Snapshot { step_in_epoch: step, steps_per_epoch: of, speed, elapsed, ..*snapshot(SHIP) })
}

fn shown(app: &mut App, moment: Box<Snapshot>) -> String {
    on_snapshot(app, moment);
    picture(app)
}

#[test]
fn a_long_epoch_tells_its_step_and_the_time_left() {
    let mut app = app((80, 24), colours(), SHIP);
    app.say("lr 0.1 → 0.08, u undoes");
    let now = app.said_at.as_secs();
    let early = shown(&mut app, moment((900, 7500), 9.0, now + 1));
    assert!(early.contains("u undoes"), "what was said can be read first: {early}");
    let later = shown(&mut app, moment((955, 7500), 9.0, now + 11));
    assert!(later.contains("step 955 of 7,500 in this epoch · 12 min left") && !later.contains("undoes"), "{later}");
    assert!(later.contains("20 K chars/s"), "the speed stays: {later}");
    let end = shown(&mut app, moment((7480, 7500), 9.0, now + 800));
    assert!(end.contains("step 7,480 of 7,500 in this epoch") && !end.contains("left"), "{end}");
    for short in [moment((50, 80), 9.0, now + 900), moment((0, 7500), 9.0, now + 900)] {
        assert!(!shown(&mut app, short).contains("in this epoch"));
    }
    let mut slow = moment((955, 7500), 9.0, now + 11);
    slow.speed.pace = Pace::Auto;
    assert!(!shown(&mut app, slow).contains("in this epoch"), "the pace grows");
}
