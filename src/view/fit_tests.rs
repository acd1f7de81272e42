//! Every view at every size: no text lies over another, and only names and texts of the user are cut.

use super::pen::watched;
use super::tests::{after, buffer, dark, newcomer};
use crate::app::{Message, State, update};

const SIZES: [(u16, u16); 9] = [
    (60, 16),
    (61, 19),
    (80, 24),
    (100, 28),
    (110, 28),
    (110, 30),
    (120, 36),
    (140, 42),
    (200, 60),
];

/// What is before the views are gone through: as it starts, pinned and changed, with much of everything, and
/// with scores.
const BEFORE: [&str; 5] = [
    "",
    "p<Enter>b",
    "99M<Enter>pA long name of a pin<Enter>cbH",
    "i<Down><Enter>",
    "/opus<Enter>p<Enter>t2M<Enter>",
];

/// What of a screen may be cut: names, and texts of the user's own.
fn may_be_cut(state: &State, text: &str) -> bool {
    let card = state.card();
    let names = card.models.iter().flat_map(|it| [it.name.as_str(), it.provider.as_str()]);
    names.chain([state.scenario(), card.name.as_str()]).any(|name| name == text)
        || state.pins().all().iter().any(|pin| text.trim_start_matches("▸ ") == pin.name)
}

#[test]
fn no_text_is_over_another_or_cut() {
    let mut faults = Vec::new();
    for before in BEFORE {
        let mut state = after(newcomer(120, 36), before);
        for step in 0..14 {
            for (width, height) in SIZES {
                update(&mut state, [Message::Resize(width, height)]);
                _ = watched::take();
                buffer(&state, &dark());
                let (cut, over) = watched::take();
                // Points of a chart are letters, and may share a cell.
                let over = over.into_iter().filter(|it| it.chars().nth(1) != Some(' '));
                let cut = cut.into_iter().filter(|text| !may_be_cut(&state, text));
                let place = format!("{width}x{height} {:?} after {before:?}", state.view());
                faults.extend(cut.map(|text| format!("{place}: cut: {text}")));
                faults.extend(over.map(|text| format!("{place}: over: {text}")));
            }
            // Each pane, then each view, the text and the screen of a meeting.
            state = after(
                state,
                match step {
                    0 | 1 => "<Tab>",
                    11 => "e",
                    12 => "<Esc>P",
                    _ => "]",
                },
            );
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}
