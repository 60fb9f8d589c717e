//! The text of a lesson: pages, and the blocks of live numbers on them.

mod blocks;
mod examples;
mod lines;
pub mod page;
mod probabilities;
pub mod reach;
mod staircase;
pub mod tried;

#[cfg(test)]
mod tests;
