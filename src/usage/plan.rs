//! How a log is to be read.

use super::bedrock_id::Resolved;
use super::facets::Facet;
use super::names::Names;
use super::only::Only;
use super::replay::Replay;
use super::segments::Cuts;
use crate::card::Card;

/// How a log is to be read.
#[derive(Debug)]
pub struct Plan<'c> {
    /// The card whose models and prices hold.
    pub card: &'c Card,
    /// The id of the model of requests that name none.
    pub assumed_model: Option<&'c str>,
    /// What ids stand for that name no model.
    pub names: Names,
    /// Prices every request on every model too.
    pub replay: Option<Replay<'c>>,
    /// Whether to gather the histogram.
    pub histogram: bool,
    /// Gathers what a workload is made of.
    pub fit: Option<Cuts>,
    /// Whether to compare the texts of requests with what was billed for them.
    pub learn: bool,
    /// Whether to add up tokens by day, as a bill does.
    pub daily: bool,
    /// The requests that are meant.
    pub only: Only,
    /// What to tell them apart by; nothing for not at all.
    pub by: Vec<Facet>,
}

impl<'c> Plan<'c> {
    /// To read all requests, and no more than their totals.
    pub const fn new(card: &'c Card) -> Self {
        Self {
            card,
            assumed_model: None,
            names: Names::NONE,
            replay: None,
            histogram: false,
            fit: None,
            learn: false,
            daily: false,
            only: Only::ALL,
            by: Vec::new(),
        }
    }

    /// The model that an id names, or stands for.
    pub(super) fn resolve(&self, id: &str) -> Option<Resolved> {
        self.names.resolve(self.card, id)
    }
}
