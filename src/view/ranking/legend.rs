//! The heading of the bars: what their colours mean.

use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::grid::{Grid, bar_width};
use crate::app::State;
use crate::view::pen::Pen;
use crate::view::theme::Role;

/// A way to say what the colours mean: whether a swatch stands before each word, else the words have the colours;
/// whether it is of models that think; and the words.
type Legend = (bool, bool, &'static [(Role, &'static str)]);

const SPELLED: &[(Role, &str)] = &[
    (Role::Cache, " cached "),
    (Role::Input, " input "),
    (Role::Thinking, " thinking "),
    (Role::Output, " answer"),
];
const SHORT: &[(Role, &str)] = &[
    (Role::Cache, "cache "),
    (Role::Input, "in "),
    (Role::Thinking, "think "),
    (Role::Output, "out"),
];
const WITHOUT_CACHE: &[(Role, &str)] =
    &[(Role::Input, "in "), (Role::Thinking, "think "), (Role::Output, "out")];
const SHORTEST: &[(Role, &str)] =
    &[(Role::Input, "in "), (Role::Thinking, "th "), (Role::Output, "out")];
const SPELLED_PLAIN: &[(Role, &str)] =
    &[(Role::Cache, " cached "), (Role::Input, " input "), (Role::Output, " output")];
const SHORT_PLAIN: &[(Role, &str)] =
    &[(Role::Cache, "cache "), (Role::Input, "in "), (Role::Output, "out")];
const SHORTEST_PLAIN: &[(Role, &str)] = &[(Role::Input, "in "), (Role::Output, "out")];

/// All of them, the longest first.
const LEGENDS: &[Legend] = &[
    (true, true, SPELLED),
    (true, true, SHORT),
    (false, true, SHORT),
    (true, true, WITHOUT_CACHE),
    (false, true, WITHOUT_CACHE),
    (true, true, SHORTEST),
    (true, false, SPELLED_PLAIN),
    (true, false, SHORT_PLAIN),
    (false, false, SHORT_PLAIN),
    (true, false, SHORTEST_PLAIN),
];

/// What the bars' colours mean, and what a full bar is.
pub(super) fn legend(
    pen: &mut Pen<'_>,
    state: &State,
    grid: &Grid<'_>,
    (x, y, width): (u16, u16, u16),
) {
    let theme = pen.theme;
    let muted = theme.style(Role::Muted);
    let parts: Vec<_> = LEGENDS
        .iter()
        .filter(|(swatches, thinks, _)| *thinks == grid.thinks && (*swatches || !theme.is_mono()))
        .map(|(swatches, _, parts)| {
            let part = |&(role, words): &(Role, &'static str)| match swatches {
                true => [(theme.swatch(role), theme.style(role)), (words, muted)],
                false => [("", muted), (words, theme.style(role))],
            };
            parts.iter().flat_map(part).collect::<Vec<_>>()
        })
        .collect();
    let fits = |parts: &&Vec<(&str, Style)>| {
        parts.iter().map(|(words, _)| words.width()).sum::<usize>() <= usize::from(width)
    };
    let parts = parts.iter().find(fits).or(parts.last()).map_or(&[][..], Vec::as_slice);
    let shown = if grid.log { &[("log scale", muted)][..] } else { parts };
    let after = pen.spans(x, y, width, shown);
    let full = format!("▕ {}", state.amount(grid.most).compact());
    let bar = bar_width(width);
    if grid.scale.0 > 0.0 && after < x + bar {
        pen.text(x + bar, y, width - bar, &full, muted);
    }
}
