//! Several examples on show at once, one after the other.

use super::super::labelled::labels;
use super::*;

/// A layer that has read these examples.
fn part(name: &str, examples: &[&str]) -> NeuronsPart {
    let steps: Vec<String> = examples.concat().chars().map(String::from).collect();
    let starts = examples.iter().scan(0, |start, example| {
        let this = *start;
        *start += example.chars().count();
        Some(this)
    });
    NeuronsPart { name: name.to_owned(), starts: starts.collect(), h: Array2::zeros((steps.len(), 4)), steps }
}

/// The screen of a net of pairs, whose sides are not as long.
fn app() -> App {
    let mut app = super::app((80, 24), colours(), SHIP);
    on_snapshot(&mut app, shown(pairs(true)));
    app
}

/// A snapshot with these, of a net that reads no text.
fn shown(view: NeuronsView) -> Box<Snapshot> {
    let mut snapshot = seen(SHIP, view, None);
    snapshot.view.examples = labels(5);
    snapshot
}

fn pairs(whole: bool) -> NeuronsView {
    let sides = [part("encoder layer 1", &["abc", "de", "fghi"]), part("decoder layer 1", &["s1", "s234", "s5"])];
    NeuronsView {
        examples: ["pair 1", "pair 2", "pair 3"].map(str::to_owned).to_vec(),
        total: 9,
        parts: sides.to_vec(),
        places: false,
        whole,
        ..neurons(SHIP)
    }
}

#[test]
fn the_title_names_the_example_under_the_cursor() {
    let mut app = app();
    assert!(picture(&app).contains("encoder layer 1 u0 = +0.00 after 'a' · pair 1, 1 of 3"), "{}", picture(&app));
    typed(&mut app, "llll");
    assert!(picture(&app).contains("after 'e' · pair 2, 2 of 2"), "{}", picture(&app));
    press(&mut app, KeyCode::PageDown, false);
    assert_eq!((app.example, app.neurons.cursor), (1, 0), "the example that was chosen is the first");
}

/// The decoder's second sentence begins elsewhere than the encoder's.
#[test]
fn the_cursor_stays_in_its_example_where_the_side_changes() {
    let mut app = app();
    typed(&mut app, "llll]");
    assert!(picture(&app).contains("decoder layer 1 u0 = +0.00 after '2' · pair 2, 2 of 4"), "{}", picture(&app));
    typed(&mut app, "ll[");
    assert!(picture(&app).contains("after 'e' · pair 2, 2 of 2"), "no further than it is long: {}", picture(&app));
    typed(&mut app, "jjjj");
    assert_eq!(app.neurons.unit, Some((1, 0)));
    assert!(picture(&app).contains("after '2' · pair 2, 2 of 4"), "{}", picture(&app));
}

/// A look that has less time shows fewer examples, and the next one more again.
#[test]
fn a_look_with_less_time_moves_no_cursor() {
    let mut app = app();
    typed(&mut app, "lllllll");
    let mut less = pairs(false);
    less.examples.truncate(1);
    less.parts = vec![part("encoder layer 1", &["abc"]), part("decoder layer 1", &["s1"])];
    less.total = 3;
    on_snapshot(&mut app, shown(less));
    picture(&app);
    on_snapshot(&mut app, shown(pairs(true)));
    assert_eq!(app.neurons.cursor, 7);
}
