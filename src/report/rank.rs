//! Every model by what a month costs on it.

use super::basis::{BASIS, scores_json};
use super::json::Json;
use super::sheet::{
    Cell, Column, Kind, between, column, csv, data, field, objects, people, tabled,
};
use super::subject::{Report, Subject};
use crate::billing::{Answers, MonthBill, Note};
use crate::card::{Bucket, Life, Model, Quantity};
use crate::explore::{
    Buys, MEASURES, Measure, MeasureSpec, Ranking, Refused, Row, Seen, Solution, Sort, Value,
};
use crate::money::{Points, Share, Usd, grouped};
use crate::score::{Rated, Scores};
use crate::workload::{Basis, Workload};

/// A model in its place.
struct Ranked<'a> {
    place: usize,
    life: Life,
    model: &'a Model,
    row: &'a Row,
    work: &'a Workload,
    /// Its score, and of which scores.
    rated: Option<Rated<'a>>,
    scores: Option<&'a Scores>,
    /// The share of requests that need no second try, as the scores tell it.
    success: Option<Share>,
    /// Whether its tokens are a guess.
    guessed: bool,
    /// What the budget buys, where there is one.
    buys: Option<Buys>,
    /// For how much of the work people see amounts, and the work.
    basis: Basis,
    own: &'a Workload,
}

/// Rows of a ranking, by their places in it.
pub(crate) fn rank<'a>(
    subject: Subject<'a>,
    ranking: &'a Ranking,
    places: impl Iterator<Item = usize>,
    names: Option<&[&str]>,
    basis: Basis,
) -> Report<'a> {
    let budget = subject.scenario.workload.plans.budget;
    let answers = &mut Answers::default();
    let basis = basis.in_workload(&subject.scenario.workload);
    let ranked = places.filter_map(|at| {
        let row = ranking.rows.get(at)?;
        let model = ranking.model(subject.card, row)?;
        let life = model.life(subject.today);
        let work = subject.sizing.of(model).expected;
        let (scores, guessed) = (subject.scores, subject.sizing.is_guessed(model));
        let rated = Seen { model, row, work, scores }.rated();
        let success = subject.asked().success(model);
        let buys = budget.map(|budget| subject.asked().buys(model, budget, answers));
        let own = &subject.scenario.workload;
        Some(Ranked {
            place: at + 1,
            life,
            model,
            row,
            work,
            rated,
            scores,
            success,
            guessed,
            buys,
            basis,
            own,
        })
    });
    let ranked: Vec<Ranked<'_>> = ranked.collect();
    let mut columns = names
        .map_or_else(|| columns(basis, subject.scores.is_some()), |names| chosen(names, basis));
    let scored = columns.iter().any(|column| column.key() == SCORE);
    let work = &subject.scenario.workload;
    if work.people().is_some() {
        put(&mut columns, "per_request_usd", 1, [per_user()]);
    }
    if !work.plans.ranges.is_empty() {
        put(&mut columns, "times_cheapest", 0, spread());
    }
    if ranked.iter().any(|it| it.success.is_some()) {
        put(&mut columns, "per_request_usd", 1, succeeding(names.is_none()));
    }
    if budget.is_some() {
        // After what a month costs.
        put(&mut columns, "output_share", 0, bought(work.people().is_some()));
    }
    let billed = ranked
        .iter()
        .filter_map(|it| Some((it.model.name.as_str(), it.bill()?.assumed().collect())));
    let amount = budget.map(|budget| ("budget_usd", Json::from(budget)));
    let told = (basis != Basis::Month).then(|| ("basis", basis.spec().name.into()));
    let models_of = ("models", objects(&columns, &ranked));
    let fields = amount.into_iter().chain(told).chain([models_of]);
    let models: Vec<&Model> = ranked.iter().map(|it| it.model).collect();
    let mut report = Report {
        assumed: billed.collect(),
        cautions: subject.cautions(&models),
        rows_assume: true,
        ..subject.about(&[], &columns, &ranked, fields)
    };
    report.data.stamp(&BASIS, ranked.iter().map(|ranked| subject.basis(&ranked.basis())));
    if subject.sizing.is_own() || ranked.iter().any(|it| it.row.range.is_some()) {
        report.notes.push("≈ marks estimated costs, with their range.".to_owned());
    }
    if let Some(budget) = budget {
        let budget = subject.currency.amount(budget);
        report.said.push(format!(
            "Buys: what {budget} a month pays for on each model, everything else as it stands: requests \
             a month, or output tokens a request. \"any\" is more than can be asked for, \"none\" less \
             than the rest costs."
        ));
    }
    if let Some(scores) = subject.scores.filter(|_| scored) {
        let assumed = ranked.iter().filter(|it| it.rated.is_some_and(|it| it.is_assumed()));
        report.notes.extend(about_scores(scores, assumed.count()));
        report.fields.push(("scores".into(), scores_json(scores)));
    }
    if !subject.scenario.workload.plans.ranges.is_empty() {
        report.notes.push(
            "Low – high is the month with each field that has a low and a high at its cheaper and at its dearer \
             side, at the likeliest token counts and the usual thinking."
                .to_owned(),
        );
    }
    report.notes.extend(otherwise(&ranked));
    report.notes.extend(unlike(&ranked));
    report
}

/// That a model which thinks does other work than one which does not, where both are ranked.
fn unlike(ranked: &[Ranked<'_>]) -> Option<String> {
    let bills = || ranked.iter().filter_map(Ranked::bill);
    let thinking = bills().filter(|bill| bill.effort.is_some()).count();
    (thinking > 0 && thinking < bills().count()).then(|| {
        format!(
            "{thinking} of the models think before they answer, which is billed as output: against \
             those that do not, their costs are for unlike work. --thinking off asks for as little as \
             each allows, --thinking ignore leaves it out."
        )
    })
}

/// Whose scores are shown, and that so many of them rest on more than was rated.
pub(super) fn about_scores(scores: &Scores, assumed: usize) -> Vec<String> {
    let marked = (assumed > 0).then(|| {
        format!(
            "* marks a score of another effort than is billed here, or of another build of the model \
             ({assumed})."
        )
    });
    [Some(scores.notice()), marked].into_iter().flatten().collect()
}

/// How many models are not served as asked, and in what way: too many to name, and each has a note.
fn otherwise(ranked: &[Ranked<'_>]) -> Option<String> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for words in ranked.iter().filter_map(Ranked::bill).flat_map(MonthBill::otherwise) {
        match counts.iter_mut().find(|(known, _)| *known == words) {
            Some((_, count)) => *count += 1,
            None => counts.push((words, 1)),
        }
    }
    let each = counts.iter().map(|(words, count)| {
        format!("{words} ({count} {})", if *count == 1 { "model" } else { "models" })
    });
    let each: Vec<String> = each.collect();
    (!each.is_empty()).then(|| format!("Not served as asked: {}.", each.join("; ")))
}

/// The columns that the ranking has beside the measures, by the names that they are chosen by, with
/// their keys.
const NAMED: [(&str, &str); 8] = [
    ("provider", "provider"),
    ("cost", "monthly_usd"),
    ("best", "times_cheapest"),
    ("share", "output_share"),
    ("input-cost", "input_usd"),
    ("output-cost", "output_usd"),
    ("request", "per_request_usd"),
    ("score", SCORE),
];

/// The key of scores.
const SCORE: &str = "score";
/// The keys of what goes with them.
const WITH_SCORE: [&str; 5] =
    ["score_low", "score_high", "score_assumed", "score_basis", "score_notice"];

/// The names that columns are chosen by.
pub(crate) fn column_names() -> Vec<&'static str> {
    let measures = MEASURES.iter().map(|spec| spec.name);
    let measures = measures.filter(|name| NAMED.iter().all(|(known, _)| known != name));
    NAMED.iter().map(|(name, _)| *name).chain(measures).collect()
}

/// Place, id and name, then the columns of these names.
fn chosen<'a>(names: &[&str], basis: Basis) -> Vec<Column<Ranked<'a>>> {
    let of = |keys: &[&str]| -> Vec<_> {
        columns(basis, true).into_iter().filter(|it| keys.contains(&it.key())).collect()
    };
    let mut shown: Vec<_> = of(&["rank", "id", "name"]);
    for name in names {
        let key = NAMED.iter().find(|(known, _)| known == name).map(|(_, key)| *key);
        match (key, MeasureSpec::named(name)) {
            (Some(SCORE), _) => shown.extend(of(&[&[SCORE][..], &WITH_SCORE].concat())),
            (Some("monthly_usd"), _) => shown.extend(of(&["monthly_usd", basis.spec().key])),
            (Some(key), _) => shown.extend(of(&[key])),
            (None, Some(spec)) => shown.push(measured(spec)),
            (None, None) => {}
        }
    }
    shown
}

/// A column of a measure.
fn measured<'a>(spec: &'static MeasureSpec) -> Column<Ranked<'a>> {
    let kind = match spec.sort {
        Sort::Amount | Sort::Rate | Sort::RatePerThousand | Sort::Times | Sort::Points => {
            Kind::Decimal
        }
        Sort::Tokens | Sort::Minutes => Kind::Number,
        Sort::Day | Sort::Flag | Sort::Words(_) => Kind::Text,
    };
    let seen = |it: &Ranked<'_>, measure| {
        let seen = Seen { model: it.model, row: it.row, work: it.work, scores: it.scores };
        seen.value(measure).map_or(Cell::None, cell)
    };
    column(spec.name, spec.heading, kind, |_: &Ranked<'_>| Cell::None)
        .by(move |it| seen(it, spec.measure))
}

fn cell(value: Value<'_>) -> Cell {
    match value {
        Value::Usd(usd) => Cell::Fine(usd),
        Value::PerThousand(rate) => rate.per_thousand().into(),
        Value::Points(points) => Cell::Number(points.approx()),
        Value::Times(ratio) => Cell::Share(ratio).said(times(ratio)),
        Value::Stated(Quantity::Tokens(tokens)) => tokens.into(),
        Value::Stated(Quantity::Minutes(minutes)) => u64::from(minutes).into(),
        Value::Stated(Quantity::Flag(is_so)) => {
            Cell::Flag(is_so).said(Quantity::Flag(is_so).to_string())
        }
        Value::Stated(other) => other.to_string().into(),
    }
}

/// The least and the most of a month where fields have a low and a high.
fn spread<'a>() -> [Column<Ranked<'a>>; 3] {
    [
        people("Low – high", Kind::Text, |it: &Ranked<'_>| {
            between(it.row.spread.map(|(low, high)| (it.part(low), it.part(high))))
        }),
        data("low_usd", Kind::Number, |it| it.row.spread.map(|(low, _)| low).into()),
        data("high_usd", Kind::Number, |it| it.row.spread.map(|(_, high)| high).into()),
    ]
}

/// Puts columns so many places behind the start of the one of a key, or at the end where that was not chosen.
fn put<R>(
    columns: &mut Vec<Column<R>>,
    key: &str,
    behind: usize,
    new: impl IntoIterator<Item = Column<R>>,
) {
    let found = columns.iter().position(|column| column.key() == key);
    let at = found.map_or(columns.len(), |at| at + behind);
    columns.splice(at..at, new);
}

/// What a user costs, where there are some.
fn per_user<'a>() -> Column<Ranked<'a>> {
    column("per_user_usd", "Per user", Kind::Decimal, |it: &Ranked<'_>| {
        it.amount(Measure::PerUser).map_or(Cell::None, Cell::Fine)
    })
}

/// How many requests need no second try, and what each costs until it is answered well.
fn succeeding<'a>(shown: bool) -> [Column<Ranked<'a>>; 2] {
    let rate =
        |it: &Ranked<'_>| it.success.map_or(Cell::None, |share| Cell::Share(share.fraction()));
    let each = |it: &Ranked<'_>| it.amount(Measure::PerSuccess).map_or(Cell::None, Cell::Fine);
    match shown {
        true => [
            column("success_rate", "Success", Kind::Number, rate),
            column("per_success_usd", "Per success", Kind::Decimal, each),
        ],
        // Among columns that are chosen, people see those.
        false => {
            [data("success_rate", Kind::Number, rate), data("per_success_usd", Kind::Decimal, each)]
        }
    }
}

/// What the budget buys, users only where there are some.
fn bought<'a>(people: bool) -> Vec<Column<Ranked<'a>>> {
    type Read = fn(&Buys) -> Option<&Result<Solution, Refused>>;
    let none = |_: &Ranked<'_>| Cell::None;
    let of = |key, head, read: Read| {
        column(key, head, Kind::Number, none)
            .by(move |it| it.buys.as_ref().and_then(read).map_or(Cell::None, amount))
    };
    // Why there is no such number.
    let why = |key, read: Read| {
        field(key, none).by(move |it| {
            let refused = it.buys.as_ref().and_then(read).and_then(|found| found.as_ref().err());
            refused.map(Refused::to_string).into()
        })
    };
    let requests: Read = |buys| Some(&buys.requests);
    let users: Read = |buys| buys.users.as_ref();
    let output: Read = |buys| Some(&buys.output);
    let mut columns = vec![of("budget_requests", "Buys requests", requests)];
    if people {
        columns.push(of("budget_users", "or users", users));
    }
    columns.extend([
        of("budget_output_tokens", "or output", output),
        why("budget_requests_reason", requests),
        why("budget_output_reason", output),
    ]);
    columns
}

/// How much of something is bought; `any` where all of it costs less, `none` where nothing of it does.
fn amount(found: &Result<Solution, Refused>) -> Cell {
    match found {
        Ok(found) => Cell::Count(found.value).said(found.about()),
        Err(Refused::NoValue { amount, range, .. }) => {
            Cell::None.said(if range.most <= *amount { "any" } else { "none" })
        }
        Err(_) => Cell::None,
    }
}

/// The columns; those of scores only where there are any.
fn columns<'a>(basis: Basis, scored: bool) -> Vec<Column<Ranked<'a>>> {
    let is_shown = |key: &str| scored || key != SCORE && !WITH_SCORE.contains(&key);
    all_columns(basis).into_iter().filter(|column| is_shown(column.key())).collect()
}

fn all_columns<'a>(basis: Basis) -> Vec<Column<Ranked<'a>>> {
    use Kind::{Decimal, Number, Text};
    let spec = basis.spec();
    // What people see is by the basis; programs have the month, and that beside it.
    let seen =
        |key, head: String, get: fn(&Ranked<'a>) -> Cell| people(head, Decimal, get).keyed(key);
    let each = |it: &Ranked<'_>| it.amount(Measure::PerRequest).map_or(Cell::None, Cell::Fine);
    let each = match basis {
        // The first column has it.
        Basis::Request => data("per_request_usd", Decimal, each),
        _ => column("per_request_usd", "Per request", Decimal, each),
    };
    let of_basis = match basis {
        Basis::Month | Basis::Request | Basis::User => None,
        _ => Some(data(spec.key, Decimal, |it: &Ranked<'_>| it.of_basis(MonthBill::total))),
    };
    let share = |it: &Ranked<'_>| {
        it.bill().and_then(MonthBill::output_share).map_or(Cell::None, Cell::Share)
    };
    let columns = [
        column("rank", "#", Number, |it: &Ranked<'_>| Cell::Place(it.place as u64)),
        data("id", Text, |it| it.model.id.as_str().into()),
        column("name", "Model", Text, |it| {
            Cell::from(it.model.name.as_str()).said(it.marked_name())
        }),
        column("provider", "Provider", Text, |it| it.model.provider.as_str().into()),
        seen("monthly_usd", format!("$/{}", spec.unit), |it| it.of_basis(MonthBill::total)),
        data("monthly_usd", Decimal, |it| it.usd(MonthBill::total)),
        data("monthly_low_usd", Number, |it| it.range().map(|(low, _)| low).into()),
        data("monthly_high_usd", Number, |it| it.range().map(|(_, high)| high).into()),
        column(SCORE, "Score", Decimal, |it| {
            it.points().map_or(Cell::None.said("no score"), |(scores, points)| {
                let mark = if it.rated.is_some_and(|rated| rated.is_assumed()) { "*" } else { "" };
                Cell::Number(points.approx()).said(scores.shown(points) + mark)
            })
        }),
        data("score_low", Number, |it| it.score_range().map(|(low, _)| low.approx()).into()),
        data("score_high", Number, |it| it.score_range().map(|(_, high)| high.approx()).into()),
        // Whether the score is of another effort than is billed, or of another build of the model.
        data("score_assumed", Text, |it| it.rated.map(|rated| rated.is_assumed()).into()),
        // What the score rests on: at which effort it was rated, which build, how many votes.
        data("score_basis", Text, |it| it.rated.map_or(Vec::new(), |rated| rated.basis()).into()),
        // Whose the scores are, of which day and under which licence.
        csv("score_notice", Text, |it| it.scores.map(Scores::notice).unwrap_or_default().into()),
        column("times_cheapest", "x best", Decimal, |it| {
            it.row.times_cheapest.map_or(Cell::None, |x| Cell::Share(x).said(times(x)))
        }),
        tabled("output_share", "Out %", Number, share),
        seen("input_usd", "Input".to_owned(), |it| it.of_basis(|bill| bill.cost.input())),
        data("input_usd", Decimal, |it| it.usd(|bill| bill.cost.input())),
        seen("output_usd", "Output".to_owned(), |it| it.of_basis(|bill| bill.cost[Bucket::Output])),
        data("output_usd", Decimal, |it| it.usd(|bill| bill.cost[Bucket::Output])),
        field("output_share", share),
        each,
        people("≈ range", Text, |it| {
            between(it.row.range.map(|(low, high)| (it.part(low), it.part(high))))
        }),
        // Mean billed output of a request.
        field("output_tokens_per_request", |it| {
            it.bill().map_or(Cell::None, |bill| Cell::Number(bill.output_per_request as f64 / 1e6))
        }),
        // The share of answers that a limit cuts off, and of requests that find the cache warm.
        field("cut_off", |it| it.bill().map_or(Cell::None, |bill| Cell::Share(bill.cut_off))),
        // Thinking, a part of the output: at which effort, its tokens and cost, and the share of requests
        // that it leaves without a visible answer.
        field("thinking_effort", |it| {
            it.bill().and_then(|bill| bill.effort).map_or(Cell::None, |it| it.word().into())
        }),
        field("thinking_tokens_per_request", |it| {
            it.bill().map_or(Cell::None, |bill| {
                let requests = bill.requests.max(1) as f64;
                Cell::Number(bill.thinking.get() as f64 / requests)
            })
        }),
        field("thinking_usd", |it| it.usd(|bill| bill.thinking_cost)),
        field("no_answer", |it| it.bill().map_or(Cell::None, |bill| Cell::Share(bill.unseen))),
        field("cache_hit_rate", |it| {
            it.bill().and_then(|bill| bill.cache.hit_rate()).map_or(Cell::None, Cell::Share)
        }),
        // What caching adds to the bill; negative where it saves.
        field("caching_effect_usd", |it| it.usd(|bill| bill.caching_effect)),
        field("assumptions", |it| it.basis().into()),
        column("notes", "Notes", Text, |it| {
            Cell::from(it.notes(Note::words, true)).said(short(&it.notes(Note::badge, false)))
        }),
    ];
    let mut columns = Vec::from(columns);
    // Beside the month.
    let at = columns.iter().position(|it| it.key() == "times_cheapest").unwrap_or(0);
    columns.splice(at..at, of_basis);
    columns
}

impl Ranked<'_> {
    fn bill(&self) -> Option<&MonthBill> {
        self.row.bill.as_ref().ok()
    }

    /// Its name; with the day beside it where it ends soon or has ended.
    fn marked_name(&self) -> String {
        match self.life.sign().zip(self.life.marked()) {
            Some((sign, day)) => format!("{} {sign}{day}", self.model.name),
            None => self.model.name.clone(),
        }
    }

    fn points(&self) -> Option<(&Scores, Points)> {
        self.scores.zip(self.rated?.score.points)
    }

    fn score_range(&self) -> Option<(Points, Points)> {
        self.rated?.score.range
    }

    fn usd(&self, read: fn(&MonthBill) -> Usd) -> Cell {
        self.bill().map(read).into()
    }

    /// What of an amount of the month people see.
    fn part(&self, month: Usd) -> Usd {
        self.basis.of(month, self.own)
    }

    /// The same of an amount of its bill, as fine as what it is for needs.
    fn of_basis(&self, read: fn(&MonthBill) -> Usd) -> Cell {
        let part = self.bill().map(|bill| self.part(read(bill)));
        match self.basis {
            Basis::Month | Basis::Year => part.into(),
            _ => part.map_or(Cell::None, Cell::Fine),
        }
    }

    /// The cost at the lowest and the highest count of the texts; the same where that is exact.
    fn range(&self) -> Option<(Usd, Usd)> {
        self.row.range.or(self.row.total().map(|total| (total, total)))
    }

    fn basis(&self) -> Vec<String> {
        self.bill().map_or_else(Vec::new, MonthBill::basis)
    }

    /// Why there is no bill, or what to know about it.
    /// An end that the name is marked with only if it is asked for.
    fn notes(&self, words: fn(&Note) -> String, with_mark: bool) -> Vec<String> {
        let told = |note: &Note| match note {
            Note::EndOfLife(_) if self.life.marked().is_some() => {
                with_mark.then(|| self.life.to_string())
            }
            note => Some(words(note)),
        };
        match &self.row.bill {
            Ok(bill) => {
                let guessed = self.guessed.then(|| "tokens guessed".to_owned());
                bill.notes.iter().filter_map(told).chain(guessed).collect()
            }
            Err(unavailable) => vec![unavailable.words()],
        }
    }

    /// The amount that a measure is.
    fn amount(&self, measure: Measure) -> Option<Usd> {
        let Self { model, row, work, scores, .. } = *self;
        Seen { model, row, work, scores }.amount(measure)
    }
}

/// The first two notes, which warn most, and how many more there are.
fn short(notes: &[String]) -> String {
    match notes {
        [first, second, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, +{}", rest.len())
        }
        notes => notes.join(", "),
    }
}

/// `8.4x`; `1,234x` where a decimal would say nothing.
fn times(times: f64) -> String {
    if times < 999.95 {
        format!("{times:.1}x")
    } else {
        format!("{}x", grouped(times.round() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sheet::rounded;

    #[test]
    fn multiples_read_well() {
        assert_eq!(times(1.0), "1.0x");
        assert_eq!(times(506.49), "506.5x");
        assert_eq!(times(999.96), "1,000x");
        assert_eq!(rounded(0.727_272_727), 0.727_273);
    }

    #[test]
    fn many_notes_are_shortened() {
        let notes = ["a", "b", "c", "d"].map(str::to_owned);
        assert_eq!(short(&notes), "a, b, +2");
        assert_eq!(short(&notes[..2]), "a, b");
        assert_eq!(short(&[]), "");
    }
}
