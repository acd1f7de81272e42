//! Queries that make the histogram where the log is, for logs too large to copy.

use super::cells::BOUNDS;

/// Statements for Athena: a table over the log as S3 has it, and the histogram as [`super::Cells`]
/// makes it of the same records. The query alone is any Trino's.
pub fn athena_sql() -> String {
    let names = ["total", "cache_read", "cache_write_5m", "cache_write_1h", "output"];
    let columns =
        ["input_to", "cache_read_to", "cache_write_5m_to", "cache_write_1h_to", "output_to"];
    let mut cells = String::new();
    for (name, column) in names.into_iter().zip(columns) {
        cells += &format!("    {} AS {column},\n", case(name));
    }
    TABLE.to_owned() + &QUERY.replace("{cells}", cells.trim_end())
}

/// The upper bound of a cell, by comparisons only: logarithms are rounded differently everywhere.
fn case(name: &str) -> String {
    let mut sql = "CASE".to_owned();
    let mut width = sql.len();
    let (last, bounds) = BOUNDS.split_last().unwrap_or((&0, &[]));
    for bound in bounds {
        let when = format!(" WHEN {name} <= {bound} THEN {bound}");
        if width + when.len() > 96 {
            sql += "\n        ";
            width = 8;
        }
        width += when.len();
        sql += &when;
    }
    sql + &format!(" ELSE {last} END")
}

const TABLE: &str = "\
-- Once: the log as Bedrock writes it to S3. Put in your bucket, prefix and account.
CREATE EXTERNAL TABLE IF NOT EXISTS bedrock_invocations (
    schematype string,
    `timestamp` string,
    modelid string,
    region string,
    errorcode string,
    input struct<inputtokencount:bigint, cachereadinputtokencount:bigint, cachewriteinputtokencount:bigint>,
    output struct<outputtokencount:bigint, outputbodyjson:string>
)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
WITH SERDEPROPERTIES ('ignore.malformed.json' = 'true')
LOCATION 's3://BUCKET/PREFIX/AWSLogs/ACCOUNT/BedrockModelInvocationLogs/';

";

const QUERY: &str = "\
-- The histogram. Download its result as CSV and give it to `tokenfare usage`.
WITH record AS (
    SELECT
        modelid AS bedrock_id,
        region,
        \"timestamp\" AS time,
        input.inputtokencount AS input,
        input.cachereadinputtokencount AS cache_read,
        input.cachewriteinputtokencount AS cache_write,
        output.outputtokencount AS output,
        output.outputbodyjson AS body
    FROM bedrock_invocations
    WHERE schematype = 'ModelInvocationLog' AND errorcode IS NULL
), body AS (
    SELECT
        bedrock_id,
        region,
        time,
        input,
        cache_read,
        cache_write,
        output,
        CAST(coalesce(
            json_extract_scalar(body, '$.usage.inputTokens'),
            json_extract_scalar(body, '$.usage.input_tokens'),
            json_extract_scalar(body, '$[0].message.usage.input_tokens')
        ) AS bigint) AS body_input,
        CAST(coalesce(
            json_extract_scalar(body, '$.usage.outputTokens'),
            json_extract_scalar(body, '$.usage.output_tokens'),
            json_extract_scalar(body, '$.usage.completion_tokens')
        ) AS bigint) AS body_output,
        CAST(coalesce(
            json_extract_scalar(body, '$.usage.cacheReadInputTokens'),
            json_extract_scalar(body, '$.usage.cacheReadInputTokenCount'),
            json_extract_scalar(body, '$.usage.cache_read_input_tokens'),
            json_extract_scalar(body, '$[0].message.usage.cache_read_input_tokens'),
            json_extract_scalar(body, '$.usage.prompt_tokens_details.cached_tokens'),
            json_extract_scalar(body, '$.usage.input_tokens_details.cached_tokens')
        ) AS bigint) AS body_read,
        CAST(coalesce(
            json_extract_scalar(body, '$.usage.cacheWriteInputTokens'),
            json_extract_scalar(body, '$.usage.cacheWriteInputTokenCount'),
            json_extract_scalar(body, '$.usage.cache_creation_input_tokens'),
            json_extract_scalar(body, '$[0].message.usage.cache_creation_input_tokens')
        ) AS bigint) AS body_write,
        CASE WHEN json_extract_scalar(body, '$.usage.cacheDetails[0].ttl') = '1h'
            THEN CAST(json_extract_scalar(body, '$.usage.cacheDetails[0].inputTokens') AS bigint)
            ELSE 0 END
        + CASE WHEN json_extract_scalar(body, '$.usage.cacheDetails[1].ttl') = '1h'
            THEN CAST(json_extract_scalar(body, '$.usage.cacheDetails[1].inputTokens') AS bigint)
            ELSE 0 END
        + CAST(coalesce(
            json_extract_scalar(body, '$.usage.cache_creation.ephemeral_1h_input_tokens'),
            json_extract_scalar(body, '$[0].message.usage.cache_creation.ephemeral_1h_input_tokens'),
            '0'
        ) AS bigint) AS write_1h,
        -- OpenAI's input holds the cached tokens.
        CAST(coalesce(
            json_extract_scalar(body, '$.usage.prompt_tokens'),
            CASE WHEN json_extract_scalar(body, '$.usage.total_tokens') IS NOT NULL
                THEN json_extract_scalar(body, '$.usage.input_tokens') END
        ) AS bigint) AS whole_input
    FROM record
), request AS (
    SELECT
        bedrock_id,
        region,
        time,
        CASE WHEN whole_input IS NULL THEN coalesce(input, body_input, 0)
            ELSE whole_input - coalesce(body_read, 0) END AS fresh,
        CASE WHEN whole_input IS NULL THEN coalesce(cache_read, body_read, 0)
            ELSE coalesce(body_read, 0) END AS cache_read,
        CASE WHEN whole_input IS NULL THEN coalesce(cache_write, body_write, 0)
            ELSE 0 END AS cache_write,
        write_1h,
        CASE WHEN whole_input IS NULL THEN coalesce(output, body_output, 0)
            ELSE coalesce(body_output, 0) END AS output
    FROM body
    WHERE coalesce(input, output, body_input, body_output, whole_input) IS NOT NULL
), split AS (
    SELECT
        bedrock_id,
        region,
        time,
        fresh,
        cache_read,
        cache_write - least(write_1h, cache_write) AS cache_write_5m,
        least(write_1h, cache_write) AS cache_write_1h,
        output,
        fresh + cache_read + cache_write AS total
    FROM request
    WHERE fresh BETWEEN 0 AND 1000000000 AND cache_read BETWEEN 0 AND 1000000000
        AND cache_write BETWEEN 0 AND 1000000000 AND output BETWEEN 0 AND 1000000000
), cell AS (
    SELECT
        *,
{cells}
        'on-demand' AS route
    FROM split
)
SELECT
    bedrock_id,
    route,
    region,
    input_to,
    cache_read_to,
    cache_write_5m_to,
    cache_write_1h_to,
    output_to,
    count(*) AS requests,
    sum(fresh) AS input_tokens,
    sum(cache_read) AS cache_read_tokens,
    sum(cache_write_5m) AS cache_write_5m_tokens,
    sum(cache_write_1h) AS cache_write_1h_tokens,
    sum(output) AS output_tokens,
    min(time) AS first,
    max(time) AS last
FROM cell
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
ORDER BY 1, 2, 3, 4, 5, 6, 7, 8;
";

/// A query for CloudWatch Logs Insights. It has no CASE, so its cells are classes by logarithm, each
/// on one side of the usual tier thresholds; the sums are exact all the same.
pub fn logs_insights() -> &'static str {
    "\
# Run it on the log group of Bedrock's model invocation logging, export the result as CSV and give
# it to `tokenfare usage`. Of writes that live an hour it sees those of Anthropic's bodies.
filter schemaType = \"ModelInvocationLog\" and not ispresent(errorCode)
| filter ispresent(input.inputTokenCount) or ispresent(output.outputTokenCount)
| fields modelId as bedrock_id,
    coalesce(input.inputTokenCount, 0) as fresh,
    coalesce(input.cacheReadInputTokenCount, 0) as cache_read,
    coalesce(input.cacheWriteInputTokenCount, 0) as cache_write,
    coalesce(output.outputBodyJson.usage.cache_creation.ephemeral_1h_input_tokens, 0) as written_1h,
    coalesce(output.outputTokenCount, 0) as output_count
| fields fresh + cache_read + cache_write as total, least(written_1h, cache_write) as write_1h
| stats count(*) as requests,
    sum(fresh) as input_tokens,
    sum(cache_read) as cache_read_tokens,
    sum(cache_write - write_1h) as cache_write_5m_tokens,
    sum(write_1h) as cache_write_1h_tokens,
    sum(output_count) as output_tokens,
    min(@timestamp) as first,
    max(@timestamp) as last
  by bedrock_id,
    region,
    floor(log(total + 1) * 2) as input_class,
    least(floor(total / 100001), 1) + least(floor(total / 200001), 1)
      + least(floor(total / 272001), 1) as tier_class,
    floor(log(cache_read + 1) * 2) as cache_read_class,
    floor(log(cache_write + 1) * 2) as cache_write_class,
    floor(log(output_count + 1) * 4) as output_class
| sort bedrock_id asc
| limit 10000
"
}
