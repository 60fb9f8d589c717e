//! The options of the batches, of what is held out, and of chance.

use super::range::{AT_LEAST_ONE, BELOW_ONE};
use crate::config::option::{Opt, Range};
use crate::config::run::{Batch, Batching};
use crate::config::task::TaskKind::{self, Series, Text};

/// `--seq-len`, T.
pub static SEQ_LEN: Opt<usize> = Opt {
    name: "seq-len",
    value: "N",
    help: "Text, series: T, characters in a chunk or rows in a window [default: 10 up to 10 KB of text, 12 for a \
           series, else 50; for a series with a season one row more than that, at most 60, and never more than a \
           quarter of its rows]",
    tasks: &[Text, Series],
    range: AT_LEAST_ONE,
    kept: |run| match run.batching {
        Batching::Windows { seq_len, .. } | Batching::Streams { seq_len, .. } => Some(seq_len),
        Batching::Examples { .. } => None,
    },
};

/// `--stride`.
pub static STRIDE: Opt<usize> = Opt {
    name: "stride",
    value: "N",
    help: "Text: characters from one window's start to the next one's [default: 1]",
    tasks: &[Text],
    range: AT_LEAST_ONE,
    kept: |run| match run.batching {
        Batching::Windows { stride, .. } if run.task.kind() == Text => Some(stride),
        _ => None,
    },
};

/// `--stateful`.
pub static STATEFUL: Opt<bool> = Opt {
    name: "stateful",
    value: "",
    help: "Text: parallel streams that carry the hidden state, instead of windows [default above 10 KB]",
    tasks: &[Text],
    range: Range::ANY,
    kept: |run| Some(matches!(run.batching, Batching::Streams { .. })),
};

/// `--batch`, N, or B streams.
pub static BATCH: Opt<Batch> = Opt {
    name: "batch",
    value: "N|full",
    help: "Examples a step, or `full` for all [default: full up to 10 KB of text, longer texts 50, else 32]",
    tasks: &TaskKind::ALL,
    range: Range { holds: |batch| *batch != Batch::Rows(0), says: AT_LEAST_ONE.says },
    kept: |run| match run.batching {
        Batching::Windows { batch, .. } | Batching::Examples { batch, .. } => Some(batch),
        Batching::Streams { rows, .. } => Some(Batch::Rows(rows)),
    },
};

/// `--no-shuffle`.
pub static NO_SHUFFLE: Opt<bool> = Opt {
    name: "no-shuffle",
    value: "",
    help: "Visit windows or rows in the file's order",
    tasks: &TaskKind::ALL,
    range: Range::ANY,
    kept: |run| match run.batching {
        Batching::Windows { shuffle, .. } | Batching::Examples { shuffle, .. } => Some(!shuffle),
        Batching::Streams { .. } => None,
    },
};

/// `--val-frac`.
pub static VAL_FRAC: Opt<f64> = Opt {
    name: "val-frac",
    value: "F",
    help: "Share held out for validation, which chooses the best net: a text's end, later rows of a series, some rows \
           of labels or pairs [default: 0 up to 10 KB of text and 49 rows; above that 0.05 of a text, 0.1 of the rows; \
           of a series 0.15, up to 99 rows 0.3]",
    tasks: &TaskKind::ALL,
    range: BELOW_ONE,
    kept: |run| (!run.is_divided_by_train_frac()).then_some(run.val_frac),
};

/// `--test-frac`.
pub static TEST_FRAC: Opt<f64> = Opt {
    name: "test-frac",
    value: "F",
    help: "Share held out for the test, which chooses nothing and is what is reported: of a text and a series the end \
           [default: 0.1 of 100 rows of labels or pairs and more, 0.15 of 100 rows of a series and more, where at most \
           0.5 is held out for validation; of a text 0]",
    tasks: &TaskKind::ALL,
    range: BELOW_ONE,
    kept: |run| Some(run.test_frac),
};

/// `--val-every`.
pub static VAL_EVERY: Opt<u64> = Opt {
    name: "val-every",
    value: "N",
    help: "Validate every N steps too [default: at the end of each epoch only]",
    tasks: &TaskKind::ALL,
    range: Range { holds: |&steps| steps >= 1, says: AT_LEAST_ONE.says },
    kept: |run| run.val_every,
};

/// `--seed`.
pub static SEED: Opt<u64> = Opt {
    name: "seed",
    value: "N",
    help: "Where all random numbers come from [default: 1]",
    tasks: &TaskKind::ALL,
    range: Range::ANY,
    kept: |run| Some(run.seed),
};
