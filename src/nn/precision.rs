//! How finely the factors of a product are kept. Names only; what is rounded stands in [`super::product`].

/// The precision of the factors of the layers' products and of the output's. Sums and all else are f32 either way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Precision {
    /// 24 bits of mantissa: PyTorch's numbers.
    #[default]
    F32,
    /// 8 bits of mantissa: factors are rounded to the nearest bf16, ties to even.
    Bf16,
}

impl Precision {
    /// All, the finest first.
    pub const ALL: [Self; 2] = [Self::F32, Self::Bf16];

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::Bf16 => "bf16",
        }
    }

    /// What it is, in a few words.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Self::F32 => "PyTorch's numbers",
            Self::Bf16 => "factors of 8 bits, sums in f32",
        }
    }
}
