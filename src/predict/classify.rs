//! The label of each text, how sure the net is of it, and the next likely one.

use serde_json::Value;

use super::answers::{Answers, Measured, mean, number, share};
use super::asked::Asked;
use super::labelled::{Row, asked_rows, names};
use super::surprise::{Sum, score};
use crate::exit::Failure;
use crate::nn::layout::Layout;
use crate::nn::loss::largest;
use crate::nn::network::{Network, Prepared, Sequences};

const COLUMNS: &[&str] = &["part", "row", "label", "answer", "probability", "second", "second_probability"];
/// Rows of a pass.
const ROWS: usize = 64;

/// The net's answers. A row without a character that the net knows has none, and is not right.
pub(super) fn answers(asked: &Asked<'_>, network: &Network) -> Result<Answers, Failure> {
    let (rows, notes) = asked_rows(asked)?;
    let labels = names(asked).1;
    let mut answers = Answers { columns: COLUMNS, notes, ..Answers::default() };
    let mut prepared = Prepared::default();
    let weights = network.prepare(&asked.session.checkpoint.state.params, &mut prepared);
    let (mut pass, mut state, mut layout) = (network.pass(), network.zero_state(1), Layout::default());
    for part in rows.chunk_by(|a, b| a.part == b.part) {
        // Rows that have a label, and those of them whose label the net knows.
        let (mut labelled, mut sum) = (0, Sum::default());
        for rows in part.chunks(ROWS) {
            let read: Vec<&Row> = rows.iter().filter(|row| !row.tokens.is_empty()).collect();
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
            let mut said = 0;
            for row in rows {
                labelled += usize::from(row.label.is_some());
                let mut cells = vec![row.part.into(), row.number.into(), row.label.clone().into()];
                if row.tokens.is_empty() {
                    cells.resize(COLUMNS.len(), Value::Null);
                } else {
                    let logits = pass.outputs().row(said).to_vec();
                    said += 1;
                    cells.extend(likeliest(&logits, labels));
                    if let Some(label) = row.label_id {
                        sum.add(score(&logits, label));
                    }
                }
                answers.rows.push(cells);
            }
        }
        answers.measures.push(Measured::new(
            part[0].part,
            [
                ("rows", Some(part.len().into())),
                ("loss", mean(sum.loss, sum.count)),
                ("right", (labelled > 0).then(|| sum.right.into())),
                ("accuracy", share(sum.right, labelled)),
            ],
        ));
    }
    Ok(answers)
}

/// The two likeliest labels, each with its probability.
fn likeliest(logits: &[f32], labels: &[String]) -> [Value; 4] {
    let (first, max) = largest(logits);
    let total: f64 = logits.iter().map(|&z| f64::from(z - max).exp()).sum();
    let probability = |label: u32| number(f64::from(logits[label as usize] - max).exp() / total);
    let name = |label: u32| Value::from(labels[label as usize].clone());
    let others = (0..).zip(logits).filter(|&(label, _)| label != first);
    let second = others.reduce(|best, next| if next.1 > best.1 { next } else { best });
    let [second, second_probability] =
        second.map_or([Value::Null, Value::Null], |(label, _)| [name(label), probability(label)]);
    [name(first), probability(first), second, second_probability]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_likeliest_labels_are_told_with_their_probabilities() {
        let labels = ["a", "b", "c"].map(str::to_owned);
        // Softmax is 1/7, 4/7, 2/7.
        let logits = [0.0, 4.0_f32.ln(), 2.0_f32.ln()];
        let [first, p, second, q] = likeliest(&logits, &labels);
        assert_eq!((first, second), (Value::from("b"), Value::from("c")));
        let close = |found: Value, wanted: f64| (found.as_f64().unwrap() - wanted).abs() < 1e-6;
        assert!(close(p, 4.0 / 7.0) && close(q, 2.0 / 7.0));
        let [.., none, no] = likeliest(&[1.0], &labels[..1]);
        assert_eq!((none, no), (Value::Null, Value::Null));
    }
}
