//! Where answers go: CSV on standard output or in a file, measures on stderr, or all of it as one JSON object.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Read as _, Write};
use std::path::Path;

use serde_json::{Map, Value, json};

use super::answers::{Answers, Measured};
use crate::cli::Predict;
use crate::exit::{Failure, say};
use crate::figures::figure;
use crate::glyph::one_line;
use crate::session::format::Session;
use crate::session::store::Store;

/// How every table of answers begins.
const START: &str = "part,";

/// Where the answers of a command go.
#[derive(Debug)]
pub(super) struct Out<'a> {
    args: &'a Predict,
    /// The file that takes them, if one does.
    store: Option<Store>,
}

impl<'a> Out<'a> {
    /// Where `args` wants the answers.
    ///
    /// # Errors
    /// If the file cannot be written, or holds something else than answers.
    pub fn new(args: &'a Predict) -> Result<Self, Failure> {
        let store = args.out.as_deref().map(file).transpose()?;
        Ok(Self { args, store })
    }

    /// Writes the answers of `session`.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn write(self, answers: &Answers, session: &Session) -> Result<(), Failure> {
        if self.args.json {
            let object = object(answers, session, &self.args.net.session);
            return writeln!(io::stdout(), "{object}").map_err(Failure::unwritable);
        }
        if let Some(mut store) = self.store {
            let mut bytes = Vec::new();
            table(answers, &mut bytes, false).map_err(|error| Failure::Running(error.to_string()))?;
            store.write(&bytes).map_err(|error| Failure::Running(error.to_string()))?;
        } else {
            let out = io::stdout().lock();
            let to_terminal = out.is_terminal();
            table(answers, BufWriter::new(out), to_terminal).map_err(|error| Failure::unwritable(error.into()))?;
        }
        answers.notes.iter().for_each(|note| say(format_args!("{note}.")));
        answers.measures.iter().for_each(|measured| say(format_args!("{}", sentence(measured))));
        Ok(())
    }
}

/// The file at `path`, which may be replaced if it holds answers.
fn file(path: &Path) -> Result<Store, Failure> {
    let store = Store::explicit(path, true).map_err(Failure::input)?;
    let mut start = [0; START.len()];
    let other = path.metadata().is_ok_and(|about| about.len() > 0)
        && File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok_and(|()| start != *START.as_bytes());
    if other {
        let sentence = format!("{path:?} holds something else than answers: it is not replaced, give -o another path");
        return Err(Failure::Input(sentence));
    }
    store.probe().map_err(Failure::input)?;
    Ok(store)
}

/// Writes a header and a record a row. For a terminal, text is made harmless.
fn table(answers: &Answers, out: impl Write, to_terminal: bool) -> Result<(), csv::Error> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(answers.columns)?;
    for row in &answers.rows {
        let cell = |value: &Value| match value {
            Value::Null => String::new(),
            Value::String(text) if to_terminal => one_line(text),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        out.write_record(row.iter().map(cell))?;
    }
    out.flush().map_err(csv::Error::from)
}

/// `validation: rows 25, loss 0.3124, right 22, accuracy 88.0%`.
fn sentence(measured: &Measured) -> String {
    let value = |(name, value): &(&'static str, Value)| {
        let words = name.replace('_', " ");
        match value {
            Value::Number(number) if name.ends_with("accuracy") => {
                format!("{words} {:.1}%", 100.0 * number.as_f64().unwrap_or(f64::NAN))
            }
            Value::Number(number) if number.is_f64() => {
                format!("{words} {}", figure(number.as_f64().unwrap_or(f64::NAN)))
            }
            other => format!("{words} {other}"),
        }
    };
    let values: Vec<String> = measured.values.iter().map(value).collect();
    format!("{}: {}", measured.part, values.join(", "))
}

/// All of it, for scripts.
fn object(answers: &Answers, session: &Session, path: &Path) -> Value {
    let row = |row: &Vec<Value>| {
        let names = answers.columns.iter().map(|&name| name.to_owned());
        Value::Object(names.zip(row.iter().cloned()).collect())
    };
    let position = session.checkpoint.state.position;
    let measures = answers.measures.iter().map(|Measured { part, values }| {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        (part.clone(), Value::Object(values.collect()))
    });
    let mut object = json!({
        "session": path.to_string_lossy(),
        "task": session.checkpoint.config.task.kind().name(),
        "epoch": position.epoch,
        "step": position.step,
        "measures": measures.collect::<Map<String, Value>>(),
        "answers": answers.rows.iter().map(row).collect::<Value>(),
        "notes": answers.notes,
    });
    for (name, value) in &answers.more {
        object[*name] = value.clone();
    }
    object
}
