use super::super::{Batching, DataSize, TextSize};
use super::*;

const SHIP: DataSize = DataSize::Text(TextSize { bytes: 180, characters: 180, vocabulary: 25 });
const NOVEL: DataSize = DataSize::Text(TextSize { bytes: 1_115_394, characters: 1_115_394, vocabulary: 65 });

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

#[test]
fn the_held_out_part_is_rounded() {
    let config = Options { val_frac: Some(0.29), ..Options::default() }.resolve(TaskKind::Text, &SHIP).unwrap();
    assert_eq!((config.split(100), config.split(10), config.split(0)), ((71, 29), (7, 3), (0, 0)));
}

#[test]
fn wrong_values_are_named() {
    let bad = [
        (Options { hidden: Some(0), ..Options::default() }, "--hidden 0"),
        (Options { lr: Some(-1.0), ..Options::default() }, "--lr -1"),
        (Options { lr: Some(f64::NAN), ..Options::default() }, "--lr NaN"),
        (Options { dropout: Some(1.0), ..Options::default() }, "--dropout 1"),
        (Options { batch: Some(Batch::Rows(0)), ..Options::default() }, "--batch 0"),
        (Options { seq_len: Some(180), ..Options::default() }, "--seq-len 179 or less"),
        (Options { dropout: Some(0.5), layers: Some(1), ..Options::default() }, "give --layers 2"),
        (Options { hidden: Some(1 << 40), ..Options::default() }, "GiB"),
        (Options { stateful: true, stride: Some(2), ..Options::default() }, "--stride"),
        (Options { no_linear: true, hidden: Some(7), ..Options::default() }, "--no-linear"),
        (Options { stateful: true, batch: Some(Batch::Rows(50)), ..Options::default() }, "--batch 16 or less"),
    ];
    for (options, name) in bad {
        let message = options.resolve(TaskKind::Text, &SHIP).unwrap_err().to_string();
        assert!(message.contains(name), "{message}");
    }
}
