//! What can be typed after `:`.

use std::path::PathBuf;

use super::reader::ReaderWish;
use super::wish::Wish;
use crate::config::{Input, Options, check_learning_rate, find_row};
use crate::lessons::Change;
use crate::train::message::Pace;

/// A command.
#[derive(Debug, Clone, PartialEq)]
pub enum Typed {
    /// `lr 0.003`.
    LearningRate(f64),
    /// `epochs 5`, or `epochs none`.
    Epochs(Option<u64>),
    /// `best`.
    Best,
    /// `save`.
    Save,
    /// `saveas PATH`.
    SaveAs(PathBuf),
    /// `cell lstm` and others that start the lesson anew with a change.
    Change(Change),
    /// `branch lr 0.01`, with any number of options.
    Branch(Options),
    /// `pace 10`.
    Pace(Pace),
    /// `temperature 0.8` and others that say how the net writes on its own.
    Write(Wish),
    /// `probe quotes` and others that say what units are held to and what they read.
    Read(ReaderWish),
    /// `help`.
    Help,
    /// `quit`.
    Quit,
}

/// Reads a line as a command.
///
/// # Errors
/// A sentence that says what is wrong with the line.
pub fn parse(line: &str) -> Result<Typed, String> {
    let line = line.trim_start();
    // The blanks of a prefix, of a text and of a regular expression are their own.
    if let Some((word @ ("text" | "probe"), rest)) = line.split_once(' ')
        && let Some(wish) = ReaderWish::parse(word, if rest.trim().is_empty() { "" } else { rest })
    {
        return wish.map(Typed::Read);
    }
    if let Some(text) = line.strip_prefix("prefix ") {
        return Ok(Typed::Write(Wish::Prefix(text.to_owned())));
    }
    let line = line.trim_end();
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    match (word, rest) {
        ("lr", rate) => {
            let rate: f64 = rate.parse().map_err(|_| "lr wants a number, as in :lr 0.003".to_owned())?;
            check_learning_rate(rate).map_err(|error| error.to_string().trim_start_matches("--").to_owned())?;
            Ok(Typed::LearningRate(rate))
        }
        ("epochs", "none") => Ok(Typed::Epochs(None)),
        ("epochs", n) => match n.parse() {
            Ok(n) if n > 0 => Ok(Typed::Epochs(Some(n))),
            _ => Err("epochs wants a whole number above 0, as in :epochs 5, or none".to_owned()),
        },
        ("branch", changes) => options(changes).map(Typed::Branch),
        ("pace", pace) => pace.parse().map(Typed::Pace).map_err(|why: String| format!("pace {pace:?}: {why}")),
        ("best", "") => Ok(Typed::Best),
        ("saveas", "") => Err("saveas wants a path, as in :saveas sessions/good.ron".to_owned()),
        ("saveas", path) => Ok(Typed::SaveAs(expand(path))),
        ("save" | "w", "") => Ok(Typed::Save),
        ("help", "") => Ok(Typed::Help),
        ("quit" | "q", "") => Ok(Typed::Quit),
        _ => match (ReaderWish::parse(word, rest), Wish::parse(word, rest), Change::parse(word, rest)) {
            (Some(wish), _, _) => wish.map(Typed::Read),
            (None, Some(wish), _) => wish.map(Typed::Write),
            (None, None, Some(change)) => change.map(Typed::Change),
            (None, None, None) => Err(format!(
                "there is no command {word:?}; there are lr, epochs, best, branch, pace, save, saveas, {}, {}, help, \
                 quit, and in a lesson {}",
                Wish::WORDS.join(", "),
                ReaderWish::WORDS.join(", "),
                Change::WORDS.join(", ")
            )),
        },
    }
}

/// Options in a row, each with its value; a switch has none.
fn options(typed: &str) -> Result<Options, String> {
    let mut options = Options::default();
    let mut words = typed.split_whitespace();
    while let Some(word) = words.next() {
        let name = word.trim_start_matches("--");
        let is_switch = find_row(name).is_some_and(|row| row.input() == Input::Switch);
        let value = if is_switch { "" } else { words.next().unwrap_or("") };
        options.set(name, value).map_err(|error| format!("branch: {}", error.to_string().trim_start_matches("--")))?;
    }
    Ok(options)
}

/// A path as a person types it: `~/` stands for the home directory.
pub fn expand(typed: &str) -> PathBuf {
    match (typed.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => PathBuf::from(home).join(rest),
        _ => PathBuf::from(typed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_understood_or_answered() {
        assert_eq!(parse("lr 0.003"), Ok(Typed::LearningRate(0.003)));
        assert_eq!(parse(" epochs 5 "), Ok(Typed::Epochs(Some(5))));
        assert_eq!(parse("epochs none"), Ok(Typed::Epochs(None)));
        assert_eq!(parse("saveas a b.ron"), Ok(Typed::SaveAs(PathBuf::from("a b.ron"))));
        let home = std::env::var("HOME").unwrap_or_default();
        assert_eq!(parse("saveas ~/x.ron"), Ok(Typed::SaveAs(PathBuf::from(home).join("x.ron"))));
        for bad in ["lr", "lr x", "lr -1", "lr nan", "epochs 0", "saveas", "frobnicate", ""] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
