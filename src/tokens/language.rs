//! Tells languages in Latin letters apart by their commonest words.

use super::kind::TextKind;

/// How often the commonest words of each language occur in a text.
#[derive(Debug, Default)]
pub(super) struct Language {
    words: u32,
    english: u32,
    german: u32,
    french: u32,
    spanish: u32,
    portuguese: u32,
    /// Italian, Dutch, Polish, Swedish, Danish, Czech, Turkish, Indonesian and others.
    other: u32,
}

const ENGLISH: u8 = 1;
const GERMAN: u8 = 2;
const FRENCH: u8 = 4;
const SPANISH: u8 = 8;
const PORTUGUESE: u8 = 16;
const OTHER: u8 = 32;

/// The languages among whose commonest words `word`, in lower case, is.
fn languages(word: &str) -> u8 {
    match word {
        "the" | "and" | "of" | "to" | "is" | "that" | "it" | "for" | "with" | "this" | "are"
        | "be" | "or" | "you" | "from" | "not" | "by" | "have" | "his" | "was" | "has" | "if"
        | "shall" => ENGLISH,
        "on" => ENGLISH | FRENCH,
        "in" => ENGLISH | GERMAN | OTHER,
        "an" => ENGLISH | GERMAN,
        "a" => ENGLISH | SPANISH | PORTUGUESE | OTHER,
        "as" => ENGLISH | PORTUGUESE,
        "der" | "und" | "das" | "ist" | "nicht" | "ein" | "eine" | "mit" | "sich" | "auf"
        | "für" | "dem" | "den" | "auch" | "werden" | "oder" | "wird" | "zu" | "sie" | "von"
        | "im" | "ich" => GERMAN,
        "die" => GERMAN | ENGLISH,
        "le" | "les" | "est" | "une" | "dans" | "pour" | "qui" | "vous" | "sur" | "avec" | "au"
        | "aux" | "et" | "pas" | "ce" | "sont" | "cette" | "ou" | "il" | "du" => FRENCH,
        "des" => FRENCH | GERMAN,
        "la" => FRENCH | SPANISH | OTHER,
        "un" => FRENCH | SPANISH | OTHER,
        "de" => FRENCH | SPANISH | PORTUGUESE | OTHER,
        "en" => FRENCH | SPANISH | OTHER,
        "que" => FRENCH | SPANISH | PORTUGUESE,
        "se" => FRENCH | SPANISH | PORTUGUESE | OTHER,
        "el" | "los" | "las" | "una" | "del" | "al" | "y" | "es" | "su" | "con" | "lo" | "más"
        | "está" | "puede" => SPANISH,
        "por" | "para" | "como" | "e" => SPANISH | PORTUGUESE,
        "o" | "os" | "um" | "uma" | "do" | "da" | "dos" | "em" | "não" | "na" | "no" | "ao"
        | "é" | "são" | "à" | "pelo" | "pela" | "mais" | "você" => PORTUGUESE,
        "di" | "che" | "per" | "della" | "gli" | "dei" | "sono" | "nel" | "ed" | "het" | "een"
        | "van" | "niet" | "zijn" | "op" | "voor" | "dat" | "i" | "w" | "nie" | "jest" | "och"
        | "att" | "som" | "på" | "til" | "af" | "og" | "av" | "har" | "ve" | "bir" | "bu"
        | "için" | "yang" | "dan" | "untuk" | "dengan" | "je" | "si" | "și" | "ki" | "az"
        | "és" | "egy" | "hogy" | "ja" | "ei" | "của" | "và" | "các" | "có" | "cho" | "là" => {
            OTHER
        }
        _ => 0,
    }
}

impl Language {
    pub(super) fn of(text: &str) -> Self {
        let mut found = Self::default();
        let mut lower = [0_u8; 8];
        // With its digits, such as a 0 that was read for an O, a word is another.
        for word in text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.starts_with(char::is_alphabetic))
        {
            found.words += 1;
            let Some(lower) = lower.get_mut(..word.len()) else {
                continue;
            };
            lower.copy_from_slice(word.as_bytes());
            lower.make_ascii_lowercase();
            let languages = std::str::from_utf8(lower).map_or(0, languages);
            if languages == 0 {
                continue;
            }
            for (bit, count) in [
                (ENGLISH, &mut found.english),
                (GERMAN, &mut found.german),
                (FRENCH, &mut found.french),
                (SPANISH, &mut found.spanish),
                (PORTUGUESE, &mut found.portuguese),
                (OTHER, &mut found.other),
            ] {
                *count += u32::from(languages & bit != 0);
            }
        }
        found
    }

    /// One of the four told apart, if its words are a tenth of all and lead clearly.
    pub(super) fn kind(&self) -> Option<TextKind> {
        let four = [
            (TextKind::German, self.german),
            (TextKind::French, self.french),
            (TextKind::Spanish, self.spanish),
            (TextKind::Portuguese, self.portuguese),
        ];
        let &(kind, most) = four.iter().max_by_key(|(_, count)| *count)?;
        let next = four
            .iter()
            .filter(|(other, _)| *other != kind)
            .map(|(_, count)| *count)
            .chain([self.english, self.other])
            .max()?;
        (most >= 3 && most * 8 >= self.words && most * 5 >= next * 6).then_some(kind)
    }

    /// The words of the language that has most, other than English.
    fn foreign(&self) -> u32 {
        self.other.max(self.german).max(self.french).max(self.spanish).max(self.portuguese)
    }

    /// Whether a fifth of the words are the commonest of a language that is not English, and more
    /// of them than of English.
    pub(super) fn is_plain(&self) -> bool {
        let most = self.foreign();
        most >= 4 && most * 5 >= self.words && most > self.english * 2
    }

    /// How many words there are.
    pub(super) const fn words(&self) -> u32 {
        self.words
    }

    /// Whether a twelfth of the words are the commonest of one language: sentences, not names and
    /// commands.
    pub(super) fn is_running(&self) -> bool {
        let most = self.foreign().max(self.english);
        most >= 3 && most * 12 >= self.words
    }

    /// Whether the words are rather those of a language that is neither English nor told apart.
    pub(super) fn is_foreign(&self) -> bool {
        let most = self.foreign();
        most >= 3 && most > self.english
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_languages_are_told_apart_and_others_are_not_guessed() {
        for (text, kind) in [
            (
                "Alle Menschen sind frei und gleich an Würde und Rechten geboren.",
                Some(TextKind::German),
            ),
            ("Das ist nicht der Satz, den ich mit dir auf der Bank las.", Some(TextKind::German)),
            ("Les enfants sont dans la cour avec une amie, et il pleut.", Some(TextKind::French)),
            ("El niño y la niña están en la calle con los libros.", Some(TextKind::Spanish)),
            (
                "Os livros não são do menino, mas da irmã que está em casa.",
                Some(TextKind::Portuguese),
            ),
            ("The books are not of the boy, and that is the end of it.", None),
            ("Het boek is van een vriend en niet van mij.", None),
        ] {
            assert_eq!(Language::of(text).kind(), kind, "{text}");
        }
        assert!(Language::of("Het boek dat op een tafel lag is niet van mij.").is_foreign());
        assert!(!Language::of("The book that lay on a table is not mine.").is_foreign());
    }
}
