//! The dashboard: draws what the worker reports and sends it what a person asks for. It never touches a model. One loop
//! waits for input, reports and the time of the next frame; only `input` has a thread of its own.
//!
//! Each file imports only files that stand below it here:
//!
//! ```text
//! run                                   the dashboard's loop: input, reports, frames
//! swap                                  another run in the place of the one on the screen
//! start                                 the start screen, with a loop of its own; its lists are in `start/`
//! view                                  draws the whole screen from the App
//! overlay small status                  help, and the question before leaving; what a tiny screen shows; status line
//! on_report                             what reports and snapshots change in the App
//! update                                what keys and the mouse change in the App, and ask of the worker
//! prompt paste runs_keys watch          what can be typed after `:`; pasted text is never keys
//! layout                                where each pane stands
//! panes/                                the table of panes; a pane is a file and a row
//! panes/lesson loss hidden examples     a pane's place, drawing and events
//! examples/                             what the pane of examples shows, a file for each task
//! lesson/page                           a lesson's page as lines
//! lesson/blocks                         the live numbers on it
//! lesson/examples                       those of the task's own examples
//! lesson/probabilities reach            those of the net's inside
//! lesson/staircase                      those of a packed batch
//! lesson/lines                          how its lines are made
//! app                                   what the screen knows
//! runs tree shelf                       the screen of runs; which stand where on it; the world's side of them
//! pane                                  what a pane is
//! widgets/                              each draws what it is given
//! frame                                 frames around panes
//! effect                                what an event asks of the world outside
//! terminal                              takes the terminal, sends what has changed, gives it back
//! setup                                 what sets the terminal up and puts it back
//! canvas input throttle tty             where frames are drawn; what is typed; how fast the terminal is; its file
//! theme symbols screen                  colours; symbols; how screens are shown
//! keys ladder text steps cursor         import no other file
//! ```

mod app;
mod author;
mod canvas;
mod cursor;
mod effect;
mod examples;
mod frame;
mod input;
mod keys;
mod ladder;
mod layout;
mod lesson;
mod neurons;
mod on_report;
mod open_lesson;
mod overlay;
mod pane;
mod panes;
mod paste;
mod prompt;
mod reader;
mod run;
mod runs;
mod runs_keys;
mod screen;
mod setup;
mod shelf;
mod small;
mod start;
mod status;
mod steps;
mod swap;
mod switch;
mod symbols;
mod tab;
mod terminal;
#[cfg(test)]
mod tests;
mod text;
mod theme;
mod throttle;
mod tree;
mod tty;
mod update;
mod view;
mod watch;
mod widgets;
mod wish;
mod within;

pub use self::run::{Classroom, Onward, Restart, run};
pub use self::screen::{Background, Screen};
pub use self::shelf::{About, Listed, Shelf};
pub use self::start::{Choice, choose};
pub use self::symbols::Symbols;
