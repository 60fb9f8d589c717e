//! Turning files into numbers a network can be trained on, and choosing which of them make up a batch.
//!
//! [`source`] turns files into checked characters, in their [`encoding`]. What they mean is each reader's own logic:
//! [`text`] (one long sequence of [`tokens`] of a [`TextVocab`]), [`series`] (columns of numbers over time, from a
//! [`table`]), [`labelled`] (texts with a label) and [`pairs`] (sentences of two [`lexicon`]s), the latter two in rows
//! of two [`columns`], with a tab between or from a table. Reading is a pure function of the characters, and each kind
//! of data gives texts that read as itself again, so that a session can keep it.
//!
//! [`batches`] says where windows and streams of a text begin, [`chunks`] the same where it has documents, [`split`]
//! which rows of a table are held out, [`epoch`] which examples make up a batch, and [`shuffle`] visits them in a
//! seeded order without storing it. A [`TextReader`] gives a text to answer the ids of a net that has learnt others. A
//! [`Probe`] is a property of a text's characters, to compare a net with.
//!
//! Nothing here knows a thread, a terminal, or a file format of ours; nothing here writes a file.

pub mod batches;
pub mod chunks;
pub mod columns;
mod dataset;
pub mod encoding;
pub mod epoch;
mod glance;
pub mod labelled;
pub mod lexicon;
pub mod pairs;
mod probes;
pub mod series;
pub mod shuffle;
pub mod source;
pub mod split;
pub mod table;
pub mod text;
mod text_reader;
pub mod text_vocab;
pub mod tokens;
pub mod vocab;
mod word_probe;

pub use batches::{Streams, Windows};
pub use chunks::{Chunk, Chunks, DocumentRows};
pub use columns::AskedRow;
pub use columns::ColumnsError;
pub use dataset::{Data, DataError, Format, Names};
pub use encoding::{Encoding, Encodings};
pub use epoch::Epoch;
pub use glance::is_table_of_labels;
pub use labelled::{Labelled, OneClass};
pub use lexicon::{Encoded, Lexicon, LexiconError, Unit};
pub use pairs::{Pairs, Side};
pub use probes::{Probe, ProbeError};
pub use series::{Fill, NO_GROUP, Series, SeriesError, SeriesReading};
pub use shuffle::Shuffle;
pub use source::{Facts, Progress, Source, SourceError};
pub use split::{Part, Parts, Split};
pub use table::TableError;
pub use text::{Documents, Text, TextError, TextReading};
pub use text_reader::TextReader;
pub use text_vocab::{TextVocab, Token};
pub use tokens::Tokens;
pub use vocab::{Vocab, VocabError};
pub use word_probe::WordProbe;
