use super::*;
use crate::data::Text;
use crate::nn::cell::Cell;
use crate::nn::network::{Data, Head, InputSize, Shape};
use crate::nn::precision::Precision;
use crate::nn::probe::Inside;

const TEXT: &str = "ab \"ab ba\" b\nba ab \"bb\" a\n";

fn net() -> (Network, ParamSet, Text) {
    let text: Text = TEXT.repeat(30).parse().unwrap();
    let vocabulary = text.vocab.len();
    let network = Network::new(Shape {
        input: InputSize::OneHot { vocabulary },
        cell: Cell::Lstm,
        hidden_size: 6,
        layers: 2,
        bidirectional: false,
        linear: true,
        head: Head::EveryStep,
        outputs: vocabulary,
        precision: Precision::F32,
    });
    let mut params = network.initial(3);
    // Weights so large that units are on and off.
    let large: Vec<Vec<f32>> =
        params.iter().map(|(_, values)| values.iter().map(|value| 9.0 * value).collect()).collect();
    params.fill_from(large.iter().map(Vec::as_slice));
    (network, params, text)
}

fn study(network: &Network, params: &ParamSet, script: Script, mark: Option<&Mark>) -> Study {
    let numbers = vec![script.numbers(&"quotes".parse().unwrap())];
    Study::new(network, params, script, ("quotes", numbers), mark)
}

/// h of all layers over the text as it is read from zeros.
fn states(network: &Network, params: &ParamSet, text: &Text) -> Vec<Vec<Vec<f64>>> {
    let tokens: Vec<u32> = text.tokens.iter().collect();
    let inside = Inside::new(network, params, Data::Tokens(&tokens));
    let column = |h: &ndarray::Array2<f32>, unit| h.column(unit).iter().map(|&h| f64::from(h)).collect();
    inside.units().iter().map(|units| (0..6).map(|unit| column(units.h(), unit)).collect()).collect()
}

fn pearson(x: &[f64], y: &[f64]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred numbers")]
    let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
    let (mx, my) = (mean(x), mean(y));
    let sum = |f: &dyn Fn(f64, f64) -> f64| x.iter().zip(y).map(|(x, y)| f(x - mx, y - my)).sum::<f64>();
    sum(&|x, y| x * y) / (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt()
}

#[test]
fn units_are_ranked_by_the_correlation_of_all_that_they_did() {
    let (network, params, text) = net();
    let states = states(&network, &params, &text);
    let mut inside = false;
    let quotes: Vec<f64> = text
        .part(0..text.tokens.len())
        .chars()
        .map(|c| {
            inside ^= c == '"';
            f64::from(u8::from(inside))
        })
        .collect();
    let mut study = study(&network, &params, Script::new(&text, 0..text.tokens.len()), None);
    while !study.is_done() {
        study.read_on();
    }
    let view = study.view(StudyAsk::default(), 7);
    let ranked = view.ranked.unwrap();
    assert_eq!(
        (ranked.len(), view.read, view.of, view.step, view.running),
        (12, text.tokens.len(), text.tokens.len(), 7, false)
    );
    for Ranked { part, unit, correlation } in &ranked {
        let wanted = pearson(&states[*part][*unit], &quotes);
        assert!((correlation - wanted).abs() < 1e-5, "{part} {unit}: {correlation}, not {wanted}");
    }
    assert!(ranked.is_sorted_by(|a, b| a.correlation.abs() >= b.correlation.abs()));
    assert!(ranked[0].correlation.abs() > 0.2, "{:?}", ranked[0]);
}

/// What is broken off knows of the text's beginning all that a study of only that knows.
#[test]
fn a_study_that_is_broken_off_is_one_of_what_was_read() {
    let (network, params, text) = net();
    let mark = Mark { part: 1, units: vec![0, 3], place: 3, len: 2 };
    let mut whole = study(&network, &params, Script::new(&text, 0..text.tokens.len()), Some(&mark));
    whole.read_on();
    whole.read_on();
    let read = whole.read();
    assert!(read > 0 && read < text.tokens.len(), "{read}");
    let mut start = study(&network, &params, Script::new(&text, 0..read), Some(&mark));
    while !start.is_done() {
        start.read_on();
    }
    let [whole, start] = [whole, start].map(|study| study.view(StudyAsk::default(), 0));
    assert_eq!(whole.ranked, start.ranked);
    let places = |view: &StudyView| -> Vec<usize> { view.found.iter().flatten().map(|found| found.place).collect() };
    assert_eq!(places(&whole), places(&start));
    assert!(whole.running && !start.running);
}

/// The text repeats itself, and so does what the units do: every repetition of the span is found.
#[test]
fn a_pattern_is_found_where_the_text_repeats_itself() {
    let (network, params, text) = net();
    let period = TEXT.chars().count();
    let states = states(&network, &params, &text);
    let on = |unit: usize, place: usize| states[0][unit][place].abs() >= f64::from(crate::task::view::ON);
    let len = 3;
    let on_at = |place: usize| (0..6).filter(move |&unit| (place..place + len).all(|place| on(unit, place)));
    let place = (10 * period..11 * period).max_by_key(|&place| on_at(place).count()).unwrap();
    let units: Vec<usize> = on_at(place).collect();
    assert!(!units.is_empty(), "a span in which no unit is on says nothing");
    let mark = Mark { part: 0, units: units.clone(), place, len };
    let mut study = study(&network, &params, Script::new(&text, 0..text.tokens.len()), Some(&mark));
    while !study.is_done() {
        study.read_on();
    }
    let found = study.view(StudyAsk::default(), 0).found.unwrap();
    assert!(found.iter().all(|found| found.place + len <= place || place + len <= found.place), "not the span itself");
    let best = &found[0];
    assert_eq!(best.shared, units.len());
    for found in &found {
        let (shared, others): (Vec<usize>, Vec<usize>) = on_at(found.place).partition(|unit| units.contains(unit));
        assert_eq!((found.shared, found.others), (shared.len(), others.len()), "at {}", found.place);
    }
    let again = found.iter().filter(|found| found.shared == units.len()).count();
    assert!(again >= 25, "{again} of 29 repetitions");
    let (line, column) = best.line.unwrap();
    let whole = text.part(0..text.tokens.len());
    let before: usize = whole.lines().take(line - 1).map(|line| line.chars().count() + 1).sum();
    assert_eq!(before + column - 1, best.place);
    let told: String = whole.chars().skip(best.place).take(len).collect();
    assert_eq!(best.text[1], told);
}
