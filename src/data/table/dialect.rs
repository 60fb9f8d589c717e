//! How a table is written: its delimiter, how many cells a row has, where its rows begin, and its columns' names.
//! Nothing is decided here by what the numbers mean.

use super::records::{Delimiter, Records};

/// The delimiter is found in so many records.
const SNIFFED: usize = 200;

/// The first of the delimiters that gives every record the same number of cells, or else most records; a comma if none
/// does.
pub fn delimiter_of(text: &str) -> Delimiter {
    let shares = Delimiter::ALL.map(|delimiter| (delimiter, agreement(text, delimiter)));
    let found = [1.0, 0.5].into_iter().find_map(|least| shares.iter().find(|(_, share)| *share >= least));
    found.map_or(Delimiter::Char(b','), |&(delimiter, _)| delimiter)
}

/// The share of the first records that have the usual number of cells; 0 if that is 1.
fn agreement(text: &str, delimiter: Delimiter) -> f64 {
    let counts = counts(text, delimiter);
    let usual = usual(&counts);
    let agreeing = counts.iter().filter(|&&count| count == usual).count();
    #[expect(clippy::cast_precision_loss, reason = "counts up to 200")]
    let share = agreeing as f64 / counts.len().max(1) as f64;
    if usual > 1 { share } else { 0.0 }
}

/// How many cells most of the first rows have.
pub fn width_of(text: &str, delimiter: Delimiter) -> usize {
    usual(&counts(text, delimiter))
}

fn counts(text: &str, delimiter: Delimiter) -> Vec<usize> {
    let mut records = Records::new(text, delimiter);
    let mut counts = Vec::with_capacity(SNIFFED);
    while counts.len() < SNIFFED {
        let Some(record) = records.read() else { break };
        if !record.is_empty() {
            counts.push(record.len());
        }
    }
    counts
}

fn usual(counts: &[usize]) -> usize {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or(0)
}

/// The names in the last of the comment lines before the table, if there are as many as a row has cells.
pub fn names_in_comment(text: &str, delimiter: Delimiter, width: usize) -> Option<Vec<String>> {
    let lines = text.lines().take_while(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
    let comment = lines.filter(|line| !line.trim().is_empty()).last()?;
    let names = comment.trim_start().trim_start_matches('#');
    let mut records = Records::new(names, delimiter);
    let record = records.read()?;
    let named = record.len() == width && record.cells().all(|name| !name.is_empty() && name.parse::<f64>().is_err());
    named.then(|| record.cells().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_the_one_that_divides_evenly() {
        for (text, wanted) in [
            ("a,b\n1,2\n", Delimiter::Char(b',')),
            ("a;b\n1,5;2\n", Delimiter::Char(b';')),
            ("a\tb\n1,5\t2,5\n", Delimiter::Char(b'\t')),
            ("a|b\n1|2\n", Delimiter::Char(b'|')),
            ("a  b\n 1 2\n", Delimiter::Spaces),
            ("day time,b\n1 2,3\n", Delimiter::Char(b',')),
            ("a\n1\n2\n", Delimiter::Char(b',')),
            ("", Delimiter::Char(b',')),
            ("A title of, say, five\n\na;b\n1;2\n3;4\n5;6\n", Delimiter::Char(b';')),
        ] {
            assert_eq!(delimiter_of(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn a_comment_of_as_many_names_as_columns_is_the_header() {
        let names = |text: &str, width| names_in_comment(text, Delimiter::Char(b','), width);
        assert_eq!(names("# prices\n# a, b\n1,2\n", 2), Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(names("# a,b\n# prices\n1,2\n", 2), None);
        assert_eq!(names("# 1,2\n1,2\n", 2), None, "numbers are a row taken out");
        assert_eq!(names("a,b\n# c,d\n1,2\n", 2), None);
    }
}
