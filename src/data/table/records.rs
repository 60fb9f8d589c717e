//! The records of a table's text: where lines and cells end. What stands in a cell is never looked at here.

use csv::{ReaderBuilder, StringRecord};

/// So many lines say whether there are comments.
const SOME_LINES: usize = 200;

/// What stands between the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// One character.
    Char(u8),
    /// Any number of spaces.
    Spaces,
}

impl Delimiter {
    /// All that are tried, in this order: a decimal comma divides cells as evenly as a delimiter does.
    pub const ALL: [Self; 5] = [Self::Char(b'\t'), Self::Char(b';'), Self::Char(b','), Self::Char(b'|'), Self::Spaces];

    /// Its name.
    pub fn name(self) -> String {
        match self {
            Self::Char(b'\t') => "tab".to_owned(),
            Self::Char(byte) => char::from(byte).to_string(),
            Self::Spaces => "spaces".to_owned(),
        }
    }

    /// The character that divides cells.
    pub fn byte(self) -> u8 {
        match self {
            Self::Char(byte) => byte,
            Self::Spaces => b' ',
        }
    }

    /// Whether these characters are nothing but delimiters and white space.
    fn is_all_of(self, line: &str) -> bool {
        line.chars().all(|c| c.is_whitespace() || c == char::from(self.byte()))
    }
}

/// One row of a table.
#[derive(Debug)]
pub struct Record<'a> {
    /// Where it begins in the text.
    pub start: usize,
    /// The line it begins on, from 1.
    pub line: usize,
    /// How many blank lines stand before it.
    pub blank_lines: usize,
    /// Whether a quote in it is opened and never closed, so that it swallowed the rest of the text.
    pub unclosed: bool,
    /// None in a blank line.
    cells: Option<&'a StringRecord>,
    /// The places of the cells, where runs of spaces divide them.
    places: Option<&'a [usize]>,
}

impl<'a> Record<'a> {
    /// A row of a blank line.
    pub fn blank(line: usize) -> Self {
        Self { start: 0, line, blank_lines: 0, unclosed: false, cells: None, places: None }
    }

    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.places.map_or(self.cells.map_or(0, StringRecord::len), <[_]>::len)
    }

    /// The cell at this place as it stands, without quotes; empty if there is none.
    pub fn whole(&self, at: usize) -> &'a str {
        let place = match self.places {
            Some(places) => places.get(at).copied(),
            None => Some(at),
        };
        place.and_then(|place| self.cells?.get(place)).unwrap_or_default()
    }

    /// The cell at this place without quotes and the white space around it; empty if there is none.
    pub fn cell(&self, at: usize) -> &'a str {
        self.whole(at).trim()
    }

    /// All cells without the white space around them.
    pub fn cells(&self) -> impl Iterator<Item = &'a str> + '_ {
        (0..self.len()).map(|at| self.cell(at))
    }

    /// Whether no cell has anything in it.
    pub fn is_empty(&self) -> bool {
        self.cells().all(str::is_empty)
    }
}

/// Reads records one after the other; comment lines, which begin with `#`, are none.
pub struct Records<'a> {
    text: &'a str,
    delimiter: Delimiter,
    /// What a comment begins with.
    comment: Option<u8>,
    reader: csv::Reader<&'a [u8]>,
    cells: StringRecord,
    places: Vec<usize>,
}

impl<'a> Records<'a> {
    /// The records of `text`, but for rows at its end that have nothing in them.
    pub fn new(text: &'a str, delimiter: Delimiter) -> Self {
        let text = without_blank_end(text, delimiter);
        let comment = has_comments(text).then_some(b'#');
        let reader = ReaderBuilder::new()
            .delimiter(delimiter.byte())
            .has_headers(false)
            .flexible(true)
            .comment(comment)
            .from_reader(text.as_bytes());
        Self { text, delimiter, comment, reader, cells: StringRecord::new(), places: Vec::new() }
    }

    /// The next record.
    pub fn read(&mut self) -> Option<Record<'_>> {
        loop {
            let (begin, line) = (self.at(), self.reader.position().line());
            let read = self.reader.read_record(&mut self.cells);
            if !read.expect("a flexible reader of UTF-8 in memory has nothing to fail on") {
                return None;
            }
            let may_be =
                self.comment.is_some() && self.cells.get(0).is_some_and(|cell| cell.trim_start().starts_with('#'));
            if may_be && self.is_comment(begin) {
                continue;
            }
            let skipped = skipped(&self.text[begin..], self.comment);
            let end = self.at();
            let start = begin + skipped.bytes;
            let unclosed = end >= self.text.len() && self.has_open_quote(start);
            let places = match self.delimiter {
                Delimiter::Char(_) => None,
                Delimiter::Spaces => {
                    self.places.clear();
                    self.places.extend((0..self.cells.len()).filter(|&at| !self.cells[at].is_empty()));
                    Some(&self.places[..])
                }
            };
            let line = usize::try_from(line).expect("lines in memory") + skipped.lines;
            return Some(Record {
                start,
                line,
                blank_lines: skipped.blank,
                unclosed,
                cells: Some(&self.cells),
                places,
            });
        }
    }

    fn at(&self) -> usize {
        usize::try_from(self.reader.position().byte()).expect("it is a place in memory")
    }

    /// Whether the record read last is a comment after white space; a quoted cell may begin with any character.
    fn is_comment(&self, begin: usize) -> bool {
        let rest = &self.text[begin..];
        rest[skipped(rest, self.comment).bytes..].trim_start().starts_with('#')
    }

    /// Whether the text's last record, which begins here, has a quote that is opened and never closed. An inch mark is
    /// no quote: a quote begins a cell.
    fn has_open_quote(&self, start: usize) -> bool {
        let rest = &self.text[start..];
        let after_delimiter = [self.delimiter.byte(), b'"'];
        let opens = rest.starts_with('"') || rest.as_bytes().windows(2).any(|pair| pair == after_delimiter);
        opens && rest.matches('"').count() % 2 == 1
    }
}

/// What the reader passes over before a record.
struct Skipped {
    bytes: usize,
    lines: usize,
    blank: usize,
}

/// The blank lines and the comment lines at the start of `text`.
fn skipped(text: &str, comment: Option<u8>) -> Skipped {
    let mut found = Skipped { bytes: 0, lines: 0, blank: 0 };
    loop {
        let rest = &text.as_bytes()[found.bytes..];
        match rest.first() {
            Some(b'\n') => {
                found.blank += 1;
                found.lines += 1;
                found.bytes += 1;
            }
            Some(b'\r') => found.bytes += 1,
            first @ Some(_) if first == comment.as_ref() => {
                let end = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
                found.lines += 1;
                found.bytes += end;
            }
            _ => return found,
        }
    }
}

/// Whether lines that begin with `#` are comments. Where most rows do, it belongs to their first cell, such as `#12`.
fn has_comments(text: &str) -> bool {
    let is_marked = |line: &&str| line.starts_with('#');
    let lines = || text.lines().map(str::trim_start).filter(|line| !line.is_empty()).skip_while(is_marked);
    2 * lines().take(SOME_LINES).filter(is_marked).count() < lines().take(SOME_LINES).count()
}

/// The text without the lines at its end that have nothing but white space and delimiters.
fn without_blank_end(text: &str, delimiter: Delimiter) -> &str {
    let mut rest = text;
    loop {
        let (before, line) = rest.rsplit_once('\n').unwrap_or(("", rest));
        if rest.is_empty() || !delimiter.is_all_of(line) {
            return rest;
        }
        rest = before;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, delimiter: Delimiter) -> Vec<(usize, usize, Vec<String>)> {
        let mut records = Records::new(text, delimiter);
        let mut found = Vec::new();
        while let Some(record) = records.read() {
            found.push((record.line, record.blank_lines, record.cells().map(str::to_owned).collect()));
        }
        found
    }

    fn row(line: usize, blank: usize, cells: &[&str]) -> (usize, usize, Vec<String>) {
        (line, blank, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn comments_and_blank_lines_are_passed_over_and_counted() {
        let text = "# a comment, with \"a quote\na,b\n\n\n  # another\n#third\n1, 2 \n\"#x\ny\",3\n\n , \n";
        let wanted = [row(2, 0, &["a", "b"]), row(7, 0, &["1", "2"]), row(8, 0, &["#x\ny", "3"])];
        let found = all(text, Delimiter::Char(b','));
        assert_eq!(
            found.iter().map(|(line, _, cells)| (line, cells)).collect::<Vec<_>>(),
            wanted.iter().map(|(line, _, cells)| (line, cells)).collect::<Vec<_>>()
        );
        assert_eq!(all("1\n\n\n2\n", Delimiter::Char(b',')), [row(1, 0, &["1"]), row(4, 2, &["2"])]);
    }

    #[test]
    fn a_mark_before_most_lines_is_no_comment() {
        let wanted = [row(1, 0, &["a", "b"]), row(2, 0, &["#1", "5"]), row(3, 0, &["#2", "6"])];
        assert_eq!(all("a,b\n#1,5\n#2,6\n", Delimiter::Char(b',')), wanted);
    }

    #[test]
    fn runs_of_spaces_divide_cells() {
        let text = "  a   b \"c d\"\n1  2   3\n   \n";
        assert_eq!(all(text, Delimiter::Spaces), [row(1, 0, &["a", "b", "c d"]), row(2, 0, &["1", "2", "3"])]);
    }

    #[test]
    fn a_quote_that_is_never_closed_is_told() {
        for (text, wanted) in [("a,b\n1,2\n\"3,4\n5,6\n", true), ("a\n1\"\n2\"", false), ("a\n\"1\"\n", false)] {
            let mut records = Records::new(text, Delimiter::Char(b','));
            let mut last = false;
            while let Some(record) = records.read() {
                last = record.unclosed;
            }
            assert_eq!(last, wanted, "{text:?}");
        }
    }
}
