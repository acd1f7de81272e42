//! The histogram as SQL, made for each dialect by the same rules as the reader's.

use super::Dialect;
use crate::usage::cells::BOUNDS;

/// Statements that make the histogram of a log as [`crate::usage::Cells`] does: the table, and a query
/// whose result is to be downloaded as CSV. That of Athena is any Trino's. Its cells are those of requests that
/// are alike `by` what a report tells them apart by (`caller`, `metadata:team`, `day`), so that it can be told
/// of the histogram too.
pub fn sql(dialect: Dialect, by: &[String]) -> String {
    dialect.table().to_owned() + &query(dialect, by)
}

/// A column that tells requests apart, and its value of a record; none for what every cell tells.
fn told_apart(d: Dialect, by: &str) -> Option<(String, String)> {
    let caller = d.field("identity.arn");
    let (column, value) = match by {
        "caller" => (by, caller),
        // A caller without the name of its session is one too.
        "role" => ("caller", d.without_session(&caller)),
        "account" => {
            let of_caller = format!("split_part({caller}, ':', 5)");
            (by, format!("coalesce(nullif({}, ''), {of_caller})", d.field("accountId")))
        }
        "day" => (by, "substr({timestamp}, 1, 10)".to_owned()),
        "hour" => (by, "substr({timestamp}, 1, 13)".to_owned()),
        _ => {
            let key = by.strip_prefix("metadata:")?.replace('\'', "''");
            (by, d.scalar(&d.field("requestMetadata"), &d.quoted(&key)))
        }
    };
    Some((column.replace('"', "\"\""), value))
}

/// Where in an event of a body its usage may stand.
const USAGES: [&str; 4] = ["$.usage", "$.metadata.usage", "$.message.usage", "$.response.usage"];
/// What Bedrock adds to the last event of a stream.
const METRICS: &str = "amazon-bedrock-invocationMetrics";
/// Where in an event its service tier may stand, and its model.
const AROUND: [&str; 4] = ["$", "$.metadata", "$.message", "$.response"];
const TIERS: [&str; 3] = ["serviceTier.type", "serviceTier", "service_tier"];

/// The columns of what bodies count: in which objects of their events, and under which names there.
const COUNTS: [(&str, &str, &[&str]); 13] = [
    (
        "body_input",
        "usages",
        &["$.inputTokens", "$.input_tokens", "$.inputTokenCount", "$.prompt_tokens"],
    ),
    // Llama's and Titan's stand beside no usage.
    ("bare_input", "events", &["$.prompt_token_count", "$.inputTextTokenCount"]),
    (
        "body_output",
        "usages",
        &["$.outputTokens", "$.output_tokens", "$.outputTokenCount", "$.completion_tokens"],
    ),
    ("bare_output", "events", &["$.generation_token_count", "$.totalOutputTextTokenCount"]),
    (
        "body_read",
        "usages",
        &[
            "$.cacheReadInputTokens",
            "$.cacheReadInputTokenCount",
            "$.cache_read_input_tokens",
            "$.cached_tokens",
            "$.input_tokens_details.cached_tokens",
            "$.prompt_tokens_details.cached_tokens",
        ],
    ),
    (
        "body_write",
        "usages",
        &[
            "$.cacheWriteInputTokens",
            "$.cacheWriteInputTokenCount",
            "$.cache_creation_input_tokens",
            "$.cache_write_tokens",
            "$.input_tokens_details.cache_write_tokens",
            "$.prompt_tokens_details.cache_write_tokens",
        ],
    ),
    ("write_5m", "usages", &["$.cache_creation.ephemeral_5m_input_tokens"]),
    ("write_1h", "usages", &["$.cache_creation.ephemeral_1h_input_tokens"]),
    ("metrics_input", "metrics", &["$.inputTokenCount"]),
    ("metrics_output", "metrics", &["$.outputTokenCount"]),
    ("metrics_read", "metrics", &["$.cacheReadInputTokenCount"]),
    ("metrics_write", "metrics", &["$.cacheWriteInputTokenCount"]),
    // These tell that input holds what is cached.
    (
        "inclusive",
        "usages",
        &[
            "$.prompt_tokens",
            "$.total_tokens",
            "$.input_tokens_details.cached_tokens",
            "$.prompt_tokens_details.cached_tokens",
        ],
    ),
];

fn query(dialect: Dialect, by: &[String]) -> String {
    let d = dialect;
    let apart: Vec<_> = by.iter().filter_map(|by| told_apart(d, by)).collect();
    let of_record: String = apart
        .iter()
        .zip(1..)
        .map(|((_, value), at)| format!("\n        {value} AS by_{at},"))
        .collect();
    let carried: String = (1..=apart.len()).map(|at| format!("by_{at}, ")).collect();
    let shown: String = apart
        .iter()
        .zip(1..)
        .map(|((column, _), at)| format!("\n    by_{at} AS \"{column}\","))
        .collect();
    let keys = (1..=8 + apart.len()).map(|at| at.to_string()).collect::<Vec<_>>().join(", ");
    let paths = |name: &str| AROUND.map(|around| format!("{around}.{name}"));
    let texts = |json: &str, paths: &[String]| {
        let texts = paths.iter().map(|path| d.scalar(json, path));
        d.array(&texts.collect::<Vec<_>>())
    };
    // Step by step, so that each event is searched once for what counts.
    let usage = USAGES.map(|path| d.json("e", path)).join(",\n            ");
    let usages = d.each("events", "e", &format!("coalesce(\n            {usage})"));
    let metrics = d.each("events", "e", &d.json("e", &d.quoted(METRICS)));
    let tiers: Vec<String> = TIERS.iter().flat_map(|name| paths(name)).collect();
    let tiers = d.flat(&d.each("events", "e", &texts("e", &tiers)));
    let models = d.flat(&d.each("events", "e", &texts("e", &paths("model"))));
    let results = d.flat(&d.each("events", "e", &d.elements("e", "$.results")));

    let mut counts = String::new();
    for (column, from, paths) in COUNTS {
        let numbers = paths.iter().map(|path| d.number(&d.scalar("u", path)));
        let numbers = d.array(&numbers.collect::<Vec<_>>());
        counts +=
            &format!("        {} AS {column},\n", d.most(&d.flat(&d.each(from, "u", &numbers))));
    }
    // Converse's details of what it wrote, of which there may be several of one lifetime.
    let details = d.flat(&d.each("usages", "u", &d.elements("u", "$.cacheDetails")));
    let tokens = d.number(&d.scalar("d", "$.inputTokens"));
    for (is, column) in [("<>", "detail_5m"), ("=", "detail_1h")] {
        let is_ttl = format!("{} {is} '1h'", d.scalar("d", "$.ttl"));
        let sum = d.sum(&d.each(&d.those(&details, "d", &is_ttl), "d", &tokens));
        counts += &format!("        {sum} AS {column},\n");
    }
    let answers = d.sum(&d.each("results", "r", &d.number(&d.scalar("r", "$.tokenCount"))));
    counts += &format!("        {answers} AS titan_output,\n");
    let has =
        |tier: &str| format!("{} > 0", d.count(&d.those("tiers", "t", &format!("t = '{tier}'"))));
    let names = ["total", "cache_read", "cache_write_5m", "cache_write_1h", "output"];
    let columns =
        ["input_to", "cache_read_to", "cache_write_5m_to", "cache_write_1h_to", "output_to"];
    let cells = names
        .into_iter()
        .zip(columns)
        .map(|(name, column)| format!("        {} AS {column}", case(name)));
    let cells = cells.collect::<Vec<_>>().join(",\n");
    const FIELDS: [(&str, &str); 12] = [
        ("{modelId}", "modelId"),
        ("{timestamp}", "\"timestamp\""),
        ("{region}", "region"),
        ("{inferenceRegion}", "inferenceRegion"),
        ("{requestId}", "requestId"),
        ("{schemaType}", "schemaType"),
        ("{errorCode}", "errorCode"),
        ("{input}", "input.inputTokenCount"),
        ("{read}", "input.cacheReadInputTokenCount"),
        ("{write}", "input.cacheWriteInputTokenCount"),
        ("{output}", "output.outputTokenCount"),
        ("{body}", "output.outputBodyJson"),
    ];
    let query = QUERY
        .replace("{of_record}", &of_record)
        .replace("{carried}", &carried)
        .replace("{shown}", &shown)
        .replace("{keys}", &keys);
    let filled =
        FIELDS.iter().fold(query, |query, (place, field)| query.replace(place, &d.field(field)));
    filled
        .replace("{events}", &d.events("body"))
        .replace("{usages}", &usages)
        .replace("{metrics}", &metrics)
        .replace("{tiers}", &tiers)
        .replace("{model}", &d.first(&d.those(&models, "m", "m IS NOT NULL")))
        .replace("{results}", &results)
        .replace("{counts}", counts.trim_end())
        .replace("{flex}", &has("flex"))
        .replace("{priority}", &has("priority"))
        .replace("{cells}", &cells)
}

/// The upper bound of a cell, by comparisons only: logarithms are rounded differently everywhere.
fn case(name: &str) -> String {
    let mut sql = "CASE".to_owned();
    let mut width = sql.len();
    let (last, bounds) = BOUNDS.split_last().unwrap_or((&0, &[]));
    for bound in bounds {
        let when = format!(" WHEN {name} <= {bound} THEN {bound}");
        if width + when.len() > 96 {
            sql += "\n           ";
            width = 11;
        }
        width += when.len();
        sql += &when;
    }
    sql + &format!(" ELSE {last} END")
}

/// Step by step: the record, the events of its body, the counts of those, and which of them hold. The
/// record's own counts go before the body's, and those before the metrics of a stream; but where only the
/// body says that its input holds what is cached, all counts are its own.
const QUERY: &str = "\
-- The histogram. Download its result as CSV and give it to `tokenfare usage`.
WITH record AS (
    SELECT{of_record}
        {modelId} AS model_id,
        coalesce({region}, {inferenceRegion}) AS region,
        {timestamp} AS time,
        {requestId} AS request_id,
        {input} AS record_input,
        {read} AS record_read,
        {write} AS record_write,
        {output} AS record_output,
        {body} AS body
    FROM bedrock_invocations
    WHERE {schemaType} = 'ModelInvocationLog' AND {errorCode} IS NULL
), event AS (
    SELECT *, {events} AS events
    FROM record
), stated AS (
    SELECT
        *,
        {usages} AS usages,
        {metrics} AS metrics,
        {tiers} AS tiers,
        {results} AS results,
        coalesce(model_id, {model}, '') AS bedrock_id
    FROM event
), counted AS (
    SELECT
{counts}
        CASE WHEN {flex} THEN 'flex' WHEN {priority} THEN 'priority' ELSE 'on-demand' END AS route,
        {carried}bedrock_id, region, time, request_id, record_input, record_read, record_write, record_output
    FROM stated
), chosen AS (
    SELECT
        *,
        coalesce(body_input, bare_input) AS of_body_input,
        coalesce(body_output, bare_output, titan_output) AS of_body_output,
        inclusive IS NOT NULL AND coalesce(body_input, body_output) IS NOT NULL AS whole,
        coalesce(write_5m, 0) + coalesce(detail_5m, 0) AS ttl_5m,
        coalesce(write_1h, 0) + coalesce(detail_1h, 0) AS ttl_1h
    FROM counted
), request AS (
    SELECT
        {carried}bedrock_id, route, region, time, request_id, whole, ttl_1h,
        CASE WHEN whole THEN body_input
            ELSE coalesce(record_input, of_body_input, metrics_input) END AS input,
        coalesce(CASE WHEN whole THEN body_read
            ELSE coalesce(record_read, body_read, metrics_read) END, 0) AS cache_read,
        coalesce(CASE WHEN whole THEN body_write
            ELSE coalesce(record_write, body_write, metrics_write) END, ttl_5m + ttl_1h) AS cache_write,
        coalesce(CASE WHEN whole THEN body_output
            ELSE coalesce(record_output, of_body_output, metrics_output) END, 0) AS output
    FROM chosen
), split AS (
    SELECT
        {carried}bedrock_id, route, region, time, request_id,
        CASE WHEN whole THEN input - cache_read - cache_write ELSE input END AS fresh,
        cache_read,
        cache_write - least(ttl_1h, cache_write) AS cache_write_5m,
        least(ttl_1h, cache_write) AS cache_write_1h,
        output,
        CASE WHEN whole THEN input ELSE input + cache_read + cache_write END AS total
    FROM request
    WHERE input IS NOT NULL
), numbered AS (
    -- The same record may lie in the log twice.
    SELECT
        *,
        row_number() OVER (PARTITION BY request_id, bedrock_id, route, region, time, fresh, cache_read,
            cache_write_5m, cache_write_1h, output ORDER BY request_id) AS copy
    FROM split
    WHERE fresh BETWEEN 0 AND 1000000000 AND cache_read BETWEEN 0 AND 1000000000
        AND cache_write_5m BETWEEN 0 AND 1000000000 AND cache_write_1h BETWEEN 0 AND 1000000000
        AND output BETWEEN 0 AND 1000000000
), cell AS (
    SELECT
        *,
{cells}
    FROM numbered
    WHERE copy = 1 OR request_id IS NULL
)
SELECT
    bedrock_id,
    route,
    region,
    input_to,
    cache_read_to,
    cache_write_5m_to,
    cache_write_1h_to,
    output_to,{shown}
    count(*) AS requests,
    sum(fresh) AS input_tokens,
    sum(cache_read) AS cache_read_tokens,
    sum(cache_write_5m) AS cache_write_5m_tokens,
    sum(cache_write_1h) AS cache_write_1h_tokens,
    sum(output) AS output_tokens,
    min(time) AS first,
    max(time) AS last
FROM cell
GROUP BY {keys}
ORDER BY {keys};
";
