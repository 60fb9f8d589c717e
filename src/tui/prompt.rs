//! What can be typed after `:`.

use std::path::PathBuf;

use crate::config::check_learning_rate;
use crate::lessons::Change;

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
    let line = line.trim();
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
        ("best", "") => Ok(Typed::Best),
        ("saveas", "") => Err("saveas wants a path, as in :saveas sessions/good.ron".to_owned()),
        ("saveas", path) => Ok(Typed::SaveAs(expand(path))),
        ("save" | "w", "") => Ok(Typed::Save),
        ("help", "") => Ok(Typed::Help),
        ("quit" | "q", "") => Ok(Typed::Quit),
        _ => match Change::parse(word, rest) {
            Some(change) => change.map(Typed::Change),
            None => Err(format!(
                "there is no command {word:?}; there are lr, epochs, best, save, saveas, help, quit, and in a lesson \
                 {}",
                Change::WORDS.join(", ")
            )),
        },
    }
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
