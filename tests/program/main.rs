//! The real binary, run as people run it: on the command line, and in a pseudo-terminal.

#[path = "../support/mod.rs"]
mod support;

mod cli;
mod dashboard;
mod documents;
mod export;
mod hostile;
mod inspect;
mod interrupted;
mod kept;
mod labelled_cli;
mod labelled_files;
#[cfg(target_os = "linux")]
mod large_table;
mod lessons;
mod options;
mod past;
mod precision;
mod predict;
mod record;
mod sample_options;
mod series;
mod series_cli;
mod sessions;
mod shown;
mod sources;
mod tables;
mod terminals;
mod told;
mod translate_cli;
mod watching;
