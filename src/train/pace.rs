//! How many steps a second a run makes while somebody watches. A pace decides when a step is made, and nothing that it
//! computes.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Steps a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// Each doubling of the count of steps takes [`DOUBLING`], so that the tenth step can be seen as well as the
    /// hundredth; later the run is as fast as it can be.
    Auto,
    /// This many, at least 1.
    Steps(u32),
    /// As many as can be made.
    #[default]
    Max,
}

/// The time in which the count of steps doubles with [`Pace::Auto`].
pub const DOUBLING: Duration = Duration::from_millis(1200);
/// What `<` and `>` go along, before [`Pace::Max`].
const LADDER: [u32; 7] = [1, 3, 10, 30, 100, 300, 1000];
/// More steps a second than this cannot be told from as many as can be made.
const MOST: u32 = 1_000_000;

impl Pace {
    /// Steps a second after `step` steps; `None` for as many as can be made.
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    pub fn rate(self, step: u64) -> Option<f64> {
        match self {
            Self::Auto => {
                // The first step comes a quarter of a doubling after the beginning.
                let doublings = ((step + 1) as f64 / (step as f64).max(0.84)).log2();
                Some(1.0 / (DOUBLING.as_secs_f64() * doublings))
            }
            Self::Steps(steps) => Some(f64::from(steps)),
            Self::Max => None,
        }
    }

    /// The next faster pace of a run that makes `rate` steps a second now.
    #[must_use]
    pub fn faster(rate: Option<f64>) -> Self {
        let next = rate.and_then(|rate| LADDER.into_iter().find(|&rung| f64::from(rung) > rate * 1.01));
        next.map_or(Self::Max, Self::Steps)
    }

    /// The next slower one.
    #[must_use]
    pub fn slower(rate: Option<f64>) -> Self {
        let below = |rung: &u32| rate.is_none_or(|rate| f64::from(*rung) < rate * 0.99);
        Self::Steps(LADDER.into_iter().rev().find(below).unwrap_or(LADDER[0]))
    }
}

impl fmt::Display for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Steps(steps) => write!(f, "{steps}"),
            Self::Max => f.write_str("max"),
        }
    }
}

impl FromStr for Pace {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "max" => Ok(Self::Max),
            _ => match text.parse() {
                Ok(steps @ 1..=MOST) => Ok(Self::Steps(steps)),
                _ => Err(format!("it is steps a second from 1 to {MOST}, or `auto` or `max`")),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_doubling_takes_as_long_as_the_one_before() {
        let took = |from: u64, to: u64| (from..to).map(|step| 1.0 / Pace::Auto.rate(step).unwrap()).sum::<f64>();
        for from in [1, 16, 1024] {
            let doubling = took(from, 2 * from);
            assert!((doubling - DOUBLING.as_secs_f64()).abs() < 1e-9, "{from}: {doubling} s");
        }
        let hundred = took(0, 100);
        assert!((8.0..9.0).contains(&hundred), "{hundred} s");
    }

    #[test]
    fn the_keys_go_along_the_ladder_and_back() {
        let mut pace = Pace::Steps(1);
        let mut up = vec![pace];
        while pace != Pace::Max {
            pace = Pace::faster(pace.rate(0));
            up.push(pace);
        }
        let mut down = vec![pace];
        while pace != Pace::Steps(1) {
            // Of a run at its own speed the rate is what it makes.
            pace = Pace::slower(pace.rate(0).or(Some(2_000.0)));
            down.push(pace);
        }
        down.reverse();
        assert_eq!(up, down);
        assert_eq!(Pace::slower(Some(1.0)), Pace::Steps(1));
        assert_eq!(Pace::slower(Some(22.0)), Pace::Steps(10), "of a run that cannot make more");
        assert_eq!(Pace::faster(Pace::Auto.rate(40)), Pace::Steps(30));
    }

    #[test]
    fn paces_are_read_as_they_are_written() {
        for pace in [Pace::Auto, Pace::Max, Pace::Steps(12)] {
            assert_eq!(pace.to_string().parse(), Ok(pace));
        }
        for wrong in ["0", "-1", "fast", "1.5", "2000000", ""] {
            assert!(wrong.parse::<Pace>().is_err(), "{wrong:?}");
        }
    }
}
