//! The course's labs as lessons. A lesson is data: a preset in RON, its files, and pages of text in two languages, all
//! of it embedded in the program. Nothing here trains or draws.
//!
//! A new lesson is a directory beside this file and a line in `SOURCES`. In a page, a line `{name}`, or `{name part}`,
//! is a [`Piece::Live`] block: the screen puts the run's own numbers there.

mod change;
mod page;

pub use change::Change;
pub use page::{Page, Piece};
use serde::Deserialize;

use crate::config::TaskKind;

/// The language of a lesson's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Lang {
    /// English
    En,
    /// 한국어
    Ko,
}

impl Lang {
    /// What the locale asks for: Korean where `LC_ALL`, `LC_MESSAGES` or `LANG`, the first that is set, says so.
    pub fn from_env() -> Self {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
        Self::from_locale(set.into_iter().find(|locale| !locale.is_empty()).as_deref().unwrap_or_default())
    }

    fn from_locale(locale: &str) -> Self {
        if locale.starts_with("ko") { Self::Ko } else { Self::En }
    }
}

/// A short text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Localized {
    en: String,
    ko: String,
}

impl Localized {
    /// The text in this language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Ko => &self.ko,
        }
    }
}

/// A lesson.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// What it is called on the command line.
    pub name: &'static str,
    /// Its preset.
    pub preset: Preset,
    files: &'static [(&'static str, &'static str)],
    pages: [Vec<Page>; 2],
}

/// What `lesson.ron` holds.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// The lab's number in the course; empty for a lesson of our own.
    pub lab: String,
    /// The title.
    pub title: Localized,
    /// What it is about, a line.
    pub summary: Localized,
    /// The runs it is made of, at least one; it opens with the first.
    pub parts: Vec<LessonPart>,
    /// What to try next.
    pub tries: Vec<Try>,
}

/// A run of a lesson.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LessonPart {
    /// What `:part` and `--part` call it.
    pub name: String,
    /// What it shows, a few words.
    pub about: Localized,
    /// What is learnt.
    pub task: TaskKind,
    /// The file it is learnt from.
    pub data: String,
    /// The command line's options for it.
    pub options: String,
    /// After how many epochs it pauses.
    pub epochs: u64,
    /// Whether it starts paused.
    pub paused: bool,
}

/// Something to try in a lesson.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Try {
    /// What to type after `:`.
    pub command: String,
    /// What to look for.
    pub text: Localized,
}

impl Lesson {
    /// The pages in this language, at least one.
    pub fn pages(&self, lang: Lang) -> &[Page] {
        match lang {
            Lang::En => &self.pages[0],
            Lang::Ko => &self.pages[1],
        }
    }

    /// The name of the lesson after it, if it is not the last.
    pub fn next(&self) -> Option<&'static str> {
        SOURCES.iter().skip_while(|source| source.name != self.name).nth(1).map(|source| source.name)
    }

    /// The place of a part among its parts.
    pub fn part(&self, name: &str) -> Option<usize> {
        self.preset.parts.iter().position(|part| part.name == name)
    }

    /// The content of a part's data.
    ///
    /// # Panics
    /// If the part is of another lesson.
    pub fn data(&self, part: &LessonPart) -> &'static str {
        let file = self.files.iter().find(|(name, _)| *name == part.data);
        file.unwrap_or_else(|| panic!("lesson {} has no file {}", self.name, part.data)).1
    }
}

/// A lesson as it stands in the program: name, preset, pages in English and in Korean, files.
struct LessonFiles {
    name: &'static str,
    preset: &'static str,
    en: &'static str,
    ko: &'static str,
    files: &'static [(&'static str, &'static str)],
}

macro_rules! source {
    ($name:literal, $($file:literal),+) => {
        LessonFiles {
            name: $name,
            preset: include_str!(concat!($name, "/lesson.ron")),
            en: include_str!(concat!($name, "/en.txt")),
            ko: include_str!(concat!($name, "/ko.txt")),
            files: &[$(($file, include_str!(concat!($name, "/", $file)))),+],
        }
    };
}

/// All lessons, in the order of the course.
const SOURCES: &[LessonFiles] = &[
    source!("intro", "abracadabra.txt", "anagrams.tsv", "sounds.tsv"),
    source!("basics", "words.txt"),
    source!("hihello", "hihello.txt"),
    source!("charseq", "charseq.txt"),
    source!("longseq", "ship.txt"),
    source!("timeseries", "prices.csv"),
    source!("seq2seq", "pairs.tsv"),
    source!("packed", "words.tsv"),
    source!("memory", "gap5.tsv", "gap20.tsv", "gap50.tsv"),
];

/// All lessons, in the order of the course.
pub fn all() -> Vec<Lesson> {
    SOURCES.iter().map(LessonFiles::read).collect()
}

/// The lesson of this name.
pub fn find(name: &str) -> Option<Lesson> {
    SOURCES.iter().find(|source| source.name == name).map(LessonFiles::read)
}

impl LessonFiles {
    fn read(&self) -> Lesson {
        let preset = ron::from_str(self.preset).unwrap_or_else(|error| panic!("lesson {}: {error}", self.name));
        Lesson { name: self.name, preset, files: self.files, pages: [self.en, self.ko].map(page::read) }
    }
}

#[cfg(test)]
mod tests;
