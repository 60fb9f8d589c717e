use std::collections::HashSet;

use unicode_width::UnicodeWidthStr as _;

use super::*;

const LANGS: [Lang; 2] = [Lang::En, Lang::Ko];

/// The blocks that the screen has.
const BLOCKS: [&str; 18] = [
    "runs",
    "shapes",
    "onehot",
    "equation",
    "softmax",
    "prediction",
    "merged",
    "loss",
    "readings",
    "staircase",
    "attention",
    "confusion",
    "errors",
    "probabilities",
    "gates",
    "lags",
    "reach",
    "saliency",
];

#[test]
fn every_lesson_is_whole_in_both_languages() {
    let names: Vec<_> = all().iter().map(|lesson| lesson.name).collect();
    let course = ["intro", "basics", "hihello", "charseq", "longseq", "timeseries", "seq2seq", "packed", "memory"];
    assert_eq!(names, course);
    for lesson in all() {
        let (preset, name) = (&lesson.preset, lesson.name);
        for lang in LANGS {
            assert!(preset.title.get(lang).width() <= 34 && preset.summary.get(lang).width() <= 56, "{name}");
            assert!((3..=7).contains(&lesson.pages(lang).len()), "{name}");
            for page in lesson.pages(lang) {
                assert!((1..=34).contains(&page.title.width()), "{name}: {:?}", page.title);
                for piece in &page.pieces {
                    match piece {
                        Piece::Live { name: block, part } => {
                            assert!(BLOCKS.contains(&block.as_str()), "{name}: {block}");
                            assert!(part.as_ref().is_none_or(|part| lesson.part(part).is_some()), "{name}: {part:?}");
                        }
                        Piece::Paragraph(text) => {
                            assert!(text.matches('`').count() % 2 == 0, "{name}: {text}");
                        }
                    }
                }
            }
        }
        let live = |lang| -> Vec<_> {
            let pieces = lesson.pages(lang).iter().flat_map(|page| &page.pieces);
            pieces.filter(|piece| matches!(piece, Piece::Live { .. })).cloned().collect()
        };
        assert_eq!(live(Lang::En), live(Lang::Ko), "{name}: the same numbers in both languages");
        let parts: HashSet<_> = preset.parts.iter().map(|part| &part.name).collect();
        assert!(!parts.is_empty() && parts.len() == preset.parts.len(), "{name}");
        preset.parts.iter().for_each(|part| assert!(!lesson.data(part).is_empty(), "{name}"));
    }
}

#[test]
fn changes_are_understood_or_answered() {
    let parse = |line: &str| {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        Change::parse(word, rest)
    };
    for line in ["cell lstm", "hidden 8", "layers 1", "seed 2", "part linear"] {
        assert_eq!(parse(line).unwrap().unwrap().to_string(), line);
    }
    for line in ["cell", "cell perceptron", "hidden 0", "hidden x", "layers", "seed -1", "part"] {
        assert!(parse(line).unwrap().is_err(), "{line}");
    }
    assert_eq!(parse("lr 0.1"), None);
}

#[test]
fn the_locale_chooses_the_language() {
    assert_eq!(
        ["ko_KR.UTF-8", "ko", "en_US.UTF-8", "C", ""].map(Lang::from_locale),
        [Lang::Ko, Lang::Ko, Lang::En, Lang::En, Lang::En]
    );
}
