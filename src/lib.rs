//! rnntui trains recurrent neural networks in the terminal, while you watch and steer.
//!
//! Data flows one way: file -> [`data`] -> [`task`] -> [`train`] -> report -> screen.

#![deny(unsafe_code)]

pub mod config;
pub mod data;
pub mod nn;
pub mod optim;
pub mod task;
pub mod train;
