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
    /// The scenarios, at least one.
    pub scenarios: Vec<LoadedScenario>,
    /// The rate card.
    pub card: Card,
    /// The theme that was asked for.
    pub theme: Option<String>,
    /// Whether colours were refused.
    pub no_color: bool,
    /// Whether the mouse was refused.
    pub no_mouse: bool,
    /// Whether to start with the screen of a meeting.
    pub present: bool,
    /// Whether nothing may move by itself.
    pub no_motion: bool,
    /// The user's own tokenizers; reading their files can take longer than the first frame may.
    pub tokenizers: TokenizerFiles,
}

/// A scenario with everything read that it names; its texts are not counted yet.
#[derive(Debug, Clone)]
pub struct LoadedScenario {
    /// The scenario.
    pub scenario: Scenario,
    /// The file it came from, to which it is saved; none for one that is built in or fitted to
    /// logs.
    pub path: Option<PathBuf>,
    /// Its texts.
    pub texts: Vec<LoadedText>,
}

/// What is opened when nothing is named.
const FIRST: Builtin = Builtin::ALL[0];

/// What `args` ask for, with the user's settings in the file `config`, if any, and the scenario
/// fitted to `--usage`.
pub(super) fn request(
    args: ExploreArgs,
    config: Option<&Path>,
    traffic: Option<Scenario>,
) -> Result<Explore> {
    let mut scenarios = Vec::new();
    scenarios.extend(traffic.map(|scenario| LoadedScenario {
        scenario,
        path: None,
        texts: Vec::new(),
    }));
    for named in &args.scenarios {
        scenarios.push(scenario(named)?);
    }
    if scenarios.is_empty() {
        scenarios.push(scenario(FIRST.name())?);
    }
    Ok(Explore {
        scenarios,
        card: load::chosen(&args.card)?,
        theme: args.theme,
        no_color: args.no_color,
        no_mouse: args.no_mouse,
        present: args.present,
        no_motion: args.no_motion,
        tokenizers: settings::tokenizer_files(config, &args.tokenizers.tokenizer)?,
    })
}

fn scenario(named: &str) -> Result<LoadedScenario> {
    // A mistyped command is taken for a scenario.
    let commands = "; commands are `rank`, `price`, `count`, `usage` and `rates`";
    let (scenario, path) = load::scenario(named, commands)?;
    let texts = load::texts(&scenario, path.as_deref())?;
    Ok(LoadedScenario {
        scenario,
        path,
        texts,
    })
}

/// What to say where there is no terminal to explore in.
pub(super) fn without_terminal(named: Option<&str>) -> String {
    format!(
        "The explorer needs a terminal; `tokenfare rank {}` prints the same ranking without one.\n",
        printable(named.unwrap_or(FIRST.name()))
    )
}
