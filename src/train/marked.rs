//! Which steps of a run are marked: twelve a decade, by their number alone.
//!
//! The tape keeps the states after them and the record keeps how large their updates were. Nothing but the number may
//! decide, so that a run has the same marked steps whoever looks, however it is resumed and whatever room it has.

/// How many steps of a decade are marked.
const A_DECADE: i32 = 12;

/// Whether `step` is one of the twelve of its decade, or 0, where a run begins.
pub fn is_marked(step: u64) -> bool {
    step == 0 || next_marked(step - 1) == step
}

/// The first step after `step` that is one of the twelve of its decade: 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 18, 22...
pub fn next_marked(step: u64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a step of a run, rounded"
    )]
    let (first, mark) = (((step.max(1) as f64).log10() * f64::from(A_DECADE)) as i32, |i| {
        10f64.powf(f64::from(i) / 12.0).round() as u64
    });
    (first..=i32::from(u8::MAX)).map(mark).find(|&mark| mark > step).unwrap_or(u64::MAX)
}
