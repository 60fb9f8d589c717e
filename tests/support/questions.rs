//! What the program asks its terminal, found in what it writes, and what terminals answer.

/// What was heard of a question that has only begun.
#[derive(Debug, Default)]
pub struct Questions(Vec<u8>);

/// How often each question was asked.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Which terminal it is (`ESC [c`).
    pub attributes: usize,
    /// Whether it is well (`ESC [5n`), which ends each frame.
    pub status: usize,
    /// Which colour its background has (`ESC ]11;?`).
    pub background: usize,
}

impl Questions {
    /// The questions that end among these bytes, which may come in pieces.
    pub fn hear(&mut self, bytes: &[u8]) -> Asked {
        self.0.extend(bytes);
        let heard = &self.0;
        let asked = |question: &[u8]| heard.windows(question.len()).filter(|part| *part == question).count();
        let asked = Asked { attributes: asked(b"\x1b[c"), status: asked(b"\x1b[5n"), background: asked(b"\x1b]11;?") };
        // The beginning of a question is kept for its end.
        let begun = heard.iter().rposition(|&byte| byte == 0x1b).unwrap_or(heard.len());
        let ended = heard[begun..].iter().any(u8::is_ascii_alphabetic);
        self.0.drain(..if ended { self.0.len() } else { begun });
        asked
    }
}

impl Asked {
    /// What a terminal answers; with a background it tells its colour.
    pub fn answers(self, background: Option<&str>) -> Vec<u8> {
        let colour = background.filter(|_| self.background > 0).map(|colour| format!("\x1b]11;{colour}\x1b\\"));
        let attributes = b"\x1b[?62;22c".repeat(self.attributes);
        [colour.unwrap_or_default().into_bytes(), attributes, b"\x1b[0n".repeat(self.status)].concat()
    }
}
