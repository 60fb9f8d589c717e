//! Files that are wrong in thousands of ways, the same ones in each run: each is read or refused, at once, and without
//! memory asked for on the word of what it claims. `fuzz/` looks for others for as long as one lets it.

mod hostile;
mod largest;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use crate::support::readers;
use hostile::Hostile;

/// More than the files here need by far, and less than any claim would take.
const MOST_BYTES: usize = 32 << 20;
/// For one file; a reader that counts up to a claimed number takes longer by far.
const LONGEST: Duration = Duration::from_secs(5);

/// What is wrong with how these bytes are read, or whether they were taken.
fn trial(read: fn(&[u8]) -> bool, bytes: &[u8]) -> Result<bool, String> {
    largest::take();
    let begun = Instant::now();
    let taken = catch_unwind(AssertUnwindSafe(|| read(bytes))).map_err(|_| "panics".to_owned())?;
    let asked = largest::take();
    if asked > MOST_BYTES {
        return Err(format!("asks for {asked} bytes at once"));
    }
    if begun.elapsed() > LONGEST {
        return Err(format!("takes {:?}", begun.elapsed()));
    }
    Ok(taken)
}

/// Reads so many wrong files; of the good ones each must be taken, and some of the wrong ones too, or nothing but the
/// first check was tried.
fn all(name: &str, read: fn(&[u8]) -> bool, good: &[&[u8]], cases: u32) {
    assert!(good.iter().all(|bytes| trial(read, bytes) == Ok(true)), "{name}: a good file is refused");
    let mut hostile = Hostile::new(11);
    let (mut taken, mut wrong) = (0, Vec::new());
    for case in 0..cases {
        let bytes = hostile.next(good);
        match trial(read, &bytes) {
            Ok(yes) => taken += u32::from(yes),
            Err(sentence) => {
                let file = std::env::temp_dir().join(format!("rnntui-fuzz-{name}-{case}"));
                std::fs::write(&file, &bytes).unwrap();
                wrong.push(format!("case {case} {sentence}: see {file:?}"));
            }
        }
    }
    println!("{name}: {taken} of {cases} were taken");
    assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
    assert!(taken > cases / 200 && taken < cases, "{name}: {taken} of {cases} were taken");
}

macro_rules! session {
    ($name:literal) => {
        include_bytes!(concat!("../fixtures/sessions/v2-", $name, ".ron")).as_slice()
    };
}

const SESSIONS: [&[u8]; 8] = [
    session!("windows"),
    session!("stateful"),
    session!("series"),
    session!("classify"),
    session!("generate"),
    session!("translate"),
    include_bytes!("../fixtures/sessions/v5-branch.ron"),
    include_bytes!("../fixtures/sessions/v6-windows.ron"),
];

#[test]
fn wrong_sessions_are_read_or_refused() {
    all("session", readers::session, &SESSIONS, 2_000);
}

/// A good session with other words in it.
fn forged(session: &[u8], changes: &[(&str, &str)]) -> Vec<u8> {
    let mut text = str::from_utf8(session).unwrap().to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from:?} is not in it");
        text = text.replacen(from, to, 1);
    }
    text.into_bytes()
}

#[test]
fn a_session_that_claims_many_streams_is_refused() {
    let claims =
        [("rows: 4", "rows: 20000000"), ("seq_len: 8", "seq_len: 1"), ("characters: 188", "characters: 1000000000000")];
    assert_eq!(trial(readers::session, &forged(SESSIONS[1], &claims)), Ok(false));
}

#[test]
fn a_session_that_claims_a_text_without_end_is_refused() {
    let claim = [("longest: 27", "longest: 18446744073709551615")];
    assert_eq!(trial(readers::session, &forged(SESSIONS[4], &claim)), Ok(false));
}

#[test]
fn a_session_that_claims_a_wide_history_is_refused() {
    use base64::Engine as _;

    /// Buckets of a curve at most, in version 2.
    const CAPACITY: usize = 2048;
    let column = |bytes: usize| base64::engine::general_purpose::STANDARD.encode(vec![0; bytes * (CAPACITY - 1)]);
    let text = str::from_utf8(SESSIONS[3]).unwrap();
    let (before, rest) = text.split_once("        train: (").unwrap();
    let (_, after) = rest.split_once("        validation: (").unwrap();
    let curve = format!(
        "        train: (width: 9223372036854775808, step: {:?}, mean: {1:?}, min: {1:?}, \
         max: {1:?}, open: Some((step: 1, \
         count: 9223372036854775807, sum: 0.0, min: 0.0, max: 0.0))),\n        validation: (",
        column(8),
        column(4)
    );
    assert_eq!(trial(readers::session, format!("{before}{curve}{after}").as_bytes()), Ok(false));
}

#[test]
fn wrong_texts_are_read_or_refused() {
    use std::io::Write as _;

    let text = "The sea is wide, the ship is small;\r\n배를 만들고 싶다면 나무를 모으게 하지 말고\n";
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let marked = [b"\xfe\xff", &wide[..]].concat();
    let korean = encoding_rs::EUC_KR.encode(text).0;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(text.repeat(9).as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    all("text", readers::text, &[text.as_bytes(), &marked, &korean, &packed], 4_000);
}

#[test]
fn wrong_tables_are_read_or_refused() {
    let good: [&[u8]; 5] = [
        b"day,open,volume,close\n1,2.5,100,3\n2,2.6,110,3.1\n3,2.4,90,2.9\n4,2.5,95,3\n\
          5,2.7,99,3.2\n6,2.8,98,3.3\n7,2.9,97,3.4\n\
          8,3,96,3.5\n9,3.1,95,3.6\n10,3.2,94,3.7\n11,3,93,3.5\n\
          12,2.9,92,3.4\n13,2.8,91,3.3\n14,2.7,90,3.2\n15,2.6,91,3\n",
        "가격;양\n1,5;2\n1,6;3\n1,7;4\n1,8;5\n1,9;4\n2,0;3\n\
         2,1;2\n2,2;1\n2,1;2\n2,0;3\n1,9;4\n1,8;5\n1,7;4\n1,6;3\n1,5;2\n"
            .as_bytes(),
        b"1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20\n",
        b"\"a \"\"b\"\"\"\t\"c\n\"\n1\t2\n2\t3\n3\t4\n4\t5\n\
          5\t6\n6\t7\n7\t8\n8\t9\n9\t8\n8\t7\n7\t6\n6\t5\n5\t4\n4\t3\n3\t2\n",
        include_bytes!("../../src/lessons/timeseries/prices.csv"),
    ];
    all("csv", readers::csv, &good, 4_000);
}

#[test]
fn wrong_rows_of_two_columns_are_read_or_refused() {
    let rows = crate::support::labelled::rows(20);
    let good: [&[u8]; 3] = [
        rows.as_bytes(),
        "I see the sea\t나는 바다를 봐요\nyou go\t당신은 가요\r\n\na\u{301} b😀\tc d\n".as_bytes(),
        include_bytes!("../../src/lessons/packed/words.tsv"),
    ];
    all("tsv", readers::tsv, &good, 3_000);
}

#[test]
fn wrong_weights_are_read_or_refused() {
    let tensor = |name: &str, shape: &[usize]| rnntui::session::weights::NamedTensor {
        name: name.to_owned(),
        shape: shape.to_vec(),
        data: (0..shape.iter().product()).map(|i: usize| f32::from(u8::try_from(i).unwrap()) / 8.0).collect(),
    };
    let dir = tempfile::TempDir::new().unwrap();
    let file = |tensors: &[_], about: Option<&str>| {
        let path = dir.path().join("weights.safetensors");
        rnntui::session::weights::export(&path, tensors, about.map(str::to_owned)).unwrap();
        std::fs::read(path).unwrap()
    };
    let net =
        [tensor("rnn.weight_ih_l0", &[4, 3]), tensor("rnn.weight_hh_l0", &[4, 4]), tensor("rnn.bias_ih_l0", &[4])];
    let net = file(&net, Some(r#"{"format":1,"task":"text","characters":["a","\u001b","\ud55c"]}"#));
    let odd = file(&[tensor("층", &[1, 1, 2]), tensor("", &[]), tensor("none", &[0, 7])], None);
    all("safetensors", readers::safetensors, &[&net, &odd], 6_000);
}
