//! Reading a file of scores: TOML or CSV, with every fault in its place.

use std::cell::RefCell;
use std::fmt::Display;

use super::scores::{RatedAt, Score, Scores};
use crate::card::Date;
use crate::document::{Document, Fault, Faults, Kind, Value, first_hidden, nearest, printable};
use crate::money::{Points, Share};

/// What can be said of a model.
const KEYS: [&str; 8] = ["model", "score", "success", "effort", "low", "high", "date", "note"];

impl Scores {
    /// Reads scores from a file, CSV if its name ends so and TOML otherwise; faults call it `file`.
    /// `resolve` gives the id of a model by any of its names, or goes on after the name with what is wrong.
    ///
    /// # Errors
    /// Every fault with its place: no number or a model that is not known, one that is there twice at one
    /// effort, a range around another score, keys that are not known.
    pub fn parse(
        text: &str,
        file: &str,
        resolve: impl Fn(&str) -> Result<String, String>,
    ) -> Result<Self, Faults> {
        let is_csv = file.to_ascii_lowercase().ends_with(".csv");
        if is_csv { csv(text, file, &resolve) } else { toml(text, file, &resolve) }
    }
}

/// Gives the id of a model.
type Resolve<'r> = &'r dyn Fn(&str) -> Result<String, String>;

fn toml(text: &str, file: &str, resolve: Resolve<'_>) -> Result<Scores, Faults> {
    let document = Document::parse(text, file);
    let root = document.root();
    let name = root.value("name").text().map(str::to_owned);
    let source = root.value("source").text().map(str::to_owned);
    let as_of = Field::Toml(root.value("as_of")).day();
    let mut entries = Entries { resolve, rows: Vec::new(), places: Vec::new() };
    let list = root.required("score").items();
    for item in list.unwrap_or_default() {
        if let Some(table) = item.table() {
            entries.add(&|key| Field::Toml(table.value(key)), &|said| table.fault(said));
            table.finish();
        }
    }
    root.finish();
    let name = name.unwrap_or_else(|| stem(file));
    document.conclude(Some(Scores::new(name, source.unwrap_or_default(), as_of, entries.rows)))
}

fn csv(text: &str, file: &str, resolve: Resolve<'_>) -> Result<Scores, Faults> {
    let faults = RefCell::new(Vec::new());
    let fault = |line, column, message: String| {
        let (file, message) = (printable(file).into(), printable(&message).into_owned());
        faults.borrow_mut().push(Fault { file, line, column, message });
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let (first, header) = lines.next().unwrap_or((1, ""));
    let mut columns: Vec<Option<&str>> = Vec::new();
    for (column, name) in cells(header) {
        let name = name.trim().to_lowercase();
        let known = KEYS.into_iter().find(|key| *key == name);
        match known {
            // Spreadsheets leave columns without a name at the end.
            None if name.is_empty() => {}
            None => {
                let near = nearest(&name, KEYS.into_iter());
                let near = near.map_or(format!("the columns are {}", KEYS.join(", ")), |near| {
                    format!("did you mean `{near}`?")
                });
                fault(first, column, format!("unknown column `{name}`; {near}"));
            }
            Some(_) if columns.contains(&known) => {
                fault(first, column, format!("the column `{name}` is here a second time"));
            }
            Some(_) => {}
        }
        columns.push(known);
    }
    let has = |key| columns.contains(&Some(key));
    if faults.borrow().is_empty() && !(has("model") && (has("score") || has("success"))) {
        let said = "the first line must name the columns: model, and score or success";
        fault(first, 1, said.to_owned());
    }
    let mut entries = Entries { resolve, rows: Vec::new(), places: Vec::new() };
    for (line, row) in lines {
        let cells = cells(row);
        if let Some((column, _)) = cells.get(columns.len()) {
            fault(line, *column, "has more values than there are columns".to_owned());
        }
        let of = |key: &'static str| {
            let at = columns.iter().position(|column| *column == Some(key));
            let cell = at.and_then(|at| cells.get(at)).filter(|(_, text)| !text.trim().is_empty());
            let (column, text) =
                cell.map_or((1, None), |(column, text)| (*column, Some(text.trim())));
            Field::Csv(Cell { key, text, line, column, fault: &fault })
        };
        entries.add(&of, &|said| fault(line, 1, said.to_owned()));
    }
    let rows = entries.rows;
    let faults: Faults = faults.into_inner().into_iter().collect();
    if faults.is_empty() {
        Ok(Scores::new(stem(file), String::new(), None, rows))
    } else {
        Err(faults)
    }
}

/// The name of a file without its folder and ending.
fn stem(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    printable(stem).into_owned()
}

/// The values of a line of CSV, each with the column of its first character, from 1. What is in quotes
/// may hold commas, and a quote as two.
fn cells(line: &str) -> Vec<(usize, String)> {
    let mut found = vec![(1, String::new())];
    let mut quoted = false;
    let mut letters = line.chars().enumerate().peekable();
    while let Some((at, letter)) = letters.next() {
        let Some((_, text)) = found.last_mut() else { break };
        match letter {
            '"' if quoted && letters.next_if(|(_, next)| *next == '"').is_some() => text.push('"'),
            '"' if quoted => quoted = false,
            '"' if text.trim().is_empty() => {
                text.clear();
                quoted = true;
            }
            ',' if !quoted => found.push((at + 2, String::new())),
            letter => text.push(letter),
        }
    }
    found
}

/// What is said of models, as far as it is read.
struct Entries<'r> {
    resolve: Resolve<'r>,
    rows: Vec<Score>,
    /// The line of each.
    places: Vec<usize>,
}

impl Entries<'_> {
    /// Takes in what is said of a model; `lacks` tells what is wrong with all of it.
    fn add<'f, 'd: 'f>(
        &mut self,
        of: &dyn Fn(&'static str) -> Field<'f, 'd>,
        lacks: &dyn Fn(&str),
    ) {
        let named = of("model");
        let model = named.words().and_then(|name| {
            (self.resolve)(&name).map_err(|said| named.fault(format!("`{name}` {said}"))).ok()
        });
        let point = |key| of(key).number(Points::parse);
        let (points, success) = (point("score"), of("success").number(Share::parse));
        let effort = of("effort");
        let effort = effort.words().and_then(|word| {
            let known = RatedAt::named(&word.to_lowercase());
            if known.is_none() {
                let words = RatedAt::ALL.map(RatedAt::word).join(", ");
                effort.fault(format!("must be one of {words}"));
            }
            known
        });
        let ends = (point("low"), point("high"));
        let score = Score {
            model: String::new(),
            points,
            range: ends.0.zip(ends.1),
            success,
            effort,
            votes: None,
            date: of("date").day(),
            build: None,
            note: of("note").words(),
        };
        if !named.is_present() {
            lacks("has no model");
        }
        let [told, rated, low, high] =
            ["success", "score", "low", "high"].map(|key| of(key).is_present());
        if !told && !rated {
            lacks("has neither a score nor a success rate");
        }
        if low != high || low && !rated {
            lacks("must have a score, a low and a high, or neither of the two");
        }
        if let (Some((low, high)), Some(points)) = (score.range, points)
            && !(low <= points && points <= high)
        {
            of("score").fault(format!("must be from its low {low} to its high {high}"));
        }
        let Some(model) = model else { return };
        let same = |row: &Score| row.model == model && row.effort == effort;
        if let Some(before) = self.rows.iter().position(same) {
            let line = self.places[before];
            named.fault(format!("is on line {line} already, at the same effort; keep one of them"));
        }
        self.places.push(named.line());
        self.rows.push(Score { model, ..score });
    }
}

/// A value of a file of either kind, or its absence.
enum Field<'f, 'd> {
    Toml(Value<'f, 'd>),
    Csv(Cell<'f>),
}

/// A value of CSV.
struct Cell<'f> {
    key: &'static str,
    text: Option<&'f str>,
    line: usize,
    column: usize,
    fault: &'f dyn Fn(usize, usize, String),
}

impl Field<'_, '_> {
    fn is_present(&self) -> bool {
        match self {
            Self::Toml(value) => value.is_present(),
            Self::Csv(cell) => cell.text.is_some(),
        }
    }

    fn line(&self) -> usize {
        match self {
            Self::Toml(value) => value.line(),
            Self::Csv(cell) => cell.line,
        }
    }

    /// Notes what is wrong with it; `message` goes on after its name.
    fn fault(&self, message: impl Display) {
        match self {
            Self::Toml(value) => value.fault(message),
            Self::Csv(Cell { key, line, column, fault, .. }) => {
                fault(*line, *column, format!("{key} {message}"));
            }
        }
    }

    /// A number or a share, which may stand in quotes.
    fn number<T, E: Display>(&self, read: impl Fn(&str) -> Result<T, E>) -> Option<T> {
        match self {
            Self::Toml(value) if value.kind() == Some(Kind::Text) => {
                read(value.string()?).map_err(|error| value.fault(error)).ok()
            }
            Self::Toml(value) => value.decimal(read),
            Self::Csv(cell) => read(cell.text?).map_err(|error| self.fault(error)).ok(),
        }
    }

    /// A name or remark of one line.
    fn words(&self) -> Option<String> {
        match self {
            Self::Toml(value) => value.text().map(str::to_owned),
            Self::Csv(cell) => {
                let text = cell.text?;
                if let Some(hidden) = first_hidden(text) {
                    let hidden = u32::from(hidden);
                    self.fault(format!("holds the hidden character U+{hidden:04X}; remove it"));
                    return None;
                }
                Some(text.to_owned())
            }
        }
    }

    /// A day of the calendar.
    fn day(&self) -> Option<Date> {
        let day = match self {
            Self::Toml(value) => {
                let (year, month, day) = value.date()?;
                Date::new(year, month, day)
            }
            Self::Csv(cell) => Date::parse(cell.text?),
        };
        if day.is_none() {
            self.fault("is not a day of the calendar, such as 2026-11-24");
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(name: &str) -> Result<String, String> {
        match name {
            "Haiku" | "haiku" => Ok("haiku".to_owned()),
            "nova" => Ok("nova".to_owned()),
            _ => Err("is not on the card; did you mean `haiku`?".to_owned()),
        }
    }

    fn told(text: &str, file: &str) -> String {
        Scores::parse(text, file, resolve).unwrap_err().to_string()
    }

    #[test]
    fn both_kinds_of_file_say_the_same() {
        let toml = Scores::parse(
            "name = 'Tickets'\nsource = 'us'\nas_of = 2026-11-20\n\
             [[score]]\nmodel = 'nova'\nscore = 70\n\
             [[score]]\nmodel = 'Haiku'\nscore = 82.5\nsuccess = '91%'\neffort = 'high'\nlow = 80\n\
             high = 85\ndate = 2026-11-18\nnote = '200 tickets, twice'\n\
             [[score]]\nmodel = 'haiku'\nsuccess = 0.8\n",
            "x.toml",
            resolve,
        )
        .unwrap();
        let csv = Scores::parse(
            "\u{feff}model,score,success,effort,low,high,date,note\r\nnova,70\r\n\r\n\
             \" Haiku\",82.5,91%,high,80,85,2026-11-18,\"200 tickets, twice\"\r\nhaiku,,0.8\r\n",
            "in/Tickets.CSV",
            resolve,
        )
        .unwrap();
        assert_eq!((&csv.name, &csv.rows), (&toml.name, &toml.rows));
        assert_eq!(toml.notice(), "Scores: Tickets (us), 2026-11-20.");
        let haiku = toml.all_of("haiku");
        assert_eq!(haiku[0].points.map(Points::micro), Some(82_500_000));
        assert_eq!(haiku[0].note.as_deref(), Some("200 tickets, twice"));
        assert_eq!(haiku[1].success, Some(Share::from_ppm(800_000)));
    }

    #[test]
    fn faults_of_csv_have_their_places() {
        let text = "model,score,success,effort,low,high,date,note\n\
                    haiku,nan,,,,,,\nhaku,1,,,,,,\nnova,1,101%,,,,,\nnova,x,,turbo,,,2026-02-30,\n\
                    ,1\nhaiku\nhaiku,5,,off,6,7\nhaiku,5,,max,1\nhaiku,1,,off\nhaiku,1,,,,,,,9\n";
        insta::assert_snapshot!(told(text, "own.csv"), @r"
        own.csv:2:7: score must be a finite number
        own.csv:3:1: model `haku` is not on the card; did you mean `haiku`?
        own.csv:4:8: success must be from 0 to 1 (or 0% to 100%)
        own.csv:5:1: model is on line 4 already, at the same effort; keep one of them
        own.csv:5:6: score is not a number
        own.csv:5:9: effort must be one of off, low, medium, high, xhigh, max, thinking
        own.csv:5:17: date is not a day of the calendar, such as 2026-11-24
        own.csv:6:1: has no model
        own.csv:7:1: has neither a score nor a success rate
        own.csv:7:1: model is on line 2 already, at the same effort; keep one of them
        own.csv:8:7: score must be from its low 6 to its high 7
        own.csv:9:1: must have a score, a low and a high, or neither of the two
        own.csv:10:1: model is on line 8 already, at the same effort; keep one of them
        own.csv:11:1: model is on line 2 already, at the same effort; keep one of them
        own.csv:11:15: has more values than there are columns
        ");
        let header = told("modl,score,score,x\n", "own.csv");
        insta::assert_snapshot!(header, @r"
        own.csv:1:1: unknown column `modl`; did you mean `model`?
        own.csv:1:12: the column `score` is here a second time
        own.csv:1:18: unknown column `x`; the columns are model, score, success, effort, low, high, date, note
        ");
        for text in ["", "model\nhaiku\n", "score\n1\n"] {
            assert!(told(text, "o.csv").contains("the first line must name the columns"), "{text}");
        }
    }

    #[test]
    fn faults_of_toml_have_their_places() {
        let text = "nam = 'x'\n[[score]]\nmodel = 'haku'\nscore = nan\n[[score]]\nmodel = 'nova'\n\
                    score = -1.5\nsuccess = 1.2\nefort = 'low'\n[[score]]\nscore = '1334.9'\n";
        insta::assert_snapshot!(told(text, "own.toml"), @r"
        own.toml:1:1: unknown key `nam`; did you mean `name`?
        own.toml:3:9: model `haku` is not on the card; did you mean `haiku`?
        own.toml:4:9: score must be a finite number
        own.toml:8:11: success must be from 0 to 1 (or 0% to 100%)
        own.toml:9:1: unknown key `efort`; did you mean `effort`?
        own.toml:10:1: has no model
        ");
        let twice =
            "[[score]]\nmodel = 'nova'\nscore = 1\n[[score]]\nmodel = 'nova'\nscore = 2\nlow = 3\n";
        insta::assert_snapshot!(told(twice, "own.toml"), @r"
        own.toml:4:1: must have a score, a low and a high, or neither of the two
        own.toml:5:9: model is on line 2 already, at the same effort; keep one of them
        ");
        assert!(told("name = 'x'\n", "own.toml").contains("score is missing"));
    }
}
