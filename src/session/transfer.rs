//! Parameters of another run's net put where this run's net has the same things: the row of a character goes to the row
//! that this character has here.
//!
//! A parameter has an axis of names (what goes in, what comes out) or a plain one, which must have the same size in
//! both nets. What is new here keeps this run's own initial parameters; what is gone is left out. Both are said.

use std::collections::HashMap;
use std::path::Path;

use super::about::Lists;
use super::weights::{NamedTensor, WeightsError, match_tensors};
use crate::config::RunConfig;
use crate::nn::param::ParamSet;

/// A run, as far as its parameters' axes go.
#[derive(Debug, Clone, Copy)]
pub struct Net<'a> {
    /// What it is.
    pub config: &'a RunConfig,
    /// What its indices stand for.
    pub lists: &'a Lists,
    /// Its initial parameters.
    pub params: &'a ParamSet,
}

/// Where a net's names stand: beside the parameters of its encoder, its decoder, or its only stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Axis {
    /// What is read at each step.
    Inputs,
    /// What comes out, in as many blocks of rows as the number says.
    Outputs(usize),
}

/// A name and the list it stands in: a label may read as a character does.
type Name<'a> = (&'static str, &'a str);

/// The parameters of `net`, in its order, taken from `found` where it has them; and what there is to say of that.
/// `theirs` says what the indices of the file's net stand for, and `task` which task it learnt.
///
/// # Errors
/// If a tensor is missing, left over, or of a shape that does not fit.
pub fn transfer(
    path: &Path,
    found: Vec<NamedTensor>,
    theirs: &Lists,
    task: &str,
    net: Net<'_>,
) -> Result<(Vec<Vec<f32>>, Vec<String>), WeightsError> {
    let own_task = net.config.task.kind().name();
    let (mut wanted, mut maps) = (Vec::new(), Vec::new());
    for (spec, _) in net.params.iter() {
        let (mut shape, mut places_of) = (Vec::new(), Vec::new());
        for (axis, &size) in axes(&spec.name, net.config).into_iter().zip(&spec.shape) {
            let Some(axis) = axis else {
                shape.push(size);
                places_of.push((0..size).map(Some).collect());
                continue;
            };
            let blocks = if let Axis::Outputs(blocks) = axis { blocks } else { 1 };
            let names = |lists, task| names(lists, task, axis, spec.name.starts_with("encoder."));
            let (old, new) = (names(theirs, task), names(net.lists, own_task));
            shape.push(old.len().saturating_mul(blocks));
            places_of.push(places(&old, &new, blocks));
        }
        wanted.push((spec.name.clone(), shape));
        maps.push(places_of);
    }
    let tensors = match_tensors(path, found, &wanted)?;
    let own = net.params.iter().map(|(_, own)| own);
    let placed = tensors.iter().zip(own).zip(&maps).map(|((old, own), maps)| place_all(old, own, maps)).collect();
    Ok((placed, notes(theirs, net.lists)))
}

/// What stands along the axes of a parameter, rows first; none for a plain one.
fn axes(name: &str, config: &RunConfig) -> [Option<Axis>; 2] {
    let model = &config.model;
    let (module, rest) = name.rsplit_once('.').unwrap_or(("", name));
    let module = module.rsplit_once('.').map_or(module, |(_, module)| module);
    match module {
        "embedding" => return [Some(Axis::Inputs), None],
        "fc" | "out" => return [Some(Axis::Outputs(1)), None],
        "attn_combine" => return [None, None],
        _ => {}
    }
    let first = matches!(rest.trim_end_matches("_reverse"), "weight_ih_l0") && model.embed == 0;
    let columns = first.then_some(Axis::Inputs);
    // Without a linear layer the units of the highest layer are what comes out.
    if !model.linear && rest.ends_with(&format!("_l{}", model.num_layers - 1)) {
        let units = Some(Axis::Outputs(model.cell().gates()));
        return [units, if rest.starts_with("weight_hh") { Some(Axis::Outputs(1)) } else { columns }];
    }
    [None, columns]
}

/// What the places of an axis stand for.
fn names<'a>(lists: &'a Lists, task: &str, axis: Axis, encoder: bool) -> Vec<Name<'a>> {
    let Lists { characters, words, labels, columns, source, target } = lists;
    let list = |kind, names: &'a Option<Vec<String>>| {
        names.iter().flatten().map(move |name| (kind, name.as_str())).collect::<Vec<Name<'a>>>()
    };
    if source.is_some() {
        return if encoder { list("source", source) } else { list("target", target) };
    }
    // A net reads either; one that reads the other has none of the same name.
    let tokens = [list("character", characters), list("word", words)].concat();
    let (labels, columns) = (list("label", labels), list("column", columns));
    match (task, axis) {
        ("series", Axis::Inputs) => columns,
        ("series", Axis::Outputs(_)) => vec![("forecast", "")],
        ("classify", Axis::Outputs(_)) => labels,
        ("generate", Axis::Inputs) => [tokens, labels].concat(),
        ("generate", Axis::Outputs(_)) => [tokens, vec![("end", "")]].concat(),
        _ => tokens,
    }
}

/// For each place of the new axis, the place of the same name in the old one.
fn places(old: &[Name<'_>], new: &[Name<'_>], blocks: usize) -> Vec<Option<usize>> {
    let known: HashMap<&Name<'_>, usize> = old.iter().zip(0..).collect();
    let block = |block| new.iter().map(move |name| (block, name));
    let place = |(block, name)| known.get(name).map(|place| block * old.len() + place);
    (0..blocks).flat_map(block).map(place).collect()
}

/// The numbers of a parameter of one or two axes: those of `old` where `maps` has a place for them, else those of
/// `own`.
fn place_all(old: &NamedTensor, own: &[f32], maps: &[Vec<Option<usize>>]) -> Vec<f32> {
    let whole = vec![Some(0)];
    let (rows, columns) = (&maps[0], maps.get(1).unwrap_or(&whole));
    let width = old.shape.get(1).copied().unwrap_or(1);
    let places = rows.iter().flat_map(|row| columns.iter().map(move |column| Some((*row)? * width + (*column)?)));
    places.zip(own).map(|(place, own)| place.map_or(*own, |place| old.data[place])).collect()
}

/// How many names are new and how many are gone, a sentence for each kind of them.
fn notes(theirs: &Lists, own: &Lists) -> Vec<String> {
    let kinds = [
        ("character", "characters", &theirs.characters, &own.characters),
        ("word", "words", &theirs.words, &own.words),
        ("label", "labels", &theirs.labels, &own.labels),
        ("column", "columns", &theirs.columns, &own.columns),
        ("token of the source", "tokens of the source", &theirs.source, &own.source),
        ("token of the target", "tokens of the target", &theirs.target, &own.target),
    ];
    let mut notes = Vec::new();
    for (one, many, old, new) in kinds {
        let (old, new) = (old.as_deref().unwrap_or_default(), new.as_deref().unwrap_or_default());
        let missing = |of: &[String], from: &[String]| {
            let from: std::collections::HashSet<&String> = from.iter().collect();
            of.iter().filter(|name| !from.contains(name)).count()
        };
        match missing(new, old) {
            0 => {}
            1 => notes.push(format!("1 of {} {many} is new: its weights start fresh.", new.len())),
            fresh => notes.push(format!("{fresh} of {} {many} are new: their weights start fresh.", new.len())),
        }
        match missing(old, new) {
            0 => {}
            1 => notes.push(format!("1 {one} of the file is gone: its weights are left out.")),
            gone => notes.push(format!("{gone} {many} of the file are gone: their weights are left out.")),
        }
    }
    notes
}
