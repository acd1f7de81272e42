//! From the command line's request to the explorer: on the terminal, or in a picture.

mod export;
mod picture;
mod start;
mod theme;

use std::ffi::{OsStr, OsString};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use start::start;

use crate::app::{Message, State, update};
use crate::cli::{self, ExplorerRequest, Screenshot};
use crate::library::{Desk, Fault, Keeper, settings, state_folder};
use crate::term::{self, Errand};
use crate::view::Depth;

/// Opens the explorer; returns when the user leaves it.
pub(crate) fn explore(request: ExplorerRequest) -> ExitCode {
    conclude(on_terminal(request))
}

/// Draws the explorer into files.
pub(crate) fn screenshot(request: Screenshot) -> ExitCode {
    conclude(picture::take(request).map(|()| 0))
}

/// Lists the themes, or writes the named one; `folder` holds the user's own.
pub(crate) fn themes(folder: Option<&Path>, named: Option<&OsStr>) -> ExitCode {
    let said = match named {
        None => Ok(theme::list(folder)),
        Some(named) => theme::load(named, folder).map(|theme| theme.to_toml()),
    };
    let said = match said {
        Ok(said) => said,
        Err(unusable) => return conclude(Err(unusable.into())),
    };
    match std::io::stdout().lock().write_all(said.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let sentence = format!("cannot write the result: {error}");
            conclude(Err(Fault::Failure(sentence)))
        }
        _ => conclude(Ok(0)),
    }
}

fn conclude(ended: Result<u8, Fault>) -> ExitCode {
    let code = match &ended {
        Ok(code) => *code,
        Err(Fault::Input(_)) => 2,
        Err(Fault::Failure(_)) => 1,
    };
    for sentence in ended.err().map(Fault::sentences).unwrap_or_default() {
        eprintln!("tokenfare: {sentence}");
    }
    ExitCode::from(code)
}

fn on_terminal(request: ExplorerRequest) -> Result<u8, Fault> {
    let var = |name: &str| std::env::var(name).ok();
    let depth = if request.no_color { Depth::Mono } else { Depth::from_env(var) };
    // Without a wish, the light one where the terminal says that its background is light.
    let light =
        var("COLORFGBG").is_some_and(|value| matches!(value.rsplit(';').next(), Some("7" | "15")));
    let usual = if light { "light" } else { "dark" };
    let wish = request.theme.clone().or(request.usual_theme.clone().map(OsString::from));
    let wish = wish.unwrap_or_else(|| usual.into());
    let mut warnings = request.warnings.clone();
    let theme = match theme::load(&wish, request.themes.as_deref()) {
        Ok(theme) => theme,
        // A mistyped name is told at once; a broken file of the user's stops nothing.
        Err(theme::Unusable::Missing(sentence)) if request.theme.is_some() => {
            return Err(Fault::input(sentence));
        }
        Err(theme::Unusable::Missing(sentence) | theme::Unusable::Faulty(sentence)) => {
            warnings.push(sentence);
            theme::usual(usual)?
        }
    };
    let theme_file = Some(PathBuf::from(&wish)).filter(|file| file.is_file());
    let theme = theme.lowered(depth);
    let tokenizers = request.tokenizers.clone();
    let opened = request.scenarios.clone();
    let card_file = request.card_file.clone();
    let called = theme::Called { first: wish, folder: request.themes.clone() };
    let exported = called.clone();
    let keep_prompts = request.keep_prompts;
    let state_folder = state_folder();
    let mut keeper = Keeper::new(state_folder.as_ref().map(|folder| folder.join("kept")));
    let mut start = start(request, cli::today(), term::size());
    start.keeps = true;
    start.keeps_prompts = keep_prompts;
    start.themes.1 = called.first.to_string_lossy().into_owned();
    let (mut state, mut effects) = State::new(start);
    if !warnings.is_empty() {
        let warned = Message::Warned(warnings.join("; "));
        effects.extend(update(&mut state, [warned]));
    }
    let outside = term::Around {
        load: move || tokenizers.load(),
        files: move |tell| {
            let mut desk = Desk::of_user(settings::path().as_deref(), state_folder, tell);
            let mut start = Some((opened, card_file, theme_file));
            move |errand| {
                // Not before the first frame.
                if let Some((opened, card_file, theme_file)) = start.take() {
                    opened.iter().for_each(|loaded| desk.has_read(loaded));
                    card_file.iter().for_each(|path| desk.has_card(path));
                    theme_file.iter().for_each(|path| desk.has_theme(path));
                }
                match errand {
                    Errand::Export(asked, state) => {
                        Some(export::serve(&mut desk, asked, &state, &exported, depth))
                    }
                    Errand::Files(request) => desk.serve(request),
                }
            }
        },
        keep: move |unsaved| keeper.keep(&unsaved),
        theme: move |name: &str| {
            let theme = called.load(name);
            theme.map(|theme| theme.lowered(depth)).map_err(theme::Unusable::sentence)
        },
    };
    term::explore(state, effects, theme, outside)
        .map_err(|error| Fault::Failure(format!("{error:#}")))
}
