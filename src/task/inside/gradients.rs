//! Gradients through time, and by parameter.

use ndarray::{Array2, Axis};

use super::norms::Norms;
use super::passage::{Around, Net, Passage, Read, SIDES, Side, Wanted, inside};
use crate::nn::param::ParamSet;
use crate::nn::probe::{Gone, InsidePair, Reach, half_life};
use crate::task::view::{Fading, GradientsPart, GradientsView, Over, SaliencyPart};

/// What the example may take, in multiplications, where the look may take less: about what a training step of such a
/// net takes.
const LEAST: u64 = 1_000_000_000;
/// Examples that the means are over where steps are compared.
const COMPARED: usize = 20;
/// Most steps of a sequence that are gone back through.
const LONGEST: usize = 400;

/// How far the gradient reaches in the example, and on the mean `over` as many of these as `work` multiplications
/// allow.
pub(super) fn view(net: Net<'_>, params: &ParamSet, (over, work): (Over, u64), around: Around<'_>) -> GradientsView {
    let mut named = around.named();
    let Around { passage, all, mut wanted, mut batch, cut, .. } = around;
    let of = if over == Over::Batch { batch.len() } else { COMPARED };
    let mut shown = batch.next().expect("the example itself comes first");
    let read = named.steps.len().max(named.given.len());
    let most = affordable(net, wanted.len() > 1, work.max(LEAST));
    if read > most {
        named.cut(most);
        named.example = format!("{}, its first {most} steps of {read}", named.example);
        if wanted.len() > 1 {
            wanted.truncate(most);
        }
        shown.cut(most);
    }
    let [lost, salient] = [true, false].map(|losses| go_back(net, params, &shown, losses));
    let (mut means, mut shares, mut norms) = (Means::new(&lost), Mean::default(), Norms::new(net, params));
    let (mut rows, mut left, mut whole) = (0, work, true);
    let passages: Box<dyn Iterator<Item = Passage>> = match over {
        Over::Batch => {
            means.add(&lost);
            shares.add(&of_all(&salient));
            norms.add(&shown);
            rows = 1;
            batch
        }
        Over::First => Box::new((0..all.min(of)).map(passage)),
    };
    for mut passage in passages {
        passage.cut(most);
        let cost = cost(net, &passage);
        if cost > left && rows > 0 {
            whole = false;
            break;
        }
        left = left.saturating_sub(cost);
        means.add(&go_back(net, params, &passage, true));
        shares.add(&of_all(&go_back(net, params, &passage, false)));
        norms.add(&passage);
        rows += 1;
    }
    let saliency =
        salient.into_iter().map(|(side, gone)| SaliencyPart { steps: named.read(side), norm: gone.input.norm });
    let saliency = saliency.collect();
    let mut by_lag = means.done().into_iter();
    let mut parts = Vec::new();
    for (side, gone) in lost {
        for Reach { layer, reverse, h, c } in gone.reach {
            let (h_by_lag, c_by_lag) = by_lag.next().expect("there is a mean for each reach");
            parts.push(GradientsPart {
                name: net.name(side, layer, reverse),
                steps: named.read(side),
                h: fading(h, h_by_lag),
                c: c.map(|c| fading(c, c_by_lag)),
            });
        }
    }
    let (shares, norms) = (shares.done().by_lag, norms.done());
    GradientsView { example: named.example, wanted, parts, saliency, shares, norms, over, rows, of, cut, whole }
}

fn fading(by_step: Array2<f32>, ByLag { by_lag, of_those }: ByLag) -> Fading {
    let half_life = half_life(&by_lag);
    Fading { by_step, by_lag, of_those, half_life }
}

/// Most steps of the example that `work` multiplications allow to go back through, once for the losses and once for the
/// saliency. With an output at each step, each goes back through half of them on the mean.
fn affordable(net: Net<'_>, each_step: bool, work: u64) -> usize {
    let steps = work / (net.size() as u64).max(1);
    let steps = if each_step { steps.isqrt() } else { steps / 2 };
    usize::try_from(steps).unwrap_or(LONGEST).clamp(2, LONGEST)
}

/// Multiplications for the losses of a passage, its saliency and its gradient of the parameters.
fn cost(net: Net<'_>, passage: &Passage) -> u64 {
    let steps = passage.read.steps() as u64;
    let losses = match &passage.wanted {
        Wanted::Classes(classes) => classes.len() as u64,
        Wanted::Values(values) => values.nrows() as u64,
    };
    let back = if losses > 1 { steps * losses / 2 } else { steps };
    (net.size() as u64).saturating_mul(2 * back + 3 * steps)
}

/// Goes back from the `losses` of a passage, or else from the largest output of each row.
fn go_back(net: Net<'_>, params: &ParamSet, passage: &Passage, losses: bool) -> Vec<Side<Gone>> {
    match (net, &passage.read, &passage.wanted) {
        (Net::Pair(translator), Read::Pair(source, given), Wanted::Classes(wanted)) => {
            let inside = InsidePair::new(translator, params, source, given);
            let d_outputs = if losses { inside.scores(wanted).d_outputs } else { inside.chosen(None) };
            let gone = inside.go_back(0..given.len(), d_outputs.view());
            SIDES.into_iter().zip([gone.encoder, gone.decoder]).collect()
        }
        (Net::One(network), read, wanted) => {
            let inside = inside(network, params, read);
            let d_outputs = if losses { inside.scores(wanted.targets()).d_outputs } else { inside.chosen(None) };
            vec![(None, inside.go_back(0..inside.outputs().nrows(), d_outputs.view()))]
        }
        (Net::Pair(_), read, _) => unreachable!("a translator reads {read:?}"),
    }
}

/// The share of what is read at each step in the saliency of all outputs together; of a pair what the encoder reads.
fn of_all(sides: &[Side<Gone>]) -> Vec<f64> {
    let (_, read) = sides.first().expect("a net has a side");
    let sums = read.input.norm.mapv(f64::from).sum_axis(Axis(0));
    let total = sums.sum();
    sums.iter().map(|sum| if total > 0.0 { sum / total } else { 0.0 }).collect()
}

/// The gradient by lag, added up over passages: of h, and of c where there is one, of each direction of each layer.
struct Means(Vec<[Mean; 2]>);

/// At each lag or step a sum, that of the first numbers of the rows that reach so far, and how many rows do.
#[derive(Clone, Default)]
struct Mean(Vec<(f64, f64, u32)>);

/// The means of a gradient by lag, and those at lag 0 of the rows that reach each.
struct ByLag {
    by_lag: Vec<f64>,
    of_those: Vec<f64>,
}

impl Mean {
    fn add(&mut self, numbers: &[f64]) {
        if self.0.len() < numbers.len() {
            self.0.resize(numbers.len(), (0.0, 0.0, 0));
        }
        let first = numbers.first().copied().unwrap_or_default();
        for ((sum, firsts, count), number) in self.0.iter_mut().zip(numbers) {
            (*sum, *firsts, *count) = (*sum + number, *firsts + first, *count + 1);
        }
    }

    fn done(self) -> ByLag {
        let mean = |of: fn(&(f64, f64, u32)) -> f64| self.0.iter().map(|all| of(all) / f64::from(all.2)).collect();
        ByLag { by_lag: mean(|all| all.0), of_those: mean(|all| all.1) }
    }
}

impl Means {
    fn new(sides: &[Side<Gone>]) -> Self {
        Self(vec![Default::default(); sides.iter().map(|(_, gone)| gone.reach.len()).sum()])
    }

    fn add(&mut self, sides: &[Side<Gone>]) {
        let reach = sides.iter().flat_map(|(side, gone)| gone.reach.iter().map(|reach| (*side, reach)));
        for ([of_h, of_c], (side, reach)) in self.0.iter_mut().zip(reach) {
            let (h, c) = reach.by_lag(side != SIDES[0] && reach.h.is_square());
            of_h.add(&h);
            of_c.add(&c.unwrap_or_default());
        }
    }

    fn done(self) -> Vec<(ByLag, ByLag)> {
        self.0.into_iter().map(|[h, c]| (h.done(), c.done())).collect()
    }
}
