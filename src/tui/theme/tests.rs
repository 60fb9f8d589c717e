use super::*;

fn asking(background: Background) -> Screen {
    Screen { background, ..Screen::default() }
}

/// The theme of an environment with these variables.
fn of(vars: &[(&str, &str)]) -> (Depth, bool) {
    let theme = with(Background::Asked, vars);
    (theme.depth, theme.light)
}

fn with(background: Background, vars: &[(&str, &str)]) -> Theme {
    Theme::from_vars(&asking(background), |name| {
        vars.iter().find(|(set, _)| *set == name).map_or_else(String::new, |(_, value)| (*value).to_owned())
    })
}

#[test]
fn the_environment_decides_on_colours() {
    let full = [("TERM", "xterm-256color"), ("COLORTERM", "truecolor")];
    assert_eq!(of(&full), (Depth::TrueColor, false));
    assert_eq!(of(&full[..1]), (Depth::Ansi256, false));
    assert_eq!(of(&[("TERM", "xterm")]), (Depth::Ansi16, false));
    assert_eq!(of(&[]), (Depth::Ansi16, false));
    assert_eq!(of(&[("TERM", "dumb"), ("COLORTERM", "24bit")]).0, Depth::Mono);
    assert_eq!(of(&[full[0], full[1], ("NO_COLOR", "1")]).0, Depth::Mono);
    assert_eq!(of(&[full[0], ("NO_COLOR", "")]).0, Depth::Ansi256, "set but empty does not count");
}

#[test]
fn the_environment_decides_on_the_background() {
    assert!(of(&[("COLORFGBG", "0;15")]).1);
    assert!(!of(&[("COLORFGBG", "15;0")]).1);
    assert!(!with(Background::Dark, &[("COLORFGBG", "0;15")]).light);
    assert!(with(Background::Light, &[]).light);
}

#[test]
fn the_terminal_is_asked_only_where_nothing_else_tells() {
    assert!(with(Background::Asked, &[]).asks());
    for vars in [&[("COLORFGBG", "15;0")], &[("NO_COLOR", "1")]] {
        assert!(!with(Background::Asked, vars).asks(), "{vars:?}");
    }
    assert!(!with(Background::Dark, &[]).asks());
    let mut theme = with(Background::Asked, &[]);
    theme.told([0.99, 0.96, 0.89]);
    assert!(theme.light);
    theme.told([0.1, 0.1, 0.2]);
    assert!(!theme.light);
    let mut theme = with(Background::Dark, &[]);
    theme.told([1.0; 3]);
    assert!(!theme.light, "who has said what it is is believed");
}

/// The contrast of two colours as WCAG 2 defines it, from 1 to 21; text needs 4.5.
fn contrast(a: Rgb, b: Rgb) -> f64 {
    let luminance = |(r, g, b): Rgb| {
        let linear = [r, g, b].map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_can_be_read_on_every_usual_background() {
    let rgb = |color: Color| match color {
        Color::Rgb(r, g, b) => (r, g, b),
        Color::Indexed(index) => xterm(index),
        other => panic!("{other:?}"),
    };
    for depth in [Depth::TrueColor, Depth::Ansi256] {
        for (light, backgrounds) in [
            (true, [(255, 255, 255), (253, 246, 227), (238, 238, 238)]),
            (false, [(0, 0, 0), (18, 18, 18), (13, 17, 23)]),
        ] {
            let theme = Theme::new(depth, light);
            let selected = rgb(theme.selected().bg.unwrap());
            for (name, style) in [
                ("text", theme.text()),
                ("dim", theme.dim()),
                ("accent", theme.accent()),
                ("second", theme.second()),
                ("wrong", theme.wrong()),
            ] {
                let color = rgb(style.fg.unwrap());
                for background in backgrounds {
                    let contrast = contrast(color, background);
                    assert!(contrast >= 4.5, "{name} on {background:?}, {depth:?}: {contrast}");
                }
                assert!(contrast(color, selected) >= 3.0, "{name} on a selected row, {depth:?}, light: {light}");
            }
        }
    }
    // The sixteen names have no fixed colours, but these four are pale everywhere.
    let theme = Theme::new(Depth::Ansi16, true);
    for style in [theme.accent(), theme.second(), theme.wrong(), theme.dim()] {
        assert!(![Color::Cyan, Color::Yellow, Color::LightRed, Color::Gray].contains(&style.fg.unwrap()));
    }
}

#[test]
fn without_colours_no_style_has_one() {
    let theme = Theme::new(Depth::Mono, true);
    let styles = [theme.text(), theme.dim(), theme.border(), theme.accent(), theme.second(), theme.wrong()];
    for style in styles.into_iter().chain([theme.selected(), theme.cursor()]) {
        assert!(style.fg.unwrap_or_default() == Color::Reset && style.bg.unwrap_or_default() == Color::Reset);
    }
    for value in [-1.0, -0.3, 0.0, 0.5, 1.0, f32::NAN] {
        assert_eq!((theme.diverging(value), theme.sequential(value)), (Color::Reset, Color::Reset));
    }
}

#[test]
fn below_zero_is_blue_and_above_is_orange() {
    for light in [false, true] {
        let theme = Theme::new(Depth::TrueColor, light);
        for value in [0.3, 0.7, 1.0] {
            let (Color::Rgb(r, _, b), Color::Rgb(red, _, blue)) = (theme.diverging(value), theme.diverging(-value))
            else {
                panic!("24 bits were asked for")
            };
            assert!(r > b && red < blue, "{value}, light: {light}");
        }
        assert_eq!(theme.diverging(7.0), theme.diverging(1.0));
        assert_eq!(theme.diverging(-7.0), theme.diverging(-1.0));
    }
}

#[test]
fn sixteen_colours_tell_sign_and_strength() {
    let theme = Theme::new(Depth::Ansi16, false);
    let colours = [-1.0, -0.4, -0.1, 0.0, 0.1, 0.4, 1.0, f32::NAN].map(|value| theme.diverging(value));
    let wanted = [
        Color::LightBlue,
        Color::Blue,
        Color::Black,
        Color::Black,
        Color::Black,
        Color::Yellow,
        Color::LightYellow,
        Color::Magenta,
    ];
    assert_eq!(colours, wanted);
    let shares = [0.0, 0.2, 0.5, 1.0, f32::INFINITY].map(|share| theme.sequential(share));
    assert_eq!(shares, [Color::Black, Color::DarkGray, Color::Gray, Color::White, Color::Magenta]);
}

/// What xterm shows for each of the 256 indices above the sixteen names.
fn xterm(index: u8) -> Rgb {
    let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
    match index {
        232.. => (8 + 10 * (index - 232), 8 + 10 * (index - 232), 8 + 10 * (index - 232)),
        _ => (level((index - 16) / 36), level((index - 16) / 6 % 6), level((index - 16) % 6)),
    }
}

#[test]
fn the_nearest_of_256_colours_is_the_nearest() {
    let distance = |(r, g, b): Rgb, (x, y, z): Rgb| {
        [r.abs_diff(x), g.abs_diff(y), b.abs_diff(z)].map(|d| u32::from(d) * u32::from(d)).iter().sum::<u32>()
    };
    let steps = || (0..=255u8).step_by(17);
    for r in steps() {
        for (g, b) in steps().flat_map(|g| steps().map(move |b| (g, b))) {
            let found = distance(xterm(nearest_256((r, g, b))), (r, g, b));
            let least = (16..=255).map(|index| distance(xterm(index), (r, g, b))).min();
            assert_eq!(Some(found), least, "({r}, {g}, {b}) became {}", nearest_256((r, g, b)));
        }
    }
}
