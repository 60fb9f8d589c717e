//! What the units of a net have to do with a long text, worked out slice by slice beside whatever else goes on: which
//! of them follow a number that each character has, and where else the units of a marked span are on together.
//!
//! A study owns a copy of the parameters of the moment it began at, and can be asked at any time for what is known so
//! far. Its slices depend on nothing but the net and the text, so that a study in one go, one in many goes and
//! `rnntui inspect --probe` give the same numbers. It must never touch what is trained.

mod pattern;

use std::ops::Range;

use self::pattern::Pattern;
use super::view::{Mark, Place, Ranked, StudyAsk, StudyView};
use crate::data::chunks::stretches;
use crate::data::{Probe, Text, Token};
use crate::nn::network::Network;
use crate::nn::param::ParamSet;
use crate::nn::probe::{Followed, Follower};

/// Multiplications of a slice, roughly: a few thousandths of a second.
const SLICE: usize = 20_000_000;
/// Fewest and most characters of a slice.
const LEAST: usize = 8;
const MOST: usize = 256;
/// Places that are told, the likest.
const TOLD: usize = 100;
/// Characters told before a place and after it.
const BEFORE: usize = 24;
const AFTER: usize = 48;

/// What is read in a study: characters, each with its id.
#[derive(Debug, Clone, Default)]
pub struct Script {
    tokens: Vec<u32>,
    /// The same as characters: where a document ends, a line does. Of rows nothing.
    text: Vec<char>,
    /// Where the documents, or rows, begin, in order.
    starts: Vec<usize>,
    /// Whether each of them is read at once.
    whole: bool,
    /// Whether it is read from the text's beginning, so that its lines can be numbered.
    lines: bool,
}

impl Script {
    /// Most characters that are read where nobody says how many.
    pub const LONGEST: usize = 100_000;

    /// The characters at these places of a text of characters.
    ///
    /// # Panics
    /// If the text ends before.
    #[must_use]
    pub fn new(text: &Text, places: Range<usize>) -> Self {
        let character = |&token: &u32| match text.vocab.token(token) {
            Token::Char(c) => c,
            Token::End | Token::Word(_) | Token::Unknown => '\n',
        };
        let tokens: Vec<u32> = places.clone().map(|place| text.tokens.get(place)).collect();
        let starts = stretches(places.clone(), &text.documents).map(|document| document.start - places.start);
        Self {
            text: tokens.iter().map(character).collect(),
            starts: starts.collect(),
            whole: false,
            lines: places.start == 0,
            tokens,
        }
    }

    /// A text that a person typed, with the id of each of its characters.
    ///
    /// # Panics
    /// If there are not as many ids as characters.
    #[must_use]
    pub fn typed(tokens: Vec<u32>, text: Vec<char>) -> Self {
        assert_eq!(tokens.len(), text.len(), "ids, characters");
        Self { tokens, text, lines: true, ..Self::default() }
    }

    /// Rows, each read by itself.
    #[must_use]
    pub fn rows(rows: impl IntoIterator<Item = Vec<u32>>) -> Self {
        let mut script = Self { whole: true, ..Self::default() };
        for row in rows {
            script.starts.push(script.tokens.len());
            script.tokens.extend(row);
        }
        script
    }

    /// The number that the probe gives to each character.
    #[must_use]
    pub fn numbers(&self, probe: &Probe) -> Vec<f64> {
        probe.values(&self.text.iter().collect::<String>())
    }

    /// How many characters are read.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Whether the probe is not the same at all characters.
    #[must_use]
    pub fn varies(&self, probe: &Probe) -> bool {
        self.numbers(probe).windows(2).any(|pair| pair[0].to_bits() != pair[1].to_bits())
    }

    /// A place with the text around it.
    fn place(&self, (place, len): (usize, usize), [shared, others]: [usize; 2], ends: &[usize]) -> Place {
        let text = |range: Range<usize>| self.text[range].iter().collect();
        let (end, all) = (place + len, self.text.len());
        let line = self.lines.then(|| {
            let before = ends.partition_point(|&end| end < place);
            (before + 1, place - before.checked_sub(1).map_or(0, |last| ends[last] + 1) + 1)
        });
        let around = [place.saturating_sub(BEFORE)..place, place..end, end..all.min(end + AFTER)];
        Place { place, line, shared, others, text: around.map(text) }
    }
}

/// A study under way.
#[derive(Debug)]
pub struct Study {
    script: Script,
    /// The name of what the units are held to, and the number of each token for each direction.
    probe: String,
    numbers: Vec<Vec<f64>>,
    follower: Follower,
    /// What is read in turn, and whether from a state of zeros.
    slices: Vec<(Range<usize>, bool)>,
    /// How many of these are read.
    done: usize,
    pattern: Option<Pattern>,
}

impl Study {
    /// A study of `script`, of which nothing is read yet: which units of the network follow the numbers of this name,
    /// one of each token for each direction, and where those of the mark are on together. In rows nothing can be
    /// marked.
    ///
    /// # Panics
    /// If the mark has a unit that the network has not, or there are not as many numbers.
    #[must_use]
    pub fn new(
        network: &Network,
        params: &ParamSet,
        script: Script,
        named: (&str, Vec<Vec<f64>>),
        mark: Option<&Mark>,
    ) -> Self {
        let (name, numbers) = named;
        let slice = (SLICE / network.work().max(1)).clamp(LEAST, MOST);
        let mut slices = Vec::new();
        for document in stretches(0..script.len(), &script.starts).filter(|document| !document.is_empty()) {
            let mut at = document.start;
            while at < document.end {
                let end = if script.whole { document.end } else { document.end.min(at + slice) };
                slices.push((at..end, at == document.start));
                at = end;
            }
        }
        Self {
            probe: name.to_owned(),
            numbers,
            follower: Follower::new(network.clone(), params.clone()),
            slices,
            done: 0,
            pattern: mark.map(|mark| Pattern::new(mark.clone(), network.shape())),
            script,
        }
    }

    /// Reads the next slice. Nothing happens after the last one.
    pub fn read_on(&mut self) {
        let Some((places, fresh)) = self.slices.get(self.done).cloned() else { return };
        self.done += 1;
        if fresh {
            self.follower.forget();
        }
        let numbers: Vec<&[f64]> = self.numbers.iter().map(|of| &of[places.clone()]).collect();
        self.follower.read(&self.script.tokens[places.clone()], &numbers);
        if let Some(pattern) = &mut self.pattern {
            if fresh {
                pattern.forget();
            }
            pattern.read(places.start, self.follower.hidden(pattern.layer()));
        }
    }

    /// Whether all is read.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.done == self.slices.len()
    }

    /// Characters read.
    #[must_use]
    pub fn read(&self) -> usize {
        self.slices[..self.done].last().map_or(0, |(places, _)| places.end)
    }

    /// Characters to read in all.
    #[must_use]
    pub fn of(&self) -> usize {
        self.script.len()
    }

    /// All units as [`Follower::ranked`] ranks them.
    #[must_use]
    pub fn ranked(&self) -> Option<Vec<Followed>> {
        self.follower.ranked()
    }

    /// What is known so far of what was `asked`, of the state after `step` steps.
    #[must_use]
    pub fn view(&self, asked: StudyAsk, step: u64) -> StudyView {
        let directions = self.follower.network().shape().stack().directions();
        let told = |found: Followed| Ranked {
            part: found.layer * directions + usize::from(found.reverse),
            unit: found.unit,
            correlation: found.correlation,
        };
        let lines = self.script.text.iter().enumerate().filter(|(_, c)| **c == '\n');
        let ends: Vec<usize> = lines.map(|(place, _)| place).collect();
        let found = self.pattern.as_ref().map(|pattern| {
            let likest = pattern.likest(TOLD).into_iter();
            likest.map(|found| self.script.place((found.place, pattern.len()), [found.shared, found.others], &ends))
        });
        StudyView {
            asked,
            step,
            probe: self.probe.clone(),
            read: self.read(),
            of: self.of(),
            unit: if self.script.whole { "tokens" } else { "characters" },
            running: !self.is_done(),
            ranked: self.ranked().map(|all| all.into_iter().map(told).collect()),
            found: found.map(Iterator::collect),
            refused: None,
        }
    }
}

#[cfg(test)]
mod tests;
