//! What a report is about, and a report itself.

use std::borrow::Cow;

use super::basis::{
    BASIS, assumed_lines, assumed_of, availability_line, basis, card_json, card_line,
    currency_line, scenario_json, workload_line,
};
use super::json::{Field, Json, answer};
use super::sheet::{Column, for_people, for_programs};
use super::table::{Format, Table};
use crate::billing::{Answers, month};
use crate::card::{Card, Date, Model};
use crate::controls::Facts;
use crate::document::printable;
use crate::explore::{Asked, Picked, Query, Ranking, Sizing};
use crate::family::Family;
use crate::money::Currency;
use crate::scenario::{Part, Scenario, Text};
use crate::score::Scores;

/// A scenario on a rate card, as each model sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    /// The rate card.
    pub(crate) card: &'a Card,
    /// The scenario; its name is what the result is called.
    pub(crate) scenario: &'a Scenario,
    /// Its workload as each model sees it.
    pub(crate) sizing: &'a Sizing,
    /// What is known beside the workload.
    pub(crate) facts: Facts,
    /// How good models are, where that is told.
    pub(crate) scores: Option<&'a Scores>,
    /// Today, which decides what has ended; the day of the card where it is not known.
    pub(crate) today: Date,
    /// What amounts are shown in.
    pub(crate) currency: Currency,
}

/// An answer laid out.
pub(crate) struct Report<'a> {
    pub(super) subject: Subject<'a>,
    /// What people read.
    pub(super) people: Table,
    /// What spreadsheets read; without the basis, unless the rows have their own.
    pub(super) data: Table,
    /// The fields of the object after its head.
    pub(super) fields: Vec<Field>,
    /// What there is to say of the answer, a sentence each.
    pub(super) said: Vec<String>,
    /// What is to be known of its figures.
    pub(super) notes: Vec<String>,
    /// Which models have ended, will soon, or are for other work, a sentence each.
    pub(super) cautions: Vec<String>,
    /// What the costs of models rest on beside rates, by the models' names.
    pub(super) assumed: Vec<(&'a str, Vec<String>)>,
    /// Whether the rows themselves say what they rest on.
    pub(super) rows_assume: bool,
}

impl<'a> Subject<'a> {
    /// How questions are asked of it.
    pub(crate) fn asked(&self) -> Asked<'a> {
        let mix = &self.scenario.workload.plans.mix;
        let Self { card, sizing, facts, scores, today, .. } = *self;
        Asked { card, sizing, mix, facts, scores, today }
    }

    /// A report about models, whose months rest on what the card assumes of them.
    pub(super) fn about<R>(
        self,
        models: &[&'a Model],
        columns: &[Column<R>],
        rows: &[R],
        fields: impl IntoIterator<Item = (impl Into<Cow<'static, str>>, Json)>,
    ) -> Report<'a> {
        let mut answers = Answers::default();
        let assumed = models.iter().filter_map(|model| {
            let bill = month(model, self.asked().on(model), &mut answers).ok()?;
            Some((model.name.as_str(), bill.basis()))
        });
        Report {
            subject: self,
            people: for_people(columns, rows, self.currency),
            data: for_programs(columns, rows, self.currency),
            fields: fields.into_iter().map(|(key, value)| (key.into(), value)).collect(),
            said: Vec::new(),
            notes: Vec::new(),
            cautions: self.cautions(models),
            assumed: assumed.collect(),
            rows_assume: false,
        }
    }

    /// What is to be known of the ends of these models, and of what they are for.
    pub(super) fn cautions(&self, models: &[&Model]) -> Vec<String> {
        models.iter().filter_map(|model| self.card.caution(model, self.today)).collect()
    }

    /// A row's cells of the basis.
    pub(super) fn basis(&self, assumed: &[String]) -> [String; 4] {
        let work = &self.scenario.workload;
        let shared = Some(work.sharing_words()).filter(|it| work.caching.on && !it.is_empty());
        let assumed: Vec<String> = assumed.iter().cloned().chain(shared).collect();
        basis(&self.scenario.name, self.card, &assumed)
    }

    /// What a result rests on, to stand under a table.
    fn remarks(&self, today: Option<Date>) -> Vec<String> {
        let mut remarks = vec![workload_line(self.scenario), card_line(self.card, today)];
        remarks.extend(currency_line(self.currency));
        remarks.extend(availability_line(self.card, &self.scenario.workload));
        let mean_is_set = !self.scenario.workload.answer.of_sample;
        if self.sizing.is_own() {
            let work = &self.scenario.workload;
            let of = match work.segments.is_none() {
                true => format!("{}'s", work.counted_by.unwrap_or(Family::O200k).label()),
                false => "of the tokenizer that counted them in each segment".to_owned(),
            };
            remarks.push(format!(
                "Tokens are counted as each model does: exact, or estimated; those given as numbers are \
                 taken to be {of}."
            ));
        } else if self.scenario.texts().any(|(part, _)| part != Part::Answer || !mean_is_set) {
            remarks.push("Text is counted with o200k_base for every model.".to_owned());
        } else {
            let said = "Tokens are given as numbers, the same for every model.";
            remarks.push(said.to_owned());
        }
        if mean_is_set && *self.scenario.text(Part::Answer) != Text::None {
            remarks.push("The mean answer is as set; the sample answer is not counted.".to_owned());
        }
        remarks
    }
}

impl Report<'_> {
    /// The report as an object.
    pub(super) fn object(&self) -> Json {
        let told = |said: Vec<String>| Json::from(Some(said).filter(|said| !said.is_empty()));
        let head = [
            ("scenario", scenario_json(self.subject.scenario)),
            ("rate_card", card_json(self.subject.card)),
            // Whose tokens the texts are.
            ("tokens", if self.subject.sizing.is_own() { "own" } else { "same" }.into()),
            // What the rate card only assumes, where the models do not say so themselves.
            ("assumptions", told(self.assumptions())),
            // Which models have ended, will soon, or are for other work.
            ("cautions", told(self.cautions.clone())),
        ];
        let head = Json::object(head).without_nulls(&["assumptions", "cautions"]);
        head.with(self.fields.iter().cloned())
    }

    /// Says how many models a query leaves out, and of which something that it asks is not known.
    pub(crate) fn tell_picked(&mut self, ranking: &Ranking, picked: &Picked, query: &Query) {
        let Subject { card, .. } = self.subject;
        let models = |rows: &[usize]| -> Vec<&Model> {
            let rows = rows.iter().filter_map(|at| ranking.rows.get(*at));
            rows.filter_map(|row| ranking.model(card, row)).collect()
        };
        let (meant, unknown) = (models(&picked.rows), models(&picked.unknown));
        let out = ranking.rows.len() - meant.len();
        let mut said =
            format!("Asked for {}: {} models, {out} left out", query.text(), meant.len());
        if !unknown.is_empty() {
            let names: Vec<&str> = unknown.iter().map(|model| model.name.as_str()).collect();
            said +=
                &format!(", of which {} since it is not known: {}", names.len(), names.join(", "));
        }
        self.said.push(format!("{}.", printable(&said)));
        let open = meant.iter().filter(|model| model.end_of_life.is_none()).count();
        if query.asks_end() && open > 0 {
            self.said.push(format!(
                "Of {open} of these no last day is known, which is not to say that \
                there is none."
            ));
        }
        let unknown: Vec<Json> = unknown.iter().map(|model| Json::from(&model.id)).collect();
        let asked = Json::object([
            ("query", Json::from(query.text())),
            ("left_out", (out as u64).into()),
            ("not_known", unknown.into_iter().collect()),
        ]);
        self.fields.push(("where".into(), asked));
    }

    /// Says which models of the card are left out since they have ended or are not for text.
    pub(crate) fn tell_left_out(&mut self) {
        let out = self.subject.card.left_out(self.subject.today);
        self.notes.extend(out.map(|out| format!("{out} (--ended).")));
    }

    /// What the card assumes, unless the rows say so themselves.
    fn assumptions(&self) -> Vec<String> {
        if self.rows_assume { Vec::new() } else { assumed_of(&self.assumed) }
    }

    /// The report in a format; `today` tells how old the prices are.
    pub(crate) fn write(&self, format: Format, today: Option<Date>) -> String {
        let subject = &self.subject;
        match format {
            Format::Json => answer(self.object(), subject.currency),
            Format::Csv if self.rows_assume => self.data.write(format, &[]),
            Format::Csv => {
                let mut table = self.data.clone();
                table.stamp(&BASIS, std::iter::repeat(subject.basis(&self.assumptions())));
                table.write(format, &[])
            }
            Format::Table | Format::Markdown => {
                let remarks =
                    [&self.cautions[..], &self.said, &subject.remarks(today), &self.notes].concat();
                self.people.write(format, &[remarks, assumed_lines(&self.assumed)].concat())
            }
        }
    }
}
