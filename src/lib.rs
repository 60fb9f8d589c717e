//! rnntui trains recurrent neural networks in the terminal, while you watch and steer.
//!
//! Data flows one way: file -> [`data`] -> [`task`] -> [`train`] -> report -> screen.

#![deny(unsafe_code)]
#![warn(clippy::unwrap_used)]

pub mod cli;
pub mod config;
pub mod data;
pub mod exit;
pub mod headless;
pub mod launch;
pub mod listing;
pub mod nn;
pub mod optim;
pub mod sample;
pub mod session;
pub mod task;
pub mod train;
pub mod tui;
