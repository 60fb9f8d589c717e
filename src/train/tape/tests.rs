use super::*;
use crate::nn::param::{ParamSet, ParamTable};
use crate::optim::{Method, Optimizer};
use crate::task::Position;
use crate::train::record::Record;
use crate::train::state::TrainState;

fn frame(step: u64, numbers: usize) -> Arc<Keyframe> {
    let mut table = ParamTable::default();
    table.add("w".to_owned(), &[numbers]);
    let params = ParamSet::zeros(&Arc::new(table));
    let optimizer = Optimizer::new(Method::Adam { weight_decay: 0.0 }, params.table());
    let position = Position { step, ..Position::default() };
    Arc::new(Keyframe::new(&TrainState::new(position, 0.1, params, optimizer, None), &Record::default()))
}

/// A tape after so many steps, with changes by hand after some of them.
fn run(room: u64, numbers: usize, steps: u64, by_hand: &[u64]) -> Tape {
    let mut tape = Tape::new(room);
    for step in 0..steps {
        if by_hand.contains(&step) {
            tape.pin(step);
        }
        if tape.wants(step) {
            tape.keep(frame(step, numbers));
        }
    }
    tape
}

fn steps<'a>(frames: impl Iterator<Item = &'a Arc<Keyframe>>) -> Vec<u64> {
    frames.map(|frame| frame.state.position.step).collect()
}

#[test]
fn the_first_twelve_a_decade_and_changes_by_hand_are_kept() {
    let tape = run(ROOM, 4, 1001, &[33, 700]);
    let wanted = [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 18, 22, 26, 32, 33, 38, 46, 56, 68, 83, 100, 121, 147, 178, 215, 261,
        316, 383, 464, 562, 681, 700, 825, 1000,
    ];
    assert_eq!(steps(tape.lasting()), wanted);
    let between = [256, 512, 768];
    let all: Vec<u64> = steps(tape.frames()).into_iter().filter(|step| !wanted.contains(step)).collect();
    assert_eq!(all, between);
    let decade = run(ROOM, 4, 100_001, &[]);
    assert_eq!(steps(decade.lasting()).iter().filter(|&&step| (10_001..=100_000).contains(&step)).count(), 12);
}

#[test]
fn no_replay_is_long_while_there_is_room() {
    let tape = run(ROOM, 4, 10_000, &[]);
    let all = steps(tape.frames());
    assert!(all.windows(2).all(|pair| pair[1] - pair[0] <= STRIDE), "{all:?}");
    assert_eq!(tape.nearest(777).map(|frame| frame.state.position.step), Some(768));
    assert_eq!(tape.nearest(0).map(|frame| frame.state.position.step), Some(0));
}

#[test]
fn the_room_is_kept_to_and_what_stays_is_spread_evenly_on_a_logarithmic_axis() {
    let one = frame(0, 1000).bytes();
    for (frames, last) in [(12, 100_000), (40, 100_000), (3, 50)] {
        let tape = run(one * frames, 1000, last, &[]);
        let kept = steps(tape.frames());
        assert!(tape.bytes() <= one * frames && kept.len() as u64 > frames / 2, "{kept:?}");
        assert_eq!(tape.bytes(), one * kept.len() as u64);
        assert_eq!(kept[0], 0, "the first stays");
    }
    let kept = steps(run(one * 12, 1000, 100_000, &[]).lasting());
    let place = |step: u64| f64::from(u32::try_from(step + 1).unwrap()).ln();
    let gaps: Vec<f64> = kept.windows(2).map(|pair| place(pair[1]) - place(pair[0])).collect();
    let widest = gaps.iter().copied().fold(0.0, f64::max);
    assert!(widest < 2.5 * 100_000f64.ln() / 11.0, "{kept:?}");
    assert_eq!(steps(run(0, 1000, 500, &[3]).frames()), [0; 0], "no room at all");
    assert_eq!(steps(run(one - 1, 1000, 500, &[3]).frames()), [0; 0], "too little room for one");
}

#[test]
fn what_comes_after_a_step_that_was_gone_back_to_is_forgotten_and_can_be_put_back() {
    let mut tape = run(ROOM, 4, 600, &[]);
    let before = (steps(tape.frames()), tape.bytes());
    let later = tape.cut(261);
    assert_eq!(
        steps(tape.frames()).last(),
        Some(&256),
        "what was done by hand after step 261 may be another thing now"
    );
    assert!(tape.wants(261), "it is kept again");
    tape.put_back(later, 600);
    assert_eq!((steps(tape.frames()), tape.bytes()), before);
}
