//! The best state of a run, with the moment of its record.

use serde::{Deserialize, Serialize};

use super::journal::Moment;
use crate::session::base64::f32s;
use crate::session::pieces::curves::{CurveMark, LastStep};
use crate::session::pieces::entries;
use crate::session::pieces::state::{BestMark, EpochLoss, State};
use crate::session::v5;
use crate::train::journal::JournalMark;

/// The best state.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Best {
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
    pub journal: Moment,
    pub best: Option<BestMark>,
    pub measured: u64,
    pub epoch: EpochLoss,
    pub seconds: f64,
}

impl Best {
    /// The same in version 5.
    pub fn upgrade(self) -> v5::Kept {
        let Self { epoch, step, state, record } = self;
        v5::Kept { epoch, step, state, record: record.upgrade() }
    }
}

impl Mark {
    fn upgrade(self) -> v5::Mark {
        let Self { train, validation, recent, last, validation_loss, journal, best, measured, epoch, seconds } = self;
        let journal = entries::Moment::from(&JournalMark::from(journal));
        v5::Mark {
            train,
            validation,
            recent,
            last,
            validation_loss,
            validation_accuracy: None,
            journal,
            best,
            measured,
            epoch,
            seconds,
        }
    }
}
