//! The kinds of text that the factors tell apart, and token totals by kind.

use std::ops::AddAssign;

use crate::family::Family;
use crate::money::Tokens;

/// A kind of text: tokenizers differ by a steady factor within one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextKind {
    /// Running English.
    Prose,
    /// English with lists, headings and commands, as prompts and documentation are.
    Docs,
    /// Running German.
    German,
    /// Running French.
    French,
    /// Running Spanish.
    Spanish,
    /// Running Portuguese.
    Portuguese,
    /// Another language in Latin letters.
    OtherLatin,
    /// Russian.
    Russian,
    /// Ukrainian, Bulgarian and other languages in Cyrillic letters.
    Cyrillic,
    /// Chinese.
    Chinese,
    /// Japanese.
    Japanese,
    /// Korean.
    Korean,
    /// Arabic script.
    Arabic,
    /// Hindi and others in Devanagari.
    Devanagari,
    /// Greek.
    Greek,
    /// Hebrew.
    Hebrew,
    /// Thai.
    Thai,
    /// Bengali and Assamese.
    Bengali,
    /// Tamil.
    Tamil,
    /// Any other script: Telugu, Georgian, Amharic.
    OtherScript,
    /// Program source.
    Code,
    /// HTML, XML, YAML, TOML.
    Markup,
    /// JSON.
    Json,
    /// Log lines.
    Logs,
    /// Tables of numbers.
    Numbers,
    /// Tables of words and numbers, as CSV.
    Table,
    /// Text in capitals.
    Capitals,
    /// Base64, hexadecimal, keys.
    Encoded,
    /// Lists of web addresses.
    Links,
    /// Emoji.
    Emoji,
}

impl TextKind {
    /// Every kind, in the order of [`TextKind::index`].
    pub const ALL: [Self; 30] = [
        Self::Prose,
        Self::Docs,
        Self::German,
        Self::French,
        Self::Spanish,
        Self::Portuguese,
        Self::OtherLatin,
        Self::Russian,
        Self::Cyrillic,
        Self::Chinese,
        Self::Japanese,
        Self::Korean,
        Self::Arabic,
        Self::Devanagari,
        Self::Greek,
        Self::Hebrew,
        Self::Thai,
        Self::Bengali,
        Self::Tamil,
        Self::OtherScript,
        Self::Code,
        Self::Markup,
        Self::Json,
        Self::Logs,
        Self::Numbers,
        Self::Table,
        Self::Capitals,
        Self::Encoded,
        Self::Links,
        Self::Emoji,
    ];

    /// The place in [`TextKind::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Whether it is in Latin letters, or in none.
    pub(super) const fn is_latin(self) -> bool {
        !matches!(
            self,
            Self::Russian
                | Self::Cyrillic
                | Self::Chinese
                | Self::Japanese
                | Self::Korean
                | Self::Arabic
                | Self::Devanagari
                | Self::Greek
                | Self::Hebrew
                | Self::Thai
                | Self::Bengali
                | Self::Tamil
                | Self::OtherScript
                | Self::Emoji
        )
    }

    /// The name in the table of factors.
    pub const fn name(self) -> &'static str {
        self.texts().0
    }

    /// The name for people, in lower case but for languages.
    pub const fn label(self) -> &'static str {
        self.texts().1
    }

    const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Prose => ("prose", "English prose"),
            Self::Docs => ("docs", "prompts and docs"),
            Self::German => ("german", "German"),
            Self::French => ("french", "French"),
            Self::Spanish => ("spanish", "Spanish"),
            Self::Portuguese => ("portuguese", "Portuguese"),
            Self::OtherLatin => ("latin", "Latin letters"),
            Self::Russian => ("russian", "Russian"),
            Self::Cyrillic => ("cyrillic", "Cyrillic"),
            Self::Chinese => ("chinese", "Chinese"),
            Self::Japanese => ("japanese", "Japanese"),
            Self::Korean => ("korean", "Korean"),
            Self::Arabic => ("arabic", "Arabic"),
            Self::Devanagari => ("devanagari", "Devanagari"),
            Self::Greek => ("greek", "Greek"),
            Self::Hebrew => ("hebrew", "Hebrew"),
            Self::Thai => ("thai", "Thai"),
            Self::Bengali => ("bengali", "Bengali"),
            Self::Tamil => ("tamil", "Tamil"),
            Self::OtherScript => ("script", "other scripts"),
            Self::Code => ("code", "code"),
            Self::Markup => ("markup", "markup"),
            Self::Json => ("json", "JSON"),
            Self::Logs => ("logs", "logs"),
            Self::Numbers => ("numbers", "numbers"),
            Self::Table => ("table", "tables"),
            Self::Capitals => ("capitals", "capitals"),
            Self::Encoded => ("encoded", "encoded data"),
            Self::Links => ("links", "links"),
            Self::Emoji => ("emoji", "emoji"),
        }
    }

    /// The kind of that [`TextKind::name`].
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The digits of a text, of which some tokenizers make a token each, and the reference one of up to
/// three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Digits {
    /// How many digits there are.
    pub count: Tokens,
    /// The reference tokens that they are.
    pub tokens: Tokens,
}

impl AddAssign for Digits {
    fn add_assign(&mut self, other: Self) {
        self.count += other.count;
        self.tokens += other.tokens;
    }
}

/// How many tokens of a text are of each kind, and how many of these are digits. The totals of parts
/// add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KindTotals {
    tokens: [Tokens; TextKind::ALL.len()],
    digits: [Digits; TextKind::ALL.len()],
}

impl KindTotals {
    /// Adds tokens of one kind, of which these are digits.
    pub(super) fn add_counted(&mut self, kind: TextKind, tokens: Tokens, digits: Digits) {
        self.tokens[kind.index()] += tokens;
        self.digits[kind.index()] += digits;
    }

    /// The same tokens and digits, all of one kind.
    pub fn all_of(&self, kind: TextKind) -> Self {
        let mut digits = Digits::default();
        self.digits.iter().for_each(|some| digits += *some);
        let mut totals = Self::default();
        totals.add_counted(kind, self.total(), digits);
        totals
    }

    /// The digits in text of one kind.
    pub fn digits(&self, kind: TextKind) -> Digits {
        self.digits[kind.index()]
    }

    /// The tokens of one kind that a family's factor is for, and the digits beside them: each is a token
    /// where the family splits them.
    pub(super) fn scaled(&self, family: Family, kind: TextKind) -> (Tokens, Tokens) {
        if !family.splits_digits() {
            return (self.get(kind), Tokens::ZERO);
        }
        let digits = self.digits(kind);
        (self.get(kind) - digits.tokens, digits.count)
    }

    /// The tokens of one kind.
    pub fn get(&self, kind: TextKind) -> Tokens {
        self.tokens[kind.index()]
    }

    /// The tokens of all kinds: the count of the text.
    pub fn total(&self) -> Tokens {
        self.tokens.iter().copied().sum()
    }

    /// The kinds that occur, with their tokens.
    pub fn iter(&self) -> impl Iterator<Item = (TextKind, Tokens)> {
        TextKind::ALL.into_iter().zip(self.tokens).filter(|(_, tokens)| !tokens.is_zero())
    }

    /// The same mix of kinds in about `total` tokens; nothing of nothing.
    pub fn scaled_to(self, total: Tokens) -> Self {
        let (whole, total) = (u128::from(self.total().get()), u128::from(total.get()));
        let scaled = |tokens: Tokens| {
            let scaled = (u128::from(tokens.get()) * total + whole / 2).checked_div(whole);
            Tokens::new(u64::try_from(scaled.unwrap_or(0)).unwrap_or(u64::MAX))
        };
        let digits = self
            .digits
            .map(|digits| Digits { count: scaled(digits.count), tokens: scaled(digits.tokens) });
        Self { tokens: self.tokens.map(scaled), digits }
    }

    /// The kind with the most tokens; `None` for an empty text.
    pub fn main_kind(&self) -> Option<TextKind> {
        self.iter().max_by_key(|(_, tokens)| *tokens).map(|(kind, _)| kind)
    }
}

impl AddAssign for KindTotals {
    fn add_assign(&mut self, other: Self) {
        for (mine, theirs) in self.tokens.iter_mut().zip(other.tokens) {
            *mine += theirs;
        }
        for (mine, theirs) in self.digits.iter_mut().zip(other.digits) {
            *mine += theirs;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_found_by_place_and_name() {
        for (index, kind) in TextKind::ALL.into_iter().enumerate() {
            assert_eq!(kind.index(), index);
            assert_eq!(TextKind::parse(kind.name()), Some(kind));
        }
        assert_eq!(TextKind::parse("latin-1"), None);
    }

    #[test]
    fn totals_add_up() {
        let mut totals = KindTotals::of(TextKind::Code, Tokens::new(30));
        totals.add(TextKind::Json, Tokens::new(12));
        totals += KindTotals::of(TextKind::Code, Tokens::new(8));
        assert_eq!(totals.total(), Tokens::new(50));
        assert_eq!(totals.get(TextKind::Code), Tokens::new(38));
        assert_eq!(totals.main_kind(), Some(TextKind::Code));
        assert_eq!(totals.iter().count(), 2);
        assert_eq!(KindTotals::default().main_kind(), None);
        let digits = Digits { count: Tokens::new(9), tokens: Tokens::new(4) };
        totals.add_counted(TextKind::Json, Tokens::new(20), digits);
        let before = totals.digits(TextKind::Code);
        let prose = totals.all_of(TextKind::Prose);
        assert_eq!((prose.total(), prose.main_kind()), (totals.total(), Some(TextKind::Prose)));
        let mut all = totals.digits(TextKind::Json);
        all += before;
        assert_eq!(prose.digits(TextKind::Prose), all);
    }
}
