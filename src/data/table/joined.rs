//! The tables of several files as one: rows follow rows, and the header stands once.

use super::sheet::Files;
use crate::data::source::FileText;

/// Lines more than before the first table's header that another table may have before its own.
const MORE_LINES: usize = 20;

/// The text of all files, and where each line of it is from. `header` finds the line of the first text's header, from
/// 1; a later file that has the same line begins after it.
///
/// # Panics
/// If there is no file.
pub(in crate::data) fn joined(
    texts: Vec<FileText>,
    header: impl FnOnce(&str, &Files) -> Option<usize>,
) -> (String, Files) {
    let mut texts = texts.into_iter();
    let FileText { path, mut text } = texts.next().expect("data is read from a file at least");
    let files = Files::one(path.clone());
    if texts.len() == 0 {
        return (text, files);
    }
    let at = header(&text, &files);
    let line = at.and_then(|at| text.lines().nth(at - 1)).map(str::to_owned);
    let mut parts = vec![(path, 1, 1)];
    for FileText { path, text: more } in texts {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        let most = at.map_or(0, |at| at + MORE_LINES);
        let own = more.lines().take(most).position(|own| Some(own) == line.as_deref()).map_or(0, |at| at + 1);
        let skipped: usize = more.split_inclusive('\n').take(own).map(str::len).sum();
        parts.push((path, text.split('\n').count(), own + 1));
        text.push_str(&more[skipped..]);
    }
    (text, Files::several(parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(texts: &[&str], header: Option<usize>) -> (String, Vec<(String, usize)>) {
        let text = |(at, text): (usize, &&str)| FileText { path: at.to_string().into(), text: (*text).to_owned() };
        let (text, files) = joined(texts.iter().enumerate().map(text).collect(), |_, _| header);
        let places = (1..=text.lines().count()).map(|line| {
            let (path, line) = files.place(line);
            (path.to_str().unwrap().to_owned(), line)
        });
        let places = places.collect();
        (text, places)
    }

    #[test]
    fn a_header_stands_once_and_every_line_keeps_its_place() {
        let place = |file: &str, line| (file.to_owned(), line);
        let (text, places) = join(&["# a\nx,y\n1,2", "x,y\n3,4\n", "# b\n# c\nx,y\n5,6\n"], Some(2));
        assert_eq!(text, "# a\nx,y\n1,2\n3,4\n5,6\n");
        assert_eq!(places, [place("0", 1), place("0", 2), place("0", 3), place("1", 2), place("2", 4)]);
        let (text, places) = join(&["1,2\n", "1,2\n"], None);
        assert_eq!((text.as_str(), places), ("1,2\n1,2\n", vec![place("0", 1), place("1", 1)]));
    }
}
