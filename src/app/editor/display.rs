//! How text is shown safely in cells: tabs expanded, and whatever is invisible or reorders its
//! neighbours spelled out.

use std::borrow::Cow;

use unicode_segmentation::{Graphemes, UnicodeSegmentation};
use unicode_width::UnicodeWidthStr;

/// Cells from one tab stop to the next.
const TAB_STOP: u16 = 4;

/// Shown for a cluster that is wider than a whole row.
const TOO_WIDE: &str = "·";

/// A cluster of more chars is a heap of marks rather than a letter or an emoji, and is summed up
/// instead of being sent to a terminal.
const LONGEST_CLUSTER: usize = 16;

/// One cluster as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Glyph<'a> {
    /// What to draw.
    pub shown: Cow<'a, str>,
    /// Its width in cells, at least 1.
    pub width: u16,
    /// Whether `shown` stands in for text that cannot be drawn as it is.
    pub spelled: bool,
}

impl<'a> Glyph<'a> {
    /// Text that is drawn as it is.
    pub(super) const fn plain(text: &'a str, width: u16) -> Self {
        Self { shown: Cow::Borrowed(text), width, spelled: false }
    }
}

/// The grapheme clusters of a text without newlines.
pub(super) fn clusters(text: &str) -> Clusters<'_> {
    Clusters { text, slow: None }
}

/// See [`clusters`].
#[derive(Debug, Clone)]
pub(super) struct Clusters<'a> {
    text: &'a str,
    /// Finds boundaries by the full rules, where the quick look does not do.
    slow: Option<Graphemes<'a>>,
}

impl<'a> Clusters<'a> {
    /// Takes the printable ASCII that comes next, at most `limit` chars: as many clusters of one
    /// cell each. Without blanks, it stops at the first one.
    pub(super) fn take_ascii(&mut self, with_blanks: bool, limit: u16) -> &'a str {
        let first = if with_blanks { b' ' } else { b'!' };
        let bytes = self.text.as_bytes();
        let bytes = bytes.get(..usize::from(limit) + 1).unwrap_or(bytes);
        let end = bytes.iter().position(|b| !(first..0x7F).contains(b));
        let length = match end.map(|end| (end, bytes.get(end))) {
            // What follows may be a mark on the last of them.
            Some((end, Some(0x80..))) => end.saturating_sub(1),
            Some((end, _)) => end,
            None => bytes.len().min(usize::from(limit)),
        };
        let (taken, rest) = self.text.split_at_checked(length).unwrap_or(("", self.text));
        if !taken.is_empty() {
            self.slow = None;
            self.text = rest;
        }
        taken
    }
}

impl<'a> Iterator for Clusters<'a> {
    type Item = &'a str;

    #[inline]
    fn next(&mut self) -> Option<&'a str> {
        if let Some(cluster) = solitary_prefix(self.text) {
            self.slow = None;
            self.text = self.text.get(cluster.len()..).unwrap_or("");
            return Some(cluster);
        }
        let text = self.text;
        let slow = self.slow.get_or_insert_with(|| text.graphemes(true));
        let cluster = slow.next();
        self.text = slow.as_str();
        cluster
    }
}

/// The first char as a cluster of its own, if a quick look tells: two solitary chars in a row
/// never join.
#[inline]
fn solitary_prefix(text: &str) -> Option<&str> {
    let length = match text.as_bytes() {
        [0..0x80] | [0..0x80, 0..0x80, ..] => 1,
        _ => {
            let mut chars = text.chars();
            let first = chars.next().filter(|&c| is_solitary(c))?;
            chars.next().is_none_or(is_solitary).then(|| first.len_utf8())?
        }
    };
    text.get(..length)
}

/// Characters of the most used scripts that neither extend, precede nor join a neighbour, and
/// conceal nothing: Latin, Greek, Cyrillic, Hebrew, Arabic, Devanagari and Thai letters,
/// punctuation, kana, Han and Hangul syllables.
const fn is_solitary(c: char) -> bool {
    matches!(
        c,
        ' '..='~'
            | '\u{A0}'..='\u{AC}'
            | '\u{AE}'..='\u{2FF}'
            | '\u{370}'..='\u{377}'
            | '\u{384}'..='\u{482}'
            | '\u{48A}'..='\u{52F}'
            | '\u{5D0}'..='\u{5EA}'
            | '\u{620}'..='\u{64A}'
            | '\u{671}'..='\u{6D3}'
            | '\u{904}'..='\u{939}'
            | '\u{E01}'..='\u{E30}'
            | '\u{2010}'..='\u{2027}'
            | '\u{2030}'..='\u{205E}'
            | '\u{3000}'..='\u{3029}'
            | '\u{3041}'..='\u{3096}'
            | '\u{309B}'..='\u{30FF}'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{AC00}'..='\u{D7A3}'
            | '\u{FF01}'..='\u{FF60}'
    )
}

/// The width of a cluster's [`Glyph`], without making it where that is easily seen.
#[inline]
pub(super) fn glyph_width(cluster: &str, column: u16, row_width: u16) -> u16 {
    match cluster.as_bytes() {
        [0x20..0x7F] => 1,
        _ => glyph(cluster, column, row_width).width,
    }
}

/// How a cluster is shown from `column` on, in a row of `row_width` cells (at least 1).
pub(super) fn glyph(cluster: &str, column: u16, row_width: u16) -> Glyph<'_> {
    let glyph = match cluster.as_bytes() {
        [b'\t'] => {
            let room = row_width.saturating_sub(column).max(1);
            let width = (TAB_STOP - column % TAB_STOP).min(room);
            Glyph::plain("    ".get(..usize::from(width)).unwrap_or(" "), width)
        }
        [0x20..0x7F] => Glyph::plain(cluster, 1),
        _ => match plain_width(cluster) {
            Some(width) => Glyph::plain(cluster, width),
            None => {
                let shown = spell(cluster);
                Glyph {
                    width: to_cells(shown.graphemes(true).map(str::width).sum()),
                    shown: Cow::Owned(shown),
                    spelled: true,
                }
            }
        },
    };
    if glyph.width <= row_width {
        return glyph;
    }
    Glyph { spelled: true, ..Glyph::plain(TOO_WIDE, 1) }
}

/// A width in cells.
pub(super) fn to_cells(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}

/// The width of a cluster that takes at least one cell and hides nothing.
fn plain_width(cluster: &str) -> Option<u16> {
    let mut length = 0;
    let mut conceals = false;
    for c in cluster.chars() {
        length += 1;
        conceals |= is_concealed(c);
    }
    if length > LONGEST_CLUSTER || (conceals && !conceals_by_right(cluster)) {
        return None;
    }
    Some(to_cells(cluster.width())).filter(|&width| width > 0)
}

/// Characters that draw nothing, or that change how their neighbours are drawn.
fn is_concealed(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}'
                | '\u{34F}'
                | '\u{61C}'
                | '\u{70F}'
                | '\u{115F}'..='\u{1160}'
                | '\u{17B4}'..='\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFB}'
                | '\u{1BCA0}'..='\u{1BCA3}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// Whether every concealed character of a cluster belongs where it stands: joiners in emoji and
/// in the scripts that join, variation selectors, and the tags of a flag.
fn conceals_by_right(cluster: &str) -> bool {
    let mut chars = cluster.chars().peekable();
    let Some(base) = chars.next().filter(|&c| !is_concealed(c)) else {
        return false;
    };
    let joins = matches!(base, '\u{600}'..='\u{1CFF}');
    let mut previous = base;
    while let Some(c) = chars.next() {
        let belongs = match c {
            '\u{200C}' => joins,
            '\u{200D}' => joins || chars.peek().is_some_and(|&next| next > '\u{2100}'),
            '\u{180B}'..='\u{180D}' | '\u{180F}' => joins,
            '\u{FE00}'..='\u{FE0F}' => !is_concealed(previous) && !previous.is_ascii_alphabetic(),
            '\u{E0100}'..='\u{E01EF}' => {
                !is_concealed(previous) && matches!(base, '\u{2E80}'..='\u{3FFFF}')
            }
            '\u{E0020}'..='\u{E007F}' => base == '\u{1F3F4}',
            _ => !is_concealed(c),
        };
        if !belongs {
            return false;
        }
        previous = c;
    }
    true
}

/// A cluster with its concealed characters written as their code points: `a<200D>`, `<202E>`.
fn spell(cluster: &str) -> String {
    let length = cluster.chars().count();
    let base = cluster.chars().next().map_or(0, u32::from);
    if length > LONGEST_CLUSTER {
        return format!("<{base:04X}+{}>", length - 1);
    }
    let mut spelling = String::new();
    let mut drawn = false;
    for c in cluster.chars() {
        let mut buffer = [0; 4];
        let takes_cells = c.encode_utf8(&mut buffer).width() > 0;
        // A mark is drawn on the letter before it, never on the `>` of a spelling.
        drawn = !is_concealed(c) && (takes_cells || drawn);
        if drawn {
            spelling.push(c);
        } else {
            spelling.push_str(&format!("<{:04X}>", u32::from(c)));
        }
    }
    spelling
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(String, u16)> {
        clusters(text)
            .map(|cluster| glyph(cluster, 0, 80))
            .map(|glyph| (glyph.shown.into_owned(), glyph.width))
            .collect()
    }

    fn one(text: &str) -> (String, u16) {
        let all = shown(text);
        assert_eq!(all.len(), 1, "{text:?} is one cluster");
        all.into_iter().next().unwrap()
    }

    #[test]
    fn clusters_and_their_widths() {
        for (text, width) in [
            ("a", 1),
            ("é", 1),
            ("e\u{301}", 1),
            ("漢", 2),
            ("한", 2),
            ("👍", 2),
            ("👍🏽", 2),
            ("👩‍👩‍👧‍👦", 2),
            ("❤️", 2),
            ("❤️‍🔥", 2),
            ("👁️‍🗨️", 2),
            ("🇫🇷", 2),
            ("🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}", 2),
            ("1\u{FE0F}\u{20E3}", 2),
            ("ی\u{200C}", 1),
            ("क्\u{200D}", 1),
            ("葛\u{E0100}", 2),
        ] {
            assert_eq!(one(text), (text.to_owned(), width), "{text:?}");
        }
    }

    #[test]
    fn a_quick_look_tells_what_the_full_rules_tell() {
        let solitary = || ('\0'..='\u{FFFF}').filter(|&c| is_solitary(c));
        for c in solitary() {
            assert!(!is_concealed(c) && c.to_string().width() > 0, "{c:?}");
            for other in ['a', 'é', '漢', '가', '각'] {
                for pair in [format!("{c}{other}"), format!("{other}{c}")] {
                    assert_eq!(pair.graphemes(true).count(), 2, "{pair:?}");
                }
            }
        }
        // Letters of each kind in one row, and what follows a solitary one.
        let all: String = solitary().collect();
        assert!(all.graphemes(true).eq(clusters(&all)));
        for text in ["ae\u{301}é\u{301}漢\u{E0100}字", "가\u{11A8}각", "a🇫🇷🇩🇪b", "\u{600}1é"]
        {
            assert!(text.graphemes(true).eq(clusters(text)), "{text:?}");
        }
    }

    #[test]
    fn what_hides_is_spelled() {
        for (text, spelling) in [
            ("\u{200B}", "<200B>"),
            ("\u{FEFF}", "<FEFF>"),
            ("\u{202E}", "<202E>"),
            ("\u{2066}", "<2066>"),
            ("\u{61C}", "<061C>"),
            ("\u{AD}", "<00AD>"),
            ("\u{2028}", "<2028>"),
            ("\u{200D}", "<200D>"),
            ("\u{301}", "<0301>"),
            ("\u{E0041}", "<E0041>"),
            ("\u{1b}", "<001B>"),
            ("a\u{200D}", "a<200D>"),
            ("a\u{200C}", "a<200C>"),
            ("e\u{301}\u{200D}", "e\u{301}<200D>"),
            ("👩\u{200D}", "👩<200D>"),
            ("a\u{FE0F}", "a<FE0F>"),
            ("👍\u{FE0F}\u{FE0F}", "👍<FE0F><FE0F>"),
            ("x\u{E0101}", "x<E0101>"),
            ("👍\u{E0041}", "👍<E0041>"),
        ] {
            assert_eq!(one(text).0, spelling, "{text:?}");
        }
    }

    #[test]
    fn a_heap_of_marks_is_summed_up() {
        let heap = format!("a{}", "\u{301}".repeat(500));
        assert_eq!(one(&heap), ("<0061+500>".to_owned(), 10));
    }

    #[test]
    fn tabs_reach_the_next_stop_but_not_past_the_row() {
        let width = |column, row_width| glyph("\t", column, row_width).width;
        assert_eq!([width(0, 80), width(1, 80), width(3, 80), width(4, 80)], [4, 3, 1, 4]);
        assert_eq!([width(0, 2), width(77, 79), width(79, 79)], [2, 2, 1]);
    }

    #[test]
    fn what_is_wider_than_the_row_is_a_dot() {
        assert_eq!(glyph("漢", 0, 1).shown, TOO_WIDE);
        assert_eq!(glyph("\u{202E}", 0, 5).shown, TOO_WIDE);
        assert_eq!(glyph("\u{202E}", 0, 6).shown, "<202E>");
    }
}
