//! The text of `--schedule`: `cosine:40:1e-4`, `warmup:200s:0.01+cosine:20`.

use std::str::FromStr;

use super::value::{Input, Value, whole};
use crate::optim::{Rule, Schedule, Span};

/// What a schedule looks like.
const LOOKS: &str = "a schedule is constant, step:10:0.5, exponential:0.97, cosine:40:1e-4, warmup:8:0.1, \
                     onecycle:0.5:40 or plateau:0.5:3, or two joined by +; counts are epochs, or steps with an s as in \
                     warmup:200s:0.01";

impl Value for Schedule {
    fn input() -> Input {
        Input::Text
    }

    fn read(text: &str) -> Result<Self, String> {
        let mut rules = text.split('+');
        let first = rule(rules.next().unwrap_or_default())?;
        let then = rules.next().map(rule).transpose()?;
        if rules.next().is_some() {
            return Err("at most two schedules can be joined".to_owned());
        }
        if then.is_some() && first.span().is_none() {
            return Err("only cosine, warmup and onecycle have an end that another schedule can follow".to_owned());
        }
        Ok(Self { first, then })
    }

    fn write(&self) -> Option<String> {
        let first = written(&self.first);
        Some(self.then.map_or(first.clone(), |then| format!("{first}+{}", written(&then))))
    }
}

/// One rule, from its name and its values between colons.
fn rule(text: &str) -> Result<Rule, String> {
    let mut parts = text.split(':').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let mut given: Vec<&str> = parts.collect();
    // The rate at the end of a cosine, and the share a warm-up begins with, have defaults, PyTorch's.
    match (name, given.len()) {
        ("cosine", 1) => given.push("0"),
        ("warmup", 1) => given.push("0.3333333333333333"),
        _ => {}
    }
    match (name, given.as_slice()) {
        ("constant", []) => Ok(Rule::Constant),
        ("step", [every, factor]) => Ok(Rule::Step { every: span(every)?, factor: share(factor, "the factor")? }),
        ("exponential", [factor]) => Ok(Rule::Exponential(share(factor, "the factor")?)),
        ("cosine", [over, min]) => {
            let min = number(min)?;
            if !(0.0..=1e9).contains(&min) {
                return Err("the rate at the end must be 0 or more".to_owned());
            }
            Ok(Rule::Cosine { over: span(over)?, min })
        }
        ("warmup", [over, start]) => Ok(Rule::Warmup { over: span(over)?, start: share(start, "the first share")? }),
        ("onecycle", [max, over]) => {
            let max = number(max)?;
            if !(max > 0.0 && max <= 1e9) {
                return Err("the highest rate must be above 0".to_owned());
            }
            Ok(Rule::OneCycle { max, over: span(over)? })
        }
        ("plateau", [factor, patience]) => {
            let factor = share(factor, "the factor")?;
            if factor >= 1.0 {
                return Err("the factor of a plateau must be below 1".to_owned());
            }
            Ok(Rule::Plateau { factor, patience: whole(patience)? })
        }
        _ => Err(LOOKS.to_owned()),
    }
}

fn number(text: &str) -> Result<f64, String> {
    f64::from_str(text).map_err(|_| format!("{text:?} is no number; {LOOKS}"))
}

/// A factor above 0 and at most 1.
fn share(text: &str, what: &str) -> Result<f64, String> {
    let share = number(text)?;
    if share > 0.0 && share <= 1.0 { Ok(share) } else { Err(format!("{what} must be above 0 and at most 1")) }
}

/// A count of epochs, or of steps where it ends in `s`.
fn span(text: &str) -> Result<Span, String> {
    let (digits, make): (&str, fn(u64) -> Span) =
        text.strip_suffix('s').map_or((text, Span::Epochs), |digits| (digits, Span::Steps));
    match whole(digits)? {
        0 => Err("a count must be at least 1".to_owned()),
        n => Ok(make(n)),
    }
}

fn written(rule: &Rule) -> String {
    let count = |span: &Span| match span {
        Span::Epochs(n) => n.to_string(),
        Span::Steps(n) => format!("{n}s"),
    };
    match rule {
        Rule::Constant => "constant".to_owned(),
        Rule::Step { every, factor } => format!("step:{}:{factor}", count(every)),
        Rule::Exponential(factor) => format!("exponential:{factor}"),
        Rule::Cosine { over, min } => format!("cosine:{}:{min}", count(over)),
        Rule::Warmup { over, start } => format!("warmup:{}:{start}", count(over)),
        Rule::OneCycle { max, over } => format!("onecycle:{max}:{}", count(over)),
        Rule::Plateau { factor, patience } => format!("plateau:{factor}:{patience}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schedule_is_read_and_written_alike() {
        for text in [
            "constant",
            "step:10:0.5",
            "step:10s:0.5",
            "exponential:0.97",
            "cosine:40:0.0001",
            "warmup:8:0.1",
            "onecycle:0.5:40",
            "plateau:0.5:3",
            "warmup:200s:0.01+cosine:20:0",
            "onecycle:0.5:40s+plateau:0.1:0",
        ] {
            let read = Schedule::read(text).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!(read.write().as_deref(), Some(text));
        }
        assert_eq!(Schedule::read("cosine:20"), Schedule::read("cosine:20:0"));
    }

    #[test]
    fn what_is_no_schedule_is_refused_with_a_reason() {
        for (text, says) in [
            ("", "a schedule is"),
            ("step", "a schedule is"),
            ("step:10", "a schedule is"),
            ("cosine:0", "at least 1"),
            ("cosine:x", "whole number"),
            ("cosine:4:-1", "0 or more"),
            ("exponential:1.5", "at most 1"),
            ("exponential:nan", "at most 1"),
            ("plateau:1:3", "below 1"),
            ("onecycle:0:3", "above 0"),
            ("constant+cosine:4", "have an end"),
            ("warmup:4+cosine:4+constant", "at most two"),
        ] {
            let why = Schedule::read(text).expect_err(text);
            assert!(why.contains(says), "{text}: {why}");
        }
    }
}
