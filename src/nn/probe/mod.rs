//! Looking inside: what a network with these parameters does with one sequence, step by step, and why.
//!
//! - [`Units`]: gates and states over time, by PyTorch's names and in its order;
//! - [`Reach`]: how far the gradient of each loss reaches back, |d loss_t / d h_s| and |d loss_t / d c_s|;
//! - [`Saliency`]: which inputs an output depends on, |d z_t\[k\] / d x_s| and gradient times input;
//! - [`Follower`], [`PairFollower`]: which units follow a property of what is read, by correlation;
//! - probabilities and losses, and the two sums inside a vanilla cell.
//!
//! All are functions of parameters and a sequence that is read from a state of zeros, without dropout. Forward passes
//! are the engine's own; its tapes hold the gates, and its cells' own backward passes carry the gradients, so that no
//! cell is written a second time here. One sequence is looked at, not trained on: T backward passes over T steps are
//! made, in blocks of rows, which is quick enough for a few hundred steps of a few hundred units.
//!
//! Must never change a parameter, and no training step may depend on it.

mod correlation;
mod direction;
mod follow;
mod follow_pair;
mod inside;
mod lag;
mod pair;
mod reach;
mod scores;
mod units;

pub use follow::{Followed, Follower};
pub use follow_pair::{NumberedPair, PairFollower};
pub use inside::Inside;
pub use lag::half_life;
pub use pair::{InsidePair, PairGone};
pub use reach::{Gone, Reach, Saliency};
pub use scores::{Scores, probabilities};
pub use units::Units;
