//! rnntui trains recurrent neural networks in the terminal, while you watch and steer.
//!
//! Data flows one way: file -> [`data`] -> [`task`] -> [`train`] -> report -> screen. Imports point down only, and
//! `tests/layering.rs` proves it:
//!
//! ```text
//! main -> launch, sample, listing           from the command line to a run
//!         tui | headless                    the same worker with and without a screen
//!         session                           files that keep a run
//!         train                             trainer, worker, messages, history
//!         task                              a dataset, a model, a loss, what to show
//!         lessons                           the course as data
//!         config                            what a run is
//!         optim | data
//!         nn                                cells, layers, losses: the mathematics
//! ```
//!
//! # Invariants
//!
//! 1. Looking never changes training (`tests/dashboard.rs`: `looking_changes_nothing`).
//! 2. Train 2N = train N, save, resume, train N, bit for bit (`tests/cli.rs`: `a_run_in_two_parts_is_the_run_in_one`).
//! 3. The same seed gives the same run on any number of threads (`tests/labs.rs`: `any_number_of_threads_gives_the_same_bits`).
//! 4. The worker owns the model; commands take effect between two steps and are acknowledged (`tests/worker.rs`).
//! 5. Every loss reaches the history; of snapshots only the newest counts; a slow screen slows nothing (`tests/worker.rs`).
//! 6. A file is replaced only by a complete one, and never by one of another kind (`tests/cli.rs`:
//!    `whatever_kill_9_leaves_is_a_whole_session`, `no_file_of_the_users_is_replaced_by_another_kind`).
//! 7. Bad input ends in one sentence and exit code 2 (`tests/cli.rs`: `bad_…`, `damaged_…`, `a_session_that_lies_…`).
//! 8. Text from files is data, never a command to the terminal (`tui::text`, `tests/dashboard.rs`).

#![deny(unsafe_code)]
#![warn(clippy::unwrap_used)]

pub mod cli;
pub mod config;
pub mod data;
pub mod exit;
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
