//! What an event asks of the world outside the screen.

use super::runs::Ask;
use crate::config::Options;
use crate::lessons::Change;
use crate::train::message::Command;

/// One request. The loop in `run` carries it out.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Send the worker a command.
    Tell(Command),
    /// Start the lesson anew with a change.
    Restart(Change),
    /// Begin a branch at this step, with these changes.
    Branch(u64, Options),
    /// Show the saved runs.
    List,
    /// Do something with one of them.
    Runs(Ask),
    /// Suspend the process.
    Suspend,
    /// Take clicks and the wheel, or leave the mouse to the terminal.
    Mouse(bool),
}
