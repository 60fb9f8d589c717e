use super::*;
use crate::config::{Batch, Batching, DataSize, TextSize, TokenKind, planned_epochs, rows};

const SHIP: DataSize = DataSize::Text(TextSize { bytes: 180, tokens: 180, vocabulary: 25 });
const NOVEL: DataSize = DataSize::Text(TextSize { bytes: 1_115_394, tokens: 1_115_394, vocabulary: 65 });

#[test]
fn defaults_are_the_course_lab_and_char_rnn() {
    let ship = Options::default().resolve(TaskKind::Text, &SHIP).unwrap();
    assert_eq!(ship.model.summary(), "RNN 2×25");
    assert_eq!(ship.batching, Batching::Windows { seq_len: 10, stride: 1, batch: Batch::Full, shuffle: true });
    assert!((ship.optimizer.learning_rate - 0.1).abs() < 1e-12);
    let novel = Options::default().resolve(TaskKind::Text, &NOVEL).unwrap();
    assert_eq!(novel.model.summary(), "LSTM 2×128");
    assert_eq!(novel.batching, Batching::Streams { seq_len: 50, rows: 50 });
    assert_eq!((novel.optimizer.clip, novel.val_frac), (5.0, 0.05));
}

/// The defaults of each kind of data, as options: a changed one is changed in the README and in docs/defaults.md too.
#[test]
fn defaults_are_those_that_were_tried() {
    let words = Options::default().with(&rows::TOKENS, TokenKind::Word);
    let labelled = DataSize::Labelled { rows: 3000, labels: 4, tokens: 300, longest: 90 };
    let pairs = DataSize::Pairs { rows: 3000, source_tokens: 300, target_tokens: 300, longest: (9, 9) };
    let series = DataSize::Series { rows: 500, columns: 2 };
    let text = |bytes, vocabulary| DataSize::Text(TextSize { bytes, tokens: 20_000, vocabulary });
    let own = Options::default;
    let runs = [
        ("ship", own(), TaskKind::Text, SHIP),
        ("novel", own(), TaskKind::Text, NOVEL),
        ("few words", words.clone(), TaskKind::Text, text(9_000, 400)),
        ("many words", words.clone(), TaskKind::Text, text(90_000, 4_000)),
        ("series", own(), TaskKind::Series, series),
        ("short series", own(), TaskKind::Series, DataSize::Series { rows: 60, columns: 1 }),
        ("a year", own().with(&rows::SEASON, 12), TaskKind::Series, DataSize::Series { rows: 300, columns: 1 }),
        ("topics", words, TaskKind::Classify, labelled.clone()),
        ("names", own(), TaskKind::Classify, labelled.clone()),
        ("names to write", own(), TaskKind::Generate, labelled),
        ("pairs", own(), TaskKind::Translate, pairs),
        (
            "few pairs",
            own(),
            TaskKind::Translate,
            DataSize::Pairs { rows: 40, source_tokens: 30, target_tokens: 30, longest: (9, 9) },
        ),
    ];
    let line = |(name, options, task, size): (&str, Options, TaskKind, DataSize)| {
        let config = options.resolve(task, &size).unwrap();
        let kept: Vec<String> = config.options().iter().map(|(name, text)| format!("{name} {text}")).collect();
        let ends = [planned_epochs(&size), config.planned_patience(&size)];
        format!("{name}: {}; ends {ends:?}", kept.join(", "))
    };
    insta::assert_snapshot!(runs.map(line).join("\n\n"));
}

#[test]
fn the_held_out_part_is_rounded() {
    let config = Options::default().with(&rows::VAL_FRAC, 0.29).resolve(TaskKind::Text, &SHIP).unwrap();
    assert_eq!((config.split(100), config.split(10), config.split(0)), ((71, 29), (7, 3), (0, 0)));
}

#[test]
fn wrong_values_are_named() {
    let bad = [
        (Options::default().with(&rows::HIDDEN, 0), "--hidden 0"),
        (Options::default().with(&rows::LR, -1.0), "--lr -1"),
        (Options::default().with(&rows::LR, f64::NAN), "--lr NaN"),
        (Options::default().with(&rows::DROPOUT, 1.0), "--dropout 1"),
        (Options::default().with(&rows::BATCH, Batch::Rows(0)), "--batch 0"),
        (Options::default().with(&rows::SEQ_LEN, 180), "--seq-len 179 or less"),
        (Options::default().with(&rows::DROPOUT, 0.5).with(&rows::LAYERS, 1), "give --layers 2"),
        (Options::default().with(&rows::HIDDEN, 1 << 40), "GiB"),
        (Options::default().with(&rows::STATEFUL, true).with(&rows::STRIDE, 2), "--stride"),
        (Options::default().with(&rows::NO_LINEAR, true).with(&rows::HIDDEN, 7), "--no-linear"),
        (Options::default().with(&rows::STATEFUL, true).with(&rows::BATCH, Batch::Rows(50)), "--batch 16 or less"),
    ];
    for (options, name) in bad {
        let message = options.resolve(TaskKind::Text, &SHIP).unwrap_err().to_string();
        assert!(message.contains(name), "{message}");
    }
}

#[test]
fn options_are_set_by_name_and_merged() {
    let mut options = Options::default();
    for (name, text) in [("lr", "0.10"), ("cell", "gru"), ("stateful", "true"), ("batch", "full"), ("target", "-x y")] {
        options.set(name, text).unwrap();
    }
    let kept: Vec<_> = options.iter().collect();
    let wanted = [("cell", "gru"), ("stateful", "true"), ("batch", "full"), ("lr", "0.1"), ("target", "-x y")];
    assert_eq!(kept, wanted, "in the order of the table, numbers as short as they can be");
    let message = |name, text| Options::default().set(name, text).unwrap_err().to_string();
    assert_eq!(message("hiden", "8"), "there is no option --hiden: `rnntui --help` lists them.");
    assert_eq!(message("hidden", "x"), "--hidden \"x\" cannot be read: it must be a whole number, 0 or more.");
    assert_eq!(
        message("cell", "perceptron"),
        "--cell \"perceptron\" cannot be read: it must be one of rnn, lstm, gru."
    );
    assert!(message("stateful", "false").contains("left out"));

    let over = Options::default().with(&rows::LR, 0.2).with(&rows::HIDDEN, 8).over(options);
    assert_eq!((over.get(&rows::LR), over.get(&rows::HIDDEN)), (Some(0.2), Some(8)));
    assert!(over.is_on(&rows::STATEFUL) && !over.with(&rows::STATEFUL, false).has(&rows::STATEFUL));
}
