//! What the explorer is asked to open.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{CardArg, ExploreArgs};
use super::error::{Error, Result};
use crate::app::action::Keymap;
use crate::app::columns::Column;
use crate::app::{OwnScores, Scoring};
use crate::card::Card;
use crate::document::printable;
use crate::library::{Config, Fault, LoadedScenario, TokenizerFiles, load, settings};
use crate::money::Currency;
use crate::scenario::{Builtin, Scenario, ShortFault, is_short};
use crate::score::Scores;
use crate::usage::Traffic;

/// A request for the explorer, with everything read that it names.
#[derive(Debug)]
pub struct ExplorerRequest {
    /// The scenarios, at least one.
    pub scenarios: Vec<LoadedScenario>,
    /// What the requests of `--usage` cost on every model of the card.
    pub traffic: Option<Traffic>,
    /// The rate card.
    pub card: Card,
    /// The file it came from, where nothing is laid over it; none for a built-in one.
    pub card_file: Option<PathBuf>,
    /// How good models are: the scores that were asked for, or those of the settings.
    pub scores: Scoring,
    /// The theme that was asked for.
    pub theme: Option<OsString>,
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
    /// Whether to start with the screen of a meeting.
    pub present: bool,
    /// Every key, the user's own among them.
    pub keymap: Keymap,
    /// The columns of the ranking in the user's settings.
    pub columns: Vec<Column>,
    /// The currency that amounts can be shown in.
    pub currency: Currency,
    /// Whether nothing may move by itself.
    pub no_motion: bool,
    /// Whether the texts of prompts are kept with unsaved work.
    pub keep_prompts: bool,
    /// The user's own tokenizers; reading their files can take longer than the first frame may.
    pub tokenizers: TokenizerFiles,
}

/// What is opened when nothing is named.
const FIRST: Builtin = Builtin::ALL[0];

/// What `args` ask for, with the user's settings in the file `config`, if any, and the scenario
/// fitted to `--usage`.
pub(super) fn request(
    args: ExploreArgs,
    config: Option<&Path>,
    traffic: Option<(Scenario, Traffic)>,
) -> Result<ExplorerRequest> {
    let mut named = args.open.scenarios;
    if let Some(short) = args.open.from {
        if !is_short(&short) {
            let (short, fault) = (printable(&short), ShortFault::NotShort);
            return Err(Error::input(format!("--from {short} {fault}")));
        }
        named.insert(0, short.into());
    }
    if named.is_empty() && traffic.is_none() {
        named.push(FIRST.name().into());
    }
    let (fitted, traffic) = traffic.unzip();
    let fitted = fitted.map(|scenario| LoadedScenario { scenario, path: None, texts: Vec::new() });
    let named = named.iter().map(|named| LoadedScenario::named(named));
    let scenarios = fitted.into_iter().map(Ok).chain(named);
    let themes = settings::themes(config);
    // Broken settings are told on the screen, and stop nothing.
    let (config, settings, warnings) = match settings::load(config) {
        Ok(settings) => (config, settings, Vec::new()),
        Err(error) => (None, Config::default(), error.sentences()),
    };
    let mut warnings = warnings;
    let plain = args.open.card.overlay.is_none() && settings.overlay.is_none();
    let file = args.open.card.rates.as_deref().map(PathBuf::from);
    let card_file = file.filter(|file| plain && file.is_file());
    let card = match &args.open.card {
        CardArg { rates: None, overlay } => {
            let usual = CardArg {
                rates: settings.rates.as_deref().map(|named| beside(config, named)),
                overlay: overlay
                    .clone()
                    .or(settings.overlay.as_deref().map(|named| beside(config, named))),
            };
            match usual.load() {
                // What was asked for has to be there; what is usual stops nothing.
                Err(error) if overlay.is_none() => {
                    warnings.extend(error.sentences());
                    args.open.card.load()?
                }
                chosen => chosen?,
            }
        }
        asked => asked.load()?,
    };
    let tokenizers = args.open.tokenizers.files(config, &card)?;
    let usual = settings.scores.as_deref().map(|named| beside(config, named));
    let usual = usual.map(|named| (load::scores(&named, &card), named));
    let usual = match usual {
        Some((Ok(scores), named)) => Some((scores, named)),
        // What is usual stops nothing.
        Some((Err(error), _)) => {
            warnings.extend(error.sentences());
            None
        }
        None => None,
    };
    let asked = args.open.scores.load(&card)?.zip(args.open.scores.scores);
    let scores = scoring(usual, asked);
    Ok(ExplorerRequest {
        scenarios: scenarios.collect::<std::result::Result<_, Fault>>()?,
        card,
        card_file,
        scores,
        traffic,
        theme: args.theme,
        usual_theme: settings.theme,
        themes,
        warnings,
        no_color: args.no_color,
        no_mouse: args.no_mouse,
        present: args.present,
        keymap: settings.keymap,
        columns: settings.columns,
        currency: args.open.currency.currency.or(settings.currency).unwrap_or_default(),
        no_motion: args.no_motion || settings.motion == Some(false),
        keep_prompts: settings.keep_prompts == Some(true),
        tokenizers,
    })
}

/// The scores to choose from: those of the user's own that are asked for or usual, in use unless ratings that
/// are built in are asked for.
fn scoring(usual: Option<(Scores, OsString)>, asked: Option<(Scores, OsString)>) -> Scoring {
    let builtin = |named: &Option<(Scores, OsString)>| named.as_ref()?.0.builtin;
    let used = if asked.is_some() { builtin(&asked) } else { builtin(&usual) };
    let own = [asked, usual].into_iter().flatten().find(|(scores, _)| scores.builtin.is_none());
    let own = own.map(|(scores, file)| OwnScores {
        file: file.to_string_lossy().into_owned(),
        scores: Arc::new(scores),
    });
    Scoring::new(own, used)
}

/// A card or overlay as the settings name it: a file beside them, or what is built in.
fn beside(config: Option<&Path>, named: &str) -> OsString {
    let folder = config.and_then(Path::parent);
    let file = folder.map(|folder| folder.join(named));
    match file.filter(|file| file.is_file()) {
        Some(file) => file.into_os_string(),
        None => named.into(),
    }
}

/// What to say where there is no terminal to explore in.
pub(super) fn without_terminal(named: Option<&str>) -> String {
    format!(
        "The explorer needs a terminal; `tokenfare rank {}` prints the same ranking without one.\n",
        printable(named.unwrap_or(FIRST.name()))
    )
}
