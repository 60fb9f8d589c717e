//! Gradients held to differences of the loss.

use rnntui::nn::param::ParamSet;

/// How far a gradient may be from the slope.
const NEAR: f64 = 2e-3;

/// Holds every number of `grads` to the slope of `loss` there. Where the loss has `kinks`, as relu has, one within
/// reach makes the differences wrong, not the gradient: then a smaller reach is tried, and a place where the slopes of
/// the two sides differ even so is left out.
pub fn assert_slopes(what: &str, params: &ParamSet, grads: &ParamSet, kinks: bool, loss: impl Fn(&ParamSet) -> f64) {
    let mut params = params.clone();
    let mut held = 0;
    for k in 0..grads.as_slice().len() {
        let before = params.as_slice()[k];
        let mut sides = |step: f32| {
            let mut at = |times: f32| {
                params.as_mut_slice()[k] = before + times * step;
                loss(&params)
            };
            let [low2, low1, here, high1, high2] = [-2.0, -1.0, 0.0, 1.0, 2.0].map(&mut at);
            at(0.0);
            // Richardson: two differences cancel the error of the next order.
            let far = [here - low2, high2 - here].map(|d| d / f64::from(2.0 * step));
            let near = [here - low1, high1 - here].map(|d| d / f64::from(step));
            (
                [2.0 * near[0] - far[0], 2.0 * near[1] - far[1]],
                (4.0 * f64::midpoint(near[0], near[1]) - f64::midpoint(far[0], far[1])) / 3.0,
            )
        };
        let found = f64::from(grads.as_slice()[k]);
        let fits = |slope: f64| (found - slope).abs() < NEAR + 1e-3 * slope.abs();
        let (_, slope) = sides(1e-2);
        if fits(slope) {
            held += 1;
            continue;
        }
        let ([left, right], small) = sides(2e-3);
        let kink = kinks && (left - right).abs() > NEAR;
        assert!(kink || kinks && fits(small), "{what} [{k}]: {found} against {slope}, {small} nearby");
        held += usize::from(!kink);
    }
    assert!(4 * held > 3 * grads.as_slice().len(), "{what}: only {held} slopes are smooth");
}
