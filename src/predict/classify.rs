//! The label of each text, how sure the net is of it, and the next likely one.

use serde_json::Value;

use super::answers::{Answers, Measured, number, share};
use super::asked::Asked;
use super::labelled::{LabelledRow, Rows, asked_rows, labels};
use super::surprise::{Scored, Sum, score};
use crate::config::{ClassifyConfig, TaskConfig};
use crate::exit::Failure;
use crate::nn::layout::Layout;
use crate::nn::loss::{exp_sum, largest};
use crate::nn::network::{Network, Prepared, Sequences};
use crate::task::view::UNSURE;

const COLUMNS: &[&str] = &["part", "row", "label", "answer", "probability", "second", "second_probability"];
/// Rows of a pass.
const ROWS: usize = 64;

/// The net's answers. A row without a character that the net knows has none, and is not right.
pub(super) fn answers(asked: &Asked<'_>, network: &Network) -> Result<Answers, Failure> {
    let Rows { list: rows, notes, weights: label_weights } = asked_rows(asked)?;
    let labels = labels(asked);
    let TaskConfig::Classify(ClassifyConfig { threshold, .. }) = asked.session.checkpoint.config.task else {
        unreachable!("a session of labels was checked to be of this task")
    };
    let mut answers = Answers { columns: COLUMNS, notes, ..Answers::default() };
    let mut prepared = Prepared::default();
    let weights = network.prepare(&asked.session.checkpoint.state.params, &mut prepared);
    let (mut pass, mut state, mut layout) = (network.pass(), network.zero_state(1), Layout::default());
    for part in rows.chunk_by(|a, b| a.part == b.part) {
        // Rows that have a label, and those of them whose label the net knows.
        let (mut labelled, mut sum, mut weighed) = (0, Sum::default(), 0.0);
        for rows in part.chunks(ROWS) {
            let read: Vec<&LabelledRow> = rows.iter().filter(|row| !row.tokens.is_empty()).collect();
            let lengths: Vec<usize> = read.iter().map(|row| row.tokens.len()).collect();
            layout.set_packed(&lengths);
            let mut packed = vec![0; layout.total()];
            for (at, row) in read.iter().enumerate() {
                layout.places(at).zip(&row.tokens).for_each(|(place, &token)| packed[place] = token);
            }
            if !read.is_empty() {
                network.set_zero(&mut state, read.len());
                network.forward(weights, Sequences::tokens(&packed, &layout), &mut state, None, &mut pass);
            }
            let mut at = 0;
            for row in rows {
                labelled += usize::from(row.label.is_some());
                let mut cells = vec![row.part.into(), row.number.into(), row.label.clone().into()];
                if row.tokens.is_empty() {
                    cells.resize(COLUMNS.len(), Value::Null);
                } else {
                    let logits = pass.outputs().row(at).to_vec();
                    at += 1;
                    let said = Said::of(&logits);
                    let unsure = said.probability < threshold;
                    cells.extend(said.cells(labels, unsure));
                    if let Some(label) = row.label_id {
                        let weight = label_weights.as_ref().map_or(1.0, |weights| f64::from(weights[label as usize]));
                        let Scored { loss, right } = score(&logits, label);
                        sum.add(Scored { loss: weight * loss, right: right && !unsure });
                        weighed += weight;
                    }
                }
                answers.rows.push(cells);
            }
        }
        answers.measures.push(Measured::new(
            part[0].part,
            [
                ("rows", Some(part.len().into())),
                ("loss", (sum.count > 0).then(|| number(sum.loss / weighed))),
                ("right", (labelled > 0).then(|| sum.right.into())),
                ("accuracy", share(sum.right, labelled)),
            ],
        ));
    }
    Ok(answers)
}

/// The likeliest label, and the next one where there is one.
struct Said {
    label: u32,
    probability: f64,
    second: Option<(u32, f64)>,
}

impl Said {
    fn of(logits: &[f32]) -> Self {
        let (label, max) = largest(logits);
        let total = exp_sum(logits, max);
        let others = (0..).zip(logits).filter(|&(other, _)| other != label);
        let second = others.reduce(|best, next| if next.1 > best.1 { next } else { best });
        let second = second.map(|(label, &z)| (label, f64::from(z - max).exp() / total));
        Self { label, probability: 1.0 / total, second }
    }

    /// Both, each with its probability; in place of one that the net is unsure of, a mark.
    fn cells(&self, labels: &[String], unsure: bool) -> [Value; 4] {
        let name = |label: u32| Value::from(labels[label as usize].as_str());
        let [second, second_probability] =
            self.second.map_or([Value::Null, Value::Null], |(label, probability)| [name(label), number(probability)]);
        let first = if unsure { UNSURE.into() } else { name(self.label) };
        [first, number(self.probability), second, second_probability]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_likeliest_labels_are_told_with_their_probabilities() {
        let labels = ["a", "b", "c"].map(str::to_owned);
        // Softmax is 1/7, 4/7, 2/7.
        let logits = [0.0, 4.0_f32.ln(), 2.0_f32.ln()];
        let [first, p, second, q] = Said::of(&logits).cells(&labels, false);
        assert_eq!((first, second), (Value::from("b"), Value::from("c")));
        let close = |found: Value, wanted: f64| (found.as_f64().unwrap() - wanted).abs() < 1e-6;
        assert!(close(p, 4.0 / 7.0) && close(q, 2.0 / 7.0));
        let [unsure, _, none, no] = Said::of(&[1.0]).cells(&labels[..1], true);
        assert_eq!((unsure, none, no), (Value::from("?"), Value::Null, Value::Null));
    }
}
