//! What units of each task are ranked by, worked out again from what the view shows of them.

use rnntui::cli::parse_options;
use rnntui::config::TaskKind;
use rnntui::task::{Ask, Query};
use rnntui::train::message::{Inside, NeuronsAsk, NeuronsView, Source, StudyAsk, StudyView};
use rnntui::train::trainer::Trainer;

const SHIP: &str = include_str!("../../ship.txt");
const PAIRS: &str = include_str!("../../src/lessons/seq2seq/pairs.tsv");

fn trainer(task: TaskKind, content: &str, options: &str) -> Trainer {
    crate::support::trainer(task, content, &parse_options(options).unwrap(), 1)
}

fn shown(trainer: &mut Trainer, example: usize) -> NeuronsView {
    let ask = Some(Ask::Neurons(NeuronsAsk::default()));
    let view = trainer.view(Query { example, ask, work: Query::STARE, ..Query::default() });
    let Some(Inside::Neurons(view)) = view.inside.map(|inside| *inside) else { panic!("no neurons") };
    view
}

fn asked(probe: &str) -> StudyAsk {
    StudyAsk { probe: Some(probe.to_owned()), ..StudyAsk::default() }
}

fn studied(trainer: &Trainer, asked: &StudyAsk) -> Result<StudyView, String> {
    let mut study = trainer.show().study(trainer.params(), asked)?;
    while !study.is_done() {
        study.read_on();
    }
    let view = study.view(asked.clone(), 0);
    assert_eq!((view.read, view.running), (view.of, false));
    Ok(view)
}

fn pearson(x: &[f64], y: &[f64]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred numbers")]
    let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
    let (mx, my) = (mean(x), mean(y));
    let sum = |f: &dyn Fn(f64, f64) -> f64| x.iter().zip(y).map(|(x, y)| f(x - mx, y - my)).sum::<f64>();
    sum(&|x, y| x * y) / (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt()
}

/// Holds the ranking to what these passages show: `number` says what belongs to a step of a part of a passage, if
/// anything does. Returns the parts that are ranked.
fn check(view: &StudyView, all: &[NeuronsView], number: impl Fn(usize, &str, usize) -> Option<f64>) -> Vec<usize> {
    let ranked = view.ranked.as_ref().unwrap();
    assert!(ranked.is_sorted_by(|a, b| a.correlation.abs() >= b.correlation.abs()));
    assert!(ranked[0].correlation.abs() > 0.05, "{:?}", ranked[0]);
    for unit in ranked {
        let (mut h, mut y) = (Vec::new(), Vec::new());
        for (passage, seen) in all.iter().enumerate() {
            let part = &seen.parts[unit.part];
            for step in 0..part.starts.get(1).copied().unwrap_or(part.steps.len()) {
                if let Some(number) = number(passage, &part.name, step) {
                    h.push(f64::from(part.h[[step, unit.unit]]));
                    y.push(number);
                }
            }
        }
        let wanted = pearson(&h, &y);
        assert!((unit.correlation - wanted).abs() < 1e-4, "{}: {unit:?}, not {wanted}", view.probe);
    }
    let mut parts: Vec<usize> = ranked.iter().map(|unit| unit.part).collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}

/// A correlation is the same in whatever unit the column is measured, so the file's own numbers will do.
#[test]
fn units_of_a_series_follow_a_column_some_rows_later() {
    let value = |row: usize| {
        (f64::from(u32::try_from(row * row % 17).unwrap()), f64::from(u32::try_from(row * 7 % 11).unwrap()))
    };
    let rows = (0..60).map(|row| format!("{},{}", value(row).0, value(row).1)).collect::<Vec<_>>().join("\n");
    for (both, parts) in [("", 1), (" --bidirectional", 2)] {
        let options = format!("--seq-len 5 --hidden 6 --layers 1 --val-frac 0.2 --forecast value{both}");
        let mut trainer = trainer(TaskKind::Series, &format!("a,b\n{rows}"), &options);
        let first = shown(&mut trainer, 0);
        assert_eq!(first.probes[..3], ["a", "b", "a-1"]);
        assert_eq!(first.probes.len(), 10);
        for lag in [0, 2, 4] {
            let name = if lag == 0 { "b".to_owned() } else { format!("b-{lag}") };
            let view = studied(&trainer, &asked(&name)).unwrap();
            let examples = view.of / 5;
            assert!(view.unit == "rows" && view.of.is_multiple_of(5) && (30..56).contains(&examples), "{view:?}");
            let all: Vec<NeuronsView> = (0..examples).map(|example| shown(&mut trainer, example)).collect();
            let found = check(&view, &all, |example, part, step| {
                let row = if part.ends_with("reverse") { Some(step + lag) } else { step.checked_sub(lag) };
                row.filter(|&row| row < 5).map(|row| value(example + row).1)
            });
            assert_eq!(found.len(), parts);
        }
        let target = studied(&trainer, &StudyAsk::default()).unwrap();
        assert_eq!(target.probe, "b", "the last column is the target");
        let held_out = studied(&trainer, &StudyAsk { source: Source::HeldOut, ..asked("b-1") }).unwrap();
        assert!(held_out.of > 0 && held_out.of < target.of && held_out.ranked.is_some());
        for (name, said) in [
            ("c", "\"c\" is no column: give one of a, b, or as it was up to 4 rows before, as a-4"),
            ("c-1", "\"c-1\" is no column"),
            ("b-x", "\"b-x\" is no column"),
            ("b-5", "\"b-5\" is beyond the 5 rows that the net reads: give b to b-4"),
        ] {
            let refused = studied(&trainer, &asked(name)).unwrap_err();
            assert!(refused.starts_with(said), "{refused}");
        }
    }
}

/// Windows overlap: of a long series some are read, from all over it.
#[test]
fn of_a_long_series_no_more_rows_are_read_than_of_a_long_text() {
    let rows = (0..4_000).map(|row| (row * row % 17).to_string()).collect::<Vec<_>>().join("\n");
    let trainer = trainer(TaskKind::Series, &format!("a\n{rows}"), "--seq-len 100 --hidden 2 --layers 1");
    let study = trainer.show().study(trainer.params(), &asked("a-7")).unwrap();
    assert!((50_000..=100_000).contains(&study.of()), "{}", study.of());
}

#[test]
fn units_of_a_text_of_words_follow_a_word() {
    let mut trainer = trainer(TaskKind::Text, SHIP, "--tokens word --hidden 8 --seq-len 5 --val-frac 0.1");
    let passage = shown(&mut trainer, 0);
    let words = passage.parts[0].steps.clone();
    let frequent = &passage.probes[0];
    let count = |word: &str| words.iter().filter(|other| *other == word).count();
    assert!(words.iter().all(|word| count(word) <= count(frequent)) && count(frequent) > 1, "{frequent}");
    for name in ["to", "/t.*/"] {
        let holds = |word: &str| if name == "to" { word == "to" } else { word.starts_with('t') };
        let view = studied(&trainer, &asked(name)).unwrap();
        assert_eq!((view.of, view.unit), (words.len(), "words"));
        check(&view, std::slice::from_ref(&passage), |_, _, step| Some(f64::from(u8::from(holds(&words[step])))));
    }
    assert_eq!(studied(&trainer, &asked("/o/")).unwrap().ranked, None, "part of a word is not a word");
    let typed = StudyAsk { source: Source::Typed("to build to sea".to_owned()), ..asked("to") };
    assert_eq!(studied(&trainer, &typed).unwrap().of, 4);
    assert_eq!(studied(&trainer, &StudyAsk::default()).unwrap().probe, *frequent);
    let refused = studied(&trainer, &asked("bulid")).unwrap_err();
    let said = format!("\"bulid\" is no word that the net knows: give one, as {frequent}, ");
    assert!(refused.starts_with(&said) && refused.ends_with(", or /REGEX/"), "{refused}");
}

/// Each side's units follow what this side reads.
#[test]
fn units_of_a_translator_follow_a_word_of_their_side() {
    let pairs = PAIRS.lines().take(30).collect::<Vec<_>>().join("\n");
    let options = "--hidden 5 --bidirectional --attention --val-frac 0 --test-frac 0";
    let mut trainer = trainer(TaskKind::Translate, &pairs, options);
    let all: Vec<NeuronsView> = (0..30).map(|example| shown(&mut trainer, example)).collect();
    let layers = all[0].parts.len() / 3;
    for (side, name, parts) in [
        ("encoder", "source:", (0..2 * layers).collect::<Vec<_>>()),
        ("decoder", "target:", (2 * layers..3 * layers).collect()),
    ] {
        let names: Vec<&String> = all[0].probes.iter().filter(|probe| probe.starts_with(name)).collect();
        assert!((4..=20).contains(&names.len()), "{names:?}");
        for probe in [names[0], names[3]] {
            let word = probe.strip_prefix(name).unwrap();
            let view = studied(&trainer, &asked(probe)).unwrap();
            let is_word = |pair: usize, part: &str, step: usize| {
                let part = all[pair].parts.iter().find(|other| other.name == part)?;
                assert!(part.name.starts_with(side));
                Some(f64::from(u8::from(part.steps[step] == word)))
            };
            assert_eq!(check(&view, &all, is_word), parts, "{probe}");
            assert_eq!(view.unit, "tokens");
        }
    }
    assert_eq!(studied(&trainer, &StudyAsk::default()).unwrap().probe, all[0].probes[0]);
    for (name, said) in [
        ("is", "\"is\" names no side: give source:WORD or target:WORD"),
        ("source:qux", "source:\"qux\" is no word that the net knows: give one, as "),
        ("target:/(/", "target:/(/ is no regular expression"),
    ] {
        let refused = studied(&trainer, &asked(name)).unwrap_err();
        assert!(refused.starts_with(said), "{refused}");
    }
}
