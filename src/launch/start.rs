//! What the explorer is started with.

use std::sync::Arc;

use super::theme;
use crate::app::Start;
use crate::card::{self, Date};
use crate::cli::ExplorerRequest;
use crate::library::LoadedScenario;

/// What the explorer starts from, on a screen of so many columns and rows.
pub(super) fn start(request: ExplorerRequest, today: Option<Date>, size: (u16, u16)) -> Start {
    let theme = request.theme.map(|theme| theme.to_string_lossy().into_owned());
    let theme = theme.unwrap_or_else(|| "dark".to_owned());
    let themes = (theme::names(request.themes.as_deref()), theme);
    let mut cards = vec![Arc::new(request.card)];
    for builtin in card::Builtin::ALL {
        // Tests read every built-in card, so none is left out.
        cards.extend(builtin.parse().ok().map(Arc::new).filter(|other| *other != cards[0]));
    }
    Start {
        cards,
        traffic: request.traffic,
        themes,
        scenarios: request.scenarios.into_iter().map(LoadedScenario::opening).collect(),
        scores: request.scores,
        corrections: request.tokenizers.corrections(),
        keymap: request.keymap,
        today,
        mouse: !request.no_mouse,
        motion: !request.no_motion,
        columns: request.columns,
        currency: request.currency,
        keeps: false,
        keeps_prompts: false,
        present: request.present,
        size,
    }
}
