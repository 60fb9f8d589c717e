//! Follows a path to what it names: through `use`, new names, everything of a module, and what is handed on.

use std::collections::BTreeSet;

use super::source::{Crate, How, Module, Names, Reference};

/// What a path names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Found {
    /// A module of the crate.
    Module(Names),
    /// Something that this file defines.
    Item(String),
    /// Something of another crate, by its whole path there; a macro's ends with `!`.
    Outside(String),
}

/// Modules and names that are being looked up: a name that stands for itself is no answer.
type Asked = BTreeSet<(Names, String)>;

impl Crate {
    /// All that the path may name: a module and a function may have one name.
    pub fn resolve(&self, reference: &Reference) -> BTreeSet<Found> {
        let found = self.follow(&reference.module, &reference.path, &mut Asked::new());
        let called = |found| match found {
            Found::Outside(name) => match self.macros.get(&name) {
                Some(file) => Found::Item(file.clone()),
                None => Found::Outside(name + "!"),
            },
            found => found,
        };
        if reference.how == How::Macro { found.into_iter().map(called).collect() } else { found }
    }

    /// The path's first step that is left after `crate`, `self`, `super`, and where it is taken.
    fn begin<'p>(module: &Names, path: &'p [String]) -> (Option<Names>, &'p [String]) {
        let mut at = module.clone();
        let mut rest = path;
        let mut inside = false;
        while let Some((first, after)) = rest.split_first() {
            match first.as_str() {
                // The program, main.rs, sees the library by its name.
                "crate" | "rnntui" if !inside => at.clear(),
                "self" if !inside => {}
                "super" => drop(at.pop()),
                _ => break,
            }
            inside = true;
            rest = after;
        }
        (inside.then_some(at), rest)
    }

    fn follow(&self, module: &Names, path: &[String], asked: &mut Asked) -> BTreeSet<Found> {
        let (start, rest) = Self::begin(module, path);
        let outside = || BTreeSet::from([Found::Outside(path.join("::"))]);
        let Some((first, after)) = rest.split_first() else {
            return start.map_or_else(outside, |module| BTreeSet::from([Found::Module(module)]));
        };
        let mut found = self.look(start.as_ref().unwrap_or(module), first, !after.is_empty(), asked);
        // Everything of another crate's module may hold a name or not, so that it may be a crate's all the same.
        if start.is_none() && found.iter().all(|found| matches!(found, Found::Outside(_))) {
            found.insert(Found::Outside(first.clone()));
        }
        for (index, name) in after.iter().enumerate() {
            let goes_on = index + 1 < after.len();
            let step = |found| match found {
                Found::Module(module) => self.look(&module, name, goes_on, asked),
                // A member of a type.
                Found::Item(file) => BTreeSet::from([Found::Item(file)]),
                Found::Outside(path) => BTreeSet::from([Found::Outside(format!("{path}::{name}"))]),
            };
            found = found.into_iter().flat_map(step).collect();
        }
        found
    }

    /// What `name` is in a module. A name whose path goes on is no function.
    fn look(&self, module: &Names, name: &str, goes_on: bool, asked: &mut Asked) -> BTreeSet<Found> {
        let key = (module.clone(), name.to_owned());
        if !asked.insert(key.clone()) {
            return BTreeSet::new();
        }
        let mut found = BTreeSet::new();
        let child: Names = module.iter().cloned().chain([name.to_owned()]).collect();
        if self.modules.contains_key(&child) {
            found.insert(Found::Module(child));
        }
        let Some(Module { file, types, values, aliases, globs }) = self.modules.get(module) else {
            asked.remove(&key);
            return found;
        };
        if types.contains(name) || (!goes_on && values.contains(name)) {
            found.insert(Found::Item(file.clone()));
        }
        for (_, path) in aliases.iter().filter(|(alias, _)| alias == name) {
            found.extend(self.follow(module, path, asked));
        }
        // What is named in a module goes before what comes with everything of another.
        if found.is_empty() {
            for glob in globs {
                for other in self.follow(module, glob, asked) {
                    match other {
                        Found::Module(other) => found.extend(self.look(&other, name, goes_on, asked)),
                        Found::Outside(path) => drop(found.insert(Found::Outside(format!("{path}::{name}")))),
                        Found::Item(_) => {}
                    }
                }
            }
        }
        asked.remove(&key);
        found
    }
}
