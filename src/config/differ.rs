//! In which options several runs differ.

use std::collections::BTreeSet;

use super::options::Options;
use super::table::TABLE;

/// The options that do not have the same value in all of these, in the order of the table.
pub fn differing(all: &[&Options]) -> Vec<&'static str> {
    let differs = |name: &str| {
        let values: BTreeSet<Option<&str>> = all.iter().map(|options| options.text(name)).collect();
        values.len() > 1
    };
    TABLE.iter().map(|row| row.name()).filter(|name| differs(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_have_alike_is_left_out() {
        let options = |given: &[(&str, &str)]| {
            let mut options = Options::default();
            for (name, text) in given {
                options.set(name, text).unwrap();
            }
            options
        };
        let (a, b) = (options(&[("lr", "0.1"), ("cell", "gru")]), options(&[("lr", "0.2"), ("cell", "gru")]));
        let c = options(&[("lr", "0.1"), ("cell", "gru"), ("clip", "5")]);
        assert_eq!(differing(&[&a, &b]), ["lr"]);
        assert_eq!(differing(&[&a, &b, &c]), ["lr", "clip"]);
        assert_eq!(differing(&[&a]), [""; 0]);
    }
}
