//! Which units follow a property of the run's text, or a label of its rows.

use std::io::{self, Write};

use serde_json::json;

use super::question::Asked;
use crate::config::TaskKind;
use crate::data::{Data, Probe, Unit};
use crate::exit::Failure;
use crate::exit::progress::ProgressLine;
use crate::figures::count;
use crate::glyph::one_line;
use crate::nn::network::Network;
use crate::nn::probe::Followed;
use crate::task::{Script, Study, find_label, label_script, split_labelled};

/// Units told to people.
const TOLD: usize = 10;

/// Units in order, and what they were held to.
pub(super) struct Ranked<'a> {
    asked: Asked<'a>,
    read: usize,
    unit: &'static str,
    units: Vec<Followed>,
}

/// The probe of this name, or of this regular expression.
fn parse(name: &str) -> Result<Probe, Failure> {
    name.parse().map_err(|error| Failure::Input(format!("--probe {error}")))
}

/// Reads the start of the run's text, or of its rows, from a state of zeros, and ranks all units by the probe, or the
/// label, of this name.
pub(super) fn follow<'a>(asked: &Asked<'a>, network: &Network, name: &str) -> Result<Ranked<'a>, Failure> {
    // What is no probe is refused before anything large is read.
    let probe = if asked.session.checkpoint.config.task.kind() == TaskKind::Text { Some(parse(name)?) } else { None };
    let setup = asked.setup()?;
    let most = asked.args.chars.unwrap_or(Script::LONGEST);
    let ((script, numbers), unit) = match (setup.data(), &probe) {
        (Data::Text(data), Some(_)) if data.vocab.unit() == Unit::Words => {
            let sentence =
                "--probe follows the characters of a text, and this net reads words: ask one that reads characters";
            return Err(Failure::Input(sentence.to_owned()));
        }
        (Data::Text(data), Some(probe)) => {
            let script = Script::new(data, 0..data.tokens.len().min(most));
            let numbers = vec![script.numbers(probe)];
            ((script, numbers), "characters")
        }
        (Data::Labelled(data), _) => {
            let label = find_label(data, name).map_err(|said| Failure::Input(format!("--probe {said}")))?;
            let training = split_labelled(setup.config(), data).training;
            let directions = network.shape().stack().directions();
            (label_script(data, &training, label, (most, directions)), "tokens")
        }
        _ => unreachable!("a session's data was read as its task's"),
    };
    let read = script.len();
    let mut study = Study::new(network, &asked.session.checkpoint.state.params, script, (name, numbers), None);
    let mut progress = ProgressLine::new("reading");
    while !study.is_done() {
        study.read_on();
        progress.show(study.read() as u64, read as u64);
    }
    drop(progress);
    let units = study.ranked().ok_or_else(|| {
        Failure::Input(format!(
            "--probe {name:?} is the same at all {} {unit}, so that no unit can follow it: give another, or more \
             --chars",
            count(read as u64)
        ))
    })?;
    Ok(Ranked { asked: *asked, read, unit, units })
}

impl Ranked<'_> {
    /// Writes the units: all of them as an object, the first few for people.
    pub fn tell(&self, as_json: bool, out: &mut impl Write) -> io::Result<()> {
        let (args, checkpoint) = (self.asked.args, &self.asked.session.checkpoint);
        let name = args.probe.as_deref().unwrap_or_default();
        if as_json {
            let unit = |followed: &Followed| {
                let Followed { layer, reverse, unit, correlation } = followed;
                json!({ "layer": layer, "reverse": reverse, "unit": unit, "correlation": correlation })
            };
            let object = json!({
                "session": args.net.session.to_string_lossy(),
                "epoch": checkpoint.state.position.epoch,
                "step": checkpoint.state.position.step,
                "probe": name,
                self.unit: self.read,
                "units": self.units.iter().map(unit).collect::<Vec<_>>(),
            });
            return writeln!(out, "{object}");
        }
        let (name, read, unit) = (one_line(name), count(self.read as u64), self.unit);
        writeln!(out, "{name} over {read} {unit}, {} after step {}", checkpoint.config.model.summary(), {
            checkpoint.state.position.step
        })?;
        writeln!(out, "layer  unit  correlation")?;
        for Followed { layer, unit, correlation, .. } in self.units.iter().take(TOLD) {
            writeln!(out, "{:>5}  {unit:>4}  {correlation:>11.4}", format!("l{layer}"))?;
        }
        Ok(())
    }
}
