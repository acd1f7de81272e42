//! From the command line's request to the explorer on the terminal.

use std::process::ExitCode;
use std::sync::Arc;

use crate::app::{Start, State};
use crate::card;
use crate::cli::{self, Explore};
use crate::term;
use crate::view::{Depth, Theme};

/// Opens the explorer; returns when the user leaves it.
pub(crate) fn explore(request: Explore) -> ExitCode {
    let theme = match theme(request.theme.as_deref(), request.no_color) {
        Ok(theme) => theme,
        Err(fault) => {
            eprintln!("tokenfare: {fault}");
            return ExitCode::from(2);
        }
    };
    let (state, effects) = State::new(start(request));
    match term::explore(state, effects, theme) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("tokenfare: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn start(request: Explore) -> Start {
    let mut texts: [String; 4] = Default::default();
    for loaded in request.texts {
        texts[loaded.part.index()] = loaded.text;
    }
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
        scenario: request.scenario.name,
        workload: request.scenario.workload,
        texts,
        today: cli::today(),
        mouse: !request.no_mouse,
        size: term::size(),
    }
}

/// The theme asked for by name or file, in the colours the terminal can show; without a wish, the
/// light one where the terminal says that its background is light.
fn theme(wish: Option<&str>, no_color: bool) -> Result<Theme, String> {
    let var = |name: &str| std::env::var(name).ok();
    let light =
        var("COLORFGBG").is_some_and(|value| matches!(value.rsplit(';').next(), Some("7" | "15")));
    let name = wish.unwrap_or(if light { "light" } else { "dark" });
    let theme = match Theme::builtin(name) {
        Some(theme) => theme.map_err(|faults| faults.to_string())?,
        None if name.ends_with(".toml") => {
            let text = std::fs::read_to_string(name)
                .map_err(|error| format!("the theme {name} cannot be read: {error}"))?;
            Theme::parse(&text, name).map_err(|faults| faults.to_string())?
        }
        None => {
            let known = Theme::names().collect::<Vec<_>>().join(", ");
            return Err(format!(
                "there is no theme {name}: use {known}, or a file ending in .toml"
            ));
        }
    };
    let depth = if no_color {
        Depth::Mono
    } else {
        Depth::from_env(var)
    };
    Ok(theme.lowered(depth))
}
