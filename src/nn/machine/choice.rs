//! Which compilation of the kernels runs in this process. It must never change while the process lives.

use std::sync::OnceLock;

/// Which compilation of the kernels runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernels {
    /// x86-64 with AVX-512 for products, sums of rows, activations and losses; the rest is [`Kernels::Avx2Fma`].
    Avx512,
    /// x86-64 with AVX2 and fused multiply-add.
    Avx2Fma,
    /// Any machine.
    Portable,
}

impl Kernels {
    /// All, the fastest first.
    pub const ALL: [Self; 3] = [Self::Avx512, Self::Avx2Fma, Self::Portable];

    /// What `--version` calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Avx512 => "avx512",
            Self::Avx2Fma => "avx2+fma",
            Self::Portable => "portable",
        }
    }

    /// Whether this machine has their instructions.
    pub fn run_here(self) -> bool {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => {
                Self::Avx2Fma.run_here()
                    && is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
            }
            #[cfg(target_arch = "x86_64")]
            Self::Avx2Fma => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
            #[cfg(not(target_arch = "x86_64"))]
            Self::Avx512 | Self::Avx2Fma => false,
            Self::Portable => true,
        }
    }
}

/// The environment variable that chooses kernels by name: `RNNTUI_KERNELS=portable`.
const VARIABLE: &str = "RNNTUI_KERNELS";

/// The kernels of this process: the fastest that run on this machine, unless the environment names others that do. They
/// are chosen once, so that one run uses one kind.
pub fn kernels() -> Kernels {
    static CHOSEN: OnceLock<Kernels> = OnceLock::new();
    *CHOSEN.get_or_init(|| {
        let wanted = std::env::var_os(VARIABLE);
        let mut usable = Kernels::ALL.into_iter().filter(|kernels| kernels.run_here());
        let asked_for = usable.clone().find(|kernels| wanted.as_deref().is_some_and(|name| name == kernels.name()));
        asked_for.or_else(|| usable.next()).unwrap_or(Kernels::Portable)
    })
}

/// Checks what the environment asks for, which [`kernels`] would otherwise pass over.
///
/// # Errors
/// A sentence, if there are no such kernels or this machine cannot run them.
pub fn check_kernels() -> Result<(), String> {
    let Some(wanted) = std::env::var_os(VARIABLE) else { return Ok(()) };
    let usable: Vec<_> = Kernels::ALL.into_iter().filter(|kernels| kernels.run_here()).map(Kernels::name).collect();
    if usable.iter().any(|&name| wanted == name) {
        return Ok(());
    }
    Err(format!("{VARIABLE} is {wanted:?}, and this machine has {}: set it to one of these", usable.join(", ")))
}
