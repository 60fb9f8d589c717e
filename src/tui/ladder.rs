//! The learning rates that `+` and `-` step through: ten to a decade.

const RUNGS: [f64; 10] = [1.0, 1.25, 1.6, 2.0, 2.5, 3.2, 4.0, 5.0, 6.3, 8.0];

/// The next rung above `rate`.
pub fn up(rate: f64) -> f64 {
    rungs_around(rate).find(|&rung| rung > rate * (1.0 + 1e-6)).unwrap_or(rate)
}

/// The next rung below `rate`.
pub fn down(rate: f64) -> f64 {
    rungs_around(rate).take_while(|&rung| rung < rate * (1.0 - 1e-6)).last().unwrap_or(rate)
}

/// The rungs of the decades around `rate`, ascending.
#[expect(clippy::cast_possible_truncation, reason = "the decade of a learning rate is a small number")]
fn rungs_around(rate: f64) -> impl Iterator<Item = f64> {
    let decade = rate.log10().floor() as i32;
    // Parsed from decimal text, so that a rung equals the number that a person types.
    (decade - 1..=decade + 1)
        .flat_map(|decade| RUNGS.iter().filter_map(move |rung| format!("{rung}e{decade}").parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decade_is_ten_rungs_there_and_back() {
        let mut rate = 0.1;
        let mut seen = vec![rate];
        for _ in 0..10 {
            rate = up(rate);
            seen.push(rate);
        }
        assert_eq!(seen, [0.1, 0.125, 0.16, 0.2, 0.25, 0.32, 0.4, 0.5, 0.63, 0.8, 1.0]);
        for wanted in seen.iter().rev().skip(1) {
            rate = down(rate);
            assert!((rate - wanted).abs() < 1e-12);
        }
        assert_eq!((down(0.1), up(0.003), down(0.003)), (0.08, 0.0032, 0.0025));
    }
}
