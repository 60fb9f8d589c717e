use super::*;
use proptest::prelude::*;
use std::os::unix::net::UnixListener;

type Outcome = Result<(String, Facts), SourceError>;

/// Hands out its bytes in pieces of the given sizes, so that every kind of border occurs.
struct Pieces<'a>(&'a [u8], std::iter::Cycle<std::vec::IntoIter<usize>>);

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.1.next().unwrap().min(out.len()).min(self.0.len());
        out[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

fn in_pieces(bytes: &[u8], sizes: Vec<usize>) -> Outcome {
    let pieces = Pieces(bytes, sizes.into_iter().cycle());
    from(pieces, bytes.len() as u64)
}

fn from(bytes: impl Read, total: u64) -> Outcome {
    let mut text = String::new();
    let facts = read_from(Path::new("x.txt"), bytes, total, &mut text, &mut unwatched)?;
    Ok((text, facts))
}

fn read(path: &Path) -> Outcome {
    Source::File(path).read_whole(&mut unwatched)
}

fn memory(text: &str) -> (String, Facts) {
    Source::Memory(text).read_whole(&mut unwatched).unwrap()
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
fn bad_bytes_are_named_by_their_offset_wherever_blocks_end() {
    // (bytes, offset): a Latin-1 letter; a character cut by a letter; one cut by the end; an encoded surrogate.
    for (bytes, at) in
        [(&b"ab\xe9c"[..], 2), (b"\xea\xb0\x80\xea\xb0c", 3), (b"abc\xf0\x9f\x9a", 3), (b"a\xed\xa0\x80", 1)]
    {
        for size in 1..8 {
            let error = in_pieces(bytes, vec![size]).unwrap_err();
            assert!(matches!(error, SourceError::NotUtf8 { offset, .. } if offset == at), "{size}: {error}");
        }
    }
}

#[test]
fn what_is_no_text_file_is_refused_in_a_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("no\u{1b}[31m\nsuch");
    let said = sentence(read(&path));
    assert!(said.starts_with("there is no file") && said.contains("no\\u{1b}[31m\\nsuch"), "{said}");
    assert!(sentence(read(dir.path())).contains("is a directory"));
    assert!(sentence(read(Path::new("/dev/null"))).contains("not a regular file"));
    let _socket = UnixListener::bind(dir.path().join("s")).unwrap();
    assert!(sentence(read(&dir.path().join("s"))).contains("not a regular file"));
    let file = dir.path().join("f");
    fs::write(&file, b"ab\xff").unwrap();
    let said = sentence(read(&file));
    assert!(said.contains("offset 2") && said.contains(file.to_str().unwrap()), "{said}");
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
    Source::File(&path).read_whole(&mut note).unwrap();
    let total = 2 * BLOCK as u64 + 5;
    assert_eq!(seen, [(BLOCK as u64, total), (2 * BLOCK as u64, total), (total, total)]);
    let stopped = Source::File(&path).read_whole(&mut |_, _| ControlFlow::Break(()));
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
        prop_assert_eq!(&in_pieces(text.as_bytes(), sizes).unwrap(), &whole);
        let plain = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n");
        prop_assert_eq!(whole.0, plain);
    }

    #[test]
    fn what_is_written_reads_as_itself(text in odd_text()) {
        prop_assert_eq!(memory(&Kept(&text).to_string()).0, text);
    }
}
