//! The units, ranked by how closely they follow a property of the text.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::LineGauge;

use crate::figures::count;
use crate::train::message::{Ranked, StudyView};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::frame::{self, Around, title_room};
use crate::tui::keys::Move;
use crate::tui::neurons::{choose, in_film, is_broken_off, listed, named, step, studied, unit, view};
use crate::tui::pane::{Id, Pane, Place};
use crate::tui::tab::Tab;
use crate::tui::text::{columns, cut};

/// The pane's name.
pub const ID: Id = Id("ranked");

/// Columns of a part's name: where there is little room, and at most.
const NAME: [usize; 2] = [10, 24];
/// Columns of a list that has room for whole names.
const ROOMY: usize = 60;
/// Columns of a unit's number and of its correlation, with all that stands between.
const FIGURES: usize = 14;
/// Columns of a bar at most: as long as those of the norms.
const BAR: usize = 20;

/// What is said while a film plays.
const FILM: &str = "ranked when the film stops";

/// The pane.
pub struct RankedUnits;

/// The room of the list, above the line that says how far it is.
fn list(area: Rect) -> Rect {
    let inner = frame::inner(area);
    Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), height: inner.height.saturating_sub(1), ..inner }
}

/// The place of the unit under the cursor on the list.
fn place(app: &App, listed: &[Ranked]) -> usize {
    let at = unit(app);
    listed.iter().position(|ranked| (ranked.part, ranked.unit) == at).unwrap_or(0)
}

/// The place that is kept in sight: where nobody has chosen a unit, the top.
fn kept(app: &App, listed: &[Ranked]) -> usize {
    if app.neurons.unit.is_none() { 0 } else { place(app, listed) }
}

/// Chooses another unit on the list.
pub fn select(app: &mut App, to: Move, page: usize) -> Option<Vec<Effect>> {
    let listed = listed(app);
    let last = listed.len().checked_sub(1)?;
    let chosen = listed[to.from(place(app, &listed), page).min(last)];
    choose(app, (chosen.part, chosen.unit));
    Some(Vec::new())
}

/// The name of a layer in so many columns: `d1` where `decoder layer 1` is too long.
fn short(name: &str, wide: usize) -> String {
    if columns(name) < wide {
        return name.to_owned();
    }
    let words = [("encoder layer ", "e"), ("decoder layer ", "d"), ("layer ", "l")];
    cut(&words.iter().fold(name.to_owned(), |name, (word, short)| name.replace(word, short)), wide)
}

/// A unit: its layer and number, its correlation, and a bar of it.
fn line(app: &App, ranked: &Ranked, room: usize) -> Line<'static> {
    let theme = &app.theme;
    let Ranked { part, unit: number, correlation } = *ranked;
    let here = unit(app) == (part, number);
    let parts = view(app).map_or(&[][..], |view| &view.parts);
    let most = NAME[usize::from(room >= ROOMY)];
    let wide = parts.iter().map(|part| columns(named(&part.name, 0).0) + 1).fold(NAME[0], usize::max).min(most);
    let (layer, number) = named(parts.get(part).map_or("", |part| &part.name), number);
    let name = format!("{:<wide$}{number:>5} ", short(layer, wide));
    let (mark, style) = if here { ("›", theme.accent()) } else { (" ", theme.text()) };
    let mut spans = vec![Span::styled(mark, theme.accent()), Span::styled(name, style)];
    if correlation.is_finite() {
        #[expect(clippy::cast_possible_truncation, reason = "a colour")]
        let value = correlation as f32;
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of the columns"
        )]
        let bar = (value.abs().min(1.0) * room.saturating_sub(wide + FIGURES).min(BAR) as f32).round() as usize;
        spans.push(Span::styled(format!("{correlation:+.3} "), style));
        let colour = if theme.coloured() { Style::new().fg(theme.diverging(value.signum())) } else { theme.text() };
        // The sign is in the number too, for who sees no colours.
        spans.push(Span::styled("▪".repeat(bar), colour));
    }
    Line::from(spans)
}

/// How far the study is, and of which step; a bar while it goes on.
fn draw_state(app: &App, studied: &StudyView, frame: &mut Frame<'_>, area: Rect) {
    let (theme, room) = (&app.theme, usize::from(area.width));
    let (read, of) = (count(studied.read as u64), count(studied.of as u64));
    let at = app.snapshot.as_ref().map_or(0, |snapshot| snapshot.step);
    if in_film(app) && (studied.running || at != studied.step || studied.asked != app.neurons.ask.study) {
        let texts = [format!("of step {}; ranked when the film stops", count(studied.step)), FILM.to_owned()];
        let text = texts.iter().find(|text| columns(text) <= room).unwrap_or(&texts[1]);
        return frame.render_widget(Line::styled(cut(text, room), theme.dim()), area);
    }
    if studied.running {
        #[expect(clippy::cast_precision_loss, reason = "a share for people")]
        let ratio = (studied.read as f64 / studied.of.max(1) as f64).clamp(0.0, 1.0);
        let percent = 100 * studied.read / studied.of.max(1);
        let labels = [format!("{read} of {of} · any key stops"), format!("{percent}% · any key stops")];
        let label = labels.into_iter().find(|label| columns(label) + 8 <= room).unwrap_or(read);
        let gauge = LineGauge::default().label(label).filled_style(theme.accent()).unfilled_style(theme.border());
        return frame.render_widget(gauge.ratio(ratio).style(theme.dim()), area);
    }
    let step =
        if at == studied.step { String::new() } else { format!(" at step {}; r ranks again", count(studied.step)) };
    let again = if is_broken_off(app) { "; r goes on" } else { "" };
    let texts = if studied.read == studied.of {
        let short = if step.is_empty() { of.as_str() } else { step.trim_start() };
        [format!("{of} {}{step}", studied.unit), short.to_owned(), short.to_owned()]
    } else {
        let percent = 100 * studied.read / studied.of.max(1);
        [
            format!("broken off after {read} of {of}{again}{step}"),
            format!("broken off at {percent}%{again}{step}"),
            format!("{percent}%{again}{step}"),
        ]
    };
    let text = texts.iter().find(|text| columns(text) <= room).unwrap_or(&texts[2]);
    frame.render_widget(Line::styled(cut(text, room), theme.dim()), area);
}

/// A sentence in as many lines as it takes.
pub fn draw_sentence(app: &App, sentence: &str, frame: &mut Frame<'_>, area: Rect) {
    use ratatui::widgets::{Paragraph, Wrap};
    let line = Line::styled(cut(sentence, 1_000), app.theme.dim());
    frame.render_widget(Paragraph::new(line).wrap(Wrap { trim: true }), area);
}

impl Pane<App> for RankedUnits {
    fn id(&self) -> Id {
        ID
    }

    fn place(&self) -> Place {
        Place::Bottom(6)
    }

    fn exists(&self, app: &App) -> bool {
        app.tab == Tab::Neurons
    }

    fn draw(&self, app: &App, frame: &mut Frame<'_>, area: Rect, below: bool) {
        let studied = studied(app);
        let probe = studied.map(|studied| studied.probe.as_str()).filter(|probe| !probe.is_empty());
        let title = probe.map_or_else(|| "Units".to_owned(), |probe| format!("Units that follow {probe}"));
        let title = cut(&title, title_room(area));
        frame::draw(&app.theme, frame, area, Around::pane(app.focus == ID), &title, below);
        let mut rows = list(area);
        let state = Rect { y: rows.bottom(), height: frame::inner(area).height.min(1), ..rows };
        if let Some(studied) = studied {
            let same = studied.read > 0 && studied.ranked.is_none() && !studied.running;
            let said = match &studied.refused {
                Some(sentence) => Some(sentence.clone()),
                None if same => Some(format!("{} is the same everywhere: v ranks by another", studied.probe)),
                None => None,
            };
            if let Some(sentence) = said {
                let height = rows.height.min(3);
                draw_sentence(app, &sentence, frame, Rect { height, ..rows });
                rows = Rect { y: rows.y + height, height: rows.height - height, ..rows };
            }
            if studied.refused.is_none() {
                draw_state(app, studied, frame, state);
            }
        } else if in_film(app) {
            draw_sentence(app, FILM, frame, state);
        }
        let listed = listed(app);
        let shown = usize::from(rows.height).max(1);
        let at = kept(app, &listed);
        let first = app.first[ID].clamp((at + 1).saturating_sub(shown), at).min(listed.len().saturating_sub(shown));
        for (y, ranked) in (rows.y..rows.bottom()).zip(&listed[first.min(listed.len())..]) {
            frame.render_widget(line(app, ranked, usize::from(rows.width)), Rect { y, height: 1, ..rows });
        }
    }

    fn clamp(&self, app: &mut App, area: Rect) {
        if app.tab != Tab::Neurons {
            return;
        }
        // The unit under the cursor is in sight.
        let listed = listed(app);
        let (at, shown) = (kept(app, &listed), usize::from(list(area).height).max(1));
        app.first[ID] = app.first[ID].clamp((at + 1).saturating_sub(shown), at);
    }

    fn along(&self, app: &mut App, _area: Rect, forward: bool) -> Option<Vec<Effect>> {
        step(app, forward)
    }

    fn scroll(&self, app: &mut App, area: Rect, to: Move) -> Option<Vec<Effect>> {
        select(app, to, usize::from(list(area).height).saturating_sub(1))
    }
}
