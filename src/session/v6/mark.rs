//! What the test part measured, as a session says it.

use serde::{Deserialize, Serialize};

use crate::train::record;

/// See [`record::TestMark`].
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct TestMark {
    pub step: u64,
    pub loss: f32,
    pub accuracy: Option<f32>,
}

impl From<record::TestMark> for TestMark {
    fn from(record::TestMark { step, loss, accuracy }: record::TestMark) -> Self {
        Self { step, loss, accuracy }
    }
}

impl From<TestMark> for record::TestMark {
    fn from(TestMark { step, loss, accuracy }: TestMark) -> Self {
        Self { step, loss, accuracy }
    }
}
