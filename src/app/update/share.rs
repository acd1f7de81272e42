//! What leaves the explorer: tables for documents and programs, the screen as a picture, and the
//! command that asks again. Texts are the commands' own reports, so files and the clipboard outside
//! get them as they are; a picture is drawn outside.

use super::super::action::Action;
use super::super::boxes::Copied;
use super::super::figures::Answer;
use super::super::files::{Export, Exported, Form, file_name};
use super::super::message::Effect;
use super::super::pins::Pin;
use super::super::prompts::Part;
use super::super::screen::Pane;
use super::super::state::State;
use super::super::views::View;
use crate::billing::MonthBill;
use crate::card::{self, Model};
use crate::controls::Facts;
use crate::explore::{Picked, Refused, Row, Sizing, axis};
use crate::report::{
    self, Compared, Format, Subject, assumed_lines, availability_line, card_line, currency_line,
    workload_line,
};
use crate::scenario::{Scenario, Text, shell_word};
use crate::workload::Basis;

/// Points of a sweep, as many as its command has unasked.
const POINTS: usize = 11;

impl State {
    /// The view that is in sight; none where the ranking is what is open: on the screen of a meeting, and
    /// beside the bill of the selected model unless that has the keys.
    pub fn open_view(&self) -> Option<View> {
        let has_keys = self.panes.focus == Pane::Detail && !self.panes.presenting;
        let is_in_sight = self.panes.shows_view(self.pins.baseline().is_some());
        let is_asked = is_in_sight && self.panes.view != View::Bill;
        (has_keys || is_asked).then_some(self.panes.view)
    }

    /// The scenario on the desk with token counts; a part that has a text has an empty one.
    pub fn shared(&self) -> Scenario {
        let mut scenario = Scenario::new(&self.desk.scene.name, self.workload().clone());
        for part in Part::ALL {
            if self.prompts().text(part).editor.text().len_bytes() > 0 {
                scenario.set_text(part, Text::Inline(String::new()));
            }
        }
        scenario
    }

    /// How the open rate card is named on the command line: nothing for the usual one, and an
    /// error for one that is not built in, whose file is not known here.
    fn rates_flag(&self) -> Result<Option<&'static str>, ()> {
        let mut builtin = card::Builtin::ALL.into_iter();
        let open = builtin.find(|known| known.parse().is_ok_and(|card| card == *self.card()));
        match open {
            Some(card::Builtin::List) => Ok(None),
            Some(other) => Ok(Some(other.name())),
            None => Err(()),
        }
    }

    /// Copies what is open as a Markdown table.
    pub(super) fn copy_open(&mut self) -> Option<Effect> {
        let what = self.open_view().map_or("the ranking", View::label);
        let what = format!("{what} as a Markdown table");
        self.boxes.copied = Copied { what, command: None };
        match self.written(Format::Markdown) {
            Ok(text) => Some(Effect::Copy(text)),
            Err(fault) => {
                self.complain(format!("not copied: {fault}"));
                None
            }
        }
    }

    /// Copies the command that asks for the ranking again; a second time, the one that opens the
    /// explorer on the scenario.
    pub(super) fn copy_command(&mut self) -> Effect {
        let (scenario, rates) = (self.shared(), self.rates_flag());
        let mut command = scenario.command(rates.unwrap_or_default());
        if !self.own_tokens && scenario.workload.tools > 0 {
            // Texts are plain counts in it, but tools add tokens of each model's own.
            command.line += " --tokens same";
        }
        let filter = &self.table.choice.filter;
        if !filter.is_empty() {
            command.line += &format!(" --where {}", shell_word(filter.text()));
        }
        if let Some(named) = self.scoring.named() {
            command.line += &format!(" --scores {}", shell_word(named));
        }
        if self.table.choice.unlisted {
            command.line += " --ended";
        }
        if self.basis() != Basis::Month {
            command.line += &format!(" --per {}", self.basis().spec().name);
        }
        let currency = self.currency().flag();
        command.line += &currency;
        let again = self.boxes.copied.command.as_ref() == Some(&command.line);
        let key = self.key_of(Action::CopyCommand);
        let first = format!("the command that ranks this; {key} again for one that opens it");
        let mut what = vec![match again {
            false => first.as_str(),
            true => "the command that opens this",
        }];
        match again {
            false => what.extend(&command.remarks),
            true => what.push("texts are token counts in it"),
        }
        if rates.is_err() {
            what.push("your rate card is not in it: add --rates");
        }
        let line = match again {
            false => command.line,
            true => {
                let scores = self.scoring.named();
                let scores = scores.map(|named| format!(" --scores {}", shell_word(named)));
                scenario.open_command(rates.unwrap_or_default())
                    + &scores.unwrap_or_default()
                    + &currency
            }
        };
        self.boxes.copied =
            Copied { what: what.join("; "), command: (!again).then(|| line.clone()) };
        Effect::Copy(line)
    }

    /// The file that is offered for an export: `support-assistant-cap.csv`.
    pub(super) fn offered_export(&self) -> String {
        let what = self.open_view().map_or("ranking", View::label);
        file_name(&format!("{} {what}", self.desk.scene.name), "csv")
    }

    /// Exports what is open to the file that was typed; an empty name is the one that was offered.
    /// A picture shows the text of prompts only `with_text`.
    pub(super) fn export_to(
        &mut self,
        typed: &str,
        offered: &str,
        with_text: bool,
    ) -> Result<Effect, String> {
        let file = if typed.is_empty() { offered } else { typed };
        let form = Form::of(file).ok_or("must end in .csv, .json, .md or .svg")?;
        let what = match form {
            Form::Csv => Exported::Text(self.written(Format::Csv)?),
            Form::Json => Exported::Text(self.written(Format::Json)?),
            Form::Markdown => Exported::Text(self.written(Format::Markdown)?),
            Form::Svg => Exported::Picture { with_text },
        };
        let of = self.desk.scene.moment();
        let over = self.desk.replaces(Some(of.scene), file);
        Ok(Effect::Export(Export { of, what, file: file.to_owned(), over }))
    }

    /// What the figures on the screen rest on, in sentences.
    pub fn rests_on(&self) -> String {
        let card = self.card();
        let rows = self.ranking().rows.iter();
        let assumed = rows.filter_map(|row| {
            let (model, bill) = (self.model_of(row)?, row.bill.as_ref().ok()?);
            Some((model.name.as_str(), bill.basis()))
        });
        let mut said = vec![workload_line(&self.shared()), card_line(card, self.today)];
        said.extend(currency_line(self.currency()));
        said.extend(availability_line(card, self.desk.scene.workload()));
        said.extend(assumed_lines(&assumed.collect::<Vec<_>>()));
        said.join(" ")
    }

    /// What is open by now as a text, or why there is none.
    fn written(&mut self, format: Format) -> Result<String, String> {
        self.settle();
        self.report(format)
    }

    fn report(&self, format: Format) -> Result<String, String> {
        let scenario = self.shared();
        let (card, sizing, facts) = (self.card(), self.sizing(), self.facts());
        let today = self.today();
        let scores = self.scores();
        let currency = self.currency();
        let subject = Subject { card, scenario: &scenario, sizing, facts, scores, today, currency };
        let plans = &scenario.workload.plans;
        let ranking = self.ranking();
        let told = |refused: Refused| refused.to_string();
        let report = match self.open_view() {
            None => {
                let places = self.table.rows().iter().copied();
                Ok(report::rank(subject, ranking, places, None, self.basis()))
            }
            Some(View::Bill) => {
                let id = &self.chosen()?.id;
                let is_chosen = |row: &Row| self.model_of(row).is_some_and(|it| it.id == *id);
                let at = ranking.rows.iter().position(is_chosen);
                Ok(report::rank(subject, ranking, at.into_iter(), None, Basis::Month))
            }
            Some(View::Cap) => report::cap(subject, &self.charted()?, &[], plans.quota),
            Some(View::WhatIf) => {
                let control = self.what_if_control();
                let axis = axis(control, None, None, POINTS).unwrap_or_default();
                Ok(report::sweep(subject, control, &self.charted()?, &axis))
            }
            Some(View::BreakEven) => {
                let Answer::BreakEven(answer) = self.answer() else {
                    return Err(nothing());
                };
                let pair =
                    answer.pair.and_then(|(a, b)| card.models.get(a).zip(card.models.get(b)));
                let between = pair.map(|(a, b)| report::break_even(subject, a, b));
                let caching = report::caching(subject, self.chosen()?);
                return report::both(between, caching, format, self.today).map_err(told);
            }
            Some(View::Levers) => report::levers(subject, self.ranking(), self.chosen()?),
            Some(View::Mix) => report::mix(subject),
            Some(View::Credits) => {
                let model = if plans.mix.is_empty() { Some(self.chosen()?) } else { None };
                report::credits(subject, model, &plans.credits, None)
            }
            Some(View::Frontier) => {
                let picked = Picked { rows: self.table.rows().to_vec(), unknown: Vec::new() };
                report::frontier(subject, self.ranking(), &picked, self.panes.plotted.efforts)
            }
            Some(View::Compare) => return self.pinned(subject, format),
            Some(View::Replay) => Ok(report::replay(subject, self.traffic().ok_or_else(nothing)?)),
        };
        Ok(report.map_err(told)?.write(format, self.today))
    }

    fn chosen(&self) -> Result<&Model, String> {
        self.selected().map(|(model, _)| model).ok_or_else(nothing)
    }

    /// The models in the chart of the open view that have a bill.
    fn charted(&self) -> Result<Vec<&Model>, String> {
        let places: Vec<usize> = match self.answer() {
            Answer::Cap(answer) => {
                let billed = answer.models.iter().filter(|(_, tuning)| tuning.is_ok());
                billed.map(|(at, _)| *at).collect()
            }
            Answer::WhatIf(answer) => answer.models.clone(),
            _ => Vec::new(),
        };
        let models = places.into_iter().filter_map(|at| self.card().models.get(at));
        let models: Vec<&Model> = models.collect();
        if models.is_empty() { Err(nothing()) } else { Ok(models) }
    }

    /// The pinned scenarios, the baseline first, and what is on the desk.
    fn pinned(&self, now: Subject<'_>, format: Format) -> Result<String, String> {
        let baseline = self.pins.baseline();
        let baseline =
            baseline.ok_or("nothing is pinned: pin a scenario with p to compare with it")?;
        let others = self.pins.all().iter().enumerate();
        let others = others.filter(|(at, _)| *at != self.pins.baseline_at());
        let pins: Vec<&Pin> = [baseline].into_iter().chain(others.map(|(_, pin)| pin)).collect();
        let then: Vec<(Scenario, Sizing)> = pins
            .iter()
            .map(|pin| {
                let name = match pin.card.name == now.card.name {
                    true => pin.name.clone(),
                    false => format!("{} (at {})", pin.name, pin.card.name),
                };
                (Scenario::new(&name, pin.workload.clone()), Sizing::same(pin.workload.clone()))
            })
            .collect();
        let named = format!("Now ({})", now.scenario.name);
        let here = Scenario::new(&named, now.scenario.workload.clone());
        let subjects = pins.iter().zip(&then).map(|(pin, (scenario, sizing))| Subject {
            card: &pin.card,
            scenario,
            sizing,
            facts: Facts::default(),
            scores: None,
            today: now.today,
            currency: now.currency,
        });
        let subjects: Vec<_> = subjects.chain([Subject { scenario: &here, ..now }]).collect();
        let rows = self.table.rows().iter().filter_map(|at| self.ranking().rows.get(*at));
        let models = rows.filter_map(|row| {
            let model = self.model_of(row)?;
            let then = pins.iter().map(|pin| pin.band(&model.id));
            let assumed = pins.iter().map(|pin| pin.assumed(&model.id));
            let assumes = row.bill.as_ref().map_or_else(|_| Vec::new(), MonthBill::basis);
            Some(Compared {
                id: model.id.clone(),
                name: model.name.clone(),
                monthly: then.chain([row.band()]).collect(),
                assumed: assumed.chain([assumes]).collect(),
            })
        });
        let models: Vec<Compared> = models.collect();
        Ok(report::compare(&subjects, &models, None, format, self.today))
    }
}

fn nothing() -> String {
    "there is nothing to export here: select a model first".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_says_the_form() {
        for (file, form) in [
            ("a.csv", Some(Form::Csv)),
            ("a/b.JSON", Some(Form::Json)),
            ("x.md", Some(Form::Markdown)),
            ("x.svg", Some(Form::Svg)),
            ("x.png", None),
            ("csv", None),
        ] {
            assert_eq!(Form::of(file), form, "{file}");
        }
    }
}
