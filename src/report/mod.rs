//! Answers laid out: each question's answer becomes a [`Report`] once, which writes itself as a table
//! for people, as Markdown, as CSV and as JSON. The commands and the explorer's export write the
//! same reports.

mod basis;
mod breakeven;
mod cap;
mod compare;
mod credits;
mod frontier;
mod json;
mod levers;
mod mix;
mod rank;
mod replay;
pub(crate) mod sheet;
mod solve;
mod subject;
mod sweep;
mod table;
mod tornado;

pub(crate) use basis::{
    BASIS, assumed_lines, availability_line, basis, card_json, card_line, currency_line,
    scenario_json, workload_line,
};
pub(crate) use breakeven::{both, break_even, caching};
pub(crate) use cap::cap;
pub(crate) use compare::{Compared, compare};
pub(crate) use credits::credits;
pub(crate) use frontier::frontier;
pub(crate) use json::{Json, answer, json};
pub(crate) use levers::levers;
pub(crate) use mix::mix;
pub(crate) use rank::{column_names, rank};
pub(crate) use replay::replay;
pub(crate) use solve::solve;
pub(crate) use subject::{Report, Subject};
pub(crate) use sweep::sweep;
pub(crate) use table::{Format, Table, paragraphs};
pub(crate) use tornado::tornado;
