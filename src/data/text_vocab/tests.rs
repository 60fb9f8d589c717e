use super::*;

fn names(of: &[&str]) -> Vec<String> {
    of.iter().map(|&name| name.to_owned()).collect()
}

#[test]
fn special_tokens_come_first_and_the_others_follow_by_first_appearance() {
    for (unit, documents, special) in [
        (Unit::Chars, false, vec![]),
        (Unit::Chars, true, vec![Token::End]),
        (Unit::Words, false, vec![Token::Unknown]),
        (Unit::Words, true, vec![Token::End, Token::Unknown]),
    ] {
        let mut vocab = TextVocab::new(unit, documents);
        assert_eq!(vocab.special().collect::<Vec<_>>(), special);
        assert!(vocab.is_empty());
        let first = u32::try_from(special.len()).unwrap();
        let (ids, tokens) = match unit {
            Unit::Chars => (['b', 'a', 'b'].map(|c| vocab.intern_char(c)), ["b", "a"]),
            Unit::Words => (["sea", "\n", "sea"].map(|word| vocab.intern_word(word)), ["sea", "\n"]),
        };
        assert_eq!(ids, [first, first + 1, first]);
        for (id, token) in (first..).zip(tokens) {
            assert_eq!((vocab.id(token), vocab.token(id).to_string()), (Some(id), token.to_owned()));
        }
        for (id, token) in (0..).zip(special) {
            assert_eq!(vocab.token(id), token);
        }
        assert_eq!(
            (vocab.end(), vocab.unknown()),
            match (documents, unit) {
                (false, Unit::Chars) => (None, None),
                (true, Unit::Chars) => (Some(0), None),
                (false, Unit::Words) => (None, Some(0)),
                (true, Unit::Words) => (Some(0), Some(1)),
            }
        );
        assert_eq!(vocab.len(), first as usize + 2);
    }
}

#[test]
fn a_vocabulary_is_made_again_of_its_names() {
    let characters = || Vocab::from_chars(vec!['x', '한']).unwrap();
    let none = || Vocab::from_chars(vec![]).unwrap();
    let words = || names(&["a", "\n"]);
    let again = |special: &[&str], characters, words| TextVocab::from_names(&names(special), characters, words);
    let read = again(&[], characters(), vec![]).unwrap();
    assert_eq!((read.characters(), read.end(), read.unknown()), (Some(&characters()), None, None));
    let read = again(&["<EOS>"], characters(), vec![]).unwrap();
    assert_eq!((read.id("한"), read.end(), read.len()), (Some(2), Some(0), 3));
    let read = again(&["<EOS>", "<UNK>"], none(), words()).unwrap();
    assert_eq!((read.id("a"), read.id("\n"), read.unknown()), (Some(2), Some(3), Some(1)));
    assert_eq!(read.words().collect::<Vec<_>>(), ["a", "\n"]);
    for (special, characters, words, says) in [
        (&["<SOS>"][..], characters(), vec![], "<SOS>"),
        (&["<UNK>", "<EOS>"], none(), words(), "<UNK>, <EOS>"),
        (&["<UNK>"], characters(), words(), "both"),
        (&[], characters(), words(), "both"),
        (&["<UNK>"], none(), names(&["a", "a"]), "twice"),
    ] {
        let error = again(special, characters, words).unwrap_err();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn a_net_that_writes_has_something_to_go_on_from() {
    let characters = |text: &str| Vocab::from_chars(text.chars().collect()).unwrap();
    let plain = |text| TextVocab::from_names(&[], characters(text), vec![]).unwrap();
    assert_eq!(plain("ab\n").from_the_beginning(vec![]), [2], "the line end");
    assert_eq!(plain("ab").from_the_beginning(vec![]), [0], "the first character");
    assert_eq!(plain("ab").from_the_beginning(vec![1, 1]), [1, 1]);
    let documents = TextVocab::from_names(&names(&["<EOS>"]), characters("ab"), vec![]).unwrap();
    assert_eq!([documents.from_the_beginning(vec![]), documents.from_the_beginning(vec![2])], [vec![0], vec![0, 2]]);
    let words = TextVocab::from_names(&names(&["<UNK>"]), characters(""), names(&["sea"])).unwrap();
    assert_eq!(words.from_the_beginning(vec![]), [1], "the first word, and not what stands for unknown ones");
}

#[test]
fn unknown_characters_are_left_out_and_unknown_words_are_read_as_such() {
    let mut characters = TextVocab::new(Unit::Chars, true);
    let mut words = TextVocab::new(Unit::Words, true);
    for c in ['a', 'b'] {
        characters.intern_char(c);
    }
    for word in ["a", "sea", "\n"] {
        words.intern_word(word);
    }
    for (vocab, text, ids, met) in [
        (&characters, "abxbx", vec![1, 2, 2], vec!["x", "x"]),
        (&words, "a wide\n sea", vec![2, 1, 4, 3], vec!["wide"]),
    ] {
        let mut unknown = Vec::new();
        let read = vocab.encode(text, |token| unknown.push(token.to_owned()));
        assert_eq!((read, unknown), (ids, met.into_iter().map(str::to_owned).collect()));
    }
}
