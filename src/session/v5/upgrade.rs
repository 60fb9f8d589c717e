//! What version 5 did by itself and later versions have an option for.
//!
//! Defaults may change with every version of the program, but a saved run must not. So each such option is written into
//! an upgraded session with the value that version 5 had no other for.

use std::collections::BTreeMap;

use crate::config::Value as _;
use crate::session::pieces::names::NameList;

/// The options that say what version 5 did by itself in this task, as text. `names` are the lists of the run's names,
/// or none where only the header is known; an option that stands for names is then left out.
pub(in crate::session) fn by_itself(task: &str, names: &[NameList]) -> Vec<(&'static str, String)> {
    let options: &[(&str, &str)] = match task {
        "classify" => {
            &[("test-frac", "0"), ("tokens", "char"), ("pool", "last"), ("split", "random"), ("threshold", "0")]
        }
        "series" => &[
            ("test-frac", "0"),
            ("forecast", "value"),
            ("season", "0"),
            ("scale-by", "group"),
            ("group", "none"),
            ("fill", "none"),
        ],
        "text" => &[("test-frac", "0"), ("tokens", "char"), ("documents", "none")],
        _ => &[("test-frac", "0")],
    };
    let all = [("encoding", "utf-8")];
    let mut options: Vec<_> = all.iter().chain(options).map(|&(name, text)| (name, text.to_owned())).collect();
    // Every column of numbers was read, and the last one was forecast.
    if let Some(columns) = names.iter().find_map(|list| list.of("columns")) {
        options.extend(columns.to_vec().write().map(|columns| ("columns", columns)));
        options.extend(columns.last().map(|last| ("target", last.clone())));
    }
    options
}

/// Writes them among the options of a session. What it says itself stays.
pub(super) fn write_out(task: &str, names: &[NameList], options: &mut BTreeMap<String, String>) {
    for (name, text) in by_itself(task, names) {
        options.entry(name.to_owned()).or_insert(text);
    }
}
