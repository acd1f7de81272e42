//! The four texts: the prompt's sections and a sample answer, with their token counts.

use super::editor::Editor;
use super::message::{Counted, Effect, Whole};
use crate::explore::{Piece, Texts};
use crate::money::Tokens;
pub use crate::scenario::Part;
use crate::tokens::{Estimate, Estimates, Family, KindTotals, TextCount, TextKind, Tokenizers};
use crate::workload::Workload;

/// The part `steps` further on, round and round.
pub(super) fn stepped(part: Part, steps: usize) -> Part {
    Part::ALL[(part.index() + steps) % Part::ALL.len()]
}

/// How well the tokens of a text are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// Counted.
    Counted,
    /// Being counted: this much of a hundred is done.
    Counting(u8),
    /// Estimated from its length until the count arrives.
    Estimated,
}

/// A text and its count.
#[derive(Debug, Clone)]
pub struct Text {
    /// The text.
    pub editor: Editor,
    tokens: Tokens,
    certainty: Certainty,
    asked: u64,
    /// What the last full count found, and the characters it was for, to estimate from while
    /// typing.
    known: Option<(Whole, usize)>,
    /// The kind of text that the user says it is.
    kind: Option<TextKind>,
}

impl Text {
    fn new(text: &str, revision: u64) -> Self {
        let mut editor = Editor::new(text);
        editor.count_revisions_from(revision);
        let tokens = estimate(editor.len_chars());
        let asked = editor.revision();
        Self { editor, tokens, certainty: Certainty::Estimated, asked, known: None, kind: None }
    }

    /// Its tokens, as well as they are known.
    pub const fn tokens(&self) -> Tokens {
        self.tokens
    }

    /// How well they are known.
    pub const fn certainty(&self) -> Certainty {
        self.certainty
    }

    /// Its words, once counted.
    pub fn words(&self) -> Option<usize> {
        self.known.map(|(whole, _)| whole.words)
    }

    /// The kind most of it is, and whether the user said so; none until it is counted.
    pub fn kind(&self) -> Option<(TextKind, bool)> {
        let found = self.known.and_then(|(whole, _)| whole.kinds.main_kind());
        self.kind.map(|kind| (kind, true)).or(found.map(|kind| (kind, false)))
    }

    /// The tokens that a family makes of it; none where there is no text. A count by the family's
    /// own tokenizer stands whatever kind of text the user says it is.
    pub fn estimate(&self, family: Family, corrections: &Tokenizers) -> Option<Estimate> {
        if self.editor.is_empty() {
            return None;
        }
        let counted = self.known.filter(|_| self.certainty == Certainty::Counted);
        let found = counted.map(|(whole, _)| whole.estimates[family.index()]);
        let stands = |found: &Estimate| self.kind.is_none() || found.low == found.high;
        Some(
            found
                .filter(stands)
                .unwrap_or_else(|| corrections.estimate(family, &TextCount::of(self.kinds()))),
        )
    }

    /// Its reference tokens by kind.
    fn kinds(&self) -> KindTotals {
        match (self.kind, self.known) {
            (None, Some((whole, _))) if whole.kinds.total() == self.tokens => whole.kinds,
            (Some(kind), Some((whole, _))) if whole.kinds.total() == self.tokens => {
                whole.kinds.all_of(kind)
            }
            _ => {
                let kind = self.kind().map_or(TextKind::Docs, |(kind, _)| kind);
                KindTotals::of(kind, self.tokens)
            }
        }
    }

    /// The kind that the user says it is.
    pub(super) const fn said_kind(&self) -> Option<TextKind> {
        self.kind
    }
}

/// What a part counts as in a workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) tokens: Tokens,
    /// Whether that is the sample's length, rather than a mean that was set.
    of_sample: bool,
}

/// All texts, one of them open.
#[derive(Debug, Clone)]
pub struct Prompts {
    texts: [Text; Part::ALL.len()],
    /// The part that is shown and edited.
    pub open: Part,
}

impl Prompts {
    /// The texts given, in the order of [`Part::ALL`], with revisions from `revision` on.
    pub fn new(texts: [&str; Part::ALL.len()], revision: u64) -> Self {
        Self { texts: texts.map(|text| Text::new(text, revision)), open: Part::SYSTEM }
    }

    /// A part's text.
    pub const fn text(&self, part: Part) -> &Text {
        &self.texts[part.index()]
    }

    /// A part's editor, to be changed; [`Self::settle`] follows.
    pub const fn editor(&mut self, part: Part) -> &mut Editor {
        &mut self.texts[part.index()].editor
    }

    /// Whether any section of the prompt holds text, so that the text is the input.
    pub fn input_is_text(&self) -> bool {
        Part::ALL
            .into_iter()
            .any(|part| part.section().is_some() && !self.text(part).editor.is_empty())
    }

    /// Asks for the counts of all texts.
    pub fn ask_all(&self) -> Vec<Effect> {
        Part::ALL.into_iter().filter_map(|part| self.ask(part)).collect()
    }

    fn ask(&self, part: Part) -> Option<Effect> {
        let editor = &self.text(part).editor;
        (!editor.is_empty()).then(|| Effect::Count {
            part,
            revision: editor.revision(),
            text: editor.text().clone(),
        })
    }

    /// Takes note of texts that have changed: estimates their tokens at once and asks for counts.
    /// A changed text sets its section's size, and a changed sample the mean answer, which stays as
    /// it is when the sample is emptied. None where no text has changed.
    pub fn settle(&mut self, workload: &mut Workload) -> Option<Vec<Effect>> {
        let mut effects = None;
        for part in Part::ALL {
            let text = &mut self.texts[part.index()];
            if text.asked == text.editor.revision() {
                continue;
            }
            text.asked = text.editor.revision();
            let chars = text.editor.len_chars();
            (text.tokens, text.certainty) = match text.known {
                _ if chars == 0 => (Tokens::ZERO, Certainty::Counted),
                Some((whole, before)) if before > 0 => {
                    let tokens = whole.kinds.total().get();
                    let scaled = tokens as f64 * chars as f64 / before as f64;
                    (Tokens::new((scaled.round() as u64).max(1)), Certainty::Estimated)
                }
                _ => (estimate(chars), Certainty::Estimated),
            };
            match part.section() {
                Some(section) => workload.prompt.set_tokens(section, text.tokens),
                None => workload.answer.of_sample = chars > 0,
            }
            self.apply(part, workload);
            effects.get_or_insert_with(Vec::new).extend(self.ask(part));
        }
        effects
    }

    /// Takes a count from outside; a count of a text that has changed since is void, and one of a
    /// sample leaves a mean answer that was set meanwhile. Returns whether anything changed.
    pub fn counted(&mut self, counted: Counted, workload: &mut Workload) -> bool {
        let text = &mut self.texts[counted.part.index()];
        if counted.revision != text.editor.revision() {
            return false;
        }
        let bytes = text.editor.len_bytes().max(1);
        if let Some(whole) = counted.whole {
            text.tokens = whole.kinds.total();
            text.certainty = Certainty::Counted;
            text.known = Some((whole, text.editor.len_chars()));
        } else {
            let done = counted.bytes.min(bytes);
            text.certainty = Certainty::Counting((done * 100 / bytes).min(99) as u8);
            if done > 0 {
                // The rest is taken to be like what has been counted.
                let scaled = counted.tokens.get() as f64 * bytes as f64 / done as f64;
                text.tokens = Tokens::new(scaled.round() as u64);
            }
        }
        self.apply(counted.part, workload);
        true
    }

    /// What a part counts as.
    pub(super) fn size(&self, part: Part, workload: &Workload) -> Size {
        let tokens = match part.section() {
            Some(section) => workload.prompt.tokens(section),
            None => workload.answer.mean,
        };
        Size { tokens, of_sample: workload.answer.of_sample }
    }

    /// Lets a part count as it did: as its text says by now, or as was set.
    pub(super) fn restore(&self, part: Part, size: Size, workload: &mut Workload) {
        match part.section() {
            Some(section) => workload.prompt.set_tokens(section, size.tokens),
            None => {
                workload.answer.mean = size.tokens;
                workload.answer.of_sample = size.of_sample;
            }
        }
        self.apply(part, workload);
    }

    /// The sample answer's own tokens, where a mean that was set counts in their place.
    pub fn set_aside(&self, workload: &Workload) -> Option<Tokens> {
        let text = self.text(Part::Answer);
        let is_set = !text.editor.is_empty() && !workload.answer.of_sample;
        is_set.then_some(text.tokens)
    }

    /// Takes the next kind of text for the open part, after the last one the one that is found; the
    /// kind that was said before.
    pub(super) fn next_kind(&mut self) -> Option<TextKind> {
        let next = match self.text(self.open).kind {
            None => TextKind::ALL.first(),
            Some(kind) => TextKind::ALL.get(kind.index() + 1),
        };
        self.set_kind(self.open, next.copied())
    }

    /// Takes the text of a part for this kind, or for the one that is found; what was said before.
    pub(super) const fn set_kind(
        &mut self,
        part: Part,
        kind: Option<TextKind>,
    ) -> Option<TextKind> {
        std::mem::replace(&mut self.texts[part.index()].kind, kind)
    }

    /// Whether any part holds text.
    pub fn has_text(&self) -> bool {
        self.texts.iter().any(|text| !text.editor.is_empty())
    }

    /// Puts what is known of all texts into a workload, such as one that is opened, or comes back
    /// by an undo. A mean answer that was set stays.
    pub(super) fn apply_all(&self, workload: &mut Workload) {
        for part in Part::ALL {
            self.apply(part, workload);
        }
    }

    fn apply(&self, part: Part, workload: &mut Workload) {
        let text = self.text(part);
        match part.section() {
            _ if text.editor.is_empty() => {}
            Some(section) => workload.prompt.set_tokens(section, text.tokens),
            None if workload.answer.of_sample => workload.answer.mean = text.tokens,
            None => {}
        }
    }
}

/// The texts, and the user's corrections of what families make of them.
pub(super) struct Corrected<'a> {
    pub(super) prompts: &'a Prompts,
    pub(super) corrections: &'a Tokenizers,
}

impl Texts for Corrected<'_> {
    fn estimate(&self, piece: Piece, family: Family) -> Option<Estimate> {
        self.prompts.text(part(piece)).estimate(family, self.corrections)
    }

    fn kinds(&self, piece: Piece) -> Option<KindTotals> {
        let text = self.prompts.text(part(piece));
        match text.said_kind() {
            _ if !text.editor.is_empty() => Some(text.kinds()),
            // Enough for its usual digits, and little beside the texts.
            said => said.map(|kind| KindTotals::of(kind, Tokens::new(100))),
        }
    }

    fn estimates(&self, kinds: &KindTotals) -> Estimates {
        self.corrections.estimates(&TextCount::of(*kinds))
    }
}

/// The part of a scenario that a piece of a request is.
const fn part(piece: Piece) -> Part {
    match piece {
        Piece::Prompt(section) => Part::Prompt(section),
        Piece::Answer => Part::Answer,
    }
}

/// The rule of thumb for English: a token is four characters.
fn estimate(chars: usize) -> Tokens {
    Tokens::new(chars.div_ceil(4) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::Section;

    fn counted(part: Part, revision: u64, tokens: u64, done: bool) -> Counted {
        Counted {
            part,
            revision,
            tokens: Tokens::new(tokens),
            bytes: 4,
            whole: done.then(|| Whole {
                kinds: KindTotals::of(TextKind::Prose, Tokens::new(tokens)),
                words: 1,
                estimates: Estimate::of_all(&KindTotals::of(TextKind::Prose, Tokens::new(tokens))),
            }),
        }
    }

    #[test]
    fn the_kind_of_text_can_be_corrected() {
        let mut work = Workload::default();
        let mut prompts = Prompts::new(["", "12345678", "", "", ""], 0);
        let revision = prompts.text(Part::SYSTEM).editor.revision();
        prompts.counted(counted(Part::SYSTEM, revision, 1_000, true), &mut work);
        let text = prompts.text(Part::SYSTEM);
        assert_eq!(text.kind(), Some((TextKind::Prose, false)));
        let prose = text.estimate(Family::Claude47, &Tokenizers::default()).unwrap();
        while prompts.text(Part::SYSTEM).kind() != Some((TextKind::German, true)) {
            prompts.next_kind();
        }
        let german =
            prompts.text(Part::SYSTEM).estimate(Family::Claude47, &Tokenizers::default()).unwrap();
        assert!(german.tokens > prose.tokens);
        for _ in TextKind::ALL {
            prompts.next_kind();
        }
        assert_eq!(prompts.text(Part::USER).estimate(Family::O200k, &Tokenizers::default()), None);
    }

    #[test]
    fn text_is_estimated_until_it_is_counted() {
        let mut work = Workload::default();
        let mut prompts = Prompts::new(["", "12345678", "", "", ""], 0);
        assert_eq!(prompts.text(Part::SYSTEM).tokens().get(), 2);
        let revision = prompts.text(Part::SYSTEM).editor.revision();
        assert!(prompts.counted(counted(Part::SYSTEM, revision, 1, false), &mut work));
        assert_eq!(prompts.text(Part::SYSTEM).certainty(), Certainty::Counting(50));
        assert_eq!(work.prompt.tokens(Section::System).get(), 2);
        assert!(prompts.counted(counted(Part::SYSTEM, revision, 3, true), &mut work));
        assert_eq!(prompts.text(Part::SYSTEM).certainty(), Certainty::Counted);
        assert_eq!(work.prompt.tokens(Section::System).get(), 3);
    }

    #[test]
    fn a_late_count_is_void() {
        let mut work = Workload::default();
        let mut prompts = Prompts::new(["", "12345678", "", "", ""], 0);
        let before = prompts.text(Part::SYSTEM).editor.revision();
        prompts.editor(Part::SYSTEM).insert_str("more");
        assert_eq!(prompts.settle(&mut work).map(|asked| asked.len()), Some(1));
        assert!(prompts.settle(&mut work).is_none());
        assert!(!prompts.counted(counted(Part::SYSTEM, before, 99, true), &mut work));
        assert_eq!(work.prompt.tokens(Section::System).get(), 3);
    }

    #[test]
    fn a_sample_answer_sets_the_mean() {
        let mut work = Workload::default();
        let mut prompts = Prompts::new(["", "", "", "", ""], 0);
        prompts.editor(Part::Answer).insert_str("four");
        prompts.settle(&mut work);
        assert_eq!(work.answer.mean.get(), 1);
    }

    #[test]
    fn an_emptied_section_has_no_tokens() {
        let mut work = Workload::default();
        let mut prompts = Prompts::new(["", "", "", "abcd", ""], 0);
        let editor = prompts.editor(Part::USER);
        editor.select_all();
        editor.delete();
        assert!(prompts.settle(&mut work).is_some_and(|asked| asked.is_empty()));
        assert_eq!(work.prompt.tokens(Section::User), Tokens::ZERO);
        assert!(!prompts.input_is_text());
    }
}
