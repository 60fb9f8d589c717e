//! Every option, each one row. A new one is a static here, a line in [`TABLE`](super::TABLE), and its use in
//! [`Options::resolve`](super::Options::resolve).

mod batches;
mod columns;
mod data;
mod files;
mod model;
mod range;
mod tokens;
mod update;

pub use batches::{BATCH, NO_SHUFFLE, SEED, SEQ_LEN, STATEFUL, STRIDE, TEST_FRAC, VAL_EVERY, VAL_FRAC};
pub use columns::{COLUMNS, EXCLUDE, FILL, GROUP, LABEL_COLUMN, SOURCE_COLUMN, TARGET_COLUMN, TEXT_COLUMN};
pub use data::{
    ATTENTION, BALANCE, BASE, FORECAST, HORIZON, NEWEST_FIRST, POOL, SCALE, SCALE_BY, SEASON, SPLIT, TARGET,
    TEACHER_FORCING, THRESHOLD, TRAIN_FRAC,
};
pub use files::ENCODING;
pub use model::{BIDIRECTIONAL, CELL, DROPOUT, EMBED, HIDDEN, LAYERS, NO_LINEAR, NONLINEARITY, PRECISION};
pub use tokens::{DOCUMENTS, MIN_COUNT, TOKENS};
pub use update::{
    ALPHA, CENTERED, CLIP, LR, MOMENTUM, NESTEROV, OPTIMIZER, SCHEDULE, WEIGHT_DECAY, check_learning_rate,
};
