//! The screen on which the net writes.

use crossterm::event::KeyCode;

use super::{SHIP, app, area, colours, info, picture, press, snapshot, styled, typed};
use crate::train::message::{
    Ahead, Ask, Command, HeldUnit, Inside, Line, Look, Report, Since, Snapshot, Spot, View, WriteAsk, WriteView,
    Writing,
};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::on_report::{on_report, on_snapshot};
use crate::tui::panes::{next, whatif, write};
use crate::tui::theme::{Depth, Theme};

/// A line whose every ninth token surprised the net.
fn line(text: &str, read: usize, ended: bool) -> Line {
    let spot = |(at, c): (usize, char)| Spot {
        text: c.to_string(),
        sure: (at > 0).then_some(if at % 9 == 4 { 0.05 } else { 0.7 }),
        next: [(" ", 0.62), ("e", 0.2), ("t", 0.1), ("한", 0.05), ("\u{1b}", 0.0004)]
            .map(|(token, probability)| (token.to_owned(), probability))
            .to_vec(),
    };
    let mut spots: Vec<Spot> = text.chars().enumerate().map(spot).collect();
    if let Some(last) = spots.last_mut().filter(|_| ended) {
        last.next.clear();
    }
    Line { spots, read, ended }
}

pub(super) fn writing(text: &str) -> Writing {
    Writing { temperature: 1.0, free: line(text, 7, false), whole: true, ..Writing::default() }
}

fn look(ask: WriteAsk) -> Effect {
    Effect::Tell(Command::Look(Look { example: 0, trace: false, ask: Some(Ask::Write(ask)), since: Since::Values }))
}

/// A screen on which this is written.
fn wrote(size: (u16, u16), theme: Theme, view: WriteView) -> App {
    let mut app = app(size, theme, SHIP);
    assert_eq!(typed(&mut app, "6"), [look(WriteAsk::default())]);
    let text = *snapshot(SHIP);
    let view = View { inside: Some(Box::new(Inside::Write(view))), ..text.view };
    on_snapshot(&mut app, Box::new(Snapshot { view, ..text }));
    app
}

#[test]
fn what_the_net_writes_stands_at_every_size() {
    let mono = Theme::new(Depth::Mono, false);
    let korean = "배를 만들고 싶다면 사람들에게 나무를 모아 오라고 하지 말고 바다를\n그리워하게 하라 e\u{301}\u{1b}[2J";
    for (name, size, theme, text) in [
        ("write-60x16", (60, 16), colours(), SHIP),
        ("write-80x24", (80, 24), colours(), SHIP),
        ("write-160x45", (160, 45), colours(), SHIP),
        ("write-200x60", (200, 60), colours(), SHIP),
        ("write-no-colour", (80, 24), mono, SHIP),
        ("write-korean", (80, 24), colours(), korean),
    ] {
        let screen = styled::screen(&wrote(size, theme, WriteView::Tokens(writing(text))));
        insta::assert_snapshot!(name, screen);
    }
}

#[test]
fn what_would_be_written_stands_beside_it() {
    let of = "the captain draws the ship".to_owned();
    let held = Some(line("→ bnother ship\u{3}", 1, true));
    let notes = vec!["\"é\" is no character that the net knows: left out of the prefix".to_owned()];
    let free = line("→ a ship\u{3}", 1, true);
    let view = Writing { of, temperature: 0.0, free, held, whole: true, notes };
    for size in [(60, 16), (80, 24)] {
        let mut app = wrote(size, colours(), WriteView::Tokens(view.clone()));
        app.author.ask.hold.push(HeldUnit { layer: 1, unit: 7, value: 0.9 });
        app.author.ask.zero = Some(3);
        typed(&mut app, "h");
        insta::assert_snapshot!(format!("what-if-{}x{}", size.0, size.1), styled::screen(&app));
    }
}

#[test]
fn forecasts_take_the_whole_screen_and_nothing_is_said_to_be_nothing() {
    let row = |ahead: u16| Ahead {
        row: format!("2023-01-{ahead:02}"),
        said: 100.0 + f64::from(ahead) / 8.0,
        base: (ahead > 2).then_some(98.22),
        truth: (ahead < 5).then_some(99.5),
    };
    let ahead = (1..=24).map(row).collect();
    let note = Some("Later rows are forecast from forecasts.");
    let view = WriteView::Forecasts { of: "2022-12-31".to_owned(), column: "close".to_owned(), ahead, note };
    insta::assert_snapshot!("write-forecasts", styled::screen(&wrote((80, 24), colours(), view)));
    let shown = picture(&wrote((80, 24), colours(), WriteView::Nothing));
    assert!(shown.contains("It writes nothing"), "{shown}");
}

/// Before the worker has answered, and while the run is set up, the screen is there and its keys do no harm.
#[test]
fn the_screen_is_there_before_anything_is_written() {
    let mut app = app((80, 24), colours(), SHIP);
    typed(&mut app, "6hlTtr");
    insta::assert_snapshot!("write-nothing-yet", styled::screen(&app));
    let mut app = App::new(colours(), app.area, write::ID);
    typed(&mut app, "6hlT:zero\r");
    on_report(&mut app, Report::Ready(Box::new(info("ship.txt"))));
    picture(&app);
}

#[test]
fn the_cursor_goes_over_what_was_read_and_written() {
    let mut app = wrote((80, 24), colours(), WriteView::Tokens(writing("If you want")));
    assert_eq!(app.focus, write::ID);
    assert!(picture(&app).contains("Likeliest after 't'"));
    assert_eq!(typed(&mut app, "h"), [], "the net is asked nothing");
    assert!(picture(&app).contains("Likeliest after 'n'"));
    assert_eq!(app.author.place, Some(2));
    press(&mut app, KeyCode::Home, false);
    assert_eq!(app.author.place, Some(-7));
    for pane in [next::ID, whatif::ID] {
        typed(&mut app, "\t");
        press(&mut app, KeyCode::Tab, false);
        assert_eq!(app.focus, pane);
        typed(&mut app, "l");
    }
    assert_eq!(app.author.place, Some(-5));
    press(&mut app, KeyCode::End, false);
    assert_eq!(app.author.place, None, "the last place stays the last one");
}

#[test]
fn keys_and_commands_change_how_it_writes() {
    let mut app = wrote((80, 24), colours(), WriteView::Tokens(writing("If you want")));
    let enter = |app: &mut App, line: &str| {
        typed(app, line);
        press(app, KeyCode::Enter, false)
    };
    let mut ask = WriteAsk { temperature: Some(1.1), ..WriteAsk::default() };
    assert_eq!(typed(&mut app, "T"), [look(ask.clone())]);
    (ask.temperature, ask.seed) = (Some(1.0), 1);
    typed(&mut app, "t");
    assert_eq!(typed(&mut app, "r"), [look(ask.clone())]);
    (ask.temperature, ask.top_k) = (Some(0.5), Some(3));
    enter(&mut app, ":temperature 0.5");
    assert_eq!(enter(&mut app, ":top-k 3"), [look(ask.clone())]);
    ask.prefix = "a b ".to_owned();
    assert_eq!(enter(&mut app, ":prefix a b "), [look(ask.clone())]);
    ask.hold = vec![HeldUnit { layer: 1, unit: 24, value: -0.5 }];
    enter(&mut app, ":hold 2 24 9");
    assert_eq!(enter(&mut app, ":hold 2 24 -0.5"), [look(ask.clone())], "a unit has one value");
    typed(&mut app, "h");
    ask.zero = Some(2);
    assert_eq!(enter(&mut app, ":zero"), [look(ask.clone())]);
    // What cannot be is one sentence, and changes nothing.
    for wrong in [":hold 3 0 1", ":hold 1 25 1", ":top-k 0", ":temperature x", ":hold", ":zero 3"] {
        assert_eq!(enter(&mut app, wrong), [], "{wrong}");
        assert_eq!((app.alarms.len(), &app.author.ask), (1, &ask), "{wrong}");
    }
    enter(&mut app, &format!(":prefix {}", "x".repeat(1_100)));
    assert_eq!(
        (app.author.ask.prefix.len(), app.status.as_str()),
        (1_000, "the prefix is cut to its last 1000 characters")
    );
    enter(&mut app, ":hold off");
    enter(&mut app, ":zero off");
    assert_eq!(enter(&mut app, ":prefix"), [look(WriteAsk { prefix: String::new(), hold: vec![], zero: None, ..ask })]);
    assert!(!area(&app, whatif::ID).is_empty());
}
