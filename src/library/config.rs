//! The user's settings, and the changes that the program makes to them.
//!
//! ```toml
//! theme = "nord"                     # where --theme names none
//! rates = "ours.toml"                # the explorer's card where --rates names none
//! overlay = "our-prices.toml"        # laid over it where --overlay names none
//! scores = "ours.csv"                # how good models are, where --scores names none; or "arena"
//! currency = "EUR"                   # amounts are shown in it where --currency names none
//! rate = 0.93                        # what a dollar is in it
//! as_of = 2026-11-24                 # the day of that
//! columns = ["cost", "ctx", "ends"]  # of the ranking, in this order, as `rank --columns` names them
//! motion = false                     # nothing moves by itself
//! keep_prompts = true                # unsaved work is kept with its texts, for you alone
//!
//! [keys]                             # other keys for an action, wherever it has some
//! undo = "J"
//! redo = ["Q", "Ctrl-R"]
//!
//! [tokenizers]                       # files that count a tokenizer family exactly
//! llama-3 = "llama-3/tokenizer.json" # from the folder of this file, or from ~
//! "claude-4.7" = "claude.json"       # a name with a dot stands in quotes
//!
//! [calibration.nova]                 # what a family's factors are multiplied by, by kind of text
//! prose = 0.93
//! json = { times = 0.95, tokens = 5_200 } # and the reference tokens of text that say so
//!
//! [profiles]                         # what ids in logs stand for that name no model
//! "arn:aws:bedrock:…:application-inference-profile/a1b2" = "us.anthropic.claude-sonnet-5-5"
//!
//! [calibration]
//! titan = 1.084                      # every kind alike, as files of earlier versions have it
//! ```

use std::fmt;

use toml_edit::{DocumentMut, InlineTable, Item, Table, TableLike, Value};

use crate::app::Key;
use crate::app::action::{Action, Keymap};
use crate::app::columns::{self, Column};
use crate::date::Date;
use crate::document::{self, Document, Faults, nearest};
use crate::money::{Code, Currency, CurrencyFault, Tokens};
use crate::tokens::{Correction, Corrections, Family, TextKind};

/// Settings; without any, all is as built in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// The theme that is used where none is asked for.
    pub theme: Option<String>,
    /// The rate card that the explorer opens where none is asked for, as written.
    pub rates: Option<String>,
    /// The overlay that the explorer lays over it where none is asked for, as written.
    pub overlay: Option<String>,
    /// The scores that the explorer opens where none are asked for, as written.
    pub scores: Option<String>,
    /// What amounts are shown in.
    pub currency: Option<Currency>,
    /// The columns of the ranking; none where they are those there is room for.
    pub columns: Vec<Column>,
    /// Whether bars may glide to their new order; so unless refused.
    pub motion: Option<bool>,
    /// Whether the texts of prompts are kept with unsaved work; only if so said.
    pub keep_prompts: Option<bool>,
    /// Every key of the explorer, the user's own among them.
    pub keymap: Keymap,
    /// Tokenizer files by family, as written.
    pub tokenizers: Vec<(Family, String)>,
    /// Corrections of the factors by family.
    pub calibration: Vec<(Family, Corrections)>,
    /// What ids in logs stand for that name no model, each with a model as written.
    pub profiles: Vec<(String, String)>,
}

impl Config {
    /// Reads settings; faults call the document `file`.
    ///
    /// # Errors
    /// Every fault with its place.
    pub fn parse(text: &str, file: &str) -> Result<Self, Faults> {
        let document = Document::parse(text, file);
        let root = document.root();
        let words = |key| root.value(key).text().map(str::to_owned);
        let [theme, rates, overlay, scores] = ["theme", "rates", "overlay", "scores"].map(words);
        let [motion, keep_prompts] =
            ["motion", "keep_prompts"].map(|key| root.value(key).boolean());
        let currency = currency(&root);
        let columns = columns(&root.value("columns"));
        let keymap = keymap(&root.value("keys"));
        let tokenizers =
            families(&root.value("tokenizers"), |value| value.text().map(str::to_owned));
        let calibration = families(&root.value("calibration"), corrections);
        let profiles = profiles(&root.value("profiles"));
        root.finish();
        document.conclude(Some(Self {
            theme,
            rates,
            overlay,
            scores,
            currency,
            columns,
            motion,
            keep_prompts,
            keymap,
            tokenizers,
            calibration,
            profiles,
        }))
    }
}

/// Ids and what they stand for.
fn profiles(value: &document::Value<'_, '_>) -> Vec<(String, String)> {
    let Some(table) = value.table() else { return Vec::new() };
    let entries = table.entries().into_iter();
    entries.filter_map(|(id, model)| Some((id.to_owned(), model.text()?.to_owned()))).collect()
}

/// A currency with its rate, of which the day may be given.
fn currency(root: &document::Table<'_>) -> Option<Currency> {
    let [code, rate, as_of] = ["currency", "rate", "as_of"].map(|key| root.value(key));
    let day = as_of.date().and_then(|(year, month, day)| Date::new(year, month, day));
    let given = rate.decimal(|text| Ok::<_, String>(text.to_owned()));
    if code.kind().is_none() {
        let idle = [rate, as_of].into_iter().find(|value| value.kind().is_some())?;
        return idle.refuse("is of another currency: say which, as in `currency = \"EUR\"`");
    }
    let Some(known) = Code::parse(code.text()?) else {
        return code.refuse(CurrencyFault::NoCode.to_string());
    };
    match given {
        None if known != Code::USD => code.refuse(CurrencyFault::NoRate.to_string()),
        given => Currency::new(known, given.as_deref().unwrap_or("1"), day)
            .map_err(|no| rate.fault(no.to_string()))
            .ok(),
    }
}

/// The columns of a list of names.
fn columns(value: &document::Value<'_, '_>) -> Vec<Column> {
    let one = |value: &document::Value<'_, '_>| {
        let name = value.string()?;
        columns::named(name).or_else(|| {
            let near = nearest(name, columns::choosable().map(|spec| spec.name));
            let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            value.refuse(format!("is no column of the ranking{near}"))
        })
    };
    value.items().unwrap_or_default().iter().filter_map(one).collect()
}

/// The keys of the explorer with those of a table: an action's name, and a key or a list of keys.
fn keymap(table: &document::Value<'_, '_>) -> Keymap {
    let mut keymap = Keymap::default();
    let Some(table) = table.table() else {
        return keymap;
    };
    let mut set = Vec::new();
    for (name, value) in table.entries() {
        let Some(action) = keymap.named(name) else {
            let names: Vec<String> = keymap.rows().iter().map(|it| it.action.to_string()).collect();
            let near = nearest(name, names.iter().map(String::as_str));
            let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            value.fault(format!("is no action of a key{near}"));
            continue;
        };
        if let Some(keys) = keys(&value) {
            if !keymap.rebind(action, &keys) {
                value.fault("types text where this is done: use another key, such as Alt-x or F6");
            }
            set.push((action, value));
        }
    }
    // Two that are set to one key are told once.
    let mut told: Vec<Action> = Vec::new();
    for (action, value) in &set {
        if let Some(clash) = keymap.clash(*action).filter(|clash| !told.contains(&clash.other)) {
            let place = clash.place.label().to_lowercase();
            let (key, other) = (clash.key, clash.other);
            value.fault(format!(
                "takes {key}, which is the key of `{other}` too ({place}): give one of them another"
            ));
            told.push(*action);
        }
    }
    keymap
}

/// A key, or a list of keys.
fn keys(value: &document::Value<'_, '_>) -> Option<Vec<Key>> {
    let one = |value: &document::Value<'_, '_>| {
        let text = value.text()?;
        text.parse().map_err(|no| value.fault(format!("{no}"))).ok()
    };
    match value.kind() {
        Some(document::Kind::List) => value.items()?.iter().map(one).collect(),
        _ => Some(vec![one(value)?]),
    }
}

/// The values of a table whose keys are names of families. [`Family::Unknown`] is none: it stands
/// for many tokenizers.
fn families<T>(
    table: &document::Value<'_, '_>,
    mut read: impl FnMut(&document::Value<'_, '_>) -> Option<T>,
) -> Vec<(Family, T)> {
    let Some(table) = table.table() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (name, value) in table.entries() {
        match Family::parse(name).filter(|family| *family != Family::Unknown) {
            Some(family) => found.extend(read(&value).map(|read| (family, read))),
            None if value.kind() == Some(document::Kind::Table) => value.fault(
                "is no tokenizer family; a name with a dot stands in quotes, as in \"claude-4.7\"",
            ),
            None => value.fault(format!("is no tokenizer family: use {}", Names)),
        }
    }
    found
}

/// Every family that can be named, as in `` `o200k`, `cl100k` ``.
pub(crate) struct Names;

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Family::ALL.map(Family::name);
        let known = names.iter().filter(|name| **name != Family::Unknown.name());
        for (at, name) in known.enumerate() {
            let joint = if at > 0 { ", " } else { "" };
            write!(f, "{joint}`{name}`")?;
        }
        Ok(())
    }
}

/// The corrections of a family: a table of kinds, or a number for all.
fn corrections(value: &document::Value<'_, '_>) -> Option<Corrections> {
    if value.kind() != Some(document::Kind::Table) {
        return Some(Corrections::all(correction(value, Tokens::ZERO)?));
    }
    let mut corrections = Corrections::NONE;
    for (name, value) in value.table()?.entries() {
        let Some(kind) = TextKind::parse(name) else {
            let near = nearest(name, TextKind::ALL.iter().map(|kind| kind.name()));
            let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            value.fault(format!("is no kind of text{near}"));
            continue;
        };
        let read = match value.kind() {
            Some(document::Kind::Table) => value.table().and_then(|table| {
                let tokens = Tokens::new(table.value("tokens").integer().unwrap_or(0));
                let read = correction(&table.required("times"), tokens);
                table.finish();
                read
            }),
            _ => correction(&value, Tokens::ZERO),
        };
        if let Some(read) = read {
            corrections.set(kind, read);
        }
    }
    Some(corrections)
}

/// What a factor is multiplied by; it rests on so many tokens of text.
fn correction(value: &document::Value<'_, '_>, tokens: Tokens) -> Option<Correction> {
    value.decimal(|text| {
        let times: f64 = text.replace('_', "").parse().unwrap_or(0.0);
        // Out of range, the conversion keeps to the ends, which are out of the limits too.
        Correction::new((times * 1e6).round() as u32, tokens)
            .ok_or_else(|| "must be from 0.01 to 100".to_owned())
    })
}

/// The text of the settings with another theme; a sentence where it is no TOML.
pub(super) fn with_theme(text: &str, theme: &str) -> Result<String, String> {
    with(text, &[], "theme", theme.into())
}

/// The text of the settings with other columns; a sentence where it is no TOML.
pub(super) fn with_columns(text: &str, names: &[&str]) -> Result<String, String> {
    with(text, &[], "columns", names.iter().copied().collect::<toml_edit::Array>().into())
}

/// The text of the settings with other corrections of a family; a sentence where it is no TOML, or
/// has something else in the place. All kinds of the family that are corrected are written, so that
/// one factor for all of before goes on for the kinds of which there was no text.
pub(super) fn with_corrections(
    text: &str,
    family: Family,
    corrections: &Corrections,
) -> Result<String, String> {
    let path = ["calibration", family.name()];
    let mut text = text.to_owned();
    for (kind, correction) in corrections.iter() {
        let times = Value::from(f64::from(correction.millionths()) / 1e6);
        let value = match correction.tokens() {
            Tokens::ZERO => times,
            tokens => {
                let mut table = InlineTable::new();
                table.insert("times", times);
                table.insert("tokens", i64::try_from(tokens.get()).unwrap_or(i64::MAX).into());
                table.into()
            }
        };
        text = with(&text, &path, kind.name(), value)?;
    }
    Ok(text)
}

/// The text with another value of a key, in the table at the end of a path of names; all else stays,
/// comments too. A number in the place of the last table makes room for it.
fn with(text: &str, path: &[&str], key: &str, mut new: Value) -> Result<String, String> {
    let mut document: DocumentMut =
        text.parse().map_err(|_| "the settings are not TOML".to_owned())?;
    let mut place: &mut dyn TableLike = document.as_table_mut();
    for (at, name) in path.iter().enumerate() {
        let is_last = at + 1 == path.len();
        let item = place.entry(name).or_insert_with(|| {
            let mut table = Table::new();
            table.set_implicit(!is_last);
            Item::Table(table)
        });
        if at > 0 && is_last && (item.is_float() || item.is_integer()) {
            *item = Item::Table(Table::new());
        }
        place = item.as_table_like_mut().ok_or_else(|| format!("`{name}` is not a table"))?;
    }
    match place.get_mut(key) {
        Some(Item::Value(old)) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        _ => {
            place.insert(key, Item::Value(new));
        }
    }
    Ok(document::in_the_manner_of(text, &document.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(millionths: u32) -> Correction {
        Correction::new(millionths, Tokens::ZERO).unwrap()
    }

    /// A kind that is corrected.
    fn one(kind: TextKind, correction: Correction) -> Corrections {
        let mut corrections = Corrections::NONE;
        corrections.set(kind, correction);
        corrections
    }

    fn faults(text: &str) -> String {
        Config::parse(text, "config.toml").unwrap_err().to_string()
    }

    #[test]
    fn columns_are_read_and_kept() {
        let config = Config::parse("columns = ['ctx', 'cost']", "config.toml").unwrap();
        assert_eq!(config.columns, ["ctx", "cost"].map(|name| columns::named(name).unwrap()));
        let told = faults("columns = ['ctx', 'cst']");
        assert!(told.contains("is no column of the ranking; did you mean `cost`?"), "{told}");
        let changed = with_columns("# mine\ntheme = 'nord'\n", &["ends", "bar"]).unwrap();
        assert!(changed.starts_with("# mine\ntheme = 'nord'\n"), "{changed}");
        let config = Config::parse(&changed, "config.toml").unwrap();
        assert_eq!(config.columns, ["ends", "bar"].map(|name| columns::named(name).unwrap()));
        let changed = with_columns(&changed, &[]).unwrap();
        assert!(Config::parse(&changed, "config.toml").unwrap().columns.is_empty());
    }

    #[test]
    fn a_currency_has_its_rate_and_perhaps_its_day() {
        let read = |text: &str| Config::parse(text, "config.toml").unwrap().currency;
        let told = |text: &str| Currency::parse(text).ok();
        let text = "currency = 'eur'\nrate = 0.93\nas_of = 2026-11-24";
        assert_eq!(read(text), told("EUR=0.93@2026-11-24"));
        assert_eq!(read("currency = 'CHF'\nrate = 1"), told("CHF=1"));
        assert_eq!(read("currency = 'USD'"), Some(Currency::DOLLARS));
        assert_eq!(read(""), None);
        for (text, fault) in [
            ("currency = 'EUR'", "currency needs its rate"),
            ("currency = 'euro'\nrate = 1", "currency must be the three letters"),
            ("currency = 'EUR'\nrate = 0", "rate must be from 0.000001"),
            ("rate = 0.93", "rate is of another currency: say which"),
            ("currency = 'EUR'\nrate = 1\nas_of = 'today'", "as_of must be a date"),
        ] {
            assert!(faults(text).contains(fault), "{}", faults(text));
        }
    }

    #[test]
    fn settings_are_read() {
        let text = "theme = 'nord'\n[tokenizers]\nllama-3 = \"a.json\"\n\"claude-4.7\" = \"b\"\n\
            [calibration]\ntitan = 2\n[calibration.nova]\nprose = 1.084\n\
            json = { times = 0.95, tokens = 5_200 }\n";
        let config = Config::parse(text, "config.toml").unwrap();
        assert_eq!(config.theme.as_deref(), Some("nord"));
        let files = [(Family::Llama3, "a.json"), (Family::Claude47, "b")];
        assert_eq!(config.tokenizers, files.map(|(family, file)| (family, file.to_owned())));
        // A number for all kinds is how files had it before kinds were told apart.
        let mut nova = one(TextKind::Prose, times(1_084_000));
        nova.set(TextKind::Json, Correction::new(950_000, Tokens::new(5_200)).unwrap());
        let titan = Corrections::all(times(2_000_000));
        assert_eq!(config.calibration, [(Family::Titan, titan), (Family::Nova, nova)]);
        assert_eq!(Config::parse("", "config.toml"), Ok(Config::default()));
    }

    #[test]
    fn faults_have_their_places() {
        let all = faults(
            "tokenizer = 1\n[tokenizers]\nllama3 = \"x\"\nqwen = 3\nclaude-4.7 = \"x\"\n\
             [calibration]\nnova = 0\ntitan = 101.0\ngemma = \"1\"\nunknown = 1\n\
             qwen = { prse = 1, code = 0, json = { times = 1, token = 2 }, logs = {} }\n",
        );
        let starts = [
            "config.toml:1:1: unknown key `tokenizer`; did you mean `tokenizers`?",
            "config.toml:3:10: tokenizers.llama3 is no tokenizer family: use `o200k`, ",
            "config.toml:4:8: tokenizers.qwen must be text in quotes",
            "config.toml:5:1: tokenizers.claude-4 is no tokenizer family; a name with a dot",
            "config.toml:7:8: calibration.nova must be from 0.01 to 100",
            "config.toml:8:9: calibration.titan must be from 0.01 to 100",
            "config.toml:9:9: calibration.gemma must be a number",
            "config.toml:10:11: calibration.unknown is no tokenizer family: use ",
            "config.toml:11:17: calibration.qwen.prse is no kind of text; did you mean `prose`?",
            "config.toml:11:27: calibration.qwen.code must be from 0.01 to 100",
            "config.toml:11:50: unknown key `calibration.qwen.json.token`; did you mean `tokens`?",
            "config.toml:11:70: calibration.qwen.logs.times is missing",
        ];
        assert_eq!(all.lines().count(), starts.len(), "{all}");
        for (line, start) in all.lines().zip(starts) {
            assert!(line.starts_with(start), "{line}");
        }
        assert!(faults("[tokenizers\n").starts_with("config.toml:1:"));
        assert!(faults("tokenizers = 1").contains("must be a table"));
    }

    #[test]
    fn keys_are_read() {
        let text = "[keys]\nundo = 'J'\nredo = ['Q', \"Ctrl-R\"]\nsort = []\n";
        let keymap = Config::parse(text, "config.toml").unwrap().keymap;
        let keys = |action| {
            let row = keymap.rows().iter().rfind(|row| row.action == action).unwrap();
            row.keys.iter().map(Key::to_string).collect::<Vec<_>>()
        };
        assert_eq!(keys(Action::Undo), ["J"]);
        assert_eq!(keys(Action::Redo), ["Q", "Ctrl-R"]);
        assert_eq!(keys(Action::Sort), [""; 0]);
        // Two that change places.
        let text = "[keys]\ncaching = 'b'\nbatch = 'c'\n";
        assert!(Config::parse(text, "config.toml").is_ok());
    }

    #[test]
    fn faults_of_keys_have_their_places() {
        let text = "[keys]\nundoo = 'z'\nundo = 'Ctl-z'\nredo = ['Z', 3]\nsort = 'u'\n\
            select-all = 'x'\nreverse = 'v'\nmouse = 'B'\nexport = 'B'\njump = 'j'\nhelp = 1\n";
        let starts = [
            "config.toml:2:9: keys.undoo is no action of a key; did you mean `undo`?",
            "config.toml:3:8: keys.undo is no key: use a character, Enter, ",
            "config.toml:4:14: keys.redo must be text in quotes, not a number",
            "config.toml:5:8: keys.sort takes u, which is the key of `undo` too (outside text): ",
            "config.toml:6:14: keys.select-all types text where this is done: use another key",
            "config.toml:7:11: keys.reverse takes v, which is the key of `providers` too (outside",
            "config.toml:8:9: keys.mouse takes B, which is the key of `export` too (outside text)",
            "config.toml:10:8: keys.jump is no action of a key",
            "config.toml:11:8: keys.help must be text in quotes",
        ];
        let all = faults(text);
        assert_eq!(all.lines().count(), starts.len(), "{all}");
        for (line, start) in all.lines().zip(starts) {
            assert!(line.starts_with(start), "{line}\n{start}");
        }
    }

    #[test]
    fn a_correction_is_put_in_its_place() {
        let text = "# mine\n[calibration.nova]\n# of last week\nprose = 1.084 # good\n\n\
            [tokenizers] # files\nqwen = 'q.json'\n";
        let nova = one(TextKind::Prose, times(1_250_000));
        let changed = with_corrections(text, Family::Nova, &nova).unwrap();
        assert_eq!(changed, text.replace("1.084", "1.25"));
        let claude = one(TextKind::Code, Correction::new(987_600, Tokens::new(4_100)).unwrap());
        let added = with_corrections(&changed, Family::Claude47, &claude).unwrap();
        let table = "[calibration.\"claude-4.7\"]\ncode = { times = 0.9876, tokens = 4100 }\n";
        assert!(added.contains(table), "{added}");
        assert!(added.starts_with("# mine\n") && added.contains("# files\nqwen = 'q.json'\n"));
        let config = Config::parse(&added, "config.toml").unwrap();
        assert_eq!(config.calibration, [(Family::Nova, nova), (Family::Claude47, claude)]);
    }

    #[test]
    fn a_factor_of_before_makes_room_for_those_of_kinds() {
        for text in ["[calibration]\nnova = 1.084\n", "calibration = { nova = 1.084 }\n"] {
            let mut nova = Config::parse(text, "c").unwrap().calibration[0].1;
            nova.set(TextKind::Json, times(950_000));
            let changed = with_corrections(text, Family::Nova, &nova).unwrap();
            let config = Config::parse(&changed, "c").unwrap();
            assert_eq!(config.calibration, [(Family::Nova, nova)], "{changed}");
            assert_eq!(nova.get(TextKind::Prose), times(1_084_000));
        }
    }

    #[test]
    fn a_theme_is_put_in_its_place() {
        let text = "# mine\ntheme = 'nord' # dark\nmotion = false\n";
        let changed = with_theme(text, "dracula").unwrap();
        assert_eq!(changed, "# mine\ntheme = \"dracula\" # dark\nmotion = false\n");
        let config = Config::parse(&changed, "c").unwrap();
        assert_eq!((config.theme.as_deref(), config.motion), (Some("dracula"), Some(false)));
        let tables = with_theme("[calibration]\nnova = 2\n", "light").unwrap();
        assert_eq!(Config::parse(&tables, "c").unwrap().theme.as_deref(), Some("light"));
        assert!(with_theme("theme = ", "light").is_err());
    }

    #[test]
    fn a_correction_starts_settings() {
        let nova = one(TextKind::Prose, times(2_000_000));
        let first = with_corrections("", Family::Nova, &nova).unwrap();
        assert_eq!(first, "[calibration.nova]\nprose = 2.0\n");
        let inline = "calibration = { nova = 1 }\n";
        let changed = with_corrections(inline, Family::Qwen, &nova).unwrap();
        assert_eq!(Config::parse(&changed, "c").unwrap().calibration.len(), 2);
        for broken in ["a = ", "calibration = 1", "calibration = { nova = 'x' }"] {
            assert!(with_corrections(broken, Family::Nova, &nova).is_err(), "{broken}");
        }
    }

    #[test]
    fn every_correction_is_read_back() {
        for correction in [10_000, 10_001, 333_333, 999_999, 1_000_001, 99_999_999] {
            let nova = one(TextKind::Devanagari, times(correction));
            let text = with_corrections("", Family::Nova, &nova).unwrap();
            let config = Config::parse(&text, "c").unwrap();
            assert_eq!(config.calibration, [(Family::Nova, nova)]);
        }
    }
}
