//! A query of models: plain words, which are looked for in names, and what is asked of their facts.
//!
//! ```text
//! ctx>=200k out>=32k vision tools thinks:no ends>=2027-07 from:eu-central-1 cost<=500 !mistral
//! ```

use super::measure::{MEASURES, Measure, MeasureSpec, Seen, Sort, Value};
use crate::card::{Date, Fact, Quantity, Status};
use crate::document::nearest;
use crate::money::{Points, Rate, Tokens, Usd, parse_count};
use crate::place::Region;

/// What is asked of models beside the measures.
const OTHERS: [(&str, &str); 3] =
    [("by", "by:anthropic"), ("name", "name:haiku"), ("from", "from:eu-central-1")];

/// A query, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {
    text: String,
    terms: Vec<Term>,
    fault: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
struct Term {
    is_negated: bool,
    what: What,
}

#[derive(Debug, Clone, PartialEq)]
enum What {
    /// A part of the name, the provider or the id.
    Word(String),
    Name(String),
    Provider(String),
    From(Region),
    Flag(Measure),
    /// One of some words of a card.
    OneOf(Measure, &'static [&'static str]),
    /// From and to a day.
    Days(Measure, Relation, (Date, Date)),
    Number(Measure, Relation, Value<'static>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    AtLeast,
    AtMost,
    Above,
    Below,
    Equal,
}

/// The signs of relations, those that begin with another one first.
const RELATIONS: [(&str, Relation); 6] = [
    (">=", Relation::AtLeast),
    ("<=", Relation::AtMost),
    (">", Relation::Above),
    ("<", Relation::Below),
    ("=", Relation::Equal),
    (":", Relation::Equal),
];

impl Query {
    /// Reads a query. A word that cannot be read is left out, and the first one told by [`Self::fault`].
    pub fn parse(text: &str) -> Self {
        let mut query = Self { text: text.to_owned(), ..Self::default() };
        for word in text.split_whitespace() {
            let (is_negated, bare) = match word.strip_prefix('!') {
                Some(rest) => (true, rest),
                None => (false, word),
            };
            if bare.is_empty() {
                continue;
            }
            match what(&bare.to_lowercase()) {
                Ok(what) => query.terms.push(Term { is_negated, what }),
                Err(fault) => query.fault = query.fault.or(Some(fault)),
            }
        }
        query
    }

    /// The text that was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Why a word could not be read, in a sentence without its end.
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// Whether it leaves nothing out.
    pub const fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether it asks what a model is for, or for those of limited access, so that models are meant
    /// too that are not among those to choose from.
    pub fn asks_unlisted(&self) -> bool {
        self.terms.iter().any(|term| match term.what {
            What::OneOf(Measure::Fact(Fact::Kind), _) => true,
            What::OneOf(Measure::Fact(Fact::Status), words) => {
                words.contains(&Status::Limited.word())
            }
            _ => false,
        })
    }

    /// Whether it asks for scores, without which it means no model.
    pub fn asks_score(&self) -> bool {
        self.terms.iter().any(|term| matches!(term.what, What::Number(Measure::Score, ..)))
    }

    /// Whether it asks for the end of models.
    pub fn asks_end(&self) -> bool {
        self.terms.iter().any(|term| matches!(term.what, What::Days(..)))
    }

    /// Whether a model is meant; none where that is not known.
    pub fn admits(&self, seen: &Seen<'_>) -> Option<bool> {
        let mut all = Some(true);
        for term in &self.terms {
            match term.what.holds(seen) {
                Some(holds) if holds == term.is_negated => return Some(false),
                Some(_) => {}
                None => all = None,
            }
        }
        all
    }

    /// What the last word may be completed to, with what is typed before it: the names that begin so.
    pub fn completions(text: &str) -> Vec<String> {
        let start = text.len() - text.rsplit(char::is_whitespace).next().map_or(0, str::len);
        let (head, word) = text.split_at(start);
        let (not, word) = word.strip_prefix('!').map_or(("", word), |rest| ("!", rest));
        let word = word.to_lowercase();
        if word.is_empty() {
            return Vec::new();
        }
        let begun = |candidates: Vec<String>| {
            let found = candidates.into_iter().filter(|it| it.starts_with(&word) && *it != word);
            found.map(|it| format!("{head}{not}{it}")).collect()
        };
        let Some((name, _)) = word.split_once(':') else {
            let measures = MEASURES.iter().map(|spec| match spec.sort {
                Sort::Flag => spec.name.to_owned(),
                Sort::Words(_) => format!("{}:", spec.name),
                _ => {
                    let sign = spec.example.trim_start_matches(spec.name);
                    let sign = sign.trim_end_matches(|it: char| !"<>=".contains(it));
                    format!("{}{sign}", spec.name)
                }
            });
            return begun(measures.chain(OTHERS.map(|(name, _)| format!("{name}:"))).collect());
        };
        match MeasureSpec::named(name).map(|spec| spec.sort) {
            Some(Sort::Words(words)) => {
                begun(words.iter().map(|(it, _)| format!("{name}:{it}")).collect())
            }
            _ if name == "from" => {
                begun(Region::all().map(|it| format!("from:{}", it.id())).collect())
            }
            _ => Vec::new(),
        }
    }
}

/// What a word asks.
fn what(word: &str) -> Result<What, String> {
    let signs =
        RELATIONS.iter().filter_map(|(sign, relation)| Some((word.find(sign)?, sign, *relation)));
    // The first sign, the longest of those that begin there.
    let Some((at, sign, relation)) =
        signs.min_by_key(|(at, sign, _)| (*at, usize::MAX - sign.len()))
    else {
        return bare(word);
    };
    let (name, value) = (&word[..at], &word[at + sign.len()..]);
    let other = OTHERS.iter().find(|(other, _)| *other == name);
    if let Some((_, example)) = other {
        return match name {
            _ if relation != Relation::Equal || value.is_empty() => {
                Err(format!("`{name}` takes a word, such as {example}"))
            }
            "by" => Ok(What::Provider(value.to_owned())),
            "name" => Ok(What::Name(value.to_owned())),
            _ => region(value),
        };
    }
    let Some(spec) = MeasureSpec::named(name) else {
        let known = names();
        let near = nearest(name, known.iter().copied());
        return Err(near.map_or_else(
            || format!("`{name}` cannot be asked for; {} and others can", known[..5].join(", ")),
            |near| format!("`{name}` cannot be asked for; did you mean `{near}`?"),
        ));
    };
    compared(spec, relation, value)
}

fn names() -> Vec<&'static str> {
    MEASURES.iter().map(|spec| spec.name).chain(OTHERS.map(|(name, _)| name)).collect()
}

/// A word without a sign.
fn bare(word: &str) -> Result<What, String> {
    if let Some((_, example)) = OTHERS.iter().find(|(name, _)| *name == word) {
        return Err(format!("`{word}` needs a value, such as {example}"));
    }
    match MeasureSpec::named(word) {
        None => Ok(What::Word(word.to_owned())),
        Some(MeasureSpec { measure, sort: Sort::Flag, .. }) => Ok(What::Flag(*measure)),
        // Whether it thinks at all.
        Some(MeasureSpec { measure, sort: Sort::Words(words), example, .. }) => {
            let yes = words.iter().find(|(it, _)| *it == "yes");
            let needs = || format!("`{word}` needs a value, such as {example}");
            yes.map(|(_, all)| What::OneOf(*measure, all)).ok_or_else(needs)
        }
        Some(spec) => Err(format!("`{word}` needs a value, such as {}", spec.example)),
    }
}

fn region(value: &str) -> Result<What, String> {
    let mut regions = Region::all();
    regions.find(|region| region.id() == value).map(What::From).ok_or_else(|| {
        let near = nearest(value, Region::all().map(Region::id));
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        format!("there is no region `{value}`{near}")
    })
}

fn compared(spec: &MeasureSpec, relation: Relation, value: &str) -> Result<What, String> {
    let (name, measure, example) = (spec.name, spec.measure, spec.example);
    let takes = |what: &str| format!("`{name}` takes {what}, such as {example}");
    let number = |value: Option<Value<'static>>, what: &str| {
        value.map(|value| What::Number(measure, relation, value)).ok_or_else(|| takes(what))
    };
    let stated = Value::Stated;
    match spec.sort {
        Sort::Amount => {
            // To the millionth, as rates are.
            let rate = Rate::parse_per_million(value.trim_start_matches('$')).ok();
            let fine = rate.map(|rate| Usd::from_pico(i128::from(rate.pico()) * 1_000_000));
            number(Usd::parse(value).ok().or(fine).map(Value::Usd), "an amount in USD")
        }
        Sort::Rate => {
            let rate = Rate::parse_per_million(value).ok();
            number(rate.map(|rate| stated(Quantity::Rate(rate))), "USD per 1M tokens")
        }
        Sort::RatePerThousand => {
            let rate = Rate::parse_per_thousand(value).ok();
            number(rate.map(Value::PerThousand), "USD per 1K tokens")
        }
        Sort::Times => {
            let times = value.trim_end_matches('x').parse().ok().filter(|it: &f64| it.is_finite());
            number(times.map(Value::Times), "a multiple")
        }
        Sort::Points => number(Points::parse(value).ok().map(Value::Points), "a score"),
        Sort::Tokens => {
            let count = parse_count(value, Tokens::MAX.get()).ok();
            number(count.map(|it| stated(Quantity::Tokens(Tokens::new(it)))), "a number of tokens")
        }
        Sort::Minutes => {
            let minutes = value.trim_end_matches('m').parse().ok();
            number(minutes.map(|it| stated(Quantity::Minutes(it))), "a number of minutes")
        }
        Sort::Day => match days(value) {
            Some(days) => Ok(What::Days(measure, relation, days)),
            None => Err(takes("a year, a month or a day")),
        },
        Sort::Flag => match (relation, value) {
            (Relation::Equal, "yes") => Ok(What::Flag(measure)),
            _ => Err(format!("`{name}` takes no value; !{name} leaves out what has it")),
        },
        Sort::Words(words) => {
            let found = words.iter().find(|(word, _)| *word == value);
            match found.filter(|_| relation == Relation::Equal) {
                Some((_, all)) => Ok(What::OneOf(measure, all)),
                None => {
                    let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                    Err(format!("`{name}:` takes one of {}", words.join(", ")))
                }
            }
        }
    }
}

/// The first and the last day of a year, a month or a day.
fn days(text: &str) -> Option<(Date, Date)> {
    let first = match text.len() {
        4 => Date::parse(&format!("{text}-01-01")),
        7 => Date::parse(&format!("{text}-01")),
        _ => return Date::parse(text).map(|day| (day, day)),
    }?;
    let last = match text.len() {
        4 => Date::parse(&format!("{text}-12-31")),
        _ => (28..=31).rev().find_map(|day| Date::parse(&format!("{text}-{day}"))),
    };
    Some((first, last?))
}

impl What {
    /// Whether it is so of a model; none where that is not known.
    fn holds(&self, seen: &Seen<'_>) -> Option<bool> {
        let model = seen.model;
        let has = |text: &str, word: &str| text.to_lowercase().contains(word);
        match self {
            Self::Word(word) => {
                Some([&model.name, &model.provider, &model.id].iter().any(|it| has(it, word)))
            }
            Self::Name(word) => Some(has(&model.name, word)),
            Self::Provider(word) => Some(has(&model.provider, word)),
            Self::From(region) => {
                let offered = model.offered.filter(|it| it.known.contains(*region))?;
                let all = [offered.region, offered.geography, offered.global];
                Some(all.iter().any(|regions| regions.contains(*region)))
            }
            Self::Flag(measure) => match seen.value(*measure)? {
                Value::Stated(Quantity::Flag(is_so)) => Some(is_so),
                _ => None,
            },
            Self::OneOf(measure, words) => match seen.value(*measure)? {
                Value::Stated(Quantity::Word(word)) => Some(words.contains(&word)),
                _ => None,
            },
            Self::Days(measure, relation, (first, last)) => Some(match seen.value(*measure) {
                Some(Value::Stated(Quantity::Day(day))) => match relation {
                    Relation::AtLeast => day >= *first,
                    Relation::Above => day > *last,
                    Relation::AtMost => day <= *last,
                    Relation::Below => day < *first,
                    Relation::Equal => (*first..=*last).contains(&day),
                },
                // None is known before any day.
                _ => matches!(relation, Relation::AtLeast | Relation::Above),
            }),
            Self::Number(measure, relation, bound) => {
                let order = seen.value(*measure)?.partial_cmp(bound)?;
                Some(match relation {
                    Relation::AtLeast => order.is_ge(),
                    Relation::AtMost => order.is_le(),
                    Relation::Above => order.is_gt(),
                    Relation::Below => order.is_lt(),
                    Relation::Equal => order.is_eq(),
                })
            }
        }
    }
}

#[cfg(test)]
#[path = "query_tests.rs"]
mod tests;
