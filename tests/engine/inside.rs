//! Looking inside, against PyTorch's autograd (`fixtures/inside.json`), and against slopes for what that does not
//! cover.

use ndarray::{Array2, ArrayView2, array};
use rnntui::nn::cell::Cell;
use rnntui::nn::network::{Data, Head, InputSize, Network, Pool, Shape, Targets};
use rnntui::nn::param::ParamSet;
use rnntui::nn::precision::Precision;
use rnntui::nn::probe::{Gone, Inside, InsidePair, Reach, Units, probabilities};
use rnntui::nn::translator::{self, Translator};
use serde_json::Value;

use crate::support::engine::{params_from, shapes};
use crate::support::plain::{Nudge, Place, Plain, Steps};
use crate::support::{assert_close, assert_within, fixture, tensor};

fn integers(value: &Value) -> Vec<u32> {
    value.as_array().unwrap().iter().map(|n| u32::try_from(n.as_u64().unwrap()).unwrap()).collect()
}

/// The network, the parameters, what is read and what should come out in a case of the fixture.
fn case(case: &Value) -> (Network, ParamSet, Vec<u32>, Vec<u32>) {
    let size = |name: &str| usize::try_from(case[name].as_u64().unwrap()).unwrap();
    let characters: Vec<char> = case["char_set"].as_str().unwrap().chars().collect();
    let cell = match case["cell"].as_str().unwrap() {
        "rnn" => Cell::RnnTanh,
        "lstm" => Cell::Lstm,
        "gru" => Cell::Gru,
        other => panic!("no cell {other}"),
    };
    let network = Network::new(Shape {
        input: InputSize::OneHot { vocabulary: characters.len() },
        cell,
        hidden_size: size("hidden"),
        layers: size("layers"),
        bidirectional: false,
        linear: true,
        head: Head::EveryStep,
        outputs: characters.len(),
        precision: Precision::F32,
    });
    let params = params_from(network.table(), &case["params"]);
    let index = |c| u32::try_from(characters.iter().position(|&known| known == c).unwrap()).unwrap();
    let tokens = case["text"].as_str().unwrap().chars().map(index).collect();
    (network, params, tokens, integers(&case["targets"]))
}

fn numbers(matrix: &Array2<f32>) -> Vec<f32> {
    matrix.iter().copied().collect()
}

fn held(what: &str, found: &Array2<f32>, wanted: &Value) {
    let wanted = tensor(wanted);
    assert_eq!([found.nrows(), found.ncols()], wanted.shape[..], "{what}");
    assert_close(what, &numbers(found), &wanted.data);
}

#[test]
fn gates_gradients_saliency_and_probabilities_are_pytorchs() {
    let data = fixture("inside");
    let cases = data["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 6);
    for wanted in cases {
        let (network, params, tokens, targets) = case(wanted);
        let what = format!("{} of {} layers", wanted["cell"], wanted["layers"]);
        let inside = Inside::new(&network, &params, Data::Tokens(&tokens));
        let units = inside.units();
        for (layer, (found, wanted)) in units.iter().zip(wanted["gates"].as_array().unwrap()).enumerate() {
            assert_eq!(found.vectors.len(), wanted.as_object().unwrap().len(), "{what}");
            for (name, vectors) in &found.vectors {
                held(&format!("{what}: {name} of layer {layer}"), vectors, &wanted[*name]);
            }
        }
        let scores = inside.scores(Targets::Classes(&targets));
        let rows = 0..tokens.len();
        #[expect(clippy::cast_possible_truncation, reason = "the fixture holds f32 values")]
        let losses: Vec<f32> = scores.losses.iter().map(|&loss| loss as f32).collect();
        assert_close(&format!("{what}: losses"), &losses, &tensor(&wanted["losses"]).data);
        held(&format!("{what}: probabilities"), &probabilities(inside.outputs()), &wanted["probabilities"]);
        let gone = inside.go_back(rows.clone(), scores.d_outputs.view());
        assert_eq!(gone.reach.len(), wanted["grad_h"].as_array().unwrap().len(), "{what}");
        for (layer, reach) in gone.reach.iter().enumerate() {
            held(&format!("{what}: grad_h of layer {layer}"), &reach.h, &wanted["grad_h"][layer]);
            assert_eq!(reach.c.is_some(), wanted.get("grad_c").is_some(), "{what}");
            if let Some(c) = &reach.c {
                held(&format!("{what}: grad_c of layer {layer}"), c, &wanted["grad_c"][layer]);
            }
        }
        let input = inside.go_back(rows, inside.chosen(None).view()).input;
        held(&format!("{what}: saliency"), &input.norm, &wanted["saliency"]);
        held(&format!("{what}: gradient times input"), &input.times_input, &wanted["grad_times_input"]);
    }
}

/// Of each row of outputs, a number made of that row: its loss, or one output.
type Numbers<'a> = &'a dyn Fn(&Steps) -> Vec<f64>;

/// The slopes of each row's number by each of `width` numbers of `place` at `step`, from both sides: `[row][unit]`.
fn slopes(
    outputs: &dyn Fn(Option<Nudge<'_>>) -> Steps,
    of: Numbers<'_>,
    (stack, place, step, width): (&str, Place, usize, usize),
) -> Steps {
    const BY: f64 = 1e-5;
    let mut slopes = Steps::new();
    for unit in 0..width {
        let [low, high] = [-BY, BY].map(|by| of(&outputs(Some(Nudge { stack, place, step, unit, by }))));
        slopes.resize(low.len(), Vec::new());
        for (row, slopes) in slopes.iter_mut().enumerate() {
            slopes.push((high[row] - low[row]) / (2.0 * BY));
        }
    }
    slopes
}

/// Holds what came of going back from each row's number to the slopes of that number.
fn held_to_slopes(
    what: &str,
    gone: &Gone,
    (stack, x): (&str, &Steps),
    hidden_size: usize,
    outputs: &dyn Fn(Option<Nudge<'_>>) -> Steps,
    of: Numbers<'_>,
) {
    let length = |slopes: &[f64]| slopes.iter().map(|slope| slope * slope).sum::<f64>().sqrt();
    let directions = gone.reach.iter().filter(|reach| reach.layer == 0).count();
    for (step, x) in x.iter().enumerate() {
        let hold = |name: &str, found: ArrayView2<'_, f32>, wanted: Vec<f64>| {
            #[expect(clippy::cast_possible_truncation, reason = "slopes of what is f32")]
            let wanted: Vec<f32> = wanted.iter().map(|&slope| slope as f32).collect();
            let found = found.column(step).to_vec();
            assert_within(&format!("{what}: {name} of {stack} at step {step}"), &found, &wanted, 1e-4, 2e-6);
        };
        for (at, Reach { layer, reverse, h, c }) in gone.reach.iter().enumerate() {
            assert_eq!((*layer, *reverse), (at / directions, at % directions == 1));
            let by = |place| slopes(outputs, of, (stack, place, step, hidden_size));
            hold(&format!("h {at}"), h.view(), by(Place::Hidden(at)).iter().map(|row| length(row)).collect());
            if let Some(c) = c {
                hold(&format!("c {at}"), c.view(), by(Place::Cell(at)).iter().map(|row| length(row)).collect());
            }
        }
        let by_input = slopes(outputs, of, (stack, Place::Input, step, x.len()));
        hold("saliency", gone.input.norm.view(), by_input.iter().map(|row| length(row)).collect());
        let times = |row: &Vec<f64>| row.iter().zip(x).map(|(slope, x)| slope * x).sum();
        hold("times input", gone.input.times_input.view(), by_input.iter().map(times).collect());
    }
}

/// -ln softmax of each row at its target.
fn nats(outputs: &Steps, targets: &[u32]) -> Vec<f64> {
    let loss = |(z, &y): (&Vec<f64>, &u32)| z.iter().map(|z| z.exp()).sum::<f64>().ln() - z[y as usize];
    outputs.iter().zip(targets).map(loss).collect()
}

fn close_outputs(what: &str, found: &Array2<f32>, wanted: &Steps) {
    #[expect(clippy::cast_possible_truncation, reason = "outputs are f32")]
    let wanted: Vec<f32> = wanted.iter().flatten().map(|&z| z as f32).collect();
    assert_close(what, &numbers(found), &wanted);
}

/// Every cell in one direction and both, every input, every head, with and without a linear layer.
#[test]
fn all_networks_reach_as_far_as_their_slopes() {
    const TOKENS: [u32; 5] = [0, 3, 1, 4, 4];
    // Of units that relu leaves at 0 all the time, any step is the largest.
    let ties = |shape: &Shape| shape.cell == Cell::RnnRelu && shape.head == Head::Pooled(Pool::Max);
    for shape in shapes().filter(|shape| !ties(shape)) {
        let what = format!("{shape:?}");
        let network = Network::new(shape);
        let params = network.initial(3);
        let plain = Plain::new(&params);
        let values = array![[0.5, -1.0], [0.25, 0.75], [-0.5, 1.5], [-0.25, 1.0], [0.0, -0.75]];
        let (data, x): (_, Steps) = match shape.input {
            InputSize::Dense { .. } => (
                Data::Values(values.view()),
                values.rows().into_iter().map(|row| row.iter().map(|&x| f64::from(x)).collect()).collect(),
            ),
            InputSize::OneHot { .. } | InputSize::Embedded { .. } => {
                (Data::Tokens(&TOKENS), plain.read("embedding.weight", 5, &TOKENS))
            }
        };
        let inside = Inside::new(&network, &params, data);
        let outputs = |nudge: Option<Nudge<'_>>| plain.network(&shape, x.clone(), nudge);
        close_outputs(&what, inside.outputs(), &outputs(None));
        let rows = inside.outputs().nrows();
        let hold = |gone: &Gone, of: Numbers<'_>| {
            held_to_slopes(&what, gone, ("rnn.", &x), shape.hidden_size, &outputs, of);
        };
        if let InputSize::Dense { .. } = shape.input {
            let wanted = Array2::from_elem((rows, 1), 0.5);
            let scores = inside.scores(Targets::Values(wanted.view()));
            let of = |outputs: &Steps| outputs.iter().map(|o| (o[0] - 0.5) * (o[0] - 0.5)).collect::<Vec<_>>();
            assert!((scores.losses[0] - of(&outputs(None))[0]).abs() < 1e-6);
            hold(&inside.go_back(0..rows, scores.d_outputs.view()), &of);
        } else {
            let targets = &[2, 1, 0, 1, 2][..rows];
            let scores = inside.scores(Targets::Classes(targets));
            hold(&inside.go_back(0..rows, scores.d_outputs.view()), &|outputs| nats(outputs, targets));
            let asked = &[1, 0, 2, 2, 1][..rows];
            let each = |outputs: &Steps| outputs.iter().zip(asked).map(|(z, &k)| z[k as usize]).collect();
            hold(&inside.go_back(0..rows, inside.chosen(Some(asked)).view()), &each);
            let last = inside.go_back(rows - 1..rows, inside.chosen(Some(asked)).slice(ndarray::s![rows - 1.., ..]));
            hold(&last, &|outputs| vec![outputs[rows - 1][asked[rows - 1] as usize]]);
        }
        assert_eq!(inside.units().len(), shape.layers * shape.stack().directions());
        for Units { layer, reverse, vectors } in inside.units() {
            let h = &vectors.last().unwrap().1;
            // The outputs of a network without a linear layer are these states.
            if !shape.linear && layer == shape.layers - 1 {
                let from = if reverse { shape.hidden_size } else { 0 };
                assert_eq!(h, inside.outputs().slice(ndarray::s![.., from..from + shape.hidden_size]));
            }
        }
    }
}

/// More rows than go back at once.
#[test]
fn long_sequences_go_back_in_blocks() {
    let shape = shapes().find(|shape| shape.cell == Cell::Lstm && !shape.bidirectional).unwrap();
    let network = Network::new(shape);
    let params = network.initial(5);
    let tokens: Vec<u32> = (0..70).map(|step| step * 7 % 5).collect();
    let inside = Inside::new(&network, &params, Data::Tokens(&tokens));
    let all = inside.chosen(None);
    let gone = inside.go_back(0..70, all.view());
    for row in [0, 31, 32, 63, 64, 69] {
        let one = inside.go_back(row..row + 1, all.slice(ndarray::s![row..=row, ..]));
        assert_eq!(one.reach[0].h.row(0), gone.reach[0].h.row(row), "row {row}");
        assert_eq!(one.input.norm.row(0), gone.input.norm.row(row), "row {row}");
    }
    assert!(gone.reach[0].h[[69, 68]] > 0.0 && gone.reach[0].h[[68, 69]] == 0.0);
}

/// Every cell, with and without attention, an encoder of one direction and of two, embedded and one-hot.
#[test]
fn translators_reach_as_far_as_their_slopes() {
    const SOURCE: [u32; 4] = [3, 0, 4, 1];
    const GIVEN: [u32; 3] = [0, 2, 3];
    const WANTED: [u32; 3] = [2, 3, 1];
    for cell in Cell::ALL {
        for (layers, embed, bidirectional, attention) in
            [(1, 3, false, false), (2, 0, true, false), (1, 3, false, true), (2, 3, true, true)]
        {
            let (source_vocabulary, target_vocabulary, hidden_size) = (5, 4, 3);
            let shape = translator::Shape {
                cell,
                source_vocabulary,
                target_vocabulary,
                embed,
                hidden_size,
                layers,
                bidirectional,
                attention,
                precision: Precision::F32,
            };
            let what = format!("{shape:?}");
            let translator = Translator::new(shape);
            let params = translator.initial(4);
            let plain = Plain::new(&params);
            let inside = InsidePair::new(&translator, &params, &SOURCE, &GIVEN);
            let x = [
                plain.read("encoder.embedding.weight", source_vocabulary, &SOURCE),
                plain.read("decoder.embedding.weight", target_vocabulary, &GIVEN),
            ];
            let outputs = |nudge: Option<Nudge<'_>>| plain.translator(&shape, x.clone(), nudge);
            close_outputs(&what, inside.outputs(), &outputs(None));
            let scores = inside.scores(&WANTED);
            let gone = inside.go_back(0..3, scores.d_outputs.view());
            let nats = |outputs: &Steps| nats(outputs, &WANTED);
            let [encoder, decoder] = inside.units();
            assert_eq!(inside.attention().is_some(), attention);
            for (side, units, gone, x) in
                [("encoder", encoder, &gone.encoder, &x[0]), ("decoder", decoder, &gone.decoder, &x[1])]
            {
                let name = &params.table().specs().iter().find(|spec| spec.name.contains("weight_hh")).unwrap().name;
                let stack = format!("{side}.{}.", name.split('.').nth(1).unwrap());
                assert_eq!(units.len(), gone.reach.len());
                held_to_slopes(&what, gone, (&stack, x), units[0].h().ncols(), &outputs, &nats);
            }
        }
    }
}
