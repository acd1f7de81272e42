//! The ranking as text to paste elsewhere.

use std::fmt::Write as _;

use super::state::State;
use crate::billing::Note;
use crate::money::{Usd, percent};

impl State {
    /// The rows shown as a Markdown table, followed by what they rest on.
    pub fn markdown(&self) -> String {
        let (card, work) = (self.card(), self.workload());
        let mut out = String::from(
            "| # | Model | Provider | $/month | x best | output | $/request | notes |\n\
             |---:|---|---|---:|---:|---:|---:|---|\n",
        );
        for &at in self.table().rows() {
            let row = &self.ranking().rows[at];
            let Some(model) = card.models.get(row.model) else {
                continue;
            };
            let (name, provider) = (cell(&model.name), cell(&model.provider));
            let written = match &row.bill {
                Ok(bill) => {
                    let times = row
                        .times_cheapest
                        .map_or(String::new(), |times| format!("{times:.1}x"));
                    let share = bill.output_share().map_or(String::new(), percent);
                    let total = bill.total();
                    let notes: Vec<String> = bill.notes.iter().map(Note::words).collect();
                    let each = request_cost(total, bill.requests);
                    let notes = notes.join(", ");
                    writeln!(
                        out,
                        "| {} | {name} | {provider} | {total} | {times} | {share} | {each} | {notes} |",
                        at + 1
                    )
                }
                Err(reason) => {
                    writeln!(
                        out,
                        "|  | {name} | {provider} |  |  |  |  | {} |",
                        reason.words()
                    )
                }
            };
            // Writing to a String cannot fail.
            debug_assert!(written.is_ok());
        }
        let shared = format!(
            "\n{}: {} requests a month, {} tokens in and {} out each, {} price. \
             {}, {}. Made by tokenfare.\n",
            self.scenario(),
            crate::money::grouped(work.requests),
            work.prompt.input(),
            work.answer.mean,
            work.scope.label(),
            card.name,
            card.as_of,
        );
        out + &shared
    }
}

/// The mean cost of a request; nothing to show without requests.
fn request_cost(total: Usd, requests: u64) -> String {
    if requests == 0 {
        String::new()
    } else {
        total.per(requests).to_string()
    }
}

/// A name as a cell of a Markdown table.
fn cell(name: &str) -> String {
    name.replace('|', "\\|")
}
