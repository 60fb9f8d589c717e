use super::*;
use proptest::prelude::*;
use std::os::unix::net::UnixListener;

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

fn in_pieces(bytes: &[u8], sizes: Vec<usize>) -> Result<Text, TextError> {
    let pieces = Pieces(bytes, sizes.into_iter().cycle());
    read_from(Path::new("x.txt"), pieces, bytes.len() as u64, &mut |_, _| ControlFlow::Continue(()))
}

fn read(path: &Path) -> Result<Text, TextError> {
    Text::read(path, &mut |_, _| ControlFlow::Continue(()))
}

fn sentence(result: Result<Text, TextError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_file_becomes_ids_vocabulary_and_facts() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.txt");
    fs::write(&path, "\u{feff}가나\r\n가\r🚢\r\n").unwrap();
    let text = read(&path).unwrap();
    assert_eq!(text.to_string(), "가나\n가\r🚢\n");
    assert_eq!(text.vocab.chars(), ['가', '나', '\n', '\r', '🚢']);
    assert_eq!(text.tokens.iter().collect::<Vec<_>>(), [0, 1, 2, 0, 3, 4, 2]);
    assert_eq!((text.facts.bytes, text.facts.had_bom, text.facts.crlf), (21, true, 2));
    assert_eq!(text.facts.notes(), ["A byte-order mark at the start was left out.", "2 CRLF line ends read as LF."]);
}

#[test]
fn the_hash_is_the_one_sha256sum_prints() {
    let facts = Text::from_str("abc").unwrap().facts;
    assert_eq!(facts.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert!(facts.notes().is_empty());
}

#[test]
fn only_the_first_character_can_be_a_byte_order_mark_and_only_cr_before_lf_goes() {
    assert_eq!(Text::from_str("\u{feff}\u{feff}a").unwrap().to_string(), "\u{feff}a");
    assert_eq!(Text::from_str("a\r\r\nb\n\r").unwrap().to_string(), "a\r\nb\n\r");
    assert_eq!(Text::from_str("\r\n\r\n").unwrap().facts.notes(), ["2 CRLF line ends read as LF."]);
    assert_eq!(Text::from_str("a\r\n").unwrap().facts.notes(), ["1 CRLF line end read as LF."]);
}

#[test]
fn bad_bytes_are_named_by_their_offset_wherever_blocks_end() {
    // (bytes, offset): a Latin-1 letter; a character cut by a letter; one cut by the end; an encoded surrogate.
    for (bytes, at) in
        [(&b"ab\xe9c"[..], 2), (b"\xea\xb0\x80\xea\xb0c", 3), (b"abc\xf0\x9f\x9a", 3), (b"a\xed\xa0\x80", 1)]
    {
        for size in 1..8 {
            let error = in_pieces(bytes, vec![size]).unwrap_err();
            assert!(matches!(error, TextError::NotUtf8 { offset, .. } if offset == at), "{size}: {error}");
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
    for (bytes, says) in [
        (&b""[..], "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\xea\xb0\x80", "at least 2"),
        (b"\r\n", "at least 2"),
        (b"ab\xff", "offset 2"),
    ] {
        fs::write(&file, bytes).unwrap();
        let said = sentence(read(&file));
        assert!(said.contains(says) && said.contains(file.to_str().unwrap()), "{said}");
    }
    assert!(sentence(read(&file.join("below"))).contains("there is no file"));
}

#[test]
fn a_pipe_is_refused_without_waiting_for_a_writer() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert!(matches!(read(&path), Err(TextError::NotRegular { .. })));
}

#[test]
fn a_file_that_changes_while_read_is_refused() {
    for total in [2, 4] {
        let result = read_from(Path::new("x"), &b"abc"[..], total, &mut |_, _| ControlFlow::Continue(()));
        assert!(matches!(result, Err(TextError::Changed { .. })), "{total}");
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
    Text::read(&path, &mut note).unwrap();
    let total = 2 * BLOCK as u64 + 5;
    assert_eq!(seen, [(BLOCK as u64, total), (2 * BLOCK as u64, total), (total, total)]);
    let stopped = Text::read(&path, &mut |_, _| ControlFlow::Break(()));
    assert!(matches!(stopped, Err(TextError::Cancelled { .. })));
}

#[test]
fn an_impossible_size_is_an_error_not_an_abort() {
    let result = read_from(Path::new("x"), &b"abc"[..], u64::MAX / 2, &mut |_, _| ControlFlow::Continue(()));
    assert!(matches!(result, Err(TextError::TooLarge { .. })));
}

proptest! {
    #[test]
    fn where_blocks_end_changes_nothing(
        parts in prop::collection::vec(prop_oneof![Just("\r"), Just("\n"), Just("\u{feff}"), Just("한"), Just("🚢"), Just("é"), Just("ab")], 2..40),
        sizes in prop::collection::vec(1..6_usize, 1..5),
    ) {
        let text = parts.concat() + "xy";
        let whole = Text::from_str(&text).unwrap();
        prop_assert_eq!(&in_pieces(text.as_bytes(), sizes).unwrap(), &whole);
        let plain = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n");
        prop_assert_eq!(whole.to_string(), plain);
    }
}
