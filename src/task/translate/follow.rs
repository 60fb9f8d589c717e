//! Which units of a translator follow a word: those of the encoder one of the source, those of the decoder one of the
//! target.

use super::problem::PairsProblem;
use crate::data::lexicon::{EOS, SOS, SPECIAL};
use crate::data::{Pairs, Side};
use crate::nn::param::ParamSet;
use crate::task::study::{Script, Study, find_words, most_frequent};
use crate::task::view::{Source, StudyAsk};

/// What a name begins with, for the encoder's units and for the decoder's.
const SIDES: [&str; 2] = ["source:", "target:"];
/// Words of each side to go through on the screen.
const NAMED: usize = 20;

/// The names of the most frequent words of both sides of these rows, the start of them.
pub(super) fn names(pairs: &Pairs, rows: &[usize]) -> Vec<String> {
    let of = |side: &Side, name: &str| -> Vec<String> {
        frequent(side, rows).iter().map(|word| format!("{name}{word}")).collect()
    };
    [of(&pairs.source, SIDES[0]), of(&pairs.target, SIDES[1])].concat()
}

fn frequent(side: &Side, rows: &[usize]) -> Vec<String> {
    let ids = rows.iter().flat_map(|&row| side.ids(row)).take(Script::LONGEST);
    let ids = ids.filter(|&id| id as usize >= SPECIAL.len());
    let lexicon = &side.lexicon;
    most_frequent(ids, lexicon.len(), NAMED).into_iter().map(|id| lexicon.token(id).to_owned()).collect()
}

/// These pairs, as many of them as have `most` tokens together and the first whatever it has; and the numbers that
/// units are held to, of the sources' tokens and of those that the decoder is given: 1 where a word of this name is
/// read, else 0. The tokens of the other side have none.
///
/// # Errors
/// A sentence that says what there is, if it names no side or no word.
pub fn pair_script(pairs: &Pairs, rows: &[usize], name: &str, most: usize) -> Result<(Script, Vec<Vec<f64>>), String> {
    let sides = [&pairs.source, &pairs.target];
    let found =
        SIDES.iter().zip(sides).enumerate().find_map(|(at, (side, words))| Some((at, words, name.strip_prefix(side)?)));
    let Some((side, words, word)) = found else {
        return Err(format!("{name:?} names no side: give source:WORD or target:WORD, or a /REGEX/ in place of WORD"));
    };
    let lexicon = &words.lexicon;
    let probe = find_words(word, |word| lexicon.id(word).is_some(), &frequent(words, rows))
        .map_err(|said| format!("{}{said}", SIDES[side]))?;
    // What is special, as the end, is no word.
    let holds: Vec<f64> = [0.0; SPECIAL.len()].into_iter().chain(probe.numbers(lexicon.tokens())).collect();
    let (mut all, mut numbers, mut read) = (Vec::new(), vec![Vec::new(), Vec::new()], 0);
    for &row in rows {
        let source: Vec<u32> = pairs.source.ids(row).chain([EOS]).collect();
        let given: Vec<u32> = [SOS].into_iter().chain(pairs.target.ids(row)).collect();
        let pair = [source, given];
        let steps = pair[0].len() + pair[1].len();
        if read > 0 && read + steps > most {
            continue;
        }
        read += steps;
        for (at, (numbers, tokens)) in numbers.iter_mut().zip(&pair).enumerate() {
            numbers.extend(tokens.iter().map(|&id| if at == side { holds[id as usize] } else { f64::NAN }));
        }
        all.push(pair);
    }
    Ok((Script::of_pairs(all), numbers))
}

impl PairsProblem {
    /// The study of which units follow a word; the most frequent one of the source where none is named.
    pub(super) fn studied(&self, params: &ParamSet, ask: &StudyAsk) -> Result<Study, String> {
        if ask.mark.is_some() {
            return Err("where else units are on is found in texts of characters, and this net reads pairs".to_owned());
        }
        let rows = match &ask.source {
            Source::Training => &self.split.training,
            Source::HeldOut => self.split.rows(self.split.reported()),
            Source::Typed(_) => {
                return Err("text is for nets that learn a text: here ↑ and ↓ on screen 1 choose the pair".to_owned());
            }
        };
        let first = || names(&self.pairs, &self.split.training).into_iter().next().unwrap_or_default();
        let name = ask.probe.clone().unwrap_or_else(first);
        let (script, numbers) = pair_script(&self.pairs, rows, &name, Script::LONGEST)?;
        Ok(Study::pairs(&self.translator, params, script, (&name, numbers)))
    }
}
