//! What a net does not know: counted, and said once.

use std::collections::HashMap;

/// How many of them are named.
const NAMED: usize = 5;

/// Things of one kind that were met and are not known.
#[derive(Debug, Default)]
pub(super) struct Unknown {
    /// How often each was met.
    times: HashMap<String, usize>,
    /// The first of them, in order.
    first: Vec<String>,
}

impl Unknown {
    /// Counts one.
    pub fn met(&mut self, name: &str) {
        if let Some(times) = self.times.get_mut(name) {
            *times += 1;
            return;
        }
        self.times.insert(name.to_owned(), 1);
        if self.first.len() < NAMED {
            self.first.push(name.to_owned());
        }
    }

    /// One sentence on them, if there are any: `3 characters are in no text that was learnt ('?' 2 times, '!'), and
    /// left out`.
    pub fn sentence(&self, [one, many]: [&str; 2], learnt: &str, so: &str) -> Option<String> {
        let all: usize = self.times.values().sum();
        let name = |name: &String| match self.times[name] {
            1 => format!("{name:?}"),
            times => format!("{name:?} {times} times"),
        };
        let mut names: Vec<String> = self.first.iter().map(name).collect();
        if self.times.len() > NAMED {
            names.push(format!("and {} more", self.times.len() - NAMED));
        }
        let (what, are) = if all == 1 { (one, "is") } else { (many, "are") };
        (all > 0).then(|| format!("{all} {what} {are} in no {learnt} that was learnt ({}), and {so}", names.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_is_counted_and_the_first_are_named() {
        let mut unknown = Unknown::default();
        let sentence = |unknown: &Unknown| unknown.sentence(["character", "characters"], "text", "left out");
        assert_eq!(sentence(&unknown), None);
        unknown.met("?");
        assert_eq!(sentence(&unknown).unwrap(), "1 character is in no text that was learnt (\"?\"), and left out");
        for name in ["?", "a", "b", "c", "d", "e", "f", "e"] {
            unknown.met(name);
        }
        let said = "9 characters are in no text that was learnt (\"?\" 2 times, \"a\", \"b\", \"c\", \"d\", and 2 \
                    more), and left out";
        assert_eq!(sentence(&unknown).unwrap(), said);
    }
}
