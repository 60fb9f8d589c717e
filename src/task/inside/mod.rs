//! Looks at a net's inside, for the screens that show it. Each is a pure function of parameters and an example, from a
//! hidden state of zeros; it must never change anything, and what it costs must not grow beyond a glance.

mod gates;
mod gradients;
mod norms;
mod passage;
mod weights;
mod write;

use super::show::{Ask, Query};
use super::trace::{Example, trace};
use super::view::{Inside, Trace, WriteView};
use crate::nn::network::Network;
use crate::nn::param::ParamSet;
use crate::nn::translator::Translator;
use passage::Net;
pub(super) use passage::{Around, Passage};
pub use passage::{Read, Wanted};

pub(super) use write::{Script, unknown, write};

/// The numbers behind an example, and what was asked of the net's inside, where each is wanted.
pub(super) type Looked = (Option<Box<Trace>>, Option<Box<Inside>>);

/// What `query` wants to know of `network` as it reads `example`, and what is `around` that.
pub(super) fn look_into<'a>(
    network: &Network,
    params: &ParamSet,
    query: &Query,
    example: Example<'_>,
    around: impl FnOnce() -> Around<'a>,
) -> Looked {
    let inside = query.ask.as_ref().map(|ask| Box::new(inside(ask, Net::One(network), params, query, around)));
    (query.trace.then(|| Box::new(trace(network, params, example))), inside)
}

/// What `query` asks of a translator, and with what is `around` the pair looked at.
pub(super) fn look_into_pair<'a>(
    translator: &Translator,
    params: &ParamSet,
    query: &Query,
    around: impl FnOnce() -> Around<'a>,
) -> Option<Box<Inside>> {
    query.ask.as_ref().map(|ask| Box::new(inside(ask, Net::Pair(translator), params, query, around)))
}

fn inside<'a>(
    ask: &Ask,
    net: Net<'_>,
    params: &ParamSet,
    query: &Query,
    around: impl FnOnce() -> Around<'a>,
) -> Inside {
    match ask {
        Ask::Weights(place) => Inside::Weights(weights::view(*place, params, net.cell())),
        Ask::Gates => Inside::Gates(gates::view(net, params, query.work, around())),
        Ask::Gradients => Inside::Gradients(gradients::view(net, params, query.work, around())),
        // A net that writes says itself what.
        Ask::Write(_) => Inside::Write(WriteView::Nothing),
    }
}

#[cfg(test)]
mod tests;
