//! How the values of a series are scaled, as versions 6 and 7 have it.

use serde::{Deserialize, Serialize};

use crate::config::DataSize;
use crate::data::series::{self, GroupFit, Scalers};

/// See [`series::Fit`].
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::session) struct Fit {
    groups: Vec<Group>,
}

/// See [`GroupFit`]. The scales of held-out rows stand there if they are others.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    name: String,
    training: Scaler,
    held_out: Option<Scaler>,
    change: f64,
    step: f64,
}

/// See [`series::Scaler`].
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scaler {
    shift: Vec<f64>,
    scale: Vec<f64>,
}

impl From<&series::Fit> for Fit {
    fn from(fit: &series::Fit) -> Self {
        let group = |group: &GroupFit| {
            let Scalers { training, held_out } = &group.scalers;
            let [training, held_out] = [training, held_out].map(Scaler::from);
            let held_out = (held_out != training).then_some(held_out);
            Group { name: group.name.clone(), training, held_out, change: group.change, step: group.step }
        };
        Self { groups: fit.groups.iter().map(group).collect() }
    }
}

impl From<&series::Scaler> for Scaler {
    fn from(scaler: &series::Scaler) -> Self {
        let (shift, scale) = scaler.parts();
        Self { shift: shift.to_vec(), scale: scale.to_vec() }
    }
}

impl Fit {
    /// The same, if it can scale data of this size.
    ///
    /// # Errors
    /// What does not fit, without a capital or a full stop.
    pub fn check(self, size: &DataSize) -> Result<series::Fit, String> {
        let DataSize::Series { columns, .. } = *size else {
            return Err("it scales what is no series".to_owned());
        };
        let scaler = |Scaler { shift, scale }: Scaler| {
            let scaler = series::Scaler::from_parts(shift, scale)?;
            if scaler.columns() == columns {
                return Ok(scaler);
            }
            Err(format!("it scales {} of {columns} columns", scaler.columns()))
        };
        let group = |Group { name, training, held_out, change, step }: Group| {
            let training = scaler(training)?;
            let held_out = held_out.map_or_else(|| Ok(training.clone()), scaler)?;
            if !(change > 0.0 && change.is_finite() && step > 0.0 && step.is_finite()) {
                return Err(format!("it scales changes by {change} and {step}"));
            }
            Ok(GroupFit { name, scalers: Scalers { training, held_out }, change, step })
        };
        Ok(series::Fit { groups: self.groups.into_iter().map(group).collect::<Result<_, String>>()? })
    }
}
