//! `rnntui compare`: in which settings sessions differ, and what came of them.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use unicode_width::UnicodeWidthStr as _;

use crate::cli::Compare;
use crate::config::{Options, differing};
use crate::exit::Failure;
use crate::figures::{count, figure};
use crate::glyph::one_line;
use crate::session::format::Header;

/// Prints a row a session, or a JSON object a line.
///
/// # Errors
/// If a session cannot be read or stdout cannot be written.
pub fn compare(args: &Compare) -> Result<(), Failure> {
    let read = |path: &PathBuf| Header::read(path).map(|header| (path.clone(), header)).map_err(Failure::input);
    let sessions = args.sessions.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let options: Vec<&Options> = sessions.iter().map(|(_, header)| &header.options).collect();
    let settings = differing(&options);
    let mut out = std::io::stdout().lock();
    let written = if args.json {
        sessions.iter().try_for_each(|(path, header)| writeln!(out, "{}", object(path, header)))
    } else {
        table(&sessions, &settings).iter().try_for_each(|line| writeln!(out, "{line}"))
    };
    written.map_err(Failure::unwritable)
}

/// A table with a column for each setting that differs.
fn table(sessions: &[(PathBuf, Header)], settings: &[&str]) -> Vec<String> {
    let kinds = sessions.iter().any(|(_, header)| header.task != sessions[0].1.task);
    let mut head: Vec<&str> = vec!["session"];
    head.extend(kinds.then_some("task"));
    head.push("model");
    head.extend(settings);
    head.extend(["epochs", "steps", "last", "val", "right", "best", "at epoch", "parent"]);
    let loss = |loss: Option<f32>| loss.map_or("-".to_owned(), figure);
    let row = |(path, header): &(PathBuf, Header)| {
        let mut row = vec![path.to_string_lossy().into_owned()];
        row.extend(kinds.then(|| header.task.name().to_owned()));
        row.push(header.model.clone());
        row.extend(settings.iter().map(|name| header.options.text(name).unwrap_or("-").to_owned()));
        row.extend([count(header.epoch), count(header.step), loss(header.loss), loss(header.validation_loss)]);
        row.push(header.validation_accuracy.map_or("-".to_owned(), |share| format!("{:.1}%", 100.0 * share)));
        let best = header.best;
        row.push(best.map_or("-".to_owned(), |best| format!("{} {}", best.measure.name(), figure(best.loss))));
        row.push(best.map_or("-".to_owned(), |best| count(best.epoch)));
        let parent = header.parent.as_ref();
        row.push(parent.map_or("-".to_owned(), |parent| format!("{} at {}", parent.name, count(parent.step))));
        row.into_iter().map(|cell| one_line(&cell)).collect::<Vec<_>>()
    };
    let head: Vec<String> = head.into_iter().map(str::to_owned).collect();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(sessions.iter().map(row)).collect();
    let widest: Vec<usize> =
        (0..rows[0].len()).map(|column| rows.iter().map(|row| row[column].width()).max().unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells =
            row.iter().zip(&widest).map(|(cell, widest)| format!("{cell}{}", " ".repeat(widest - cell.width())));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// A session for scripts, with all its settings.
pub fn object(path: &Path, header: &Header) -> Value {
    let options: Map<String, Value> =
        header.options.iter().map(|(name, text)| (name.to_owned(), Value::from(text))).collect();
    let best = header
        .best
        .map(|best| json!({"measure": best.measure.name(), "loss": best.loss, "epoch": best.epoch, "step": best.step}));
    let test = header.test.map(|test| {
        let mut object = json!({"loss": test.loss, "accuracy": test.accuracy, "step": test.step});
        if let Some(own) = test.own {
            let errors = [("mae", own.errors.mae), ("rmse", own.errors.rmse), ("mase", own.mase)];
            for (name, error) in errors {
                object[name] = error.into();
            }
        }
        object
    });
    let parent = header.parent.as_ref().map(|parent| json!({"name": parent.name, "step": parent.step}));
    json!({
        "session": path.to_string_lossy(),
        "task": header.task.name(),
        "data": header.name,
        "model": header.model,
        "options": options,
        "epoch": header.epoch,
        "step": header.step,
        "loss": header.loss,
        "val_loss": header.validation_loss,
        "val_accuracy": header.validation_accuracy,
        "best": best,
        "test": test,
        "parent": parent,
        "seconds": header.seconds,
    })
}
