//! Backgrounds that tell one token from the next.

use ratatui::style::{Modifier, Style};

use super::depth::contrast;
use super::{Rgb, Role, Theme};

/// The least contrast of text on a shade (WCAG 2, level AA).
const READABLE: f64 = 4.5;
/// How much of the accent is in the two shades, in per cent; less where text asks for it.
const ACCENT: [u8; 2] = [10, 30];

impl Theme {
    /// The background of every second token, and of those between; where backgrounds cannot be told
    /// apart, every second one is underlined.
    pub fn token(&self, odd: bool) -> Style {
        if self.is_flat() {
            return if odd {
                Style::new().add_modifier(Modifier::UNDERLINED)
            } else {
                Style::new()
            };
        }
        Style::new().bg(self.depth.lower(self.shade(odd)))
    }

    /// A character that several tokens share.
    pub fn shared_character(&self) -> Modifier {
        if self.is_flat() { Modifier::BOLD } else { Modifier::UNDERLINED }
    }

    /// The surface with some of the accent, on which text can still be read.
    fn shade(&self, odd: bool) -> Rgb {
        let (surface, accent) = (self.rgb(Role::Surface), self.rgb(Role::Accent));
        let readable = |shade: Rgb| {
            [Role::Text, Role::Warning]
                .into_iter()
                .all(|role| contrast(self.rgb(role), shade) >= READABLE)
        };
        let most = ACCENT[usize::from(odd)];
        (0..=most)
            .rev()
            .map(|part| mixed(surface, accent, part))
            .find(|&shade| readable(shade))
            .unwrap_or(surface)
    }
}

/// `part` per cent of `b` in `a`.
pub(super) fn mixed(a: Rgb, b: Rgb, part: u8) -> Rgb {
    let mix = |a: u8, b: u8| {
        let sum = u16::from(a) * u16::from(100 - part) + u16::from(b) * u16::from(part);
        (sum / 100) as u8
    };
    (mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
}

#[cfg(test)]
mod tests {
    use super::super::Depth;
    use super::*;

    #[test]
    fn text_can_be_read_on_both_shades() {
        for name in Theme::names() {
            let theme = Theme::builtin(name).unwrap().unwrap();
            for odd in [false, true] {
                for role in [Role::Text, Role::Warning] {
                    let contrast = contrast(theme.rgb(role), theme.shade(odd));
                    assert!(contrast >= READABLE, "{name}: {role:?} {contrast:.2}");
                }
            }
            let between = contrast(theme.shade(false), theme.shade(true));
            assert!(between >= 1.15, "{name}: the shades differ by {between:.2}");
        }
    }

    #[test]
    fn the_shades_differ_at_every_depth() {
        for name in Theme::names() {
            let theme = Theme::builtin(name).unwrap().unwrap();
            for depth in [Depth::True, Depth::Many, Depth::Sixteen, Depth::Mono] {
                let theme = theme.lowered(depth);
                assert_ne!(theme.token(false), theme.token(true), "{name} {depth:?}");
            }
        }
    }

    #[test]
    fn a_theme_that_cannot_be_read_stays_as_it_is() {
        let text = include_str!("../../../themes/dark.toml");
        let text = text.replace("#d8dce6", "#22242c");
        let theme = Theme::parse(&text, "x.toml").unwrap();
        assert_eq!(theme.shade(true), theme.rgb(Role::Surface));
    }
}
