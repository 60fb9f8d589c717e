use std::fmt::{self, Write as _};
use std::fs;
use std::os::unix::net::UnixListener;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::*;

type Outcome = Result<(String, Facts), SourceError>;

/// The characters and their byte-order mark and CRLFs, from blocks of these sizes.
fn in_pieces(mut bytes: &[u8], sizes: &[usize], encoding: Encoding) -> Result<(String, bool, u64), (u64, u64)> {
    let mut text = String::new();
    let mut decoder = Decoder::new(encoding, &mut text);
    let place = |refusal| match refusal {
        Refusal::Undecodable { line, offset } => (line, offset),
        Refusal::Memory => panic!("there is memory"),
    };
    for &size in sizes.iter().cycle() {
        let (block, rest) = bytes.split_at(size.min(bytes.len()));
        if block.is_empty() {
            break;
        }
        decoder.feed(block).map_err(place)?;
        bytes = rest;
    }
    decoder.finish().map_err(place)?;
    let (had_bom, crlf) = (decoder.had_bom, decoder.crlf);
    Ok((text, had_bom, crlf))
}

/// All characters as one text.
fn whole(source: Source, progress: &mut Progress) -> Outcome {
    let mut text = String::new();
    let facts = source.read(&mut text, progress)?;
    Ok((text, facts))
}

/// Reads what claims to have so many bytes.
fn from(bytes: impl Read, total: u64) -> Outcome {
    let (mut text, mut progress) = (String::new(), unwatched);
    let mut reading = Reading::new(total, &mut text, &mut progress);
    reading.stream(Path::new("x.txt"), bytes, Some(total), Encoding::utf_8())?;
    let facts = reading.facts(false);
    Ok((text, facts))
}

fn read(path: &Path) -> Outcome {
    read_all(&[path.to_owned()], None)
}

fn read_all(paths: &[PathBuf], encodings: Option<&str>) -> Outcome {
    let encodings = encodings.map(|names| names.parse().unwrap());
    whole(Source::Files(paths, encodings.as_ref()), &mut unwatched)
}

/// Reads these bytes from a file.
fn filed(bytes: &[u8], encodings: Option<&str>) -> Outcome {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("f");
    fs::write(&path, bytes).unwrap();
    read_all(&[path], encodings)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    io::Write::write_all(&mut packed, bytes).unwrap();
    packed.finish().unwrap()
}

fn utf_16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

fn memory(text: &str) -> (String, Facts) {
    whole(Source::Memory(&[text]), &mut unwatched).unwrap()
}

fn sentence(result: Outcome) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_file_becomes_characters_and_facts() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.txt");
    fs::write(&path, "\u{feff}가나\r\n가\r🚢\r\n").unwrap();
    let (text, facts) = read(&path).unwrap();
    assert_eq!(text, "가나\n가\r🚢\n");
    assert_eq!((facts.bytes, facts.had_bom, facts.crlf), (21, true, 2));
    assert_eq!(facts.notes(), ["A byte-order mark at the start was left out.", "2 CRLF line ends read as LF."]);
}

#[test]
fn the_hash_is_the_one_sha256sum_prints() {
    let (_, facts) = memory("abc");
    assert_eq!(facts.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert!(facts.notes().is_empty());
}

#[test]
fn only_the_first_character_can_be_a_byte_order_mark_and_only_cr_before_lf_goes() {
    assert_eq!(memory("\u{feff}\u{feff}a").0, "\u{feff}a");
    assert_eq!(memory("a\r\r\nb\n\r").0, "a\r\nb\n\r");
    assert_eq!(memory("\r\n\r\n").1.notes(), ["2 CRLF line ends read as LF."]);
    assert_eq!(memory("a\r\n").1.notes(), ["1 CRLF line end read as LF."]);
}

#[test]
fn a_ctrl_z_ends_a_file_and_is_a_character_anywhere_else() {
    for (bytes, text) in [
        (&b"a\r\n\x1a"[..], "a\n"),
        (b"a\r\x1a\x1a", "a\r"),
        (b"caf\xe9\r\n\x1a", "caf\u{e9}\n"),
        (&gzip(b"a\x1a"), "a"),
        (&utf_16("abc\n\u{1a}", u16::to_le_bytes), "abc\n"),
    ] {
        let (read, facts) = filed(bytes, None).unwrap();
        assert_eq!((read.as_str(), facts.had_ctrl_z), (text, true), "{bytes:?}");
        assert_eq!(facts.text_bytes, text.len() as u64, "{bytes:?}");
        assert!(facts.notes().contains(&"A Ctrl-Z at the end was read as the end of the file.".to_owned()));
    }
    let inside = "a\x1ab\x1a\x1a\n";
    let (read, facts) = filed(inside.as_bytes(), None).unwrap();
    assert_eq!((read.as_str(), facts.had_ctrl_z), (inside, false));
    for size in 1..6 {
        let (read, ..) = in_pieces(b"\x1ab\r\n\x1a\x1ac\x1a\x1a", &[size], Encoding::utf_8()).unwrap();
        assert_eq!(read, "\x1ab\n\x1a\x1ac", "{size}");
    }
    assert_eq!(memory("a\x1a").0, "a\x1a", "what was read once is read as it is");
    let dir = tempfile::tempdir().unwrap();
    let paths = [dir.path().join("f")];
    fs::write(&paths[0], "a\x1a").unwrap();
    let (read, facts) = whole(Source::WithCtrlZ(&paths, &Encodings::default()), &mut unwatched).unwrap();
    assert_eq!((read.as_str(), facts.had_ctrl_z), ("a\x1a", false), "as it was read once");
}

#[test]
fn bad_bytes_are_named_by_their_line_and_offset_wherever_blocks_end() {
    // (bytes, line, offset): a Latin-1 letter; a character cut by a letter; one cut by the end; an encoded surrogate.
    for (bytes, line, at) in [
        (&b"a\n\xe9c"[..], 2, 2),
        (b"\xea\xb0\x80\xea\xb0c", 1, 3),
        (b"\n\nc\xf0\x9f\x9a", 3, 3),
        (b"a\xed\xa0\x80", 1, 1),
    ] {
        for size in 1..8 {
            assert_eq!(in_pieces(bytes, &[size], Encoding::utf_8()), Err((line, at)), "{size}");
        }
    }
}

#[test]
fn utf_8_is_never_taken_for_anything_else_and_other_text_for_what_it_is() {
    let korean = "가나다라 마바사 아자차카\n동해물과 백두산이 마르고 닳도록\n하느님이 보우하사 우리나라 만세\n";
    let french = "Le caf\u{e9} d\u{e9}j\u{e0} ferm\u{e9}, la for\u{ea}t \u{e9}tait tr\u{e8}s calme.\n";
    let encoded =
        |text: &str, name: &str| encoding_rs::Encoding::for_label(name.as_bytes()).unwrap().encode(text).0.into_owned();
    let marked = |bytes: Vec<u8>, mark: &[u8]| [mark, &bytes].concat();
    for (bytes, text, name) in [
        (korean.as_bytes().to_vec(), korean, "utf-8"),
        (encoded(korean, "euc-kr"), korean, "euc-kr"),
        (encoded(french, "latin1"), french, "windows-1252"),
        (utf_16("hello\n", u16::to_le_bytes), "hello\n", "utf-16le"),
        (utf_16("hello\n", u16::to_be_bytes), "hello\n", "utf-16be"),
        (marked(utf_16(korean, u16::to_le_bytes), b"\xff\xfe"), korean, "utf-16le"),
        (marked(utf_16(korean, u16::to_be_bytes), b"\xfe\xff"), korean, "utf-16be"),
    ] {
        for bytes in [gzip(&bytes), bytes] {
            let (read, facts) = filed(&bytes, None).unwrap();
            assert_eq!((read.as_str(), facts.encodings.to_string().as_str()), (text, name));
            assert_eq!((facts.bytes, facts.text_bytes), (bytes.len() as u64, text.len() as u64), "{name}");
            assert_eq!(facts.sha256, sha256_hex(&bytes), "{name}: of the bytes as they lie there");
            let said = facts.notes().join(" ");
            assert_eq!(said.contains("Read as"), name != "utf-8", "{said}");
            assert_eq!(said.contains("Unpacked from gzip."), bytes.starts_with(&[0x1f, 0x8b]), "{said}");
            // What is written out reads the same again, and is no guess then.
            let again = filed(&bytes, Some(name)).unwrap();
            assert_eq!((again.0, again.1.guessed), (read, false));
        }
    }
}

#[test]
fn what_is_not_utf_8_only_far_behind_the_first_block_is_found_all_the_same() {
    let mut bytes = "plain text\n".repeat(BLOCK / 8).into_bytes();
    bytes.extend("d\u{e9}j\u{e0} vu\n".chars().map(|c| u8::try_from(u32::from(c)).unwrap()));
    let (text, facts) = filed(&bytes, None).unwrap();
    assert!(text.ends_with("\ndéjà vu\n") && facts.encodings.to_string() == "windows-1252", "{facts:?}");
    let said = sentence(filed(&bytes, Some("utf-8")));
    assert!(said.contains(&format!("line {} is not UTF-8: the byte at offset", BLOCK / 8 + 1)), "{said}");
    assert!(said.contains("--encoding"), "{said}");
}

#[test]
fn what_holds_no_text_is_refused_in_one_sentence_with_a_remedy() {
    let table: [(&[u8], Option<&str>, &[&str]); 10] = [
        (b"PK\x03\x04\x14\0\0", None, &["a zip archive", "unpack it"]),
        (b"\x89PNG\r\n\x1a\n\0", None, &["a PNG image"]),
        (b"%PDF-1.4\n", None, &["a PDF", "pdftotext"]),
        (b"one\ntwo\0\0three", None, &["line 2 is not text", "offset 7", "--encoding utf-8"]),
        (b"\x01\x02\xff\x03\x04", None, &["line 1 is not text"]),
        (b"\x1f\x8b\x08\0\0\0\0\0", None, &["begins as gzip does", "gzip -d"]),
        (b"\xff\xfea\0", Some("utf-8"), &["begins as UTF-16LE does, not as UTF-8", "--encoding"]),
        (b"caf\xe9", Some("utf-8"), &["line 1 is not UTF-8: the byte at offset 3", "iconv"]),
        (b"a\0b", Some("utf-16le"), &["is not UTF-16LE"]),
        (b"a", Some("utf-8,euc-kr"), &["names 2 encodings for 1 files"]),
    ];
    for (bytes, encodings, says) in table {
        let said = sentence(filed(bytes, encodings));
        assert!(says.iter().all(|part| said.contains(part)), "{bytes:?}: {said}");
        assert!(said.lines().count() == 1 && !said.ends_with('.'), "{said}");
    }
    assert_eq!(filed(b"one\0", Some("utf-8")).unwrap().0, "one\0", "as it is, if that is asked for");
    let packed = gzip(&b"much text\n".repeat(99));
    assert!(sentence(filed(&packed[..packed.len() / 2], None)).contains("cannot be unpacked"));
}

#[test]
fn several_files_are_one_text_and_one_sum_and_each_may_have_its_own_encoding() {
    let dir = tempfile::tempdir().unwrap();
    let contents: [&[u8]; 3] = [b"one\r\n", &gzip(b"\xef\xbb\xbftwo"), "déjà vu, café, forêt, été".as_bytes()];
    let latin: Vec<u8> = "déjà vu, café, forêt".chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let paths: Vec<_> = (0..4).map(|at| dir.path().join(at.to_string())).collect();
    for (path, bytes) in paths.iter().zip(contents.iter().copied().chain([&*latin])) {
        fs::write(path, bytes).unwrap();
    }
    let (text, facts) = read_all(&paths, None).unwrap();
    assert_eq!(text, "one\ntwodéjà vu, café, forêt, étédéjà vu, café, forêt");
    assert_eq!(facts.sha256, sha256_hex(&[&contents.concat(), &*latin].concat()));
    assert_eq!((facts.files, facts.unpacked, facts.crlf, facts.had_bom), (4, 1, 1, true));
    assert_eq!(facts.encodings.to_string(), "utf-8,utf-8,utf-8,windows-1252");
    assert_eq!(read_all(&paths, Some("utf-8,utf-8,utf-8,windows-1252")).unwrap().0, text);
    let (texts, _) = Source::Files(&paths, None).read_files(&mut unwatched).unwrap();
    assert_eq!(texts.iter().map(|file| &*file.text).collect::<String>(), text);
    assert!(texts.iter().map(|file| &file.path).eq(&paths));
}

#[test]
fn what_is_no_text_file_is_refused_in_a_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("no\u{1b}[31m\nsuch");
    let said = sentence(read(&path));
    assert!(said.starts_with("there is no file") && said.contains("no\\u{1b}[31m\\nsuch"), "{said}");
    assert!(sentence(read(dir.path())).contains("is a directory"));
    assert!(files_of(&[dir.path().to_owned()]).unwrap_err().to_string().contains("holds no file"));
    assert!(sentence(read(Path::new("/dev/null"))).contains("not a regular file"));
    let _socket = UnixListener::bind(dir.path().join("s")).unwrap();
    assert!(sentence(read(&dir.path().join("s"))).contains("not a regular file"));
    let file = dir.path().join("f");
    fs::write(&file, "text").unwrap();
    assert!(sentence(read(&file.join("below"))).contains("there is no file"));
}

#[test]
fn a_pipe_is_refused_without_waiting_for_a_writer() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert!(matches!(read(&path), Err(SourceError::NotRegular { .. })));
}

#[test]
fn a_file_that_changes_while_read_is_refused() {
    for total in [2, 4] {
        let result = from(&b"abc"[..], total);
        assert!(matches!(result, Err(SourceError::Changed { .. })), "{total}");
    }
}

#[test]
fn progress_counts_up_to_the_size_and_can_stop_the_reading() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("big");
    fs::write(&path, vec![b'a'; 2 * BLOCK + 5]).unwrap();
    let mut seen = Vec::new();
    let mut note = |read, total| {
        seen.push((read, total));
        ControlFlow::Continue(())
    };
    whole(Source::Files(std::slice::from_ref(&path), None), &mut note).unwrap();
    let total = 2 * BLOCK as u64 + 5;
    assert_eq!((seen.len(), seen[2]), (3, (total, total)));
    assert!(seen.windows(2).all(|pair| pair[1].1 == total && pair[0].0 < pair[1].0), "{seen:?}");
    assert!(seen[0].0 >= BLOCK as u64 && seen[1].0 - seen[0].0 >= BLOCK as u64, "{seen:?}");
    let stopped = whole(Source::Files(std::slice::from_ref(&path), None), &mut |_, _| ControlFlow::Break(()));
    assert!(matches!(stopped, Err(SourceError::Cancelled { .. })));
}

#[test]
fn an_impossible_size_is_an_error_not_an_abort() {
    let result = from(&b"abc"[..], u64::MAX / 2);
    assert!(matches!(result, Err(SourceError::TooLarge { .. })));
}

/// Writes as the tables do.
struct Kept<'a>(&'a str);

impl fmt::Display for Kept<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Rereadable::new(f).write_str(self.0)
    }
}

fn odd_text() -> impl Strategy<Value = String> {
    let part = prop_oneof![Just("\r"), Just("\n"), Just("\u{feff}"), Just("한"), Just("🚢"), Just("é"), Just("ab")];
    prop::collection::vec(part, 2..40).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn where_blocks_end_changes_nothing(text in odd_text(), sizes in prop::collection::vec(1..6_usize, 1..5)) {
        let whole = memory(&text);
        let pieces = in_pieces(text.as_bytes(), &sizes, Encoding::utf_8()).unwrap();
        prop_assert_eq!(pieces, (whole.0.clone(), whole.1.had_bom, whole.1.crlf));
        let wide = utf_16(&text, u16::to_le_bytes);
        let pieces = in_pieces(&wide, &sizes, Encoding::utf_16le()).unwrap();
        prop_assert_eq!(pieces, (whole.0.clone(), whole.1.had_bom, whole.1.crlf));
        let plain = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n");
        prop_assert_eq!(whole.0, plain);
    }

    #[test]
    fn what_is_written_reads_as_itself(text in odd_text()) {
        prop_assert_eq!(memory(&Kept(&text).to_string()).0, text);
    }
}
