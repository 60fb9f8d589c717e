//! What a file seems to hold, by its beginning, for a run that was not told. Nothing is read here that is learnt.

use std::path::Path;

use super::labelled::SIDES;
use super::source::beginning_of;

/// So much of the beginning is looked at.
const GLANCE: usize = 64 * 1024;
/// A quoted cell of more lines is not looked through.
const MOST_LINES: usize = 20;

/// Whether a file is a table with a column of labels and one of texts, by its header, and none of numbers.
pub fn is_table_of_labels(path: &Path) -> bool {
    // What is no regular file is told by whoever reads it.
    let Some((text, whole)) = beginning_of(path, GLANCE) else { return false };
    if whole {
        return SIDES.are_named_in(&text);
    }
    // The last line is not whole, nor perhaps the row before, whose quotes may go on.
    let ends = text.rmatch_indices('\n').map(|(at, _)| at);
    ends.take(MOST_LINES).any(|end| SIDES.are_named_in(&text[..end]))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn is(text: &str) -> bool {
        let wide: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(text.as_bytes()).unwrap();
        let answers = [text.as_bytes().to_vec(), wide, packed.finish().unwrap()].map(|bytes| {
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), bytes).unwrap();
            is_table_of_labels(file.path())
        });
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "whatever it is packed or written in: {answers:?}");
        answers[0]
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
