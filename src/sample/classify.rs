//! Lines of standard input, each with the label that the net gives it.

use std::collections::HashSet;

use super::lines::answer_lines;
use crate::config::{ClassifyConfig, TaskConfig};
use crate::data::{Encoded, Lexicon, Names, Unit, Vocab};
use crate::exit::{Failure, say};
use crate::figures::figure;
use crate::nn::layout::Layout;
use crate::nn::loss::largest;
use crate::nn::network::{Network, Prepared, Sequences};
use crate::session::format::Session;
use crate::task::view::UNSURE;

/// Prints label and probability, a tab between them, for each line of standard input as soon as the line is there. A
/// label less likely than the session's threshold is printed as `?`.
///
/// Characters that the net does not know are left out, words that it does not know are read as the unknown one; each is
/// named once on stderr. A line without anything to read gets neither label nor number, only the tab.
pub fn run(session: &Session, network: &Network) -> Result<(), Failure> {
    let mut reader = Reader::new(&session.source.names)?;
    let TaskConfig::Classify(ClassifyConfig { threshold, .. }) = session.checkpoint.config.task else {
        unreachable!("a session of labels was checked to be of this task")
    };
    let (mut prepared, mut pass) = (Prepared::default(), network.pass());
    let weights = network.prepare(&session.checkpoint.state.params, &mut prepared);
    answer_lines("Type a text a line", |number, text| {
        let tokens = reader.tokens(text);
        if tokens.is_empty() {
            let what = reader.what();
            say(format_args!("rnntui: line {number} has no {what} that was learnt, and gets no label."));
            return "\t".to_owned();
        }
        let layout = Layout::uniform(tokens.len(), 1);
        let read = Sequences::tokens(&tokens, &layout);
        network.forward(weights, read, &mut network.zero_state(1), None, &mut pass);
        let logits = pass.outputs().as_slice().expect("a matrix of one row is contiguous");
        let (label, max) = largest(logits);
        let sum: f64 = logits.iter().map(|&z| f64::from(z - max).exp()).sum();
        let said = if 1.0 / sum < threshold { UNSURE } else { &reader.labels[label as usize] };
        format!("{said}\t{}", figure(1.0 / sum))
    })
}

/// How a line becomes what the net reads.
struct Reader<'a> {
    tokens: Tokens<'a>,
    labels: &'a [String],
    /// The unknown ones that were named.
    named: HashSet<String>,
}

enum Tokens<'a> {
    Characters(&'a Vocab),
    Words(Lexicon),
}

impl<'a> Reader<'a> {
    fn new(names: &'a Names) -> Result<Self, Failure> {
        let (tokens, labels) = match names {
            Names::Labelled { characters, labels } => (Tokens::Characters(characters), labels),
            Names::LabelledWords { words, labels } => {
                let lexicon = Lexicon::from_tokens(Unit::Words, words.clone()).map_err(Failure::input)?;
                (Tokens::Words(lexicon), labels)
            }
            _ => unreachable!("a session of labelled texts was checked to have characters or words, and labels"),
        };
        Ok(Self { tokens, labels, named: HashSet::new() })
    }

    /// What a token is called.
    fn what(&self) -> &'static str {
        match self.tokens {
            Tokens::Characters(_) => "character",
            Tokens::Words(_) => "word",
        }
    }

    fn tokens(&mut self, text: &str) -> Vec<u32> {
        match &self.tokens {
            Tokens::Characters(vocab) => {
                let mut tokens = Vec::new();
                for c in text.chars() {
                    match vocab.id(c) {
                        Some(id) => tokens.push(id),
                        None if self.named.insert(c.to_string()) => {
                            say(format_args!("rnntui: {c:?} is in no text that was learnt, and left out."));
                        }
                        None => {}
                    }
                }
                tokens
            }
            Tokens::Words(lexicon) => {
                let Encoded { ids, unknown } = lexicon.encode(text);
                for word in unknown {
                    if !self.named.contains(&word) {
                        say(format_args!("rnntui: {word:?} is a word that was not learnt, and read as <UNK>."));
                        self.named.insert(word);
                    }
                }
                ids
            }
        }
    }
}
