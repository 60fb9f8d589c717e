//! The names of rows, of which there may be millions: one text, and where each name in it ends.

/// What rows are called, in few bytes a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Labels {
    text: String,
    /// The end of each in `text`.
    ends: Vec<usize>,
}

impl Labels {
    /// Adds the name of the next row, which is these parts with a blank between them.
    pub(super) fn push(&mut self, parts: impl Iterator<Item = impl AsRef<str>>) {
        let begin = self.text.len();
        for part in parts {
            if self.text.len() > begin {
                self.text.push(' ');
            }
            self.text.push_str(part.as_ref());
        }
        self.ends.push(self.text.len());
    }

    /// How many rows have one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no row has one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The name of this row, if it has one.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        let end = *self.ends.get(row)?;
        let begin = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.text[begin..end])
    }

    /// The names of all rows.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|row| self.get(row))
    }

    /// The same names with the rows in another order; as they are if no row has one.
    pub(super) fn in_order(&self, rows: impl Iterator<Item = usize>) -> Self {
        let mut other = Self { text: String::with_capacity(self.text.len()), ends: Vec::with_capacity(self.len()) };
        rows.filter_map(|row| self.get(row)).for_each(|name| other.push([name].into_iter()));
        other
    }
}

impl<T: AsRef<str>> FromIterator<T> for Labels {
    fn from_iter<I: IntoIterator<Item = T>>(names: I) -> Self {
        let mut labels = Self::default();
        names.into_iter().for_each(|name| labels.push([name].into_iter()));
        labels
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_in_any_order() {
        let labels: Labels = ["a", "", "한 글"].into_iter().collect();
        assert_eq!(labels.iter().collect::<Vec<_>>(), ["a", "", "한 글"]);
        assert_eq!((labels.len(), labels.get(3), labels.is_empty()), (3, None, false));
        assert_eq!(labels.in_order([2, 0, 1].into_iter()).iter().collect::<Vec<_>>(), ["한 글", "a", ""]);
        let mut joined = Labels::default();
        joined.push(["2024-01-01", "12:00"].into_iter());
        assert_eq!(joined.get(0), Some("2024-01-01 12:00"));
        assert!(Labels::default().in_order(0..3).is_empty());
    }
}
