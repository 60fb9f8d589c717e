//! The options of the screen.

use clap::{Args, ValueEnum};

use crate::config::whole;

/// How the screen is shown. Each has a variable of the environment, which holds where the option is not given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Screen {
    /// Frames a second at most, 1 to 120; a slow terminal gets fewer [default: $RNNTUI_FPS, else 30]
    #[arg(long, value_name = "N", value_parser = whole::<u32>, allow_negative_numbers = true)]
    pub fps: Option<u32>,
    /// Show ASCII only [default: where $RNNTUI_ASCII is 1, the locale is not UTF-8, or the terminal is a vt100]
    #[arg(long)]
    pub ascii: bool,
    /// Colours for a dark or a light background [default: $RNNTUI_THEME, else auto: the terminal is asked]
    #[arg(long, value_enum, value_name = "THEME")]
    pub theme: Option<ThemeArg>,
    /// Leave the mouse to the terminal, which then selects text; m changes that [default: where $RNNTUI_MOUSE is off]
    #[arg(long)]
    pub no_mouse: bool,
}

/// `--theme`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ThemeArg {
    /// The terminal is asked
    Auto,
    /// For a dark background
    Dark,
    /// For a light background
    Light,
}
