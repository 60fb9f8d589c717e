//! The blocks of live numbers that show the task's own examples.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::lines::{dim, row, shown};
use super::staircase::staircase;
use crate::figures::{cell, figure};
use crate::train::message::{
    Alignment, ClassifyView, Errors, Examples, GenerateView, Right, SeriesScore, SeriesView, TextView, TranslateView,
    said,
};
use crate::tui::app::App;
use crate::tui::text::{clipped, columns, cut};
use crate::tui::widgets::chunks::{MergedText, Side};
use crate::tui::widgets::confusion::Matrix;

/// The block of this name, where the task has one.
pub fn block(app: &App, name: &str, examples: &Examples, width: usize) -> Option<Vec<Line<'static>>> {
    match (name, examples) {
        ("prediction", Examples::Text(view)) => chunk(app, view, width),
        ("merged", Examples::Text(view)) => merged(app, view, width),
        ("errors", Examples::Series(view)) => Some(errors(app, view)),
        ("prediction", Examples::Classify(view)) => answer(app, view, width),
        ("confusion", Examples::Classify(view)) => Some(confusion(app, view, width)),
        ("prediction", Examples::Generate(view)) => written(app, view, width),
        ("staircase", Examples::Generate(view)) => staircase(app, view, width),
        ("prediction", Examples::Translate(view)) => pair(app, view, width),
        ("attention", Examples::Translate(view)) => {
            view.alignment.as_ref().map(|weights| attention(app, weights, width))
        }
        _ => None,
    }
}

/// A chunk of text: what the net reads, what comes next, and what it predicts.
fn chunk(app: &App, view: &TextView, width: usize) -> Option<Vec<Line<'static>>> {
    if view.rows() == 0 {
        return None;
    }
    let at = app.example.min(view.rows() - 1);
    let room = width.saturating_sub(10);
    let target = said(&view.row(&view.target, at).iter().cloned().map(Some).collect::<Vec<_>>());
    let predicted = said(view.row(&view.predicted, at));
    let read = app.view().map_or_else(String::new, |view| view.hidden.steps.concat());
    Some(vec![
        row(app, "in       ", clipped(&read, room)),
        row(app, "true     ", clipped(&target, room)),
        row(app, "predicted", clipped(&predicted, room)),
    ])
}

/// All chunks merged into one text, as the net predicts it, whole.
fn merged(app: &App, view: &TextView, width: usize) -> Option<Vec<Line<'static>>> {
    let width = u16::try_from(width).unwrap_or(u16::MAX);
    let merged = view.merged.as_ref()?;
    let text = MergedText { merged, side: Side::Predicted, around: 0, theme: &app.theme };
    let height = u16::try_from(text.height(width)).unwrap_or(u16::MAX);
    Some(drawn(text, width, height))
}

/// The net's errors beside the naive forecast's, in the data's own unit.
fn errors(app: &App, view: &SeriesView) -> Vec<Line<'static>> {
    let number = |errors: Option<Errors>, of: fn(Errors) -> f64| {
        errors.map_or_else(|| "–".to_owned(), |errors| figure(of(errors)))
    };
    let line = |name: &str, score: &Option<SeriesScore>| {
        let naive = score.as_ref().and_then(|score| Some(score.best_naive()?.1));
        let columns = [score.as_ref().map(|score| score.net), naive]
            .map(|of| format!("{:>7}{:>7}", number(of, |e| e.mae), number(of, |e| e.rmse)));
        row(app, name, columns.concat())
    };
    let mut lines = vec![
        dim(app, format!("{:<9}{:>14}{:>14}", "", "net", "naive")),
        dim(app, format!("{:<9}{:>7}{:>7}{:>7}{:>7}", "", "MAE", "RMSE", "MAE", "RMSE")),
        line("training", &view.training),
        line("held out", &view.validation),
    ];
    if let Some(score) = &view.validation {
        lines.push(dim(app, format!("held out: {} than naive", score.verdict())));
    }
    lines
}

/// A text, its label and the predicted label.
fn answer(app: &App, view: &ClassifyView, width: usize) -> Option<Vec<Line<'static>>> {
    let answer = view.answers.get(app.example.min(view.answers.len().saturating_sub(1)))?;
    let room = width.saturating_sub(5);
    let said = answer.said.as_ref().map_or_else(
        || "nothing yet".to_owned(),
        |(said, probability)| {
            let mark = if answer.right { "✓" } else { "✗" };
            format!("{} with probability {} {mark}", cut(said, room.saturating_sub(28)), figure(*probability))
        },
    );
    Some(vec![
        row(app, "text", cut(&answer.text, room)),
        row(app, "true", cut(&answer.label, room)),
        row(app, "said", said),
    ])
}

/// How many labels are right, and the confusion matrix.
fn confusion(app: &App, view: &ClassifyView, width: usize) -> Vec<Line<'static>> {
    const MOST: u16 = 12;
    let score = |right: &Right| {
        right.accuracy().map_or_else(
            || "–".to_owned(),
            |share| format!("{} of {} right, {:.1}%", right.right, right.answered, 100.0 * share),
        )
    };
    let mut lines = vec![row(app, "training", score(&view.training))];
    if view.validation.of > 0 {
        lines.push(row(app, "held out", score(&view.validation)));
    }
    let (columns, rows) = Matrix::wanted(&view.confusion, None);
    let width = columns.min(u16::try_from(width).unwrap_or(u16::MAX));
    lines.extend(drawn(Matrix { confusion: &view.confusion, labels: None, theme: &app.theme }, width, rows.min(MOST)));
    lines
}

/// What a widget draws in an area of this size, as lines of a page.
fn drawn(widget: impl Widget, width: u16, height: u16) -> Vec<Line<'static>> {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    widget.render(area, &mut buffer);
    let line = |y| {
        let (mut spans, mut x) = (Vec::new(), 0);
        while x < width {
            let cell = &buffer[(x, y)];
            spans.push(Span::styled(cell.symbol().to_owned(), cell.style()));
            // A wide character also takes the next cell.
            x += u16::try_from(columns(cell.symbol())).unwrap_or(1).max(1);
        }
        Line::from(spans)
    };
    (0..height).map(line).collect()
}

/// A label, its true text, and the text that the net writes for it.
fn written(app: &App, view: &GenerateView, width: usize) -> Option<Vec<Line<'static>>> {
    let written = view.written.get(app.example.min(view.written.len().saturating_sub(1)))?;
    let room = width.saturating_sub(8);
    let mark = if written.exact { " ✓" } else { "" };
    Some(vec![
        row(app, "label  ", cut(&written.label, room)),
        row(app, "true   ", cut(&written.example, room)),
        row(app, "written", cut(&written.text(), room.saturating_sub(2)) + mark),
    ])
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

/// The source words with the largest attention weights, for each word of the translation.
fn attention(app: &App, alignment: &Alignment, width: usize) -> Vec<Line<'static>> {
    let widest = alignment.target.iter().map(|word| columns(&shown(word))).max().unwrap_or(0);
    let mut lines = vec![dim(app, "each word written, and what it looks at")];
    for (word, weights) in alignment.target.iter().zip(alignment.weights.rows()) {
        let mut order: Vec<usize> = (0..weights.len()).collect();
        order.sort_by(|&a, &b| weights[b].total_cmp(&weights[a]));
        let looks = order.iter().take(3).filter(|&&at| weights[at] >= 0.05);
        let looks: Vec<_> =
            looks.map(|&at| format!("{} {}", shown(&alignment.source[at]), cell(weights[at], 2, 4))).collect();
        let name = shown(word);
        let pad = " ".repeat(widest - columns(&name));
        let room = width.saturating_sub(widest + 1);
        lines.push(row(app, &format!("{name}{pad}"), clipped(&looks.join("  "), room)));
    }
    lines
}
