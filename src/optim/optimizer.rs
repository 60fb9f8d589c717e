//! An optimizer with its state. It knows no schedule: each update is given its learning rate.

use std::sync::Arc;

use super::method::Method;
use super::update::apply;
use crate::nn::param::{ParamSet, ParamTable};

/// A method with its state.
#[derive(Debug, PartialEq)]
pub struct Optimizer {
    method: Method,
    step: u64,
    moments: Vec<(&'static str, ParamSet)>,
}

/// Written out for `clone_from`, which copies into the memory that is there.
impl Clone for Optimizer {
    fn clone(&self) -> Self {
        Self { method: self.method, step: self.step, moments: self.moments.clone() }
    }

    fn clone_from(&mut self, other: &Self) {
        (self.method, self.step) = (other.method, other.step);
        if self.moments.len() != other.moments.len() {
            self.moments.clone_from(&other.moments);
            return;
        }
        for ((name, moment), (other_name, other)) in self.moments.iter_mut().zip(&other.moments) {
            *name = other_name;
            moment.clone_from(other);
        }
    }
}

impl Optimizer {
    /// A fresh optimizer for the parameters of `table`.
    pub fn new(method: Method, table: &Arc<ParamTable>) -> Self {
        let moments = method.moments().iter().map(|&name| (name, ParamSet::zeros(table))).collect();
        Self { method, step: 0, moments }
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Goes on with another method. Moments that it has in common with the old one stay; with others, it begins anew.
    pub fn change(&mut self, method: Method, table: &Arc<ParamTable>) {
        if method.name() == self.method.name() && method.moments() == self.method.moments() {
            self.method = method;
        } else {
            *self = Self::new(method, table);
        }
    }

    /// Updates made so far.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// The moments by name, in a fixed order, to be saved.
    pub fn moments(&self) -> &[(&'static str, ParamSet)] {
        &self.moments
    }

    /// Restores saved state: the number of updates, and each moment by name.
    pub fn restore(&mut self, step: u64) -> impl Iterator<Item = (&'static str, &mut ParamSet)> {
        self.step = step;
        self.moments.iter_mut().map(|(name, moment)| (*name, moment))
    }

    /// Makes one update of `params` with this learning rate.
    pub fn update(&mut self, learning_rate: f64, params: &mut ParamSet, grads: &ParamSet) {
        self.step += 1;
        let mut moments = self.moments.iter_mut().map(|(_, moment)| moment.as_mut_slice());
        let moments = [moments.next(), moments.next(), moments.next()].map(Option::unwrap_or_default);
        apply(&self.method, self.step, learning_rate, params.as_mut_slice(), grads.as_slice(), moments);
    }
}
