use std::sync::Arc;

use super::batch::PairBatch;
use super::learn::PairsLearner;
use super::problem::{PairsProblem, right_places};
use crate::config::{Options, TaskKind, rows};
use crate::data::lexicon::{EOS, SOS, UNK};
use crate::data::{Data, Pairs, Unit};
use crate::nn::param::ParamSet;
use crate::nn::translator::{Ends, Prepared};
use crate::task::learn::{Learn as _, Position};
use crate::task::setup::Setup;
use crate::task::view::Score;

/// A problem of four pairs in one batch, in which this share of the sentences is taught.
fn problem(teacher_forcing: f64) -> Arc<PairsProblem> {
    let content = "a b c\tx y z\nb\ty x\nc a\tz\nd e f g\tx x y y z\n";
    let options = Options::default().with(&rows::TEACHER_FORCING, teacher_forcing).with(&rows::NO_SHUFFLE, true);
    let data = Data::parse(content, &options.format(TaskKind::Translate)).unwrap();
    let setup = Setup::new(&options, TaskKind::Translate, data).unwrap();
    let Data::Pairs(pairs) = setup.data().clone() else { panic!("no pairs") };
    Arc::new(PairsProblem::new(pairs, setup.size(), setup.config()))
}

/// What the decoder was given in the step at `step`, row by row.
fn given(learner: &mut PairsLearner, step: u64) -> Vec<Vec<u32>> {
    let params = learner.initial(5);
    let mut grads = ParamSet::zeros(params.table());
    learner.step(&params, Position { epoch: step, step_in_epoch: 0, step }, &mut grads);
    let (_, part) = learner.shards.parts().next().unwrap();
    let read = part.batch.given();
    let crate::nn::network::Data::Tokens(tokens) = read.data else { panic!("no tokens") };
    (0..4).map(|row| read.layout.places(row).map(|place| tokens[place]).collect()).collect()
}

/// Whether the row was taught, ran free, or (which must not be) neither.
fn kind(problem: &PairsProblem, row: usize, given: &[u32], greedy: &[u32]) -> Option<bool> {
    let taught: Vec<u32> = [SOS].into_iter().chain(problem.pairs.target.ids(row)).collect();
    let free: Vec<u32> = [SOS].into_iter().chain(greedy.iter().copied()).take(taught.len()).collect();
    // After its own end a free row goes on, with what nobody looks at in a translation.
    let same = given.iter().zip(&free).all(|(a, b)| a == b);
    if given == taught { Some(true) } else { same.then_some(false) }
}

fn greedy(problem: &PairsProblem) -> Vec<Vec<u32>> {
    let translator = &problem.translator;
    let (params, mut prepared, mut pass) = (translator.initial(5), Prepared::default(), translator.pass());
    let weights = translator.prepare(&params, &mut prepared);
    let mut batch = PairBatch::default();
    batch.set(&problem.pairs, 0..4);
    let ends = Ends { start: SOS, end: EOS, limit: batch.target_steps() };
    let translations = translator.greedy(weights, batch.source(), ends, &mut pass);
    translations.into_iter().map(|translation| translation.tokens).collect()
}

#[test]
fn rows_that_run_free_are_given_what_they_say_and_the_others_what_is_true() {
    let mut shares = Vec::new();
    for share in [1.0, 0.0, 0.5] {
        let problem = problem(share);
        let (greedy, mut learner) = (greedy(&problem), PairsLearner::new(Arc::clone(&problem), 1).unwrap());
        let mut taught = 0;
        for step in 0..40 {
            for (row, given) in given(&mut learner, step).iter().enumerate() {
                taught += u32::from(kind(&problem, row, given, &greedy[row]).unwrap());
            }
        }
        shares.push(taught);
    }
    assert_eq!(shares[..2], [160, 0]);
    assert!((60..100).contains(&shares[2]), "{shares:?}");
}

#[test]
fn a_token_is_right_at_its_own_place_and_never_if_it_is_unknown() {
    let problem = problem(1.0);
    let y = problem.pairs.target.lexicon.id("y").unwrap();
    let x = problem.pairs.target.lexicon.id("x").unwrap();
    // The second target is `y x`.
    let right = |translation: &[u32]| right_places(problem.pairs.target.ids(1), translation);
    assert_eq!(right(&[y, x, EOS]), [true, true, true]);
    assert_eq!(right(&[y, x, x, EOS]), [true, true, false], "one that goes on lacks the end");
    assert_eq!(right(&[y, EOS]), [true, false, false]);
    let mut score = Score::default();
    score.add(&right(&[y, x, EOS]));
    score.add(&right(&[y, EOS]));
    assert_eq!((score.pairs, score.exact, score.tokens, score.right), (2, 1, 6, 4));
    let mut unknown = Pairs::parse("a\tb\nc\td", Unit::Words, &[None, None]).unwrap();
    unknown.know_only(&[0]);
    assert_eq!(right_places(unknown.target.ids(1), &[UNK, EOS]), [false, true]);
}
