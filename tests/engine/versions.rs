//! What every version of a session says reaches the run, and nothing that a version does not know is passed over.

use std::fs;
use std::path::PathBuf;

use crate::support::readers::sealed;
use crate::support::{labelled, trainer};
use rnntui::cli::parse_options;
use rnntui::config::TaskKind;
use rnntui::session::SessionError;
use rnntui::session::format::{Header, Session, encode};
use rnntui::session::source::{Corpus, Source};
use rnntui::task::view::{Errors, Measured};
use rnntui::train::curve::{Bucket, Curve, OpenBucket};
use rnntui::train::journal::{Action, Entry};
use rnntui::train::record::{LastStep, TestMark};

const FIRST: &str = include_str!("../../sessions/ship-sample.ron");

macro_rules! second {
    ($($name:literal),*) => {
        [$(include_str!(concat!("../fixtures/sessions/v2-", $name, ".ron"))),*]
    };
}

const SECOND: [&str; 6] = second!["windows", "stateful", "series", "classify", "generate", "translate"];

const FIFTH: &str = include_str!("../fixtures/sessions/v5-branch.ron");

const SIXTH: [&str; 2] =
    [include_str!("../fixtures/sessions/v6-windows.ron"), include_str!("../fixtures/sessions/v6-series.ron")];

/// Reads `text`, sealed, with `read`.
fn filed<T>(text: &[u8], read: impl FnOnce(PathBuf) -> T) -> T {
    let dir = tempfile::TempDir::new().unwrap();
    let path = dir.path().join("s.ron");
    fs::write(&path, sealed(text)).unwrap();
    read(path)
}

fn read(text: &str) -> Result<Session, SessionError> {
    filed(text.as_bytes(), |path| Session::read(&path))
}

/// The text with these changes, each made once.
fn changed(text: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from:?} is not in it");
        text.replacen(from, to, 1)
    })
}

const OPEN: OpenBucket = OpenBucket { step: 901, count: 3, sum: 7.5, min: 2.25, max: 2.75 };

/// A session of version 1 or 2 with buckets of 4 points, one of them open, in both its curves.
fn with_open(text: &str) -> String {
    let OpenBucket { step, count, sum, min, max } = OPEN;
    let open = format!("open: Some((step: {step}, count: {count}, sum: {sum}, min: {min}, max: {max}))");
    text.replace("width: 1,", "width: 4,").replace("open: None", &open)
}

/// A session of the newest version of each kind of run, with all that one can hold.
fn newest() -> Vec<String> {
    let rows = labelled::rows(40);
    let ship = include_str!("../../ship.txt");
    let prices = include_str!("../../src/lessons/timeseries/prices.csv");
    let pairs = include_str!("../../src/lessons/seq2seq/pairs.tsv");
    let runs = [
        (TaskKind::Text, ship, "--stateful --batch 3 --seq-len 8 --hidden 4"),
        (TaskKind::Series, prices, "--batch 32 --hidden 4"),
        (TaskKind::Classify, &rows, "--hidden 4 --optimizer sgd --momentum 0.5"),
        (TaskKind::Generate, &rows, "--hidden 4"),
        (TaskKind::Translate, pairs, "--hidden 4"),
    ];
    let session = |(task, content, options)| {
        let options = parse_options(options).unwrap();
        let source = Source::new("data", &["data".into()], &crate::support::setup(task, content, &options)).unwrap();
        let mut checkpoint = trainer(task, content, &options, 1).checkpoint();
        for step in 1..1026_u16 {
            let loss = f32::from(step);
            checkpoint.record.push_step(step.into(), LastStep { loss, accuracy: 0.5, grad_norm: 1.0 });
            checkpoint.record.push_validation(step.into(), loss, None);
        }
        checkpoint.record.test = Some(TestMark {
            step: 1,
            loss: 0.5,
            accuracy: Some(0.5),
            own: Some(Measured { errors: Errors { mae: 1.5, rmse: 2.5 }, mase: 0.5 }),
        });
        checkpoint.record.journal.record(Entry { step: 3, validating: false, action: Action::Pause });
        let elsewhere = Corpus::Files {
            paths: vec!["/data".into(), "/more".into()],
            bytes: 7,
            sha256: "0".repeat(64),
            characters: 7,
        };
        let away = Source { corpus: elsewhere, ..source.clone() };
        [source, away].map(|source| encode(&source, &checkpoint).unwrap())
    };
    runs.into_iter().flat_map(session).collect()
}

/// Where the fields of something begin, strings left out, and the text before.
fn places(text: &str) -> Vec<usize> {
    let (mut quoted, mut escaped) = (false, false);
    let mut places = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '(' if !quoted => {
                let rest = text[at + 1..].trim_start();
                let field = rest.trim_start_matches(|c: char| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit());
                if field.len() < rest.len() && field.starts_with(':') {
                    places.push(at + 1);
                }
            }
            _ => {}
        }
    }
    places
}

/// The line that ends here, and the field after it: enough to find the place.
fn place(text: &str, at: usize) -> String {
    let line = text[..at].lines().next_back().unwrap().trim();
    let field = text[at..].trim_start().split(':').next().unwrap();
    format!("{}{field}", &line[line.len().min(line.len().saturating_sub(24))..])
}

#[test]
fn a_field_that_a_version_does_not_know_is_refused_wherever_it_stands() {
    let mut taken = Vec::new();
    let old = SECOND.iter().chain([&FIRST]).map(|text| with_open(text));
    for text in old.chain([FIFTH.to_owned()]).chain(SIXTH.map(str::to_owned)).chain(newest()) {
        read(&text).unwrap();
        let run = text.find("\n    run: (").unwrap_or(0);
        let places = places(&text);
        assert!(places.len() > 20, "{}", places.len());
        for at in places {
            let (before, after) = text.split_at(at);
            let unknown = format!("{before}unheard_of: 1,{after}");
            let says = |error: SessionError| error.to_string().contains("unheard_of");
            filed(unknown.as_bytes(), |path| {
                if !Session::read(&path).is_err_and(says) {
                    taken.push(format!("a session: {}", place(&text, at)));
                }
                if at < run && !Header::read(&path).is_err_and(says) {
                    taken.push(format!("a header: {}", place(&text, at)));
                }
            });
        }
    }
    taken.sort();
    taken.dedup();
    assert!(taken.is_empty(), "a field that nobody knows is taken after:\n{}", taken.join("\n"));
}

/// The curve of these single points and [`OPEN`].
fn curve(steps: impl Iterator<Item = (u64, f32)>) -> Curve {
    let full: Vec<_> = steps.map(|(step, loss)| Bucket { step, mean: loss, min: loss, max: loss }).collect();
    Curve::from_parts(4 * full.len() as u64 + OPEN.count, full, Some(OPEN)).unwrap()
}

#[test]
fn version_2_reaches_the_run_whole() {
    use base64::Engine as _;

    let base64 = |numbers: &[f32]| {
        let bytes: Vec<u8> = numbers.iter().flat_map(|x| x.to_le_bytes()).collect();
        base64::engine::general_purpose::STANDARD.encode(bytes)
    };
    let plain = read(SECOND[0]).unwrap().checkpoint;
    let losses: Vec<f32> = plain.record.recent.iter().copied().collect();
    assert!(losses.len() == 13 && losses.windows(2).all(|pair| pair[0].to_bits() != pair[1].to_bits()));
    let (min, max): (Vec<f32>, Vec<f32>) = losses.iter().map(|loss| (loss - 0.5, loss + 0.25)).unzip();
    let column = |name: &str, numbers: &[f32]| format!("{name}: \"{}\"", base64(numbers));
    let text = changed(
        &with_open(SECOND[0]),
        &[
            (&column("min", &losses), &column("min", &min)),
            (&column("max", &losses), &column("max", &max)),
            ("learning_rate: 0.004", "learning_rate: 0.003"),
            ("undo: [0.01]", "undo: [0.01, 0.02]"),
            ("validation_due: false", "validation_due: true"),
        ],
    );
    let checkpoint = read(&text).unwrap().checkpoint;
    let rows = losses.iter().zip(min.iter().zip(&max)).zip(1..);
    let full = rows.map(|((&mean, (&min, &max)), step)| Bucket { step, mean, min, max }).collect();
    let train = Curve::from_parts(4 * 13 + OPEN.count, full, Some(OPEN)).unwrap();
    let validated = plain.record.validation.buckets().map(|bucket| (bucket.step, bucket.mean));
    assert_eq!(plain.record.validation.buckets().count(), 6);
    assert_eq!(checkpoint.record.train, train);
    assert_eq!(checkpoint.record.validation, curve(validated));
    assert_eq!(checkpoint.record.recent, plain.record.recent);
    assert_eq!((checkpoint.record.last, checkpoint.record.validation_loss), (None, Some(3.076_067)));
    let entry = |step, action| Entry { step, validating: false, action };
    let entries = [
        entry(6, Action::Resume),
        entry(6, Action::SetLearningRate(0.004)),
        entry(10, Action::Resume),
        entry(12, Action::Resume),
        entry(12, Action::Step(1)),
    ];
    assert_eq!(checkpoint.record.journal.entries(), entries);
    let state = &checkpoint.state;
    assert_eq!((state.learning_rate, &*state.undo, state.validation_due), (0.003, &[0.01, 0.02][..], true));
    assert_eq!((state.position.epoch, state.position.step_in_epoch, state.position.step), (6, 1, 13));
    assert_eq!(state.optimizer.step(), 13);
}

#[test]
fn version_1_reaches_the_run_whole() {
    let plain = read(FIRST).unwrap().checkpoint;
    let text = changed(
        &with_open(FIRST),
        &[("learning_rate: 0.1,\n        undo: []", "learning_rate: 0.05,\n        undo: [0.1]")],
    );
    let checkpoint = read(&text).unwrap().checkpoint;
    let losses = plain.record.train.buckets().map(|bucket| (bucket.step, bucket.mean));
    assert_eq!(plain.record.train.buckets().count(), 300);
    assert_eq!(checkpoint.record.train, curve(losses));
    assert_eq!(checkpoint.record.validation, curve([].into_iter()));
    assert_eq!(checkpoint.record.recent, plain.record.recent);
    assert_eq!((checkpoint.state.learning_rate, &*checkpoint.state.undo), (0.05, &[0.1][..]));
    assert_eq!((checkpoint.state.position.epoch, checkpoint.state.optimizer.step()), (300, 300));
}

#[test]
fn version_5_reaches_the_run_whole() {
    let Session { source, checkpoint } = read(FIFTH).unwrap();
    let parent = checkpoint.record.parent.unwrap();
    assert_eq!((&*parent.name, parent.step, &parent.sha256[..8]), ("s.ron", 10, "fa97b44b"));
    assert_eq!(checkpoint.record.validation_accuracy, Some(0.289_473_68));
    assert_eq!((checkpoint.record.best.unwrap().step, checkpoint.record.test), (16, None));
    // The branch changed the optimizer, so its seed does not give the state that it begins from.
    assert_eq!(checkpoint.first.unwrap().state.position.step, 10);
    let text = "바다는 넓고 배는 작다. the sea is wide, the ship is small.\n\
                배를 만들고 싶다면 나무를 모으게 하지 말고, long for the sea.\n";
    assert_eq!(source.corpus, Corpus::Inline(vec![text.repeat(2)]));

    let inline = FIFTH[FIFTH.find("corpus: Inline(").unwrap()..].lines().next().unwrap();
    let sha256 = "5a".repeat(32);
    let file = format!("corpus: File(path: \"/data/sea.txt\", bytes: 296, sha256: {sha256:?}, characters: 188),");
    let elsewhere = read(&changed(FIFTH, &[(inline, &file)])).unwrap().source.corpus;
    let paths = vec!["/data/sea.txt".into()];
    assert_eq!(elsewhere, Corpus::Files { paths, bytes: 296, sha256, characters: 188 });
}

#[test]
fn a_header_is_read_without_the_run() {
    let text = newest().remove(0);
    let run = text.find("\n    run: (").unwrap();
    let whole = filed(text.as_bytes(), |path| Header::read(&path).unwrap());
    // No run at all, but bytes that are no text.
    let middle = text.find("// sha256: ").unwrap();
    let mut bytes = text.into_bytes();
    bytes[run + "\n    run: (".len()..middle].fill(0xff);
    filed(&bytes, |path| {
        assert_eq!(Header::read(&path).unwrap(), whole);
        assert!(Session::read(&path).is_err());
    });
}
