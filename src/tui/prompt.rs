//! What can be typed after `:`.

use std::path::PathBuf;

use crate::config::check_learning_rate;
use crate::lessons::Change;

/// A command.
#[derive(Debug, Clone, PartialEq)]
pub enum Typed {
    /// `lr 0.003`.
    LearningRate(f64),
    /// `epochs 5`.
    Epochs(u64),
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
        ("epochs", n) => match n.parse() {
            Ok(n) if n > 0 => Ok(Typed::Epochs(n)),
            _ => Err("epochs wants a whole number above 0, as in :epochs 5".to_owned()),
        },
        ("saveas", "") => Err("saveas wants a path, as in :saveas sessions/good.ron".to_owned()),
        ("saveas", path) => Ok(Typed::SaveAs(PathBuf::from(path))),
        ("save" | "w", "") => Ok(Typed::Save),
        ("help", "") => Ok(Typed::Help),
        ("quit" | "q", "") => Ok(Typed::Quit),
        _ => match Change::parse(word, rest) {
            Some(change) => change.map(Typed::Change),
            None => Err(format!(
                "there is no command {word:?}; there are lr, epochs, save, saveas, help, quit, and in a lesson {}",
                Change::WORDS.join(", ")
            )),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_understood_or_answered() {
        assert_eq!(parse("lr 0.003"), Ok(Typed::LearningRate(0.003)));
        assert_eq!(parse(" epochs 5 "), Ok(Typed::Epochs(5)));
        assert_eq!(parse("saveas a b.ron"), Ok(Typed::SaveAs(PathBuf::from("a b.ron"))));
        for bad in ["lr", "lr x", "lr -1", "lr nan", "epochs 0", "saveas", "frobnicate", ""] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
