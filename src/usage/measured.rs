//! What was measured of models' thinking, as own prices that an overlay lays over a card.

use super::tally::Tally;
use super::thinking::Stated;
use crate::card::{ModelOverlay, Overlay};
use crate::effort::ThinkingTokens;

/// Fewer requests than this say little of how much a model thinks.
const FEWEST: u64 = 20;

impl Tally<'_> {
    /// What was measured of each model's thinking as an overlay, in the card's order: its mean tokens
    /// at whatever effort its requests had, zeros among them. Models of fewer than 20 requests that
    /// say so are left out; none where none is left.
    pub fn thinking_overlay(&self, source: &str) -> Option<Overlay> {
        let mut stated = vec![Stated::default(); self.card().models.len()];
        for id in self.ids() {
            if let Some(sum) = id.resolved.and_then(|found| stated.get_mut(found.model)) {
                sum.add(id.thinking);
            }
        }
        let models = self.card().models.iter().zip(stated).filter_map(|(model, stated)| {
            let mean = stated.mean().filter(|_| stated.requests >= FEWEST)?;
            let mean = u32::try_from(mean.get()).unwrap_or(ThinkingTokens::MOST);
            Some(ModelOverlay {
                id: model.id.clone(),
                thinking_tokens: ThinkingTokens::same(mean),
                ..ModelOverlay::default()
            })
        });
        let models: Vec<_> = models.collect();
        (!models.is_empty()).then(|| Overlay {
            name: "Measured thinking".to_owned(),
            source: Some(source.to_owned()),
            models,
            ..Overlay::default()
        })
    }
}
