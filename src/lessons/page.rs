//! Pages of a lesson's text: a title, then paragraphs and places for live numbers.

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// What stands on it, in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text to be wrapped; what stands between backquotes is a key, a command or code.
    Paragraph(String),
    /// A block of live numbers.
    Live {
        /// Its name.
        name: String,
        /// The part of the lesson whose numbers are meant, if several parts have a block of this name.
        part: Option<String>,
    },
}

impl Page {
    /// The parts of the lesson that the text proposes to open, as in `:part linear`.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        let texts = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Paragraph(text) => Some(text.as_str()),
            Piece::Live { .. } => None,
        });
        texts.flat_map(|text| text.split("`:part ").skip(1)).filter_map(|rest| rest.split('`').next())
    }
}

/// The pages of a text: separated by lines `---`, the first line of each its title.
pub(super) fn read(text: &str) -> Vec<Page> {
    text.split("\n---\n").map(page).collect()
}

fn page(text: &str) -> Page {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let title = lines.next().unwrap_or_default().to_owned();
    let pieces = lines.map(|line| match line.strip_prefix('{').and_then(|line| line.strip_suffix('}')) {
        Some(live) => {
            let (name, part) = live.split_once(' ').map_or((live, None), |(name, part)| (name, Some(part.to_owned())));
            Piece::Live { name: name.to_owned(), part }
        }
        None => Piece::Paragraph(line.to_owned()),
    });
    Page { title, pieces: pieces.collect() }
}
