//! A pair of sentences: the net reads the source, and is given the true target, as in training.

use super::question::{Asked, Question, cut};
use crate::data::lexicon::{EOS, SOS, UNK};
use crate::data::{Data, Lexicon};
use crate::exit::Failure;
use crate::nn::loss::IGNORE;
use crate::task::{Read, Wanted};

pub(super) fn question(asked: &Asked<'_>) -> Result<Question, Failure> {
    let setup = asked.setup()?;
    let Data::Pairs(pairs) = setup.data() else { unreachable!("a session's data was read as its task's") };
    let row = asked.example(pairs.rows(), "pairs")?;
    let mut notes = Vec::new();
    let mut source: Vec<u32> = pairs.source.ids(row).chain([EOS]).collect();
    cut(&mut source, "the source", &mut notes);
    let mut given: Vec<u32> = [SOS].into_iter().chain(pairs.target.ids(row)).collect();
    cut(&mut given, "the target", &mut notes);
    // No net can say a word that it does not know.
    let known = |token| if token == UNK { IGNORE } else { token };
    let wanted = pairs.target.ids(row).chain([EOS]).map(known).take(given.len()).collect();
    let words = |lexicon: &Lexicon, ids: &[u32]| ids.iter().map(|&id| lexicon.token(id).to_owned()).collect();
    let lexicon = &pairs.target.lexicon;
    Ok(Question {
        title: format!("pair {} of {}", row + 1, pairs.rows()),
        steps: words(&pairs.source.lexicon, &source),
        given: words(lexicon, &given),
        names: (0..).take(lexicon.len()).map(|id| lexicon.token(id).to_owned()).collect(),
        read: Read::Pair(source, given),
        wanted: Wanted::Classes(wanted),
        notes,
    })
}
