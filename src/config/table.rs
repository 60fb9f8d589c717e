//! All options, in the order of `--help`. Nothing else lists them.

use super::option::Row;
use super::rows;

/// Every option of the model and its training.
pub static TABLE: [&dyn Row; 54] = [
    &rows::CELL,
    &rows::NONLINEARITY,
    &rows::HIDDEN,
    &rows::LAYERS,
    &rows::BIDIRECTIONAL,
    &rows::EMBED,
    &rows::NO_LINEAR,
    &rows::DROPOUT,
    &rows::PRECISION,
    &rows::SEQ_LEN,
    &rows::STRIDE,
    &rows::STATEFUL,
    &rows::BATCH,
    &rows::NO_SHUFFLE,
    &rows::OPTIMIZER,
    &rows::LR,
    &rows::MOMENTUM,
    &rows::NESTEROV,
    &rows::ALPHA,
    &rows::CENTERED,
    &rows::WEIGHT_DECAY,
    &rows::SCHEDULE,
    &rows::CLIP,
    &rows::VAL_FRAC,
    &rows::TEST_FRAC,
    &rows::VAL_EVERY,
    &rows::SEED,
    &rows::ENCODING,
    &rows::TARGET,
    &rows::COLUMNS,
    &rows::EXCLUDE,
    &rows::GROUP,
    &rows::NEWEST_FIRST,
    &rows::FILL,
    &rows::HORIZON,
    &rows::SEASON,
    &rows::FORECAST,
    &rows::BASE,
    &rows::TRAIN_FRAC,
    &rows::SCALE,
    &rows::SCALE_BY,
    &rows::LABEL_COLUMN,
    &rows::TEXT_COLUMN,
    &rows::SOURCE_COLUMN,
    &rows::TARGET_COLUMN,
    &rows::TOKENS,
    &rows::MIN_COUNT,
    &rows::DOCUMENTS,
    &rows::POOL,
    &rows::BALANCE,
    &rows::SPLIT,
    &rows::THRESHOLD,
    &rows::TEACHER_FORCING,
    &rows::ATTENTION,
];

/// The option of this name.
pub fn find_row(name: &str) -> Option<&'static dyn Row> {
    TABLE.iter().copied().find(|row| row.name() == name)
}
