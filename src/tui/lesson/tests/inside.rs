//! The blocks about the net's inside.

use super::{SIZES, blocks, open, show_now, trainer, trainer_with};
use crate::lessons::{self, Lang};
use crate::train::message::{Examples, Inside, Trace};
use crate::tui::app::App;

/// Another cell in place of the lesson's.
const LSTM: (&str, &str) = ("--cell rnn", "--cell lstm");

fn lines(app: &App, block: &str) -> Vec<String> {
    blocks::block(app, block, 40).unwrap().iter().map(ToString::to_string).collect()
}

/// What follows a name in a line of a table.
fn figures(line: &str) -> Vec<&str> {
    line.split_whitespace().filter(|word| !word.starts_with(char::is_alphabetic)).collect()
}

/// The table has what was before the first step, and beside it what is now; a run with another cell has lines of its
/// own, and one that begins anew forgets what the one before had come to.
#[test]
fn the_table_keeps_how_far_the_gradient_reached_before() {
    let lesson = lessons::find("memory").unwrap();
    let gap50 = lesson.part("gap50").unwrap();
    let mut run = trainer(&lesson, gap50, 0);
    let mut app = open(&lesson, gap50, SIZES[0], Lang::En, &mut run);
    let begins = lines(&app, "reach");
    assert_eq!(begins.len(), 3, "{begins:?}");
    assert!(begins[1].starts_with("RNN  before") && begins[2].contains('·'), "{begins:?}");
    for _ in 0..40 {
        run.advance();
    }
    show_now(&mut app, &mut run);
    let later = lines(&app, "reach");
    assert_eq!(later[1], begins[1], "before");
    assert!(!later[2].contains('·') && figures(&later[1]) != figures(&later[2]), "{later:?}");
    // The figures are those of the view.
    let Some(Inside::Gradients(view)) = app.view().unwrap().inside.as_deref() else { panic!("a lesson asks for them") };
    let fading = &view.parts[0].h;
    let (half_life, left) = (fading.half_life.unwrap(), fading.by_lag[20] / fading.of_those[20]);
    let row = figures(&later[2]);
    assert_eq!(row[0], format!("{half_life:.2}"));
    assert!((row[1].parse::<f64>().unwrap() / left - 1.0).abs() < 0.1, "{row:?} {left}");
    assert_eq!(row[2], format!("{:.1}%", 100.0 * view.shares[0]));
    assert_eq!(view.rows, 20);

    let mut other = trainer_with(&lesson, gap50, &[LSTM], 0);
    let begun = open(&lesson, gap50, SIZES[0], Lang::En, &mut other);
    app.info.clone_from(&begun.info);
    show_now(&mut app, &mut other);
    let both = lines(&app, "reach");
    assert_eq!((both.len(), &both[1..3]), (5, &later[1..3]), "{both:?}");
    assert!(both[3].starts_with("LSTM before"), "{both:?}");
    for _ in 0..40 {
        other.advance();
    }
    show_now(&mut app, &mut other);
    show_now(&mut app, &mut trainer_with(&lesson, gap50, &[LSTM, ("--seed 1", "--seed 2")], 0));
    let anew = lines(&app, "reach");
    assert!(anew[4].contains('·') && anew[3] != both[3], "{anew:?}");
}

/// Before and now are told of the same texts: where no weight moves, no figure does, whatever the next batch is.
#[test]
fn the_table_compares_the_same_texts() {
    let lesson = lessons::find("memory").unwrap();
    let gap50 = lesson.part("gap50").unwrap();
    let mut run = trainer_with(&lesson, gap50, &[("--lr 0.02", "--lr 1e-30")], 0);
    let mut app = open(&lesson, gap50, SIZES[0], Lang::En, &mut run);
    for _ in 0..3 {
        run.advance();
    }
    show_now(&mut app, &mut run);
    let table = lines(&app, "reach");
    assert_eq!(figures(&table[1]), figures(&table[2]), "{table:?}");
}

/// A step's probability is what its loss is the -ln of; the answer is right where nothing is likelier.
#[test]
fn probabilities_are_those_of_the_losses() {
    let lesson = lessons::find("hihello").unwrap();
    let app = open(&lesson, 0, SIZES[0], Lang::En, &mut trainer(&lesson, 0, 20));
    let trace: &Trace = app.view().unwrap().trace.as_deref().unwrap();
    let block = lines(&app, "probabilities");
    assert_eq!(block.len(), 7);
    let mut right = 0;
    for ((line, loss), &target) in block[1..].iter().zip(trace.losses()).zip(&trace.targets) {
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(words[1], trace.names[target as usize]);
        assert_eq!(words[2], format!("{:.2}", (-loss).exp()), "{line}");
        let other: f64 = words.last().unwrap().parse().unwrap();
        assert_eq!(words[0] == "✓", (-loss).exp() > other - 0.005, "{line}");
        right += usize::from(words[0] == "✓");
    }
    assert!((1..=6).contains(&right));
}

/// A gate's figures are its means at the first step and later; a plain net is said to have none.
#[test]
fn gates_are_told_at_the_first_letter_and_later() {
    let lesson = lessons::find("memory").unwrap();
    let plain = open(&lesson, 0, SIZES[0], Lang::En, &mut trainer(&lesson, 0, 0));
    assert_eq!(lines(&plain, "gates"), ["a plain RNN has no gates, an LSTM three"]);
    let app = open(&lesson, 0, SIZES[0], Lang::En, &mut trainer_with(&lesson, 0, &[LSTM], 30));
    let (block, trace) = (lines(&app, "gates"), app.view().unwrap().trace.as_deref().unwrap());
    assert_eq!(block[1..].iter().map(|line| &line[..1]).collect::<Vec<_>>(), ["i", "f", "o"]);
    let f = &trace.terms.iter().find(|(name, _)| *name == "f").unwrap().1;
    let (first, later) = (f.row(0).mean().unwrap(), f.slice(ndarray::s![1.., ..]).mean().unwrap());
    assert_eq!(figures(&block[2])[..2], [format!("{first:.2}"), format!("{later:.2}")]);
}

/// The bars begin with the gradient at no distance; what counts is named with its place and share.
#[test]
fn lags_and_saliency_are_those_of_the_view() {
    let lesson = lessons::find("memory").unwrap();
    let app = open(&lesson, 0, SIZES[0], Lang::En, &mut trainer(&lesson, 0, 30));
    let Some(Inside::Gradients(view)) = app.view().unwrap().inside.as_deref() else { panic!("a lesson asks for them") };
    let lags = lines(&app, "lags");
    let bars: Vec<&String> = lags.iter().filter(|line| line.trim_start().starts_with(char::is_numeric)).collect();
    assert_eq!(figures(bars[0])[1], format!("{:.4}", view.parts[0].h.by_lag[0]));
    assert!(lags.last().unwrap().contains(&format!("half-life {:.2}", view.parts[0].h.half_life.unwrap())), "{lags:?}");
    let (_, step, share) = view.strongest(0, 1)[0];
    let named = format!("{}@{} {:.0}%", view.saliency[0].steps[step], step + 1, 100.0 * share);
    // They are those of what the net says, right or wrong.
    let answer = match &app.view().unwrap().examples {
        Examples::Classify(view) => view.answers[0].said.clone().unwrap().0,
        _ => unreachable!(),
    };
    let line = &lines(&app, "saliency")[1];
    assert!(line.starts_with(&format!("{answer} ")) && line.contains(&named), "{named}: {line}");
}
