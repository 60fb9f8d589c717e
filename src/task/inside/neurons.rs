//! All units over an example and those that follow it.

use ndarray::{Array2, Axis, concatenate};

use super::passage::{Around, Net};
use crate::nn::param::ParamSet;
use crate::task::view::{NeuronsPart, NeuronsView};

/// Steps on either side after which no other example is shown: a screen full. And most numbers in all.
const MOST: usize = 1_500;
const NUMBERS: usize = 1_000_000;

/// h of all units over the example, which is covered whatever it takes, and over those that follow it: as many as there
/// is room for, and as `work` multiplications allow. Nothing can be ranked.
pub(super) fn view(net: Net<'_>, params: &ParamSet, work: u64, around: Around<'_>) -> NeuronsView {
    let (mut examples, mut parts, mut numbers) = (Vec::new(), Vec::<Part>::new(), 0);
    let (mut left, mut whole) = (work, true);
    for place in (around.at..around.all).step_by(around.apart) {
        let passage = (around.passage)(place);
        let cost = net.cost(&passage);
        if place > around.at {
            if numbers >= NUMBERS || parts.iter().any(|part| part.steps.len() >= MOST) {
                break;
            }
            if cost > left {
                whole = false;
                break;
            }
        }
        left = left.saturating_sub(cost);
        let named = (around.name)(place);
        let all = net.units(params, &passage).into_iter();
        let all = all.flat_map(|(side, units)| units.into_iter().map(move |units| (side, units)));
        for (at, (side, units)) in all.enumerate() {
            if at == parts.len() {
                parts.push(Part::new(net.name(side, units.layer, units.reverse)));
            }
            parts[at].add(named.read(side), units.h());
            numbers += units.h().len();
        }
        examples.push(named.example);
    }
    let parts: Vec<NeuronsPart> = parts.into_iter().map(Part::joined).collect();
    NeuronsView {
        examples,
        place: 0,
        total: parts.iter().map(|part| part.steps.len()).max().unwrap_or(0),
        parts,
        probes: Vec::new(),
        places: false,
        notes: Vec::new(),
        whole,
    }
}

/// One direction of a layer over the examples so far.
struct Part {
    name: String,
    steps: Vec<String>,
    starts: Vec<usize>,
    h: Vec<Array2<f32>>,
}

impl Part {
    fn new(name: String) -> Self {
        Self { name, steps: Vec::new(), starts: Vec::new(), h: Vec::new() }
    }

    fn add(&mut self, mut steps: Vec<String>, h: &Array2<f32>) {
        steps.truncate(h.nrows());
        self.starts.push(self.steps.len());
        self.steps.extend(steps);
        self.h.push(h.clone());
    }

    fn joined(self) -> NeuronsPart {
        let all: Vec<_> = self.h.iter().map(|h| h.view()).collect();
        let h = concatenate(Axis(0), &all).expect("all have as many columns: the units of the layer");
        NeuronsPart { name: self.name, steps: self.steps, starts: self.starts, h }
    }
}
