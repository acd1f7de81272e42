//! The lines above the footer, which explain what is chosen.
//!
//! ```text
//!  ▸ Turns / chat: turns of a conversation; each is a request that sends all before it again
//! ```

use unicode_width::UnicodeWidthStr;

use super::pen::Pen;
use super::theme::Role;
use crate::app::State;
use crate::app::screen::Area;
use crate::app::wrap::wrapped;

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, area: Area) {
    let theme = pen.theme;
    let explained = state.explanation();
    let lead = format!("▸ {}: ", explained.name);
    let room = usize::from(area.width.saturating_sub(2));
    let fits = |said: &str| {
        let lines = wrapped(&format!("{lead}{said}"), room);
        lines.len() <= usize::from(area.height) && lines.iter().all(|line| line.width() <= room)
    };
    let sentences = (1..=explained.words.len()).map(|shown| explained.words[..shown].join(" · "));
    let said = sentences.take_while(|said| fits(said)).last().unwrap_or_else(|| {
        // Of a sentence without room what it begins with, which says most.
        let first = explained.words.first().map_or("", String::as_str);
        let mut ends = first.match_indices([';', ':']).map(|(at, _)| &first[..at]).rev();
        ends.find(|part| fits(part)).unwrap_or(first).to_owned()
    });
    let lines = wrapped(&format!("{lead}{said}"), room);
    for ((at, line), y) in lines.iter().enumerate().zip(area.y..area.y + area.height) {
        let named = if at == 0 { line.strip_prefix(lead.trim_end()) } else { None };
        match named {
            Some(rest) => {
                let spans = [
                    ("▸ ", theme.bold(Role::Focus)),
                    (explained.name.as_str(), theme.bold(Role::Text)),
                    (":", theme.style(Role::Muted)),
                    (rest, theme.style(Role::Muted)),
                ];
                pen.spans(area.x + 1, y, room as u16, &spans);
            }
            None => _ = pen.text(area.x + 1, y, room as u16, line, theme.style(Role::Muted)),
        }
    }
}
