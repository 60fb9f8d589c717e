//! How large gradients and updates were, as a session says it.

use serde::{Deserialize, Serialize};

use crate::session::base64::{f32s, u64s};
use crate::train::record;

/// See [`record::Updates`].
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Updates {
    since: u64,
    #[serde(with = "u64s")]
    step: Vec<u64>,
    /// The norms of the gradients of all parameters at the first of these steps, then at the second, and so on.
    #[serde(with = "f32s")]
    gradient: Vec<f32>,
    /// The update-to-weight ratios, likewise.
    #[serde(with = "f32s")]
    ratio: Vec<f32>,
}

impl From<&record::Updates> for Updates {
    fn from(updates: &record::Updates) -> Self {
        let (since, step, gradient, ratio) = updates.parts();
        Self { since, step: step.to_vec(), gradient: gradient.to_vec(), ratio: ratio.to_vec() }
    }
}

impl Updates {
    /// None, of a run whose first `since` steps an older version made.
    pub fn none(since: u64) -> Self {
        Self { since, step: Vec::new(), gradient: Vec::new(), ratio: Vec::new() }
    }

    /// The same, of a run of so many parameters that has made so many steps.
    ///
    /// # Errors
    /// A sentence that says what does not fit.
    pub fn check(self, parameters: usize, made: u64) -> Result<record::Updates, String> {
        let Self { since, step, gradient, ratio } = self;
        let newest = step.last().copied().unwrap_or(since).max(since);
        if newest > made || step.len().checked_mul(parameters) != Some(gradient.len()) {
            let (steps, sizes) = (step.len(), gradient.len());
            return Err(format!(
                "its updates are {sizes} sizes of {parameters} parameters at {steps} steps up to {newest} of {made}"
            ));
        }
        record::Updates::from_parts(since, step, gradient, ratio).map_err(|why| format!("its updates {why}"))
    }
}
