//! `tokenfare rates`: the rate cards themselves.

mod args;
mod diff;
mod import;
mod model;

use std::ffi::OsStr;
use std::path::Path;

use super::Streams;
use super::args::{CardArg, Format};
use super::error::{Error, Result};
use crate::card::{Builtin, Card, Date, Model, Overlay, USUAL};
use crate::disk;
use crate::document::{MOST_BYTES, capital, printable};
use crate::library::{Fault, find, load};
use crate::money::Currency;
use crate::report::sheet::{Cell, Kind, named, rows};
use crate::report::{Json, card_json, card_line, json};
pub(super) use args::RatesArgs;
use args::RatesCommand;
use model::{facts, model_json, written};

pub(super) fn run(command: &RatesCommand, streams: &mut Streams<'_>) -> Result<String> {
    match command {
        RatesCommand::Diff(args) => diff::run(args, streams),
        RatesCommand::Import(args) => import::run(args, streams),
        RatesCommand::List { format } => list(format.format),
        RatesCommand::Show { what, card, format } => show(what, card, format.format, streams.today),
        RatesCommand::Check { file } => {
            let shown = file.to_string_lossy();
            let overlay = disk::read_text(Path::new(file), MOST_BYTES as u64).ok();
            if let Some(text) = overlay.filter(|text| Overlay::is_one(text)) {
                let name = Overlay::parse(&text, &shown)?.name;
                return Ok(format!("{}: overlay {name}, no faults.\n", printable(&shown)));
            }
            let card = load::card_file(file)?;
            let models = card.models.len();
            let s = if models == 1 { "" } else { "s" };
            let shown = printable(&shown);
            Ok(format!("{shown}: {}, {models} model{s}, no faults.\n", card.name))
        }
    }
}

/// The built-in cards.
fn list(format: Format) -> Result<String> {
    let mut cards = Vec::new();
    for builtin in Builtin::ALL {
        cards.push((builtin.name(), builtin.parse()?));
    }
    if format == Format::Json {
        let listed = cards.iter().map(|(id, card)| {
            let Json::Object(said) = card_json(card) else { return Json::Null };
            let models = Json::from(card.models.len() as u64);
            Json::object([("id", (*id).into())]).with(said).with([("models", models)])
        });
        return Ok(json(&listed.collect()));
    }
    let columns = [
        named("Card", Kind::Text, |(id, _): &(&str, Card)| (*id).into()),
        named("Name", Kind::Text, |(_, card)| card.name.as_str().into()),
        named("As of", Kind::Text, |(_, card)| card.as_of.to_string().into()),
        named("Models", Kind::Number, |(_, card)| Cell::Place(card.models.len() as u64)),
        named("Source", Kind::Text, |(_, card)| card.source.as_str().into()),
    ];
    Ok(rows(&columns, &cards, format, &[], Currency::DOLLARS))
}

/// A card by built-in name, else a model, else a card by file.
fn show(named: &OsStr, flags: &CardArg, format: Format, today: Option<Date>) -> Result<String> {
    let what = &*named.to_string_lossy();
    if Builtin::named(what).is_none() {
        let card = load::card(flags.rates.as_deref())?;
        if let Some(found) = find::lookup(&card, what) {
            let id = found.model.id.clone();
            let card = load::overlaid(card, flags.overlay.as_deref())?;
            let model = card.model(&id);
            return Ok(
                model.map_or_else(String::new, |model| show_model(&card, model, format, today))
            );
        }
        let is_file = what.ends_with(".toml") || Path::new(named).exists();
        if !is_file {
            let cards = Builtin::ALL.map(Builtin::name);
            if let Some(near) = find::near(what, &cards) {
                return Err(Error::input(format!(
                    "there is no rate card or model `{}`; did you mean `{near}`?",
                    printable(what)
                )));
            }
            let Err(Fault::Input(mut said)) = find::model(&card, what) else {
                return Ok(String::new());
            };
            // A question of what was meant says it all.
            if let Some(last) = said.last_mut().filter(|last| !last.ends_with('?')) {
                last.push_str("; a card is named by its file or as `tokenfare rates list` has it");
            }
            return Err(Error::Input(said));
        }
    }
    let card = load::overlaid(load::card(Some(named))?, flags.overlay.as_deref())?;
    Ok(show_card(&card, format, today))
}

fn show_card(card: &Card, format: Format, today: Option<Date>) -> String {
    if format == Format::Json {
        let models = card.models.iter().map(model_json);
        let status = card.status_as_of.map(|day| day.to_string());
        let fields = [("status_as_of", status.into()), ("models", models.collect())];
        return json(&card_json(card).with(fields));
    }
    let models: Vec<&Model> = card.models.iter().collect();
    // The prices of all places would be a table of hundreds of lines.
    let with_places = format == Format::Csv || card.models.iter().all(|it| it.places.is_empty());
    let mut remarks = vec![legend()];
    remarks.extend(card.output_words().map(|words| format!("{}.", capital(&words))));
    if !with_places {
        remarks.push("Prices by place: `tokenfare rates show MODEL`, or --format csv.".to_owned());
    }
    remarks.push(card_line(card, today));
    written(&models, with_places, format, &remarks)
}

fn show_model(card: &Card, model: &Model, format: Format, today: Option<Date>) -> String {
    if format == Format::Json {
        return json(&model_json(model));
    }
    let mut remarks = facts(model, card);
    remarks.push(legend());
    remarks.push(card_line(card, today));
    written(&[model], true, format, &remarks)
}

fn legend() -> String {
    let [(streaming, does), (images, are), ..] = USUAL;
    format!(
        "USD per 1M tokens, and per 1K where the heading says so; - is not offered, * is \
         assumed by the card or disputed. {streaming} {does}. {images} {are}."
    )
}
