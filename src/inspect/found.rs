//! What a net does inside with what it is asked.

use ndarray::{Array2, Axis};

use super::question::Question;
use crate::nn::loss::{IGNORE, likeliest};
use crate::nn::param::ParamSet;
use crate::nn::probe::{Gone, Inside, InsidePair, Reach, Saliency, Scores, Units, half_life, probabilities};
use crate::task::{Model, Read, Wanted};

/// All that is told. R rows of outputs: one a step, or one.
#[derive(Debug)]
pub(super) struct Found {
    /// Logits or values, `(R, O)`.
    pub outputs: Array2<f32>,
    /// `(R, V)`; none for values.
    pub probabilities: Option<Array2<f32>>,
    /// The loss of each row, where it is known what should have come out.
    pub losses: Vec<Option<f64>>,
    /// The stack, or the encoder and the decoder.
    pub sides: Vec<Side>,
    /// The weights of each step of the target over those of the source; none without attention.
    pub attention: Option<Array2<f32>>,
}

/// A stack of layers over what it reads.
#[derive(Debug)]
pub(super) struct Side {
    /// `encoder` or `decoder`, where there are two.
    pub name: Option<&'static str>,
    pub units: Vec<Units>,
    /// How far the gradient of each loss reaches.
    pub reach: Vec<Reach>,
    /// What the largest output of each row depends on.
    pub saliency: Saliency,
}

impl Found {
    /// Lets `model` read what is asked.
    pub fn new(model: &Model, params: &ParamSet, question: &Question) -> Self {
        match (model, &question.read) {
            (Model::Network(network), read) => {
                let inside = Inside::new(network, params, read.data());
                let scores = inside.scores(question.wanted.targets());
                let rows = 0..inside.outputs().nrows();
                let lost = inside.go_back(rows.clone(), scores.d_outputs.view());
                let salient = inside.go_back(rows, inside.chosen(None).view());
                let sides = vec![Side::new(None, inside.units(), lost, salient)];
                Self::of(inside.outputs(), &scores, &question.wanted, sides, None)
            }
            (Model::Translator(translator), Read::Pair(source, given)) => {
                let inside = InsidePair::new(translator, params, source, given);
                let Wanted::Classes(wanted) = &question.wanted else { unreachable!("tokens are wanted of a pair") };
                let scores = inside.scores(wanted);
                let rows = 0..given.len();
                let lost = inside.go_back(rows.clone(), scores.d_outputs.view());
                let salient = inside.go_back(rows, inside.chosen(None).view());
                let [encoder, decoder] = inside.units();
                let sides = vec![
                    Side::new(Some("encoder"), encoder, lost.encoder, salient.encoder),
                    Side::new(Some("decoder"), decoder, lost.decoder, salient.decoder),
                ];
                let attention = inside.attention().map(|weights| weights.to_owned());
                Self::of(inside.outputs(), &scores, &question.wanted, sides, attention)
            }
            (Model::Translator(_), read) => unreachable!("a translator is asked {read:?}"),
        }
    }

    fn of(
        outputs: &Array2<f32>,
        scores: &Scores,
        wanted: &Wanted,
        sides: Vec<Side>,
        attention: Option<Array2<f32>>,
    ) -> Self {
        let known = |row: usize| match wanted {
            Wanted::Classes(classes) => classes[row] != IGNORE,
            Wanted::Values(values) => values.row(row).iter().all(|value| value.is_finite()),
        };
        Self {
            outputs: outputs.clone(),
            probabilities: matches!(wanted, Wanted::Classes(_)).then(|| probabilities(outputs)),
            losses: scores.losses.iter().enumerate().map(|(row, &loss)| known(row).then_some(loss)).collect(),
            sides,
            attention,
        }
    }

    /// The indices of the largest outputs of a row, the largest first, and among equals the first.
    pub fn likeliest(&self, row: usize, most: usize) -> Vec<usize> {
        let outputs = self.outputs.row(row).to_vec();
        likeliest(&outputs, most).into_iter().map(|index| index as usize).collect()
    }

    /// The half-life, in steps, of the gradient of the losses in each layer and direction of a side; none where half of
    /// it is still there at the farthest.
    pub fn half_lives(&self, side: &Side) -> Vec<Option<f64>> {
        let each_step = self.sides.len() == 1 || side.name == Some("decoder");
        let each_step = |reach: &Reach| each_step && self.outputs.nrows() == reach.h.ncols();
        side.reach.iter().map(|reach| half_life(&reach.by_lag(each_step(reach)).0)).collect()
    }
}

impl Side {
    fn new(name: Option<&'static str>, units: Vec<Units>, lost: Gone, salient: Gone) -> Self {
        Self { name, units, reach: lost.reach, saliency: salient.input }
    }

    /// The share of what is read at each step in the saliency of all rows together.
    pub fn shares(&self) -> Vec<f64> {
        let sums = self.saliency.norm.mapv(f64::from).sum_axis(Axis(0));
        let total = sums.sum();
        sums.iter().map(|sum| sum / total).collect()
    }
}
