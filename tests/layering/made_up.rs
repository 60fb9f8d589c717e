//! Small crates that break each rule, and others that only look as if.

use super::rules::{Row, circles, imports_point_down, stays_home};
use super::source::{Crate, Sources};
use super::{MAY_IMPORT, RULES};

fn made(files: &[(&str, &str)]) -> Crate {
    let sources: Sources = files.iter().map(|&(file, text)| (file.to_owned(), text.to_owned())).collect();
    Crate::parse(&sources)
}

/// What the real rules say of one file.
fn told(file: &str, text: &str) -> Vec<String> {
    println!("{text}");
    let all = made(&[(file, text)]);
    RULES.iter().flat_map(|rule| stays_home(&all, rule)).collect()
}

#[track_caller]
fn one(breaks: &[String], named: &str) {
    assert!(!breaks.is_empty() && breaks.iter().all(|told| told.contains(named)), "{named}: {breaks:#?}");
}

#[test]
fn threads_are_found_in_any_spelling() {
    for text in [
        "use std::thread::{Builder};",
        "use std::thread::{self, Builder as Maker};",
        "use std::thread; fn f() { thread::spawn(|| {}); }",
        "use std::{fmt, thread as t}; fn f() { t::scope(|_| {}); }",
        "fn f() { std::thread::scope(|_| {}); }",
        "fn f() { ::std::thread::spawn(|| {}); }",
        "fn f() { use std::thread::*; spawn(|| {}); }",
        "fn f() { assert!(std::thread::Builder::new().spawn(|| {}).is_ok()); }",
        "mod inner { pub use std::thread; } fn f() { inner::thread::spawn(|| {}); }",
        "type Maker = std::thread::Builder; fn f() { Maker::new(); }",
        "extern crate std as base; fn f() { base::thread::spawn(|| {}); }",
        "macro_rules! go { () => { ::std::thread::spawn(|| {}) } }",
    ] {
        one(&told("nn/loss.rs", text), "std::thread::");
    }
    assert!(told("tui/input.rs", "use std::thread::Builder;").is_empty());
    assert!(told("nn/loss.rs", "fn f() { std::thread::yield_now(); }").is_empty());
}

#[test]
fn changes_of_files_are_found_in_any_spelling() {
    for text in [
        r#"use std::fs; fn f() { fs::write("a", "b"); }"#,
        r#"use std::fs::write as put; fn f() { put("a", "b"); }"#,
        "use std::fs::File; fn f() { File::options(); }",
        "use std::fs::{self, File}; fn f() { File::create_new(\"a\"); }",
        "fn f() { <std::fs::File>::create(\"a\"); }",
        "use std::{fs::{OpenOptions}};",
        "fn f(names: &[&str]) { names.iter().for_each(|name| drop(std::fs::remove_file(name))); }",
        "fn f() { let make = std::fs::create_dir; }",
        "use tempfile::NamedTempFile;",
        "fn f() { tempfile::tempdir(); }",
    ] {
        one(&told("tui/app.rs", text), "changes of files");
    }
    assert!(told("session/store.rs", "use std::fs; fn f() { fs::rename(\"a\", \"b\"); }").is_empty());
    assert!(told("tui/app.rs", "use std::fs::{self, File}; fn f() { File::open(\"a\"); fs::read(\"a\"); }").is_empty());
}

#[test]
fn plain_prints_are_found() {
    for text in [
        r#"fn f() { println!("loss"); }"#,
        r#"fn f() { std::eprintln!("loss"); }"#,
        r#"use std::print as say; fn f() { say!("loss"); }"#,
        "fn f(x: f32) -> f32 { vec![dbg!(x)][0] }",
        r#"macro_rules! tell { ($x:expr) => { eprint!("{}", $x) } }"#,
    ] {
        one(&told("nn/loss.rs", text), "plain prints");
    }
    assert!(told("nn/loss.rs", "fn f(print: u8) -> u8 { print + 1 }").is_empty());
}

#[test]
fn the_terminal_stays_in_its_directory() {
    one(&told("headless.rs", "use ratatui::{style::Color};"), "ratatui");
    one(&told("train/worker.rs", "fn f() { crossterm::terminal::size(); }"), "crossterm");
    one(&told("task/view.rs", "pub fn f(color: ratatui::style::Color) {}"), "ratatui");
    assert!(told("tui/theme.rs", "use ratatui::style::Color;").is_empty());
}

#[test]
fn what_only_tests_have_is_left_out() {
    let breaks = r#"fn f() { println!("x"); std::fs::write("a", "b"); }"#;
    for text in [
        format!("#[cfg(test)] mod tests {{ {breaks} }}"),
        format!("#[cfg(all(test, unix))] {breaks}"),
        r#"#[test] fn f() { println!("x"); }"#.to_owned(),
        format!("struct A; impl A {{ #[cfg(test)] {breaks} }}"),
    ] {
        assert!(told("nn/loss.rs", &text).is_empty(), "{text}");
    }
    let all = made(&[
        ("nn/loss.rs", "#[cfg(test)] mod tests;"),
        ("nn/loss/tests.rs", breaks),
        ("nn/loss/tests/more.rs", breaks),
    ]);
    assert!(RULES.iter().all(|rule| stays_home(&all, rule).is_empty()));
    for text in [format!("#[cfg(not(test))] {breaks}"), format!("#[cfg(any(test, unix))] {breaks}")] {
        assert!(told("nn/loss.rs", &text).len() == 2, "{text}");
    }
}

const TABLE: &[Row] = &[("nn", &[], "it is below"), ("task", &["nn"], ""), ("tui", &["task"], "it only shows")];

#[test]
fn parts_are_found_by_what_a_path_enters_first() {
    let lib = ("lib.rs", "pub mod nn; pub mod task; pub mod tui;");
    let task = ("task/mod.rs", "pub use crate::nn::Loss;");
    let breaks = |nn: &str, tui: &str| {
        imports_point_down(
            &made(&[lib, task, ("nn.rs", &format!("pub struct Loss; {nn}")), ("tui/mod.rs", tui)]),
            TABLE,
        )
    };
    // What a part hands on is its own affair; going past it is not.
    assert!(breaks("", "use crate::task::Loss; fn f(_: Loss) {}").is_empty());
    one(&breaks("", "use crate::{task::Loss as A, nn::Loss as B};"), "imports nn, and tui may not (it only shows)");
    for upward in [
        "use crate::tui;",
        "use super::task::Loss as B;",
        "fn f() { crate::task::learn(); }",
        "use crate as all; fn f() { all::tui::draw(); }",
        "use crate::*; fn f() { task::learn(); }",
        "fn f() { assert!(crate::task::learn()); }",
        "pub(crate) use crate::tui::draw;",
    ] {
        one(&breaks(upward, ""), "and nn may not (it is below)");
    }
    assert!(breaks("pub(in crate::nn) fn f() {}", "").is_empty());
    one(&imports_point_down(&made(&[("new.rs", "use std::fmt;")]), &[]), "\"new\" is new");
    one(&imports_point_down(&made(&[lib]), &TABLE[..1]), "no part of the crate");
}

/// The same through what the crate's root hands on.
#[test]
fn the_root_hides_no_part() {
    let all = made(&[
        ("lib.rs", "pub mod nn; pub mod tui; pub use tui::draw;"),
        ("tui.rs", "pub fn draw() {}"),
        ("nn.rs", "use crate::draw;"),
    ]);
    one(
        &imports_point_down(&all, TABLE).into_iter().filter(|told| !told.contains("row")).collect::<Vec<_>>(),
        "imports tui",
    );
}

#[test]
fn circles_of_two_files_and_of_more_are_found() {
    let two = made(&[("a.rs", "use crate::b::B; pub struct A;"), ("b.rs", "pub struct B(crate::a::A);")]);
    let told = circles(&two);
    one(&told, "2 files");
    assert!(told[0].contains("src/a.rs:1: crate::b::B -> b.rs") && told[0].contains("-> a.rs"), "{told:?}");
    let three = [
        ("a.rs", "use super::b::B; pub struct A;"),
        ("b.rs", "use super::c; pub struct B(c::C);"),
        ("c.rs", "pub struct C; fn f() { vec![crate::a::A]; }"),
    ];
    one(&circles(&made(&three)), "3 files");
    assert!(circles(&made(&three[..2])).is_empty());
}

#[test]
fn circles_through_what_a_parent_hands_on_are_found() {
    let parent = ("x/mod.rs", "mod a; mod b; pub use a::A; pub(crate) use self::b::*;");
    let circle = made(&[
        parent,
        ("x/a.rs", "use super::B; pub struct A;"),
        ("x/b.rs", "use crate::x::A as Other; pub struct B;"),
    ]);
    one(&circles(&circle), "2 files");
    // One way only is none, and a parent that declares and hands on imports nothing.
    let line = made(&[parent, ("x/a.rs", "use super::B; pub struct A(B);"), ("x/b.rs", "pub struct B;")]);
    assert!(circles(&line).is_empty());
    // A parent with something of its own that its child uses is below the child.
    let below = made(&[
        ("x/mod.rs", "mod a; pub use a::A; pub const N: usize = 1;"),
        ("x/a.rs", "use super::N; pub struct A([u8; N]);"),
    ]);
    assert!(circles(&below).is_empty());
    let both = made(&[
        ("x/mod.rs", "mod a; pub use a::A; pub const N: usize = A::N;"),
        ("x/a.rs", "use super::N; pub struct A([u8; N]);"),
    ]);
    one(&circles(&both), "2 files");
}

#[test]
fn circles_in_private_imports_modules_and_macros_are_found() {
    // A parent that imports its child for itself, by the child's module.
    let module = made(&[("x.rs", "mod a; fn f() { a::g(); } pub fn h() {}"), ("x/a.rs", "pub fn g() { super::h(); }")]);
    one(&circles(&module), "2 files");
    let inline = made(&[
        ("a.rs", "use crate::b::inner; mod m { pub struct A; }"),
        ("b.rs", "pub mod inner { use crate::a; fn f() { a::m::A; } }"),
    ]);
    one(&circles(&inline), "2 files");
    let by_macro = made(&[
        ("a.rs", "macro_rules! go { () => {} } pub struct A;"),
        ("a/b.rs", "go!(); fn f(_: super::A) {}"),
        ("c.rs", ""),
    ]);
    assert!(circles(&by_macro).is_empty());
    let with_macro =
        made(&[("a.rs", "macro_rules! go { () => {} } fn f(_: b::B) {}"), ("a/b.rs", "go!(); pub struct B;")]);
    one(&circles(&with_macro), "2 files");
}

/// A sibling reached through its parent's name is no import of the parent.
#[test]
fn a_path_through_a_parent_leads_to_the_sibling() {
    let all = made(&[
        ("x/mod.rs", "mod a; mod b; use a::A; fn f(_: A) {}"),
        ("x/a.rs", "use super::b; pub struct A(b::B);"),
        ("x/b.rs", "pub struct B;"),
    ]);
    assert!(circles(&all).is_empty());
}

#[test]
fn the_table_gives_each_part_one_row() {
    let mut rows: Vec<&str> = MAY_IMPORT.iter().map(|(part, _, _)| *part).collect();
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(rows.len(), MAY_IMPORT.len());
    assert!(MAY_IMPORT.iter().all(|(_, _, reason)| !reason.is_empty()));
}
