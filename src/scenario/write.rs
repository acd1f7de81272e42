//! Writing a scenario as TOML: commented, one value a line, texts as lines of their own, so that
//! two versions compare well.

use super::plans;
use super::{Part, Scenario, Text};
use crate::document::{in_the_manner_of, patched, quoted, text};
use crate::money::{Share, Tokens, grouped};
use crate::workload::{Section, Spread};

impl Scenario {
    /// The scenario as TOML, which [`Scenario::parse`] reads back. Counts of texts are left out,
    /// since they follow from the texts.
    pub fn to_toml(&self) -> String {
        let mut out = Lines::default();
        out.line("# A tokenfare scenario: a month of requests to a model.");
        out.set("schema", "1", "");
        out.set("name", &quoted(&self.name), "");
        if !self.notes.is_empty() {
            out.set("notes", &text(&self.notes), "");
        }
        let work = &self.workload;
        out.line("");
        out.set("requests", &number(work.requests), "model calls a month");
        let turns = "turns in a conversation; each is one request";
        out.set("turns", &work.turns.to_string(), turns);
        if work.tools > 0 {
            let tools = work.tools.to_string();
            out.set("tools", &tools, "tools offered with each request");
        }
        let hours = work.active.hours().to_string();
        out.set("active_hours", &hours, "hours a day with traffic");
        if let Some(days) = work.active.days() {
            out.set("active_days", &days.to_string(), "days a month with traffic");
        }
        plans::write_quota(&work.plans, &mut out);
        out.line("");
        out.line("# Each part of the prompt has text = \"…\", file = \"…\" or tokens = 600.");
        out.line("# A cached part ends in a cache point, which covers all that is before it.");
        for (title, section) in [
            ("[prompt.system]", Section::System),
            ("[prompt.context]", Section::Context),
            ("[prompt.user]", Section::User),
        ] {
            out.line(title);
            let cached = work.prompt.is_cached(section);
            out.set("cached", &cached.to_string(), "");
            self.source(&mut out, Part::Prompt(section));
            out.line("");
        }
        out.line("[answer]");
        let spread = "95th percentile / median of the lengths";
        out.set("spread", &ratio(work.answer.spread), spread);
        if let Some(cap) = work.answer.cap {
            out.set("cap", &number(cap.get()), "max output tokens");
        }
        self.source(&mut out, Part::Answer);
        if let Some(lengths) = &work.answer.lengths {
            out.line("# Tokens and how many answers had them: the shape; the mean is above.");
            out.line("lengths = [");
            let pairs: Vec<String> = lengths
                .counts()
                .map(|(length, answers)| format!("[{}, {}]", tokens(length), number(answers)))
                .collect();
            for row in pairs.chunks(8) {
                out.line(&format!("  {},", row.join(", ")));
            }
            out.line("]");
        }
        let caching = &work.caching;
        out.line("");
        out.line("[caching]");
        out.set("on", &caching.on.to_string(), "");
        out.set("ttl", &quoted(caching.ttl.label()), "\"5m\" or \"1h\"");
        let hit_rate = caching.hit_rate.map_or_else(|| quoted("auto"), share);
        let auto = "a share, or \"auto\" for what the traffic gives";
        out.set("hit_rate", &hit_rate, auto);
        let history = "later turns read what earlier ones said";
        out.set("history", &caching.history.to_string(), history);
        out.line("");
        out.line("[batch]");
        out.set("on", &work.batch.on.to_string(), "");
        out.set("share", &share(work.batch.share), "of the requests");
        out.line("");
        out.line("[price]");
        let scope = quoted(work.scope.label());
        out.set("scope", &scope, "\"global\" or \"regional\"");
        plans::write(&work.plans, &mut out);
        out.0
    }

    /// The scenario in place of the one in a file: the user's comments, order and spelling stay, and
    /// only what is different is changed. As [`Scenario::to_toml`] where `mine` is no scenario.
    pub fn to_toml_in(&self, mine: &str) -> String {
        let fresh = self.to_toml();
        let read = |text: &str| Self::parse(text, "").ok();
        let patched = read(mine).and_then(|before| patched(mine, &before.to_toml(), &fresh));
        // What is in the file must be what was to be saved.
        let same = |text: &String| read(text).is_some() && read(text) == read(&fresh);
        let anew = || Some(in_the_manner_of(mine, &fresh)).filter(same);
        patched.filter(same).or_else(anew).unwrap_or(fresh)
    }

    fn source(&self, out: &mut Lines, part: Part) {
        let counted = tokens(self.tokens(part));
        match self.text(part) {
            Text::None => out.set("tokens", &counted, ""),
            _ if part == Part::Answer && !self.workload.answer.of_sample => {
                out.set("tokens", &counted, "the mean, whatever the sample below counts");
            }
            _ => {}
        }
        match self.text(part) {
            Text::None => {}
            Text::Inline(inline) => out.set("text", &text(inline), ""),
            Text::File(file) => out.set("file", &quoted(file), ""),
        }
    }
}

#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    pub(super) fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// `key = value`, with a remark in a column of its own.
    pub(super) fn set(&mut self, key: &str, value: &str, remark: &str) {
        let line = format!("{key} = {value}");
        if remark.is_empty() {
            self.line(&line);
        } else {
            self.line(&format!("{line:<24} # {remark}"));
        }
    }
}

pub(super) fn number(count: u64) -> String {
    grouped(count).replace(',', "_")
}

pub(super) fn tokens(tokens: Tokens) -> String {
    number(tokens.get())
}

pub(super) fn share(share: Share) -> String {
    with_point(share.decimal())
}

fn ratio(spread: Spread) -> String {
    let permille = spread.permille();
    let decimal = format!("{}.{:03}", permille / 1_000, permille % 1_000);
    with_point(decimal.trim_end_matches('0').trim_end_matches('.').to_owned())
}

/// A decimal that looks like one: `1.0` rather than `1`.
fn with_point(decimal: String) -> String {
    if decimal.contains('.') { decimal } else { decimal + ".0" }
}
