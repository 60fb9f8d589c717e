//! The lesson that is open on the screen: what is shown of it, and what was run in it.

use crate::lessons::{Lang, Lesson};

/// A run of a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// The lesson's part.
    pub part: String,
    /// The cell: `RNN`.
    pub cell: String,
    /// What came of it: `58 of 60`.
    pub outcome: String,
}

/// The lesson that is open.
#[derive(Debug, Clone)]
pub struct OpenLesson {
    /// The lesson.
    pub lesson: Lesson,
    /// The part that is running, an index into the lesson's parts.
    pub part: usize,
    /// The language of its text.
    pub lang: Lang,
    /// The page shown, from 0.
    pub page: usize,
    /// The first line of it that is shown, from 0.
    pub scroll: usize,
    /// What was run in it before.
    pub tried: Vec<Tried>,
    /// The run on the screen, once it has made a step: what its newest moment has come to.
    pub running: Option<Tried>,
}

impl OpenLesson {
    /// Whether the last page is shown.
    #[must_use]
    pub fn at_last_page(&self) -> bool {
        self.page + 1 >= self.lesson.pages(self.lang).len()
    }

    /// The lesson that the next page is of, if the last page is shown and there is another lesson.
    #[must_use]
    pub fn next(&self) -> Option<&'static str> {
        self.lesson.next().filter(|_| self.at_last_page())
    }
}
