//! rnntui trains recurrent neural networks in the terminal, while you watch and steer.
//!
//! Three ideas carry it: the screen is a function of the run, a run is a line in time, and nothing learnt is lost.
//!
//! # The layers
//!
//! Data flows one way: file -> [`data`] -> [`task`] -> [`train`] -> report -> screen. Imports point down only, and no two
//! files import each other; `tests/layering.rs` parses the sources and proves it.
//!
//! ```text
//! main              parses the command line (cli), dispatches, ends with an exit code (exit)
//! launch  sample  listing  bench      from the command line to a run, an answer, a list, a timing
//!   |        |       |       |
//! tui | headless     |       |        the same worker with and without a screen
//!   |        |       |       |
//!   |     session ---+       |        the run in a file: types of its own by version, atomic store, safetensors
//!   |        |               |
//! train -----+---------------+        state and record, trainer, the one worker thread, its commands and reports
//!   |
//! task                                setup (the only way to a run), learn (gradients), show (views)
//!   |         lessons                 the course as data
//! config ------+                      what a run is; an option is one row
//!   |
//! optim   data                        updates; files read and cut into batches
//!   |
//! nn                                  cells, layers, stacks, losses, decoding: the mathematics; product: the kernels
//!
//! glyph                               what a character of a file looks like, wherever it is shown
//! ```
//!
//! A task goes through all of them under one name:
//!
//! ```text
//! --task      data                  task              nn                             on the screen    tests/
//! text        text                  text              network                        chunks           engine/labs, program/cli
//! series      series                series            network                        curves           program/series
//! classify    labelled              rows, classify    network, packed                answers, matrix  engine/labelled
//! generate    labelled              rows, generate    network, packed                written          engine/labelled
//! translate   pairs, lexicon        translate         translator, attention          translations     engine/translate
//! ```
//!
//! # Invariants
//!
//! 1. Looking never changes training (`looking_changes_nothing` in `tests/program/dashboard.rs`;
//!    `threads_and_looking_change_no_bit` and the like in `tests/engine/labelled.rs`, `translate.rs`,
//!    `tests/program/series.rs`).
//! 2. Train 2N = train N, save, resume, train N, bit for bit, state and record (`tests/program/record.rs`;
//!    `a_run_in_two_parts_is_the_run_in_one` in `tests/program/cli.rs` and for the other tasks beside it).
//! 3. The same seed gives the same run on any number of threads (`any_number_of_threads_gives_the_same_bits` in
//!    `tests/engine/labs.rs`; of the other tasks with the first).
//! 4. The worker owns the model; commands take effect between two steps and are acknowledged (`tests/engine/worker.rs`).
//! 5. Every loss reaches the record; of snapshots only the newest counts; a slow screen slows nothing
//!    (`tests/engine/worker.rs`; `train::worker::looking` for what looking may cost).
//! 6. A file is replaced only by a complete one, and never by one of another kind (`session::store`;
//!    `whatever_kill_9_leaves_is_a_whole_session`, `no_file_of_the_users_is_replaced_by_another_kind` in
//!    `tests/program/cli.rs`).
//! 7. Bad input ends in one sentence and exit code 2 (`bad_…`, `files_…`, `damaged_…`, `a_session_that_lies_…` in
//!    `tests/program`; `tests/engine/fuzz.rs`), and no option is ignored (`tests/program/options.rs`).
//! 8. Text from files is data, never a command to the terminal ([`glyph`]; `control_characters_never_reach_the_terminal`
//!    in `tests/program/labelled_cli.rs`).
//! 9. What is shown is a function of a state, its record and what is asked (`tests/engine/moments.rs`,
//!    `tests/program/shown.rs`).
//! 10. A record can be cut at any moment, and a trainer goes back to any state as if nothing later had been
//!     (`going_back_is_as_if_nothing_later_had_been` in `tests/engine/moments.rs`).
//! 11. A session of any earlier version opens and goes on as it would have then (`tests/program/sessions.rs`); what a
//!     version does not know is refused, never dropped.

#![deny(unsafe_code)]
#![warn(clippy::unwrap_used)]

pub mod bench;
pub mod cli;
pub mod config;
pub mod data;
pub mod exit;
pub mod glyph;
pub mod headless;
pub mod launch;
pub mod lessons;
pub mod listing;
pub mod nn;
pub mod optim;
pub mod sample;
pub mod session;
pub mod task;
pub mod train;
pub mod tui;
