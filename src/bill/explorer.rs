//! Answers of Cost Explorer: `aws ce get-cost-and-usage`, grouped by usage type, or by service or
//! record type and usage type; one, or the pages of one after another.

use serde_json::Value;

use super::fault::{BillFault, LineFault};
use super::line::{Field, Line};
use super::sums::Adder;

/// How the groups of an answer should be asked for.
const GROUPS: &str =
    "--group-by Type=DIMENSION,Key=SERVICE Type=DIMENSION,Key=USAGE_TYPE names what was used";
/// What an answer should measure.
const METRICS: &str = "ask for --metrics UnblendedCost UsageQuantity";
/// The metrics that are costs; the first that is there holds.
const COSTS: [&str; 3] = ["UnblendedCost", "AmortizedCost", "BlendedCost"];

/// Reads an answer; whether another page follows that is not there.
pub(super) fn read(
    bytes: &[u8],
    adder: &mut Adder<'_>,
    mut note: impl FnMut(u64, LineFault),
) -> Result<bool, BillFault> {
    let refused = |words: &str| BillFault::Json(words.to_owned());
    let pages = serde_json::Deserializer::from_slice(bytes).into_iter::<Value>();
    let (mut at, mut goes_on) = (0, false);
    for page in pages {
        let page = page.map_err(|error| refused(&format!("it cannot be read ({error})")))?;
        let results = page.get("ResultsByTime").and_then(Value::as_array);
        let results = results.ok_or_else(|| refused("it has no `ResultsByTime`"))?;
        goes_on = page.get("NextPageToken").is_some_and(Value::is_string);
        let dimensions = dimensions(&page);
        let is_kind = |field: &Option<Field>| *field == Some(Field::Kind);
        adder.bill.mixes_kinds |= !dimensions.iter().any(is_kind);
        for result in results {
            let is_estimated = result.get("Estimated").and_then(Value::as_bool);
            adder.bill.is_estimated |= is_estimated == Some(true);
            let groups = result.get("Groups").and_then(Value::as_array);
            let groups = groups.map_or(&[][..], Vec::as_slice);
            let totals = result.get("Total").and_then(Value::as_object);
            if groups.is_empty() && totals.is_some_and(|totals| !totals.is_empty()) {
                return Err(refused(&format!("it has no groups; {GROUPS}")));
            }
            for group in groups {
                at += 1;
                let line = line(result, group, &dimensions).map_err(|words| refused(&words))?;
                if let Err(fault) = adder.take(&line) {
                    note(at, fault);
                }
            }
        }
    }
    Ok(goes_on)
}

/// What the keys of groups are, in order.
fn dimensions(page: &Value) -> Vec<Option<Field>> {
    let named = page.get("GroupDefinitions").and_then(Value::as_array);
    let named = named.into_iter().flatten();
    let dimensions = named.map(|group| match group.get("Key").and_then(Value::as_str) {
        Some("SERVICE") => Some(Field::Product),
        Some("USAGE_TYPE") => Some(Field::UsageType),
        Some("RECORD_TYPE") => Some(Field::Kind),
        Some("REGION") => Some(Field::Region),
        _ => None,
    });
    dimensions.collect()
}

fn line<'j>(
    result: &'j Value,
    group: &'j Value,
    dimensions: &[Option<Field>],
) -> Result<Line<'j>, String> {
    let keys = group.get("Keys").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut line = Line::default();
    let mut put = |field, value: Option<&'j Value>| {
        let text = value.and_then(Value::as_str);
        line.set(field, text.unwrap_or_default());
        text.is_some()
    };
    let alone = [Some(Field::UsageType)];
    let both = [Some(Field::Product), Some(Field::UsageType)];
    let dimensions = match (dimensions.is_empty(), keys.len()) {
        (false, _) => dimensions,
        // An answer that was reshaped with --query may have lost them.
        (true, 1) => &alone,
        (true, _) => &both,
    };
    if !dimensions.contains(&Some(Field::UsageType)) {
        return Err(format!("its groups have no usage type; {GROUPS}"));
    }
    for (field, key) in dimensions.iter().zip(keys) {
        if let Some(field) = field {
            put(*field, Some(key));
        }
    }
    let period = |key: &str| result.get("TimePeriod")?.get(key);
    put(Field::From, period("Start"));
    put(Field::To, period("End"));
    let metric = |name: &str, key: &str| group.get("Metrics")?.get(name)?.get(key);
    let cost = COSTS.iter().find(|cost| metric(cost, "Amount").is_some());
    let has_cost = cost.is_some_and(|cost| {
        put(Field::Currency, metric(cost, "Unit"));
        put(Field::Cost, metric(cost, "Amount"))
    });
    put(Field::Net, metric("NetUnblendedCost", "Amount"));
    put(Field::Unit, metric("UsageQuantity", "Unit"));
    let has_amount = put(Field::Amount, metric("UsageQuantity", "Amount"));
    if !has_cost || !has_amount {
        return Err(format!("its groups have no cost or no amount; {METRICS}"));
    }
    Ok(line)
}
