//! Lengths of answers in TOML: pairs of a length and how many answers had it, and of those that ended
//! because of a cap.

use super::count::count;
use crate::document::{self, Draft, Table, Value, number};
use crate::money::Tokens;
use crate::workload::{Lengths, MAX_ANSWERS, MAX_SECTION_TOKENS};

/// The lengths in a table of an answer.
pub(super) fn read(table: &Table<'_>) -> Option<Lengths> {
    let [value, ended] = ["lengths", "ended_at_cap"].map(|key| table.value(key));
    let seen = pairs(value).and_then(|pairs| match Lengths::new(pairs) {
        Ok(lengths) => Some(lengths),
        Err(fault) => value.refuse(fault),
    });
    if !ended.is_present() {
        return seen;
    }
    let Some(seen) = seen else {
        if !value.is_present() {
            ended.fault("stands beside lengths only");
        }
        return None;
    };
    match seen.with_ended(pairs(ended)?) {
        Ok(marked) => Some(marked),
        Err(fault) => ended.refuse(fault),
    }
}

fn pairs(value: Value<'_, '_>) -> Option<Vec<(Tokens, u64)>> {
    let mut counts = Vec::new();
    for pair in value.items()? {
        let of_two = match pair.kind() {
            Some(document::Kind::List) => pair.items(),
            _ => None,
        };
        let Some([length, answers]) = of_two.as_deref() else {
            return pair.refuse("must hold pairs of tokens and answers, as in [120, 14]");
        };
        let length = count(*length, 0, MAX_SECTION_TOKENS)?;
        counts.push((Tokens::new(length), count(*answers, 0, MAX_ANSWERS)?));
    }
    Some(counts)
}

pub(super) fn write(lengths: &Lengths, out: &mut Draft) {
    list("lengths", lengths.counts(), out);
    if lengths.ended().len() > 0 {
        out.line("# Of these ended because of a cap: how long they would be is not known.");
        list("ended_at_cap", lengths.ended(), out);
    }
}

fn list(key: &str, pairs: impl Iterator<Item = (Tokens, u64)>, out: &mut Draft) {
    out.line(&format!("{key} = ["));
    let pair = |(length, answers): (Tokens, u64)| {
        format!("[{}, {}]", number(length.get()), number(answers))
    };
    let pairs: Vec<String> = pairs.map(pair).collect();
    for row in pairs.chunks(8) {
        out.line(&format!("  {},", row.join(", ")));
    }
    out.line("]");
}
