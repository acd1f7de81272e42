//! Scenarios, rate cards, logs and answers about files, made up.

use std::sync::Arc;

use tokenfare::app::prompts::Part;
use tokenfare::app::{
    Export, FileAnswer, FileRequest, InTheWay, Listed, Moment, Opening, ReplayedModel, Source,
    Traffic,
};
use tokenfare::card::{Assumed, Card};
use tokenfare::controls::{CONTROLS, CREDIT_CONTROLS, Facts};
use tokenfare::document::first_hidden;
use tokenfare::money::Usd;
use tokenfare::tokens::TextKind;
use tokenfare::workload::Workload;

use super::events::{Dice, HOSTILE};

/// A workload with some of its controls anywhere.
fn workload(dice: &mut Dice) -> Workload {
    let mut work = Workload::default();
    for control in CONTROLS.iter().chain(CREDIT_CONTROLS) {
        let position = (dice.roll() % 1_001) as f64 / 1_000.0;
        if dice.below(4) == 0 {
            let value = control.at(position).or_else(|| control.next(&work));
            work = control.set(&work, value, Facts::default());
        }
    }
    work
}

/// A text as the reader of scenarios lets it through.
fn readable(dice: &mut Dice) -> String {
    let mut text = HOSTILE[dice.below(HOSTILE.len())].to_owned();
    while let Some(hidden) = first_hidden(&text) {
        text = text.replacen(hidden, "", 1);
    }
    text
}

/// A scenario with this number, which tells it from every other.
pub(crate) fn opening(dice: &mut Dice, number: usize) -> Opening {
    let mut texts = <[String; Part::ALL.len()]>::default();
    for text in &mut texts {
        if dice.below(3) == 0 {
            *text = HOSTILE[dice.below(HOSTILE.len())].repeat(1 + dice.below(4));
        }
    }
    let mut workload = workload(dice);
    workload.answer.of_sample = !texts[Part::Answer.index()].is_empty() && dice.below(3) > 0;
    let text_file = |_: Part| (dice.below(4) == 0).then(|| format!("{number}.txt"));
    let text_files = Part::ALL.map(text_file);
    let kind =
        |_: Part| (dice.below(4) == 0).then(|| TextKind::ALL[dice.below(TextKind::ALL.len())]);
    let kinds = Part::ALL.map(kind);
    Opening {
        text_files,
        kinds,
        name: format!("{number} {}", readable(dice)),
        notes: readable(dice),
        workload,
        texts,
        file: (dice.below(2) == 0).then(|| format!("{number}.toml")),
        keeps_text: dice.below(2) == 0,
    }
}

/// A rate card that an editor made of another, as its reader lets it through, or what the reader says
/// of it: models left out, renamed, and with the prices of each other.
fn edited(dice: &mut Dice, card: &Card) -> Result<Card, String> {
    let mut card = card.clone();
    if dice.below(2) == 0 {
        card.name = format!("Card {}", dice.below(3));
    }
    let last = card.models.len();
    card.models.rotate_left(dice.below(last));
    card.models.truncate(match dice.below(4) {
        0 => last,
        1 => dice.below(4),
        _ => 1 + dice.below(last),
    });
    for at in 0..card.models.len() {
        let other = card.models[dice.below(card.models.len())].clone();
        let model = &mut card.models[at];
        match dice.below(8) {
            0 => {
                model.prices = other.prices;
                model.regional = other.regional;
                model.caching = other.caching;
                model.assumed = Assumed::default();
            }
            1 => {
                (model.prices, model.regional, model.caching) = (None, None, None);
                model.assumed = Assumed::default();
            }
            2 => (model.context, model.max_output) = (other.max_output, other.context),
            3 => (model.tokenizer, model.end_of_life) = (other.tokenizer, other.end_of_life),
            4 => (model.name, model.provider) = (readable(dice), other.provider),
            5 => model.id.push_str("-b"),
            _ => {}
        }
    }
    Card::parse(&card.to_toml(), "own.toml").map_err(|faults| faults.to_string())
}

/// What the requests of a log cost, for models of the card and for others.
pub(crate) fn traffic(dice: &mut Dice, card: &Card) -> Traffic {
    let mut models = Vec::new();
    for model in &card.models {
        let mut costs = [0; 3].map(|_| {
            let digits = 10_i128.pow(dice.below(24) as u32);
            Usd::from_pico(digits * dice.below(1_000) as i128)
        });
        costs.sort_unstable();
        let (id, name) = match dice.below(8) {
            0 => continue,
            1 => ("gone".to_owned(), HOSTILE[dice.below(HOSTILE.len())].to_owned()),
            _ => (model.id.clone(), model.name.clone()),
        };
        models.push(ReplayedModel {
            id,
            name,
            requests_now: dice.roll() >> dice.below(64),
            costs: (dice.below(6) > 0).then_some(costs),
            notes: HOSTILE[dice.below(HOSTILE.len())].to_owned(),
            assumed: (0..dice.below(3)).map(|_| readable(dice)).collect(),
        });
    }
    models.truncate(dice.below(models.len() * 2));
    models.sort_by_key(|model| (model.costs.is_none(), model.costs.map(|costs| costs[1])));
    Traffic {
        requests: dice.roll() >> dice.below(64),
        now: (dice.below(6) > 0).then(|| Usd::from_pico(i128::from(dice.roll()))),
        left_out: (0..dice.below(3)).map(|_| readable(dice)).collect(),
        span: readable(dice),
        models,
    }
}

fn source(dice: &mut Dice) -> Source {
    let name = HOSTILE[dice.below(HOSTILE.len())].to_owned();
    match dice.below(3) {
        0 => Source::Builtin("support-assistant"),
        1 => Source::File(name),
        _ => Source::Kept(name),
    }
}

fn listed(dice: &mut Dice) -> Vec<Listed> {
    let count = dice.below(40);
    let row =
        |_| Listed { title: HOSTILE[dice.below(HOSTILE.len())].to_owned(), source: source(dice) };
    (0..count).map(row).collect()
}

/// What the world might say to a request; none where it says nothing.
pub(crate) fn answer(
    request: &FileRequest,
    dice: &mut Dice,
    mut open: impl FnMut(&mut Dice) -> Option<Opening>,
) -> Option<FileAnswer> {
    match request {
        FileRequest::List => Some(FileAnswer::Listed(listed(dice))),
        FileRequest::Open(number, _) => {
            let found = if dice.below(4) == 0 { None } else { open(dice) };
            let found = found.map(Box::new).ok_or_else(fault);
            Some(FileAnswer::Opened(*number, found))
        }
        FileRequest::Save(save) => Some(match dice.below(3) {
            0 => in_the_way(save.of, &save.file),
            1 => FileAnswer::NotSaved(save.of, fault()),
            _ => match save.of {
                None => FileAnswer::Done(save.file.clone()),
                Some(of) => FileAnswer::Saved(of, save.file.clone()),
            },
        }),
        FileRequest::UsualTheme(name) => Some(FileAnswer::Done(name.clone())),
        FileRequest::UsualColumns(names) => Some(FileAnswer::Done(names.join(", "))),
    }
}

fn fault() -> String {
    "\x1b[31mno such thing\x07".to_owned()
}

/// What becomes of an export.
pub(super) fn exported(export: &Export, dice: &mut Dice) -> FileAnswer {
    match dice.below(3) {
        0 => FileAnswer::Taken(export.of, export.file.clone()),
        1 => FileAnswer::NotExported(fault()),
        _ => FileAnswer::Exported(export.file.clone()),
    }
}

fn in_the_way(of: Option<Moment>, file: &str) -> FileAnswer {
    let file = file.to_owned();
    FileAnswer::InTheWay(InTheWay { of, holder: file.clone(), file })
}

/// What the world might say without being asked.
pub(crate) fn unasked(
    dice: &mut Dice,
    file: Option<&str>,
    cards: &[Arc<Card>],
    mut open: impl FnMut(&mut Dice) -> Option<Opening>,
) -> FileAnswer {
    let name = HOSTILE[dice.below(HOSTILE.len())].to_owned();
    match dice.below(8) {
        0 => FileAnswer::Listed(listed(dice)),
        1 => in_the_way(None, &name),
        2 => FileAnswer::NotSaved(None, name),
        3 => FileAnswer::ThemeChanged,
        4 | 5 => {
            let (mut found, mut faults) = (Vec::new(), Vec::new());
            for _ in 0..1 + dice.below(3) {
                let which = dice.below(cards.len());
                match edited(dice, &cards[which]) {
                    Ok(card) => found.push(card),
                    Err(fault) => faults.push(fault),
                }
            }
            FileAnswer::Cards(found, faults)
        }
        _ => {
            let file = file.map_or(name, str::to_owned);
            let found = open(dice).filter(|_| dice.below(3) > 0);
            FileAnswer::Changed(file, found.map(Box::new).ok_or_else(|| "gone".to_owned()))
        }
    }
}
