//! Which units of a net that reads rows follow a label, or of one that writes them a property of the letters.

use super::batch::Goal;
use super::problem::RowsProblem;
use crate::data::{Labelled, Probe, ProbeError};
use crate::nn::param::ParamSet;
use crate::task::study::{Script, Study, named};
use crate::task::view::{Source, StudyAsk};

/// These rows, as many of them as have `most` tokens together and the first whatever it has; and the numbers that units
/// are held to, for each of so many directions: where a direction has read all of a row, 1 if it has this label and
/// else 0. No other token counts.
#[must_use]
pub fn label_script(
    data: &Labelled,
    rows: &[usize],
    label: u32,
    (most, directions): (usize, usize),
) -> (Script, Vec<Vec<f64>>) {
    let (mut all, mut numbers) = (Vec::new(), vec![Vec::new(); directions]);
    let mut read = 0;
    for &row in rows {
        let tokens: Vec<u32> = Goal::Label.read(data, row).collect();
        if tokens.is_empty() || (read > 0 && read + tokens.len() > most) {
            continue;
        }
        read += tokens.len();
        let number = f64::from(u8::from(data.label(row) == label));
        for (side, numbers) in numbers.iter_mut().enumerate() {
            let last = if side == 0 { tokens.len() - 1 } else { 0 };
            numbers.extend((0..tokens.len()).map(|step| if step == last { number } else { f64::NAN }));
        }
        all.push(tokens);
    }
    (Script::rows(all), numbers)
}

/// These rows as a net reads that writes texts for labels, as many of them as have `most` tokens together and the first
/// whatever it has; and the numbers that units are held to: what the probe gives to each letter of the row's text. The
/// label that is read first has none.
#[must_use]
pub fn letter_script(data: &Labelled, rows: &[usize], probe: &Probe, most: usize) -> (Script, Vec<Vec<f64>>) {
    let (mut all, mut numbers) = (Vec::new(), Vec::new());
    for &row in rows {
        let tokens: Vec<u32> = Goal::Text.read(data, row).collect();
        if !numbers.is_empty() && numbers.len() + tokens.len() > most {
            continue;
        }
        numbers.push(f64::NAN);
        numbers.extend(probe.values(&data.text(row)));
        all.push(tokens);
    }
    (Script::rows(all), vec![numbers])
}

/// The label of this name.
///
/// # Errors
/// A sentence that names some.
pub fn find_label(data: &Labelled, name: &str) -> Result<u32, String> {
    let found = (0..).zip(&data.labels).find(|(_, label)| *label == name);
    found
        .map(|(index, _)| index)
        .ok_or_else(|| format!("{name:?} is no label: give one of {}", named(data.labels.iter().map(String::as_str))))
}

impl RowsProblem {
    /// The study of which units follow a label, the first one where none is named; or letters, by the first property
    /// that differs where none is named.
    pub fn study(&self, params: &ParamSet, ask: &StudyAsk) -> Result<Study, String> {
        if ask.mark.is_some() {
            return Err("where else units are on is found in texts of characters, and this net reads rows".to_owned());
        }
        let rows = match &ask.source {
            Source::Training => &self.split.training,
            Source::HeldOut => self.split.rows(self.split.reported()),
            Source::Typed(_) => {
                return Err("text is for nets that learn a text: here ↑ and ↓ on screen 1 choose the row".to_owned());
            }
        };
        if self.goal == Goal::Text {
            return self.letters(params, rows, ask.probe.as_deref());
        }
        let first = self.data.labels.first().map_or("", String::as_str);
        let name = ask.probe.as_deref().unwrap_or(first);
        let label = find_label(&self.data, name)?;
        let directions = self.network.shape().stack().directions();
        let (script, numbers) = label_script(&self.data, rows, label, (Script::LONGEST, directions));
        Ok(Study::new(&self.network, params, script, (name, numbers), None))
    }

    /// The study of which units follow a property of the letters.
    fn letters(&self, params: &ParamSet, rows: &[usize], name: Option<&str>) -> Result<Study, String> {
        let of = |name: &str| -> Result<_, ProbeError> {
            Ok(letter_script(&self.data, rows, &name.parse()?, Script::LONGEST))
        };
        let varies = |name: &&str| {
            let known = of(name).map(|(_, numbers)| numbers[0].iter().copied().filter(|n| !n.is_nan()).collect());
            known.is_ok_and(|known: Vec<f64>| known.windows(2).any(|pair| pair[0].to_bits() != pair[1].to_bits()))
        };
        let name = match name {
            Some(name) => name,
            None => Probe::names().find(varies).or(Probe::names().next()).unwrap_or_default(),
        };
        let (script, numbers) = of(name).map_err(|error| error.to_string())?;
        Ok(Study::new(&self.network, params, script, (name, numbers), None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::cell::Cell;
    use crate::nn::network::{Data, Head, InputSize, Network, Pool, Shape};
    use crate::nn::precision::Precision;
    use crate::nn::probe::Inside;

    /// h of each direction where it has read all of a row, against 1 for the label: nothing else counts.
    #[test]
    fn units_are_held_to_the_label_where_each_direction_has_read_all() {
        let rows = "a\tbbc\nb\tcb\na\tccbc\nb\tb\na\tbcb\n";
        let data = Labelled::parse(rows, &[None, None]).unwrap();
        let network = Network::new(Shape {
            input: InputSize::OneHot { vocabulary: data.vocabulary() },
            cell: Cell::Gru,
            hidden_size: 3,
            layers: 2,
            bidirectional: true,
            linear: true,
            head: Head::Pooled(Pool::Last),
            outputs: 2,
            precision: Precision::F32,
        });
        let params = network.initial(5);
        let chosen = [4, 0, 1, 3];
        let (script, numbers) = label_script(&data, &chosen, 0, (Script::LONGEST, 2));
        assert_eq!(script.len(), 3 + 3 + 2 + 1);
        let mut study = Study::new(&network, &params, script, ("a", numbers), None);
        while !study.is_done() {
            study.read_on();
        }
        let ranked = study.ranked().unwrap();
        assert_eq!(ranked.len(), 12);
        let y = [1.0, 1.0, 0.0, 0.0];
        for found in ranked {
            let h = chosen.map(|row| {
                let tokens: Vec<u32> = Goal::Label.read(&data, row).collect();
                let units = Inside::new(&network, &params, Data::Tokens(&tokens)).units();
                let h = units[2 * found.layer + usize::from(found.reverse)].h();
                f64::from(h[[if found.reverse { 0 } else { tokens.len() - 1 }, found.unit]])
            });
            let mean = h.iter().sum::<f64>() / 4.0;
            let products: f64 = h.iter().zip(y).map(|(h, y)| (h - mean) * (y - 0.5)).sum();
            let spread = h.iter().map(|h| (h - mean) * (h - mean)).sum::<f64>().sqrt();
            assert!((found.correlation - products / spread).abs() < 1e-5, "{found:?}: {}", products / spread);
        }
        let (few, _) = label_script(&data, &chosen, 0, (4, 2));
        assert_eq!(few.len(), 4, "the row of two does not fit any more, the last of one does");
        assert_eq!(find_label(&data, "b"), Ok(1));
        assert!(find_label(&data, "c").unwrap_err().starts_with("\"c\" is no label: give one of a, b"));
    }

    /// Each row is a text of its own; the label before it has no number.
    #[test]
    fn letters_are_numbered_in_each_row_and_labels_are_not() {
        let data = Labelled::parse("a\tbbc\nb\tcb\na\tccbc\n", &[None, None]).unwrap();
        let told = |most| {
            let (script, numbers) = letter_script(&data, &[2, 1, 0], &"position".parse().unwrap(), most);
            assert_eq!(script.len(), numbers[0].len());
            numbers[0].iter().map(|n| if n.is_nan() { "-".to_owned() } else { n.to_string() }).collect::<String>()
        };
        assert_eq!(told(Script::LONGEST), "-0123-01-012");
        assert_eq!(told(8), "-0123-01", "the last row does not fit any more");
        assert_eq!(told(2), "-0123");
    }
}
