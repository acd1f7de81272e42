//! The same texts are different numbers of tokens on different models.

use crate::billing::thinking_is_assumed;
use crate::card::Model;
use crate::controls::{Control, Facts};
use crate::money::Tokens;
use crate::tokens::{Estimate, Family, frame};
use crate::workload::{Bound, Section, Workload};

/// A workload as each model sees it: with its own tokenizer's count of the same texts, or with the
/// same tokens for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizing {
    same: Own,
    own: Vec<Own>,
}

/// A workload for one tokenizer family.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Own {
    expected: Workload,
    /// With the lowest counts, and the least thinking that is thought possible.
    low: Workload,
    /// With the highest counts, and the most thinking.
    high: Workload,
    /// Whether the counts are exact.
    is_counted: bool,
}

/// A workload for one model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sized<'a> {
    /// With the likeliest counts.
    pub expected: &'a Workload,
    /// With the lowest and the highest counts, and the least and the most that is assumed of thinking;
    /// none where neither is uncertain.
    pub range: Option<(&'a Workload, &'a Workload)>,
    /// The same where the counts are uncertain.
    pub counts: Option<(&'a Workload, &'a Workload)>,
}

/// A text of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// A section of the prompt.
    Prompt(Section),
    /// The sample answer.
    Answer,
}

impl Sizing {
    /// The same tokens for every model: the reference count, or what was typed.
    pub fn same(workload: Workload) -> Self {
        Self { same: Own::exact(workload), own: Vec::new() }
    }

    /// Each model's own count of the texts that `estimate` knows; parts without a text, and a mean
    /// answer that was set, keep the tokens of `workload`. A prompt with text also has the frame around its user message, and
    /// offered tools add to its system section, where the family's figures are known.
    pub fn own(workload: Workload, estimate: impl Fn(Piece, Family) -> Option<Estimate>) -> Self {
        let own = Family::ALL.map(|family| Own::of(&workload, family, &estimate)).to_vec();
        Self { same: Own::exact(workload), own }
    }

    /// Requests a month, the same for every model.
    pub const fn requests(&self) -> u64 {
        self.same.expected.requests
    }

    /// Whether each model has its own count.
    pub fn is_own(&self) -> bool {
        !self.own.is_empty()
    }

    /// The workload for one model.
    pub fn of(&self, model: &Model) -> Sized<'_> {
        let own = self.is_own().then(|| {
            let family = Family::parse(&model.tokenizer).unwrap_or(Family::Unknown);
            self.own.get(family.index())
        });
        let own = own.flatten().unwrap_or(&self.same);
        let ends = (&own.low, &own.high);
        let is_certain = own.is_counted && !thinking_is_assumed(model, &own.expected);
        Sized {
            expected: &own.expected,
            range: (!is_certain).then_some(ends),
            counts: (!own.is_counted).then_some(ends),
        }
    }
}

impl Sizing {
    /// The workload for one model with a control at `value`.
    pub fn with(
        &self,
        model: &Model,
        control: Control,
        value: Option<u64>,
        facts: Facts,
    ) -> Workload {
        let sized = self.of(model).expected;
        let mut work = control.set(sized, value, facts);
        if control == Control::Tools && self.is_own() {
            // The sized prompt already holds what its own tools add.
            let family = Family::parse(&model.tokenizer).unwrap_or(Family::Unknown);
            let added = |count| tools(family, count).map_or(Tokens::ZERO, |(middle, ..)| middle);
            let system = sized.prompt.tokens(Section::System);
            let changed = system - added(sized.tools) + added(work.tools);
            work.prompt.set_tokens(Section::System, changed);
        }
        work
    }
}

impl Own {
    /// With counts that are exact.
    fn exact(workload: Workload) -> Self {
        let with = |bound| {
            let mut work = workload.clone();
            work.thinking.bound = bound;
            work
        };
        let (low, high) = (with(Bound::Low), with(Bound::High));
        Self { expected: workload, low, high, is_counted: true }
    }

    fn of(
        workload: &Workload,
        family: Family,
        estimate: &impl Fn(Piece, Family) -> Option<Estimate>,
    ) -> Self {
        let mut expected = workload.clone();
        let (mut low, mut high) = (workload.clone(), workload.clone());
        let mut has_text = false;
        for section in Section::ALL {
            if let Some(count) = estimate(Piece::Prompt(section), family) {
                has_text = true;
                expected.prompt.set_tokens(section, count.tokens);
                low.prompt.set_tokens(section, count.low);
                high.prompt.set_tokens(section, count.high);
            }
        }
        if workload.answer.of_sample
            && let Some(count) = estimate(Piece::Answer, family)
        {
            expected.answer.mean = count.tokens;
            low.answer.mean = count.low;
            high.answer.mean = count.high;
        }
        if has_text {
            for work in [&mut expected, &mut low, &mut high] {
                let user = work.prompt.tokens(Section::User);
                work.prompt.set_tokens(Section::User, user + message_frame(family));
            }
        }
        if let Some((middle, least, most)) = tools(family, workload.tools) {
            for (work, tools) in [(&mut expected, middle), (&mut low, least), (&mut high, most)] {
                let system = work.prompt.tokens(Section::System);
                work.prompt.set_tokens(Section::System, system + tools);
            }
        }
        let is_counted = low == high;
        (low.thinking.bound, high.thinking.bound) = (Bound::Low, Bound::High);
        Self { expected, low, high, is_counted }
    }
}

/// The tokens that offering tools adds, where known: in the middle, the fewest and the most.
fn tools(family: Family, count: u32) -> Option<(Tokens, Tokens, Tokens)> {
    let (least, most) = frame::tools(family, count)?;
    let middle = Tokens::new((least.get() + most.get()) / 2);
    Some((middle, least, most))
}

/// The tokens around a user's message, where known. Nearly every model of the newer Claude
/// tokenizer has the frame of Claude 4.8 and later.
pub fn message_frame(family: Family) -> Tokens {
    match family {
        Family::Claude47 => frame::CLAUDE_48_MESSAGE,
        family => frame::message(family).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::tests_support::{model, per_million};
    use crate::tokens::{KindTotals, TextKind};

    fn sizing() -> Sizing {
        let text = KindTotals::of(TextKind::Prose, Tokens::new(1_000));
        Sizing::own(Workload::default(), |piece, family| {
            (piece == Piece::Prompt(Section::System)).then(|| Estimate::of(family, &text))
        })
    }

    fn on(family: &str) -> Model {
        let mut model = model("M", per_million("1", "1", None));
        model.tokenizer = family.to_owned();
        model
    }

    #[test]
    fn a_text_has_its_own_count_on_each_model() {
        let sizing = sizing();
        let exact = sizing.of(&on("o200k"));
        assert_eq!(exact.expected.prompt.tokens(Section::System).get(), 1_000);
        assert_eq!(exact.range, None);
        let claude = on("claude-4.7");
        let sized = sizing.of(&claude);
        let tokens = |work: &Workload| work.prompt.tokens(Section::System).get();
        let (low, high) = sized.range.unwrap();
        assert!(tokens(low) < tokens(sized.expected) && tokens(sized.expected) < tokens(high));
        assert!((1_400..1_600).contains(&tokens(sized.expected)));
        // The typed 600 tokens of the user stay, with the frame around the message.
        assert_eq!(sized.expected.prompt.tokens(Section::User).get(), 606);
    }

    #[test]
    fn tools_add_to_the_cached_prefix_where_their_size_is_known() {
        let work = Workload {
            prompt: crate::workload::Prompt::of(Tokens::new(1_000), Tokens::new(100)),
            tools: 2,
            ..Workload::default()
        };
        let sizing = Sizing::own(work, |_, _| None);
        let claude = on("claude-4.7");
        let sized = sizing.of(&claude);
        let prefix = |work: &Workload| work.prompt.prefix().get();
        // Two tools add 313 + 2 x 53 = 419 to 586 + 2 x 53 = 692 tokens, 555 in the middle.
        assert_eq!(prefix(sized.expected), 1_555);
        let (low, high) = sized.range.unwrap();
        assert_eq!((prefix(low), prefix(high)), (1_419, 1_692));
        assert_eq!(sized.expected.prompt.tokens(Section::User).get(), 100);
        let nova = on("nova");
        assert_eq!(prefix(sizing.of(&nova).expected), 1_000);
        assert_eq!(sizing.of(&nova).range, None);
    }

    #[test]
    fn a_control_moves_each_model_from_its_own_size() {
        let sizing = sizing();
        let claude = on("claude-4.7");
        let system = |work: &Workload| work.prompt.tokens(Section::System).get();
        let before = system(sizing.of(&claude).expected);
        let with = |sizing: &Sizing, control: Control, value| {
            sizing.with(&claude, control, Some(value), Facts::default())
        };
        assert_eq!(with(&sizing, Control::Requests, 7).requests, 7);
        assert_eq!(system(&with(&sizing, Control::Requests, 7)), before);
        // 313 + 53 to 586 + 53 tokens for one tool, 502 in the middle.
        assert_eq!(system(&with(&sizing, Control::Tools, 1)), before + 502);
        assert_eq!(system(&with(&sizing, Control::Tools, 0)), before);
        let same = Sizing::same(Workload::default());
        assert_eq!(system(&with(&same, Control::Tools, 1)), 0);
    }

    #[test]
    fn a_tokenizer_nobody_knows_is_unknown() {
        let sizing = sizing();
        assert_eq!(sizing.of(&on("no such family")), sizing.of(&on("unknown")));
    }

    #[test]
    fn the_same_tokens_for_all() {
        let same = Sizing::same(Workload::default());
        assert_eq!(same.of(&on("claude-4.7")), same.of(&on("o200k")));
        assert!(!same.is_own());
    }
}
