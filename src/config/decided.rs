//! What the reading of data decided, as options: a session keeps them, so that it reads the same again whatever a later
//! version would decide.

use super::options::Options;
use super::rows;
use super::task::FillKind;
use crate::data::{Data, NO_GROUP};

impl Options {
    /// These options, and all that was decided when `data` was read by them.
    #[must_use]
    pub fn decided(self, data: &Data) -> Self {
        match data {
            Data::Series(series) => {
                let decided = &series.decided;
                self.with(&rows::COLUMNS, series.columns.clone())
                    .with(&rows::TARGET, decided.target.clone())
                    .with(&rows::GROUP, decided.group.clone().unwrap_or_else(|| NO_GROUP.to_owned()))
                    .with(&rows::NEWEST_FIRST, decided.newest_first)
                    .with(&rows::FILL, FillKind::from(decided.fill))
            }
            Data::Labelled(labelled) => {
                self.with_sides([&rows::LABEL_COLUMN, &rows::TEXT_COLUMN], labelled.sides.as_ref())
            }
            Data::Pairs(pairs) => self.with_sides([&rows::SOURCE_COLUMN, &rows::TARGET_COLUMN], pairs.sides.as_ref()),
            Data::Text(_) => self,
        }
    }

    fn with_sides(self, options: [&super::option::Opt<String>; 2], sides: Option<&[String; 2]>) -> Self {
        let Some([left, right]) = sides else { return self };
        self.with(options[0], left.clone()).with(options[1], right.clone())
    }
}
