//! What reads files of unknown origin, one function a kind of file: whatever the bytes, each comes back with an answer
//! or with a refusal. It never panics, never hangs, and never asks for memory on the word of a size that the bytes
//! claim.
#![allow(dead_code, reason = "each target of `fuzz/` takes one of them")]

use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

use rnntui::config::{FillKind, Opt, Options, TaskKind, rows};
use rnntui::data::{Data, Documents, Format, Source, TextReading, Unit};
use rnntui::session::format::{Session, encode};
use rnntui::session::weights;
use rnntui::task::Setup;
use rnntui::train::trainer::Trainer;
use sha2::{Digest as _, Sha256};

/// Reads the bytes from a file.
fn filed<T>(bytes: &[u8], read: impl FnOnce(&Path) -> T) -> T {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    read(file.path())
}

/// The body with a right checksum, so that what it says has to be checked.
pub fn sealed(bytes: &[u8]) -> Vec<u8> {
    const TRAILER: &[u8] = b"// sha256: ";
    let end = bytes.windows(TRAILER.len()).rposition(|part| part == TRAILER).unwrap_or(bytes.len());
    let digest = Sha256::digest(&bytes[..end]).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    [&bytes[..end], TRAILER, digest.as_bytes(), b"\n"].concat()
}

/// A session, the data in it, a step of the run that it is, and the session of that. Whether all of it could be had.
pub fn session(bytes: &[u8]) -> bool {
    filed(&sealed(bytes), |path| {
        let Ok(session) = Session::read(path) else { return false };
        let Ok(setup) = session.setup(path, None, &mut |_, _| ControlFlow::Continue(())) else { return false };
        let Ok(mut trainer) = Trainer::new(setup, 1) else { return false };
        if trainer.restore(session.checkpoint).is_err() {
            return false;
        }
        trainer.advance();
        encode(&session.source, &trainer.checkpoint()).is_ok()
    })
}

/// Numbers in columns, and the columns of texts beside them, as each task takes them, with nothing asked and with what
/// can be asked. What is taken is read again from what it writes, as what was decided.
pub fn csv(bytes: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(bytes) else { return false };
    let asked = [
        (TaskKind::Series, Options::default()),
        (TaskKind::Series, Options::default().with(&rows::GROUP, "1".to_owned()).with(&rows::FILL, FillKind::None)),
        (TaskKind::Classify, columns([&rows::LABEL_COLUMN, &rows::TEXT_COLUMN])),
        (TaskKind::Translate, columns([&rows::SOURCE_COLUMN, &rows::TARGET_COLUMN])),
    ];
    // Each of them, not only the first that takes it.
    asked.map(|(task, options)| table(text, task, &options))[0]
}

/// The first and the second column.
fn columns(options: [&Opt<String>; 2]) -> Options {
    Options::default().with(options[0], "1".to_owned()).with(options[1], "2".to_owned())
}

/// Rows of two columns, as each task takes them.
pub fn tsv(bytes: &[u8]) -> bool {
    let tasks = [TaskKind::Classify, TaskKind::Generate, TaskKind::Translate];
    // Each of them, not only the first that takes it.
    str::from_utf8(bytes).is_ok_and(|text| tasks.map(|task| table(text, task, &Options::default())).contains(&true))
}

fn table(text: &str, task: TaskKind, options: &Options) -> bool {
    let Ok(data) = Data::parse(text, &options.format(task)) else { return false };
    let Ok(setup) = Setup::new(options, task, data) else { return false };
    let again =
        Data::parse(&setup.data().texts().concat(), &setup.config().format()).expect("what was taken is taken again");
    assert_eq!(again.names(), Data::parse(text, &options.format(task)).expect("it was taken before").names());
    true
}

/// A text in any encoding, packed or not, by characters and by words, with and without documents.
pub fn text(bytes: &[u8]) -> bool {
    let readings = [Unit::Chars, Unit::Words]
        .into_iter()
        .flat_map(|unit| Documents::ALL.map(|documents| Format::Text(TextReading { unit, documents })));
    filed(bytes, |path| {
        let files = [path.to_owned()];
        let mut read = 0;
        for format in readings {
            let from = Source::Files(&files, None);
            let Ok(data) = Data::read(from, &format, &mut |_, _| ControlFlow::Continue(())) else { continue };
            read += 1;
            // What was found reads the same again.
            let from = Source::Files(&files, Some(&data.facts().encodings));
            let again = Data::read(from, &format, &mut |_, _| ControlFlow::Continue(())).unwrap();
            assert_eq!(again.texts(), data.texts());
            // And so does what a session keeps, even of a text of rare words.
            let (Data::Text(text), Data::Text(mut rare)) = (data, again) else { unreachable!("a text was read") };
            rare.know_only(text.tokens.len() / 2, 2);
            let kept = rare.texts();
            let kept: Vec<&str> = kept.iter().map(String::as_str).collect();
            let Data::Text(kept) =
                Data::read(Source::Memory(&kept), &format, &mut |_, _| ControlFlow::Continue(())).unwrap()
            else {
                unreachable!("a text was read")
            };
            assert_eq!(
                (kept.tokens, kept.documents, kept.vocab),
                (text.tokens, text.documents, text.vocab),
                "{format:?}"
            );
        }
        read > 0
    })
}

/// Weights of PyTorch's.
pub fn safetensors(bytes: &[u8]) -> bool {
    filed(bytes, |path| weights::import(path).is_ok())
}
