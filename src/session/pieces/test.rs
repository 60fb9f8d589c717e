//! What the test part measured, as versions 6 and 7 have it.

use serde::{Deserialize, Serialize};

use crate::task::view::{Errors, Measured};
use crate::train::record;

/// See [`record::TestMark`].
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct TestMark {
    pub step: u64,
    pub loss: f32,
    pub accuracy: Option<f32>,
    /// Not written where there is none, as of data that is no series.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<Own>,
}

/// The errors of a series in its own unit.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Own {
    pub mae: f64,
    pub rmse: f64,
    pub mase: f64,
}

impl From<record::TestMark> for TestMark {
    fn from(record::TestMark { step, loss, accuracy, own }: record::TestMark) -> Self {
        let own = own.map(|Measured { errors: Errors { mae, rmse }, mase }| Own { mae, rmse, mase });
        Self { step, loss, accuracy, own }
    }
}

impl From<TestMark> for record::TestMark {
    fn from(TestMark { step, loss, accuracy, own }: TestMark) -> Self {
        let own = own.map(|Own { mae, rmse, mase }| Measured { errors: Errors { mae, rmse }, mase });
        Self { step, loss, accuracy, own }
    }
}
