//! How the screen is shown: the options, and where they are not given the environment.

use clap::ValueEnum as _;

use crate::cli::{self, ThemeArg};
use crate::exit::{Failure, only_ascii};
use crate::tui::{Background, Screen, Symbols};

/// What the options and the environment ask for.
///
/// # Errors
/// The sentence for a value that is none.
pub(super) fn screen(args: &cli::Screen) -> Result<Screen, Failure> {
    let var = |name: &str| std::env::var(name).unwrap_or_default();
    let screen = from_vars(args, |name| Some(var(name)).filter(|value| !value.is_empty())).map_err(Failure::Input)?;
    if Symbols::of(screen.ascii, var) == Symbols::Ascii {
        only_ascii();
    }
    Ok(screen)
}

/// The same for variables from any source.
fn from_vars(args: &cli::Screen, var: impl Fn(&str) -> Option<String>) -> Result<Screen, String> {
    let (least, most) = Screen::FPS;
    let within = |name: &str, fps: u32| {
        let out = || format!("{name} {fps} is out of range: it must be from {least} to {most}");
        (least..=most).contains(&fps).then_some(fps).ok_or_else(out)
    };
    let fps = match (args.fps, var("RNNTUI_FPS")) {
        (Some(fps), _) => within("--fps", fps)?,
        (None, Some(text)) => {
            let no_number = || format!("RNNTUI_FPS {text:?} is no whole number: it must be from {least} to {most}");
            within("RNNTUI_FPS", text.parse().map_err(|_| no_number())?)?
        }
        (None, None) => Screen::default().fps,
    };
    let theme = match (args.theme, var("RNNTUI_THEME")) {
        (Some(theme), _) => theme,
        (None, Some(text)) => ThemeArg::from_str(&text, false)
            .map_err(|_| format!("RNNTUI_THEME {text:?} is no theme: it must be auto, dark or light"))?,
        (None, None) => ThemeArg::Auto,
    };
    let on = |name: &str, otherwise: bool| match var(name).as_deref() {
        None => Ok(otherwise),
        Some("1" | "on" | "yes" | "true") => Ok(true),
        Some("0" | "off" | "no" | "false") => Ok(false),
        Some(text) => Err(format!("{name} {text:?} says neither on nor off: it must be one of them")),
    };
    let background = match theme {
        ThemeArg::Auto => Background::Asked,
        ThemeArg::Dark => Background::Dark,
        ThemeArg::Light => Background::Light,
    };
    let (ascii, mouse) = (on("RNNTUI_ASCII", false)?, on("RNNTUI_MOUSE", true)?);
    Ok(Screen { fps, ascii: args.ascii || ascii, background, mouse: mouse && !args.no_mouse })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(args: &cli::Screen, vars: &[(&str, &str)]) -> Result<Screen, String> {
        from_vars(args, |name| vars.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn options_go_before_variables_and_both_are_checked() {
        let none = cli::Screen::default();
        assert_eq!(of(&none, &[]), Ok(Screen::default()));
        let vars = [("RNNTUI_FPS", "5"), ("RNNTUI_ASCII", "1"), ("RNNTUI_THEME", "light"), ("RNNTUI_MOUSE", "off")];
        let from_vars = Screen { fps: 5, ascii: true, background: Background::Light, mouse: false };
        assert_eq!(of(&none, &vars), Ok(from_vars));
        let given = cli::Screen { fps: Some(60), theme: Some(ThemeArg::Dark), ..cli::Screen::default() };
        assert_eq!(of(&given, &vars), Ok(Screen { fps: 60, background: Background::Dark, ..from_vars }));
        for fps in [0, 121] {
            let sentence = of(&cli::Screen { fps: Some(fps), ..cli::Screen::default() }, &[]).unwrap_err();
            assert_eq!(sentence, format!("--fps {fps} is out of range: it must be from 1 to 120"));
        }
        for (name, value) in [("FPS", "0"), ("FPS", "x"), ("THEME", "blue"), ("ASCII", "perhaps"), ("MOUSE", "cat")] {
            let name = format!("RNNTUI_{name}");
            assert!(of(&none, &[(&name, value)]).unwrap_err().contains(&name));
        }
    }
}
