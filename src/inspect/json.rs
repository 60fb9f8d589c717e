//! What is found, as one object: tensors as shape and numbers, in PyTorch's names and order.

use std::collections::BTreeMap;
use std::io::{self, Write};

use ndarray::Array2;
use serde::Serialize;

use super::found::{Found, Side};
use super::question::{Asked, Question};
use crate::config::CellKind;
use crate::task::{Read, Wanted};

/// Likeliest outputs told of each row.
const TOP: usize = 5;

/// Numbers and their shape; null where there is none.
#[derive(Debug, Serialize)]
struct Tensor<T> {
    shape: Vec<usize>,
    data: Vec<T>,
}

impl Tensor<f32> {
    fn of(matrix: &Array2<f32>) -> Self {
        Self { shape: vec![matrix.nrows(), matrix.ncols()], data: matrix.iter().copied().collect() }
    }
}

/// A likely output.
#[derive(Debug, Serialize)]
struct Likely<'a> {
    token: &'a str,
    index: usize,
    probability: f32,
}

/// What is told of a stack of layers: an entry for each layer, of two directions for each, forward before reverse.
#[derive(Debug, Serialize)]
struct Stack<'a> {
    gates: Vec<BTreeMap<&'static str, Tensor<f32>>>,
    grad_h: Vec<Tensor<f32>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    grad_c: Vec<Tensor<f32>>,
    half_life: Vec<Option<f64>>,
    saliency: Tensor<f32>,
    grad_times_input: Tensor<f32>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    read: &'a [String],
}

impl<'a> Stack<'a> {
    fn of(found: &Found, side: &Side, read: &'a [String]) -> Self {
        let gates = |units: &crate::nn::probe::Units| {
            units.vectors.iter().map(|(name, vectors)| (*name, Tensor::of(vectors))).collect()
        };
        Self {
            gates: side.units.iter().map(gates).collect(),
            grad_h: side.reach.iter().map(|reach| Tensor::of(&reach.h)).collect(),
            grad_c: side.reach.iter().filter_map(|reach| reach.c.as_ref().map(Tensor::of)).collect(),
            half_life: found.half_lives(side),
            saliency: Tensor::of(&side.saliency.norm),
            grad_times_input: Tensor::of(&side.saliency.times_input),
            read,
        }
    }
}

/// The whole object.
#[derive(Debug, Serialize)]
struct Object<'a> {
    session: String,
    task: &'static str,
    epoch: u64,
    step: u64,
    example: &'a str,
    notes: &'a [String],
    cell: CellKindName,
    layers: usize,
    hidden: usize,
    directions: usize,
    /// What is read at each step, or of a pair what the decoder is given.
    tokens: &'a [String],
    /// The indices of that, or its numbers, `(T, I)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    indices: Option<&'a [u32]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<Tensor<f32>>,
    /// Indices of the outputs, or numbers; null where nobody knows.
    targets: Targets,
    /// What each output stands for.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    names: &'a [String],
    losses: Tensor<Option<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    probabilities: Option<Tensor<f32>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_probability: Option<Vec<Option<f32>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top: Option<Vec<Vec<Likely<'a>>>>,
    /// Of plain numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    outputs: Option<Tensor<f32>>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    only: Option<Stack<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoder: Option<Stack<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decoder: Option<Stack<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attention: Option<Tensor<f32>>,
}

/// A cell by the name of its module in PyTorch.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum CellKindName {
    Rnn,
    Lstm,
    Gru,
}

/// What should come out.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Targets {
    Classes(Vec<Option<u32>>),
    Values(Tensor<f32>),
}

/// Writes the object on one line.
pub(super) fn write(asked: &Asked<'_>, question: &Question, found: &Found, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &object(asked, question, found))?;
    writeln!(out)
}

fn object<'a>(asked: &Asked<'_>, question: &'a Question, found: &Found) -> Object<'a> {
    let checkpoint = &asked.session.checkpoint;
    let (model, position) = (&checkpoint.config.model, checkpoint.state.position);
    let rows = found.outputs.nrows();
    let top = |probabilities: &Array2<f32>| {
        let likely = |row: usize, index: usize| Likely {
            token: &question.names[index],
            index,
            probability: probabilities[[row, index]],
        };
        (0..rows).map(|row| found.likeliest(row, TOP).into_iter().map(|index| likely(row, index)).collect()).collect()
    };
    let of_target = |probabilities: &Array2<f32>| {
        let of_row = |row| question.wanted.class(row).map(|class| probabilities[[row, class as usize]]);
        (0..rows).map(of_row).collect()
    };
    let stack = |name: Option<&str>, read| {
        found.sides.iter().find(|side| side.name == name).map(|side| Stack::of(found, side, read))
    };
    let (indices, input) = match &question.read {
        Read::Tokens(tokens) => (Some(tokens.as_slice()), None),
        Read::Values(values) => (None, Some(Tensor::of(values))),
        Read::Pair(_, given) => (Some(given.as_slice()), None),
    };
    let probabilities = found.probabilities.as_ref();
    Object {
        session: asked.args.net.session.to_string_lossy().into_owned(),
        task: checkpoint.config.task.kind().name(),
        epoch: position.epoch,
        step: position.step,
        example: &question.title,
        notes: &question.notes,
        cell: match model.cell {
            CellKind::Rnn => CellKindName::Rnn,
            CellKind::Lstm => CellKindName::Lstm,
            CellKind::Gru => CellKindName::Gru,
        },
        layers: model.num_layers,
        hidden: model.hidden_size,
        directions: 1 + usize::from(model.bidirectional),
        tokens: if question.given.is_empty() { &question.steps } else { &question.given },
        indices,
        input,
        targets: match &question.wanted {
            Wanted::Classes(_) => Targets::Classes((0..rows).map(|row| question.wanted.class(row)).collect()),
            Wanted::Values(values) => Targets::Values(Tensor::of(values)),
        },
        names: &question.names,
        losses: Tensor { shape: vec![rows], data: found.losses.clone() },
        target_probability: probabilities.map(of_target),
        top: probabilities.map(top),
        outputs: probabilities.is_none().then(|| Tensor::of(&found.outputs)),
        probabilities: probabilities.map(Tensor::of),
        only: stack(None, &[]),
        encoder: stack(Some("encoder"), &question.steps),
        decoder: stack(Some("decoder"), &[]),
        attention: found.attention.as_ref().map(Tensor::of),
    }
}
