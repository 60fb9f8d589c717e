//! Gates over time, and how saturated they are.

use super::passage::{Around, Net, Side};
use crate::nn::param::ParamSet;
use crate::nn::probe::Units;
use crate::task::view::{CLOSED, GateVector, GatesPart, GatesView, OPEN, Saturation};

/// Gates that are shares: those of a sigmoid.
const SHARES: [&str; 5] = ["i", "f", "o", "r", "z"];
/// Most steps that saturation covers: enough for shares to be known to a hundredth.
const MOST: usize = 20_000;

/// Gates and states over the example, and over as many of those around it as `work` multiplications allow how often
/// each gate is saturated; the example is covered whatever it takes.
pub(super) fn view(net: Net<'_>, params: &ParamSet, work: u64, around: Around<'_>) -> GatesView {
    let (named, mut near) = (around.named(), around.near());
    let first = near.next().expect("the example itself comes first");
    let units = net.units(params, &first);
    let mut counts = Counts::new(&units);
    counts.add(&units);
    let (mut examples, mut covered, mut left) = (1, first.read.steps(), work);
    let mut whole = true;
    for passage in near {
        let (read, cost) = (passage.read.steps(), net.cost(&passage));
        if covered + read > MOST {
            break;
        }
        if cost > left {
            whole = false;
            break;
        }
        left -= cost;
        counts.add(&net.units(params, &passage));
        (examples, covered) = (examples + 1, covered + read);
    }
    let saturation = counts.saturation();
    let parts = units.into_iter().flat_map(|(side, units)| units.into_iter().map(move |units| (side, units)));
    let part = |((side, units), saturation): ((Option<&'static str>, Units), _)| GatesPart {
        name: net.name(side, units.layer, units.reverse),
        steps: named.read(side),
        vectors: units.vectors.into_iter().map(vector).collect(),
        saturation,
    };
    let parts = parts.zip(saturation).map(part).collect();
    GatesView { example: named.example, parts, examples, covered, whole }
}

fn vector((name, values): (&'static str, ndarray::Array2<f32>)) -> GateVector {
    GateVector { name, is_share: SHARES.contains(&name), values }
}

/// How often each unit of each gate was saturated, over the steps so far.
struct Counts(Vec<OfPart>);

/// The same of one direction of a layer.
struct OfPart {
    steps: usize,
    /// Of each gate that is a share: left and right, of each unit.
    gates: Vec<(&'static str, Vec<[u32; 2]>)>,
}

impl Counts {
    fn new(sides: &[Side<Vec<Units>>]) -> Self {
        let of_part = |units: &Units| {
            let shares = units.vectors.iter().filter(|(name, _)| SHARES.contains(name));
            OfPart { steps: 0, gates: shares.map(|(name, all)| (*name, vec![[0; 2]; all.ncols()])).collect() }
        };
        Self(sides.iter().flat_map(|(_, units)| units).map(of_part).collect())
    }

    fn add(&mut self, sides: &[Side<Vec<Units>>]) {
        for (part, units) in self.0.iter_mut().zip(sides.iter().flat_map(|(_, units)| units)) {
            part.steps += units.h().nrows();
            for (gate, counts) in &mut part.gates {
                let values = units.get(gate).expect("a stack has the same gates over every passage");
                for step in values.rows() {
                    for (count, &value) in counts.iter_mut().zip(step) {
                        count[0] += u32::from(value < CLOSED);
                        count[1] += u32::from(value > OPEN);
                    }
                }
            }
        }
    }

    fn saturation(&self) -> Vec<Vec<Saturation>> {
        let of_gate = |steps: usize, (gate, counts): &(&'static str, Vec<[u32; 2]>)| {
            #[expect(clippy::cast_precision_loss, reason = "steps are far fewer than 2^24")]
            let share = |side: usize| counts.iter().map(|count| count[side] as f32 / steps as f32).collect();
            Saturation { gate, left: share(0), right: share(1) }
        };
        self.0.iter().map(|part| part.gates.iter().map(|gate| of_gate(part.steps, gate)).collect()).collect()
    }
}
