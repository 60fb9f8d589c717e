//! rnntui trains recurrent neural networks in the terminal, while you watch and steer.
//!
//! Data flows one way: file -> [`data`] -> [`task`] -> [`train`] -> report -> screen. Imports point down only, and
//! `tests/layering.rs` proves it:
//!
//! ```text
//! main -> launch, sample, listing, bench    from the command line (cli) to a run
//!         tui | headless                    the same worker with and without a screen
//!         session                           files that keep a run
//!         train                             trainer, worker, messages, history
//!         task                              a dataset, a model, a loss, what to show
//!         lessons                           the course as data
//!         config                            what a run is; which options a task has
//!         optim | data
//!         nn                                cells, layers, losses: the mathematics
//! ```
//!
//! A task goes through all of them under one name:
//!
//! ```text
//! --task      data                  task        nn                             on the screen    tests/ text
//! text                  char_lm     network                        chunks           labs, cli series      series
//! series      network                        curves           series, timeseries classify    labelled
//! classify    network, packed                answers, matrix  labelled, labelled_cli generate    labelled
//! generate    network, packed                written          labelled, labelled_cli translate   pairs, lexicon
//! translate   translator, attention          translations     translate, translate_cli
//! ```
//!
//! A new one also has a kind and defaults in [`config`], a file in [`sample`], and a row for each of its options in
//! [`config::rows`]; `tests/program/options.rs` holds every option to every task.
//!
//! # Invariants
//!
//! 1. Looking never changes training (`tests/dashboard.rs`: `looking_changes_nothing`; of the other tasks
//!    `threads_and_looking_change_no_bit` and the like in `tests/series.rs`, `labelled.rs`, `translate.rs`).
//! 2. Train 2N = train N, save, resume, train N, bit for bit (`a_run_in_two_parts_is_the_run_in_one` in `tests/cli.rs`,
//!    `series.rs`, `labelled_cli.rs`, `translate_cli.rs`).
//! 3. The same seed gives the same run on any number of threads (`tests/labs.rs`:
//!    `any_number_of_threads_gives_the_same_bits`; of the other tasks with the first).
//! 4. The worker owns the model; commands take effect between two steps and are acknowledged (`tests/worker.rs`).
//! 5. Every loss reaches the history; of snapshots only the newest counts; a slow screen slows nothing
//!    (`tests/worker.rs`).
//! 6. A file is replaced only by a complete one, and never by one of another kind (`tests/cli.rs`:
//!    `whatever_kill_9_leaves_is_a_whole_session`, `no_file_of_the_users_is_replaced_by_another_kind`).
//! 7. Bad input ends in one sentence and exit code 2 (`tests/cli.rs`, `series.rs`, `labelled_cli.rs`,
//!    `translate_cli.rs`:
//!    `bad_…`, `files_…`, `damaged_…`, `a_session_that_lies_…`), and no option is ignored (`tests/options.rs`).
//! 8. Text from files is data, never a command to the terminal ([`glyph`]; `tests/dashboard.rs`,
//!    `tests/labelled_cli.rs`: `control_characters_never_reach_the_terminal`).

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
