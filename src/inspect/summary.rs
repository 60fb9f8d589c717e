//! What is found, for people: what was read and said, step by step, and how far back the gradient reaches.

use std::io::{self, Write};

use super::found::{Found, Side};
use super::question::{Asked, Question};
use crate::exit::say;
use crate::figures::figure;
use crate::glyph::clusters;
use crate::task::Wanted;

/// Columns of a cell at most.
const WIDE: usize = 24;

/// Writes the summary; what else there is to say goes to stderr.
pub(super) fn write(asked: &Asked<'_>, question: &Question, found: &Found, out: &mut impl Write) -> io::Result<()> {
    let checkpoint = &asked.session.checkpoint;
    let (model, position) = (checkpoint.config.model.summary(), checkpoint.state.position);
    writeln!(out, "{}, {model} after step {}", question.title, position.step)?;
    writeln!(out)?;
    let last = found.sides.last();
    let steps = if question.given.is_empty() { &question.steps } else { &question.given };
    if steps.len() == found.outputs.nrows() && matches!(question.wanted, Wanted::Classes(_)) {
        table(&answers(question, found, steps), out)?;
    } else {
        if let Some(side) = last {
            table(&shares(steps, side), out)?;
        }
        writeln!(out)?;
        once(question, found, out)?;
    }
    if let [encoder, _] = &found.sides[..] {
        writeln!(out)?;
        table(&shares(&question.steps, encoder), out)?;
    }
    writeln!(out)?;
    if found.losses.iter().all(Option::is_none) {
        writeln!(out, "nobody knows what should come out, so there is no loss and no gradient of one")?;
    } else {
        found.sides.iter().try_for_each(|side| half_lives(found, side, out))?;
    }
    question.notes.iter().for_each(|note| say(format_args!("{note}.")));
    Ok(())
}

/// A row for each step: what was read, wanted and likeliest, its probability and the loss.
fn answers(question: &Question, found: &Found, steps: &[String]) -> Vec<Vec<String>> {
    let head = ["step", "read", "target", "likeliest", "probability", "loss"].map(str::to_owned).to_vec();
    let row = |(row, read): (usize, &String)| {
        let mut cells = vec![(row + 1).to_string(), read.clone()];
        cells.extend(answer(question, found, row));
        cells
    };
    [head].into_iter().chain(steps.iter().enumerate().map(row)).collect()
}

/// What was wanted and likeliest at a row of outputs, its probability and the loss.
fn answer(question: &Question, found: &Found, row: usize) -> [String; 4] {
    let name = |index: usize| question.names.get(index).cloned().unwrap_or_default();
    let likeliest = found.likeliest(row, 1).first().copied().unwrap_or_default();
    let probability = found.probabilities.as_ref().map_or(f32::NAN, |all| all[[row, likeliest]]);
    [
        question.wanted.class(row).map_or_else(String::new, |class| name(class as usize)),
        name(likeliest),
        figure(probability),
        found.losses[row].map_or_else(String::new, figure),
    ]
}

/// A row for each step: what was read, and its share of the saliency.
fn shares(steps: &[String], side: &Side) -> Vec<Vec<String>> {
    let head = ["step", "read", "share of saliency"].map(str::to_owned).to_vec();
    let row = |((at, read), share): ((usize, &String), f64)| {
        vec![(at + 1).to_string(), read.clone(), format!("{:.1}%", 100.0 * share)]
    };
    [head].into_iter().chain(steps.iter().enumerate().zip(side.shares()).map(row)).collect()
}

/// What came out once.
fn once(question: &Question, found: &Found, out: &mut impl Write) -> io::Result<()> {
    if let Wanted::Values(values) = &question.wanted {
        let head = ["ahead", "said", "wanted"].map(str::to_owned).to_vec();
        let each = found.outputs.iter().zip(values).enumerate();
        let rows = each.map(|(at, (said, wanted))| vec![(at + 1).to_string(), figure(*said), figure(*wanted)]);
        table(&[head].into_iter().chain(rows).collect::<Vec<_>>(), out)?;
        return match found.losses.first() {
            Some(Some(loss)) => writeln!(out, "loss {}", figure(*loss)),
            _ => Ok(()),
        };
    }
    let head = ["target", "likeliest", "probability", "loss"].map(str::to_owned).to_vec();
    table(&[head, answer(question, found, 0).to_vec()], out)
}

/// How far the gradient of the losses reaches back in each layer and direction.
fn half_lives(found: &Found, side: &Side, out: &mut impl Write) -> io::Result<()> {
    for (reach, half_life) in side.reach.iter().zip(found.half_lives(side)) {
        let of = side.name.map_or_else(String::new, |name| format!("{name}, "));
        let way = if reach.reverse { ", reverse" } else { "" };
        let steps = match half_life {
            Some(half_life) => format!("{} steps", figure(half_life)),
            None if reach.h.iter().all(|&norm| norm == 0.0) => "none reaches it".to_owned(),
            None => format!("more than the {} steps read", reach.h.ncols()),
        };
        writeln!(out, "half-life of the gradient, {of}l{}{way}: {steps}", reach.layer)?;
    }
    Ok(())
}

/// Writes rows of cells in columns; text of files is made harmless, and cut where it is long.
fn table(rows: &[Vec<String>], out: &mut impl Write) -> io::Result<()> {
    let shown = |cell: &String| {
        // A space by itself would look like nothing.
        let cell = if cell == " " { "␣" } else { cell };
        let (mut text, mut wide) = (String::new(), 0);
        for cluster in clusters(cell) {
            if wide + cluster.columns > WIDE {
                break;
            }
            wide += cluster.columns;
            text.push_str(&cluster.text);
        }
        (text, wide)
    };
    let rows: Vec<Vec<(String, usize)>> = rows.iter().map(|row| row.iter().map(shown).collect()).collect();
    let columns = rows.first().map_or(0, Vec::len);
    let widest = |column: usize| rows.iter().map(|row| row[column].1).max().unwrap_or(0);
    let wide: Vec<usize> = (0..columns).map(widest).collect();
    for row in &rows {
        let mut line = String::new();
        for ((text, columns), wide) in row.iter().zip(&wide) {
            line.push_str(text);
            line.push_str(&" ".repeat(wide - columns + 2));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
