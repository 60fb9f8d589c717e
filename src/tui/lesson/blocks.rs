//! The blocks of live numbers on a lesson's pages. Each is a few lines of at most `width` columns. A block with nothing
//! to show yet is `…`.

use ndarray::Array2;
use ratatui::text::{Line, Span};
use textwrap::wrap;

use super::examples;
use super::lines::{bar, bold, breaks, dim, row, shown, vector};
use super::probabilities::{gates, probabilities};
use super::{reach, tried};
use crate::figures::{cell, count, figure};
use crate::train::message::{Examples, Readings, Snapshot, Trace};
use crate::tui::app::App;
use crate::tui::text::columns;

/// The block of this name, if the running part has one.
pub fn block(app: &App, name: &str, width: usize) -> Option<Vec<Line<'static>>> {
    let Some(snapshot) = &app.snapshot else { return Some(vec![dim(app, "…")]) };
    let view = &snapshot.view;
    let trace = view.trace.as_deref();
    match name {
        "loss" => Some(loss(app, snapshot, width)),
        "runs" => Some(tried::table(app, width)),
        "shapes" => Some(shapes(app, snapshot)),
        "onehot" => trace.map(|trace| one_hot(app, snapshot, trace, width)),
        "equation" => trace.map(|trace| equation(app, snapshot, trace, width)),
        "softmax" => trace.filter(|trace| !trace.targets.is_empty()).map(|trace| softmax(app, snapshot, trace, width)),
        "probabilities" => {
            trace.filter(|trace| !trace.targets.is_empty()).map(|trace| probabilities(app, trace, width))
        }
        "gates" => trace.map(|trace| gates(app, trace, width)),
        "lags" => Some(reach::lags(app, width)),
        "reach" => Some(reach::table(app, width)),
        "saliency" => Some(reach::saliency(app, width)),
        "readings" => trace.and_then(|trace| trace.readings.as_ref()).map(|readings| both(app, readings)),
        _ => examples::block(app, name, &view.examples, width),
    }
}

/// The time step under the cursor, within the trace.
fn step(app: &App, trace: &Trace) -> usize {
    app.time.min(trace.input.nrows().saturating_sub(1))
}

/// Epoch, losses and accuracy, broken into lines. The loss of the last step is of the weights before its update; that
/// of these weights is known where the example traced is all of the data.
fn loss(app: &App, snapshot: &Snapshot, width: usize) -> Vec<Line<'static>> {
    let percent = |share: f64| format!("{:.1}%", 100.0 * share);
    let mut parts = vec![("epoch", count(snapshot.epoch))];
    parts.push(("loss at the last step", snapshot.loss.map_or("–".to_owned(), figure)));
    let whole = snapshot.view.trace.as_deref().filter(|trace| trace.batch == 1);
    parts.extend(whole.and_then(Trace::loss).map(|loss| ("of these weights", figure(loss))));
    parts.extend(snapshot.validation_loss.map(|loss| ("val", figure(loss))));
    let measured = app.info.as_ref().is_some_and(|info| info.measures.accuracy);
    match &snapshot.view.examples {
        // Of all rows, where the snapshot's accuracy is of the last step's few.
        Examples::Classify(view) => {
            parts.extend(view.training.accuracy().map(|share| ("right", percent(share))));
            parts.extend(view.validation.accuracy().map(|share| ("held out", percent(share))));
        }
        _ => parts.extend(snapshot.accuracy.filter(|_| measured).map(|share| ("right", percent(share.into())))),
    }
    let mut lines = vec![Line::default()];
    for (name, value) in parts {
        let wide = columns(name) + 1 + columns(&value);
        let last = lines.last().map_or(0, Line::width);
        if last > 0 && last + 2 + wide > width {
            lines.push(Line::default());
        }
        if let Some(line) = lines.last_mut() {
            let gap = if line.width() > 0 { "  " } else { "" };
            line.push_span(Span::styled(format!("{gap}{name} "), app.theme.dim()));
            line.push_span(Span::styled(value, bold(app)));
        }
    }
    lines
}

/// The shapes of input, hidden state and output, and which layers they come out of.
fn shapes(app: &App, snapshot: &Snapshot) -> Vec<Line<'static>> {
    let Some(trace) = &snapshot.view.trace else { return vec![dim(app, "…")] };
    let (n, t) = (trace.batch, trace.longest);
    let (out, ways) = (trace.outputs.ncols(), trace.output_size);
    let last = if trace.outputs.nrows() == 1 && t > 1 {
        format!("({n}, {out})")
    } else {
        format!("({n}, {}, {out})", trace.longest_output)
    };
    let (_, cell) = tried::part_and_cell(app).unwrap_or_default();
    let linear = if trace.linear { "  linear layer" } else { "" };
    vec![
        row(app, "        (batch, time, features)", ""),
        row(app, "input ", format!("({n}, {t}, {})", trace.input.ncols())),
        row(app, "hidden", format!("({n}, {t}, {ways})  {cell}")),
        row(app, "output", format!("{last}{linear}")),
    ]
}

/// The input at the time cursor, and where it is a token its index.
fn one_hot(app: &App, snapshot: &Snapshot, trace: &Trace, width: usize) -> Vec<Line<'static>> {
    let step = step(app, trace);
    let label = snapshot.view.hidden.steps.get(step).cloned().unwrap_or_default();
    let x = trace.input.row(step);
    let Some(index) = trace.tokens.get(step) else {
        let vector = vector(x.iter().copied(), width.saturating_sub(4));
        return vec![dim(app, format!("t = {step}")), row(app, "x_t", vector)];
    };
    let bits: Vec<String> = x.iter().map(|x| if *x == 0.0 { "0" } else { "1" }.to_owned()).collect();
    let vector = if 2 * bits.len() + 6 <= width {
        format!("[{}]", bits.join(" "))
    } else {
        format!("{} numbers, a 1 at place {index}", bits.len())
    };
    vec![row(app, &format!("t = {step}  reads"), format!("{} → index {index}", shown(&label))), row(app, "x_t", vector)]
}

/// The cell's equations, with the vectors of the time step under the cursor.
fn equation(app: &App, snapshot: &Snapshot, trace: &Trace, width: usize) -> Vec<Line<'static>> {
    let at = step(app, trace);
    let label = match snapshot.view.hidden.steps.get(at) {
        Some(label) if !trace.tokens.is_empty() => shown(label),
        _ => format!("row {} of {}", at + 1, trace.input.nrows()),
    };
    let mut lines: Vec<_> =
        trace.equations.iter().flat_map(|equation| wrap(equation, breaks(width))).map(|line| dim(app, line)).collect();
    lines.push(dim(app, format!("t = {at}, x_t is {label}")));
    for (name, values) in &trace.terms {
        if let Some(values) = values.rows().into_iter().nth(at) {
            let numbers = vector(values.iter().copied(), width.saturating_sub(6));
            lines.push(row(app, &format!("{name:<4}"), numbers));
        }
    }
    lines
}

/// Logits, probabilities and the loss at the time cursor. The likeliest classes come first; the true one is always
/// shown. While the cursor is on the source of a translation, they are those of the first word after it.
fn softmax(app: &App, snapshot: &Snapshot, trace: &Trace, width: usize) -> Vec<Line<'static>> {
    const MOST: usize = 5;
    let cursor = app.time;
    let at = cursor.saturating_sub(trace.speaks_from).min(trace.outputs.nrows().saturating_sub(1));
    let logits = trace.outputs.row(at);
    let Some(&target) = trace.targets.get(at) else { return vec![dim(app, "…")] };
    let target = target as usize;
    let max = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let total: f32 = logits.iter().map(|z| (z - max).exp()).sum();
    let share = |z: f32| (z - max).exp() / total;
    let mut order: Vec<usize> = (0..logits.len()).collect();
    order.sort_by(|&a, &b| logits[b].total_cmp(&logits[a]));
    order.truncate(MOST);
    if !order.contains(&target) {
        order.pop();
        order.push(target);
    }
    let first = at + trace.speaks_from;
    let mut lines = vec![dim(app, format!("t = {first:<5} logit  softmax"))];
    if cursor < trace.speaks_from {
        let read = snapshot.view.hidden.steps.get(cursor).map_or_else(String::new, |label| shown(label));
        let note = format!("t = {cursor} only reads {read}. The first word comes at:");
        lines.splice(0..0, wrap(&note, breaks(width)).into_iter().map(|line| dim(app, line)));
    }
    for class in order {
        let (z, p) = (logits[class], share(logits[class]));
        let right = class == target;
        let style = if right { bold(app) } else { app.theme.text() };
        let name = trace.names.get(class).map_or_else(String::new, |name| shown(name));
        let pad = " ".repeat(6usize.saturating_sub(columns(&name)));
        let mark = if right { "✓" } else { " " };
        lines.push(Line::from(vec![
            Span::styled(format!("{mark} {name}{pad} {}   {} ", cell(z, 2, 6), cell(p, 3, 5)), style),
            bar(app, f64::from(p), width.saturating_sub(26)),
        ]));
    }
    let losses = trace.losses();
    lines.push(row(app, "loss", format!("-ln {} = {}", figure((-losses[at]).exp()), figure(losses[at]))));
    if let Some(mean) = trace.loss().filter(|_| losses.len() > 1) {
        lines.push(row(app, &format!("mean of the {} steps", losses.len()), figure(mean)));
    }
    if let Some(loss) = snapshot.loss {
        let note = format!("(of these weights; {}, above, is the last step's, before its update)", figure(loss));
        lines.extend(wrap(&note, breaks(width)).into_iter().map(|line| dim(app, line)));
    }
    lines
}

/// The first outputs of one tensor that is read once as batch first and once as time first.
fn both(app: &App, readings: &Readings) -> Vec<Line<'static>> {
    let [a, b, i, h] = readings.sizes;
    let mut lines = vec![
        row(app, "batch first:", format!("({a}, {b}, {i}) → ({a}, {b}, {h})")),
        row(app, "time first: ", format!("({a}, {b}, {i}) → ({a}, {b}, {h})")),
        dim(app, format!("        {:<14}{}", "batch first", "time first")),
    ];
    // A first step of both readings, of one, and of neither.
    for (x, y) in [(0, 0), (0, b - 1), (a - 1, b - 1)] {
        let numbers = |of: &Array2<f32>| vector(of.row(x * b + y).iter().copied().take(2), 14);
        let values = format!(" {:<14}{}", numbers(&readings.second_is_time), numbers(&readings.first_is_time));
        lines.push(row(app, &format!("[{x}][{y}]"), values));
    }
    lines
}
