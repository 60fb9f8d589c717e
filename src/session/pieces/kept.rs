//! A kept state of a run, with the moment of its record, as versions 6 and 7 have it.

use serde::{Deserialize, Serialize};

use super::curves::{CurveMark, LastStep};
use super::entries::Moment;
use super::state::{BestMark, EpochLoss, State};
use super::test::TestMark;
use crate::session::base64::f32s;
use crate::train::keyframe::Keyframe;
use crate::train::record::RecordMark;
use crate::train::state::TrainState;

/// A kept state.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Kept {
    pub epoch: u64,
    pub step: u64,
    /// None if it is the last state, which stands in the file already.
    pub state: Option<State>,
    pub record: Mark,
}

/// A moment of the record.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Mark {
    pub train: CurveMark,
    pub validation: CurveMark,
    #[serde(with = "f32s")]
    pub recent: Vec<f32>,
    pub last: Option<LastStep>,
    pub validation_loss: Option<f32>,
    pub validation_accuracy: Option<f32>,
    pub journal: Moment,
    pub best: Option<BestMark>,
    /// Not written where there is none, as keyframes of the time of version 5 have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<TestMark>,
    pub measured: u64,
    pub epoch: EpochLoss,
    pub seconds: f64,
}

impl Kept {
    /// A kept state of a run that stands at `last`.
    pub fn new(frame: &Keyframe, last: &TrainState) -> Self {
        Self {
            epoch: frame.state.position.epoch,
            step: frame.state.position.step,
            state: (frame.state != *last).then(|| State::from(&frame.state)),
            record: Mark::from(&frame.record),
        }
    }
}

impl From<&RecordMark> for Mark {
    fn from(mark: &RecordMark) -> Self {
        let RecordMark {
            train,
            validation,
            recent,
            last,
            validation_loss,
            validation_accuracy,
            // It follows from the step.
            updates: _,
            journal,
            best,
            test,
            measured,
            epoch,
            seconds,
        } = mark;
        Self {
            train: train.into(),
            validation: validation.into(),
            recent: recent.clone(),
            last: last.map(LastStep::from),
            validation_loss: *validation_loss,
            validation_accuracy: *validation_accuracy,
            journal: journal.into(),
            best: best.map(BestMark::from),
            test: test.map(TestMark::from),
            measured: *measured,
            epoch: (*epoch).into(),
            seconds: *seconds,
        }
    }
}
