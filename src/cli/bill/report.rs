//! What a bill told, as tables, CSV and JSON.

use std::collections::BTreeMap;
use std::path::Path;

use super::lines::{
    DayLine, Line, MonthLine, Of, Open, Step, aside, columns, counted, days, model, months, name,
    open, span, steps,
};
use crate::bill::{Bill, Bridge, Compared, Explained, Logged, Named, Row, Why};
use crate::card::{Card, Date};
use crate::cli::usage::words::requests;
use crate::money::{Currency, Usd, grouped, percent};
use crate::report::sheet::{for_programs, object, objects, rows};
use crate::report::{
    BASIS, Format, Json, answer, assumed_lines, basis, card_json, card_line, currency_line,
    paragraphs,
};
use crate::usage::Tally;

/// How many days stand in a table for people.
const MOST_DAYS: usize = 31;
/// What is marked where a list price is none that a source states for the place.
const ASSUMED: &str = "list prices assumed or disputed";

/// What there is to tell.
pub(super) struct Report<'r> {
    pub(super) bill: &'r Bill,
    pub(super) card: &'r Card,
    pub(super) explained: &'r Explained<'r>,
    pub(super) compared: &'r Compared,
    /// The logs that it is held against.
    pub(super) logs: Option<&'r Tally<'r>>,
    pub(super) logged: &'r [Logged],
    /// Where the discounts were written to.
    pub(super) written: Option<&'r Path>,
    /// Lines that were not read.
    pub(super) faulty: u64,
    pub(super) today: Option<Date>,
    pub(super) currency: Currency,
}

impl Report<'_> {
    pub(super) fn write(&self, format: Format) -> String {
        match format {
            Format::Json => answer(self.object(), self.currency),
            Format::Csv => self.csv(),
            format => self.for_people(format),
        }
    }

    /// The bill in a few words, as the source of what is made of it.
    pub(super) fn source(&self) -> String {
        let when = self.bill.span().map_or_else(String::new, |days| format!(" of {}", span(days)));
        format!("bill{when}")
    }

    const fn has_logs(&self) -> bool {
        self.logs.is_some()
    }

    fn line<'l>(&'l self, of: Of<'l>) -> Line<'l> {
        Line { card: self.card, of, has_logs: self.has_logs() }
    }

    fn tokens(&self) -> Vec<Line<'_>> {
        self.compared.rows.iter().map(|row| self.line(Of::Tokens(row))).collect()
    }

    fn aside(&self) -> Vec<Line<'_>> {
        let aside = self.bill.aside().map(|(aside, sum, is_within)| {
            let amount = (!is_within).then_some(sum.amount);
            self.line(Of::Aside(&aside.words, sum.lines, amount))
        });
        aside.collect()
    }

    fn open(&self) -> Vec<Open<'_>> {
        let parts = self.compared.rows.iter().flat_map(|row| {
            let open = row.parts.iter().filter(|part| part.why == Why::Open);
            open.map(move |part| Open { card: self.card, row, part })
        });
        parts.collect()
    }

    fn days(&self, is_shown: impl Fn(&crate::bill::Day) -> bool) -> Vec<DayLine> {
        let days = self.compared.days.iter().filter(|(_, sums)| is_shown(sums));
        days.map(|(day, sums)| DayLine { day: *day, sums: *sums }).collect()
    }

    fn months(&self) -> Vec<MonthLine> {
        let mut all: BTreeMap<&str, Usd> = BTreeMap::new();
        for ((month, _), sums) in &self.compared.months {
            *all.entry(month).or_default() += sums.paid;
        }
        let months = self.compared.months.iter().map(|((month, named), sums)| MonthLine {
            month: month.clone(),
            id: model(self.card, named).map(|model| model.id.clone()),
            name: name(self.card, named),
            sums: *sums,
            share: all.get(month.as_str()).and_then(|all| sums.paid.times(*all)),
        });
        let mut months: Vec<MonthLine> = months.collect();
        months.sort_by(|a, b| {
            (&a.month, b.sums.paid, &a.name).cmp(&(&b.month, a.sums.paid, &b.name))
        });
        months
    }

    /// What makes the bill.
    fn steps(&self) -> Vec<Step> {
        let bridge = self.compared.bridge;
        let Bridge { logged, not_logged, discounts, other_prices, free, open, rounding, no_list } =
            bridge;
        let step = |key, words: &str, amount| Step { key, words: words.to_owned(), amount };
        let first = match self.has_logs() {
            true => vec![
                step("logged_usd", "tokens in the logs, at list prices", logged),
                step(
                    "not_logged_usd",
                    "billed tokens that the logs do not hold, at list prices",
                    not_logged,
                ),
            ],
            false => vec![step("list_usd", "billed tokens, at list prices", logged + not_logged)],
        };
        let prices = [
            step("discounts_usd", "discounts", discounts),
            step("other_prices_usd", "list prices of another tier or place", other_prices),
            step("free_usd", "not charged", free),
            step("open_usd", "not explained", open),
            step("rounding_usd", "rounding", rounding),
            step("no_list_usd", "tokens without a list price, as paid", no_list),
        ];
        let aside = self.bill.aside().filter(|(_, _, is_within)| !is_within);
        let aside = aside.map(|(aside, sum, _)| step("", &aside.words, sum.amount));
        let steps = first.into_iter().chain(prices).chain(aside);
        let mut steps: Vec<Step> = steps.collect();
        steps.push(step("total_usd", "the bill", self.bill.total()));
        steps
    }

    fn csv(&self) -> String {
        let mut lines = self.tokens();
        lines.extend(self.aside());
        let mut table = for_programs(&columns(self.has_logs()), &lines, self.currency);
        let read = self.read_line();
        let read = read.trim_end_matches('.');
        let stamps = lines.iter().map(|line| {
            let is_assumed = matches!(line.of, Of::Tokens(Row { is_assumed: true, .. }));
            let assumed: &[String] = if is_assumed { &[ASSUMED.to_owned()] } else { &[] };
            basis(read, self.card, assumed)
        });
        table.stamp(&BASIS, stamps);
        table.write(Format::Csv, &[])
    }

    fn object(&self) -> Json {
        let days_of_bill = self.bill.span();
        let aside = self.bill.aside().map(|(aside, sum, is_within)| {
            Json::object([
                ("name", Json::from(&aside.words)),
                ("lines", sum.lines.into()),
                ("amount_usd", sum.amount.into()),
                ("within_paid", is_within.into()),
            ])
        });
        let steps = self.steps().into_iter().filter(|step| !step.key.is_empty());
        let columns = columns(self.has_logs());
        let rows = self.tokens().into_iter().map(|line| {
            let is_assumed = matches!(line.of, Of::Tokens(Row { is_assumed: true, .. }));
            object(&columns, &line).with([("assumed", Json::from(is_assumed))])
        });
        let logs = self.logs.map(|tally| {
            let days = self.missing().into_iter().map(|day| Json::from(day.to_string()));
            let unresolved = tally.ids().iter().filter(|id| id.resolved.is_none());
            let logs = Json::object([
                ("requests", Json::from(tally.requests())),
                ("unresolved_requests", unresolved.map(|id| id.requests).sum::<u64>().into()),
                ("outside_requests", self.compared.outside.into()),
                ("undated_requests", self.compared.undated.into()),
                ("missing_days", days.collect()),
            ]);
            ("logs", logs)
        });
        Json::object([
            ("rate_card", card_json(self.card)),
            ("lines", self.bill.lines.into()),
            ("skipped", self.faulty.into()),
            ("first", days_of_bill.map(|days| days.from.to_string()).into()),
            ("last", days_of_bill.map(|days| days.last().to_string()).into()),
            ("estimated", self.bill.is_estimated.into()),
            ("total_usd", self.bill.total().into()),
            ("tokens_usd", self.bill.tokens_paid().into()),
            ("rows", rows.collect()),
            ("set_aside", aside.collect()),
            ("bridge", Json::object(steps.map(|step| (step.key, Json::from(step.amount))))),
            ("not_explained", objects(&open(), &self.open())),
            ("days", objects(&days(self.has_logs()), &self.days(|_| true))),
            ("months", objects(&months(), &self.months())),
        ])
        .with(logs)
    }

    fn for_people(&self, format: Format) -> String {
        let mut parts = Vec::new();
        let months_of = self.months();
        if !self.has_logs() && !months_of.is_empty() {
            parts.push(rows(&months(), &months_of, format, &[], self.currency));
        }
        let tokens = self.tokens();
        if !tokens.is_empty() {
            parts.push(rows(&columns(self.has_logs()), &tokens, format, &[], self.currency));
        }
        let open_rows = self.open();
        if !open_rows.is_empty() {
            parts.push(rows(&open(), &open_rows, format, &[], self.currency));
        }
        let aside_rows = self.aside();
        if !aside_rows.is_empty() {
            parts.push(rows(&aside(), &aside_rows, format, &[], self.currency));
        }
        if self.has_logs() {
            let mut short = self.days(|day| !day.is_covered());
            short.truncate(MOST_DAYS);
            if !short.is_empty() {
                parts.push(rows(&days(true), &short, format, &[], self.currency));
            }
        }
        let mut made_of = self.steps();
        made_of.retain(|step| !step.amount.is_zero() || step.key == "total_usd");
        parts.push(rows(&steps(), &made_of, format, &[], self.currency));
        parts.push(paragraphs(format, &self.remarks()));
        parts.join("\n")
    }

    fn read_line(&self) -> String {
        let when = self.bill.span().map_or_else(String::new, |days| format!(" of {}", span(days)));
        format!(
            "{}{when}: {} in all, {} of it for tokens.",
            counted(self.bill.lines),
            self.currency.amount(self.bill.total()),
            self.currency.amount(self.bill.tokens_paid()),
        )
    }

    /// The days of the bill of which the logs hold nothing.
    fn missing(&self) -> Vec<Date> {
        let days = self.compared.days.iter();
        let days = days.filter(|(_, it)| it.logged.is_zero() && !it.is_covered());
        days.map(|(day, _)| *day).collect()
    }

    fn remarks(&self) -> Vec<String> {
        let mut remarks = vec![self.read_line()];
        remarks.extend(currency_line(self.currency));
        self.of_logs(&mut remarks);
        let bridge = self.compared.bridge;
        if !bridge.discounts.is_zero() {
            let found = self.explained.sums.iter().filter_map(|sum| match sum.why {
                Why::Discount(share) => Some((share, sum.key.model.clone())),
                _ => None,
            });
            let mut by_share: BTreeMap<_, Vec<Named>> = BTreeMap::new();
            for (share, named) in found {
                let models = by_share.entry(share).or_default();
                if !models.contains(&named) {
                    models.push(named);
                }
            }
            for (share, models) in by_share {
                let names: Vec<String> = models.iter().map(|it| name(self.card, it)).collect();
                remarks.push(format!(
                    "{} off list prices: {}.",
                    share.exact_percent(),
                    names.join(", ")
                ));
            }
        }
        if let Some(path) = self.written {
            remarks
                .push(format!("Written to {}: own prices for --overlay.", path.to_string_lossy()));
        }
        if self.bill.net > 0 {
            remarks.push(
                "What was paid is net of discounts, as the bill states it; lines of discounts are within it."
                    .to_owned(),
            );
        }
        let off = self.bill.aside().filter(|(aside, _, within)| aside.is_discount && !within);
        let off: Usd = off.map(|(_, sum, _)| -sum.amount).sum();
        if let Some(share) = off.times(self.bill.tokens_paid()).filter(|share| *share > 0.0) {
            remarks.push(format!(
                "Lines of discounts take {} off, {} of what was paid for tokens; which of it they are for is not \
                 told apart, and --discount does not write them.",
                self.currency.amount(off),
                percent(share)
            ));
        }
        if !self.open().is_empty() {
            remarks.push(
                "Not explained: neither a list price of the card, nor one less a discount that others share, \
                 within the rounding of the bill. The price of another day is one where the card says it (`past`)."
                    .to_owned(),
            );
        }
        if self.bill.is_estimated {
            remarks.push("AWS calls a part of it an estimate; a closed month has none.".to_owned());
        }
        if self.bill.mixes_kinds {
            remarks.push(
                "Cost Explorer does not say of which kind lines are: unless it was asked for RECORD_TYPE \
                 Usage alone, credits are within what was paid."
                    .to_owned(),
            );
        }
        if self.bill.unnamed > 0 {
            remarks.push(format!(
                "{} of the marketplace name no product, and so no model; Cost Explorer does if grouped by \
                 SERVICE too.",
                counted(self.bill.unnamed)
            ));
        }
        if self.bill.rounded > 0 {
            remarks.push(format!(
                "Amounts with more than twelve decimals, rounded there: {}.",
                grouped(self.bill.rounded)
            ));
        }
        if self.faulty > 0 {
            remarks.push(format!("Not read: {}.", counted(self.faulty)));
        }
        remarks.push(
            "Prices are USD per 1M tokens; regional is that of a region or its geography, which bills do \
                 not tell apart."
                .to_owned(),
        );
        remarks.push(card_line(self.card, self.today));
        let assumed = self.compared.rows.iter().filter(|row| row.is_assumed);
        let assumed = assumed.filter_map(|row| Some(model(self.card, &row.model)?.name.as_str()));
        let assumed: Vec<_> = assumed.map(|name| (name, vec![ASSUMED.to_owned()])).collect();
        remarks.extend(assumed_lines(&assumed));
        remarks
    }

    fn of_logs(&self, remarks: &mut Vec<String>) {
        let Some(tally) = self.logs else { return };
        let bill = self.compared.rows.iter().filter(|row| matches!(row.model, Named::Known(_)));
        let billed: u64 = bill.clone().map(|row| row.billed.tokens().get()).sum();
        let logged: u64 = bill.map(|row| row.logged.get()).sum();
        let share = if billed == 0 { 0.0 } else { logged as f64 / billed as f64 };
        remarks.push(format!(
            "Logs: {}, which hold {} of the tokens billed.",
            requests(tally.requests()),
            percent(share)
        ));
        let missing: Vec<String> = self.missing().iter().map(ToString::to_string).collect();
        if !missing.is_empty() {
            remarks.push(format!("Nothing in the logs on: {}.", missing.join(", ")));
        }
        if self.compared.days.is_empty() && self.bill.span().is_some() {
            let mut days: Vec<Date> = self.logged.iter().filter_map(|it| it.day).collect();
            days.sort_unstable();
            days.dedup();
            remarks.push(format!(
                "The bill does not say the day, so gaps cannot be seen in it; the logs have requests on {} of \
                 its {} days.",
                grouped(self.within(&days)),
                grouped(self.bill.span().map_or(0, |span| u64::from(span.days))),
            ));
        }
        let unresolved = tally.ids().iter().filter(|id| id.resolved.is_none());
        let unresolved: u64 = unresolved.map(|id| id.requests).sum();
        for (count, why) in [
            (unresolved, "in the logs name no model of the card, and are held against nothing"),
            (self.compared.outside, "in the logs are of days that the bill does not cover"),
            (self.compared.undated, "in the logs do not say when, and count for the whole bill"),
        ] {
            if count > 0 {
                remarks.push(format!("{} {why}.", requests(count)));
            }
        }
        if tally.skips().total() > 0 {
            remarks.push(format!(
                "Skipped in the logs: {}; `tokenfare usage` says why.",
                grouped(tally.skips().total())
            ));
        }
    }

    /// How many of some days the bill covers.
    fn within(&self, days: &[Date]) -> u64 {
        let is_within = |day: &&Date| self.bill.span().is_some_and(|it| it.holds(**day));
        days.iter().filter(is_within).count() as u64
    }
}
