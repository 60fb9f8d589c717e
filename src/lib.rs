//! rnntui trains recurrent neural networks in the terminal, while you watch and steer.
//!
//! Data flows one way: file -> [`data`] -> [`task`] -> [`train`] -> report -> screen.

#![deny(unsafe_code)]

pub mod nn;
pub mod optim;
pub mod train;
