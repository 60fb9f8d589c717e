use super::*;

/// The theme of an environment with these variables.
fn of(vars: &[(&str, &str)]) -> (Depth, bool) {
    let theme = Theme::from_vars(|name| {
        vars.iter().find(|(set, _)| *set == name).map_or_else(String::new, |(_, value)| (*value).to_owned())
    });
    (theme.depth, theme.light)
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
    assert!(!of(&[("COLORFGBG", "0;15"), ("RNNTUI_THEME", "dark")]).1);
    assert!(of(&[("RNNTUI_THEME", "light")]).1);
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
