//! What there is to show of gradients through time.

use ndarray::Array2;

/// What the means of gradients are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// The example looked at and the others of the next step's batch: what training goes by.
    Batch,
    /// The first 20 of all examples that can be shown: where these are the same at every step, steps can be compared.
    First,
}

/// How far back the gradient of an example's losses reaches, what its outputs depend on, and how large the gradient of
/// each parameter is.
///
/// R losses: one at each step, or one.
#[derive(Debug, Clone, PartialEq)]
pub struct GradientsView {
    /// Which example: `chunk 12`, and how much of it was read, if not all.
    pub example: String,
    /// What should come out at each of the R losses.
    pub wanted: Vec<String>,
    /// Each direction of each layer, in the order of the states: the lowest layer first, of each the forward direction
    /// before the reverse one; of a pair the encoder's before the decoder's.
    pub parts: Vec<GradientsPart>,
    /// What the likeliest output, or the only one, depends on: over what is read, or over the source and then over what
    /// the decoder is given.
    pub saliency: Vec<SaliencyPart>,
    /// The share of what is read at each step, from the first on, in the saliency of all outputs together: the mean
    /// over the same examples that reach so far. Of a pair it is what the encoder reads.
    pub shares: Vec<f64>,
    /// |d loss / d W|_2 of each parameter W, over the mean of the same examples' losses, balanced as in training, in
    /// the order of the table.
    pub norms: Vec<(String, f64)>,
    /// What the means by lag, the shares and the norms are over.
    pub over: Over,
    /// How many of these there was time for.
    pub rows: usize,
    /// How many it could be at most.
    pub of: usize,
    /// Steps after which training cuts the gradient, where it does.
    pub cut: Option<usize>,
    /// Whether nothing was left out.
    pub whole: bool,
}

/// One direction of a layer, over the T steps that it read.
#[derive(Debug, Clone, PartialEq)]
pub struct GradientsPart {
    /// What it is: `layer 2`, `layer 1 reverse`, `encoder layer 1`.
    pub name: String,
    /// What was read at each of the T steps.
    pub steps: Vec<String>,
    /// Of h.
    pub h: Fading,
    /// Of c, where the cell carries one.
    pub c: Option<Fading>,
}

/// How the gradient with respect to a state fades.
#[derive(Debug, Clone, PartialEq)]
pub struct Fading {
    /// |d loss_t / d h_s|_2 of the example shown, `(R, T)`.
    pub by_step: Array2<f32>,
    /// The mean of it at each lag in steps, over the losses of each row, then over the rows that reach so far.
    pub by_lag: Vec<f64>,
    /// The mean of it at lag 0 over the rows that reach each lag, so that what is left there is compared with the same
    /// rows.
    pub of_those: Vec<f64>,
    /// The lag in steps at which half of it is left; none where more than half is left at the farthest.
    pub half_life: Option<f64>,
}

/// What outputs depend on.
#[derive(Debug, Clone, PartialEq)]
pub struct SaliencyPart {
    /// What was read at each of T steps.
    pub steps: Vec<String>,
    /// |d z_r / d x_s|_2, `(R, T)`: z_r the largest output of row r, x_s what is read.
    pub norm: Array2<f32>,
}

impl Fading {
    /// How much of it is left so many steps back, as a share of what it is at lag 0; none where no row reaches so far.
    pub fn left(&self, lag: usize) -> Option<f64> {
        let (first, there) = (*self.of_those.get(lag)?, *self.by_lag.get(lag)?);
        (first > 0.0).then(|| there / first)
    }
}

impl GradientsPart {
    /// Of the state that carries most: c where there is one, else h.
    pub fn carried(&self) -> &Fading {
        self.c.as_ref().unwrap_or(&self.h)
    }
}

impl GradientsView {
    /// The row of the losses that a time cursor at this step stands for.
    pub fn row(&self, time: usize) -> usize {
        time.min(self.wanted.len().saturating_sub(1))
    }

    /// What the output at a row depends on most: part of the saliency and step, the strongest first, with its share of
    /// all.
    pub fn strongest(&self, row: usize, most: usize) -> Vec<(usize, usize, f32)> {
        let of_part = |(part, saliency): (usize, &SaliencyPart)| -> Vec<(usize, usize, f32)> {
            let norms = saliency.norm.row(row);
            norms.iter().enumerate().map(|(step, &norm)| (part, step, norm)).collect()
        };
        let mut all: Vec<_> = self.saliency.iter().enumerate().flat_map(of_part).collect();
        let total: f32 = all.iter().map(|(_, _, norm)| norm).sum();
        all.retain(|(_, _, norm)| *norm > 0.0);
        all.sort_by(|a, b| b.2.total_cmp(&a.2));
        all.truncate(most);
        all.iter().map(|&(part, step, norm)| (part, step, norm / total)).collect()
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn the_strongest_inputs_come_first_whatever_side_they_are_on() {
        let part = |norm| SaliencyPart { steps: Vec::new(), norm };
        let view = GradientsView {
            example: String::new(),
            wanted: vec!["a".to_owned(), "b".to_owned()],
            parts: Vec::new(),
            saliency: vec![part(array![[1.0, 0.0], [2.0, 5.0]]), part(array![[0.5, 0.5], [3.0, 0.0]])],
            shares: Vec::new(),
            norms: Vec::new(),
            over: Over::Batch,
            rows: 1,
            of: 1,
            cut: None,
            whole: true,
        };
        assert_eq!(view.strongest(1, 3), [(0, 1, 0.5), (1, 0, 0.3), (0, 0, 0.2)]);
        assert_eq!(view.strongest(0, 9), [(0, 0, 0.5), (1, 0, 0.25), (1, 1, 0.25)]);
        assert_eq!([view.row(0), view.row(1), view.row(7)], [0, 1, 1]);
    }
}
