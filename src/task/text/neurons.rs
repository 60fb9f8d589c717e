//! What single units of a net of the text task do over a passage, and what is read to say what they follow.
//!
//! Each document is read from a state of zeros, and a passage in the midst of one with what stands before it, as far as
//! it is likely to count: so its units do there what they do in the study that ranks them. The text is the part that is
//! trained on, what is held out, or one that a person typed.

use std::ops::Range;

use ndarray::{Array2, s};

use super::problem::TextProblem;
use super::show::label;
use crate::data::chunks::stretches;
use crate::data::{Probe, ProbeError, Text, Token, Unit, WordProbe};
use crate::nn::layout::Layout;
use crate::nn::network::{Prepared, Sequences};
use crate::nn::param::ParamSet;
use crate::task::study::{Script, Study, find_words, most_frequent};
use crate::task::view::{NeuronsAsk, NeuronsPart, NeuronsView, Source, StudyAsk};

/// Most characters of a passage, and most numbers of it in all.
const LONGEST: usize = 2_000;
const NUMBERS: usize = 1_000_000;
/// Fewest characters of a passage, whatever they cost.
const LEAST: usize = 64;
/// Most characters or words that are read before it.
const BEFORE: usize = 1_000;
/// Words to go through on the screen.
const WORDS: usize = 20;
/// What the net does not know is named up to so many characters.
const NAMED: usize = 8;

impl TextProblem {
    /// The places of a part of the run's text.
    fn part_of(&self, held_out: bool) -> Range<usize> {
        match (held_out, self.validation.is_empty()) {
            (false, _) => 0..self.validation.start,
            (true, false) => self.validation.clone(),
            (true, true) => self.test.clone(),
        }
    }

    /// The ids of a text that was typed, and what is to be said of what the net does not know.
    fn typed(&self, text: &str) -> (Vec<u32>, Vec<String>) {
        let (vocab, mut strange) = (&self.text.vocab, Vec::new());
        let ids = vocab.encode(text, |token| {
            if !strange.contains(&token.to_owned()) && strange.len() <= NAMED {
                strange.push(token.to_owned());
            }
        });
        let more = if strange.len() > NAMED { " and others" } else { "" };
        let named: Vec<String> = strange.iter().take(NAMED).map(|token| format!("{token:?}")).collect();
        let done = if vocab.unit() == Unit::Words { "read as <UNK>" } else { "left out of the text" };
        let note = (!named.is_empty()).then(|| format!("the net does not know {}{more}: {done}", named.join(", ")));
        (ids, note.into_iter().collect())
    }

    /// All units over the passage that is asked for, as much of it as `work` multiplications allow.
    pub(super) fn neurons(&self, params: &ParamSet, ask: &NeuronsAsk, work: u64) -> NeuronsView {
        let places = self.part_of(ask.study.source == Source::HeldOut);
        let (typed, mut notes) = match &ask.study.source {
            Source::Typed(text) => self.typed(text),
            Source::Training | Source::HeldOut => (Vec::new(), Vec::new()),
        };
        let is_typed = matches!(ask.study.source, Source::Typed(_));
        let total = if is_typed { typed.len() } else { places.len() };
        let (network, shape) = (&self.network, self.network.shape());
        let affordable = usize::try_from(work / (network.work() as u64).max(1)).unwrap_or(usize::MAX);
        let most = LONGEST.min(NUMBERS / (shape.layers * shape.hidden_size).max(1)).max(LEAST);
        let place = ask.place.min(total.saturating_sub(LEAST));
        let wanted = most.min(total - place);
        let (first, documents): (usize, &[usize]) =
            if is_typed { (0, &[]) } else { (places.start, &self.text.documents) };
        let id = |place: usize| if is_typed { typed[place] } else { self.text.tokens.get(place) };
        // The passage begins at `from`, and what is read at `read`: where its document begins, if that is not far.
        let from = first + place;
        let begins = documents[..documents.partition_point(|&start| start <= from)].last();
        let needed = BEFORE.min(from - begins.map_or(first, |&start| start.max(first)));
        let before = needed.min(affordable.saturating_sub(LEAST) / 2);
        let len = wanted.min((affordable - before).max(LEAST));
        let read = from - before;
        let ids: Vec<u32> = (read..from + len).map(id).collect();
        let mut layers = vec![Array2::zeros((len, shape.hidden_size)); shape.layers];
        let (mut prepared, mut pass) = (Prepared::default(), network.pass());
        let weights = network.prepare(params, &mut prepared);
        for document in stretches(read..from + len, documents).filter(|document| !document.is_empty()) {
            let (layout, mut state) = (Layout::uniform(document.len(), 1), network.zero_state(1));
            let tokens = &ids[document.start - read..document.end - read];
            network.forward(weights, Sequences::tokens(tokens, &layout), &mut state, None, &mut pass);
            let shown = document.start.max(from)..document.end;
            for (layer, h) in layers.iter_mut().enumerate() {
                let told = pass.hidden(layer);
                h.slice_mut(s![shown.start - from..shown.end - from, ..])
                    .assign(&told.slice(s![shown.start - document.start.., ..]));
            }
        }
        if total == 0 {
            notes.push(if is_typed {
                "nothing of this text is known to the net: :text WORDS gives another, :text alone the run's".to_owned()
            } else {
                "nothing is held out of this run: o shows the text it is trained on".to_owned()
            });
        }
        let steps: Vec<String> = ids[before..].iter().map(|&id| label(self.text.vocab.token(id))).collect();
        let parts = layers.into_iter().zip(1..).map(|(h, layer)| NeuronsPart {
            name: format!("layer {layer}"),
            steps: steps.clone(),
            starts: vec![0],
            h,
        });
        let chars = self.text.vocab.unit() == Unit::Chars;
        let example = match ask.study.source {
            Source::Training => "training text",
            Source::HeldOut => "held-out text",
            Source::Typed(_) => "typed text",
        };
        NeuronsView {
            examples: vec![example.to_owned()],
            place,
            total,
            parts: parts.collect(),
            probes: if chars {
                Probe::names().map(str::to_owned).collect()
            } else {
                frequent(&self.text, self.validation.start)
            },
            places: chars,
            notes,
            whole: (len, before) == (wanted, needed),
        }
    }

    /// The study of what is asked.
    pub(super) fn studied(&self, params: &ParamSet, ask: &StudyAsk) -> Result<Study, String> {
        if self.text.vocab.unit() == Unit::Words {
            return self.studied_words(params, ask);
        }
        let parse = |name: &str| name.parse::<Probe>().map_err(|error: ProbeError| error.to_string());
        let asked = ask.probe.as_deref().map(|name| Ok::<_, String>((name.to_owned(), parse(name)?))).transpose()?;
        let shape = self.network.shape();
        if let Some(mark) = &ask.mark
            && let Some(unit) = mark.units.iter().find(|&&unit| mark.part >= shape.layers || unit >= shape.hidden_size)
        {
            let (layers, units) = (shape.layers, shape.hidden_size);
            return Err(format!(
                "there is no unit {unit} of layer {}: the net has {layers} layers of {units}",
                mark.part + 1
            ));
        }
        let script = match &ask.source {
            Source::Typed(text) => {
                let (ids, _) = self.typed(text);
                let known = text.chars().filter(|c| self.text.vocab.id(c.encode_utf8(&mut [0; 4])).is_some());
                Script::typed(ids, known.collect())
            }
            part => {
                let places = self.part_of(*part == Source::HeldOut);
                Script::new(&self.text, places.start..places.end.min(places.start + Script::LONGEST))
            }
        };
        let (name, probe) = if let Some(asked) = asked {
            asked
        } else {
            // Where nobody says what, it is the first that any unit can follow.
            let varies = |name: &&str| parse(name).is_ok_and(|probe| script.varies(&probe));
            let name = Probe::names().find(varies).or(Probe::names().next()).unwrap_or_default();
            (name.to_owned(), parse(name)?)
        };
        let numbers = vec![script.numbers(&probe)];
        Ok(Study::new(&self.network, params, script, (&name, numbers), ask.mark.as_ref()))
    }

    /// The study of which units follow a word; the most frequent one where none is named.
    fn studied_words(&self, params: &ParamSet, ask: &StudyAsk) -> Result<Study, String> {
        if ask.mark.is_some() {
            return Err("where else units are on is found in texts of characters, and this net reads words".to_owned());
        }
        let first = || frequent(&self.text, self.validation.start).into_iter().next().unwrap_or_default();
        let name = ask.probe.clone().unwrap_or_else(first);
        let probe = find_word(&self.text, self.validation.start, &name)?;
        let script = match &ask.source {
            Source::Typed(text) => Script::typed_words(self.typed(text).0),
            part => {
                let places = self.part_of(*part == Source::HeldOut);
                Script::new(&self.text, places.start..places.end.min(places.start + Script::LONGEST))
            }
        };
        let numbers = vec![script.word_numbers(&self.text, &probe)];
        Ok(Study::new(&self.network, params, script, (&name, numbers), None))
    }
}

/// The most frequent words of the start of a text of words, the most frequent first; `trained` tokens are trained on.
fn frequent(text: &Text, trained: usize) -> Vec<String> {
    let ids = (0..trained.min(Script::LONGEST)).map(|place| text.tokens.get(place));
    let word = |id: u32| if let Token::Word(word) = text.vocab.token(id) { Some(word.to_string()) } else { None };
    // A few more: the ends of a line and of a document, and what is unknown, are no words.
    most_frequent(ids, text.vocab.len(), WORDS + 3).into_iter().filter_map(word).take(WORDS).collect()
}

/// The words of the text that `name` stands for: one, or those that a regular expression matches; `trained` tokens are
/// trained on.
///
/// # Errors
/// A sentence that names some words, or says what is wrong with the regular expression.
pub fn find_word(text: &Text, trained: usize, name: &str) -> Result<WordProbe, String> {
    find_words(name, |word| word != "\n" && text.vocab.id(word).is_some(), &frequent(text, trained))
}
