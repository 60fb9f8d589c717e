//! What is checked: each function gives one sentence for each break, and none for a crate in order.

use std::collections::{BTreeMap, BTreeSet};

use super::resolve::Found;
use super::source::{Crate, How, Names, Reference};

/// A part of the crate, the parts it may import, and why no others.
pub type Row = (&'static str, &'static [&'static str], &'static str);

/// Something of another crate that only some files may name.
pub struct Rule {
    pub what: &'static str,
    /// Its paths; with `!` a macro. What lies below a path is meant too.
    pub paths: &'static [&'static str],
    /// Files, or with `/` at the end directories.
    pub homes: &'static [&'static str],
}

fn at(reference: &Reference) -> String {
    format!("src/{}:{}: {}", reference.file, reference.line, reference.path.join("::"))
}

/// `nn` of `nn/loss.rs`.
fn part(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

/// The part that a path enters first: what that one hands on from parts below is its own affair.
fn entered(all: &Crate, reference: &Reference) -> BTreeSet<String> {
    let own = part(&reference.file);
    for steps in 1..=reference.path.len() {
        let path = reference.path[..steps].to_vec();
        let parts =
            all.resolve(&Reference { path, how: How::Code, ..reference.clone() }).into_iter().filter_map(|found| {
                match found {
                    Found::Module(module) => all.modules.get(&module).map(|module| part(&module.file).to_owned()),
                    // What the crate itself hands on belongs to the part that defines it.
                    Found::Item(file) if steps > 1 && steps == reference.path.len() && reference.path[0] == "crate" => {
                        Some(part(&file).to_owned())
                    }
                    Found::Item(_) | Found::Outside(_) => None,
                }
            });
        let parts: BTreeSet<String> = parts.filter(|part| part != own && part != "lib").collect();
        if !parts.is_empty() {
            return parts;
        }
    }
    BTreeSet::new()
}

/// Which part imports which, against the table.
pub fn imports_point_down(all: &Crate, table: &[Row]) -> Vec<String> {
    let mut breaks = BTreeSet::new();
    for (row, _, _) in table {
        if !all.modules.values().any(|module| part(&module.file) == *row) {
            breaks.insert(format!("the table has a row for {row:?}, which is no part of the crate"));
        }
    }
    for reference in all.references.iter().filter(|reference| !["main.rs", "lib.rs"].contains(&&*reference.file)) {
        let from = part(&reference.file);
        let Some((_, allowed, reason)) = table.iter().find(|(row, _, _)| *row == from) else {
            breaks.insert(format!("{from:?} is new: give it a row in the table"));
            continue;
        };
        for to in entered(all, reference) {
            if !allowed.contains(&to.as_str()) {
                breaks.insert(format!("{} imports {to}, and {from} may not ({reason})", at(reference)));
            }
        }
    }
    breaks.into_iter().collect()
}

/// Names of other crates outside their homes.
pub fn stays_home(all: &Crate, rule: &Rule) -> Vec<String> {
    let home =
        |file: &str| rule.homes.iter().any(|home| file == *home || (home.ends_with('/') && file.starts_with(home)));
    let meant = |name: &str| {
        let below =
            |path: &&str| name.strip_prefix(*path).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
        rule.paths.iter().any(below)
    };
    let mut breaks = BTreeSet::new();
    for reference in all.references.iter().filter(|reference| !home(&reference.file)) {
        for found in all.resolve(reference) {
            if let Found::Outside(name) = found
                && meant(&name)
            {
                breaks.insert(format!("{} is {name}: {} stay in {:?}", at(reference), rule.what, rule.homes));
            }
        }
    }
    breaks.into_iter().collect()
}

/// The imports of each file: the file that defines what is used, and one place where that is said. What a file declares
/// or hands on it does not import.
fn imports(all: &Crate) -> BTreeMap<&str, BTreeMap<String, String>> {
    let mut edges: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    for reference in all.references.iter().filter(|reference| reference.how != How::Reexport) {
        for found in all.resolve(reference) {
            let to = match found {
                Found::Item(file) => file,
                // The `use` of a module that has files below it says nothing yet: what is used through it does.
                Found::Module(module) if reference.how == How::Import && leaf(all, &module) => {
                    all.modules[&module].file.clone()
                }
                Found::Module(_) | Found::Outside(_) => continue,
            };
            if to != reference.file {
                edges.entry(&reference.file).or_default().entry(to).or_insert_with(|| at(reference));
            }
        }
    }
    edges
}

fn leaf(all: &Crate, module: &Names) -> bool {
    all.modules.contains_key(module) && !all.has_children(module)
}

/// Files that import each other, directly or through others: each such group with its imports.
pub fn circles(all: &Crate) -> Vec<String> {
    let edges = imports(all);
    let reached = |from: &str| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from.to_owned()]);
        while let Some(file) = next.pop() {
            for to in edges.get(file.as_str()).into_iter().flat_map(BTreeMap::keys) {
                if seen.insert(to.clone()) {
                    next.push(to.clone());
                }
            }
        }
        seen
    };
    let reach: BTreeMap<&str, BTreeSet<String>> = edges.keys().map(|file| (*file, reached(file))).collect();
    let mut groups: BTreeSet<BTreeSet<&str>> = BTreeSet::new();
    for (&file, to) in &reach {
        if to.contains(file) {
            groups.insert(
                reach.keys().copied().filter(|other| to.contains(*other) && reach[other].contains(file)).collect(),
            );
        }
    }
    let tell = |group: &BTreeSet<&str>| {
        let lines = group.iter().flat_map(|from| {
            let inside = edges[from].iter().filter(|(to, _)| group.contains(to.as_str()));
            inside.map(|(to, at)| format!("    {at} -> {to}")).collect::<Vec<_>>()
        });
        format!("{} files import each other:\n{}", group.len(), lines.collect::<Vec<_>>().join("\n"))
    };
    groups.iter().map(tell).collect()
}
