//! The lines above the footer, which explain what is chosen.
//!
//! ```text
//!  ▸ Turns / chat: turns of a conversation; each is a request that sends all before it again
//! ```

use unicode_width::UnicodeWidthStr;

use super::pen::Pen;
use super::theme::Role;
use super::wrap::wrapped;
use crate::app::State;
use crate::app::screen::Area;

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, area: Area) {
    let theme = pen.theme;
    let explained = state.explanation();
    let lead = format!("▸ {}: ", explained.name);
    let room = usize::from(area.width.saturating_sub(2));
    let mut words = Vec::new();
    for sentence in &explained.words {
        let mut longer = words.clone();
        longer.push(sentence.as_str());
        if !fits(&lead, &longer, room, area.height) {
            break;
        }
        words = longer;
    }
    let mut said = words.join(" · ");
    if said.is_empty() {
        // Of a sentence without room what it begins with, which says most.
        let first = explained.words.first().map_or("", String::as_str);
        let ends = first.match_indices([';', ':']).map(|(at, _)| &first[..at]);
        let shorter = ends.rev().find(|part| fits(&lead, &[part], room, area.height));
        said = shorter.unwrap_or(first).to_owned();
    }
    for (at, line) in wrapped(&format!("{lead}{said}"), room).iter().enumerate() {
        if at == usize::from(area.height) {
            break;
        }
        let y = area.y + at as u16;
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

fn fits(lead: &str, words: &[&str], room: usize, rows: u16) -> bool {
    let lines = wrapped(&format!("{lead}{}", words.join(" · ")), room);
    lines.len() <= usize::from(rows) && lines.iter().all(|line| line.width() <= room)
}
