//! The mix of a scenario in TOML.

use super::count::count;
use crate::document::{Draft, Value, number, quoted, with_point};
use crate::money::{Share, Tokens};
use crate::workload::{MAX_SECTION_TOKENS, Mix, MixRoute};

pub(super) fn read(value: Value<'_, '_>) -> Option<Mix> {
    let mut routes = Vec::new();
    for item in value.items()? {
        let table = item.table()?;
        let model = table.required("model").text();
        let share = table.required("share").decimal(Share::parse);
        let [answer, cap] = [("answer", 0), ("cap", 1)].map(|(key, least)| {
            count(table.value(key), least, MAX_SECTION_TOKENS).map(Tokens::new)
        });
        table.finish();
        routes.push(MixRoute { model: model?.into(), share: share?, answer, cap });
    }
    match Mix::new(routes) {
        Ok(mix) => Some(mix),
        Err(fault) => value.refuse(fault),
    }
}

pub(super) fn write(mix: &Mix, out: &mut Draft) {
    for route in mix.routes() {
        out.line("");
        out.line("[[mix]]");
        out.set("model", &quoted(&route.model));
        out.remarked("share", &with_point(route.share.decimal()), "of the requests");
        if let Some(answer) = route.answer {
            out.remarked("answer", &number(answer.get()), "tokens of a mean answer");
        }
        if let Some(cap) = route.cap {
            out.remarked("cap", &number(cap.get()), "max output tokens");
        }
    }
}
