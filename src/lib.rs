//! rnntui trains recurrent neural networks in the terminal, while you watch and steer.
//!
//! This is the map: the layers, the parts, a task's way through them, and the promises with their tests.
//!
//! # Layers
//!
//! Data flows one way: file -> [`data`] -> [`task`] -> [`train`] -> report -> screen. A part imports only parts from
//! the rows below its own, and no two files import each other. `tests/layering.rs` parses the sources and proves it; it
//! also lists what exactly each part may import, and why:
//!
//! ```text
//! main
//! launch     bench         commands that train
//! sample     predict       commands that let a session answer
//! inspect                  a command that looks inside a session's net
//! listing                  commands that list sessions
//! tui        headless      a run with a screen, a run without
//! session    cli           files that keep a run | the command line
//! train                    the trainer, and the thread that owns it
//! task                     a data set, a network, a loss, what there is to show
//! lessons                  the course as data
//! config                   what a run is
//! optim      data          updates | files as numbers
//! nn         exit          the mathematics | exit codes and sentences
//! glyph      figures       text of files, made harmless | numbers, with the digits that matter
//! ```
//!
//! # Parts
//!
//! ```text
//! nn         cells, layers, pooling, attention, losses, products: all passes by hand; `decode` writes sequences,
//!            `probe` looks inside: gates, gradients by lag, saliency
//! optim      PyTorch's optimizers and clipping, over flat parameters
//! data       files, packed or not, in any encoding (`source`); texts, series, labelled texts, pairs, read from lines
//!            or from tables (`table`): checked, turned into numbers, put into batches
//! config     what a run is; every option is one row (`option`, `rows`, `table`); defaults, conflicts, memory
//! lessons    the course as data: a directory a lesson
//! task       `setup` is the only way to a task; `learn` is the side that trains, `show` the side that shows,
//!            `study` what units have to do with a long text, slice by slice
//! train      `state` (what the next step depends on), `record` (what was measured), `tape` (kept states), `trainer`
//!            (a step, and any step of the past), `worker` (the thread), `pace`
//! session    the file: `v1` to `v7` are its versions, `envelope` its first and last line, `store` replaces it whole;
//!            `tape_dir` keeps states beside it, `again` sets a run up again at any step
//! headless   the worker with progress lines on stderr
//! tui        the worker with a screen: `app` (state), `update` (events), `view` (drawing); a pane is a file in `panes`
//! cli        the types of the command line
//! launch     new runs, lessons, resumed runs, branches, the start screen's choice; `shelf`: the runs beside that on
//!            the screen
//! sample     a trained network answers: a file for each task's way of answering
//! predict    a trained network answers rows, and is held to the truth: a file for each task
//! inspect    what a trained network does inside, with one example, or which of its units follow a property of a text
//! listing    the list of sessions, by their headers
//! bench      the time of a training step on this machine
//! glyph      how text of files is shown on every output: what a terminal would obey or hide is a symbol
//! figures    how a measured number is written, wherever it is shown
//! exit       exit codes, and lines on stderr, which never wait for who reads them
//! ```
//!
//! # A task through all layers
//!
//! ```text
//! --task     data            task/       nn                            tui/examples  answers    tests/engine
//! text       text            text        network                       text          text       labs
//! series     series          series      network                       series        series     timeseries
//! classify   labelled        classify *  network                       classify      classify   labelled, packed
//! generate   labelled        generate *  network, decode               generate      generate   labelled, packed
//! translate  pairs, lexicon  translate   translator, attention, decode translate     translate  translate, translator
//!
//! * both train by task/rows
//! ```
//!
//! The answers are a file in `sample`, and one in `predict` where the task has rows.
//!
//! In the folder of a task, `problem.rs` holds what both sides read and nobody changes, `learn.rs` the buffers of
//! training, `show.rs` the views. What a view holds is a type in [`task::view`]. `tests/program/` runs each task in the
//! real program; `tests/program/options.rs` tries every option on every task.
//!
//! The README's part for maintainers lists the places to touch for a new cell, optimizer, option, pane, task, session
//! field or lesson.
//!
//! # Invariants
//!
//! The tests of each are named with it: `program`, `engine` and `layering` are in `tests/`, all else is in `src/`.
//!
//! 1. Looking never changes training: a view takes the state by shared reference and is a pure function of it.
//!    `engine/neurons.rs`: `units_are_studied_beside_a_run_and_change_no_bit_of_it`.
//!    `program/dashboard.rs`: `looking_changes_nothing`. `program/labelled_cli.rs`: `the_dashboard_changes_nothing`.
//!    `program/series.rs`: `any_number_of_threads_and_any_looking_give_the_same_bits`. `engine/labelled.rs` and
//!    `engine/translate.rs`: `threads_and_looking_change_no_bit`. `program/cli.rs`:
//!    `saving_all_the_time_changes_nothing`. `engine/compared.rs`:
//!    `looking_at_changes_while_it_trains_changes_nothing`.
//! 2. Train 2N = train N, save, resume, train N, bit for bit.
//!    `a_run_in_two_parts_is_the_run_in_one` in `program/cli.rs`, `series_cli.rs`, `labelled_cli.rs`,
//!    `translate_cli.rs`.
//!    The record too: `program/record.rs`: `a_resumed_run_has_the_record_of_the_run_in_one`.
//!    `engine/updates.rs`: `the_record_is_the_same_however_the_run_is_made`.
//! 3. The same seed gives the same run on any number of threads.
//!    `engine/labs.rs`: `any_number_of_threads_gives_the_same_bits`; of the other tasks the tests of invariant 1.
//! 4. The worker owns the model. Commands take effect between two steps and are acknowledged.
//!    `engine/worker.rs`: `commands_are_acknowledged_in_order_and_written_into_the_journal`,
//!    `a_step_waits_for_the_validation`. `tui/tests/events.rs`: `pausing_is_said_until_the_worker_has_paused`.
//! 5. Every loss reaches the record; of snapshots only the newest counts; a slow screen slows nothing.
//!    `engine/worker.rs`: `a_screen_that_never_looks_slows_and_loses_nothing`,
//!    `reports_that_come_again_do_not_pile_up`. `train/curve.rs`:
//!    `a_spike_survives_among_any_number_of_points`. `program/terminals.rs`:
//!    `a_terminal_that_takes_nothing_stops_neither_the_run_nor_a_signal`, `a_key_is_answered_over_a_slow_line`.
//! 6. A file is replaced only by a complete one, and never by one of another kind or another run.
//!    `program/interrupted.rs`: `whatever_kill_9_leaves_is_a_whole_session`. `program/cli.rs`:
//!    `no_file_of_the_users_is_replaced_by_another_kind`. All of `session/store/tests.rs`.
//! 7. Bad input ends in one sentence and exit code 2, and no option is ignored.
//!    `program/cli.rs`, `series_cli.rs`, `labelled_cli.rs`, `labelled_files.rs`, `translate_cli.rs`: `bad_…`,
//!    `files_…`,
//!    `damaged_…`, `a_session_that_lies_…`. `program/tables.rs`: `what_cannot_be_read_…`.
//!    Each remedy works: `config/check/tests.rs`: `every_advice_…`.
//!    `program/export.rs`: `descriptions_…`. `program/inspect.rs`: `what_inspect_cannot_do_…`. All of
//!    `program/options.rs` and `engine/fuzz.rs`; without end, `fuzz/`.
//! 8. Text from files is data, never a command to the terminal, and keeps its columns.
//!    `glyph/tests.rs`: `nothing_of_a_file_is_a_command_to_the_terminal`,
//!    `marks_stay_with_their_base_and_stand_on_a_circle_alone`. All of `program/hostile.rs`. `program/inspect.rs`:
//!    `a_text_of_escapes_is_shown_and_not_sent`. `program/dashboard.rs`:
//!    `a_text_of_escapes_does_not_reach_the_terminal`. `program/labelled_files.rs`:
//!    `control_characters_never_reach_the_terminal`. `tui/tests.rs`: `korean_keeps_its_columns`.
//! 9. What is shown is a function of a state, its record and what is asked.
//!    `program/predict.rs`: `held_out_rows_get_the_measures_that_the_run_told`. `engine/moments.rs`:
//!    `a_saved_state_is_shown_as_it_was_when_it_was_saved`,
//!    `a_view_says_what_it_covers_and_begins_with_what_is_looked_at`. `program/shown.rs`:
//!    `a_session_is_summed_up_as_it_was_when_it_was_saved`.
//! 10. Any step of a run can be stood at again, and is there what it was, bit for bit; looking back changes nothing.
//!     All of `engine/past.rs` and `program/past.rs`. `engine/worker.rs`:
//!     `looking_at_the_past_changes_nothing_and_a_film_is_the_same_each_time`. `train/record.rs`:
//!     `a_record_cut_at_a_mark_is_the_record_of_that_moment`. `train/curve.rs`:
//!     `a_curve_cut_at_a_mark_is_the_curve_of_that_moment`. `engine/moments.rs`:
//!     `going_back_is_as_if_nothing_later_had_been`.
//! 11. A session of any earlier version opens and goes on exactly; what a version does not know is refused.
//!     `program/sessions.rs`: a test for each file of `tests/fixtures/sessions/`, and `every_session_kept_is_tested`.
//!     `program/cli.rs`: `a_session_of_the_first_version_is_read_and_goes_on`,
//!     `damaged_sessions_and_weights_end_in_one_sentence`.
//! 12. Imports point down and never in a circle; terminal, threads, file changes and prints each stay in their place.
//!     All of `layering.rs`.

#![deny(unsafe_code)]
#![warn(clippy::unwrap_used)]

pub mod bench;
pub mod cli;
pub mod config;
pub mod data;
pub mod exit;
pub mod figures;
pub mod glyph;
pub mod headless;
pub mod inspect;
pub mod launch;
pub mod lessons;
pub mod listing;
pub mod nn;
pub mod optim;
pub mod predict;
pub mod sample;
pub mod session;
pub mod task;
pub mod train;
pub mod tui;
