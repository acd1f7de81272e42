//! The room as a whole: from bytes to totals.

mod ends;
mod fitted;
mod hostile;
mod recorded;
mod replayed;
mod shapes;

use super::{Cuts, Facet, Plan, Reader, Tally};
use crate::card::{Buckets, Builtin, Card, LANES, Lane};
use crate::money::Tokens;
use crate::tokens::{Estimate, KindTotals, Ratio, TextKind};

fn card() -> Card {
    Builtin::List.parse().unwrap()
}

fn plan(card: &Card) -> Plan<'_> {
    let by = ["caller", "day"].map(|name| Facet::named(name).unwrap()).to_vec();
    let counts = Estimate::of_all(&KindTotals::of(TextKind::Docs, Ratio::REFERENCE));
    Plan { histogram: true, by, fit: Some(Cuts::new(card, &counts)), ..Plan::new(card) }
}

/// Reads a file that comes in pieces of at most `piece` bytes.
fn read_in(tally: &mut Tally<'_>, file: usize, bytes: &[u8], piece: usize) {
    let mut reader = Reader::new(tally, file, 0, None);
    let mut rest = bytes;
    while !rest.is_empty() {
        let space = reader.space();
        let count = piece.min(space.len()).min(rest.len());
        space[..count].copy_from_slice(&rest[..count]);
        rest = &rest[count..];
        reader.filled(count);
    }
    reader.finish();
}

fn tally_of<'c>(plan: &'c Plan<'c>, text: &str) -> Tally<'c> {
    let mut tally = Tally::new(plan);
    read_in(&mut tally, 0, text.as_bytes(), usize::MAX);
    tally
}

/// Everything that must not depend on how a log is cut into files.
fn totals(tally: &Tally<'_>) -> impl PartialEq + std::fmt::Debug + use<> {
    let mut ids = tally.ids().to_vec();
    ids.sort_by(|a, b| a.bedrock_id.cmp(&b.bedrock_id));
    (
        ids,
        tally.span(),
        tally.lengths().clone(),
        tally.caching(),
        tally.skips().reasons().collect::<Vec<_>>(),
        tally.cells().to_csv(tally.ids()),
        tally.replayed().to_vec(),
        (tally.by().groups().clone(), tally.by().days().clone()),
        tally.lines_not_utf8(),
    )
}

fn buckets(tokens: [u64; 5]) -> Buckets<Tokens> {
    Buckets::from_billed(tokens.map(Tokens::new))
}

/// The one request of a text: its model, tokens and how it was served.
fn only(text: &str) -> (String, Buckets<Tokens>, Lane) {
    let card = card();
    let plan = plan(&card);
    let tally = tally_of(&plan, text);
    let skipped: Vec<_> = tally.skips().reasons().collect();
    assert_eq!((tally.requests(), skipped), (1, Vec::new()), "{text}");
    let id = &tally.ids()[0];
    let lane = LANES.iter().find(|spec| id.by_lane[spec.lane as usize] == 1).unwrap().lane;
    (id.bedrock_id.clone(), id.tokens, lane)
}
