use proptest::prelude::*;

use super::super::horizon::Horizon;
use super::super::options::Options;
use super::super::rows;
use super::super::run::Batch;
use super::super::task::TaskKind;
use super::*;
use crate::data::series::BaseKind;

/// What a sentence says to do: options with the values they should have.
fn advice(sentence: &str) -> Vec<(String, String)> {
    let Some((_, remedies)) = sentence.rsplit_once(": use ") else { return Vec::new() };
    let words: Vec<&str> = remedies.trim_end_matches('.').split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let option = |pair: &[&str]| Some((pair[0].strip_prefix("--")?.to_owned(), pair[1].to_owned()));
    words.windows(2).filter_map(option).collect()
}

/// Faults that options of these tests can have at once, each refused by itself.
const FAULTS: usize = 2;

/// Each piece of advice must end its fault, followed alone and to the letter.
fn follow(options: &Options, task: TaskKind, size: &DataSize, faults: usize) -> Result<(), TestCaseError> {
    let Err(refused) = options.resolve(task, size) else { return Ok(()) };
    let refused = refused.to_string();
    prop_assert!(faults > 0, "{refused}");
    let advice = advice(&refused);
    prop_assert!(
        !advice.is_empty() || refused.ends_with("use a longer text.") || refused.ends_with("use a longer file.")
    );
    for (option, value) in &advice {
        let mut followed = options.clone();
        followed.set(option, value).unwrap();
        follow(&followed, task, size, faults - 1)?;
    }
    Ok(())
}

fn text(characters: usize) -> DataSize {
    DataSize::Text(TextSize { bytes: characters as u64, tokens: characters, vocabulary: 9 })
}

fn refusal(options: &Options, task: TaskKind, size: &DataSize) -> String {
    options.resolve(task, size).unwrap_err().to_string()
}

#[test]
fn the_option_that_does_it_is_named() {
    let val_frac = |share| Options::default().with(&rows::VAL_FRAC, share);
    assert_eq!(
        refusal(&val_frac(0.99), TaskKind::Text, &text(144)),
        "--val-frac holds out 143 of the text's 144 characters and leaves 1 to train on, and a chunk takes --seq-len \
         10 and one more: use --val-frac 0.9236 or less or a longer text."
    );
    assert_eq!(
        refusal(&val_frac(0.001), TaskKind::Text, &text(144)),
        "--val-frac 0.001 of 144 characters is none of them: use --val-frac 0.007 to hold out one or --val-frac 0 to \
         hold out none."
    );
    let pairs = DataSize::Pairs { rows: 20, source_tokens: 9, target_tokens: 9, longest: (3, 3) };
    assert!(refusal(&val_frac(0.02), TaskKind::Translate, &pairs).contains("0.02 of 20 rows is none of them"));
    assert!(refusal(&val_frac(0.99), TaskKind::Translate, &pairs).ends_with("use --val-frac 0.95 or less."));
}

#[test]
fn a_single_character_can_be_held_out() {
    let config = Options::default().with(&rows::VAL_FRAC, 0.007).resolve(TaskKind::Text, &text(144)).unwrap();
    assert_eq!(config.split(144), (143, 1));
}

#[test]
fn streams_are_as_many_as_have_room_in_what_is_trained_on() {
    let options = Options::default().with(&rows::VAL_FRAC, 0.9);
    let config = options.resolve(TaskKind::Text, &text(20_000)).unwrap();
    assert_eq!(config.batching, Batching::Streams { seq_len: 50, rows: 39 });
}

proptest! {
    #[test]
    fn every_advice_on_a_text_works(
        characters in prop_oneof![2..40_usize, 100..2000_usize, 20_000..30_000_usize],
        val_frac in prop_oneof![Just(0.0), 0.0..0.01, 0.0..1.0, 0.95..1.0],
        seq_len in prop_oneof![1..20_usize, 1..3000_usize],
        streams in prop::option::of(1..80_usize),
        given: [bool; 2],
    ) {
        let mut options = Options::default();
        if given[0] {
            options = options.with(&rows::VAL_FRAC, val_frac);
        }
        if given[1] {
            options = options.with(&rows::SEQ_LEN, seq_len);
        }
        if let Some(streams) = streams {
            options = options.with(&rows::STATEFUL, true).with(&rows::BATCH, Batch::Rows(streams));
        }
        follow(&options, TaskKind::Text, &text(characters), FAULTS)?;
    }

    #[test]
    fn every_advice_on_a_table_works(
        table_rows in 1..60_usize,
        val_frac in prop_oneof![0.0..0.1, 0.0..1.0, 0.95..1.0],
        train_frac in 0.01..=1.0,
        seq_len in 1..50_usize,
        horizon in 1..50_usize,
        season in 0..40_usize,
    ) {
        let series = Options::default()
            .with(&rows::TRAIN_FRAC, train_frac)
            .with(&rows::SEQ_LEN, seq_len)
            .with(&rows::HORIZON, Horizon { first: horizon, last: horizon + season % 4 })
            .with(&rows::SEASON, if season == 1 { 0 } else { season })
            .with(&rows::BASE, if season < 2 { BaseKind::Last } else { BaseKind::Season });
        follow(&series, TaskKind::Series, &DataSize::Series { rows: table_rows, columns: 2 }, FAULTS)?;
        let size = DataSize::Labelled { rows: table_rows, labels: 2, tokens: 9, longest: 5 };
        follow(&Options::default().with(&rows::VAL_FRAC, val_frac), TaskKind::Classify, &size, FAULTS)?;
    }
}
