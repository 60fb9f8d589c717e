//! What the translate task shows: some pairs with their translations, and one of them in depth. Reads, never changes
//! training.

use ndarray::{Array2, Axis, concatenate};

use super::batch::PairBatch;
use super::{Translate, right_places};
use crate::data::lexicon::{EOS, SOS};
use crate::data::{Lexicon, Pairs, Split};
use crate::nn::layout::Layout;
use crate::nn::network::Sequences;
use crate::nn::param::ParamSet;
use crate::nn::translator::{Ends, Pass, Prepared, Translation};
use crate::task::trace::{Sentences, trace_pair};
use crate::task::view::{Alignment, Examples, HiddenView, Look, PairView, Piece, Score, Trace, TranslateView, View};

/// Most pairs on the list, and the fewest however large the net is.
const LISTED: (usize, usize) = (16, 100);
/// Multiplications that translating the list may take, roughly: some hundredths of a second.
const WORTH_A_LOOK: usize = 200_000_000;
/// Most tokens of a translation that is only looked at.
const LONGEST: usize = 400;

/// Buffers of the pass that only looks.
#[derive(Debug)]
pub(super) struct Observer {
    /// The pairs on the list by row, those held out first.
    list: Vec<usize>,
    /// How many of them are held out.
    held_out: usize,
    batch: PairBatch,
    pass: Pass,
    prepared: Prepared,
}

impl Observer {
    /// Chooses the pairs to be shown: all of a small file; of a large one some from all over it, so many that a net
    /// with `work` multiplications for a pair translates them in a moment.
    pub fn new(split: &Split, work: usize, pass: Pass) -> Self {
        let listed = (WORTH_A_LOOK / work.max(1)).clamp(LISTED.0, LISTED.1);
        // Half of the list each, and more of the one where the other is short.
        let held_out = split.held_out.len().min((listed / 2).max(listed.saturating_sub(split.training.len())));
        let mut list = spread(&split.held_out, held_out);
        list.extend(spread(&split.training, listed - held_out));
        Self { list, held_out, batch: PairBatch::default(), pass, prepared: Prepared::default() }
    }
}

/// Up to `wanted` of the rows, evenly from first to last.
fn spread(rows: &[usize], wanted: usize) -> Vec<usize> {
    let wanted = wanted.min(rows.len());
    (0..wanted).map(|k| rows[k * rows.len() / wanted]).collect()
}

impl Translate {
    /// The list with its translations, and the hidden state over the pair looked at.
    pub(super) fn show(&mut self, params: &ParamSet, look: Look) -> View {
        let Observer { list, held_out, batch, pass, prepared } = &mut self.observer;
        let weights = self.translator.prepare(params, prepared);
        batch.set(&self.pairs, list.iter().copied());
        // Two more than the longest target has, so that one that goes on and on is seen to do so.
        let ends = Ends { start: SOS, end: EOS, limit: (batch.target_steps() + 2).min(LONGEST) };
        let translations = self.translator.greedy(weights, batch.source(), ends, pass);
        let mut view = TranslateView {
            training: Score { of: self.split.training.len(), ..Score::default() },
            held_out: Score { of: self.split.held_out.len(), ..Score::default() },
            ..TranslateView::default()
        };
        for (place, (&row, translation)) in list.iter().zip(&translations).enumerate() {
            let right = right_places(&self.pairs, row, &translation.tokens);
            let score = if place < *held_out { &mut view.held_out } else { &mut view.training };
            score.add(&right);
            view.pairs.push(pair_view(&self.pairs, row, place < *held_out, translation, &right));
        }
        if let Some(score) = self.validation.score.filter(|score| score.pairs > view.held_out.pairs) {
            view.held_out = score;
        }
        let place = look.example.min(list.len() - 1);
        let (hidden, alignment) = self.look_into(params, place, &translations[place]);
        view.alignment = alignment;
        let trace = look.trace.then(|| Box::new(self.trace(params, place)));
        View { examples: Examples::Translate(view), hidden, trace }
    }

    /// The numbers behind a pair as it is trained on: the decoder given the true words.
    fn trace(&self, params: &ParamSet, place: usize) -> Trace {
        let row = self.observer.list[place];
        let source: Vec<u32> = self.pairs.source.ids(row).chain([EOS]).collect();
        let given: Vec<u32> = [SOS].into_iter().chain(self.pairs.target.ids(row)).collect();
        let lexicon = &self.pairs.target.lexicon;
        let sentences = Sentences {
            source: &source,
            given: &given,
            wanted: self.pairs.target.ids(row).chain([EOS]).collect(),
            batch: (self.rows, source.len()),
            names: (0..).take(lexicon.len()).map(|id| lexicon.token(id).to_owned()).collect(),
        };
        trace_pair(&self.translator, params, sentences)
    }

    /// The states of the encoder over what it read, then of the decoder over what it wrote, `(T_source + T_target, D*H)`
    /// a layer: both are of one size, and the first state of the second half comes from the last of the first. Beside
    /// it the attention in between.
    fn look_into(
        &mut self,
        params: &ParamSet,
        place: usize,
        translation: &Translation,
    ) -> (HiddenView, Option<Alignment>) {
        let Observer { list, pass, prepared, .. } = &mut self.observer;
        let row = list[place];
        let source: Vec<u32> = self.pairs.source.ids(row).chain([EOS]).collect();
        let written = &translation.tokens;
        let given = [&[SOS], &written[..written.len() - 1]].concat();
        let layouts = [source.len(), given.len()].map(|steps| Layout::uniform(steps, 1));
        let (read, given_rows) = (Sequences::tokens(&source, &layouts[0]), Sequences::tokens(&given, &layouts[1]));
        let weights = self.translator.prepare(params, prepared);
        self.translator.forward(weights, read, given_rows, None, pass);
        let layers = (0..self.translator.shape().layers).map(|layer| -> Array2<f32> {
            concatenate(Axis(0), &[pass.encoder_hidden(layer), pass.decoder_hidden(layer)])
                .expect("encoder and decoder have states of one size")
        });
        let words = |lexicon: &Lexicon, ids: &[u32]| -> Vec<String> {
            ids.iter().map(|&id| lexicon.token(id).to_owned()).collect()
        };
        let read = words(&self.pairs.source.lexicon, &source);
        let hidden = HiddenView {
            example: format!("pair {}: read, then write", row + 1),
            steps: [read.clone(), words(&self.pairs.target.lexicon, &given)].concat(),
            layers: layers.collect(),
        };
        let alignment = pass.attention(0).map(|weights| Alignment {
            source: read,
            target: words(&self.pairs.target.lexicon, written),
            weights: weights.to_owned(),
        });
        (hidden, alignment)
    }
}

fn pair_view(pairs: &Pairs, row: usize, held_out: bool, translation: &Translation, right: &[bool]) -> PairView {
    let is_right = |step: usize| right.get(step).copied().unwrap_or(false);
    let tokens = &translation.tokens;
    let ended = tokens.last() == Some(&EOS);
    let (mut pieces, mut sentence) = (Vec::new(), String::new());
    for (step, &token) in tokens.iter().enumerate() {
        // The end is nothing to read, unless it came where a word belongs.
        if token == EOS && is_right(step) {
            continue;
        }
        let longer = pairs.target.lexicon.join(tokens[..=step].iter().copied());
        pieces.push(Piece { text: longer[sentence.len()..].to_owned(), right: is_right(step) });
        sentence = longer;
    }
    PairView {
        number: row + 1,
        held_out,
        source: pairs.source.text(row),
        target: pairs.target.text(row),
        translation: pieces,
        ended,
        exact: right.iter().all(|&right| right),
    }
}
