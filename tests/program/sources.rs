//! Where data comes from: files in any encoding, packed or not, several of them, directories, standard input. Each run
//! begins with the files alone and goes on exactly; what cannot be read is refused in one sentence of our own.

use std::fs;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

use crate::support::program::{answered, done, exported, refused, rnntui, saved};
use flate2::Compression;
use flate2::write::GzEncoder;
use rnntui::config::{Options, TaskKind};
use rnntui::data::{self, Data, Encodings, Format, TextReading};
use rnntui::session::format::Session;
use rnntui::session::source::{Corpus, Source};
use rnntui::task::Setup;
use rnntui::train::trainer::Trainer;
use tempfile::TempDir;

const WORDS: &str = "동해 물과 백두산이 마르고 닳도록\nthe sea is wide, the ship is small, and long for the sea\n";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn utf_16(text: &str) -> Vec<u8> {
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn euc_kr(text: &str) -> Vec<u8> {
    encoding_rs::EUC_KR.encode(text).0.into_owned()
}

/// More than a session keeps, of a pattern that is learnt in no time.
fn large() -> String {
    (0..7000).map(|i| format!("{} + {} = {}\n", i % 9, i % 7, i % 9 + i % 7)).collect::<Vec<_>>().concat()
}

fn corpus(dir: &Path, session: &str) -> Corpus {
    Session::read(&dir.join(session)).unwrap().source.corpus
}

/// Two runs of two steps each and one of four on the same files end with the same parameters.
fn goes_on(dir: &Path, files: &[&str]) -> String {
    const BRIEF: [&str; 6] = ["--headless", "--hidden", "4", "--epochs", "1", "--overwrite"];
    let run = |session: &str, epochs: &str| {
        let options = BRIEF.map(|option| if option == "1" { epochs } else { option });
        let output = done(dir, &[files, &options[..], &["--session", session]].concat());
        String::from_utf8(output.stderr).unwrap()
    };
    let said = run("whole.ron", "2");
    run("part.ron", "1");
    done(dir, &["resume", "part.ron", "--headless", "--epochs", "1"]);
    assert!(exported(dir, "whole.ron") == exported(dir, "part.ron"), "{files:?}");
    assert_eq!(saved(dir, "whole.ron").record.train, saved(dir, "part.ron").record.train, "{files:?}");
    said
}

#[test]
fn a_small_file_of_any_kind_is_read_as_it_is_and_goes_on() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let plain = WORDS.repeat(3);
    for (name, bytes, encoding, said) in [
        ("plain.txt", plain.clone().into_bytes(), "utf-8", ""),
        ("packed.txt.gz", gzip(plain.as_bytes()), "utf-8", "Unpacked from gzip."),
        ("packed-without-ending.txt", gzip(plain.as_bytes()), "utf-8", "Unpacked from gzip."),
        ("utf16.txt", utf_16(&plain), "utf-16le", "Read as UTF-16LE"),
        ("korean.txt", euc_kr(&plain), "euc-kr", "Read as EUC-KR"),
        ("crlf.txt", plain.replace('\n', "\r\n").into_bytes(), "utf-8", "6 CRLF line ends read as LF."),
        ("bom.txt", format!("\u{feff}{plain}").into_bytes(), "utf-8", "byte-order mark"),
        ("dos.txt", format!("{plain}\u{1a}").into_bytes(), "utf-8", "A Ctrl-Z at the end was read as the end"),
    ] {
        fs::write(dir.join(name), bytes).unwrap();
        let notes = goes_on(dir, &[name]);
        assert!(notes.contains(said), "{name}: {notes}");
        assert_eq!(corpus(dir, "whole.ron"), Corpus::Inline(vec![plain.clone()]), "{name}");
        let options = saved(dir, "whole.ron").config.options();
        assert_eq!(options.text("encoding"), Some(encoding), "{name}");
    }
}

/// The rows of a DOS file are those before its end; each was refused once for the last one.
#[test]
fn the_ctrl_z_of_dos_ends_a_file_of_rows() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let rows = |row: &dyn Fn(u32) -> String| (0..30).map(|at| row(at) + "\r\n").collect::<String>() + "\u{1a}";
    for (name, text, rows) in [
        ("series.csv", rows(&|at| format!("{at},{}", at * at % 7)), "30 rows"),
        ("labels.csv", format!("label,text\r\n{}", rows(&|at| format!("l{},word", at % 2))), "30 rows"),
        ("labels.tsv", rows(&|at| format!("l{}\tword", at % 2)), "30 rows"),
    ] {
        fs::write(dir.join(name), text).unwrap();
        let task = if name.starts_with("labels") { "classify" } else { "series" };
        let output = done(dir, &[name, "--task", task, "--headless", "--epochs", "0"]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("A Ctrl-Z at the end was read as the end of the file."), "{name}: {said}");
        assert!(name.ends_with("tsv") || said.contains(rows), "{name}: {said}");
    }
}

/// A version before read the Ctrl-Z at the end of a file as a character, and a net has learnt it.
#[test]
fn a_run_that_began_with_a_ctrl_z_as_a_character_goes_on_with_it() {
    let dir = TempDir::new().unwrap();
    let files = [dir.path().join("dos.txt")];
    fs::write(&files[0], large() + "\u{1a}").unwrap();
    let encodings = Encodings::default();
    for from in [data::Source::WithCtrlZ(&files, &encodings), data::Source::Files(&files, None)] {
        let text =
            Data::read(from, &Format::Text(TextReading::CHARACTERS), &mut |_, _| ControlFlow::Continue(())).unwrap();
        let setup = Setup::new(&Options::default(), TaskKind::Text, text).unwrap();
        let source = Source::new("dos.txt", &files, &setup).unwrap();
        let checkpoint = Trainer::new(setup, 1).unwrap().checkpoint();
        let session = Session { source, checkpoint };
        let again = session.setup(&dir.path().join("s.ron"), None, &mut |_, _| ControlFlow::Continue(())).unwrap();
        assert_eq!(again.data().names(), session.source.names, "{from:?}");
        assert_eq!(again.size(), &session.source.size, "{from:?}");
    }
}

#[test]
fn large_files_are_found_again_together_and_anywhere_else() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    fs::create_dir_all(dir.join("texts/deeper")).unwrap();
    let (sums, korean) = (large(), WORDS.repeat(900));
    fs::write(dir.join("texts/b.txt.gz"), gzip(sums.as_bytes())).unwrap();
    fs::write(dir.join("texts/a.txt"), euc_kr(&korean)).unwrap();
    fs::write(dir.join("texts/.hidden"), "never").unwrap();
    fs::write(dir.join("texts/deeper/c.txt"), "never").unwrap();
    let said = goes_on(dir, &["texts"]);
    assert!(said.contains("2 files were read, one after the other.") && said.contains("EUC-KR, UTF-8"), "{said}");
    let Corpus::Files { paths, characters, .. } = corpus(dir, "whole.ron") else { panic!("it is large") };
    let path = |name: &str| dir.join("texts").join(name);
    assert_eq!(paths, [path("a.txt"), path("b.txt.gz")]);
    assert_eq!(characters, sums.chars().count() + korean.chars().count());
    let by_hand = TempDir::new().unwrap();
    fs::copy(dir.join("part.ron"), by_hand.path().join("s.ron")).unwrap();
    fs::rename(dir.join("texts"), dir.join("moved")).unwrap();
    let moved = dir.join("moved").to_str().unwrap().to_owned();
    done(by_hand.path(), &["resume", "s.ron", "--headless", "--epochs", "1", "--data", &moved]);
    fs::write(dir.join("moved/b.txt.gz"), gzip(sums.replace('3', "4").as_bytes())).unwrap();
    refused(by_hand.path(), &["resume", "s.ron", "--data", &moved], "has changed");
}

#[test]
fn standard_input_is_kept_if_it_is_small_and_asked_for_again_if_it_is_not() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let run = ["-", "--headless", "--epochs", "1", "--hidden", "4", "--session"];
    let small = answered(dir, &[&run[..], &["small.ron"]].concat(), WORDS.as_bytes());
    assert!(small.status.success(), "{}", String::from_utf8_lossy(&small.stderr));
    assert_eq!(corpus(dir, "small.ron"), Corpus::Inline(vec![WORDS.to_owned()]));
    done(dir, &["resume", "small.ron", "--headless", "--epochs", "1"]);

    let sums = large();
    let packed = gzip(sums.as_bytes());
    let said = answered(dir, &[&run[..], &["large.ron"]].concat(), &packed);
    let said = String::from_utf8(said.stderr).unwrap();
    assert!(said.contains("The data came through a pipe") && said.contains("Unpacked from gzip"), "{said}");
    refused(dir, &["resume", "large.ron"], "came from standard input");
    fs::write(dir.join("sums"), &packed).unwrap();
    done(dir, &["resume", "large.ron", "--headless", "--epochs", "1", "--data", "sums"]);
    fs::write(dir.join("sums"), gzip(b"others")).unwrap();
    refused(dir, &["resume", "large.ron", "--data", "sums"], "\"sums\" has changed");
}

#[test]
fn the_ending_below_gzip_says_the_task_and_names_the_session() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let rows = (0..40).map(|i| format!("{},{}\n", i * i % 7, i * 3 % 5)).collect::<Vec<_>>().concat();
    fs::write(dir.join("numbers.csv.gz"), gzip(format!("a,b\n{rows}").as_bytes())).unwrap();
    done(dir, &["numbers.csv.gz", "--headless", "--epochs", "1"]);
    let session = Session::read(&dir.join("sessions/numbers.ron")).unwrap();
    assert_eq!(session.checkpoint.config.task.kind().name(), "series");
    assert_eq!(session.source.name, "numbers.csv.gz");
}

/// Each refusal is one sentence with the file's name and a way on, and never of the parser of the command line.
#[test]
fn whatever_cannot_be_read_is_refused_in_one_sentence_of_our_own() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let write = |name: &str, bytes: &[u8]| fs::write(dir.join(name), bytes).unwrap();
    write("good.txt", WORDS.as_bytes());
    write("image.txt", b"\x89PNG\r\n\x1a\n\0\0");
    write("book.zip", b"PK\x03\x04\0\0");
    write("zeros.txt", b"one\ntwo\0");
    write("latin.txt", b"one\ncaf\xe9\n");
    write("cut.gz", &gzip(&WORDS.repeat(20).into_bytes())[..60]);
    write("-n.txt", WORDS.as_bytes());
    fs::create_dir(dir.join("empty")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(dir.join("pipe")).status().unwrap().success());
    let table: [(&[&str], &[&str]); 16] = [
        (&["nosuch.txt"], &["there is no file \"nosuch.txt\"", "check the name"]),
        (&["nosuch.txt", "more.txt"], &["there is no file \"nosuch.txt\""]),
        (&["good.txt", "nosuch.txt"], &["there is no file \"nosuch.txt\""]),
        (&["good.txt", "lesson"], &["there is no file \"lesson\""]),
        (&["good.txt", "empty"], &["the directory \"empty\" holds no file"]),
        (&["-n.txt"], &["-n.txt", "./-n.txt"]),
        (&["pipe"], &["\"pipe\" is not a regular file", "rnntui -"]),
        (&["/dev/zero"], &["\"/dev/zero\" is not a regular file"]),
        (&["-", "good.txt", "-"], &["standard input", "once"]),
        (&["image.txt"], &["\"image.txt\" is a PNG image, not text"]),
        (&["good.txt", "book.zip"], &["\"book.zip\" is a zip archive", "unpack it"]),
        (&["zeros.txt"], &["\"zeros.txt\", line 2", "offset 7", "--encoding utf-8"]),
        (&["latin.txt", "--encoding", "utf-8"], &["\"latin.txt\", line 2 is not UTF-8", "offset 7", "--encoding"]),
        (&["latin.txt", "--encoding", "utf-9"], &["utf-9", "windows-1252"]),
        (&["good.txt", "--encoding", "utf-8,euc-kr"], &["2 encodings for 1 files"]),
        (&["cut.gz"], &["\"cut.gz\"", "cannot be unpacked", "gzip -d"]),
    ];
    for (args, says) in table {
        for said in says {
            refused(dir, args, said);
        }
        for of_clap in ["unexpected argument", "unrecognized subcommand"] {
            let stderr = String::from_utf8(rnntui(dir, args).stderr).unwrap();
            assert!(!stderr.contains(of_clap), "{args:?}: {stderr}");
        }
    }
    refused(dir, &["lesson", "hihello", "--headless", "--encoding", "utf-8"], "--encoding");
}
