//! Runs as a tree of branches: which ones are shown, in which order, and in what they differ. Pure.

use super::shelf::{About, Listed};
use crate::config::differing;

/// By what runs are put in order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// The latest first.
    #[default]
    Age,
    /// The lowest best loss first.
    Best,
    /// By name.
    Name,
    /// The longest trained first.
    Epochs,
}

impl Order {
    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Age => Self::Best,
            Self::Best => Self::Name,
            Self::Name => Self::Epochs,
            Self::Epochs => Self::Age,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::Best => "best loss",
            Self::Name => "name",
            Self::Epochs => "epochs",
        }
    }
}

/// A run on show: its place in the list, and how many parents above it are on show too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeRow {
    /// Its place in the list.
    pub run: usize,
    /// How deep in the tree.
    pub depth: usize,
}

/// The runs in whose name, model or settings the word occurs, each below its parent.
pub fn rows(all: &[Listed], word: &str, order: Order) -> Vec<TreeRow> {
    let word = word.to_lowercase();
    let mut shown: Vec<usize> = (0..all.len()).filter(|&run| word.is_empty() || mentions(&all[run], &word)).collect();
    shown.sort_by(|&a, &b| compare(&all[a], &all[b], order));
    let parent_of = |run: usize| {
        let (name, _) = about(&all[run])?.parent.as_ref()?;
        // A run that says it is its own parent is none.
        let is_parent =
            |&other: &usize| other != run && all[other].path.file_name().is_some_and(|file| file == name.as_str());
        shown.iter().copied().find(is_parent)
    };
    let parents: Vec<Option<usize>> = shown.iter().map(|&run| parent_of(run)).collect();
    let mut rows = Vec::with_capacity(shown.len());
    let roots =
        shown.iter().zip(&parents).filter(|(_, parent)| parent.is_none()).map(|(&run, _)| TreeRow { run, depth: 0 });
    let mut waiting: Vec<TreeRow> = roots.collect();
    waiting.reverse();
    while let Some(row) = waiting.pop() {
        rows.push(row);
        let children = shown.iter().zip(&parents).filter(|(_, parent)| **parent == Some(row.run));
        let mut children: Vec<TreeRow> = children.map(|(&run, _)| TreeRow { run, depth: row.depth + 1 }).collect();
        children.reverse();
        waiting.append(&mut children);
    }
    // Files that were renamed may name each other as parents; none of them is lost.
    let missing: Vec<usize> = shown.into_iter().filter(|run| rows.iter().all(|row| row.run != *run)).collect();
    rows.extend(missing.into_iter().map(|run| TreeRow { run, depth: 0 }));
    rows
}

fn about(listed: &Listed) -> Option<&About> {
    listed.about.as_ref().ok()
}

fn mentions(listed: &Listed, word: &str) -> bool {
    let mut texts = vec![listed.name()];
    if let Some(about) = about(listed) {
        texts.extend([about.task.to_owned(), about.model.clone()]);
        texts.extend(about.options.iter().map(|(name, text)| format!("{name} {text}")));
    }
    texts.iter().any(|text| text.to_lowercase().contains(word))
}

fn compare(a: &Listed, b: &Listed, order: Order) -> std::cmp::Ordering {
    let best = |listed: &Listed| about(listed).and_then(|about| about.best).map_or(f32::INFINITY, |best| best.loss);
    let epochs = |listed: &Listed| about(listed).map_or(0, |about| about.epoch);
    match order {
        Order::Age => a.age.cmp(&b.age),
        Order::Best => best(a).total_cmp(&best(b)),
        Order::Name => a.name().cmp(&b.name()),
        Order::Epochs => epochs(b).cmp(&epochs(a)),
    }
}

/// The settings of a run that differ from those of others of its task on show: `lr 0.01 · dropout 0.2`.
pub fn settings(all: &[Listed], rows: &[TreeRow]) -> Vec<String> {
    let abouts: Vec<Option<&About>> = rows.iter().map(|row| about(&all[row.run])).collect();
    let mut tasks: Vec<&'static str> = abouts.iter().flatten().map(|about| about.task).collect();
    tasks.sort_unstable();
    tasks.dedup();
    let of_task = |task: &'static str| {
        let same: Vec<_> =
            abouts.iter().flatten().filter(|about| about.task == task).map(|about| &about.options).collect();
        (task, differing(&same))
    };
    let names: Vec<(&str, Vec<&str>)> = tasks.into_iter().map(of_task).collect();
    let setting = |about: &About| {
        let names = names.iter().find(|(task, _)| *task == about.task).map_or(&[][..], |(_, names)| names);
        let texts = names.iter().filter_map(|name| {
            let text = about.options.text(name)?;
            Some(if text.is_empty() { (*name).to_owned() } else { format!("{name} {text}") })
        });
        texts.collect::<Vec<_>>().join(" · ")
    };
    abouts.into_iter().map(|about| about.map_or_else(String::new, setting)).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::config::Options;
    use crate::train::record::{BestMark, Measure};

    fn run(name: &str, age: u64, parent: Option<&str>, lr: &str) -> Listed {
        let mut options = Options::default();
        options.set("lr", lr).unwrap();
        options.set("cell", "gru").unwrap();
        let best =
            BestMark { step: 1, epoch: 1, loss: lr.parse().unwrap(), measure: Measure::Training, measurement: 1 };
        let parent = parent.map(|parent| (parent.to_owned(), 5));
        let (model, best) = ("GRU 1×9".to_owned(), Some(best));
        let about = About {
            task: "text",
            model,
            options,
            epoch: age,
            loss: None,
            validation_loss: None,
            validation_accuracy: None,
            best,
            parent,
        };
        Listed { path: format!("sessions/{name}.ron").into(), age: Duration::from_secs(age), about: Ok(about) }
    }

    fn names(all: &[Listed], word: &str, order: Order) -> Vec<String> {
        rows(all, word, order).iter().map(|row| format!("{}{}", "-".repeat(row.depth), all[row.run].name())).collect()
    }

    #[test]
    fn branches_stand_below_their_parents_and_nothing_is_lost() {
        let broken = Listed { path: "x.ron".into(), age: Duration::from_secs(9), about: Err("is damaged".to_owned()) };
        let all = [
            run("c", 3, Some("a.ron"), "0.3"),
            run("a", 5, None, "0.1"),
            run("d", 4, Some("c.ron"), "0.2"),
            run("b", 1, Some("a.ron"), "0.4"),
            run("e", 2, Some("gone.ron"), "0.05"),
            broken,
        ];
        assert_eq!(names(&all, "", Order::Age), ["e", "a", "-b", "-c", "--d", "x"]);
        assert_eq!(names(&all, "", Order::Best), ["e", "a", "-c", "--d", "-b", "x"]);
        assert_eq!(names(&all, "LR 0.2", Order::Name), ["d"]);
        let around =
            [run("a", 1, Some("b.ron"), "1"), run("b", 2, Some("a.ron"), "1"), run("s", 3, Some("s.ron"), "1")];
        assert_eq!(names(&around, "", Order::Name), ["s", "a", "b"]);
        let shown = rows(&all, "", Order::Age);
        assert_eq!(settings(&all, &shown)[..2], ["lr 0.05", "lr 0.1"], "the cell is alike");
    }
}
