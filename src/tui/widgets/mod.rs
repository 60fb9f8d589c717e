//! The dashboard's own widgets. Each draws what it is given, and nothing outside its area.

pub mod ahead;
pub mod alignment;
pub mod answers;
pub mod chunks;
pub mod confusion;
pub mod curves;
pub mod fading;
pub mod hidden;
pub mod loss;
mod loss_axis;
mod loss_marks;
pub mod matrix;
pub mod norms;
mod part;
pub mod reach;
pub mod running;
pub mod salient;
mod scale;
pub mod scatter;
pub mod shaded;
pub mod translations;
pub mod unit_curves;
pub mod unit_map;
pub mod whole;
pub mod written;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ndarray::Array2;
    use ratatui::buffer::{Buffer, Cell};
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Modifier};
    use ratatui::widgets::Widget;

    use super::chunks::{Chunks, MergedText, Side};
    use super::curves::Curves;
    use super::hidden::Hidden;
    use super::loss::{Laid, LossChart};
    use crate::data::series::{Base, BaseKind, Cut, Examples, Group, Shares};
    use crate::train::journal::{Action, Entry};
    use crate::train::message::{HiddenView, Known, Merged, SeriesView, TextView, Token};
    use crate::train::record::{LastStep, Record};
    use crate::tui::steps::{StepAxis, Wanted};
    use crate::tui::theme::{Depth, Theme};

    /// A buffer of x, so that over- and underdraw show, with a margin of two around the area.
    pub(super) fn draw(width: u16, height: u16, widget: impl Widget) -> Buffer {
        let mut buffer = Buffer::filled(Rect::new(0, 0, width + 4, height + 4), Cell::new("x"));
        widget.render(Rect::new(2, 2, width, height), &mut buffer);
        for y in 0..height + 4 {
            for x in 0..width + 4 {
                let inside = (2..width + 2).contains(&x) && (2..height + 2).contains(&y);
                assert!(inside || buffer[(x, y)] == Cell::new("x"), "overdraw at {x},{y}");
            }
        }
        buffer
    }

    pub(super) fn line(buffer: &Buffer, y: u16) -> String {
        (2..buffer.area.width - 2).map(|x| buffer[(x, y + 2)].symbol()).collect()
    }

    fn chart<'a>(record: &'a Record, log: bool, theme: &'a Theme) -> LossChart<'a> {
        let newest = record.train.buckets().next_back().map_or(0, |bucket| bucket.step);
        LossChart {
            record,
            steps: StepAxis::new(Wanted::default(), newest),
            log,
            cursor: None,
            recent: &record.recent,
            rate: 0.1,
            laid: &[],
            theme,
        }
    }

    fn view() -> TextView {
        TextView {
            seq_len: 3,
            starts: vec![0, 1],
            ends: vec![3, 6],
            target: "b\u{1b}c\u{1b}cd".chars().map(Token::Char).collect(),
            predicted: [Some('b'), Some('z'), None, Some('\u{1b}'), Some('c'), Some('가')]
                .map(|c| c.map(Token::Char))
                .to_vec(),
            sure: vec![0.9, 0.9, 0.0, 0.9, 0.3, 0.9],
            truth: vec![0.9, 0.05, 0.0, 0.9, 0.3, 0.001],
            likeliest: Vec::new(),
            free: Vec::new(),
            merged: None,
        }
    }

    fn hidden() -> HiddenView {
        HiddenView {
            example: "chunk 0".to_owned(),
            steps: ["가", "b", "\u{1b}"].map(str::to_owned).to_vec(),
            layers: vec![Array2::from_shape_fn(
                (3, 4),
                |(t, u)| if t == u { f32::NAN } else { [-0.5, -0.2, 0.1, 0.4][u] },
            )],
            directions: 1,
        }
    }

    pub(super) const SIZES: [(u16, u16); 6] = [(0, 0), (1, 1), (7, 2), (12, 3), (30, 6), (120, 40)];

    #[test]
    fn mistakes_stand_out_without_colour_and_wide_characters_stay_aligned() {
        let (view, theme) = (view(), Theme::new(Depth::Mono, false));
        let chunks = |side| Chunks { view: &view, side, first: 0, selected: 1, time: 9, theme: &theme };
        let buffer = draw(12, 2, chunks(Side::Predicted));
        assert_eq!(line(&buffer, 0), " 0 bz·xxxxxx");
        assert!(line(&buffer, 1).starts_with("›1 ␛c가"), "{}", line(&buffer, 1));
        let style = buffer[(6, 2)].style();
        assert!(style.add_modifier.contains(Modifier::BOLD | Modifier::UNDERLINED), "{style:?}");
        let style = buffer[(6, 3)].style();
        assert!(style.add_modifier.contains(Modifier::DIM), "right, and not sure of it: {style:?}");
        let buffer = draw(12, 2, chunks(Side::True));
        assert_eq!(line(&buffer, 1), "›1 ␛cdxxxxxx", "a column is kept free beside the wide prediction");
    }

    /// In running text a mark stays on its base, and takes no column of its own; as a token it has a cell, on a circle.
    #[test]
    fn marks_are_with_their_base_in_running_text_and_on_a_circle_as_tokens() {
        let theme = Theme::new(Depth::Mono, false);
        let target: Vec<Token> = "ที่ดี".chars().map(Token::Char).collect();
        let predicted: Vec<Option<Token>> = target.iter().cloned().map(Some).collect();
        let sure = vec![0.9; target.len()];
        let merged =
            Merged { predicted: predicted.clone(), truth: sure.clone(), sure: sure.clone(), target: target.clone() };
        let text = |merged: &Merged, side| line(&draw(6, 1, MergedText { merged, side, around: 0, theme: &theme }), 0);
        assert_eq!(text(&merged, Side::True), "ที่ดีxxxx");
        assert_eq!(text(&merged, Side::Predicted), "ที่ดีxxxx");
        // A wrong prediction keeps its characters, and both sides their columns.
        let wrong = Merged {
            predicted: [&['ท', 'a', 'b'].map(|c| Some(Token::Char(c))), &predicted[3..]].concat(),
            truth: sure.clone(),
            sure,
            target,
        };
        assert_eq!(text(&wrong, Side::Predicted), "ทabดีxx");
        assert_eq!(text(&wrong, Side::True), "ที่xxดีxx");
        let sure = vec![0.9; wrong.target.len()];
        let view = TextView {
            seq_len: 5,
            starts: vec![0],
            ends: vec![5],
            target: wrong.target.clone(),
            predicted,
            truth: sure.clone(),
            likeliest: Vec::new(),
            free: Vec::new(),
            sure,
            merged: None,
        };
        let chunks = Chunks { view: &view, side: Side::True, first: 0, selected: 9, time: 0, theme: &theme };
        assert_eq!(line(&draw(9, 1, chunks), 0), " 0 ท◌ี◌่ด◌ีx");
    }

    #[test]
    fn the_heatmap_shows_two_units_a_line_and_signs_without_colour() {
        let view = hidden();
        let heatmap = |theme| Hidden { view: &view, layer: 0, first_unit: 0, time: 0, unit: None, fill: false, theme };
        let theme = Theme::new(Depth::TrueColor, false);
        let buffer = draw(12, 4, heatmap(&theme));
        assert_eq!(line(&buffer, 0), "   u0 ▀▀▀▀▀▀");
        assert_eq!(buffer[(12, 2)].fg, theme.diverging(-0.5));
        assert_eq!(buffer[(12, 2)].bg, theme.diverging(-0.2));
        let buffer = draw(12, 4, heatmap(&Theme::new(Depth::Mono, false)));
        assert_eq!(line(&buffer, 0), "   u0 ??----");
        assert!((0..4).flat_map(|y| (2..14).map(move |x| (x, y + 2))).all(|at| buffer[at].fg == Color::Reset));
    }

    /// Where a pane has all the room, so has the heatmap; elsewhere its columns stay narrow.
    #[test]
    fn an_expanded_heatmap_takes_the_width() {
        let (view, theme) = (hidden(), Theme::new(Depth::TrueColor, false));
        let cells = |fill| {
            let buffer =
                draw(66, 4, Hidden { view: &view, layer: 0, first_unit: 0, time: 0, unit: None, fill, theme: &theme });
            line(&buffer, 0).matches('▀').count()
        };
        assert_eq!([cells(false), cells(true)], [12, 60]);
    }

    /// The examples begin at the second row, and the last of them is held out.
    fn series(values: &[f64], predicted: &[Option<f64>]) -> SeriesView {
        let shares = Shares { train_frac: Some(0.8), val_frac: 0.0, test_frac: 0.0 };
        let (cut, all) = (Cut { seq_len: 1, ahead: 1..=1, reach: 0 }, 0..values.len());
        let examples = Examples::new(std::slice::from_ref(&all), cut, shares, |_, _| true).unwrap();
        let known = Known {
            column: "x".to_owned(),
            sign: "",
            labels: Arc::default(),
            skipped: Vec::new(),
            groups: vec![Group { name: String::new(), rows: all }],
            examples: Arc::new(examples),
            values: values.to_vec(),
            filled: Vec::new(),
            base: None,
            naive: vec![Base { kind: BaseKind::Last, season: 0 }],
            steps: vec![1.0],
            units: vec![1.0],
        };
        SeriesView::new(Arc::new(known), predicted.iter().map(|said| said.unwrap_or(f64::NAN)).collect())
    }

    #[test]
    fn curves_are_told_apart_with_and_without_colours() {
        let view = series(&[0.0, 1.0, 2.0, 3.0, 4.0], &[None, Some(0.0), Some(0.0), Some(4.0)]);
        let theme = Theme::new(Depth::TrueColor, false);
        let buffer = draw(60, 8, Curves { view: &view, selected: 0, theme: &theme });
        assert!(line(&buffer, 0).trim_start().starts_with("4.16"), "{}", line(&buffer, 0));
        assert!(line(&buffer, 7).contains("─ truexx─ predictedxx─ held out"), "{}", line(&buffer, 7));
        let colours = |y: u16| (11..61).map(|x| buffer[(x, y)].fg).collect::<Vec<_>>();
        let has = |y, style: ratatui::style::Style| colours(y).contains(&style.fg.unwrap());
        assert!(has(2, theme.second()) && !has(2, theme.accent()), "the held-out forecast is at the top");
        assert!(has(8, theme.accent()) && !has(8, theme.second()), "the others at the bottom");
        let buffer = draw(60, 8, Curves { view: &view, selected: 0, theme: &Theme::new(Depth::Mono, false) });
        let marks: String = (0..7).map(|y| line(&buffer, y)).collect();
        assert_eq!(marks.matches('•').count(), 3, "{marks}");
    }

    #[test]
    fn any_series_is_drawn_within_the_area() {
        let theme = Theme::new(Depth::Ansi256, true);
        let many: Vec<f64> = (0..5000_u16).map(|row| f64::from(row % 7) * 1e30).collect();
        for (values, predicted) in [
            (&[0.5; 3][..], &[Some(0.5); 2][..]),
            (&[-1e38, 1e38, 0.0], &[Some(f64::NAN), Some(f64::INFINITY)]),
            (&many, &vec![Some(1.0); 4999]),
        ] {
            let view = series(values, predicted);
            for (width, height) in SIZES {
                for selected in [0, 1, 9999] {
                    draw(width, height, Curves { view: &view, selected, theme: &theme });
                }
            }
        }
    }

    /// The axis has the losses' own numbers, whichever its scale: 1 and 3 with a margin around them.
    #[test]
    fn the_loss_axis_is_labelled_with_losses() {
        let theme = Theme::new(Depth::TrueColor, false);
        let mut record = Record::default();
        record.push_step(1, LastStep { loss: 3.0, accuracy: 0.0, grad_norm: 1.0 });
        record.push_step(2, LastStep { loss: 1.0, accuracy: 0.0, grad_norm: 1.0 });
        let labels = |log| {
            let buffer = draw(40, 9, chart(&record, log, &theme));
            [0, 3, 6].map(|y| line(&buffer, y)[..6].trim().to_owned())
        };
        assert_eq!(labels(false), ["3.080", "2.000", "0.920"]);
        assert_eq!(labels(true), ["3.135", "1.732", "0.957"]);
    }

    /// A logarithmic axis has no place for 0; its lower end stands for it, and says 0.
    #[test]
    fn a_loss_of_nothing_is_labelled_0() {
        let theme = Theme::new(Depth::TrueColor, false);
        let labels = |losses: &[f32]| {
            let mut record = Record::default();
            for (step, &loss) in (1..).zip(losses) {
                record.push_step(step, LastStep { loss, accuracy: 0.0, grad_norm: 1.0 });
            }
            let buffer = draw(40, 9, chart(&record, true, &theme));
            [0, 6].map(|y| line(&buffer, y)[..6].trim().to_owned())
        };
        assert_eq!(labels(&[1.0, 0.01, 0.0]), ["1.318", "0.000"]);
        assert_eq!(labels(&[0.0, 0.0]), ["0.100", "0.000"]);
        // Without a zero the axis ends at the smallest loss, and its label keeps its digits.
        assert_eq!(labels(&[1.0, 2e-8])[1], "9.8e-9");
    }

    #[test]
    fn any_size_and_any_number_is_drawn_within_the_area() {
        let theme = Theme::new(Depth::Ansi256, true);
        let (view, empty) = (view(), TextView::default());
        let (hidden, no_hidden) = (hidden(), HiddenView::default());
        let mut record = Record::default();
        for (width, height) in SIZES {
            draw(width, height, chart(&Record::default(), true, &theme));
        }
        for (step, loss) in [(1, 3.0), (2, 0.0), (3, 1e30), (4, f32::MIN_POSITIVE)] {
            record.push_step(step, LastStep { loss, accuracy: 0.0, grad_norm: 1.0 });
            for action in [Action::SetLearningRate(0.1), Action::Diverge(900), Action::Resume] {
                record.journal.record(Entry { step, validating: false, action });
            }
            for (width, height) in SIZES {
                for log in [true, false] {
                    draw(width, height, chart(&record, log, &theme));
                    let laid = [Laid { name: "another run".to_owned(), curve: record.train.clone() }];
                    for cursor in [0, 2, 900] {
                        let steps = StepAxis::new(Wanted { log: Some(log), zoom: Some((1, cursor)) }, step);
                        let marked = chart(&record, log, &theme);
                        draw(width, height, LossChart { cursor: Some(cursor), steps, laid: &laid, ..marked });
                    }
                }
            }
        }
        let merged = Merged {
            predicted: view.predicted.clone(),
            sure: view.sure.clone(),
            truth: view.truth.clone(),
            target: view.target.clone(),
        };
        for (width, height) in SIZES {
            for (view, hidden) in [(&view, &hidden), (&empty, &no_hidden)] {
                for first in [0, 1, 9] {
                    let heatmap = Hidden {
                        view: hidden,
                        layer: first,
                        first_unit: first,
                        time: first,
                        unit: Some(0),
                        fill: first > 0,
                        theme: &theme,
                    };
                    draw(width, height, heatmap);
                    let side = Side::Predicted;
                    draw(width, height, Chunks { view, side, first, selected: 0, time: first, theme: &theme });
                }
            }
            draw(width, height, MergedText { merged: &merged, side: Side::True, around: 99, theme: &theme });
        }
    }
}
