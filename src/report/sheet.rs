//! Rows of one kind, laid out once: for people, as values for spreadsheets, and as objects.

use std::borrow::Cow;

use super::json::{Field, Json, USD, converted};
use super::table::{Format, Table};
use crate::explore::Band;
use crate::money::{Currency, Tokens, Usd, grouped, percent};

/// A typed value, which says itself to people and to programs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// What there is not: `-` for people, nothing in CSV, null in JSON.
    None,
    /// A text.
    Text(String),
    /// Texts: `a, b` for people, `a; b` in CSV.
    List(Vec<String>),
    /// An amount.
    Usd(Usd),
    /// An amount of which people see four decimals at least, since requests cost fractions of a cent.
    Fine(Usd),
    /// The least that an amount may be: `≥ $1.00`.
    Least(Usd),
    /// From one amount to another: `$1.00 – $2.00`.
    Between(Usd, Usd),
    /// A whole number: `1,234` for people.
    Count(u64),
    /// A whole number that is no quantity, such as a place: `1234` for people.
    Place(u64),
    /// A share, 0.0 to 1.0, to six places: `12%` for people.
    Share(f64),
    /// Shares in order.
    Shares(Vec<f64>),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// A value that people read in other words.
    Said(String, Box<Cell>),
}

impl Cell {
    /// The same value in other words for people.
    pub(crate) fn said(self, words: impl Into<String>) -> Self {
        Self::Said(words.into(), Box::new(self))
    }

    fn people(&self, currency: Currency) -> String {
        match self {
            Self::None => "-".to_owned(),
            Self::Text(words) | Self::Said(words, _) => words.clone(),
            Self::List(texts) => texts.join(", "),
            Self::Usd(usd) => currency.amount(*usd).to_string(),
            Self::Fine(usd) => {
                let amount = currency.amount(*usd);
                amount.with_places(amount.places().max(4))
            }
            Self::Least(usd) => format!("≥ {}", currency.amount(*usd)),
            Self::Between(low, high) => {
                format!("{} – {}", currency.amount(*low), currency.amount(*high))
            }
            Self::Count(count) => grouped(*count),
            Self::Place(place) => place.to_string(),
            Self::Share(share) => percent(*share),
            Self::Shares(shares) => joined(shares, percent),
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
        }
    }

    /// The amount that it is, if it is one.
    fn usd(&self) -> Option<Usd> {
        match self {
            Self::Usd(usd) | Self::Fine(usd) | Self::Least(usd) => Some(*usd),
            Self::Said(_, cell) => cell.usd(),
            _ => None,
        }
    }

    fn data(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Said(_, cell) => cell.data(),
            Self::Text(text) => text.clone(),
            Self::List(texts) => texts.join("; "),
            Self::Usd(usd) | Self::Fine(usd) | Self::Least(usd) => usd.exact(),
            Self::Between(low, high) => format!("{}; {}", low.exact(), high.exact()),
            Self::Count(count) | Self::Place(count) => count.to_string(),
            Self::Share(share) => rounded(*share).to_string(),
            Self::Shares(shares) => joined(shares, |share| rounded(share).to_string()),
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
        }
    }

    fn json(&self) -> Json {
        match self {
            Self::None => Json::Null,
            Self::Said(_, cell) => cell.json(),
            Self::Text(text) => text.into(),
            Self::List(texts) => texts.clone().into(),
            Self::Usd(usd) | Self::Fine(usd) | Self::Least(usd) => (*usd).into(),
            Self::Between(low, high) => vec![*low, *high].into(),
            Self::Count(count) | Self::Place(count) => (*count).into(),
            Self::Share(share) => rounded(*share).into(),
            Self::Shares(shares) => shares.iter().map(|share| rounded(*share).into()).collect(),
            Self::Number(number) => (*number).into(),
            Self::Flag(flag) => (*flag).into(),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<String>> for Cell {
    fn from(texts: Vec<String>) -> Self {
        Self::List(texts)
    }
}

impl From<Usd> for Cell {
    fn from(usd: Usd) -> Self {
        Self::Usd(usd)
    }
}

impl From<Band> for Cell {
    /// The likeliest amount; its range is a column of its own.
    fn from(band: Band) -> Self {
        Self::Usd(band.expected)
    }
}

impl From<bool> for Cell {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<Tokens> for Cell {
    fn from(tokens: Tokens) -> Self {
        Self::Count(tokens.get())
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::None, Into::into)
    }
}

fn joined(shares: &[f64], word: fn(f64) -> String) -> String {
    shares.iter().map(|share| word(*share)).collect::<Vec<_>>().join("; ")
}

/// A ratio to six places: more would be noise of floating point.
pub(crate) fn rounded(ratio: f64) -> f64 {
    (ratio * 1e6).round() / 1e6
}

/// The range of an amount for people; nothing where it is certain.
pub(super) fn between(range: Option<(Usd, Usd)>) -> Cell {
    range.map_or_else(|| "".into(), |(low, high)| Cell::Between(low, high))
}

/// The least that an amount may be; itself where it is certain.
pub(super) fn low(band: Option<Band>) -> Cell {
    band.map(|band| band.ends().0).into()
}

/// The most that an amount may be; itself where it is certain.
pub(super) fn high(band: Option<Band>) -> Cell {
    band.map(|band| band.ends().1).into()
}

/// A mean of tokens given in millionths, as people read it.
pub(super) fn mean(millionths: u64) -> Cell {
    Cell::Number(millionths as f64 / 1e6).said(grouped((millionths + 500_000) / 1_000_000))
}

/// What a column holds, and so how people's tables align it.
pub(crate) use super::table::Kind;

/// A column over rows of a type: what it is called by people and by programs, and how it is read.
pub(crate) struct Column<R> {
    /// Its heading; none where people do not see it.
    head: Option<Cow<'static, str>>,
    /// Its key in CSV and in objects.
    key: Cow<'static, str>,
    kind: Kind,
    in_csv: bool,
    in_json: bool,
    get: Get<R>,
}

/// How a cell is read from a row.
enum Get<R> {
    Plain(fn(&R) -> Cell),
    /// By something that is known only now.
    By(Box<dyn Fn(&R) -> Cell>),
}

impl<R> Column<R> {
    /// The column, read by something that is known only now.
    pub(crate) fn by(self, get: impl Fn(&R) -> Cell + 'static) -> Self {
        Self { get: Get::By(Box::new(get)), ..self }
    }

    /// The column with a key to be found by, in what it is not written to too.
    pub(super) fn keyed(self, key: &'static str) -> Self {
        Self { key: key.into(), ..self }
    }

    /// Its key in CSV and in objects.
    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// Whether its cells are amounts.
    fn holds_amounts(&self, rows: &[R]) -> bool {
        self.key.ends_with(USD) || rows.iter().any(|row| self.cell(row).usd().is_some())
    }

    fn cell(&self, row: &R) -> Cell {
        match &self.get {
            Get::Plain(get) => get(row),
            Get::By(get) => get(row),
        }
    }
}

/// Makes the functions that make columns: who sees them, by people, in CSV and in objects.
macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident($($word:ident),+) -> ($head:expr, $key:expr, $csv:expr, $json:expr);)+) => {
        $($(#[$doc])* pub(crate) fn $name<R>(
            $($word: impl Into<Cow<'static, str>>,)+
            kind: Kind,
            get: fn(&R) -> Cell,
        ) -> Column<R> {
            let (head, key, in_csv, in_json) = ($head, $key, $csv, $json);
            Column { head, key, kind, in_csv, in_json, get: Get::Plain(get) }
        })+
    };
}

columns! {
    /// A column for people and programs.
    column(key, head) -> (Some(head.into()), key.into(), true, true);
    /// A column of tables, for people and in CSV.
    tabled(key, head) -> (Some(head.into()), key.into(), true, false);
    /// A column for people and in objects.
    shown(key, head) -> (Some(head.into()), key.into(), false, true);
    /// A column of CSV only.
    csv(key) -> (None, key.into(), true, false);
    /// A column for programs.
    data(key) -> (None, key.into(), true, true);
    /// A column for people.
    people(head) -> (Some(head.into()), "".into(), false, false);
}

/// A column of tables that has one name, for people and in CSV.
pub(crate) fn named<R>(name: &'static str, kind: Kind, get: fn(&R) -> Cell) -> Column<R> {
    tabled(name, name, kind, get)
}

/// A field of objects only.
pub(crate) fn field<R>(key: &'static str, get: fn(&R) -> Cell) -> Column<R> {
    Column { in_csv: false, ..data(key, Kind::Text, get) }
}

/// Rows in a format of rows, with what there is to say to people.
pub(crate) fn rows<R>(
    columns: &[Column<R>],
    rows: &[R],
    format: Format,
    remarks: &[String],
    currency: Currency,
) -> String {
    match format {
        Format::Csv => for_programs(columns, rows, currency).write(format, &[]),
        _ => for_people(columns, rows, currency).write(format, remarks),
    }
}

/// The table for people, with its amounts in a currency.
pub(crate) fn for_people<R>(columns: &[Column<R>], rows: &[R], currency: Currency) -> Table {
    let shown = columns.iter().filter_map(|column| {
        let head = column.head.as_deref()?;
        Some((
            column.kind,
            match column.holds_amounts(rows) {
                true => head.replace('$', &currency.word()),
                false => head.to_owned(),
            },
        ))
    });
    let mut table = Table::new(shown);
    for row in rows {
        let seen = columns.iter().filter(|column| column.head.is_some());
        let cells = seen.map(|column| column.cell(row).people(currency));
        table.row(cells.collect::<Vec<_>>());
    }
    table
}

/// The table for spreadsheets. Amounts are USD, and stand in another currency beside that.
pub(crate) fn for_programs<R>(columns: &[Column<R>], rows: &[R], currency: Currency) -> Table {
    let written = columns.iter().filter(|column| column.in_csv);
    let written: Vec<(&Column<R>, bool)> = written
        .map(|column| (column, !currency.is_dollars() && column.holds_amounts(rows)))
        .collect();
    let mut heads = Vec::new();
    for (column, is_converted) in &written {
        heads.push((column.kind, column.key.to_string()));
        heads.extend(is_converted.then(|| (column.kind, converted(&column.key, currency))));
    }
    let mut table = Table::new(heads);
    for row in rows {
        let mut cells = Vec::new();
        for (column, is_converted) in &written {
            let cell = column.cell(row);
            cells.push(cell.data());
            let there = || cell.usd().map_or(String::new(), |usd| currency.amount(usd).exact());
            cells.extend(is_converted.then(there));
        }
        table.row(cells);
    }
    table
}

/// A row as the fields of an object.
pub(crate) fn fields<R>(columns: &[Column<R>], row: &R) -> Vec<Field> {
    let named = columns.iter().filter(|column| column.in_json);
    named.map(|column| (column.key.clone(), column.cell(row).json())).collect()
}

/// A row as an object.
pub(crate) fn object<R>(columns: &[Column<R>], row: &R) -> Json {
    Json::Object(fields(columns, row))
}

/// Rows as objects.
pub(crate) fn objects<R>(columns: &[Column<R>], rows: &[R]) -> Json {
    rows.iter().map(|row| object(columns, row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Format, json};

    #[test]
    fn a_row_says_the_same_to_all() {
        let columns = [
            column("id", "Model", Kind::Text, |row: &(&str, u64)| row.0.into()),
            column("usd", "Cost", Kind::Decimal, |row| Usd::from_cents(row.1).into()),
            column("share", "Share", Kind::Number, |row| Cell::Share(row.1 as f64 / 200_000.0)),
            people("", Kind::Text, |_| "free".into()),
            csv("requests", Kind::Number, |row| row.1.into()),
            field("notes", |row| vec![row.0.to_owned(), "x".to_owned()].into()),
            column("none", "None", Kind::Number, |_| Cell::None),
        ];
        let rows = [("a", 50_000), ("b", 123_400)];
        insta::assert_snapshot!(for_people(&columns, &rows, Currency::DOLLARS).write(Format::Table, &[]), @r"
        Model       Cost  Share        None
        a        $500.00    25%  free     -
        b      $1,234.00    62%  free     -
        ");
        insta::assert_snapshot!(for_programs(&columns, &rows, Currency::DOLLARS).write(Format::Csv, &[]), @r"
        id,usd,share,requests,none
        a,500.00,0.25,50000,
        b,1234.00,0.617,123400,
        ");
        insta::assert_snapshot!(json(&object(&columns, &rows[0])), @r#"
        {
          "id": "a",
          "usd": "500.00",
          "share": 0.25,
          "notes": [
            "a",
            "x"
          ],
          "none": null
        }
        "#);
    }
}
