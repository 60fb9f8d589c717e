//! The screens of gates and of gradients.

use std::sync::Arc;

use crossterm::event::KeyCode;
use ndarray::Array2;
use ratatui::layout::Rect;

use super::{
    App, Depth, Report, SHIP, Theme, colours, examples, info, on_report, on_snapshot, press, snapshot, styled, typed,
};
use crate::train::message::{
    Ask, Command, Divergence, Fading, GateVector, GatesPart, GatesView, GradientsPart, GradientsView, Inside, Over,
    Past, SaliencyPart, Saturation,
};
use crate::train::record::{Record, Updates};
use crate::tui::cursor::Cursor;
use crate::tui::effect::Effect;
use crate::tui::panes::norms;
use crate::tui::tab::Tab;

/// A number of a few that repeat: snapshots have a letter for each style.
fn band(t: usize, u: usize, of: &[f32]) -> f32 {
    of[(t + u * u) % of.len()]
}

fn steps(text: &str) -> Vec<String> {
    text.chars().take(10).map(String::from).collect()
}

pub(super) fn gates(text: &str, names: &[&'static str]) -> GatesView {
    let shares = |name: &str| "ifor".contains(name) || name == "z";
    let vector = |&name: &&'static str| GateVector {
        name,
        is_share: shares(name),
        values: Array2::from_shape_fn((10, 25), |(t, u)| match name {
            "c" => band(t, u, &[2.4, -1.2]),
            name if shares(name) => band(t, u, &[0.05, 0.6]),
            _ => band(t, u, &[-0.5, 1.0]),
        }),
    };
    let share = |unit: u16, of: u16| f32::from(unit * of % 11) / 11.0;
    let saturation = names.iter().filter(|name| shares(name)).map(|&gate| Saturation {
        gate,
        left: (0..25).map(|unit| share(unit, 3)).collect(),
        right: (0..25).map(|unit| (1.0 - share(unit, 3)) * share(unit, 5)).collect(),
    });
    let part = |name: &str| GatesPart {
        name: name.to_owned(),
        steps: steps(text),
        vectors: names.iter().map(vector).collect(),
        saturation: saturation.clone().collect(),
    };
    let parts = vec![part("layer 1"), part("layer 2")];
    GatesView { example: "chunk 0".to_owned(), parts, examples: 171, covered: 1710, whole: true }
}

pub(super) fn gradients(text: &str, outputs: usize) -> GradientsView {
    let fading = |half: f32| {
        let norm = |(row, step): (usize, usize)| {
            let at = if outputs == 1 { 9 } else { row };
            at.checked_sub(step).map_or(0.0, |lag| half.powi(i32::try_from(lag / 2).unwrap()))
        };
        let by_lag = (0..10).map(|lag| f64::from(half).powf(f64::from(lag) / 2.0)).collect();
        Fading {
            by_step: Array2::from_shape_fn((outputs, 10), norm),
            of_those: vec![0.3; 10],
            by_lag,
            half_life: Some(2.5),
        }
    };
    let part = |name: &str, half| GradientsPart {
        name: name.to_owned(),
        steps: steps(text),
        h: fading(half),
        c: (outputs > 1).then(|| fading(half * 1.5)),
    };
    let norm =
        |(row, step): (usize, usize)| if outputs == 1 || step <= row { band(row, step, &[0.2, 1.0, 0.5]) } else { 0.0 };
    GradientsView {
        example: "chunk 0".to_owned(),
        wanted: if outputs == 1 { vec!["Korean".to_owned()] } else { steps(&text.chars().skip(1).collect::<String>()) },
        parts: vec![part("layer 1", 0.3), part("layer 2", 0.05)],
        saliency: vec![SaliencyPart { steps: steps(text), norm: Array2::from_shape_fn((outputs, 10), norm) }],
        shares: Vec::new(),
        norms: ["rnn.weight_ih_l0", "rnn.weight_hh_l0", "rnn.bias_ih_l0", "rnn.bias_hh_l0", "fc.weight", "fc.bias"]
            .into_iter()
            .zip([0.02, 0.31, 0.011, 0.011, 0.62, 0.2])
            .map(|(name, norm)| (name.to_owned(), norm))
            .collect(),
        over: Over::Batch,
        rows: 4,
        of: 171,
        cut: Some(10),
        whole: false,
    }
}

/// What is on record of the six parameters at the marked steps up to this one: gradients that fall, and of each
/// parameter a ratio that falls from far too large to healthy, or below.
fn updates(to: u64) -> Updates {
    let marked = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 18, 22, 26, 32, 38, 46, 56, 68, 83, 100, 121, 147, 178, 215, 261];
    let steps: Vec<u64> = marked.into_iter().filter(|&step| step <= to).collect();
    let size = |first: f32, step: u64, place: i32| first * 2f32.powi(-place) / f32::from(u16::try_from(step).unwrap());
    let sizes = |first| steps.iter().flat_map(|&step| (0..6).map(move |place| size(first, step, place))).collect();
    Updates::from_parts(0, steps.clone(), sizes(2.0), sizes(0.3)).unwrap()
}

fn app((width, height): (u16, u16), theme: Theme, text: &str, inside: Inside) -> App {
    let mut app = App::new(theme, Rect::new(0, 0, width, height), examples::ID);
    on_report(&mut app, Report::Ready(Box::new(info("ship.txt"))));
    typed(&mut app, if matches!(inside, Inside::Gates(_)) { "3" } else { "4" });
    let mut snapshot = snapshot(text);
    snapshot.view.inside = Some(Box::new(inside));
    snapshot.record.updates = updates(300);
    on_snapshot(&mut app, snapshot);
    app
}

pub(super) const LSTM: &[&str] = &["i", "f", "g", "o", "c", "h"];
const SIZES: [(u16, u16); 4] = [(60, 16), (80, 24), (160, 45), (200, 60)];
const KOREAN: &str = "배를 만들고 싶다면 사람들에게 나무를 모아 오라고 하지 말고";

#[test]
fn gates_are_shown_at_every_size() {
    for size in SIZES {
        let mut app = app(size, colours(), SHIP, Inside::Gates(gates(SHIP, LSTM)));
        typed(&mut app, "jjjlllv");
        assert_eq!((app.within.unit, app.within.vector, app.time), (3, 1, 3));
        insta::assert_snapshot!(format!("gates-{}x{}", size.0, size.1), styled::screen(&app));
    }
    let mono = Theme::new(Depth::Mono, false);
    let shown = styled::screen(&app((80, 24), mono, SHIP, Inside::Gates(gates(SHIP, LSTM))));
    insta::assert_snapshot!("gates-no-colour", shown);
    let shown = styled::screen(&app((80, 24), colours(), KOREAN, Inside::Gates(gates(KOREAN, &["r", "z", "n", "h"]))));
    insta::assert_snapshot!("gates-korean", shown);
}

/// A plain RNN has no gates; it is said, and its hidden state takes their room.
#[test]
fn a_plain_rnn_is_said_to_have_no_gates() {
    for size in [(60, 16), (80, 24)] {
        let app = app(size, colours(), SHIP, Inside::Gates(gates(SHIP, &["h"])));
        insta::assert_snapshot!(format!("gates-none-{}x{}", size.0, size.1), styled::screen(&app));
    }
}

#[test]
fn gradients_are_shown_at_every_size() {
    for size in SIZES {
        let app = app(size, colours(), SHIP, Inside::Gradients(gradients(SHIP, 10)));
        assert_eq!(app.time, 9, "the output that depends on most");
        insta::assert_snapshot!(format!("gradients-{}x{}", size.0, size.1), styled::screen(&app));
    }
    let mono = Theme::new(Depth::Mono, false);
    let shown = styled::screen(&app((80, 24), mono, SHIP, Inside::Gradients(gradients(SHIP, 10))));
    insta::assert_snapshot!("gradients-no-colour", shown);
    let shown = styled::screen(&app((80, 24), colours(), KOREAN, Inside::Gradients(gradients(KOREAN, 1))));
    insta::assert_snapshot!("gradients-korean-once", shown);
}

/// The norms with all the room: how they and the updates went over the run.
#[test]
fn norms_over_the_run_are_shown_at_every_size() {
    let norms = |size, theme| {
        let mut app = app(size, theme, SHIP, Inside::Gradients(gradients(SHIP, 10)));
        app.focus = norms::ID;
        typed(&mut app, "e");
        app
    };
    for size in SIZES {
        insta::assert_snapshot!(format!("norms-{}x{}", size.0, size.1), styled::screen(&norms(size, colours())));
    }
    let mono = Theme::new(Depth::Mono, false);
    insta::assert_snapshot!("norms-no-colour", styled::screen(&norms((80, 24), mono)));
}

/// In the past, and after a divergence, nothing is shown of what was recorded later.
#[test]
fn norms_of_the_past_end_where_it_is() {
    let gone_back = |step| {
        let mut app = app((80, 24), colours(), SHIP, Inside::Gradients(gradients(SHIP, 10)));
        app.focus = norms::ID;
        typed(&mut app, "e");
        let snapshot = app.snapshot.as_mut().unwrap();
        (snapshot.step, snapshot.epoch, snapshot.record.updates) = (step, step, updates(step));
        app
    };
    let mut past = gone_back(40);
    let snapshot = past.snapshot.as_mut().unwrap();
    let record = Arc::new(snapshot.record.clone());
    snapshot.past = Some(Past { target: 40, film: false, newest: 300, record });
    past.cursor = Cursor::Past(40);
    let shown = styled::screen(&past);
    assert!(shown.contains("at step 38"), "{shown}");
    insta::assert_snapshot!("norms-past", shown);
    let mut diverged = gone_back(250);
    let divergence = Divergence { step: 301, quantity: "loss", value: f32::NAN, back_to: 250, learning_rate: 0.05 };
    on_report(&mut diverged, Report::Diverged(divergence));
    let shown = styled::screen(&diverged);
    assert!(shown.contains("at step 215"), "{shown}");
    insta::assert_snapshot!("norms-diverged", shown);
}

/// Before the first step there is a net already, and so all that is inside it.
#[test]
fn both_screens_are_shown_before_the_first_step() {
    for (name, inside) in
        [("gates", Inside::Gates(gates(SHIP, LSTM))), ("gradients", Inside::Gradients(gradients(SHIP, 10)))]
    {
        let mut app = app((80, 24), colours(), SHIP, inside);
        let snapshot = app.snapshot.as_mut().unwrap();
        (snapshot.loss, snapshot.record, snapshot.step, snapshot.epoch) = (None, Record::default(), 0, 0);
        let shown = styled::screen(&app);
        assert!(name == "gates" || shown.contains("update/weight: from step 1 on"), "{shown}");
        insta::assert_snapshot!(format!("{name}-at-first"), shown);
        app.snapshot.as_mut().unwrap().view.inside = None;
        insta::assert_snapshot!(format!("{name}-not-yet"), styled::screen(&app));
    }
}

#[test]
fn keys_choose_layer_gate_and_state_and_ask_the_worker() {
    let mut app = app((80, 24), colours(), SHIP, Inside::Gates(gates(SHIP, LSTM)));
    assert_eq!(app.within.part, 1, "the highest layer at first");
    typed(&mut app, "[[v");
    assert_eq!((app.within.part, app.within.vector, app.status.as_str()), (0, 1, "layer 1: f, forget"));
    typed(&mut app, "vvvvv]]G");
    assert_eq!((app.within.part, app.within.vector, app.within.unit), (1, 0, 24));
    let effects = typed(&mut app, "4");
    let wanted = Some(Ask::Gradients(Over::Batch));
    let asked = |effect: &Effect| matches!(effect, Effect::Tell(Command::Look(look)) if look.ask == wanted);
    assert!(effects.iter().any(asked) && app.tab == Tab::Gradients, "{effects:?}");
    app.snapshot.as_mut().unwrap().view.inside = Some(Box::new(Inside::Gradients(gradients(SHIP, 10))));
    typed(&mut app, "v[");
    assert_eq!((app.within.of_c, app.status.as_str()), (true, "gradients of c, layer 1"));
    press(&mut app, KeyCode::Esc, false);
    assert_eq!((app.tab, app.look().ask), (Tab::Train, None));
}

/// Whatever is not a number, and whatever the size, is drawn.
#[test]
fn a_net_of_no_numbers_is_drawn() {
    let mut broken = gradients(SHIP, 10);
    for part in &mut broken.parts {
        part.h.by_step.fill(f32::NAN);
        (part.h.by_lag, part.h.half_life) = (vec![f64::NAN; 10], None);
        part.c.as_mut().unwrap().by_step.fill(0.0);
    }
    broken.saliency[0].norm.fill(f32::NAN);
    broken.norms.iter_mut().for_each(|(_, norm)| *norm = f64::NAN);
    let mut lost = gates(SHIP, LSTM);
    for vector in lost.parts.iter_mut().flat_map(|part| &mut part.vectors) {
        vector.values.fill(f32::NAN);
    }
    for inside in [Inside::Gradients(broken), Inside::Gates(lost)] {
        for theme in [colours(), Theme::new(Depth::Mono, false)] {
            for size in SIZES {
                let mut app = app(size, theme, SHIP, inside.clone());
                let sizes = vec![0.0, f32::INFINITY, 0.0, 1e-30, 1e30, 0.0];
                let broken = Updates::from_parts(0, vec![7], sizes.clone(), sizes).unwrap();
                app.snapshot.as_mut().unwrap().record.updates = broken;
                for keys in ["", "v", "e", "\t", "\t"] {
                    typed(&mut app, keys);
                    styled::screen(&app);
                }
            }
        }
    }
}
