//! Turning files into numbers a network can be trained on, and choosing which of them make up a batch.
//!
//! [`text`] reads a UTF-8 file into character ids, [`vocab`] knows which character an id stands for,
//! [`batches`] says where windows and streams begin and lays them out time-major, and [`shuffle`] visits
//! windows in a seeded order without storing it.
//!
//! Nothing here knows a thread, a terminal, or a file format of ours; nothing here writes a file.

pub mod batches;
pub mod columns;
pub mod epoch;
pub mod labelled;
pub mod lexicon;
pub mod pairs;
pub mod shuffle;
pub mod source;
pub mod split;
pub mod text;
pub mod tokens;
pub mod vocab;

pub use batches::{Streams, Windows, fill_time_major};
pub use shuffle::Shuffle;
pub use source::{Facts, Progress, SourceError};
pub use text::{Text, TextError};
pub use tokens::Tokens;
pub use vocab::{Vocab, VocabError};
