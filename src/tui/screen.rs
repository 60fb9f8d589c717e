//! How the screens are shown, as the command line and the environment ask for it. Nothing of it changes what is
//! computed.

use std::time::Duration;

/// The terminal's background.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Background {
    /// The terminal is asked.
    #[default]
    Asked,
    /// It is dark.
    Dark,
    /// It is light.
    Light,
}

/// How the screens are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Frames a second at most.
    pub fps: u32,
    /// Whether only ASCII characters are shown.
    pub ascii: bool,
    /// The background.
    pub background: Background,
    /// Whether clicks and the wheel are this program's; if not, the mouse selects text.
    pub mouse: bool,
}

impl Default for Screen {
    fn default() -> Self {
        Self { fps: 30, ascii: false, background: Background::default(), mouse: true }
    }
}

impl Screen {
    /// Fewest and most frames a second.
    pub const FPS: (u32, u32) = (1, 120);

    /// The shortest time between two frames.
    #[must_use]
    pub fn frame(&self) -> Duration {
        Duration::from_secs(1) / self.fps.max(1)
    }
}
