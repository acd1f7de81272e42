//! The counts as tables, CSV and JSON.

use super::counts::{Counts, families, name};
use crate::billing::PriceFault;
use crate::card::{Bucket, Model, Prices, Rates};
use crate::cli::error::{Error, Result};
use crate::library::find::Found;
use crate::money::{Currency, Rate, Tokens, Usd};
use crate::report::sheet::{
    Cell, Column, Kind, column, csv, field, named, object, people, rows, shown, tabled,
};
use crate::report::{Format, Json, answer, currency_line};
use crate::tokens::frame::{self, Frame, Span, ToolFrame};
use crate::tokens::{Estimate, Family, Method, Tokenizers};

/// What there is to tell.
pub(super) struct Report<'r> {
    pub(super) tokenizers: &'r Tokenizers,
    /// By name, in order.
    pub(super) files: &'r [(String, Counts)],
    pub(super) total: &'r Counts,
    pub(super) cost: Option<InputCost<'r>>,
    /// What amounts are shown in; none is shown without a cost.
    pub(super) currency: Currency,
}

/// What text costs as fresh input of a model, on demand.
pub(super) struct InputCost<'c> {
    model: &'c Model,
    family: Family,
    prices: &'c Prices,
}

impl<'c> InputCost<'c> {
    pub(super) fn new(found: &Found<'c>) -> Result<Self> {
        let model = found.model;
        let served = model.called(found.profile, None);
        let prices = served
            .map_err(|_| Error::input(format!("{} {}", model.name, PriceFault::Unpriced)))?
            .prices;
        Ok(Self { model, family: Family::named(&model.tokenizer), prices })
    }

    /// What a request has beside its texts.
    fn frame(&self) -> &'static Frame {
        frame::of(self.family, &self.model.id)
    }

    /// In USD per 1M tokens.
    fn rate(&self) -> String {
        self.prices.base.get(Bucket::Fresh).map(Rate::per_million).unwrap_or_default()
    }

    /// At the rate of ordinary requests.
    fn of(&self, tokens: Tokens) -> Usd {
        input_cost(&self.prices.base, tokens)
    }
}

fn input_cost(rates: &Rates, tokens: Tokens) -> Usd {
    rates.get(Bucket::Fresh).map(|rate| rate.cost(tokens)).unwrap_or_default()
}

impl Report<'_> {
    pub(super) fn write(&self, format: Format, told: &[String]) -> String {
        let text = |(path, counts)| Text { report: self, path, counts };
        let mut files: Vec<Text<'_>> =
            self.files.iter().map(|(path, counts)| text((Some(path.as_str()), counts))).collect();
        let total = text((None, self.total));
        let columns = self.columns();
        match format {
            Format::Json => {
                let files = files.iter().map(|file| file.object(&columns)).collect();
                let all = Json::object([("files", files), ("total", total.object(&columns))]);
                answer(all, self.currency)
            }
            Format::Csv => rows(&columns, &files, format, &[], self.currency),
            format => {
                let counted: Vec<Counted> = self.families().map(|it| total.by(it)).collect();
                if self.files.len() != 1 {
                    files.push(total);
                }
                let remarks = [told, &self.remarks()].concat();
                let families = rows(&of_family(), &counted, format, &remarks, self.currency);
                format!("{}\n{families}", rows(&columns, &files, format, &[], self.currency))
            }
        }
    }

    /// The columns of texts.
    fn columns<'t>(&self) -> Vec<Column<Text<'t>>> {
        use Kind::{Decimal, Number, Text as Words};
        let mut columns = vec![
            column("path", "File", Words, |text: &Text<'_>| match text.path {
                Some("-") => Cell::from("-").said("stdin"),
                Some(path) => path.into(),
                None => Cell::None.said("total"),
            }),
            column("bytes", "Bytes", Number, |text| text.counts.bytes.into()),
            column("characters", "Characters", Number, |text| text.counts.characters.into()),
            column("words", "Words", Number, |text| text.counts.words.into()),
            column("kind", "Kind", Words, |text| {
                let kind = text.counts.tokens.reference.main_kind();
                kind.map_or(Cell::None, |kind| Cell::from(kind.name()).said(kind.label()))
            }),
        ];
        columns.extend(self.families().map(|family| {
            let column = match family {
                // People see the estimates of all together.
                Family::O200k | Family::Cl100k => named(name(family), Number, |_| Cell::None),
                _ => csv(name(family), Number, |_| Cell::None),
            };
            column.by(move |text: &Text<'_>| text.by(family).1.tokens.into())
        }));
        // One name after another, as in the columns.
        columns.push(csv("guessed", Words, |text| {
            let guessed = text.report.families().map(|it| text.by(it));
            let guessed = guessed.filter(|(_, estimate)| estimate.method == Method::Guess);
            guessed.map(|(family, _)| name(family)).collect::<Vec<_>>().join(" ").into()
        }));
        columns.push(csv("characters_over_4", Number, |text| text.counts.rules()[0].into()));
        columns.push(csv("words_times_1_33", Number, |text| text.counts.rules()[1].into()));
        if self.cost.is_some() {
            columns.push(tabled("cost", "Cost", Decimal, |text| {
                let cost = text.report.cost.as_ref();
                cost.map(|cost| text.report.priced(cost, text.counts).1).into()
            }));
        }
        columns
    }

    fn families(&self) -> impl Iterator<Item = Family> + use<> {
        families(self.tokenizers).into_iter()
    }

    fn estimate(&self, family: Family, counts: &Counts) -> Estimate {
        self.tokenizers.estimate(family, &counts.tokens)
    }

    /// The tokens on the model that is priced.
    fn priced(&self, cost: &InputCost<'_>, counts: &Counts) -> (Estimate, Usd) {
        let estimate = self.estimate(cost.family, counts);
        (estimate, cost.of(estimate.tokens))
    }

    fn remarks(&self) -> Vec<String> {
        let rule = |name: &str, rule: Tokens| {
            let error = match self.total.error(rule) {
                Some(error) => format!(" ({:+.0}% against o200k_base)", error * 100.0),
                None => String::new(),
            };
            format!("{name} says {rule}{error}.")
        };
        let [characters, words] = self.total.rules();
        let mut remarks = vec![rule("Characters / 4", characters), rule("Words x 1.33", words)];
        remarks.extend(self.cost.iter().flat_map(|cost| self.cost_remarks(cost)));
        remarks
    }

    fn cost_remarks(&self, cost: &InputCost<'_>) -> Vec<String> {
        let (estimate, usd) = self.priced(cost, self.total);
        let name = &cost.model.name;
        let rate = cost.rate();
        let range = if estimate.method.is_exact() {
            String::new()
        } else {
            let [low, high] = [estimate.low, estimate.high].map(|tokens| cost.of(tokens));
            let [low, high] = [low, high].map(|usd| self.currency.amount(usd));
            format!(" ({low} to {high})")
        };
        let guessed = if estimate.method == Method::Guess { ", a guess," } else { "" };
        let mut remarks = vec![format!(
            "As input of {name}, {} tokens{guessed} cost {}{range}, at ${rate} per 1M.",
            estimate.tokens,
            self.currency.amount(usd)
        )];
        remarks.extend(currency_line(self.currency));
        let frame = cost.frame();
        remarks.push(format!(
            "A request also has in tokens of {name}: {}; {}.",
            frame.message_words(true, true),
            frame.tools_words()
        ));
        if let (rates, Some(above)) = cost.prices.for_input(estimate.tokens) {
            remarks.push(format!(
                "In one request, above {above} tokens, they cost {}.",
                self.currency.amount(input_cost(rates, estimate.tokens))
            ));
        }
        if let Some(context) = cost.model.context.filter(|context| estimate.tokens > *context) {
            remarks.push(format!("{name} takes at most {context} tokens in one request."));
        }
        remarks
    }
}

/// A text that was counted; without a path, all of them.
struct Text<'r> {
    report: &'r Report<'r>,
    path: Option<&'r str>,
    counts: &'r Counts,
}

/// What a family makes of a text.
type Counted = (Family, Estimate);

impl<'t> Text<'t> {
    fn by(&self, family: Family) -> Counted {
        (family, self.report.estimate(family, self.counts))
    }

    fn object(&self, columns: &[Column<Text<'t>>]) -> Json {
        let of_family = of_family();
        let families =
            self.report.families().map(|it| (name(it), object(&of_family, &self.by(it))));
        // If a model was named; in USD.
        let cost = self.report.cost.as_ref().map(|cost| {
            let (estimate, usd) = self.report.priced(cost, self.counts);
            // What stands around a text is of the model, whatever the text.
            let frame = self.path.is_none().then(|| ("frame", frame_json(cost.frame())));
            let cost = Json::object([
                ("model", Json::from(&cost.model.id)),
                ("method", estimate.method.name().into()),
                ("usd", usd.into()),
                ("low", cost.of(estimate.low).into()),
                ("high", cost.of(estimate.high).into()),
            ]);
            ("cost", cost.with(frame))
        });
        let families = [("families", Json::object(families))];
        object(columns, self).without_nulls(&["path"]).with(families).with(cost)
    }
}

/// What a request has beside its texts; what is not known is null.
fn frame_json(frame: &Frame) -> Json {
    let span = |span: Option<Span>| match span {
        None => Json::Null,
        Some(span) => Json::object([
            ("tokens", Json::from(span.likely)),
            ("low", span.low.into()),
            ("high", span.high.into()),
        ]),
    };
    let tools = match frame.tools {
        Some(ToolFrame::Added(tools)) => Some(tools),
        Some(ToolFrame::Unbilled) => Some(Span::default()),
        None => None,
    };
    Json::object([
        ("message", span(frame.message(false))),
        ("message_with_system", span(frame.message(true))),
        ("further_turn", span(frame.turn)),
        ("records", frame.records.map(u64::from).into()),
        ("tools", span(tools)),
        ("tool_records", frame.tool_records.map(u64::from).into()),
    ])
}

/// The columns of families; the range of an exact count is the count itself.
fn of_family() -> [Column<Counted>; 6] {
    use Kind::{Number, Text};
    [
        people("Tokenizer", Text, |(family, _): &Counted| family.label().into()),
        shown("tokens", "Tokens", Number, |(_, it)| it.tokens.into()),
        shown("low", "From", Number, |(_, it)| it.low.into()),
        shown("high", "To", Number, |(_, it)| it.high.into()),
        field("method", |(_, it)| it.method.name().into()),
        people("How", Text, |(family, it)| {
            match it.method {
                Method::Exact => "counted",
                Method::File => "counted by your file",
                Method::Calibrated => "estimated, calibrated by your count",
                Method::Factor if family.is_calibrated() => "estimated, 9 texts in 10 in the range",
                Method::Factor => "estimated from recorded requests",
                Method::Guess => "guessed, nothing to measure",
            }
            .into()
        }),
    ]
}
