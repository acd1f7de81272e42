//! What is open in the explorer, written as its command writes it.

use serde_json::{Value, json};

use super::args::Format;
use super::asked::Asked;
use super::compare::{self, Compared};
use super::credits::{self, Answering};
use super::describe::{assumed_line, card_line, workload_line};
use super::error::{Error, Result};
use super::{breakeven, cap, levers, mix, rank, sweep};
use crate::app::{Answer, Form, State, View};
use crate::billing::MonthBill;
use crate::card::{Date, Model};
use crate::explore::{self, Sizing};
use crate::scenario::Scenario;

/// Points of a sweep, as many as its command has unasked.
const POINTS: usize = 11;

/// What is open in the explorer as a table or an object; `today` is for the age of the rate card.
///
/// # Errors
/// A sentence where there is nothing to write, or only a picture can be.
pub fn export(
    state: &State,
    form: Form,
    today: Option<Date>,
) -> std::result::Result<String, String> {
    let format = match form {
        Form::Csv => Format::Csv,
        Form::Json => Format::Json,
        Form::Markdown => Format::Markdown,
        Form::Svg => return Err("a picture is drawn, not written".to_owned()),
    };
    let asked = Asked {
        card: state.card().clone(),
        scenario: state.shared(),
        sizing: state.sizing().clone(),
        input_is_text: state.facts().input_is_text,
    };
    let open = Open { state, asked: &asked, format, today };
    open.written().map_err(Error::sentence)
}

/// What the figures on the screen rest on, in sentences.
pub fn basis(state: &State, today: Option<Date>) -> String {
    let card = state.card();
    let rows = state.ranking().rows.iter();
    let assumed = rows.filter_map(|row| {
        let (model, bill) = (card.models.get(row.model)?, row.bill.as_ref().ok()?);
        Some((model.name.as_str(), bill.assumed()))
    });
    let mut said = vec![workload_line(&state.shared()), card_line(card, today)];
    said.extend(assumed_line(&assumed.collect::<Vec<_>>()));
    said.join(" ")
}

struct Open<'s> {
    state: &'s State,
    asked: &'s Asked,
    format: Format,
    today: Option<Date>,
}

impl<'s> Open<'s> {
    fn written(&self) -> Result<String> {
        let (asked, format, today) = (self.asked, self.format, self.today);
        let ranking = self.state.ranking();
        let Some(view) = self.state.open_view() else {
            let rows = self.state.table().rows().iter();
            let rows = rows.filter_map(|&at| Some((at, ranking.rows.get(at)?)));
            return Ok(rank::written(asked, rows, format, today));
        };
        match view {
            View::Bill => {
                let id = &self.selected()?.id;
                let rows = ranking.rows.iter().enumerate();
                let rows = rows.filter(|(_, row)| {
                    asked.card.models.get(row.model).is_some_and(|it| it.id == *id)
                });
                Ok(rank::written(asked, rows, format, today))
            }
            View::Cap => {
                let quota = asked.scenario.workload.plans.quota;
                cap::written(asked, &self.shown()?, &[], quota, format, today)
            }
            View::WhatIf => {
                let (control, models) = (self.state.what_if_control(), self.shown()?);
                let axis = explore::axis(control, None, None, POINTS).unwrap_or_default();
                let facts = self.state.facts();
                let swept = explore::sweep(control, facts, &models, &asked.sizing, &axis);
                Ok(sweep::written(asked, control, &models, &swept, format, today))
            }
            View::BreakEven => self.break_even(),
            View::Levers => {
                let model = self.selected()?;
                match self.state.answer() {
                    Answer::Levers(Ok(found)) => {
                        Ok(levers::written(asked, model, found, format, today))
                    }
                    Answer::Levers(Err(refused)) => Err(asked.told(refused.clone())),
                    _ => Err(nothing()),
                }
            }
            View::Mix => match self.state.answer() {
                Answer::Mix(Ok(bill)) => Ok(mix::written(asked, bill, format, today)),
                Answer::Mix(Err(refused)) => Err(asked.told(refused.clone())),
                _ => Err(nothing()),
            },
            View::Credits => {
                let plans = &asked.scenario.workload.plans;
                let answering = match plans.mix.is_empty() {
                    true => Answering::Model(self.selected()?),
                    false => Answering::Mix,
                };
                credits::written(asked, &answering, &plans.credits, None, format, today)
            }
            View::Compare => self.pins(),
            View::Replay => match self.state.traffic() {
                Some(traffic) => Ok(super::usage::replayed(asked, traffic, format, today)),
                None => Err(nothing()),
            },
        }
    }

    fn selected(&self) -> Result<&'s Model> {
        let (model, _) = self.state.selected().ok_or_else(nothing)?;
        Ok(model)
    }

    /// The models in the chart of the open view that have a bill.
    fn shown(&self) -> Result<Vec<&'s Model>> {
        let places: Vec<usize> = match self.state.answer() {
            Answer::Cap(answer) => {
                let billed = answer.models.iter().filter(|(_, tuning)| tuning.is_ok());
                billed.map(|(at, _)| *at).collect()
            }
            Answer::WhatIf(answer) => answer.models.clone(),
            _ => Vec::new(),
        };
        let models = &self.state.card().models;
        let models: Vec<&Model> = places.into_iter().filter_map(|at| models.get(at)).collect();
        if models.is_empty() {
            return Err(nothing());
        }
        Ok(models)
    }

    /// Where two models cost the same, and where caching pays, one after the other; as rows only
    /// the first of them, since a file has one table.
    fn break_even(&self) -> Result<String> {
        let Answer::BreakEven(answer) = self.state.answer() else {
            return Err(nothing());
        };
        let models = &self.state.card().models;
        let pair = answer.pair.and_then(|(a, b)| models.get(a).zip(models.get(b)));
        let between =
            pair.map(|(a, b)| breakeven::between(self.asked, a, b, self.format, self.today));
        let model = self.selected()?;
        let caching = breakeven::caching(self.asked, model, self.format, self.today);
        let (between, caching) = match (between, caching) {
            (Some(Ok(between)), Ok(caching)) => (between, caching),
            (Some(Ok(only)), Err(_)) | (None | Some(Err(_)), Ok(only)) => return Ok(only),
            (_, Err(error)) => return Err(error),
        };
        Ok(match self.format {
            Format::Csv => between,
            Format::Json => {
                let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
                super::json(&json!({ "models": read(&between), "caching": read(&caching) }))
            }
            Format::Markdown | Format::Table => format!("{between}\n{caching}"),
        })
    }

    /// The pinned scenarios, the baseline first, and what is on the desk.
    fn pins(&self) -> Result<String> {
        let pins = self.state.pins();
        let baseline = pins.baseline().ok_or_else(|| {
            Error::input("nothing is pinned: pin a scenario with p to compare with it")
        })?;
        let others = pins.all().iter().enumerate();
        let others = others.filter(|(at, _)| *at != pins.baseline_at());
        let pinned: Vec<_> = [baseline].into_iter().chain(others.map(|(_, pin)| pin)).collect();
        let card = self.state.card();
        let mut asked: Vec<Asked> = Vec::new();
        for pin in &pinned {
            let name = match pin.card.name == card.name {
                true => pin.name.clone(),
                false => format!("{} (at {})", pin.name, pin.card.name),
            };
            asked.push(Asked {
                card: (*pin.card).clone(),
                scenario: Scenario::new(&name, pin.workload.clone()),
                sizing: Sizing::same(pin.workload.clone()),
                input_is_text: false,
            });
        }
        let now = format!("Now ({})", self.asked.scenario.name);
        asked.push(Asked {
            card: card.clone(),
            scenario: Scenario::new(&now, self.asked.scenario.workload.clone()),
            sizing: self.asked.sizing.clone(),
            input_is_text: false,
        });
        let ranking = self.state.ranking();
        let rows = self.state.table().rows().iter();
        let rows = rows.filter_map(|&at| ranking.rows.get(at));
        let models = rows.filter_map(|row| {
            let model = card.models.get(row.model)?;
            let then = pinned.iter().map(|pin| pin.total(&model.id));
            let assumed = pinned.iter().map(|pin| pin.assumed(&model.id));
            let now = row.bill.as_ref().map_or_else(|_| Vec::new(), MonthBill::assumed);
            Some(Compared {
                id: &model.id,
                name: &model.name,
                monthly: then.chain([row.total()]).collect(),
                assumed: assumed.chain([now]).collect(),
            })
        });
        let models: Vec<Compared<'_>> = models.collect();
        Ok(compare::written(&asked, &models, self.format, self.today))
    }
}

fn nothing() -> Error {
    Error::input("there is nothing to export here: select a model first")
}

#[cfg(test)]
mod tests;
