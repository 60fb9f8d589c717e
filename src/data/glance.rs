//! What a file seems to hold, by its beginning, for a run that was not told. Nothing is read here that is learnt.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::labelled::SIDES;

/// So much of the beginning is looked at.
const GLANCE: u64 = 64 * 1024;
/// A quoted cell of more lines is not looked through.
const MOST_LINES: usize = 20;

/// Whether a file is a table with a column of labels and one of texts, by its header, and none of numbers.
pub fn is_table_of_labels(path: &Path) -> bool {
    // What is no regular file is told by whoever reads it.
    if !path.metadata().is_ok_and(|file| file.is_file()) {
        return false;
    }
    let mut bytes = Vec::new();
    if File::open(path).and_then(|file| file.take(GLANCE).read_to_end(&mut bytes)).is_err() {
        return false;
    }
    let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if bytes.len() < usize::try_from(GLANCE).unwrap_or(usize::MAX) {
        return SIDES.are_named_in(text);
    }
    // The last line is not whole, nor perhaps the row before, whose quotes may go on.
    let ends = text.rmatch_indices('\n').map(|(at, _)| at);
    ends.take(MOST_LINES).any(|end| SIDES.are_named_in(&text[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(text: &str) -> bool {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        is_table_of_labels(file.path())
    }

    #[test]
    fn a_header_of_label_and_text_without_numbers_says_so() {
        let rows = |header: &str, row: &str| format!("{header}\n{}", format!("{row}\n").repeat(30));
        assert!(is("id,label,text\n0,fault,\"stops, often\"\n1,praise,works\n2,fault,error\n"));
        assert!(is(&format!("\u{feff}{}", rows("Category;Message", "good;it works").replace('\n', "\r\n"))));
        assert!(!is(&rows("label,text,stars", "a,b,5")), "a column of numbers");
        assert!(!is(&rows("date,close", "2024-01-01,5")));
        assert!(!is(&rows("text,other", "a,b")), "no label");
        assert!(!is("") && !is("label,text\n\"a"));
        assert!(!is_table_of_labels(Path::new("/")) && !is_table_of_labels(Path::new("/dev/null")));
    }

    #[test]
    fn a_long_file_is_cut_where_a_row_may_end() {
        let row = "fault,\"a text\nof three lines, each of them\nwith \"\"quotes\"\"\"\n";
        assert!(is(&format!("label,text\n{}", row.repeat(3000))));
    }
}
