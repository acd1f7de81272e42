//! What the explorer is asked to open.

use std::path::{Path, PathBuf};

use clap::CommandFactory;

use super::args::{Args, ExploreArgs};
use super::error::{Error, Result};
use super::load::{self, LoadedText};
use super::settings::{self, TokenizerFiles};
use crate::card::Card;
use crate::config::Config;
use crate::document::{nearest, printable};
use crate::scenario::{Builtin, Scenario};

/// A request for the explorer, with everything read that it names.
#[derive(Debug)]
pub struct Explore {
    /// The scenario; its texts are not counted yet.
    pub scenario: Scenario,
    /// The file it came from, to which it is saved; none for a built-in one.
    pub path: Option<PathBuf>,
    /// The texts of the scenario.
    pub texts: Vec<LoadedText>,
    /// The rate card.
    pub card: Card,
    /// The theme that was asked for.
    pub theme: Option<String>,
    /// The theme of the user's settings.
    pub usual_theme: Option<String>,
    /// The folder of the user's own themes, which may be missing.
    pub themes: Option<PathBuf>,
    /// What of the user's settings cannot be used, a sentence each.
    pub warnings: Vec<String>,
    /// Whether colours were refused.
    pub no_color: bool,
    /// Whether the mouse was refused.
    pub no_mouse: bool,
    /// The user's own tokenizers; reading their files can take longer than the first frame may.
    pub tokenizers: TokenizerFiles,
}

/// What is opened when nothing is named.
const FIRST: Builtin = Builtin::ALL[0];

/// What `args` ask for, with the user's settings in the file `config`, if any.
pub(super) fn request(args: ExploreArgs, config: Option<&Path>) -> Result<Explore> {
    let named = args.scenario.as_deref().unwrap_or(FIRST.name());
    // A mistyped command is taken for a scenario.
    let command = Args::command();
    let names = command.get_subcommands().map(clap::Command::get_name);
    let is_known = Builtin::named(named).is_some() || Path::new(named).exists();
    if !is_known && let Some(near) = nearest(named, names) {
        return Err(Error::input(format!(
            "there is no scenario `{}`; did you mean the command `{near}`?",
            printable(named)
        )));
    }
    let (scenario, path) = load::scenario(named, "")?;
    let texts = load::texts(&scenario, path.as_deref())?;
    let themes = settings::themes(config);
    // Broken settings are told on the screen, and stop nothing.
    let (config, settings, warnings) = match settings::load(config) {
        Ok(settings) => (config, settings, Vec::new()),
        Err(error) => (None, Config::default(), error.sentences()),
    };
    Ok(Explore {
        texts,
        card: load::chosen(&args.card)?,
        scenario,
        path,
        theme: args.theme,
        usual_theme: settings.theme,
        themes,
        warnings,
        no_color: args.no_color,
        no_mouse: args.no_mouse,
        tokenizers: settings::tokenizer_files(config, &args.tokenizers.tokenizer)?,
    })
}

/// What to say where there is no terminal to explore in.
pub(super) fn without_terminal(named: Option<&str>) -> String {
    format!(
        "The explorer needs a terminal; `tokenfare rank {}` prints the same ranking without one.\n",
        printable(named.unwrap_or(FIRST.name()))
    )
}
