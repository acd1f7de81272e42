//! From the command line's request to the explorer: on the terminal, or in a picture.

mod file;
mod picture;

use std::process::ExitCode;
use std::sync::Arc;

use crate::app::{Opening, Start, State};
use crate::card::{self, Date};
use crate::cli::{self, Explore, LoadedScenario, Screenshot};
use crate::term;
use crate::view::{Depth, Theme};

/// Opens the explorer; returns when the user leaves it.
pub(crate) fn explore(request: Explore) -> ExitCode {
    conclude(on_terminal(request))
}

/// Draws the explorer into files.
pub(crate) fn screenshot(request: Screenshot) -> ExitCode {
    conclude(picture::take(request).map(|()| 0))
}

/// Why there is no explorer, in a sentence.
enum Fault {
    /// What the user gave cannot be used. Exit code 2.
    Input(String),
    /// Something failed. Exit code 1.
    Failure(String),
}

fn conclude(ended: Result<u8, Fault>) -> ExitCode {
    let (code, sentence) = match ended {
        Ok(code) => return ExitCode::from(code),
        Err(Fault::Input(sentence)) => (2, sentence),
        Err(Fault::Failure(sentence)) => (1, sentence),
    };
    eprintln!("tokenfare: {sentence}");
    ExitCode::from(code)
}

fn on_terminal(request: Explore) -> Result<u8, Fault> {
    let var = |name: &str| std::env::var(name).ok();
    let depth = if request.no_color {
        Depth::Mono
    } else {
        Depth::from_env(var)
    };
    // Without a wish, the light one where the terminal says that its background is light.
    let light =
        var("COLORFGBG").is_some_and(|value| matches!(value.rsplit(';').next(), Some("7" | "15")));
    let wish = request.theme.as_deref();
    let theme = theme(wish.unwrap_or(if light { "light" } else { "dark" }))?.lowered(depth);
    let tokenizers = request.tokenizers.clone();
    let (state, effects) = State::new(start(request, cli::today(), term::size()));
    term::explore(state, effects, theme, move || tokenizers.load())
        .map_err(|error| Fault::Failure(format!("{error:#}")))
}

/// What the explorer starts from, on a screen of so many columns and rows.
fn start(request: Explore, today: Option<Date>, size: (u16, u16)) -> Start {
    let mut cards = vec![Arc::new(request.card)];
    for builtin in card::Builtin::ALL {
        // Tests read every built-in card, so none is left out.
        cards.extend(
            builtin
                .parse()
                .ok()
                .map(Arc::new)
                .filter(|other| *other != cards[0]),
        );
    }
    Start {
        cards,
        scenarios: request.scenarios.into_iter().map(opening).collect(),
        today,
        mouse: !request.no_mouse,
        motion: !request.no_motion,
        present: request.present,
        size,
    }
}

/// A scenario as the explorer opens it.
fn opening(loaded: LoadedScenario) -> Opening {
    let mut texts: [String; 4] = Default::default();
    for text in loaded.texts {
        texts[text.part.index()] = text.text;
    }
    Opening {
        name: loaded.scenario.name,
        notes: loaded.scenario.notes,
        workload: loaded.scenario.workload,
        texts,
        file: loaded.path.map(|path| path.display().to_string()),
    }
}

/// The theme of this name or file, in full colour.
fn theme(name: &str) -> Result<Theme, Fault> {
    let theme = match Theme::builtin(name) {
        Some(theme) => theme,
        None if name.ends_with(".toml") => {
            let text = std::fs::read_to_string(name).map_err(|error| {
                Fault::Input(format!("the theme {name} cannot be read: {error}"))
            })?;
            Theme::parse(&text, name)
        }
        None => {
            let known = Theme::names().collect::<Vec<_>>().join(", ");
            return Err(Fault::Input(format!(
                "there is no theme {name}: use {known}, or a file ending in .toml"
            )));
        }
    };
    theme.map_err(|faults| Fault::Input(faults.to_string()))
}
