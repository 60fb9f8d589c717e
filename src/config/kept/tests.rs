use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::config::{Horizon, Input, Row, TextSize, rows};

/// Values of every kind; each option takes those that it allows.
const TEXTS: [&str; 19] = [
    "0",
    "1",
    "2",
    "3",
    "7",
    "50",
    "full",
    "true",
    "a \"column\"",
    "0.1",
    "0.25",
    "0.3333333333333333",
    "1e-5",
    "1e20",
    "900",
    "cosine:40:1e-4",
    "warmup:200s:0.01+plateau:0.5:3",
    "euc-kr",
    "utf-8,utf-16le",
];

fn values(row: &dyn Row) -> Vec<String> {
    let texts: Vec<String> = match row.input() {
        Input::Choice(choices) => choices.iter().map(|choice| choice.get_name().to_owned()).collect(),
        _ => TEXTS.into_iter().map(str::to_owned).collect(),
    };
    texts.into_iter().filter(|text| row.check(text).is_ok()).collect()
}

fn sizes(task: TaskKind) -> BoxedStrategy<DataSize> {
    match task {
        TaskKind::Text => (20_usize..30_000, 2_usize..90)
            .prop_map(|(n, vocabulary)| DataSize::Text(TextSize { bytes: n as u64, tokens: n, vocabulary }))
            .boxed(),
        TaskKind::Series => {
            (20_usize..30_000, 1_usize..9).prop_map(|(rows, columns)| DataSize::Series { rows, columns }).boxed()
        }
        TaskKind::Classify | TaskKind::Generate => (5_usize..500, 2_usize..9, 2_usize..90)
            .prop_map(|(rows, labels, tokens)| DataSize::Labelled { rows, labels, tokens, longest: 9 })
            .boxed(),
        TaskKind::Translate => (5_usize..500, 5_usize..90, 5_usize..90)
            .prop_map(|(rows, source_tokens, target_tokens)| DataSize::Pairs {
                rows,
                source_tokens,
                target_tokens,
                longest: (5, 6),
            })
            .boxed(),
    }
}

/// A few options of a task, each with a value that it allows; not all of them go together.
fn some_options(task: TaskKind) -> impl Strategy<Value = Options> {
    let rows: Vec<_> = TABLE.into_iter().filter(|row| row.tasks().contains(&task)).collect();
    let given = (any::<Index>(), any::<Index>());
    proptest::collection::vec(given, 0..6).prop_map(move |given| {
        let mut options = Options::default();
        for (row, value) in given {
            let row = rows[row.index(rows.len())];
            let values = values(row);
            options.set(row.name(), &values[value.index(values.len())]).unwrap();
        }
        options
    })
}

fn runs() -> impl Strategy<Value = (TaskKind, DataSize, Options)> {
    select(&TaskKind::ALL[..]).prop_flat_map(|task| (Just(task), sizes(task), some_options(task)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn a_configuration_is_kept_as_the_options_that_give_it_again((task, size, options) in runs()) {
        let config = options.resolve(task, &size);
        prop_assume!(config.is_ok());
        let config = config.unwrap();
        let kept = config.options();
        prop_assert_eq!(kept.resolve(task, &size), Ok(config.clone()));
        prop_assert_eq!(RunConfig::from_kept(task, &kept, &size), Ok(config.clone()));
        // Nothing that was asked for is missing, and through a file come the same options.
        let mut read = Options::default();
        for (name, text) in kept.iter() {
            read.set(name, text).unwrap();
        }
        prop_assert_eq!(&read, &kept);
        prop_assert_eq!(options.over(kept.clone()), kept);
    }
}

#[test]
fn every_option_has_values_to_be_kept() {
    for row in TABLE {
        assert!(!values(row).is_empty(), "--{}: give TEXTS a value of it", row.name());
    }
}

const SHIP: DataSize = DataSize::Text(TextSize { bytes: 180, tokens: 180, vocabulary: 25 });

#[test]
fn sessions_of_before_may_hold_what_is_refused_today_but_nothing_that_is_ignored() {
    let options = Options::default().with(&rows::LAYERS, 1).with(&rows::DROPOUT, 0.5);
    assert!(options.resolve(TaskKind::Text, &SHIP).is_err());
    let config = RunConfig::from_kept(TaskKind::Text, &options, &SHIP).unwrap();
    assert_eq!((config.model.num_layers, config.model.dropout), (1, 0.5));
    let refused = |options: Options| RunConfig::from_kept(TaskKind::Text, &options, &SHIP).unwrap_err().to_string();
    let sentence = refused(Options::default().with(&rows::MOMENTUM, 0.5));
    assert_eq!(sentence, "--momentum 0.5 means nothing beside the other options: leave it out.");
    assert!(
        refused(Options::default().with(&rows::HORIZON, Horizon { first: 2, last: 2 }))
            .contains("--horizon belongs to --task series")
    );
    assert!(refused(Options::default().with(&rows::HIDDEN, 0)).contains("--hidden 0 is out of range"));
}
