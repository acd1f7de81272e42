//! What a request is billed for beside its texts, model by model.
//!
//! `frames.tsv` holds what recorded requests show, in tokens of the model's own tokenizer: what
//! stands around a user's message, what each further turn of a conversation adds, and what a request
//! that offers tools holds beside their JSON. What no record shows is not known, and not guessed.

use std::sync::OnceLock;

use crate::family::Family;
use crate::money::Tokens;

/// Tokens that are known with a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// The likeliest.
    pub likely: Tokens,
    /// The fewest.
    pub low: Tokens,
    /// The most.
    pub high: Tokens,
}

/// What tools add to a request that offers any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToolFrame {
    /// So many tokens beside their JSON.
    Added(Span),
    /// Nothing: their JSON is not billed either.
    Unbilled,
}

/// What requests to a model hold beside their texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Frame {
    /// Around one user message, without a system prompt; none where not known.
    alone: Option<Span>,
    /// The same with a system prompt.
    with_system: Option<Span>,
    /// For each further turn, which is a message and an answer; none where not known.
    pub turn: Option<Span>,
    /// How many requests show it; none where the source does not say.
    pub records: Option<u32>,
    /// What tools add; none where not known.
    pub tools: Option<ToolFrame>,
    /// How many requests show that; none where the source does not say.
    pub tool_records: Option<u32>,
}

/// Models whose requests hold the same beside their texts, in tokens of one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// The tokenizer.
    pub family: Family,
    /// What is known.
    pub frame: Frame,
}

impl Span {
    /// A figure without a range.
    pub const fn exactly(tokens: Tokens) -> Self {
        Self { likely: tokens, low: tokens, high: tokens }
    }

    /// The fewest, the likeliest and the most.
    pub const fn sides(self) -> [Tokens; 3] {
        [self.low, self.likely, self.high]
    }

    /// `46`, or `46 (45 to 48)`.
    pub fn words(self) -> String {
        match self.low == self.high {
            true => self.likely.to_string(),
            false => format!("{} ({} to {})", self.likely, self.low, self.high),
        }
    }
}

impl Frame {
    /// What stands around one user message; none where not known. Where requests were recorded only
    /// with a system prompt, or only without, that holds for both.
    pub fn message(&self, has_system: bool) -> Option<Span> {
        match has_system {
            true => self.with_system.or(self.alone),
            false => self.alone.or(self.with_system),
        }
    }
}

impl Frame {
    /// What stands around a message, in words, and if asked what further turns add.
    pub fn message_words(&self, has_system: bool, has_turns: bool) -> String {
        let Some(span) = self.message(has_system) else {
            return "frame not known".to_owned();
        };
        let further = match self.turn {
            Some(turn) if has_turns => format!(" and {} for each further turn", turn.words()),
            None if has_turns => " and a number that is not known for each further turn".to_owned(),
            _ => String::new(),
        };
        format!("{} around a message{further}, {}", span.words(), records(self.records))
    }

    /// What tools add, in words.
    pub fn tools_words(&self) -> String {
        match self.tools {
            None => "what tools add is not known".to_owned(),
            Some(ToolFrame::Unbilled) => "tools are not billed".to_owned(),
            Some(ToolFrame::Added(span)) => format!(
                "{} once there are tools, beside their JSON, {}",
                span.words(),
                records(self.tool_records)
            ),
        }
    }
}

/// How well so many records say something, in a few words.
fn records(count: Option<u32>) -> String {
    match count {
        None => "from recorded counts".to_owned(),
        Some(1) => "estimated from 1 record".to_owned(),
        Some(few @ 2) => format!("estimated from {few} records"),
        Some(count) => format!("from {count} records"),
    }
}

/// Every profile, in the order of families.
pub fn profiles() -> &'static [Profile] {
    &table().profiles
}

/// The place in [`profiles`] of a model with this tokenizer and this id on its rate card.
pub fn place(family: Family, id: &str) -> usize {
    let (start, ref rows) = table().rows[family.index()];
    let fits = |row: &Vec<&str>| row.iter().any(|start| id.starts_with(start));
    start + rows.iter().position(fits).unwrap_or(rows.len())
}

/// What requests to a model with this tokenizer and this id hold.
pub fn of(family: Family, id: &str) -> &'static Frame {
    &profiles()[place(family, id)].frame
}

struct Table {
    profiles: Vec<Profile>,
    /// Of each family, the place of its first profile, and the starts of the ids of each but the
    /// last, which is for all others.
    rows: [(usize, Vec<Vec<&'static str>>); Family::ALL.len()],
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let rows: Vec<(Family, Vec<&str>, Frame)> =
            include_str!("frames.tsv").lines().filter_map(read).collect();
        let mut table = Table { profiles: Vec::new(), rows: Default::default() };
        for family in Family::ALL {
            let start = table.profiles.len();
            let mut others = Frame::default();
            let mut starts = Vec::new();
            for (_, models, frame) in rows.iter().filter(|(of, ..)| *of == family) {
                if models.contains(&"*") {
                    others = *frame;
                } else {
                    starts.push(models.clone());
                    table.profiles.push(Profile { family, frame: *frame });
                }
            }
            table.profiles.push(Profile { family, frame: others });
            table.rows[family.index()] = (start, starts);
        }
        table
    })
}

/// A row; `None` for headings.
fn read(line: &'static str) -> Option<(Family, Vec<&'static str>, Frame)> {
    let mut fields = line.split('\t');
    let family = Family::parse(fields.next()?)?;
    let models = fields.next()?.split(' ').collect();
    let [alone, with_system, turn, records, tools, tool_records] =
        std::array::from_fn(|_| fields.next().unwrap_or("-"));
    let frame = Frame {
        alone: span(alone),
        with_system: span(with_system),
        turn: span(turn),
        records: records.parse().ok(),
        tools: match tools {
            "none" => Some(ToolFrame::Unbilled),
            tools => span(tools).map(ToolFrame::Added),
        },
        tool_records: tool_records.parse().ok(),
    };
    Some((family, models, frame))
}

/// `46` or `46(45-48)`; `None` for `-`.
fn span(text: &str) -> Option<Span> {
    let tokens = |text: &str| text.parse().ok().map(Tokens::new);
    let Some((likely, range)) = text.split_once('(') else {
        return tokens(text).map(Span::exactly);
    };
    let (low, high) = range.strip_suffix(')')?.split_once('-')?;
    Some(Span { likely: tokens(likely)?, low: tokens(low)?, high: tokens(high)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likely(span: Option<Span>) -> Option<u64> {
        span.map(|span| span.likely.get())
    }

    fn tools(id: &str, family: Family) -> Option<u64> {
        match of(family, id).tools? {
            ToolFrame::Added(span) => Some(span.likely.get()),
            ToolFrame::Unbilled => Some(0),
        }
    }

    #[test]
    fn every_row_is_read_with_its_range() {
        let rows = include_str!("frames.tsv").lines().filter(|line| !line.starts_with('#')).skip(1);
        for line in rows {
            let (family, models, frame) = read(line).unwrap();
            let known = line.split('\t').skip(2).filter(|cell| *cell != "-").count();
            let spans = [frame.alone, frame.with_system, frame.turn];
            let read = spans.iter().flatten().count()
                + usize::from(frame.records.is_some())
                + usize::from(frame.tools.is_some())
                + usize::from(frame.tool_records.is_some());
            assert_eq!(read, known, "{line}");
            for span in spans.into_iter().flatten() {
                assert!(span.low <= span.likely && span.likely <= span.high, "{line}");
                // One or two records leave a range that is as wide as the figure.
                let is_wide = span.high - span.low >= span.likely;
                assert!(frame.records.is_none_or(|n| n > 2) || is_wide, "{line}");
            }
            // The rows of a family stand from the most to the least narrow.
            for model in models.iter().filter(|model| **model != "*") {
                assert_eq!(*of(family, model), frame, "{line}");
            }
        }
    }

    #[test]
    fn models_have_the_frames_that_were_recorded() {
        let message = |family, id, system| likely(of(family, id).message(system));
        assert_eq!(message(Family::Claude3, "claude-sonnet-4-5", false), Some(7));
        assert_eq!(message(Family::Claude47, "claude-opus-4-7", true), Some(11));
        assert_eq!(message(Family::Claude47, "claude-sonnet-5-5", false), Some(6));
        assert_eq!(message(Family::Nova, "nova-pro", true), Some(0));
        assert_eq!(message(Family::O200k, "gpt-oss-safeguard-20b", false), Some(67));
        assert_eq!(message(Family::O200k, "gpt-oss-120b", true), Some(73));
        assert_eq!(message(Family::Gpt5, "gpt-6-sol", true), None);
        // Recorded with a system prompt only.
        assert_eq!(message(Family::Llama3, "llama-3-3-70b", false), Some(35));
        assert_eq!(message(Family::Llama3, "llama-3-1-70b", false), None);
        assert_eq!(message(Family::Grok, "grok-4-7", false), None);
        assert_eq!(tools("claude-3-haiku", Family::Claude3), Some(162));
        assert_eq!(tools("claude-3-5-haiku", Family::Claude3), Some(268));
        assert_eq!(tools("claude-opus-4-6", Family::Claude3), Some(501));
        assert_eq!(tools("command-r-plus", Family::CommandR), Some(0));
        assert_eq!(tools("qwen3-32b", Family::Qwen), Some(116));
        assert_eq!(tools("jamba-1-5-mini", Family::Jamba), None);
        assert_eq!(likely(of(Family::Claude3, "claude-haiku-4-5").turn), Some(6));
        assert_eq!(likely(of(Family::Qwen, "qwen3-32b").turn), None);
    }

    #[test]
    fn each_profile_has_its_place() {
        for (at, profile) in profiles().iter().enumerate() {
            let other = place(profile.family, "no such model");
            assert_eq!(profiles()[other].family, profile.family);
            assert!(at <= other);
        }
    }
}
