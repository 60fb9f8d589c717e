//! A net that writes on its own, beside the training: from a hidden state of zeros, with random numbers of its own.

use crate::data::lexicon::Blanks;
use crate::data::{Token, Unit};
use crate::nn::decode::{ContinueHeld, draw_of_likeliest};
use crate::nn::held::Held;
use crate::nn::loss::{largest, likeliest};
use crate::nn::random::{Purpose, stream, uniform};
use crate::task::view::{Line, Spot, WriteAsk, Writing};

/// Fewest tokens written, whatever they cost, and most.
const LEAST: usize = 20;
const MOST: usize = 400;
/// How many of the likeliest tokens are told.
const TOLD: usize = 5;
/// A multiplication of a pass over a lone token takes about as long as so many of a pass over many tokens.
const ALONE: usize = 4;

/// What a task's net writes with.
pub(in crate::task) struct Script<'a> {
    /// For what it writes; empty for a text.
    pub of: String,
    /// What it reads first, at least one token.
    pub read: Vec<u32>,
    /// What the first of these is shown as, where it is no token that may come out.
    pub first: Option<&'static str>,
    /// The token after which it is done.
    pub end: Option<u32>,
    /// The token that it never writes.
    pub never: Option<u32>,
    /// The temperature where none is asked for.
    pub temperature: f64,
    /// Multiplications for a token, roughly.
    pub cost: usize,
    /// What a token is.
    pub unit: Unit,
    /// A token that may come out.
    pub token: &'a dyn Fn(u32) -> Token,
    /// What is to be said, a sentence each.
    pub notes: Vec<String>,
}

/// The work that so many tokens take at `cost` multiplications each, or fewer where `work` is less; none where it is
/// too little for any line.
pub(in crate::task) fn afforded(cost: usize, tokens: usize, work: u64) -> Option<u64> {
    let each = (cost.saturating_mul(ALONE) as u64).max(1);
    let affordable = usize::try_from(work / each).unwrap_or(usize::MAX).min(tokens);
    (affordable > LEAST).then(|| each * affordable as u64)
}

/// What the net that `begin` gives, which has read nothing yet, writes as `ask` says within `work`; and what it writes
/// while its units are held, where any are.
pub(in crate::task) fn write<'n>(
    begin: &dyn Fn() -> Box<dyn ContinueHeld + 'n>,
    script: Script<'_>,
    ask: &WriteAsk,
    work: u64,
) -> Writing {
    let holds = !ask.hold.is_empty() || ask.zero.is_some();
    let cost = (script.cost.saturating_mul(ALONE) as u64).saturating_mul(1 + u64::from(holds)).max(1);
    let affordable = usize::try_from(work / cost).unwrap_or(usize::MAX);
    let all = script.read.len();
    // Of a long prefix the end is read, where all of it would take too long.
    let read = affordable.saturating_sub(LEAST).max(LEAST).min(all);
    let author = Author { script: &script, ask, read, most: affordable.saturating_sub(read).clamp(LEAST, MOST) };
    let free = author.line(&mut *begin(), false);
    let held = holds.then(|| author.line(&mut *begin(), true));
    let is_whole = |line: &Line| line.ended || line.written() == MOST;
    let whole = read == all && is_whole(&free) && held.as_ref().is_none_or(is_whole);
    let mut notes = script.notes;
    if read < all {
        notes.push(format!("for now the last {read} of {all} tokens are read: all would take too long"));
    }
    let temperature = ask.temperature.unwrap_or(script.temperature);
    Writing { of: script.of, temperature, free, held, whole, notes }
}

/// Who writes: what `script` and `ask` say, after the last `read` tokens of the script, at most `most` tokens.
struct Author<'a> {
    script: &'a Script<'a>,
    ask: &'a WriteAsk,
    read: usize,
    most: usize,
}

impl Author<'_> {
    fn line(&self, net: &mut dyn ContinueHeld, holds: bool) -> Line {
        let Self { script, ask, .. } = *self;
        let cut = script.read.len() - self.read;
        let mut tokens = script.read[cut..].to_vec();
        let zero = ask.zero.filter(|_| holds).and_then(|place| self.read.checked_add_signed(place));
        let mut random = stream(ask.seed, Purpose::Sample, 0);
        let temperature = ask.temperature.unwrap_or(script.temperature);
        let top_k = ask.top_k.unwrap_or(usize::MAX);
        let (mut spots, mut blanks, mut sure) = (Vec::new(), Blanks::default(), None);
        let mut ended = false;
        while let Some(&token) = tokens.get(spots.len()) {
            let place = spots.len();
            let text = match script.first.filter(|_| place == 0 && cut == 0) {
                Some(first) => first.to_owned(),
                None => self.text(token, &mut blanks),
            };
            ended = place >= self.read && script.end == Some(token);
            if ended {
                spots.push(Spot { text, sure, next: Vec::new() });
                break;
            }
            let held = Held { units: if holds { &ask.hold } else { &[] }, zero: zero == Some(place) };
            let logits = net.read_held(token, held);
            let probability = softmax(logits);
            spots.push(Spot { text, sure, next: self.likeliest(logits, &probability) });
            if place + 1 == tokens.len() && place + 1 < self.read + self.most {
                let mut logits = logits.to_vec();
                script.never.into_iter().for_each(|never| logits[never as usize] = f32::NEG_INFINITY);
                tokens.push(draw_of_likeliest(&logits, top_k, temperature, || uniform(&mut random)));
            }
            sure = tokens.get(place + 1).map(|&next| probability(logits[next as usize]));
        }
        Line { spots, read: self.read, ended }
    }

    /// A token as it stands in the text, with the blank before it.
    fn text(&self, token: u32, blanks: &mut Blanks) -> String {
        match (self.script.token)(token) {
            Token::End => "\u{3}".to_owned(),
            token if self.script.unit == Unit::Chars => token.to_string(),
            token => {
                let name = token.to_string();
                blanks.before(&name).to_owned() + &name
            }
        }
    }

    /// The likeliest tokens and their probabilities.
    fn likeliest(&self, logits: &[f32], probability: &impl Fn(f32) -> f32) -> Vec<(String, f32)> {
        let told = |token| ((self.script.token)(token).to_string(), probability(logits[token as usize]));
        likeliest(logits, TOLD).into_iter().map(told).collect()
    }
}

/// The probability of a logit among these.
fn softmax(logits: &[f32]) -> impl Fn(f32) -> f32 + use<> {
    let (_, max) = largest(logits);
    let sum: f32 = logits.iter().map(|logit| (logit - max).exp()).sum();
    move |logit| (logit - max).exp() / sum
}

/// What is to be said of the tokens of a prefix that the net does not know.
pub(in crate::task) fn unknown(tokens: &[String], words: bool) -> Vec<String> {
    let Some(first) = tokens.first() else { return Vec::new() };
    let others = tokens.iter().filter(|token| *token != first).count();
    let more = if others > 0 { format!(", and {others} more") } else { String::new() };
    vec![if words {
        format!("{first:?} is no word that the net knows{more}: read as <UNK>")
    } else {
        format!("{first:?} is no character that the net knows{more}: left out of the prefix")
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts up to 4 and then says 0, the end; while a unit is held or h is zero, it says 3.
    struct Counting(Vec<f32>);

    impl ContinueHeld for Counting {
        fn read_held(&mut self, token: u32, held: Held<'_>) -> &[f32] {
            let next = if held == Held::default() { (token + 1) % 5 } else { 3 };
            self.0 = (0..5).map(|token| if token == next { 9.0 } else { 0.0 }).collect();
            &self.0
        }
    }

    fn written(read: Vec<u32>, end: Option<u32>, ask: &WriteAsk, work: u64) -> Writing {
        let token = |id| if id == 0 { Token::End } else { Token::Word(format!("w{id}").into()) };
        let (of, cost, notes) = (String::new(), 5, Vec::new());
        let script = Script {
            of,
            read,
            first: Some("> "),
            end,
            never: None,
            temperature: 0.0,
            cost,
            unit: Unit::Words,
            token: &token,
            notes,
        };
        write(&|| Box::new(Counting(Vec::new())), script, ask, work)
    }

    fn text(line: &Line) -> String {
        line.spots.iter().map(|spot| spot.text.as_str()).collect()
    }

    #[test]
    fn it_writes_to_its_end_and_says_what_may_come_after_each_token() {
        let all = written(vec![0, 2], Some(0), &WriteAsk::default(), u64::MAX);
        assert_eq!((text(&all.free).as_str(), all.free.read, all.free.ended), ("> w2 w3 w4\u{3}", 2, true));
        assert!(all.whole && all.held.is_none());
        let spots = &all.free.spots;
        assert_eq!(spots[0].sure, None);
        assert!(spots[1].sure.is_some_and(|sure| sure < 0.01) && spots[2].sure.is_some_and(|sure| sure > 0.99));
        let names: Vec<&str> = spots[2].next.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["w4", "<EOS>", "w1", "w2", "w3"]);
        assert!((spots[2].next.iter().map(|(_, probability)| probability).sum::<f32>() - 1.0).abs() < 1e-5);
        assert_eq!(spots[4].next, []);
        assert_eq!((all.free.at(0), all.free.at(3), all.free.last()), (spots.get(2), None, 1));
    }

    #[test]
    fn it_writes_as_much_as_the_work_affords_and_reads_the_end_of_a_long_prefix() {
        let token = 5 * ALONE as u64;
        let count = |read: usize, work: u64| {
            let line = written(vec![1; read], None, &WriteAsk::default(), work * token);
            (line.free.read, line.free.written(), line.whole, line.notes.len())
        };
        assert_eq!(count(1, 0), (1, LEAST, false, 0));
        assert_eq!(count(1, 101), (1, 100, false, 0));
        assert_eq!(count(1, 1_000), (1, MOST, true, 0));
        assert_eq!(count(900, 0), (LEAST, LEAST, false, 1));
        assert_eq!(count(900, 120), (100, LEAST, false, 1));
        assert_eq!(count(900, 2_000), (900, MOST, true, 0));
    }

    #[test]
    fn a_line_takes_no_more_than_there_is() {
        let token = 5 * ALONE as u64;
        let tokens = |work: u64| afforded(5, 100, work * token).map(|work| work / token);
        assert_eq!([20, 21, 70, 100, 1_000].map(tokens), [None, Some(21), Some(70), Some(100), Some(100)]);
    }

    #[test]
    fn what_is_held_changes_what_comes_after_it() {
        let ask = WriteAsk { zero: Some(0), ..WriteAsk::default() };
        let writing = written(vec![0, 1], Some(0), &ask, u64::MAX);
        let held = writing.held.unwrap();
        assert_eq!((text(&writing.free).as_str(), text(&held).as_str()), ("> w1 w2 w3 w4\u{3}", "> w1 w2 w3 w4\u{3}"));
        assert_eq!((&writing.free.spots[..2], &writing.free.spots[3..]), (&held.spots[..2], &held.spots[3..]));
        let ask = WriteAsk { zero: Some(-1), ..ask };
        assert_eq!(text(&written(vec![0, 1], Some(0), &ask, u64::MAX).held.unwrap()), "> w1 w3 w4\u{3}");
    }

    #[test]
    fn what_the_net_does_not_know_is_said_once() {
        assert_eq!(unknown(&[], false), [""; 0]);
        let tokens = ["é", "é", "ß", "\u{1b}"].map(str::to_owned);
        assert_eq!(
            unknown(&tokens, false),
            ["\"é\" is no character that the net knows, and 2 more: left out of the prefix"]
        );
        assert_eq!(unknown(&tokens[..1], true), ["\"é\" is no word that the net knows: read as <UNK>"]);
    }
}
