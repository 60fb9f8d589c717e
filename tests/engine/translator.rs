//! The encoder-decoder against PyTorch's (`fixtures/seq2seq.json`), and its gradients against slopes of the loss.

use std::sync::Arc;

use crate::support::engine::{laid_out, params_from};
use crate::support::slope::assert_slopes;
use crate::support::{assert_close, assert_within, fixture, floats, tensor};
use ndarray::{Array2, ArrayView2, Axis, concatenate};
use rnntui::nn::cell::Cell;
use rnntui::nn::dropout::Dropout;
use rnntui::nn::layer::{Input, LayerState};
use rnntui::nn::layout::Layout;
use rnntui::nn::network::Sequences;
use rnntui::nn::param::{ParamSet, ParamTable};
use rnntui::nn::precision::Precision;
use rnntui::nn::random::{Purpose, stream};
use rnntui::nn::stack::{Stack, StackShape, StackTape, State};
use rnntui::nn::translator::{Ends, Pass, Prepared, Shape, Translator};
use rnntui::optim::{Method, Optimizer};
use serde_json::Value;

fn names(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect()
}

/// Sentences as indices, each ending in `<EOS>`.
fn sentences(data: &Value, side: &str) -> Vec<Vec<u32>> {
    let vocabulary = names(&data[format!("{side}_vocab")]);
    let index = |word: &str| u32::try_from(vocabulary.iter().position(|&known| known == word).unwrap()).unwrap();
    let sentence = |words: &Value| names(words).into_iter().chain(["<EOS>"]).map(index).collect();
    data[side].as_array().unwrap().iter().map(sentence).collect()
}

const START: u32 = 0;
const END: u32 = 1;

/// What the decoder is given: the start, then all but the last of what it should put out.
fn shifted(target: &[u32]) -> Vec<u32> {
    [&[START], &target[..target.len() - 1]].concat()
}

#[test]
fn a_thousand_steps_of_seq2seq_are_pytorchs() {
    let data = fixture("seq2seq");
    let (sources, targets) = (sentences(&data, "source"), sentences(&data, "target"));
    let hidden = usize::try_from(data["hidden_size"].as_u64().unwrap()).unwrap();
    let translator = Translator::new(Shape {
        cell: Cell::Gru,
        source_vocabulary: names(&data["source_vocab"]).len(),
        target_vocabulary: names(&data["target_vocab"]).len(),
        embed: hidden,
        hidden_size: hidden,
        layers: 1,
        bidirectional: false,
        attention: false,
        precision: Precision::F32,
    });
    let mut params = params_from(translator.table(), &data["init"]);
    let sgd = Method::Sgd { momentum: 0.0, nesterov: false, weight_decay: 0.0 };
    let mut optimizer = Optimizer::new(sgd, translator.table());
    let (mut prepared, mut pass) = (Prepared::default(), translator.pass());
    let mut losses = Vec::new();
    for (step, pair) in data["order"].as_array().unwrap().iter().enumerate() {
        let pair = usize::try_from(pair.as_u64().unwrap()).unwrap();
        let (source, target) = (&sources[pair], &targets[pair]);
        let layouts = [source, target].map(|tokens| Layout::uniform(tokens.len(), 1));
        let given = shifted(target);
        let (source, given) = (Sequences::tokens(source, &layouts[0]), Sequences::tokens(&given, &layouts[1]));
        let weights = translator.prepare(&params, &mut prepared);
        translator.forward(weights, source, given, None, &mut pass);
        let sum = translator.loss(target, 1, &mut pass);
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a few tokens")]
        losses.push((sum.total / sum.count as f64) as f32);
        translator.backward(weights, source, given, &mut pass);
        if step == 0 {
            for (spec, found) in pass.grads.iter() {
                assert_close(&spec.name, found, &tensor(&data["first_grads"][&spec.name]).data);
            }
        }
        optimizer.update(data["lr"].as_f64().unwrap(), &mut params, &pass.grads);
    }
    assert_within("losses", &losses, &floats(&data["losses"]), 1e-4, 1e-6);

    // All sentences at once, longest first inside, in their own order outside.
    let layout = Layout::packed(&sources.iter().map(Vec::len).collect::<Vec<_>>());
    let mut tokens = Vec::new();
    layout.pack(&sources, &mut tokens);
    let ends = Ends { start: START, end: END, limit: 10 };
    let weights = translator.prepare(&params, &mut prepared);
    let greedy = translator.greedy(weights, Sequences::tokens(&tokens, &layout), ends, &mut pass);
    let vocabulary = names(&data["target_vocab"]);
    for (translation, wanted) in greedy.iter().zip(data["greedy_after"].as_array().unwrap()) {
        let found: Vec<&str> = translation.tokens.iter().map(|&token| vocabulary[token as usize]).collect();
        assert_eq!(found, names(wanted));
        assert_eq!(translation.attention.dim(), (found.len(), 0), "no attention, no weights");
    }
    assert_eq!(greedy.len(), 5);
}

/// Every cell, with and without attention, an encoder of one direction and of two, embedded and one-hot.
fn shapes() -> impl Iterator<Item = Shape> {
    Cell::ALL.into_iter().flat_map(|cell| {
        let shape = Shape {
            cell,
            source_vocabulary: 5,
            target_vocabulary: 4,
            embed: 3,
            hidden_size: 3,
            layers: 1,
            bidirectional: false,
            attention: false,
            precision: Precision::F32,
        };
        [
            shape,
            Shape { layers: 2, embed: 0, bidirectional: true, ..shape },
            Shape { attention: true, ..shape },
            Shape { layers: 2, bidirectional: true, attention: true, ..shape },
        ]
    })
}

/// Of lengths whose orders differ: the first row has the longest target and the shortest source.
const SOURCES: [&[u32]; 3] = [&[4, 1], &[0, 3, 2, 1], &[2, 2, 1]];
const TARGETS: [&[u32]; 3] = [&[2, 3, 3, 1], &[3, 1], &[2, 2, 1]];

struct Batch {
    source: Vec<u32>,
    given: Vec<u32>,
    wanted: Vec<u32>,
    layouts: [Layout; 2],
}

fn batch(sources: &[&[u32]], targets: &[&[u32]]) -> Batch {
    let layouts = [sources, targets].map(|rows| Layout::packed(&rows.iter().map(|row| row.len()).collect::<Vec<_>>()));
    let (mut source, mut given, mut wanted) = (Vec::new(), Vec::new(), Vec::new());
    layouts[0].pack(sources, &mut source);
    layouts[1].pack(targets, &mut wanted);
    layouts[1].pack(&targets.iter().map(|target| shifted(target)).collect::<Vec<_>>(), &mut given);
    Batch { source, given, wanted, layouts }
}

/// A forward pass and its loss, and the gradients if asked for.
fn run(translator: &Translator, params: &ParamSet, batch: &Batch, dropout: f32, backward: bool) -> (f64, Pass) {
    let (mut prepared, mut pass) = (Prepared::default(), translator.pass());
    let source = Sequences::tokens(&batch.source, &batch.layouts[0]);
    let given = Sequences::tokens(&batch.given, &batch.layouts[1]);
    let weights = translator.prepare(params, &mut prepared);
    let mut total = 0.0;
    // Gradients are those of a second pass, whose buffers hold what the first one left.
    for _ in 0..=usize::from(backward) {
        let mut dropout = (dropout > 0.0).then(|| Dropout::new(dropout, stream(7, Purpose::Dropout, 0)));
        translator.forward(weights, source, given, dropout.as_mut(), &mut pass);
        total = translator.loss(&batch.wanted, 1, &mut pass).total;
        if backward {
            translator.backward(weights, source, given, &mut pass);
        }
    }
    (total, pass)
}

#[test]
fn gradients_are_the_slopes_of_the_loss() {
    let batch = batch(&SOURCES, &TARGETS);
    for shape in shapes() {
        let translator = Translator::new(shape);
        let params = translator.initial(3);
        let grads = run(&translator, &params, &batch, 0.3, true).1.grads;
        let kinks = shape.cell == Cell::RnnRelu;
        assert_slopes(&format!("{shape:?}"), &params, &grads, kinks, |at| run(&translator, at, &batch, 0.3, false).0);
    }
}

#[test]
fn a_batch_is_its_pairs_one_by_one() {
    for shape in shapes() {
        let translator = Translator::new(shape);
        assert_eq!(shape.parameters(), Some(translator.table().len()), "{shape:?}");
        let params = translator.initial(5);
        let all = batch(&SOURCES, &TARGETS);
        let (total, pass) = run(&translator, &params, &all, 0.0, true);
        let mut sum = 0.0;
        let mut grads = ParamSet::zeros(translator.table());
        for row in 0..SOURCES.len() {
            let one = batch(&SOURCES[row..=row], &TARGETS[row..=row]);
            let (loss, alone) = run(&translator, &params, &one, 0.0, true);
            sum += loss;
            grads.as_mut_slice().iter_mut().zip(alone.grads.as_slice()).for_each(|(sum, grad)| *sum += grad);
            let places = all.layouts[1].places(row);
            let predicted: Vec<u32> = places.map(|place| pass.predicted[place]).collect();
            assert_eq!(predicted, alone.predicted);
            assert_eq!(pass.attention(row).is_some(), shape.attention);
            if let (Some(found), Some(wanted)) = (pass.attention(row), alone.attention(0)) {
                assert_eq!(found.dim(), (TARGETS[row].len(), SOURCES[row].len()));
                assert_within("weights", found.as_slice().unwrap(), wanted.as_slice().unwrap(), 1e-5, 1e-6);
                assert!(found.rows().into_iter().all(|row| (row.sum() - 1.0).abs() < 1e-6));
            }
        }
        assert!((total - sum).abs() < 1e-5, "{shape:?}: {total} together, {sum} apart");
        assert_within("gradient", pass.grads.as_slice(), grads.as_slice(), 1e-5, 1e-6);
    }
    let huge = Shape { hidden_size: usize::MAX / 2, bidirectional: true, ..shapes().next().unwrap() };
    assert_eq!(huge.parameters(), None);
}

/// What is decoded step by step and fed back is what the decoder puts out when given the same tokens at once.
#[test]
fn greedy_decoding_is_the_decoder_given_its_own_words() {
    let ends = Ends { start: START, end: END, limit: 6 };
    let (mut ended, mut cut) = (0, 0);
    for (shape, seed) in shapes().flat_map(|shape| [(shape, 1), (shape, 2), (shape, 8)]) {
        let translator = Translator::new(shape);
        let params = translator.initial(seed);
        let all = batch(&SOURCES, &TARGETS);
        let (mut prepared, mut pass) = (Prepared::default(), translator.pass());
        let weights = translator.prepare(&params, &mut prepared);
        let source = Sequences::tokens(&all.source, &all.layouts[0]);
        let found = translator.greedy(weights, source, ends, &mut pass);
        for (row, translation) in found.iter().enumerate() {
            let tokens = &translation.tokens;
            let first_end = tokens.iter().position(|&token| token == END);
            assert_eq!(tokens.len(), first_end.map_or(ends.limit, |place| place + 1), "{tokens:?}");
            *if first_end.is_some() { &mut ended } else { &mut cut } += 1;
            let (_, alone) = run(&translator, &params, &batch(&SOURCES[row..=row], &[tokens]), 0.0, false);
            assert_eq!(&alone.predicted, tokens);
            if let Some(wanted) = alone.attention(0) {
                assert_eq!(translation.attention.dim(), wanted.dim());
                let look = translation.attention.as_slice().unwrap();
                assert_within("weights", look, wanted.as_slice().unwrap(), 1e-5, 1e-6);
            }
        }
    }
    assert!(ended > 5 && cut > 5, "{ended} ended and {cut} were cut at the limit");
}

/// The parameter called `name`.
fn named<'a>(params: &'a ParamSet, name: &str) -> ArrayView2<'a, f32> {
    let (spec, values) = params.iter().find(|(spec, _)| spec.name == name).unwrap_or_else(|| panic!("no {name}"));
    let columns = spec.shape.get(1).copied().unwrap_or(1);
    ArrayView2::from_shape((spec.shape[0], columns), values).unwrap()
}

/// One side's embedding and stack over one row, from `state`: its highest outputs and its last state.
fn read(params: &ParamSet, side: &str, shape: StackShape, tokens: &[u32], mut state: State) -> (Array2<f32>, State) {
    let mut table = ParamTable::default();
    let stack = Stack::new(&mut table, &format!("{side}.lstm."), shape);
    let mut own = ParamSet::zeros(&Arc::new(table));
    let values: Vec<Vec<f32>> =
        own.table().specs().iter().map(|spec| named(params, &spec.name).iter().copied().collect()).collect();
    own.fill_from(values.iter().map(Vec::as_slice));
    let places: Vec<usize> = tokens.iter().map(|&token| token as usize).collect();
    let embedded = named(params, &format!("{side}.embedding.weight")).select(Axis(0), &places);
    let layout = Layout::uniform(tokens.len(), 1);
    let mut tape = StackTape::default();
    stack.forward(&laid_out(&stack, &own), Input::Dense(embedded.view()), &layout, &mut state, None, &mut tape);
    (tape.top().to_owned(), state)
}

/// The module's equations once more, row by row and token by token, over stacks that `tests/cells.rs` holds to PyTorch:
/// what the encoder hands over, what attention makes of it, what comes out.
#[test]
fn logits_are_those_of_the_equations() {
    let shape = Shape { layers: 2, bidirectional: true, attention: true, cell: Cell::Lstm, ..shapes().next().unwrap() };
    let translator = Translator::new(shape);
    let params = translator.initial(9);
    let all = batch(&SOURCES, &TARGETS);
    let (mut prepared, mut pass) = (Prepared::default(), translator.pass());
    let weights = translator.prepare(&params, &mut prepared);
    let source = Sequences::tokens(&all.source, &all.layouts[0]);
    let given = Sequences::tokens(&all.given, &all.layouts[1]);
    translator.forward(weights, source, given, None, &mut pass);
    for row in 0..SOURCES.len() {
        let zeros = vec![LayerState::zeros(Cell::Lstm, 1, 3); 4];
        let (memory, last) = read(&params, "encoder", shape.encoder(), SOURCES[row], zeros);
        let both = |one: &Array2<f32>, other: &Array2<f32>| concatenate![Axis(1), one.view(), other.view()];
        let joined = last
            .chunks_exact(2)
            .map(|pair| LayerState { h: both(&pair[0].h, &pair[1].h), c: both(&pair[0].c, &pair[1].c) });
        let (hidden, _) = read(&params, "decoder", shape.decoder(), &shifted(TARGETS[row]), joined.collect());
        for (step, h) in hidden.rows().into_iter().enumerate() {
            let scores = memory.dot(&h).mapv(f32::exp);
            let weights = &scores / scores.sum();
            let context = weights.dot(&memory);
            let look = pass.attention(row).unwrap().row(step).to_vec();
            assert_close("weights", &look, weights.as_slice().unwrap());
            let joined = concatenate![Axis(0), context, h];
            let bias = named(&params, "decoder.attn_combine.bias");
            let y = (named(&params, "decoder.attn_combine.weight").dot(&joined) + bias.column(0)).mapv(f32::tanh);
            let logits = named(&params, "decoder.out.weight").dot(&y) + named(&params, "decoder.out.bias").column(0);
            let found = pass.logits().row(all.layouts[1].place(row, step)).to_vec();
            assert_close("logits", &found, logits.as_slice().unwrap());
        }
    }
}
