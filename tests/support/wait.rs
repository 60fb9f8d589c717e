//! Waiting for what must come, with an end to it.

use std::time::{Duration, Instant};

/// Far longer than anything takes, on a slow machine too.
const PATIENCE: Duration = Duration::from_mins(1);

/// Waits until `come` gives something; panics with what `otherwise` says if that takes too long.
pub fn until<T>(mut come: impl FnMut() -> Option<T>, mut otherwise: impl FnMut() -> String) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = come() {
            return found;
        }
        assert!(Instant::now() < end, "{}", otherwise());
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The same, for something that is so or is not.
pub fn until_true(what: &str, mut so: impl FnMut() -> bool) {
    until(|| so().then_some(()), || format!("{what} did not come"));
}
