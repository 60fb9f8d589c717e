//! rnntui trains recurrent neural networks in the terminal, while you watch and steer.
//!
//! Data flows one way: file -> [`data`] -> [`task`] -> [`train`] -> report -> screen.

#![forbid(unsafe_code)]

pub mod train;
