//! What is chosen, explained in a line: from the tables of controls, columns, signs and views.

use super::columns::{self, Column};
use super::prompts::Part;
use super::screen::Pane;
use super::state::State;
use crate::controls::{Control, Kind};
use crate::explore::Row;
use crate::tokens::Family;

/// What is chosen, and sentences on it, of which the first says most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What is chosen.
    pub name: String,
    /// What it is, and what is to be known of it as things stand.
    pub words: Vec<String>,
}

impl State {
    /// What is chosen in the pane that has the keys, explained.
    pub fn explanation(&self) -> Explanation {
        match self.focus() {
            Pane::Workload => self.of_control(self.control()),
            Pane::Ranking => self.of_row(),
            Pane::Detail => self.of_view(),
            Pane::Prompts => self.of_part(),
        }
    }

    fn of_control(&self, control: Control) -> Explanation {
        let field = control.field();
        let work = self.workload();
        let mut words = vec![field.help.to_owned()];
        // What follows the reason is said to who types a flag.
        let idle = (field.idle)(work).and_then(|why| why.split(';').next());
        words.extend(idle.map(|why| format!("does nothing {why}")));
        if let Kind::Choice(_) = field.kind {
            words.extend(control.name(work).map(str::to_owned));
        }
        if matches!(control, Control::Tokens | Control::InputShare) {
            words.extend(self.counted_by().map(|by| format!("tokens as {by} counts them")));
        }
        Explanation { name: control.label().to_owned(), words }
    }

    /// Whose tokens the totals of the workload are, where they are one tokenizer's.
    pub fn counted_by(&self) -> Option<&'static str> {
        let family = self.workload().counted_by.map(Family::label);
        family.or_else(|| self.prompts().has_text().then_some("o200k"))
    }

    fn of_row(&self) -> Explanation {
        let table = self.table();
        let is_it = |row: &Row| self.model_of(row).map(|it| &it.id) == table.selected.as_ref();
        let at = self.ranking().rows.iter().position(is_it);
        let mut words: Vec<String> = Vec::new();
        if let Some(Err(reason)) = at.map(|at| &self.ranking().rows[at].bill) {
            words.push(reason.words());
        }
        let sorted = (table.choice.sort != Column::Cost).then_some(table.choice.sort);
        let column = |column| {
            let spec = columns::of(column)?;
            Some(format!("{}: {}", self.heading(spec), spec.help))
        };
        words.extend(sorted.and_then(column));
        let signs = at.into_iter().flat_map(|at| self.signs_of(at));
        words.extend(signs.map(|sign| format!("{} {}", sign.sign, sign.words)));
        words.push(table.scale.help().to_owned());
        if sorted.is_none() {
            words.extend(column(Column::Times));
        }
        let name = self.selected().map_or_else(String::new, |(model, _)| model.name.clone());
        Explanation { name, words }
    }

    fn of_view(&self) -> Explanation {
        let view = self.view();
        let mut words = vec![view.help().to_owned()];
        if let Some(control) = self.view_control() {
            let Explanation { name, words: more } = self.of_control(control);
            words.extend(more.first().map(|more| format!("{name}: {more}")));
        }
        Explanation { name: view.label().to_owned(), words }
    }

    fn of_part(&self) -> Explanation {
        let part = self.prompts().open;
        let mut words = vec![of_part(part).to_owned()];
        if let Some(section) = part.section() {
            let cached = self.workload().prompt.is_cached(section);
            words.push(
                match (cached, self.workload().caching.on) {
                    (true, true) => "◆ cached: sent again at the lower price of cache reads",
                    (true, false) => "◆ to be cached, once caching is on",
                    (false, _) => "◇ not cached: at the full price of input each time",
                }
                .to_owned(),
            );
        }
        if let Some((kind, _)) = self.prompts().text(part).kind() {
            words.push(format!(
                "read as {}: by the kind of text its tokens are estimated",
                kind.label()
            ));
        }
        Explanation { name: part.label().to_owned(), words }
    }
}

/// What a part of the prompt is.
const fn of_part(part: Part) -> &'static str {
    match part {
        Part::TOOLS => "definitions of tools, sent with each request",
        Part::SYSTEM => "instructions that are sent first with each request",
        Part::CONTEXT => "what is retrieved or quoted: documents, examples",
        Part::USER => "what a user writes, new with each request",
        Part::Answer => "a typical answer, whose length is the mean of answers",
    }
}
