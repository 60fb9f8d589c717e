//! All units over an example.

use super::passage::{Around, Net};
use crate::nn::param::ParamSet;
use crate::task::view::{NeuronsPart, NeuronsView};

/// h of all units over the example, which is covered whatever it takes. Nothing can be ranked.
pub(super) fn view(net: Net<'_>, params: &ParamSet, around: Around<'_>) -> NeuronsView {
    let Around { example, steps, given, mut near, .. } = around;
    let first = near.next().expect("the example itself comes first");
    let sides = net.units(params, &first).into_iter();
    let parts = sides.flat_map(|(side, all)| all.into_iter().map(move |units| (side, units))).map(|(side, units)| {
        let mut steps = if side == Some("decoder") { given.clone() } else { steps.clone() };
        steps.truncate(units.h().nrows());
        NeuronsPart { name: net.name(side, units.layer, units.reverse), steps, h: units.h().clone() }
    });
    NeuronsView {
        example,
        place: 0,
        total: first.read.steps(),
        parts: parts.collect(),
        probes: Vec::new(),
        places: false,
        notes: Vec::new(),
        whole: true,
    }
}
