//! What a net is asked: what it reads, and what should come out.

use std::ops::ControlFlow;

use crate::cli::Inspect;
use crate::exit::Failure;
use crate::session::format::Session;
use crate::task::{Read, Setup, Wanted};

/// Most steps of an example with an output at each step: what is told of them grows with the square.
pub(super) const LONGEST: usize = 1000;

/// A session, and what is asked of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub args: &'a Inspect,
    /// At the state that answers.
    pub session: &'a Session,
}

/// One sequence, and what belongs to it.
#[derive(Debug)]
pub(super) struct Question {
    /// What it is: `window 3 of 171`.
    pub title: String,
    pub read: Read,
    pub wanted: Wanted,
    /// What is read at each step; of a pair the source.
    pub steps: Vec<String>,
    /// What the decoder is given at each step; of other sequences nothing.
    pub given: Vec<String>,
    /// What each output stands for; of plain numbers nothing.
    pub names: Vec<String>,
    /// What else there is to say.
    pub notes: Vec<String>,
}

impl Asked<'_> {
    /// The data that was learnt, as the run sees it.
    pub fn setup(&self) -> Result<Setup, Failure> {
        let net = &self.args.net;
        let mut go_on = |_, _| ControlFlow::Continue(());
        self.session.setup(&net.session, net.data.as_deref(), &mut go_on).map_err(Failure::input)
    }

    /// The example asked for, of so many, which are called `what`; counted from 0.
    pub fn example(&self, all: usize, what: &str) -> Result<usize, Failure> {
        let number = self.args.example.unwrap_or(1);
        if number > all {
            return Err(Failure::Input(format!(
                "--example {number} is beyond the {all} {what} of this session: give 1 to {all}"
            )));
        }
        Ok(number - 1)
    }

    /// Refuses a `--text` that is empty or longer than can be told.
    pub fn check_length(text: &str) -> Result<(), Failure> {
        let characters = text.chars().count();
        match characters {
            0 => Err(Failure::Input("--text is empty: give what the net is to read".to_owned())),
            1..=LONGEST => Ok(()),
            _ => Err(Failure::Input(format!(
                "--text has {characters} characters, and at most {LONGEST} are told: give a part of it"
            ))),
        }
    }
}

/// Cuts a sequence to the longest that is told, and says so.
pub(super) fn cut(tokens: &mut Vec<u32>, what: &str, notes: &mut Vec<String>) {
    if tokens.len() > LONGEST {
        notes.push(format!("the first {LONGEST} of the {} steps of {what} are read", tokens.len()));
        tokens.truncate(LONGEST);
    }
}
