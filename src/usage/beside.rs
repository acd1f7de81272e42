//! What stands around a request's tokens: its id, its body, and what is charged beside tokens.

use std::collections::BTreeMap;

use super::counts::{MOST_TOKENS, count};
use super::skim::{Broken, Next, Skim};

/// More names than this are of nothing that is charged.
const MOST_NAMES: usize = 40;
/// The longest name that is kept, in bytes.
const LONGEST_NAME: usize = 60;

/// What a record holds beside its tokens.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Around<'a> {
    /// The body of the request as written, where the log holds it; else nothing.
    pub(super) sent: &'a [u8],
    /// The id that Bedrock gave the request; empty where the log has none.
    pub(super) id: &'a [u8],
    /// What it is charged beside its tokens.
    pub(super) extras: Option<Box<Extras>>,
}

/// What requests were charged beside their tokens, by the names that logs give it. Nothing here has a
/// price.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extras {
    /// Text units of guardrails, by policy: `contentPolicyUnits`.
    guardrails: BTreeMap<String, u64>,
    /// Uses of tools that ran beside the model: `web_search_requests`.
    tools: BTreeMap<String, u64>,
}

impl Extras {
    /// Takes in the units of a guardrail's trace: of every object `usage` in it.
    pub(super) fn guardrails(&mut self, skim: &mut Skim<'_>) -> Result<(), Broken> {
        match skim.next()? {
            Next::Array => skim.array(|skim| self.guardrails(skim)),
            Next::Object => skim.object(|skim, key| match key {
                b"usage" => units(&mut self.guardrails, skim),
                // What a policy found may be nested to any depth.
                key if key.ends_with(b"Policy") => skim.pass(),
                _ => self.guardrails(skim),
            }),
            _ => skim.pass(),
        }
    }

    /// Takes in how often tools were used.
    pub(super) fn tools(&mut self, skim: &mut Skim<'_>) -> Result<(), Broken> {
        units(&mut self.tools, skim)
    }

    /// Takes in all of `other`.
    pub(super) fn merge(&mut self, other: &Self) {
        let pairs = [(&mut self.guardrails, &other.guardrails), (&mut self.tools, &other.tools)];
        for (ours, theirs) in pairs {
            theirs.iter().for_each(|(name, units)| add(ours, name, *units));
        }
    }

    /// Of what, by which name, and how much.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str, u64)> {
        let kinds = [("guardrails", &self.guardrails), ("tools", &self.tools)];
        kinds.into_iter().flat_map(|(kind, units)| {
            units.iter().map(move |(name, units)| (kind, name.as_str(), *units))
        })
    }

    /// Whether nothing was charged.
    pub fn is_empty(&self) -> bool {
        self.guardrails.is_empty() && self.tools.is_empty()
    }
}

/// Adds the numbers of an object by their names; what is none is passed over.
fn units(into: &mut BTreeMap<String, u64>, skim: &mut Skim<'_>) -> Result<(), Broken> {
    skim.object(|skim, key| {
        let units = skim.number()?.and_then(|written| count(written, MOST_TOKENS).ok());
        let is_name = |name: &&[u8]| {
            name.len() <= LONGEST_NAME
                && name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
        };
        let name = Some(key).filter(is_name).and_then(|name| std::str::from_utf8(name).ok());
        if let (Some(name), Some(units @ 1..)) = (name, units) {
            add(into, name, units);
        }
        Ok(())
    })
}

fn add(into: &mut BTreeMap<String, u64>, name: &str, units: u64) {
    if let Some(sum) = into.get_mut(name) {
        *sum = sum.saturating_add(units);
    } else if into.len() < MOST_NAMES {
        into.insert(name.to_owned(), units);
    }
}
