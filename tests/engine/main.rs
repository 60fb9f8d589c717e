//! The engine, the trainer and the worker, each without a terminal and without files of their own. One program for all
//! of them, for linking takes longer than testing.

#[path = "../support/mod.rs"]
mod support;

mod bf16;
mod cells;
mod compared;
mod documents;
mod earned;
mod fuzz;
mod gradients;
mod held_out;
mod inside;
mod kept;
mod labelled;
mod labs;
mod moments;
mod neurons;
mod neurons_ranked;
mod optim;
mod packed;
mod past;
mod pooled;
mod roundtrip;
mod timeseries;
mod translate;
mod translator;
mod updates;
mod versions;
mod worker;
