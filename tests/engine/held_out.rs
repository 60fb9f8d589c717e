//! What is measured on the held-out end of a text is what one reader of the whole text measures.

use rnntui::cli::parse_options;
use rnntui::config::TaskKind;
use rnntui::data::{Data, Format, TextReading};
use rnntui::nn::layout::Layout;
use rnntui::nn::loss::{IGNORE, LossSum};
use rnntui::nn::network::{Head, InputSize, Network, Prepared, Sequences, Shape, Targets};
use rnntui::nn::param::ParamSet;
use rnntui::nn::precision::Precision;
use rnntui::task::{HeldOut, Task};

use crate::support::{self, train_epochs};

const SUMS: &str = include_str!("../fixtures/texts/sums.txt");

/// The held-out loss as one stream over the whole text, from its first character on.
fn one_stream(text: &str, net: &Network, params: &ParamSet, held_out: usize) -> LossSum {
    let Data::Text(text) = Data::parse(text, &Format::Text(TextReading::CHARACTERS)).unwrap() else {
        panic!("no text")
    };
    let tokens: Vec<u32> = text.tokens.iter().collect();
    let mut targets = tokens[1..].to_vec();
    let scored = targets.len() - held_out;
    targets[..scored].fill(IGNORE);
    let input = &tokens[..targets.len()];
    let layout = Layout::uniform(input.len(), 1);
    let (mut prepared, mut pass, mut state) = (Prepared::default(), net.pass(), net.zero_state(1));
    let weights = net.prepare(params, &mut prepared);
    net.forward(weights, Sequences::tokens(input, &layout), &mut state, None, &mut pass);
    net.loss(Targets::Classes(&targets), held_out, &mut pass)
}

/// Trains on `text`, and compares the validation with that of one stream.
fn assert_as_one_stream(text: &str, options: &str, epochs: u64, held_out: usize) {
    let options = parse_options(options).unwrap();
    let mut trainer = support::trainer(TaskKind::Text, text, &options, 2);
    train_epochs(&mut trainer, epochs);
    let said = trainer.record().validation_loss.unwrap();

    let model = &trainer.config().model;
    let vocabulary = trainer.params().table().specs().last().unwrap().shape[0];
    let net = Network::new(Shape {
        input: InputSize::OneHot { vocabulary },
        cell: model.cell(),
        hidden_size: model.hidden_size,
        layers: model.num_layers,
        bidirectional: false,
        linear: true,
        head: Head::EveryStep,
        outputs: vocabulary,
        precision: Precision::F32,
    });
    let whole = one_stream(text, &net, trainer.params(), held_out);
    assert_eq!(whole.count, held_out);
    let wanted = whole.total / f64::from(u32::try_from(held_out).unwrap());
    assert!((f64::from(said) / wanted - 1.0).abs() < 0.005, "{said}, as one stream {wanted}");

    // Every character is scored once.
    let (_, Task { mut learn, .. }) = support::setup(TaskKind::Text, text, &options).into_task(1).unwrap();
    let mut sum = LossSum::default();
    (0..learn.chunks(HeldOut::Validation))
        .for_each(|chunk| sum += learn.measure(trainer.params(), HeldOut::Validation, chunk));
    assert_eq!(sum.count, held_out);
    assert!(sum.correct.abs_diff(whole.correct) <= held_out / 200, "{} right", sum.correct);
}

/// The net must remember the line's beginning to foretell its end, so one that begins cold in the middle of it is wrong
/// for long. The end is long enough for 14 streams.
#[test]
fn parallel_streams_are_as_warm_as_one() {
    let options = "--cell lstm --layers 1 --hidden 48 --lr 0.01 --stateful --batch 16 --seq-len 50 --clip 5";
    assert_as_one_stream(SUMS, &format!("{options} --val-frac 0.5"), 12, 15_020);
}

#[test]
fn a_short_end_is_read_after_the_text_before_it() {
    let text: String = SUMS.chars().take(1000).collect();
    for (options, held_out) in [
        ("--cell gru --val-frac 0.2 --layers 1 --hidden 24 --lr 0.02 --batch 20", 200),
        ("--cell rnn --val-frac 0.005 --layers 1 --hidden 8 --stateful --batch 2 --lr 0.02", 5),
        ("--cell rnn --val-frac 0.97 --layers 1 --hidden 8 --lr 0.02", 970),
    ] {
        assert_as_one_stream(&text, options, 3, held_out);
    }
}
