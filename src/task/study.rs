//! What the units of a net have to do with what it reads, worked out slice by slice beside whatever else goes on: which
//! of them follow a number that each step has, and where else the units of a marked span are on together.
//!
//! A study owns a copy of the parameters of the moment it began at, and can be asked at any time for what is known so
//! far. Its slices depend on nothing but the net and what is read, so that a study in one go, one in many goes and
//! `rnntui inspect --probe` give the same numbers. It must never touch what is trained.

mod pattern;
mod script;
mod words;

use std::ops::Range;

use ndarray::s;

use self::pattern::Pattern;
use self::script::Reading;
pub use self::script::Script;
pub use self::words::{find_words, most_frequent, named};
use super::view::{Mark, Ranked, StudyAsk, StudyView};
use crate::data::chunks::stretches;
use crate::nn::network::{Data, Network};
use crate::nn::param::ParamSet;
use crate::nn::probe::{Followed, Follower, NumberedPair, PairFollower};
use crate::nn::translator::Translator;

/// Multiplications of a slice, roughly: a few thousandths of a second.
const SLICE: usize = 20_000_000;
/// Fewest and most characters of a slice.
const LEAST: usize = 8;
const MOST: usize = 256;
/// Places that are told, the likest.
const TOLD: usize = 100;

/// What reads.
#[derive(Debug)]
enum Net {
    One(Box<Follower>),
    Pair(Box<PairFollower>),
}

/// What is read in one go.
#[derive(Debug, Clone)]
struct Slice {
    /// Steps, or pairs.
    places: Range<usize>,
    /// Whether it is read from a state of zeros.
    fresh: bool,
    /// Steps read once this is, in all.
    upto: usize,
}

/// A study under way.
#[derive(Debug)]
pub struct Study {
    script: Script,
    /// The name of what the units are held to, and the number of each step for each direction, or of each
    /// token of the sources and of the targets.
    probe: String,
    numbers: Vec<Vec<f64>>,
    net: Net,
    /// What is read in turn.
    slices: Vec<Slice>,
    /// How many of these are read.
    done: usize,
    pattern: Option<Pattern>,
}

impl Study {
    /// A study of `script`, of which nothing is read yet: which units of the network follow the numbers of this name,
    /// one of each step for each direction, and where those of the mark are on together. Only in texts of characters
    /// something can be marked.
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
        let slice = (SLICE / network.work().max(1)).clamp(LEAST, MOST);
        let mut slices = Vec::new();
        for document in stretches(0..script.len(), &script.starts).filter(|document| !document.is_empty()) {
            let mut at = document.start;
            while at < document.end {
                let end = if script.whole { document.end } else { document.end.min(at + slice) };
                slices.push(Slice { places: at..end, fresh: at == document.start, upto: end });
                at = end;
            }
        }
        let net = Net::One(Box::new(Follower::new(network.clone(), params.clone())));
        let pattern = mark.map(|mark| Pattern::new(mark.clone(), network.shape()));
        Self::of_slices(net, script, named, slices, pattern)
    }

    /// A study of pairs, of which nothing is read yet: which units of the encoder follow the numbers of the sources'
    /// tokens, the first of `named`, and which of the decoder those of the targets', the second.
    #[must_use]
    pub fn pairs(translator: &Translator, params: &ParamSet, script: Script, named: (&str, Vec<Vec<f64>>)) -> Self {
        let most = (SLICE / translator.table().len().max(1)).max(LEAST);
        let mut slices: Vec<Slice> = Vec::new();
        let (mut before, mut upto) = (0, 0);
        for pair in 0..script.pairs() {
            upto += script.steps_of(pair);
            match slices.last_mut() {
                // Pairs are read together up to so much work: what is prepared of the parameters serves them all.
                Some(last) if upto - before <= most => (last.places.end, last.upto) = (pair + 1, upto),
                _ => {
                    before = upto - script.steps_of(pair);
                    slices.push(Slice { places: pair..pair + 1, fresh: true, upto });
                }
            }
        }
        let net = Net::Pair(Box::new(PairFollower::new(translator.clone(), params.clone())));
        Self::of_slices(net, script, named, slices, None)
    }

    fn of_slices(
        net: Net,
        script: Script,
        (probe, numbers): (&str, Vec<Vec<f64>>),
        slices: Vec<Slice>,
        pattern: Option<Pattern>,
    ) -> Self {
        Self { probe: probe.to_owned(), numbers, net, slices, done: 0, pattern, script }
    }

    /// Reads the next slice. Nothing happens after the last one.
    pub fn read_on(&mut self) {
        let Some(Slice { places, fresh, .. }) = self.slices.get(self.done).cloned() else { return };
        self.done += 1;
        match (&mut self.net, &self.script.read) {
            (Net::One(follower), read) => {
                if fresh {
                    follower.forget();
                }
                let numbers: Vec<&[f64]> = self.numbers.iter().map(|of| &of[places.clone()]).collect();
                let data = match read {
                    Reading::Tokens(tokens) => Data::Tokens(&tokens[places.clone()]),
                    Reading::Values(values) => Data::Values(values.slice(s![places.clone(), ..])),
                    Reading::Pairs(_) => unreachable!("a network reads no pairs"),
                };
                follower.read(data, &numbers);
                if let Some(pattern) = &mut self.pattern {
                    if fresh {
                        pattern.forget();
                    }
                    pattern.read(places.start, follower.hidden(pattern.layer()));
                }
            }
            (Net::Pair(follower), Reading::Pairs(sides)) => follower.read(places.map(|pair| NumberedPair {
                tokens: sides.each_ref().map(|side| side.tokens(pair)),
                numbers: [0, 1].map(|side: usize| &self.numbers[side][sides[side].places(pair)]),
            })),
            (Net::Pair(_), read) => unreachable!("a translator reads {read:?}"),
        }
    }

    /// Whether all is read.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.done == self.slices.len()
    }

    /// Steps read.
    #[must_use]
    pub fn read(&self) -> usize {
        self.slices[..self.done].last().map_or(0, |slice| slice.upto)
    }

    /// Steps to read in all.
    #[must_use]
    pub fn of(&self) -> usize {
        self.script.len()
    }

    /// The units as [`Follower::ranked`] ranks them, or [`PairFollower::ranked`].
    #[must_use]
    pub fn ranked(&self) -> Option<Vec<Followed>> {
        match &self.net {
            Net::One(follower) => follower.ranked(),
            Net::Pair(follower) => follower.ranked(),
        }
    }

    /// What is known so far of what was `asked`, of the state after `step` steps.
    #[must_use]
    pub fn view(&self, asked: StudyAsk, step: u64) -> StudyView {
        let (layers, directions) = match &self.net {
            Net::One(follower) => (follower.network().shape().layers, follower.network().shape().stack().directions()),
            Net::Pair(follower) => {
                let shape = follower.translator().shape();
                (shape.layers, shape.encoder().directions())
            }
        };
        // A decoder's layers come after all of the encoder's.
        let told = |found: Followed| Ranked {
            part: if found.decoder {
                layers * directions + found.layer
            } else {
                found.layer * directions + usize::from(found.reverse)
            },
            unit: found.unit,
            correlation: found.correlation,
        };
        let ends = self.script.line_ends();
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
            unit: self.script.unit(),
            running: !self.is_done(),
            ranked: self.ranked().map(|all| all.into_iter().map(told).collect()),
            found: found.map(Iterator::collect),
            places: self.pattern.as_ref().map_or(0, Pattern::count),
            refused: None,
        }
    }
}

#[cfg(test)]
mod tests;
