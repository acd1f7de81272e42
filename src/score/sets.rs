//! The public ratings inside the program, as a table: how each is asked for, and whose it is.

use crate::card::Date;

/// The licence of all of them, with its address.
pub(super) const LICENCE: &str = "CC BY 4.0";
const LICENCE_PAGE: &str = "https://creativecommons.org/licenses/by/4.0/";

/// A set of ratings inside the program, by its place in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Builtin(usize);

/// Where ratings come from.
struct Source {
    /// The sentence that has to stand wherever one of them does, without its end.
    notice: &'static str,
    /// Its address.
    page: &'static str,
    /// The day it is of: year, month and day.
    day: (u16, u8, u8),
}

static ARENA: Source = Source {
    notice: "Ratings: Arena leaderboard dataset (lmarena-ai), CC BY 4.0, 2026-10-20, selected and \
             matched by tokenfare",
    page: "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset",
    day: (2026, 10, 20),
};

static EPOCH: Source = Source {
    notice: "Epoch Capabilities Index: Epoch AI, epoch.ai/benchmarks, CC BY 4.0, fetched 2026-08-28, \
             selected and matched by tokenfare",
    page: "https://epoch.ai/benchmarks",
    day: (2026, 8, 28),
};

/// The sets: the word that asks for each, its name and where it is from.
static SETS: [(&str, &str, &Source); 9] = [
    ("arena", "Arena overall", &ARENA),
    ("arena:coding", "Arena coding", &ARENA),
    ("arena:hard-prompts", "Arena hard prompts", &ARENA),
    ("arena:german", "Arena German", &ARENA),
    ("arena:french", "Arena French", &ARENA),
    ("arena:spanish", "Arena Spanish", &ARENA),
    ("arena:japanese", "Arena Japanese", &ARENA),
    ("arena:chinese", "Arena Chinese", &ARENA),
    ("epoch", "Epoch Capabilities Index", &EPOCH),
];

impl Builtin {
    /// Every set, Arena's overall one first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..SETS.len()).map(Self)
    }

    /// The set of this word.
    pub fn named(word: &str) -> Option<Self> {
        let word = word.to_lowercase().replace('_', "-");
        let word = if word == "arena:overall" { "arena" } else { &word };
        Self::all().find(|set| set.word() == word)
    }

    /// The word that asks for it.
    pub fn word(self) -> &'static str {
        SETS[self.0].0
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        SETS[self.0].1
    }

    /// Its licence and the address of that.
    pub const fn licence() -> (&'static str, &'static str) {
        (LICENCE, LICENCE_PAGE)
    }

    /// Where it is from.
    pub fn page(self) -> &'static str {
        SETS[self.0].2.page
    }

    /// The sentence that has to stand wherever one of its scores does.
    pub fn notice(self) -> String {
        let Source { notice, page, .. } = SETS[self.0].2;
        format!("{notice}: {page}, {LICENCE_PAGE}.")
    }

    /// The day it is of.
    pub fn as_of(self) -> Option<Date> {
        let (year, month, day) = SETS[self.0].2.day;
        Date::new(year, month, day)
    }
}
