//! Which units follow a property of the run's text.

use std::io::{self, Write};

use serde_json::json;

use super::question::Asked;
use crate::data::{Data, Probe, Unit};
use crate::exit::Failure;
use crate::exit::progress::ProgressLine;
use crate::figures::count;
use crate::glyph::one_line;
use crate::nn::network::Network;
use crate::nn::probe::Followed;
use crate::task::{Script, Study};

/// Units told to people.
const TOLD: usize = 10;

/// Units in order, and what they were held to.
pub(super) struct Ranked<'a> {
    asked: Asked<'a>,
    characters: usize,
    units: Vec<Followed>,
}

/// The probe of this name, or of this regular expression.
pub(super) fn parse(name: &str) -> Result<Probe, Failure> {
    name.parse().map_err(|error| Failure::Input(format!("--probe {error}")))
}

/// Reads the start of the run's text, from a state of zeros, and ranks all units.
pub(super) fn follow<'a>(asked: &Asked<'a>, network: &Network, probe: &Probe) -> Result<Ranked<'a>, Failure> {
    let setup = asked.setup()?;
    let Data::Text(data) = setup.data() else { unreachable!("a session's data was read as its task's") };
    if data.vocab.unit() == Unit::Words {
        let sentence =
            "--probe follows the characters of a text, and this net reads words: ask one that reads characters";
        return Err(Failure::Input(sentence.to_owned()));
    }
    let characters = data.tokens.len().min(asked.args.chars.unwrap_or(Script::LONGEST));
    let name = asked.args.probe.as_deref().unwrap_or_default();
    let params = &asked.session.checkpoint.state.params;
    let mut study = Study::new(network, params, Script::new(data, 0..characters), (name, probe), None);
    let mut progress = ProgressLine::new("reading");
    while !study.is_done() {
        study.read_on();
        progress.show(study.read() as u64, characters as u64);
    }
    drop(progress);
    let units = study.ranked().ok_or_else(|| {
        Failure::Input(format!(
            "--probe {name:?} is the same at all {} characters, so that no unit can follow it: give another, or more \
             --chars",
            count(characters as u64)
        ))
    })?;
    Ok(Ranked { asked: *asked, characters, units })
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
                "characters": self.characters,
                "units": self.units.iter().map(unit).collect::<Vec<_>>(),
            });
            return writeln!(out, "{object}");
        }
        let (name, read) = (one_line(name), count(self.characters as u64));
        writeln!(out, "{name} over {read} characters, {} after step {}", checkpoint.config.model.summary(), {
            checkpoint.state.position.step
        })?;
        writeln!(out, "layer  unit  correlation")?;
        for Followed { layer, unit, correlation, .. } in self.units.iter().take(TOLD) {
            writeln!(out, "{:>5}  {unit:>4}  {correlation:>11.4}", format!("l{layer}"))?;
        }
        Ok(())
    }
}
