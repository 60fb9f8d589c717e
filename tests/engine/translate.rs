//! The translate task through the trainer: PyTorch's lab, batches and threads that change no number, and what is shown.

use crate::support::{assert_within, fixture, floats, gradient, tensor, train_epochs};
use ndarray::Axis;
use rnntui::config::{Batch, CellKind, OptimizerKind, Options, TaskKind, TokenKind, rows};
use rnntui::data::{Data, Names};
use rnntui::task::Query;
use rnntui::train::message::{Examples, HiddenView, Part, TranslateView};
use rnntui::train::trainer::{Advance, Trainer};
use serde_json::Value;

const LESSON: &str = include_str!("../../src/lessons/seq2seq/pairs.tsv");

/// The course's lab: one pair a step, plain SGD.
fn lab() -> Options {
    Options::default()
        .with(&rows::CELL, CellKind::Gru)
        .with(&rows::HIDDEN, 16)
        .with(&rows::EMBED, 16)
        .with(&rows::BATCH, Batch::Rows(1))
        .with(&rows::OPTIMIZER, OptimizerKind::Sgd)
        .with(&rows::LR, 0.05)
        .with(&rows::CLIP, 0.0)
        .with(&rows::VAL_FRAC, 0.0)
}

/// A file of this many pairs.
fn file(rows: usize, pair: impl Fn(usize) -> (String, String)) -> String {
    let rows: Vec<String> = (0..rows).map(pair).map(|(source, target)| format!("{source}\t{target}\n")).collect();
    rows.concat()
}

fn trainer(content: &str, options: &Options) -> Trainer {
    crate::support::trainer(TaskKind::Translate, content, options, 1)
}

fn look(trainer: &mut Trainer, example: usize) -> (TranslateView, HiddenView) {
    let view = trainer.view(Query { example, trace: false, ..Query::default() });
    let Examples::Translate(pairs) = view.examples else { panic!("no translations") };
    (pairs, view.hidden)
}

/// The numbers of the fixture's rows, placed by the name of each token. What the fixture has not is the unknown token:
/// never seen, and with this bias never said.
fn by_token(data: &Value, name: &str, side: &str, tokens: &[String]) -> Vec<f32> {
    let known: Vec<&str> =
        data[format!("{side}_vocab")].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    let found = tensor(&data["init"][name]);
    let width = found.data.len() / known.len();
    let special = ["<SOS>", "<EOS>", "<UNK>"].into_iter();
    let all = special.chain(tokens.iter().map(String::as_str));
    all.flat_map(|token| match known.iter().position(|&word| word == token) {
        Some(row) => found.data[row * width..(row + 1) * width].to_vec(),
        None => vec![if name.ends_with("bias") { -1e9 } else { 0.0 }; width],
    })
    .collect()
}

/// A file of the lab's pairs in the order in which the lab visits them makes its thousand steps one epoch.
#[test]
fn a_thousand_steps_of_the_lab_are_pytorchs() {
    let data = fixture("seq2seq");
    let sentence = |side: &str, pair: &Value| {
        let words = data[side][usize::try_from(pair.as_u64().unwrap()).unwrap()].as_array().unwrap();
        words.iter().map(|word| word.as_str().unwrap()).collect::<Vec<_>>().join(" ")
    };
    let order = data["order"].as_array().unwrap();
    let content = file(order.len(), |i| (sentence("source", &order[i]), sentence("target", &order[i])));
    let options = lab().with(&rows::NO_SHUFFLE, true);
    let mut trainer = trainer(&content, &options);
    let read = Data::parse(&content, &options.format(TaskKind::Translate)).unwrap();
    let Names::Pairs { source, target } = read.names() else { panic!("no pairs") };
    let init: Vec<Vec<f32>> = trainer
        .params()
        .table()
        .specs()
        .iter()
        .map(|spec| match spec.name.as_str() {
            name @ "encoder.embedding.weight" => by_token(&data, name, "source", &source),
            name @ ("decoder.embedding.weight" | "decoder.out.weight" | "decoder.out.bias") => {
                by_token(&data, name, "target", &target)
            }
            name => tensor(&data["init"][name]).data,
        })
        .collect();
    trainer.set_params(init.iter().map(Vec::as_slice));
    let losses: Vec<f32> = (0..order.len())
        .map(|step| match trainer.advance() {
            Advance::Step(record) => record.loss,
            other => panic!("step {step}: {other:?}"),
        })
        .collect();
    assert_within("losses", &losses, &floats(&data["losses"]), 1e-4, 1e-6);
    let (view, _) = look(&mut trainer, 0);
    assert!(view.pairs.iter().all(|pair| pair.exact), "{:?}", view.training);
}

/// Packing sentences of different lengths changes no number, and a batch is the mean of its sentences: so a batch of
/// one is the lab's step.
#[test]
fn the_gradient_of_a_batch_is_the_mean_of_its_sentences() {
    let rows: Vec<&str> = LESSON.lines().take(19).collect();
    let (content, n) = (rows.join("\n"), f32::from(u8::try_from(rows.len()).unwrap()));
    for attention in [false, true] {
        let options = lab().with(&rows::ATTENTION, attention).with(&rows::BIDIRECTIONAL, attention);
        let (_, whole) = gradient(TaskKind::Translate, &content, &options, rows.len(), 0);
        let mut mean = vec![0.0; whole.as_slice().len()];
        for step in 0..rows.len() {
            let (_, one) = gradient(TaskKind::Translate, &content, &options, 1, step as u64);
            mean.iter_mut().zip(one.as_slice()).for_each(|(sum, g)| *sum += g / n);
        }
        assert_within("gradient", whole.as_slice(), &mean, 1e-4, 1e-6);
    }
}

/// Dropout, free running, validation, packing: none depends on how many threads there are, nor on who looks.
#[test]
fn threads_and_looking_change_no_bit() {
    let start = |text: &str, end: usize| text[..end].to_owned();
    let content = file(220, |i| (start("a b c d e f g", 1 + i * 4 % 12), start("v w x y z", 1 + i * 2 % 8)));
    let run = |threads, looking: bool| {
        let options = Options::default()
            .with(&rows::LAYERS, 2)
            .with(&rows::DROPOUT, 0.3)
            .with(&rows::BIDIRECTIONAL, true)
            .with(&rows::ATTENTION, true)
            .with(&rows::TEACHER_FORCING, 0.5)
            .with(&rows::BATCH, Batch::Rows(100))
            .with(&rows::VAL_FRAC, 0.3);
        let mut trainer = crate::support::trainer(TaskKind::Translate, &content, &options, threads);
        let mut done = Vec::new();
        for step in 0..9 {
            if looking {
                trainer.view(Query { example: step * 7, trace: step % 2 == 0, ..Query::default() });
            }
            done.push(trainer.advance());
        }
        (done, trainer.params().clone())
    };
    let one = run(1, false);
    assert!(one.0.iter().any(|done| matches!(done, Advance::Validated { .. })), "{:?}", one.0);
    for threads in [1, 2, 3] {
        assert_eq!(one, run(threads, true), "{threads} threads");
    }
}

#[test]
fn one_pair_alone_is_learnt() {
    for tokens in [TokenKind::Word, TokenKind::Char] {
        let options = Options::default().with(&rows::TOKENS, tokens);
        let mut trainer = trainer("<SOS> good morning!\t좋은 아침, <EOS>", &options);
        train_epochs(&mut trainer, 150);
        let (view, _) = look(&mut trainer, 0);
        assert!(view.pairs[0].exact, "{:?}", view.pairs[0].translated());
        assert_eq!((view.pairs.len(), view.training.exact, view.validation.pairs), (1, 1, 0));
    }
}

/// A word that only held-out pairs have is unknown to the net, counted as wrong, and no part of the loss.
#[test]
fn words_of_held_out_pairs_alone_are_unknown() {
    let content = file(30, |i| (format!("say w{i}"), format!("sag v{i}")));
    let options = Options::default().with(&rows::VAL_FRAC, 0.2);
    let mut trainer = trainer(&content, &options);
    assert_eq!(
        trainer.show().notes(),
        ["12 words of the held-out pairs are in no pair that is trained on, and <UNK> to the net."]
    );
    train_epochs(&mut trainer, 60);
    let (view, hidden) = look(&mut trainer, 0);
    assert_eq!((view.validation.pairs, view.validation.exact), (6, 0));
    assert!(view.pairs[..6].iter().all(|pair| pair.part == Part::Validation && pair.source.starts_with("say w")));
    assert_eq!(hidden.steps[..4], ["say", "<UNK>", "<EOS>", "<SOS>"]);
    // Of `sag <UNK> <EOS>` the net can know two, and they cost it next to nothing.
    assert!(trainer.record().validation_loss.unwrap() < 2.0, "{:?}", trainer.record().validation_loss);
}

#[test]
fn attention_adds_up_to_one_and_the_state_goes_from_reading_to_writing() {
    let options = Options::default()
        .with(&rows::ATTENTION, true)
        .with(&rows::BIDIRECTIONAL, true)
        .with(&rows::LAYERS, 2)
        .with(&rows::HIDDEN, 8);
    let mut attentive = trainer(LESSON, &options);
    attentive.advance();
    let (view, hidden) = look(&mut attentive, 7);
    let alignment = view.alignment.unwrap();
    assert_eq!(alignment.weights.dim(), (alignment.target.len(), alignment.source.len()));
    assert!(alignment.weights.sum_axis(Axis(1)).iter().all(|sum| (sum - 1.0).abs() < 1e-5));
    assert_eq!(alignment.source.last().unwrap(), "<EOS>");
    assert_eq!(hidden.steps.len(), alignment.source.len() + alignment.target.len());
    assert_eq!(hidden.layers.len(), 2);
    assert!(hidden.layers.iter().all(|layer| layer.dim() == (hidden.steps.len(), 16)), "both ways side by side");
    assert_eq!(hidden.steps[alignment.source.len()], "<SOS>");
    let mut plain = trainer(LESSON, &options.with(&rows::ATTENTION, false));
    assert_eq!(look(&mut plain, 7).0.alignment, None);
}

/// Many pairs are shown in part, from all over the file, and the title's numbers say of how many.
#[test]
fn of_many_pairs_some_are_shown_and_more_are_scored() {
    let content = file(4000, |i| (format!("a{} b", i % 7), format!("x{} y", i % 5)));
    let options = Options::default().with(&rows::HIDDEN, 8).with(&rows::EMBED, 4).with(&rows::VAL_FRAC, 0.5);
    let mut trainer = trainer(&content, &options.with(&rows::TEST_FRAC, 0.0));
    let mut look = |work| {
        let view = trainer.view(Query { work, ..Query::default() });
        let Examples::Translate(pairs) = view.examples else { panic!("no translations") };
        (pairs, view.whole)
    };
    // A pair takes some 1,000 multiplications.
    let (view, whole) = look(100_000);
    assert!(!whole && (16..100).contains(&view.pairs.len()), "{}", view.pairs.len());
    assert_eq!((view.validation.pairs, view.training.pairs), (view.pairs.len() / 2, view.pairs.len().div_ceil(2)));
    assert!(view.pairs.last().unwrap().number > 3700, "from all over the file");
    let (view, whole) = look(Query::STARE);
    assert!(whole && view.pairs.len() == 100);
    assert_eq!([view.training.pairs, view.training.of, view.validation.pairs, view.validation.of], [2000; 4]);
}
