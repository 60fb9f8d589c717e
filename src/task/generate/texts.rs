//! The texts that each label has in the file, for those labels that may be on the list.

use std::collections::{HashMap, HashSet};

use crate::data::Labelled;

/// A label on the list.
#[derive(Debug)]
pub(super) struct Texts {
    /// Its first row.
    pub first: usize,
    /// How many texts it has.
    pub count: usize,
    /// The tokens of those texts that are short enough to be written.
    pub tokens: HashSet<Vec<u32>>,
}

/// The texts of the first `labels` labels of `data`, in the order of the file. At most `longest` characters are
/// written.
pub(super) fn texts(data: &Labelled, labels: usize, longest: usize) -> Vec<Texts> {
    let (mut all, mut places) = (Vec::<Texts>::new(), HashMap::new());
    for row in 0..data.rows() {
        let place = match places.get(&data.label(row)) {
            Some(&place) => place,
            None if all.len() < labels => {
                places.insert(data.label(row), all.len());
                all.push(Texts { first: row, count: 0, tokens: HashSet::new() });
                all.len() - 1
            }
            None => continue,
        };
        let texts: &mut Texts = &mut all[place];
        texts.count += 1;
        if data.range(row).len() <= longest {
            texts.tokens.insert(data.range(row).map(|place| data.tokens.get(place)).collect());
        }
    }
    all
}
