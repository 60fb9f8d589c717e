//! Looks at a net's inside, for the screens that show it. Each is a pure function of parameters and an example, from a
//! hidden state of zeros; it must never change anything, and what it costs must not grow beyond a glance.

mod weights;
mod write;

use super::show::{Ask, Query};
use super::trace::{Example, trace};
use super::view::{Inside, Trace, WriteView};
use crate::nn::cell::Cell;
use crate::nn::network::Network;
use crate::nn::param::ParamSet;

pub(super) use write::{Script, unknown, write};

/// The numbers behind an example, and what was asked of the net's inside, where each is wanted.
pub(super) type Looked = (Option<Box<Trace>>, Option<Box<Inside>>);

/// What `query` wants to know of `network` as it reads `example`.
pub(super) fn look_into(network: &Network, params: &ParamSet, query: &Query, example: Example<'_>) -> Looked {
    let inside = query.ask.as_ref().map(|ask| Box::new(inside(ask, network, params, &example)));
    (query.trace.then(|| Box::new(trace(network, params, example))), inside)
}

fn inside(ask: &Ask, network: &Network, params: &ParamSet, _example: &Example<'_>) -> Inside {
    match ask {
        Ask::Weights(place) => Inside::Weights(weights::view(*place, params, network.shape().cell)),
        // A net that writes says itself what.
        Ask::Write(_) => Inside::Write(WriteView::Nothing),
    }
}

/// What was asked of a translator with this cell.
pub(super) fn inside_pair(ask: &Ask, cell: Cell, params: &ParamSet) -> Inside {
    match ask {
        Ask::Weights(place) => Inside::Weights(weights::view(*place, params, cell)),
        Ask::Write(_) => Inside::Write(WriteView::Nothing),
    }
}
