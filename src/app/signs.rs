//! The signs on the screen and what each means: the list of keys and the line that explains what is chosen say it
//! from this table.

use super::state::State;
use crate::billing::Note;

/// A sign, and what it means.
#[derive(Debug, Clone, Copy)]
pub struct Sign {
    /// As it stands on the screen.
    pub sign: &'static str,
    /// What it means.
    pub words: &'static str,
    /// What of a row of the ranking it tells; none where it stands elsewhere.
    pub of_row: Option<RowSign>,
}

/// What a sign tells of a row of the ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowSign {
    /// Its cost rests on an estimated count.
    Estimated,
    /// Its place is not certain.
    Close,
    /// Its cost rests on an assumption of the card.
    Assumed,
    /// It is not served as asked.
    Otherwise,
    /// It is not known whether it is offered.
    Unknown,
    /// It ends soon or has ended.
    Ends,
    /// It is marked.
    Marked,
}

const fn of_row(sign: &'static str, of: RowSign, words: &'static str) -> Sign {
    Sign { sign, words, of_row: Some(of) }
}

const fn elsewhere(sign: &'static str, words: &'static str) -> Sign {
    Sign { sign, words, of_row: None }
}

/// All signs, those of a row in the order in which they explain it.
pub const SIGNS: &[Sign] = &[
    of_row("≈", RowSign::Estimated, "rests on an estimated token count, its range is in the bill"),
    of_row(
        "~",
        RowSign::Close,
        "place not certain, may cost less than the one before: their ranges overlap",
    ),
    of_row(
        "!",
        RowSign::Otherwise,
        "is not served as asked: has no Batch or no such tier, and is billed without",
    ),
    of_row("?", RowSign::Unknown, "is not known to be offered from the region that is called"),
    of_row("†", RowSign::Ends, "ends on that day, within 90 days; ‡ has ended"),
    of_row("*", RowSign::Assumed, "rests on an assumption, named in the bill"),
    of_row("+", RowSign::Marked, "marked to be compared"),
    elsewhere("◆", "this part of the prompt is cached; ◇ is not"),
    elsewhere("▸", "chosen: keys act on it"),
    elsewhere("▲", "models are sorted by this column, rising; ▼ falling"),
    elsewhere("■", "what a bar is made of: cached input, other input, thinking, output or answer"),
    elsewhere("[x]", "switched on; [ ] off, [–] does nothing as things stand"),
    elsewhere("●", "changed since it was saved, beside a scenario; the value, on a slider"),
    elsewhere("├ ┤", "the low and the high of a value that lies between two"),
    elsewhere("→", "before and after"),
];

impl RowSign {
    /// Whether it holds for a row of the ranking, told by its place.
    pub fn holds(self, state: &State, at: usize) -> bool {
        let Some(row) = state.ranking().rows.get(at) else {
            return false;
        };
        let notes = row.bill.as_ref().map_or(&[][..], |bill| &bill.notes);
        let model = state.model_of(row);
        match self {
            Self::Estimated => row.range.is_some() && row.bill.is_ok(),
            Self::Close => state.ranking().is_close(at),
            Self::Assumed => notes.iter().any(Note::is_assumption),
            Self::Otherwise => {
                row.bill.as_ref().is_ok_and(|bill| bill.otherwise().next().is_some())
            }
            Self::Unknown => notes.iter().any(|note| matches!(note, Note::NotKnownFrom(_))),
            Self::Ends => model.is_some_and(|it| it.life(state.today()).mark().is_some()),
            Self::Marked => model.is_some_and(|it| state.table().choice.marked.contains(&it.id)),
        }
    }
}

impl State {
    /// The signs that a row of the ranking has, told by its place.
    pub fn signs_of(&self, at: usize) -> impl Iterator<Item = &'static Sign> {
        SIGNS.iter().filter(move |sign| sign.of_row.is_some_and(|of| of.holds(self, at)))
    }
}
