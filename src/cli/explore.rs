//! What the explorer is asked to open.

use std::path::{Path, PathBuf};

use super::args::ExploreArgs;
use super::error::Result;
use super::load::{self, LoadedText};
use super::settings::{self, TokenizerFiles};
use crate::card::Card;
use crate::document::printable;
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
    let commands = "; commands are `rank`, `price`, `count`, `usage` and `rates`";
    let (scenario, path) = load::scenario(named, commands)?;
    let texts = load::texts(&scenario, path.as_deref())?;
    Ok(Explore {
        texts,
        card: load::card(args.card.rates.as_deref())?,
        scenario,
        path,
        theme: args.theme,
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
