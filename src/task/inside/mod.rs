//! Looks at a net's inside, for the screens that show it. Each is a pure function of parameters and an example, from a
//! hidden state of zeros; it must never change anything, and what it costs must not grow beyond a glance.

mod gates;
mod gradients;
mod neurons;
mod norms;
mod passage;
mod weights;
mod write;

use super::show::{Ask, Query};
use super::view::{Inside, WriteView};
use crate::nn::param::ParamSet;
pub(super) use passage::{Around, Named, Net, Passage};
pub use passage::{Read, Wanted};
pub(super) use write::{Script, afforded, unknown, write};

/// What `query` asks of the inside of `net`, and with what is `around` the example looked at. A net that writes says
/// itself what it writes; any other writes nothing.
pub(super) fn look_into<'a>(
    net: Net<'_>,
    params: &ParamSet,
    query: &Query,
    around: impl FnOnce() -> Around<'a>,
) -> Option<Box<Inside>> {
    let inside = match query.ask.as_ref()? {
        Ask::Weights(place) => Inside::Weights(weights::view(*place, params, net.cell())),
        Ask::Neurons(_) => Inside::Neurons(neurons::view(net, params, query.work, around())),
        Ask::Gates => Inside::Gates(gates::view(net, params, query.work, around())),
        Ask::Gradients(over) => Inside::Gradients(gradients::view(net, params, (*over, query.work), around())),
        Ask::Write(_) => Inside::Write(WriteView::Nothing),
    };
    Some(Box::new(inside))
}

#[cfg(test)]
mod tests;
