//! Results of CloudWatch Logs Insights: rows of records as text, or of the histogram's fields.

use super::cells;
use super::event::{Event, Row};
use super::message;
use super::skim::{Broken, Next, Skim, unescape};
use super::time::Moment;
use super::who::Who;

/// The most rows that a query gives. A result of so many may be the start of a longer one.
pub(super) const MOST_ROWS: u64 = 10_000;

/// Whether an array is a row: of objects `{"field": …, "value": …}`.
pub(super) fn is_row(mut skim: Skim<'_>) -> bool {
    let mut first = None;
    // Ends at the first key, or at the end of what is there.
    let _ = skim.array(|skim| {
        skim.object(|_, key| {
            first = Some(key);
            Err(Broken::CutOff)
        })
    });
    matches!(first, Some(b"field" | b"value"))
}

/// Whether a value is the rows of a result: an array of arrays, or an empty one.
pub(super) fn is_rows(mut skim: Skim<'_>) -> bool {
    let mut first = None;
    let whole = skim.array(|skim| {
        first = Some(skim.next()?);
        Err(Broken::CutOff)
    });
    match first {
        Some(first) => first == Next::Array,
        None => whole.is_ok(),
    }
}

/// Reads one row.
pub(super) fn row(skim: &mut Skim<'_>, each: &mut impl FnMut(Event<'_>)) -> Result<(), Broken> {
    let mut fields: Vec<(&[u8], &[u8])> = Vec::new();
    skim.array(|skim| {
        let (mut name, mut value) = (&b""[..], &b""[..]);
        skim.object(|skim, key| {
            match key {
                b"field" => name = skim.text()?.unwrap_or_default(),
                b"value" => value = skim.text()?.unwrap_or_default(),
                _ => skim.pass()?,
            }
            Ok(())
        })?;
        fields.push((name, value));
        Ok(())
    })?;
    let of = |wanted: &str| {
        let mut named = fields.iter().filter(|(name, _)| *name == wanted.as_bytes());
        named.next().map(|(_, value)| *value)
    };
    if let Some(message) = of("@message") {
        each(Event::Row(Row::Record));
        message::read(message, of("@timestamp").and_then(Moment::parse), each);
        return Ok(());
    }
    each(Event::Row(Row::Cell));
    let text = |name: &str| {
        let mut text = Vec::new();
        unescape(of(name)?, &mut text);
        String::from_utf8(text).ok()
    };
    let mut who = Who::default();
    let names = fields.iter().filter_map(|(name, _)| std::str::from_utf8(name).ok());
    for name in names.filter(|name| Who::is_told_by(name)) {
        who.add(name, &text(name).unwrap_or_default());
    }
    let read =
        cells::request(text, &who, |request| each(Event::Request(*request, &Default::default())));
    if let Err(reason) = read {
        each(Event::Skipped(reason));
    }
    Ok(())
}

/// The columns of a result as CSV whose rows are records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    message: usize,
    time: Option<usize>,
}

impl Columns {
    /// The columns, if a line names one of records.
    pub(super) fn read(line: &[u8]) -> Option<Self> {
        let names = cells::fields(std::str::from_utf8(line).ok()?);
        let place = |column: &str| names.iter().position(|name| name.trim() == column);
        Some(Self { message: place("@message")?, time: place("@timestamp") })
    }

    /// The record of a row, and its time; none where the row has no such column.
    pub(super) fn row(&self, line: &[u8]) -> Option<(String, Option<Moment>)> {
        let mut fields = cells::fields(std::str::from_utf8(line).ok()?);
        let time = self.time.and_then(|at| Moment::parse(fields.get(at)?.as_bytes()));
        (self.message < fields.len()).then(|| (fields.swap_remove(self.message), time))
    }
}
