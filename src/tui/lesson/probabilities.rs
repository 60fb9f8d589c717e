//! The blocks of live numbers about what the net thinks at each step: how likely it holds the true answer, and how far
//! its gates are open.

use ndarray::{Array2, Axis};
use ratatui::text::{Line, Span};

use super::lines::{bar, bold, dim, shown};
use crate::figures::cell;
use crate::train::message::{CLOSED, OPEN, Trace};
use crate::tui::app::App;
use crate::tui::text::columns;

/// Steps that have a line.
const STEPS: usize = 16;
/// Gates that are shares of something, by their names in the equations.
const SHARES: [&str; 5] = ["i", "f", "o", "r", "z"];

/// The probability of the true answer at each step, and the likeliest other one.
pub fn probabilities(app: &App, trace: &Trace, width: usize) -> Vec<Line<'static>> {
    let bar_room = width.saturating_sub(30).clamp(4, 20);
    let mut lines = vec![dim(app, format!("{:<9}{:>5}{:bar_room$}  other", "true", "p", ""))];
    for (step, (logits, &target)) in trace.outputs.rows().into_iter().zip(&trace.targets).enumerate().take(STEPS) {
        let most = logits.fold(f32::NEG_INFINITY, |most, &z| most.max(z));
        let shares = logits.mapv(|z| (z - most).exp());
        let shares = &shares / shares.sum();
        let target = target as usize;
        let other = (0..shares.len()).filter(|&class| class != target).max_by(|&a, &b| shares[a].total_cmp(&shares[b]));
        let name = |class: usize| trace.names.get(class).map_or_else(String::new, |name| shown(name));
        let p = shares[target];
        let right = other.is_none_or(|other| shares[other] < p);
        let label = format!("{} {}", if right { "✓" } else { "✗" }, name(target));
        let pad = " ".repeat(9_usize.saturating_sub(columns(&label)));
        let style = if step + trace.speaks_from == app.time { bold(app) } else { app.theme.text() };
        let other = other.map_or_else(String::new, |other| format!("  {} {}", name(other), cell(shares[other], 2, 4)));
        let bar = bar(app, f64::from(p), bar_room);
        let gap = " ".repeat(bar_room.saturating_sub(bar.width()));
        lines.push(Line::from(vec![
            Span::styled(format!("{label}{pad}{} ", cell(p, 2, 4)), style),
            bar,
            Span::styled(gap + &other, app.theme.dim()),
        ]));
    }
    if trace.targets.len() > STEPS {
        lines.push(dim(app, format!("… {} steps more", trace.targets.len() - STEPS)));
    }
    lines
}

/// How far each gate of the lowest layer is open: at the first step, at the others, and how often quite open or quite
/// closed.
pub fn gates(app: &App, trace: &Trace, width: usize) -> Vec<Line<'static>> {
    let gates: Vec<&(&str, Array2<f32>)> = trace.terms.iter().filter(|(name, _)| SHARES.contains(name)).collect();
    if gates.is_empty() {
        return vec![dim(app, "a plain RNN has no gates, an LSTM three")];
    }
    let wide = width >= 40;
    let ends = if wide { format!("{:>8}{:>8}", format!("< {CLOSED}"), format!("> {OPEN}")) } else { String::new() };
    let mut lines = vec![dim(app, format!("{:<6}{:>8}{:>8}{ends}", "gate", "first", "later"))];
    for (name, values) in gates {
        let later = values.slice(ndarray::s![1.., ..]);
        let mean = |of: Option<f32>| of.map_or("–".to_owned(), |mean| format!("{mean:.2}"));
        let share = |is: fn(f32) -> bool| {
            #[expect(clippy::cast_precision_loss, reason = "a share for people")]
            let share = later.iter().filter(|&&value| is(value)).count() as f32 / later.len().max(1) as f32;
            format!("{:.0}%", 100.0 * share)
        };
        let first = mean(values.index_axis(Axis(0), 0).mean());
        let ends = format!("{:>8}{:>8}", share(|value| value < CLOSED), share(|value| value > OPEN));
        lines.push(Line::from(vec![
            Span::styled(format!("{name:<6}"), app.theme.dim()),
            Span::styled(format!("{first:>8}{:>8}{}", mean(later.mean()), if wide { &ends } else { "" }), bold(app)),
        ]));
    }
    lines
}
