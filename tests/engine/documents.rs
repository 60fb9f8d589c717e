//! A text of documents: each is read as if there were no other, whatever batch and chunk it stands in.

use rnntui::cli::parse_options;
use rnntui::config::{Options, TaskKind};
use rnntui::data::{Data, Text};
use rnntui::nn::layout::Layout;
use rnntui::nn::loss::LossSum;
use rnntui::nn::network::{Head, InputSize, Network, Prepared, Sequences, Shape, Targets};
use rnntui::nn::param::ParamSet;
use rnntui::nn::precision::Precision;
use rnntui::task::{HeldOut, Position, Task};

use crate::support::{self, assert_within};

const POEM: &str = "the sea\nthe wide wide sea, and no land\n\nno\nno ship on the wide sea\nthe land is dry\n  sea\n";

/// A network of these options for this text.
fn network(text: &Text) -> Network {
    let vocabulary = text.vocab.len();
    Network::new(Shape {
        input: InputSize::OneHot { vocabulary },
        cell: rnntui::nn::cell::Cell::Lstm,
        hidden_size: 7,
        layers: 2,
        bidirectional: false,
        linear: true,
        head: Head::EveryStep,
        outputs: vocabulary,
        precision: Precision::F32,
    })
}

/// The losses of these documents, each read alone from zeros, and the gradients of their mean over `targets`.
fn alone(text: &Text, documents: &[[usize; 2]], params: &ParamSet, targets: usize) -> (LossSum, Vec<f32>) {
    let net = network(text);
    let (mut prepared, mut sum, mut grads) = (Prepared::default(), LossSum::default(), Vec::new());
    let weights = net.prepare(params, &mut prepared);
    for &[start, end] in documents {
        let ids: Vec<u32> = (start..=end).map(|place| text.tokens.get(place)).collect();
        let layout = Layout::uniform(ids.len() - 1, 1);
        let (mut pass, mut state) = (net.pass(), net.zero_state(1));
        let read = Sequences::tokens(&ids[..ids.len() - 1], &layout);
        net.forward(weights, read, &mut state, None, &mut pass);
        sum += net.loss(Targets::Classes(&ids[1..]), targets, &mut pass);
        net.backward(weights, read, &mut pass);
        grads.resize(pass.grads.as_slice().len(), 0.0);
        grads.iter_mut().zip(pass.grads.as_slice()).for_each(|(sum, grad)| *sum += grad);
    }
    (sum, grads)
}

fn options(more: &str) -> Options {
    parse_options(&format!("--documents line --cell lstm --hidden 7 --layers 2 --embed 0 {more}")).unwrap()
}

/// The task, its text, and that text's documents by part.
fn task(options: &Options) -> (Task, Text, [Vec<[usize; 2]>; 3]) {
    let setup = support::setup(TaskKind::Text, POEM, options);
    let Data::Text(text) = setup.data().clone() else { panic!("no text") };
    let parts = rnntui::task::split_text(setup.config(), &text);
    let documents = text.documents.windows(2).map(|ends| [ends[0], ends[1]]);
    let of = |part: &std::ops::Range<usize>| documents.clone().filter(|ends| part.contains(&ends[1])).collect();
    let documents = [of(&parts[0]), of(&parts[1]), of(&parts[2])];
    (setup.into_task(2).unwrap().1, text, documents)
}

fn targets(documents: &[[usize; 2]]) -> usize {
    documents.iter().map(|ends| ends[1] - ends[0]).sum()
}

#[test]
fn a_step_over_all_documents_has_the_gradient_of_each_read_alone() {
    for more in ["", "--tokens word --min-count 2"] {
        let (Task { mut learn, .. }, text, [training, ..]) =
            task(&options(&format!("--seq-len 100 --batch full --val-frac 0.3 {more}")));
        let (params, count) = (learn.initial(3), targets(&training));
        let mut grads = params.clone();
        let sum = learn.step(&params, Position { epoch: 0, step: 0, step_in_epoch: 0 }, &mut grads);
        let (wanted, wanted_grads) = alone(&text, &training, &params, count);
        assert_eq!(learn.steps_per_epoch(), 1);
        assert_eq!((sum.count, sum.correct), (count, wanted.correct));
        assert!((sum.total / wanted.total - 1.0).abs() < 1e-6, "{} {}", sum.total, wanted.total);
        assert_within("gradients", grads.as_slice(), &wanted_grads, 1e-4, 1e-6);
    }
}

/// The state goes on from chunk to chunk within a document, and is forgotten at its end.
#[test]
fn streams_read_each_document_from_zeros_whatever_chunks_it_is_cut_into() {
    for seq_len in [1, 3, 8, 100] {
        let (Task { mut learn, .. }, text, [training, ..]) =
            task(&options(&format!("--seq-len {seq_len} --stateful --batch 1")));
        let params = learn.initial(3);
        let (mut grads, mut sum) = (params.clone(), LossSum::default());
        for step in 0..learn.steps_per_epoch() {
            sum += learn.step(&params, Position { epoch: 0, step, step_in_epoch: step }, &mut grads);
        }
        let (wanted, _) = alone(&text, &training, &params, 1);
        assert_eq!((sum.count, sum.correct), (targets(&training), wanted.correct), "T = {seq_len}");
        assert!((sum.total / wanted.total - 1.0).abs() < 1e-6, "{} {}", sum.total, wanted.total);
    }
}

/// Rows of a batch end at different steps; each target is learnt once in an epoch all the same.
#[test]
fn several_streams_read_every_target_once() {
    let (Task { mut learn, .. }, _, [training, ..]) = task(&options("--seq-len 4 --stateful --batch 3"));
    let params = learn.initial(3);
    let (mut grads, mut count) = (params.clone(), 0);
    for epoch in 0..2 {
        for step in 0..learn.steps_per_epoch() {
            count += learn.step(&params, Position { epoch, step, step_in_epoch: step }, &mut grads).count;
        }
    }
    assert_eq!(count, 2 * targets(&training));
}

#[test]
fn a_held_out_document_is_scored_as_if_it_were_read_alone() {
    for more in ["", "--tokens word"] {
        let (Task { mut learn, .. }, text, [_, validation, test]) =
            task(&options(&format!("--val-frac 0.3 --test-frac 0.2 {more}")));
        let params = learn.initial(3);
        for (part, documents) in [(HeldOut::Validation, validation), (HeldOut::Test, test)] {
            let mut sum = LossSum::default();
            (0..learn.chunks(part)).for_each(|chunk| sum += learn.measure(&params, part, chunk));
            let (wanted, _) = alone(&text, &documents, &params, 1);
            assert!(!documents.is_empty());
            assert_eq!((sum.count, sum.correct), (targets(&documents), wanted.correct));
            assert!((sum.total / wanted.total - 1.0).abs() < 1e-6, "{} {}", sum.total, wanted.total);
        }
    }
}
