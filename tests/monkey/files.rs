//! Scenarios and answers about files, made up.

use tokenfare::app::{FileAnswer, FileRequest, Listed, Opening, Source};
use tokenfare::controls::{CONTROLS, CREDIT_CONTROLS, Facts};
use tokenfare::document::is_hidden;
use tokenfare::workload::Workload;

use super::events::{Dice, HOSTILE};

/// A workload with some of its controls anywhere.
fn workload(dice: &mut Dice) -> Workload {
    let mut work = Workload::default();
    for spec in CONTROLS.iter().chain(CREDIT_CONTROLS) {
        let position = (dice.roll() % 1_001) as f64 / 1_000.0;
        match dice.below(4) {
            0 if spec.control.switch(&work).is_some() => spec.control.flip(&mut work),
            0 => {
                work = spec
                    .control
                    .set(&work, spec.control.at(position), Facts::default())
            }
            _ => {}
        }
    }
    work
}

/// A text as the reader of scenarios lets it through.
fn readable(dice: &mut Dice) -> String {
    let text = HOSTILE[dice.below(HOSTILE.len())];
    text.chars().filter(|c| !is_hidden(*c)).collect()
}

/// A scenario with this number, which tells it from every other.
pub(crate) fn opening(dice: &mut Dice, number: usize) -> Opening {
    let mut texts = <[String; 4]>::default();
    for text in &mut texts {
        if dice.below(3) == 0 {
            *text = HOSTILE[dice.below(HOSTILE.len())].repeat(1 + dice.below(4));
        }
    }
    Opening {
        name: format!("{number} {}", readable(dice)),
        notes: readable(dice),
        workload: workload(dice),
        texts,
        file: (dice.below(2) == 0).then(|| format!("{number}.toml")),
        keeps_text: dice.below(2) == 0,
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
    let row = |_| Listed {
        title: HOSTILE[dice.below(HOSTILE.len())].to_owned(),
        source: source(dice),
    };
    (0..count).map(row).collect()
}

/// What the world might say to a request; none where it says nothing.
pub(crate) fn answer(
    request: &FileRequest,
    dice: &mut Dice,
    mut open: impl FnMut(&mut Dice) -> Option<Opening>,
) -> Option<FileAnswer> {
    let fault = || "\x1b[31mno such thing\x07".to_owned();
    let name = || HOSTILE[0].to_owned();
    match request {
        FileRequest::List => Some(FileAnswer::Listed(listed(dice))),
        FileRequest::Open(source) => {
            let found = if dice.below(4) == 0 { None } else { open(dice) };
            let found = found.map(Box::new).ok_or_else(fault);
            Some(FileAnswer::Opened(source.clone(), found))
        }
        FileRequest::Save(save) => Some(match dice.below(3) {
            0 => FileAnswer::InTheWay(save.file.clone()),
            1 => FileAnswer::NotSaved(fault()),
            _ if !save.scenario => FileAnswer::Done(save.file.clone()),
            _ => FileAnswer::Saved(save.file.clone()),
        }),
        FileRequest::UsualTheme(name) => Some(FileAnswer::Done(name.clone())),
        FileRequest::Export(export) => Some(match (&export.file, dice.below(3)) {
            (None, _) => FileAnswer::Report(name()),
            (Some(file), 0) => FileAnswer::Taken(file.clone()),
            (Some(_), 1) => FileAnswer::NotExported(fault()),
            (Some(file), _) => FileAnswer::Exported(file.clone()),
        }),
        FileRequest::Keep(_) | FileRequest::Forget(_) => None,
    }
}

/// What the world might say without being asked.
pub(crate) fn unasked(
    dice: &mut Dice,
    file: Option<&str>,
    mut open: impl FnMut(&mut Dice) -> Option<Opening>,
) -> FileAnswer {
    let name = HOSTILE[dice.below(HOSTILE.len())].to_owned();
    match dice.below(5) {
        0 => FileAnswer::Listed(listed(dice)),
        1 => FileAnswer::InTheWay(name),
        2 => FileAnswer::NotSaved(name),
        _ => {
            let file = file.map_or(name, str::to_owned);
            let found = open(dice).filter(|_| dice.below(3) > 0);
            FileAnswer::Changed(file, found.map(Box::new).ok_or_else(|| "gone".to_owned()))
        }
    }
}
