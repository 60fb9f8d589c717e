//! Which units follow a property of what the run reads: of its text or letters, a label, a column, or a word.

use std::io::{self, Write};

use serde_json::json;

use super::question::Asked;
use crate::config::TaskConfig;
use crate::data::{Data, Probe, Unit};
use crate::exit::Failure;
use crate::exit::progress::ProgressLine;
use crate::figures::count;
use crate::glyph::one_line;
use crate::nn::probe::Followed;
use crate::task::{
    Model, Script, Study, column_script, find_label, find_word, label_script, letter_script, pair_script,
    split_labelled, split_rows, split_text,
};

/// Units told to people.
const TOLD: usize = 10;

/// Units in order, and what they were held to.
pub(super) struct Ranked<'a> {
    asked: Asked<'a>,
    read: usize,
    unit: &'static str,
    units: Vec<Followed>,
    /// Whether they are of a translator.
    is_pair: bool,
}

/// The probe of this name, or of this regular expression.
fn parse(name: &str) -> Result<Probe, Failure> {
    name.parse().map_err(|error| Failure::Input(format!("--probe {error}")))
}

/// Reads the start of the run's text, its rows, windows or pairs, from a state of zeros, and ranks all units by what
/// this name stands for.
pub(super) fn follow<'a>(asked: &Asked<'a>, model: &Model, name: &str) -> Result<Ranked<'a>, Failure> {
    let config = &asked.session.checkpoint.config;
    // What is no probe is refused before anything large is read.
    let by_letters = match &config.task {
        TaskConfig::Text(_) => asked.session.vocabulary().unit() == Unit::Chars,
        TaskConfig::Generate => true,
        _ => false,
    };
    let probe = if by_letters { Some(parse(name)?) } else { None };
    let setup = asked.setup()?;
    let most = asked.args.chars.unwrap_or(Script::LONGEST);
    let refused = |said: String| Failure::Input(format!("--probe {said}"));
    let directions = if let Model::Network(network) = model { network.shape().stack().directions() } else { 1 };
    let (script, numbers) = match (setup.data(), &probe) {
        (Data::Text(data), probe) => {
            let script = Script::new(data, 0..data.tokens.len().min(most));
            let numbers = if let Some(probe) = probe {
                script.numbers(probe)
            } else {
                let trained = split_text(config, data)[0].end;
                script.word_numbers(data, &find_word(data, trained, name).map_err(refused)?)
            };
            (script, vec![numbers])
        }
        (Data::Labelled(data), Some(probe)) => letter_script(data, &split_labelled(config, data).training, probe, most),
        (Data::Labelled(data), None) => {
            let label = find_label(data, name).map_err(refused)?;
            label_script(data, &split_labelled(config, data).training, label, (most, directions))
        }
        (Data::Series(_), _) => {
            let path = &asked.args.net.session;
            let timeline = setup.timeline().map_err(|error| Failure::Input(format!("{path:?}: {error}")))?;
            let examples = timeline.examples().training();
            column_script(&timeline, examples, name, (most, directions)).map_err(refused)?
        }
        (Data::Pairs(pairs), _) => {
            let training = split_rows(config, pairs.rows()).training;
            pair_script(pairs, &training, name, most).map_err(refused)?
        }
    };
    let (read, unit) = (script.len(), script.unit());
    let params = &asked.session.checkpoint.state.params;
    let mut study = match model {
        Model::Network(network) => Study::new(network, params, script, (name, numbers), None),
        Model::Translator(translator) => Study::pairs(translator, params, script, (name, numbers)),
    };
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
    Ok(Ranked { asked: *asked, read, unit, units, is_pair: matches!(model, Model::Translator(_)) })
}

impl Ranked<'_> {
    /// Writes the units: all of them as an object, the first few for people.
    pub fn tell(&self, as_json: bool, out: &mut impl Write) -> io::Result<()> {
        let (args, checkpoint) = (self.asked.args, &self.asked.session.checkpoint);
        let name = args.probe.as_deref().unwrap_or_default();
        if as_json {
            let unit = |followed: &Followed| {
                let Followed { decoder, layer, reverse, unit, correlation } = followed;
                let mut told = json!({ "layer": layer, "reverse": reverse, "unit": unit, "correlation": correlation });
                if self.is_pair {
                    told["side"] = json!(if *decoder { "decoder" } else { "encoder" });
                }
                told
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
        // Layers are called as PyTorch calls them.
        let layer = |&Followed { decoder, layer, reverse, .. }: &Followed| {
            let side = match (self.is_pair, decoder) {
                (false, _) => "",
                (true, false) => "encoder.",
                (true, true) => "decoder.",
            };
            format!("{side}l{layer}{}", if reverse { "_reverse" } else { "" })
        };
        let told: Vec<(String, &Followed)> = self.units.iter().take(TOLD).map(|unit| (layer(unit), unit)).collect();
        let wide = told.iter().map(|(layer, _)| layer.len()).fold("layer".len(), usize::max);
        writeln!(out, "{:>wide$}  unit  correlation", "layer")?;
        for (layer, Followed { unit, correlation, .. }) in told {
            writeln!(out, "{layer:>wide$}  {unit:>4}  {correlation:>11.4}")?;
        }
        Ok(())
    }
}
