//! Writing a scenario as TOML: commented, one value a line, texts as lines of their own, so that
//! two versions compare well.

use super::{
    ANSWER, Part, Scenario, Text, lengths, mix, of_table, ranges, segments, tables, values,
};
use crate::controls::{Control, Kept};
use crate::document::{Draft, in_the_manner_of, number, patched, quoted, text};
use crate::workload::{People, Section, Workload};

impl Scenario {
    /// The scenario as TOML, which [`Scenario::parse`] reads back. Counts of texts are left out,
    /// since they follow from the texts.
    pub fn to_toml(&self) -> String {
        let mut out = Draft::default();
        out.line("# A tokenfare scenario: a month of requests to a model.");
        out.set("schema", "1");
        out.set("name", &quoted(&self.name));
        if !self.notes.is_empty() {
            out.set("notes", &text(&self.notes));
        }
        let work = &self.workload;
        out.line("");
        fields(work, "", &mut out);
        out.line("");
        out.line("# Each part of the prompt has text = \"…\", file = \"…\" or tokens = 600.");
        out.line("# A cached part ends in a cache point, which covers all that is before it.");
        for (title, section) in [
            ("[prompt.tools]", Section::Tools),
            ("[prompt.system]", Section::System),
            ("[prompt.context]", Section::Context),
            ("[prompt.user]", Section::User),
        ] {
            let cached = work.prompt.is_cached(section);
            let part = Part::Prompt(section);
            let is_empty = self.tokens(part).is_zero() && !cached;
            if section == Section::Tools
                && is_empty
                && *self.text(part) == Text::None
                && self.kind(part).is_none()
            {
                continue;
            }
            out.line(title);
            out.set("cached", &cached.to_string());
            self.source(&mut out, Part::Prompt(section));
            out.line("");
        }
        out.line("[answer]");
        fields(work, ANSWER, &mut out);
        self.source(&mut out, Part::Answer);
        if let Some(seen) = &work.answer.lengths {
            out.line("# Tokens and how many answers had them: the shape; the mean is above.");
            lengths::write(seen, &mut out);
        }
        for name in tables().filter(|name| *name != ANSWER) {
            let mut table = Draft::default();
            fields(work, name, &mut table);
            if !table.is_empty() {
                out.line(&format!("\n[{name}]"));
                out.append(&table);
            }
        }
        ranges::write(work, &mut out);
        mix::write(&work.plans.mix, &mut out);
        segments::write(&work.segments, &mut out);
        out.finish()
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

    fn source(&self, out: &mut Draft, part: Part) {
        let counted = number(self.tokens(part).get());
        match self.text(part) {
            Text::None => out.set("tokens", &counted),
            _ if part == Part::Answer && !self.workload.answer.of_sample => {
                out.remarked("tokens", &counted, "the mean, whatever the sample below counts");
            }
            _ => {}
        }
        match self.text(part) {
            Text::None => {}
            Text::Inline(inline) => out.set("text", &text(inline)),
            Text::File(file) => out.set("file", &quoted(file)),
        }
        if let Some(kind) = self.kind(part) {
            out.remarked("kind", &quoted(kind.name()), "of text, for estimates");
        }
    }
}

/// The fields of a table that are to be written.
fn fields(work: &Workload, table: &str, out: &mut Draft) {
    let usual = Workload::default();
    let changed = |control: Control| control.value(work) != control.value(&usual);
    let any = of_table(table).any(|(control, _)| changed(control));
    for (control, filed) in of_table(table) {
        // Whole users say how many requests there are.
        let users = work.people().and_then(People::whole);
        let written = match filed.kept {
            _ if control == Control::Requests && users.is_some() => false,
            _ if control == Control::Users => users.is_some(),
            Kept::Always => true,
            Kept::Changed => changed(control),
            Kept::Together => any,
        };
        if written {
            out.remarked(filed.key, &value(control, work), filed.remark);
        }
    }
}

/// A field's value in TOML.
fn value(control: Control, work: &Workload) -> String {
    values::written(control.field(), control.value(work))
}
