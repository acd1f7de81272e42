//! Requests as a small histogram: how many of each model had about so many tokens. It keeps the sums
//! of tokens, so that totals and, within a context tier, costs stay exact.
//!
//! As CSV it goes from here or from a query ([`super::sql`], [`super::logs_insights`]) to
//! wherever it is read again. The columns `…_to` bound the cells; reading needs the others only.

use std::collections::HashMap;

use super::counts::{CountFault, count};
use super::reason::Reason;
use super::request::{Request, model_id};
use super::time::Moment;
use super::totals::{IdTotals, per};
use super::who::Who;
use crate::card::{BUCKETS, Bucket, Buckets, LANES, Lane};
use crate::money::Tokens;
use crate::place::Region;

/// The upper bounds of cells, inclusive: six a decade, with the thresholds of context tiers among
/// them, so that a cell has one tier. What is above the last counts with it.
pub(super) const BOUNDS: [u64; 46] = [
    0,
    1,
    2,
    3,
    5,
    7,
    10,
    15,
    20,
    30,
    50,
    70,
    100,
    150,
    200,
    300,
    500,
    700,
    1_000,
    1_500,
    2_000,
    3_000,
    5_000,
    7_000,
    10_000,
    15_000,
    20_000,
    30_000,
    50_000,
    70_000,
    100_000,
    128_000,
    150_000,
    200_000,
    272_000,
    300_000,
    500_000,
    700_000,
    1_000_000,
    1_500_000,
    2_000_000,
    3_000_000,
    5_000_000,
    7_000_000,
    10_000_000,
    1_000_000_000,
];

/// The columns, in order.
pub(super) const COLUMNS: [&str; 16] = [
    "bedrock_id",
    "route",
    "region",
    "input_to",
    "cache_read_to",
    "cache_write_5m_to",
    "cache_write_1h_to",
    "output_to",
    "requests",
    "input_tokens",
    "cache_read_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
    "first",
    "last",
];

/// Where a request belongs: its model, its way, and the bounds of its whole input and its buckets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    id: usize,
    lane: Lane,
    region: Option<Region>,
    bounds: [u64; 5],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Cell {
    requests: u64,
    tokens: Buckets<Tokens>,
    span: Option<(Moment, Moment)>,
}

/// The cells that hold requests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cells {
    cells: HashMap<Key, Cell>,
}

impl Cell {
    fn merge(&mut self, other: &Self) {
        self.requests += other.requests;
        self.tokens += other.tokens;
        self.span = match (self.span, other.span) {
            (Some((from, to)), Some((first, last))) => Some((from.min(first), to.max(last))),
            (ours, theirs) => ours.or(theirs),
        };
    }
}

impl Cells {
    /// Takes in a request of the id with that number.
    pub(super) fn add(&mut self, id: usize, request: &Request<'_>) {
        let one = per(&request.tokens, request.count);
        let key = Key {
            id,
            lane: request.lane,
            region: request.region,
            bounds: one.with(Bucket::Fresh, one.input()).billed().map(|tokens| bound(tokens).get()),
        };
        self.cells.entry(key).or_default().merge(&Cell {
            requests: request.count,
            tokens: request.tokens,
            span: request.time,
        });
    }

    /// Takes in all of `other`, whose ids have these numbers here.
    pub(super) fn merge(&mut self, other: &Self, ids: &[usize]) {
        for (key, cell) in &other.cells {
            if let Some(&id) = ids.get(key.id) {
                self.cells.entry(Key { id, ..*key }).or_default().merge(cell);
            }
        }
    }

    /// The histogram as CSV, sorted, with the names of `ids`.
    pub fn to_csv(&self, ids: &[IdTotals]) -> String {
        let name = |key: &Key| ids.get(key.id).map_or("", |id| id.bedrock_id.as_str());
        let mut cells: Vec<(&Key, &Cell)> = self.cells.iter().collect();
        cells.sort_by_key(|(key, _)| (name(key), word(key.lane), key.region, key.bounds));
        let mut out = COLUMNS.join(",") + "\n";
        for (key, cell) in cells {
            let region = key.region.map_or("", Region::id);
            let mut fields = vec![field(name(key)), word(key.lane).to_owned(), region.to_owned()];
            fields.extend(key.bounds.map(|bound| bound.to_string()));
            fields.push(cell.requests.to_string());
            fields.extend(cell.tokens.billed().map(|tokens| tokens.get().to_string()));
            let (first, last) = cell.span.unzip();
            fields.extend([first, last].map(|at| at.map_or_else(String::new, |at| at.to_string())));
            out += &(fields.join(",") + "\n");
        }
        out
    }
}

/// The upper bound of the cell that holds so many tokens.
pub(super) fn bound(tokens: Tokens) -> Tokens {
    let last = BOUNDS[BOUNDS.len() - 1];
    let fits = |bound: &&u64| **bound >= tokens.get();
    Tokens::new(BOUNDS.iter().find(fits).copied().unwrap_or(last))
}

const fn word(lane: Lane) -> &'static str {
    match lane {
        Lane::Standard => "on-demand",
        other => other.spec().key,
    }
}

/// A field by RFC 4180.
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// The columns of a histogram that is read, by its first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    /// Where each of [`COLUMNS`] stands.
    places: [Option<usize>; COLUMNS.len()],
    /// The columns that tell who made the requests.
    who: Vec<(String, usize)>,
}

/// More tokens than this are in no cell.
const MOST: u64 = 1_000_000_000_000_000;
/// More requests than this are in no cell.
const MOST_REQUESTS: u64 = 1_000_000_000_000;

impl Header {
    /// The columns, if a line names at least a model and a number of requests.
    pub(super) fn read(line: &[u8]) -> Option<Self> {
        let names = fields(std::str::from_utf8(line).ok()?);
        let place = |column: &str| names.iter().position(|name| name.trim() == column);
        let places = COLUMNS.map(place);
        let needed = ["bedrock_id", "requests", "input_tokens", "output_tokens"];
        let who = names.iter().map(|name| name.trim()).zip(0..);
        let who = who.filter(|(name, _)| Who::is_told_by(name));
        let who = who.map(|(name, at)| (name.to_owned(), at)).collect();
        needed.iter().all(|column| place(column).is_some()).then_some(Self { places, who })
    }

    /// Whether it is a result of Logs Insights, which gives a limited number of rows.
    pub(super) fn is_of_insights(line: &[u8]) -> bool {
        let names = std::str::from_utf8(line).map(fields).unwrap_or_default();
        names.iter().any(|name| name.trim() == "input_class")
    }

    /// Reads a row and hands over its requests.
    pub(super) fn row(&self, line: &[u8], each: impl FnOnce(&Request<'_>)) -> Result<(), Reason> {
        let line = std::str::from_utf8(line).map_err(|_| Reason::NoRow)?;
        let fields = fields(line);
        let of = |column: &str| {
            let at = COLUMNS.iter().position(|known| *known == column)?;
            fields.get((*self.places.get(at)?)?)
        };
        let mut who = Who::default();
        for (column, at) in &self.who {
            who.add(column, fields.get(*at).map_or("", |value| value.trim()));
        }
        request(of, &who, each)
    }
}

/// Hands over the requests of a row with these fields.
pub(super) fn request<S: AsRef<str>>(
    of: impl Fn(&str) -> Option<S>,
    who: &Who,
    each: impl FnOnce(&Request<'_>),
) -> Result<(), Reason> {
    let number = |column| match of(column) {
        Some(text) if !text.as_ref().trim().is_empty() => {
            count(text.as_ref().trim().as_bytes(), MOST).map_err(Reason::Count)
        }
        _ => Ok(0),
    };
    let model = of("bedrock_id").ok_or(Reason::NoRow)?;
    let model = model_id(model.as_ref()).ok_or(Reason::OddId)?;
    if of("requests").is_none() {
        return Err(Reason::NoRow);
    }
    let requests = number("requests")?;
    if requests > MOST_REQUESTS {
        return Err(Reason::Count(CountFault::Huge));
    }
    let moment = |column| {
        let text = of(column)?;
        let text = text.as_ref().trim().as_bytes();
        Moment::parse(text).or_else(|| Moment::from_number(text))
    };
    let mut tokens = Buckets::default();
    for spec in &BUCKETS {
        tokens[spec.bucket] = Tokens::new(number(spec.record)?);
    }
    let metadata = who.metadata();
    let route = of("route");
    let route = route.as_ref().map(|route| route.as_ref().trim());
    let request = Request {
        region: of("region").and_then(|region| region.as_ref().trim().parse().ok()),
        model,
        time: moment("first")
            .zip(moment("last"))
            .map(|(one, other)| (one.min(other), one.max(other))),
        tokens,
        thinking: None,
        lane: LANES
            .iter()
            .find(|spec| route == Some(word(spec.lane)))
            .map_or(Lane::Standard, |spec| spec.lane),
        count: requests,
        about: who.about(&metadata),
    };
    each(&request);
    Ok(())
}

/// The fields of a line by RFC 4180.
pub(super) fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(field) = fields.last_mut() else {
            break;
        };
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' if quoted || field.is_empty() => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            c => field.push(c),
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_rise_and_hold_the_tiers() {
        assert!(BOUNDS.windows(2).all(|pair| pair[0] < pair[1]));
        for card in crate::card::Builtin::ALL.map(|card| card.parse().unwrap()) {
            for model in &card.models {
                for (_, prices) in model.lists() {
                    for tier in &prices.tiers {
                        assert!(BOUNDS.contains(&tier.above.get()), "{}: {}", model.id, tier.above);
                    }
                }
            }
        }
        let of = |tokens| bound(Tokens::new(tokens)).get();
        assert_eq!([of(0), of(4), of(200_000), of(200_001)], [0, 5, 200_000, 272_000]);
        assert_eq!(of(u64::MAX), 1_000_000_000);
    }

    #[test]
    fn lines_of_csv() {
        assert_eq!(fields("a,\"b,\"\"c\"\"\",,d"), ["a", "b,\"c\"", "", "d"]);
        assert_eq!(fields(""), [""]);
        assert!(Header::read(b"bedrock_id,requests,input_tokens,output_tokens").is_some());
        assert!(Header::read(b"model,requests,input_tokens,output_tokens").is_none());
    }

    #[test]
    fn a_row_needs_no_bounds() {
        let header =
            Header::read(b"requests,bedrock_id,output_tokens,input_tokens,last,first").unwrap();
        let mut seen = None;
        let row = b"1.2E1, us.x ,30,\"600\",2026-11-22 08:00:00.000,1795336200000";
        header
            .row(row, |request| {
                seen =
                    Some((request.model.to_owned(), request.count, request.tokens, request.time));
            })
            .unwrap();
        let (model, count, tokens, span) = seen.unwrap();
        assert_eq!((model.as_str(), count), ("us.x", 12));
        assert_eq!((tokens[Bucket::Fresh].get(), tokens[Bucket::Output].get()), (600, 30));
        assert!(span.is_some());
        let refused = |row: &[u8]| header.row(row, |_| {}).unwrap_err();
        assert!(matches!(refused(b"-1,x,1,1"), Reason::Count(_)));
        assert_eq!(refused(b"1"), Reason::NoRow);
    }
}
