//! Pages with the numbers of the lessons' own runs.

use std::time::Duration;

use crossterm::event::KeyCode;
use ndarray::Array2;
use ratatui::layout::Rect;

use super::blocks;
use super::page::text;
use crate::cli::parse_options;
use crate::data::Data;
use crate::lessons::{self, Lang, Lesson, Piece};
use crate::task::{Query, Setup};
use crate::train::message::{Command, Examples, Report, RunInfo, RunState, Snapshot};
use crate::train::trainer::Trainer;
use crate::tui::app::{App, Mode, OpenLesson};
use crate::tui::effect::Effect;
use crate::tui::on_report::{on_report, on_snapshot};
use crate::tui::panes::examples;
use crate::tui::tests::{colours, info, press, styled};

const SIZES: [(u16, u16); 2] = [(80, 24), (160, 45)];
const LANGS: [Lang; 2] = [Lang::En, Lang::Ko];

mod inside;

/// The run of a part, so many steps after its start.
fn trainer(lesson: &Lesson, part: usize, steps: usize) -> Trainer {
    trainer_with(lesson, part, &[], steps)
}

/// The same with some of its options replaced by others.
fn trainer_with(lesson: &Lesson, part: usize, others: &[(&str, &str)], steps: usize) -> Trainer {
    let part = &lesson.preset.parts[part];
    let options = others.iter().fold(part.options.clone(), |options, (from, to)| options.replace(from, to));
    let options = parse_options(&options).unwrap();
    let data = Data::parse(lesson.data(part), &options.format(part.task)).unwrap();
    let mut trainer = Trainer::new(Setup::new(&options, part.task, data).unwrap(), 1).unwrap();
    for _ in 0..steps {
        trainer.advance();
    }
    trainer
}

/// A lesson open at that run, paused, the cursor at this time step.
fn open(lesson: &Lesson, part: usize, (width, height): (u16, u16), lang: Lang, trainer: &mut Trainer) -> App {
    let mut app = App::new(colours(), Rect::new(0, 0, width, height), examples::ID);
    app.lesson = Some(OpenLesson::new(lesson.clone(), part, lang));
    let (model, parameters) = (trainer.config().model.summary(), trainer.params().table().len());
    let (optimizer, measures) = (trainer.config().optimizer.method.name(), trainer.show().measures());
    let file = &lesson.preset.parts[part].data;
    on_report(&mut app, Report::Ready(Box::new(RunInfo { model, parameters, optimizer, measures, ..info(file) })));
    on_report(&mut app, Report::State(RunState::Paused));
    show_now(&mut app, trainer);
    app
}

/// Shows the newest moment of the run.
fn show_now(app: &mut App, trainer: &mut Trainer) {
    let show = std::sync::Arc::clone(trainer.show());
    let (state, record) = trainer.now();
    let crate::train::message::Look { example, ask, .. } = app.look();
    let query = Query { example, trace: true, ask, ..Query::default() };
    let mut new = Snapshot::of(&*show, state, record, query);
    // How long it took is another time each time.
    new.elapsed = Duration::ZERO;
    for layer in &mut new.view.hidden.layers {
        // Few colours: snapshots have a letter for each style.
        *layer = Array2::from_shape_fn(layer.dim(), |(t, u)| [-0.8, -0.3, 0.2, 0.7][(t + u) % 4]);
    }
    on_snapshot(app, Box::new(new));
}

/// The last step's loss is of the weights before its update; the losses on the page are of those on show. Each is shown
/// as what it is.
#[test]
fn the_loss_of_these_weights_stands_beside_its_parts() {
    let lesson = lessons::find("hihello").unwrap();
    let app = open(&lesson, 0, SIZES[0], Lang::En, &mut trainer(&lesson, 0, 4));
    let lines = |block: &str| -> String {
        blocks::block(&app, block, 90).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let softmax = lines("softmax");
    assert!(softmax.contains("mean of the 6 steps 1.121"), "{softmax}");
    assert!(softmax.contains("(of these weights; 1.204, above, is the last step's, before its update)"), "{softmax}");
    let losses = lines("loss");
    assert!(losses.contains("loss at the last step 1.204  of these weights 1.121"), "{losses}");

    let trace = app.snapshot.as_ref().unwrap().view.trace.clone().unwrap();
    let first = trace.losses()[0];
    assert!(softmax.contains(&format!("= {}", crate::figures::figure(first))), "{softmax}");
}

/// A page has its numbers, or says which part has them; no line is longer than the narrowest page is wide.
#[test]
fn every_page_is_answered_by_its_part() {
    const NARROWEST: usize = 40;
    for lesson in lessons::all() {
        let part = |part| open(&lesson, part, SIZES[0], Lang::En, &mut trainer(&lesson, part, 30));
        let mut apps: Vec<App> = (0..lesson.preset.parts.len()).map(part).collect();
        for (lang, number) in LANGS.iter().flat_map(|&lang| (0..lesson.pages(lang).len()).map(move |page| (lang, page)))
        {
            let page = &lesson.pages(lang)[number];
            let answered = |name: &str| {
                let block = |app: &App| blocks::block(app, name, NARROWEST).is_some();
                let named = |part: &str| block(&apps[lesson.part(part).unwrap()]);
                apps.iter().all(|app| block(app) || page.parts().any(named))
            };
            for piece in &page.pieces {
                let Piece::Live { name, .. } = piece else { continue };
                assert!(answered(name), "{}: {:?} has no {name}", lesson.name, page.title);
            }
            for app in &mut apps {
                let open = app.lesson.as_mut().unwrap();
                (open.lang, open.page) = (lang, number);
                for line in text(app, app.lesson.as_ref().unwrap(), NARROWEST) {
                    assert!(line.to_string() != "…" && line.width() <= NARROWEST, "{}: {line}", lesson.name);
                }
            }
        }
    }
}

#[test]
fn lessons_are_whole_on_the_screen() {
    for lesson in lessons::all() {
        let mut trainer = trainer(&lesson, 0, 0);
        for (size, lang) in SIZES.iter().flat_map(|&size| LANGS.map(|lang| (size, lang))) {
            let mut app = open(&lesson, 0, size, lang, &mut trainer);
            let name = |page: usize| format!("{}-{page}-{}x{}-{lang:?}", lesson.name, size.0, size.1);
            if lang == Lang::En {
                insta::assert_snapshot!(name(1), styled::screen(&app));
            }
            if lesson.name == "packed" {
                press(&mut app, KeyCode::Char('n'), false);
                insta::assert_snapshot!(name(2), styled::screen(&app));
            }
        }
    }
}

/// The numbers on a page are those of the step under the time cursor.
#[test]
fn the_time_cursor_moves_the_numbers() {
    let lesson = lessons::find("hihello").unwrap();
    let mut app = open(&lesson, 0, SIZES[0], Lang::En, &mut trainer(&lesson, 0, 0));
    let mut seen = Vec::new();
    for step in 0..6 {
        let block = blocks::block(&app, "softmax", 40).unwrap();
        let text: Vec<String> = block.iter().map(ToString::to_string).collect();
        assert!(text[0].starts_with(&format!("t = {step} ")), "{text:?}");
        assert!(!seen.contains(&text[1..].to_vec()), "{text:?}");
        seen.push(text[1..].to_vec());
        press(&mut app, KeyCode::Right, false);
    }
}

#[test]
fn numbers_of_another_part_are_not_shown_for_those_meant() {
    let lesson = lessons::all().into_iter().find(|lesson| lesson.name == "intro").unwrap();
    let page = lesson.pages(Lang::En).iter().position(|page| page.title == "One in, many out").unwrap();
    let on_page = |part: &str| {
        let part = lesson.part(part).unwrap();
        let mut app = open(&lesson, part, SIZES[0], Lang::En, &mut trainer(&lesson, part, 30));
        app.lesson.as_mut().unwrap().page = page;
        text(&app, app.lesson.as_ref().unwrap(), 40).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    assert!(on_page("many-to-many").contains("type :part one-to-many to see it"), "{}", on_page("many-to-many"));
    assert!(!on_page("one-to-many").contains("to see it"));
}

/// A translation is as long as its target, not as its source.
#[test]
fn the_shape_of_a_translation_has_its_own_time() {
    let lesson = lessons::all().into_iter().find(|lesson| lesson.name == "seq2seq").unwrap();
    let app = open(&lesson, 0, SIZES[0], Lang::En, &mut trainer(&lesson, 0, 1));
    let shapes = blocks::block(&app, "shapes", 40).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>();
    let trace = app.snapshot.as_ref().unwrap().view.trace.clone().unwrap();
    assert_ne!(trace.longest, trace.outputs.nrows());
    assert!(shapes[3].contains(&format!("(1, {}, {})", trace.outputs.nrows(), trace.outputs.ncols())), "{shapes:?}");
}

/// Each word is learnt by itself: what follows its last letter is its own first one, not the next word's.
#[test]
fn words_are_not_glued_together() {
    let lesson = lessons::find("basics").unwrap();
    let app = open(&lesson, 0, SIZES[0], Lang::En, &mut trainer(&lesson, 0, 0));
    let Examples::Text(view) = &app.view().unwrap().examples else { panic!("basics learns a text") };
    let targets: Vec<String> =
        (0..view.rows()).map(|row| view.row(&view.target, row).iter().map(ToString::to_string).collect()).collect();
    assert_eq!(targets, ["elloh", "ollle", "leell"]);
}

/// The two readings are compared where they have read different letters, and not at two places that are exchanged.
#[test]
fn the_readings_shown_are_not_merely_exchanged() {
    let lesson = lessons::find("basics").unwrap();
    let app = open(&lesson, 0, SIZES[0], Lang::En, &mut trainer(&lesson, 0, 0));
    let lines: Vec<String> = blocks::block(&app, "readings", 60).unwrap().iter().map(ToString::to_string).collect();
    let numbers: Vec<Vec<&str>> = lines[3..].iter().map(|line| line[6..].split(']').map(str::trim).collect()).collect();
    assert_eq!(lines[3..].iter().map(|line| &line[..6]).collect::<Vec<_>>(), ["[0][0]", "[0][4]", "[2][4]"]);
    assert_eq!(numbers[0][0], numbers[0][1]);
    assert!(numbers[1][0] != numbers[1][1] && numbers[1] != [numbers[2][1], numbers[2][0], ""], "{lines:?}");
}

/// The shapes say that it is the linear layer that makes 4 numbers of 2.
#[test]
fn the_linear_layer_is_named() {
    let shapes = |name: &str, part: usize| {
        let lesson = lessons::find(name).unwrap();
        let app = open(&lesson, part, SIZES[0], Lang::En, &mut trainer(&lesson, part, 0));
        blocks::block(&app, "shapes", 40).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(shapes("basics", 0)[2..], ["hidden (3, 5, 2)  RNN", "output (3, 5, 4)  linear layer"]);
    assert_eq!(shapes("charseq", 0)[3], "output (1, 15, 10)");
}

/// From the first key on, → changes the page: over the source it says what is read, then it comes to the words.
#[test]
fn the_time_cursor_moves_through_a_translation() {
    let lesson = lessons::find("seq2seq").unwrap();
    let mut app = open(&lesson, 0, SIZES[0], Lang::En, &mut trainer(&lesson, 0, 0));
    let first = app.snapshot.as_ref().unwrap().view.trace.as_ref().unwrap().speaks_from;
    let mut seen = Vec::new();
    for step in 0..=first {
        let block = blocks::block(&app, "softmax", 40).unwrap();
        let text: Vec<String> = block.iter().map(ToString::to_string).collect();
        assert!(text[0].starts_with(&format!("t = {step} ")), "{text:?}");
        assert_eq!(text[0].contains("only reads"), step < first, "{text:?}");
        assert!(text.iter().any(|line| line.starts_with(&format!("t = {first} ")) && line.contains("softmax")));
        assert!(!seen.contains(&text), "{text:?}");
        seen.push(text);
        press(&mut app, KeyCode::Right, false);
    }
}

/// The merged sentence is on the page from its first to its last character, however narrow the page.
#[test]
fn the_merged_sentence_is_whole_on_its_page() {
    let lesson = lessons::find("longseq").unwrap();
    let app = open(&lesson, 0, SIZES[0], Lang::En, &mut trainer(&lesson, 0, 100));
    let block = blocks::block(&app, "merged", 40).unwrap();
    let text: String = block.iter().map(ToString::to_string).collect();
    assert!(text.trim_end().ends_with("immensity of the sea."), "{text}");
    assert_eq!(block.iter().map(ratatui::text::Line::width).sum::<usize>(), 200, "five lines of 40 for 180 characters");
}

/// `n` on the last page goes on to the next lesson, which the page says; `q` goes back. What would be lost is asked.
#[test]
fn the_last_page_leads_to_the_next_lesson() {
    for lesson in lessons::all() {
        for lang in LANGS {
            let app = &mut open(&lesson, 0, SIZES[0], lang, &mut trainer(&lesson, 0, 0));
            for _ in 1..lesson.pages(lang).len() {
                assert_eq!(press(app, KeyCode::Char('n'), false), []);
            }
            let page = text(app, app.lesson.as_ref().unwrap(), 80);
            let foot = page.last().unwrap().to_string();
            let left = press(app, KeyCode::Char('n'), false);
            if let Some(next) = lesson.next() {
                assert!(foot.starts_with('n') && foot.contains(next), "{foot}");
                assert_eq!(left, [Effect::Tell(Command::Quit { save: false })]);
                assert!(app.turns_on);
            } else {
                assert!(foot.contains('q'), "{foot}");
                assert_eq!(left, []);
                assert!(app.status.contains("the last lesson"), "{}", app.status);
            }
        }
    }
}

#[test]
fn the_last_page_asks_before_what_was_learnt_is_lost() {
    let lesson = lessons::find("hihello").unwrap();
    let mut app = open(&lesson, 0, SIZES[0], Lang::En, &mut trainer(&lesson, 0, 3));
    app.unsaved = true;
    app.lesson.as_mut().unwrap().page = lesson.pages(Lang::En).len() - 1;
    assert_eq!(press(&mut app, KeyCode::Char('n'), false), []);
    assert_eq!(app.mode, Mode::Leaving);
    press(&mut app, KeyCode::Esc, false);
    assert_eq!(app.mode, Mode::Main);
    // After staying, q does not turn the page.
    press(&mut app, KeyCode::Char('q'), false);
    assert_eq!(press(&mut app, KeyCode::Char('d'), false), [Effect::Tell(Command::Quit { save: false })]);
    assert!(!app.turns_on);
}
