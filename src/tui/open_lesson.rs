//! The lesson that is open on the screen: what is shown of it, and what was run in it.

use crate::lessons::{Lang, Lesson, Piece};
use crate::train::message::{Ask, GradientsView, Over};

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

/// How far the gradient of a run of a lesson reaches back, at its beginning and at its newest moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Reached {
    /// The lesson's part.
    pub part: String,
    /// The cell: `RNN`.
    pub cell: String,
    /// Before the first step, where that was seen.
    pub before: Option<Reach>,
    /// After the newest step.
    pub now: Option<Reach>,
}

/// How far a gradient reaches back, in figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    /// The lag in steps at which half of it is left, where it falls so low.
    pub half_life: Option<f64>,
    /// The share of it that is left [`Reach::FAR`] steps back, where a text is so long.
    pub left: Option<f64>,
    /// The share of the first step in the saliency.
    pub first: f64,
}

impl Reach {
    /// The lag at which what is left is told, in steps.
    pub const FAR: usize = 20;

    /// Of the state that carries most in the highest layer; none before there is a gradient.
    #[must_use]
    pub fn of(view: &GradientsView) -> Option<Self> {
        let fading = view.parts.last()?.carried();
        let first = *view.shares.first()?;
        Some(Self { half_life: fading.half_life, left: fading.left(Self::FAR), first })
    }
}

/// The blocks of a page that show gradients.
const OF_GRADIENTS: [&str; 3] = ["lags", "reach", "saliency"];

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
    /// How far gradients reached in each part with each cell, the latest run of each.
    pub reached: Vec<Reached>,
}

impl OpenLesson {
    /// The lesson at its first page, with this part running.
    #[must_use]
    pub fn new(lesson: Lesson, part: usize, lang: Lang) -> Self {
        Self { lesson, part, lang, page: 0, scroll: 0, tried: Vec::new(), running: None, reached: Vec::new() }
    }

    /// What its pages want of the net's inside, whichever of them is shown: a table that compares the run with what it
    /// was at its beginning cannot wait until it is looked at.
    #[must_use]
    pub fn asks(&self) -> Option<Ask> {
        let pieces = self.lesson.pages(self.lang).iter().flat_map(|page| &page.pieces);
        let gradients =
            |piece: &Piece| matches!(piece, Piece::Live { name, .. } if OF_GRADIENTS.contains(&name.as_str()));
        pieces.into_iter().any(gradients).then_some(Ask::Gradients(Over::First))
    }

    /// Takes note of how far the gradient reaches in a run at its beginning, or else now.
    pub fn reach(&mut self, reached: Reached) {
        let known = self.reached.iter().position(|run| run.part == reached.part && run.cell == reached.cell);
        match known.map(|place| &mut self.reached[place]) {
            Some(run) if reached.before.is_some() => *run = reached,
            Some(run) => run.now = reached.now,
            None => self.reached.push(reached),
        }
    }

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
