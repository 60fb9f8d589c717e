use ndarray::Array2;

use super::passage::{Around, Named, Net, Passage, Read, Wanted};
use super::{gates, gradients, neurons};
use crate::nn::cell::Cell;
use crate::nn::network::{Data, Head, InputSize, Network, Pool, Shape, Targets};
use crate::nn::param::ParamSet;
use crate::nn::precision::Precision;
use crate::nn::probe::{Inside, half_life};
use crate::task::view::{CLOSED, GradientsView, OPEN, Over};

const TOKENS: [u32; 7] = [0, 3, 1, 4, 4, 2, 1];
const WANTED: [u32; 7] = [3, 1, 4, 4, 2, 1, 0];

fn network(cell: Cell, bidirectional: bool, head: Head) -> (Network, ParamSet) {
    let input = InputSize::tokens(5, 3);
    let network = Network::new(Shape {
        input,
        cell,
        hidden_size: 4,
        layers: 2,
        bidirectional,
        linear: true,
        head,
        outputs: 5,
        precision: Precision::F32,
    });
    let params = network.initial(3);
    (network, params)
}

fn passage(steps: usize, each_step: bool) -> Passage {
    let wanted = if each_step { WANTED[..steps].to_vec() } else { vec![2] };
    Passage { read: Read::Tokens(TOKENS[..steps].to_vec()), wanted: Wanted::Classes(wanted), weight: 1.0 }
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|place| place.to_string()).collect()
}

/// The first passage is the example; of each this many steps. These are the batch too.
fn around(steps: &[usize], each_step: bool) -> Around<'static> {
    let passages: Vec<Passage> = steps.iter().map(|&steps| passage(steps, each_step)).collect();
    let (batch, steps) = (passages.clone(), steps.to_vec());
    Around {
        at: 0,
        all: passages.len(),
        apart: 1,
        wanted: names(if each_step { steps[0] } else { 1 }),
        passage: Box::new(move |place| passages[place].clone()),
        name: Box::new(move |place| Named {
            example: format!("row {}", place + 1),
            steps: names(steps[place]),
            given: Vec::new(),
        }),
        batch: Box::new(batch.into_iter()),
        cut: Some(7),
    }
}

/// What is shown of the example is what `nn::probe` finds, number for number.
#[test]
fn gradients_shown_are_those_of_the_probe() {
    for bidirectional in [false, true] {
        let (network, params) = network(Cell::Lstm, bidirectional, Head::EveryStep);
        let view = gradients::view(Net::One(&network), &params, (Over::Batch, 0), around(&[7, 5], true));
        let inside = Inside::new(&network, &params, Data::Tokens(&TOKENS));
        let lost = inside.go_back(0..7, inside.scores(Targets::Classes(&WANTED)).d_outputs.view());
        assert_eq!((view.parts.len(), view.rows, view.of, view.whole), (lost.reach.len(), 1, 2, false));
        for (part, reach) in view.parts.iter().zip(&lost.reach) {
            assert_eq!((&part.h.by_step, &part.c.as_ref().unwrap().by_step), (&reach.h, reach.c.as_ref().unwrap()));
            let (means, _) = reach.by_lag(true);
            assert_eq!((part.h.half_life, &part.h.by_lag), (half_life(&means), &means));
        }
        let salient = inside.go_back(0..7, inside.chosen(None).view());
        assert_eq!(view.saliency[0].norm, salient.input.norm);
        let names: Vec<_> = view.parts.iter().map(|part| part.name.as_str()).collect();
        let wanted: &[_] = if bidirectional {
            &["layer 1 forward", "layer 1 reverse", "layer 2 forward", "layer 2 reverse"]
        } else {
            &["layer 1", "layer 2"]
        };
        assert_eq!(names, wanted);
    }
}

/// With the time for it, the means are over the batch; a row that is too short for a lag has no part in it.
#[test]
fn means_are_over_the_rows_of_the_batch() {
    let (network, params) = network(Cell::RnnTanh, false, Head::Pooled(Pool::Last));
    let alone = |steps| gradients::view(Net::One(&network), &params, (Over::Batch, 0), around(&[steps], false));
    let (long, short) = (alone(7), alone(5));
    let both = gradients::view(Net::One(&network), &params, (Over::Batch, 1 << 40), around(&[7, 5], false));
    assert_eq!((both.rows, both.of, both.whole), (2, 2, true));
    for ((both, long), short) in both.parts.iter().zip(&long.parts).zip(&short.parts) {
        let (both, long, short) = (&both.h.by_lag, &long.h.by_lag, &short.h.by_lag);
        assert!((0..5).all(|lag| (both[lag] - f64::midpoint(long[lag], short[lag])).abs() < 1e-12));
        assert_eq!(both[5..], long[5..]);
    }
    // What is left at a lag that one row reaches is that row's own share.
    let left = |view: &GradientsView, lag| view.parts[0].h.left(lag).unwrap();
    assert!((left(&both, 6) - left(&long, 6)).abs() < 1e-12 && (left(&both, 0) - 1.0).abs() < 1e-12);
    let (both, long, short) = (both.shares, long.shares, short.shares);
    assert!((0..5).all(|step| (both[step] - f64::midpoint(long[step], short[step])).abs() < 1e-12));
    assert_eq!(both[5..], long[5..]);
    assert!((long.iter().sum::<f64>() - 1.0).abs() < 1e-12 && long[0] > 0.0);
}

/// The norms are those of what a step of training would have as its gradient.
#[test]
fn norms_are_those_of_the_gradient() {
    let (network, params) = network(Cell::Gru, false, Head::EveryStep);
    let view = gradients::view(Net::One(&network), &params, (Over::Batch, 0), around(&[7], true));
    let (name, norm) = view.norms.last().unwrap();
    assert_eq!(name, "fc.bias");
    let inside = Inside::new(&network, &params, Data::Tokens(&TOKENS));
    let d_outputs = inside.scores(Targets::Classes(&WANTED)).d_outputs.mapv(f64::from);
    let d_bias = d_outputs.mean_axis(ndarray::Axis(0)).unwrap();
    assert!((norm - d_bias.dot(&d_bias).sqrt()).abs() < 1e-7, "{norm}");
}

/// What is compared over time is a mean over the same examples, whatever is shown and whatever the batch is.
#[test]
fn means_over_the_first_take_no_row_of_the_batch() {
    let (network, params) = network(Cell::Lstm, false, Head::Pooled(Pool::Last));
    let view = |over, work, all: &[usize], batch: &[usize]| {
        let around = Around { batch: around(batch, false).batch, at: 1, ..around(all, false) };
        gradients::view(Net::One(&network), &params, (over, work), around)
    };
    let first = view(Over::First, 1 << 40, &[[7, 2, 6, 3, 7]; 5].concat(), &[2, 5]);
    assert_eq!((first.over, first.rows, first.of, first.whole), (Over::First, 20, 20, true));
    let batch = view(Over::Batch, 1 << 40, &[7, 7], &[[7, 2, 6, 3, 7]; 4].concat());
    assert_eq!((batch.over, &first.norms, &first.shares), (Over::Batch, &batch.norms, &batch.shares));
    let by_lag = |view: &GradientsView| view.parts.iter().map(|part| part.h.by_lag.clone()).collect::<Vec<_>>();
    assert_eq!(by_lag(&first), by_lag(&batch));
    assert_eq!(first.parts[0].h.by_step.dim(), (1, 2), "of the example");
    let few = view(Over::First, 0, &[7, 2], &[2, 5, 2]);
    assert_eq!((few.rows, few.whole), (1, false), "one, whatever it takes");
}

/// A sequence that would take too long is cut, and it is said.
#[test]
fn a_sequence_beyond_the_budget_is_cut() {
    let (network, params) = network(Cell::Lstm, false, Head::EveryStep);
    let tokens = vec![1; 600];
    let passage = Passage { read: Read::Tokens(tokens.clone()), wanted: Wanted::Classes(tokens), weight: 1.0 };
    let around = Around {
        wanted: names(600),
        name: Box::new(|_| Named { example: "chunk 0".to_owned(), steps: names(600), given: Vec::new() }),
        batch: Box::new([passage].into_iter()),
        ..around(&[7], true)
    };
    let view = gradients::view(Net::One(&network), &params, (Over::Batch, 0), around);
    assert_eq!(view.example, "chunk 0, its first 400 steps of 600");
    assert_eq!((view.parts[0].h.by_step.dim(), view.wanted.len(), view.parts[0].steps.len()), ((400, 400), 400, 400));
}

#[test]
fn saturation_counts_the_steps_of_all_examples() {
    let (network, mut params) = network(Cell::Gru, false, Head::EveryStep);
    // Gates of weights this large are open or closed most of the time.
    params.fill_from(
        network
            .initial(5)
            .iter()
            .map(|(_, numbers)| numbers.iter().map(|w| w * 20.0).collect::<Vec<_>>())
            .collect::<Vec<_>>()
            .iter()
            .map(Vec::as_slice),
    );
    let view = gates::view(Net::One(&network), &params, 1 << 40, around(&[7, 5], true));
    assert_eq!((view.examples, view.covered, view.whole), (2, 12, true));
    let read: Vec<_> =
        [7, 5].map(|steps| Inside::new(&network, &params, Data::Tokens(&TOKENS[..steps])).units()).into();
    for (index, part) in view.parts.iter().enumerate() {
        assert_eq!(part.saturation.iter().map(|of| of.gate).collect::<Vec<_>>(), ["r", "z"]);
        for of in &part.saturation {
            let values: Vec<&Array2<f32>> = read.iter().map(|units| units[index].get(of.gate).unwrap()).collect();
            let share = |unit: usize, is: &dyn Fn(f32) -> bool| {
                let count = values.iter().flat_map(|values| values.column(unit)).filter(|value| is(**value)).count();
                f32::from(u16::try_from(count).unwrap()) / 12.0
            };
            for unit in 0..4 {
                assert_eq!((of.left[unit], of.right[unit]), (share(unit, &|v| v < CLOSED), share(unit, &|v| v > OPEN)));
            }
        }
    }
    assert!(view.parts.iter().flat_map(|part| &part.saturation).any(|of| of.left.iter().any(|&share| share > 0.0)));
    let little = gates::view(Net::One(&network), &params, 0, around(&[7, 5], true));
    assert_eq!((little.examples, little.covered, little.whole, little.has_gates()), (1, 7, false, true));
}

/// A row that counts twice has twice the part in the mean.
#[test]
fn norms_are_balanced_as_in_training() {
    let (network, params) = network(Cell::Gru, false, Head::Pooled(Pool::Last));
    let weighted = |weights: &[f32]| {
        let mut around = around(&vec![7; weights.len()], false);
        let classes = [2, 4];
        let rows = weights.iter().zip(classes).map(|(&weight, class)| Passage {
            wanted: Wanted::Classes(vec![class]),
            weight,
            ..passage(7, false)
        });
        around.batch = Box::new(rows.collect::<Vec<_>>().into_iter());
        let view = gradients::view(Net::One(&network), &params, (Over::Batch, 1 << 40), around);
        view.norms.last().unwrap().1
    };
    let inside = Inside::new(&network, &params, Data::Tokens(&TOKENS));
    let d_bias = |class: u32| inside.scores(Targets::Classes(&[class])).d_outputs.row(0).mapv(f64::from);
    let norm = |of: ndarray::Array1<f64>| of.dot(&of).sqrt();
    assert!((weighted(&[2.0, 1.0]) - norm((d_bias(2) * 2.0 + d_bias(4)) / 3.0)).abs() < 1e-7);
    assert!((weighted(&[1.0, 1.0]) - norm((d_bias(2) + d_bias(4)) / 2.0)).abs() < 1e-7);
}

#[test]
fn a_plain_net_has_no_gates() {
    let (network, params) = network(Cell::RnnTanh, false, Head::EveryStep);
    let view = gates::view(Net::One(&network), &params, 0, around(&[7], true));
    assert!(!view.has_gates());
    let names: Vec<_> = view.parts[0].vectors.iter().map(|vector| (vector.name, vector.is_share)).collect();
    assert_eq!(names, [("h", false)]);
}

/// The examples that follow are shown with the one looked at, each with a start of its own, as far as there is time.
#[test]
fn units_are_shown_over_the_example_and_those_that_follow() {
    let (network, params) = network(Cell::Lstm, true, Head::EveryStep);
    let view = |at, work| neurons::view(Net::One(&network), &params, work, Around { at, ..around(&[7, 3, 5], true) });
    let all = view(0, 1 << 40);
    assert_eq!(
        (all.examples.as_slice(), all.total, all.whole),
        (&["row 1", "row 2", "row 3"].map(str::to_owned)[..], 15, true)
    );
    let units: Vec<_> =
        [7, 3, 5].iter().map(|&steps| Inside::new(&network, &params, Data::Tokens(&TOKENS[..steps])).units()).collect();
    for (at, part) in all.parts.iter().enumerate() {
        assert_eq!((part.starts.as_slice(), part.steps.len()), (&[0, 7, 10][..], 15));
        for (example, (&start, steps)) in part.starts.iter().zip([7, 3, 5]).enumerate() {
            assert_eq!(part.h.slice(ndarray::s![start..start + steps, ..]), *units[example][at].h());
        }
    }
    let around = Around { apart: 2, ..around(&[7, 3, 5], true) };
    let apart = neurons::view(Net::One(&network), &params, 1 << 40, around);
    assert_eq!(apart.examples, ["row 1", "row 3"]);
    let last = view(2, 1 << 40);
    assert_eq!((last.examples.len(), last.total, last.whole), (1, 5, true), "none follows");
    let little = view(0, 0);
    assert_eq!((little.examples.len(), little.total, little.whole), (1, 7, false), "the one, whatever it takes");
}
