//! The live blocks that show a task's own examples.

use ratatui::text::Line;

use super::blocks::{dim, row, shown};
use crate::train::message::{Alignment, Errors, Examples, SeriesView, TextView, TranslateView, figure};
use crate::tui::app::App;
use crate::tui::text::{clipped, columns};

/// The block of this name, where the task has one.
pub fn block(app: &App, name: &str, examples: &Examples, width: usize) -> Option<Vec<Line<'static>>> {
    match (name, examples) {
        ("prediction", Examples::Text(view)) => chunk(app, view, width),
        ("errors", Examples::Series(view)) => Some(errors(app, view)),
        ("prediction", Examples::Translate(view)) => pair(app, view, width),
        ("attention", Examples::Translate(view)) => {
            view.alignment.as_ref().map(|weights| attention(app, weights, width))
        }
        _ => None,
    }
}

/// A chunk: what should come out and what came out.
fn chunk(app: &App, view: &TextView, width: usize) -> Option<Vec<Line<'static>>> {
    if view.rows() == 0 {
        return None;
    }
    let at = app.example.min(view.rows() - 1);
    let room = width.saturating_sub(10);
    let target: String = view.row(&view.target, at).iter().collect();
    let predicted: String = view.row(&view.predicted, at).iter().map(|c| c.unwrap_or('·')).collect();
    let read = app.view().map_or_else(String::new, |view| view.hidden.steps.concat());
    Some(vec![
        row(app, "in       ", clipped(&read, room)),
        row(app, "true     ", clipped(&target, room)),
        row(app, "predicted", clipped(&predicted, room)),
    ])
}

/// The net's errors beside those of the naive forecast, in the data's own unit.
fn errors(app: &App, view: &SeriesView) -> Vec<Line<'static>> {
    let known = &view.known;
    let number = |errors: Option<Errors>, of: fn(Errors) -> f64| {
        errors.map_or_else(|| "–".to_owned(), |errors| figure(of(errors)))
    };
    let line = |name: &str, net: Option<Errors>, naive: Option<Errors>| {
        let columns = [net, naive].map(|of| format!("{:>7}{:>7}", number(of, |e| e.mae), number(of, |e| e.rmse)));
        row(app, name, columns.concat())
    };
    let verdict = view.held_out.zip(known.naive_held_out).map(|(net, naive)| net.against(&naive));
    let mut lines = vec![
        dim(app, format!("{:<9}{:>14}{:>14}", "", "net", "naive")),
        dim(app, format!("{:<9}{:>7}{:>7}{:>7}{:>7}", "", "MAE", "RMSE", "MAE", "RMSE")),
        line("training", view.training, known.naive_training),
        line("held out", view.held_out, known.naive_held_out),
    ];
    if let Some(verdict) = verdict {
        lines.push(dim(app, format!("held out: {verdict} than naive")));
    }
    lines
}

/// A pair and its translation.
fn pair(app: &App, view: &TranslateView, width: usize) -> Option<Vec<Line<'static>>> {
    let pair = view.pairs.get(app.example.min(view.pairs.len().saturating_sub(1)))?;
    let room = width.saturating_sub(12);
    Some(vec![
        row(app, "source     ", clipped(&pair.source, room)),
        row(app, "target     ", clipped(&pair.target, room)),
        row(app, "translation", clipped(&pair.translated(), room)),
    ])
}

/// What each word written looked at most.
fn attention(app: &App, alignment: &Alignment, width: usize) -> Vec<Line<'static>> {
    let widest = alignment.target.iter().map(|word| columns(&shown(word))).max().unwrap_or(0);
    let mut lines = vec![dim(app, "each word written, and what it looks at")];
    for (word, weights) in alignment.target.iter().zip(alignment.weights.rows()) {
        let mut order: Vec<usize> = (0..weights.len()).collect();
        order.sort_by(|&a, &b| weights[b].total_cmp(&weights[a]));
        let looks = order.iter().take(3).filter(|&&at| weights[at] >= 0.05);
        let looks: Vec<_> = looks.map(|&at| format!("{} {:.2}", shown(&alignment.source[at]), weights[at])).collect();
        let name = shown(word);
        let pad = " ".repeat(widest - columns(&name));
        let room = width.saturating_sub(widest + 1);
        lines.push(row(app, &format!("{name}{pad}"), clipped(&looks.join("  "), room)));
    }
    lines
}
