//! What the translate task shows: some pairs with their translations, and one of them in depth.

use ndarray::{Array2, Axis, concatenate};

use super::batch::PairBatch;
use super::follow::names;
use super::problem::{PairsProblem, right_places};
use crate::data::lexicon::{EOS, SOS, UNK};
use crate::data::{Lexicon, Pairs, Part, Unit};
use crate::nn::layout::Layout;
use crate::nn::loss::IGNORE;
use crate::nn::network::Sequences;
use crate::nn::param::ParamSet;
use crate::nn::translator::{Ends, Pass, Prepared, Translation, Weights};
use crate::task::cover::covered;
use crate::task::inside::{Around, Named, Net, Passage, Read, Wanted, look_into};
use crate::task::show::{Ask, Measures, Moment, Query, Show};
use crate::task::study::Study;
use crate::task::trace::{Sentences, trace_pair};
use crate::task::view::{
    Alignment, Examples, HiddenView, Inside, PairView, Piece, Score, StudyAsk, Trace, TranslateView, View,
};

/// Fewest pairs on the list, however large the net is, and most.
const LISTED: (usize, usize) = (16, 100);
/// Most tokens of a translation that is only looked at.
const LONGEST: usize = 400;
/// Most rows of a pass.
const ROWS: usize = 100;

impl Show for PairsProblem {
    fn measures(&self) -> Measures {
        Measures { unit: "tokens", bits_per: None, accuracy: true }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = self.pairs.notes();
        let unknown = self.unknown_tokens();
        let (what, verb) = match (self.pairs.source.lexicon.unit(), unknown) {
            (Unit::Words, 1) => ("word", "is"),
            (Unit::Words, _) => ("words", "are"),
            (Unit::Chars, 1) => ("character", "is"),
            (Unit::Chars, _) => ("characters", "are"),
        };
        if unknown > 0 {
            notes.push(format!(
                "{unknown} {what} of the held-out pairs {verb} in no pair that is trained on, and <UNK> to the net."
            ));
        }
        notes
    }

    fn study(&self, params: &ParamSet, ask: &StudyAsk) -> Result<Study, String> {
        self.studied(params, ask)
    }

    fn view(&self, moment: Moment<'_>, query: Query) -> View {
        let (mut prepared, mut pass) = (Prepared::default(), self.translator.pass());
        let weights = self.translator.prepare(moment.params, &mut prepared);
        let affordable = query.affords(self.pairs.rows(), self.work()).max(LISTED.0).min(self.pairs.rows());
        let mut view = TranslateView {
            training: Score { of: self.split.training.len(), ..Score::default() },
            validation: Score { of: self.split.validation.len(), ..Score::default() },
            test: Score { of: self.split.test.len(), ..Score::default() },
            ..TranslateView::default()
        };
        let list = self.list(affordable.min(LISTED.1));
        let translations = self.translate(weights, &mut pass, &list);
        for (&(row, part), translation) in list.iter().zip(&translations) {
            let right = right_places(self.pairs.target.ids(row), &translation.tokens);
            view.score(part, &right);
            view.pairs.push(pair_view(&self.pairs, row, part, translation, &right));
        }
        if affordable > list.len() {
            // The list has no room for more; further rows are only counted in the scores.
            view.clear_scores();
            let more = self.list(affordable);
            for (&(row, part), translation) in more.iter().zip(&self.translate(weights, &mut pass, &more)) {
                view.score(part, &right_places(self.pairs.target.ids(row), &translation.tokens));
            }
        }
        let place = query.example.min(list.len() - 1);
        let (row, _) = list[place];
        let (hidden, alignment) = self.look_into(weights, &mut pass, row, &translations[place]);
        view.alignment = alignment;
        let mut inside = match &query.ask {
            Some(Ask::Write(ask)) => Some(Box::new(Inside::Write(self.write(moment, row, ask, query.work)))),
            _ => look_into(Net::Pair(&self.translator), moment.params, &query, || self.around(moment, row)),
        };
        if let Some(Inside::Neurons(view)) = inside.as_deref_mut() {
            view.probes = names(&self.pairs, &self.split.training);
        }
        View {
            whole: affordable == self.pairs.rows(),
            examples: Examples::Translate(view),
            hidden,
            trace: query.trace.then(|| Box::new(self.trace(moment.params, row))),
            inside: None,
        }
        .with(inside)
    }
}

impl PairsProblem {
    /// `wanted` rows from all over the file and which part each is in: the test's first, then those of the validation.
    fn list(&self, wanted: usize) -> Vec<(usize, Part)> {
        covered(&self.split, wanted)
    }

    /// The translations of these rows, the likeliest word each time.
    fn translate(&self, weights: Weights<'_>, pass: &mut Pass, rows: &[(usize, Part)]) -> Vec<Translation> {
        let mut batch = PairBatch::default();
        let mut all = Vec::new();
        for rows in rows.chunks(ROWS) {
            batch.set(&self.pairs, rows.iter().map(|&(row, _)| row));
            // Two more than the longest target has, so that a translation without an end can be told from it.
            let ends = Ends { start: SOS, end: EOS, limit: (batch.target_steps() + 2).min(LONGEST) };
            all.extend(self.translator.greedy(weights, batch.source(), ends, pass));
        }
        all
    }

    /// What is around a pair, with teacher forcing as in training: the pairs beside it in the file, and the batch of
    /// the next step.
    fn around(&self, moment: Moment<'_>, row: usize) -> Around<'_> {
        let (pairs, mut batch) = (&self.pairs, Vec::new());
        self.batch(moment.position, &mut batch);
        let others = batch.into_iter().map(|pair| pair.row).filter(|&other| other != row);
        let batch: Vec<usize> = [row].into_iter().chain(others).collect();
        let source = |row: usize| pairs.source.ids(row).chain([EOS]).take(LONGEST);
        let given = |row: usize| [SOS].into_iter().chain(pairs.target.ids(row)).take(LONGEST);
        let wanted = |row: usize| pairs.target.ids(row).chain([EOS]).take(LONGEST);
        // No net can say a word that it does not know.
        let known = |token| if token == UNK { IGNORE } else { token };
        let passage = move |row| Passage {
            read: Read::Pair(source(row).collect(), given(row).collect()),
            wanted: Wanted::Classes(wanted(row).map(known).collect()),
            weight: 1.0,
        };
        let words = |lexicon: &Lexicon, ids: Vec<u32>| -> Vec<String> {
            ids.into_iter().map(|id| lexicon.token(id).to_owned()).collect()
        };
        let named = move |row| Named {
            example: format!("pair {}", row + 1),
            steps: words(&pairs.source.lexicon, source(row).collect()),
            given: words(&pairs.target.lexicon, given(row).collect()),
        };
        Around {
            at: row,
            all: pairs.rows(),
            apart: 1,
            passage: Box::new(passage),
            name: Box::new(named),
            wanted: words(&pairs.target.lexicon, wanted(row).collect()),
            batch: Box::new(batch.into_iter().map(passage)),
            cut: None,
        }
    }

    /// The numbers behind a pair with teacher forcing, as in training.
    fn trace(&self, params: &ParamSet, row: usize) -> Trace {
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

    /// The states of the encoder over the source, then of the decoder over its translation, `(T_source + T_target,
    /// D*H)` a layer, and the attention weights. Both have the same size, and the decoder starts from the encoder's
    /// last state.
    fn look_into(
        &self,
        weights: Weights<'_>,
        pass: &mut Pass,
        row: usize,
        translation: &Translation,
    ) -> (HiddenView, Option<Alignment>) {
        let source: Vec<u32> = self.pairs.source.ids(row).chain([EOS]).collect();
        let written = &translation.tokens;
        let given = [&[SOS], &written[..written.len() - 1]].concat();
        let layouts = [source.len(), given.len()].map(|steps| Layout::uniform(steps, 1));
        let (read, given_rows) = (Sequences::tokens(&source, &layouts[0]), Sequences::tokens(&given, &layouts[1]));
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
            // The decoder has one, of D*H units.
            directions: 1,
        };
        let alignment = pass.attention(0).map(|weights| Alignment {
            source: read,
            target: words(&self.pairs.target.lexicon, written),
            weights: weights.to_owned(),
        });
        (hidden, alignment)
    }
}

fn pair_view(pairs: &Pairs, row: usize, part: Part, translation: &Translation, right: &[bool]) -> PairView {
    let is_right = |step: usize| right.get(step).copied().unwrap_or(false);
    let tokens = &translation.tokens;
    let ended = tokens.last() == Some(&EOS);
    let (mut pieces, mut sentence) = (Vec::new(), String::new());
    for (step, &token) in tokens.iter().enumerate() {
        // The end is not shown, unless the net wrote it where a word belongs.
        if token == EOS && is_right(step) {
            continue;
        }
        let longer = pairs.target.lexicon.join(tokens[..=step].iter().copied());
        pieces.push(Piece { text: longer[sentence.len()..].to_owned(), right: is_right(step) });
        sentence = longer;
    }
    PairView {
        number: row + 1,
        part,
        source: pairs.source.text(row),
        target: pairs.target.text(row),
        translation: pieces,
        ended,
        exact: right.iter().all(|&right| right),
    }
}
