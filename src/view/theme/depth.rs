//! How many colours a terminal shows, and the nearest of them to a colour.

use ratatui::style::Color;

/// A colour as a theme's file gives it: red, green and blue.
pub type Rgb = (u8, u8, u8);

/// How many colours there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Any.
    True,
    /// The 216 of the cube and 24 greys that all 256-colour terminals share.
    Many,
    /// The sixteen that the user's own terminal theme gives.
    Sixteen,
    /// None: `NO_COLOR`.
    Mono,
}

impl Depth {
    /// The depth that the environment promises. `var` looks up a variable; an empty `NO_COLOR`
    /// counts as unset (no-color.org).
    pub fn from_env(var: impl Fn(&str) -> Option<String>) -> Self {
        let has = |name: &str, words: &[&str]| {
            var(name).is_some_and(|value| words.iter().any(|word| value.contains(word)))
        };
        if var("NO_COLOR").is_some_and(|value| !value.is_empty()) {
            Self::Mono
        } else if has("COLORTERM", &["truecolor", "24bit"])
            || has("TERM", &["direct", "kitty", "ghostty", "alacritty", "wezterm", "foot"])
            || has("TERM_PROGRAM", &["iTerm", "WezTerm", "vscode", "ghostty"])
            || var("WT_SESSION").is_some()
        {
            Self::True
        } else if has("TERM", &["256"]) {
            Self::Many
        } else {
            Self::Sixteen
        }
    }

    /// The nearest colour to one.
    pub fn lower(self, color: Rgb) -> Color {
        match self {
            Self::True => Color::Rgb(color.0, color.1, color.2),
            Self::Many => Color::Indexed(nearest_of_256(color)),
            Self::Sixteen => nearest_of_16(color),
            Self::Mono => Color::Reset,
        }
    }
}

/// The nearest entry of the cube and the greys; the first sixteen are the user's and are left out.
fn nearest_of_256(color: Rgb) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let mut best = (u32::MAX, 16);
    // What is nearly grey stays grey: the cube's steps would tint it.
    let spread = color.0.max(color.1).max(color.2) - color.0.min(color.1).min(color.2);
    let first = if spread < 40 { 232 } else { 16 };
    for index in first..=255u8 {
        let candidate = if index < 232 {
            let at = index - 16;
            let step = |n: u8| STEPS[usize::from(n)];
            (step(at / 36), step(at / 6 % 6), step(at % 6))
        } else {
            let grey = 8 + 10 * (index - 232);
            (grey, grey, grey)
        };
        let distance = distance(color, candidate);
        if distance < best.0 {
            best = (distance, index);
        }
    }
    best.1
}

/// The nearest of the sixteen, hue before brightness, since their shades are the user's.
fn nearest_of_16(color: Rgb) -> Color {
    let (r, g, b) = (f32::from(color.0), f32::from(color.1), f32::from(color.2));
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    if most - least < 40.0 {
        return match most {
            brightness if brightness > 190.0 => Color::White,
            brightness if brightness > 120.0 => Color::Gray,
            brightness if brightness > 50.0 => Color::DarkGray,
            _ => Color::Black,
        };
    }
    let span = most - least;
    let hue = if most == r {
        60.0 * ((g - b) / span).rem_euclid(6.0)
    } else if most == g {
        60.0 * ((b - r) / span + 2.0)
    } else {
        60.0 * ((r - g) / span + 4.0)
    };
    match hue {
        h if !(22.0..330.0).contains(&h) => Color::Red,
        h if h < 70.0 => Color::Yellow,
        h if h < 175.0 => Color::Green,
        h if h < 195.0 => Color::Cyan,
        h if h < 260.0 => Color::Blue,
        _ => Color::Magenta,
    }
}

/// Squared distance, weighted as the eye weighs red, green and blue.
fn distance(a: Rgb, b: Rgb) -> u32 {
    let part = |a: u8, b: u8, weight: u32| weight * u32::from(a.abs_diff(b)).pow(2);
    part(a.0, b.0, 2) + part(a.1, b.1, 4) + part(a.2, b.2, 3)
}

/// Whether light writing reads better on a colour than dark writing does.
pub(super) fn is_dark(color: Rgb) -> bool {
    u32::from(color.0) * 2 + u32::from(color.1) * 5 + u32::from(color.2) < 8 * 128
}

/// Contrast of two colours after WCAG 2: from 1 to 21.
pub(super) fn contrast(a: Rgb, b: Rgb) -> f64 {
    let luminance = |color: Rgb| {
        let part = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(color.0) + 0.7152 * part(color.1) + 0.0722 * part(color.2)
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env<'a>(vars: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| vars.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn the_environment_says_how_many() {
        assert_eq!(Depth::from_env(env(&[("COLORTERM", "truecolor")])), Depth::True);
        assert_eq!(Depth::from_env(env(&[("TERM", "xterm-256color")])), Depth::Many);
        assert_eq!(Depth::from_env(env(&[("TERM", "xterm")])), Depth::Sixteen);
        let quiet = [("NO_COLOR", "1"), ("COLORTERM", "truecolor")];
        assert_eq!(Depth::from_env(env(&quiet)), Depth::Mono);
        let empty = [("NO_COLOR", ""), ("COLORTERM", "truecolor")];
        assert_eq!(Depth::from_env(env(&empty)), Depth::True);
    }

    #[test]
    fn nearest_colours() {
        assert_eq!(nearest_of_256((0x94, 0x9b, 0xae)), 247);
        assert_eq!(nearest_of_256((255, 255, 255)), 255);
        assert_eq!(nearest_of_256((95, 175, 255)), 75);
        assert_eq!(nearest_of_16((0x5a, 0xa2, 0xf0)), Color::Blue);
        assert_eq!(nearest_of_16((0xf0, 0xa3, 0x3a)), Color::Yellow);
        assert_eq!(nearest_of_16((0x4f, 0xc3, 0xa1)), Color::Green);
        assert_eq!(nearest_of_16((0xb2, 0x3c, 0x0c)), Color::Red);
    }

    #[test]
    fn black_on_white_is_21() {
        assert!((contrast((0, 0, 0), (255, 255, 255)) - 21.0).abs() < 1e-9);
    }
}
