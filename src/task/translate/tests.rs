use super::*;
use crate::config::{Options, TaskKind};
use crate::data::Data;

/// A task of four pairs in one batch, in which this share of the sentences is taught.
fn task(teacher_forcing: f64) -> Translate {
    let content = "a b c\tx y z\nb\ty x\nc a\tz\nd e f g\tx x y y z\n";
    let options = Options { teacher_forcing: Some(teacher_forcing), no_shuffle: true, ..Options::default() };
    let data = Data::parse(content, options.format(TaskKind::Translate)).unwrap();
    let config = options.resolve(TaskKind::Translate, &super::super::size_of(&data)).unwrap();
    let Data::Pairs(pairs) = data else { panic!("no pairs") };
    Translate::new(pairs, &config, 1).unwrap()
}

/// What the decoder was given in the step at `step`, row by row.
fn given(task: &mut Translate, step: u64) -> Vec<Vec<u32>> {
    let (params, mut grads) = (task.initial(5), ParamSet::zeros(task.table()));
    task.step(&params, Position { epoch: step, step_in_epoch: 0, step }, &mut grads);
    let (_, part) = task.shards.parts().next().unwrap();
    let read = part.batch.given();
    let crate::nn::network::Data::Tokens(tokens) = read.data else { panic!("no tokens") };
    (0..4).map(|row| read.layout.places(row).map(|place| tokens[place]).collect()).collect()
}

/// Whether the row was taught, ran free, or (which must not be) neither.
fn kind(task: &Translate, row: usize, given: &[u32], greedy: &[u32]) -> Option<bool> {
    let taught: Vec<u32> = [SOS].into_iter().chain(task.pairs.target.ids(row)).collect();
    let free: Vec<u32> = [SOS].into_iter().chain(greedy.iter().copied()).take(taught.len()).collect();
    // After its own end a free row goes on, with what nobody looks at in a translation.
    let same = given.iter().zip(&free).all(|(a, b)| a == b);
    if given == taught { Some(true) } else { same.then_some(false) }
}

fn greedy(task: &Translate) -> Vec<Vec<u32>> {
    let (params, mut prepared, mut pass) = (task.initial(5), Prepared::default(), task.translator.pass());
    let weights = task.translator.prepare(&params, &mut prepared);
    let mut batch = PairBatch::default();
    batch.set(&task.pairs, 0..4);
    let ends = Ends { start: SOS, end: EOS, limit: batch.target_steps() };
    let translations = task.translator.greedy(weights, batch.source(), ends, &mut pass);
    translations.into_iter().map(|translation| translation.tokens).collect()
}

#[test]
fn rows_that_run_free_are_given_what_they_say_and_the_others_what_is_true() {
    let mut shares = Vec::new();
    for share in [1.0, 0.0, 0.5] {
        let mut task = task(share);
        let greedy = greedy(&task);
        let mut taught = 0;
        for step in 0..40 {
            for (row, given) in given(&mut task, step).iter().enumerate() {
                taught += u32::from(kind(&task, row, given, &greedy[row]).unwrap());
            }
        }
        shares.push(taught);
    }
    assert_eq!(shares[..2], [160, 0]);
    assert!((60..100).contains(&shares[2]), "{shares:?}");
}

#[test]
fn a_token_is_right_at_its_own_place_and_never_if_it_is_unknown() {
    let task = task(1.0);
    let y = task.pairs.target.lexicon.id("y").unwrap();
    let x = task.pairs.target.lexicon.id("x").unwrap();
    // The second target is `y x`.
    let right = |translation: &[u32]| right_places(&task.pairs, 1, translation);
    assert_eq!(right(&[y, x, EOS]), [true, true, true]);
    assert_eq!(right(&[y, x, x, EOS]), [true, true, false], "one that goes on lacks the end");
    assert_eq!(right(&[y, EOS]), [true, false, false]);
    let mut score = Score::default();
    score.add(&right(&[y, x, EOS]));
    score.add(&right(&[y, EOS]));
    assert_eq!((score.pairs, score.exact, score.tokens, score.right), (2, 1, 6, 4));
    let mut unknown = Pairs::parse("a\tb\nc\td", Unit::Words).unwrap();
    unknown.know_only(&[0]);
    assert_eq!(right_places(&unknown, 1, &[UNK, EOS]), [false, true]);
}
