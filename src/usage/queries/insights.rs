//! The histogram as a query for CloudWatch Logs Insights.

/// Queries for CloudWatch Logs Insights, as many as `parts` says (1, 2, 4, 8 or 16), each over as large a
/// share of the requests. It has no CASE, so its cells are classes by logarithm, each on one side of the
/// usual tier thresholds; the sums are exact all the same.
pub fn logs_insights(parts: u8) -> String {
    let digits = b"0123456789abcdef";
    let share = digits.len() / usize::from(parts.clamp(1, 16));
    let queries = digits.chunks(share).enumerate().map(|(at, digits)| {
        let of = match parts {
            1 => String::new(),
            parts => format!(
                "# Query {} of {parts}: the results add up.\n| filter requestId like /^[{}]/\n",
                at + 1,
                String::from_utf8_lossy(digits)
            ),
        };
        QUERY.replace("{part}", &of)
    });
    HEAD.to_owned() + &queries.collect::<Vec<_>>().join("\n")
}

const HEAD: &str = "\
# Run it on the log group of Bedrock's model invocation logging, export the result as CSV or JSON and give
# it to `tokenfare usage`. Of writes that live an hour it sees those of Anthropic's bodies; of streams and
# service tiers it sees nothing that the record itself does not state.
# It gives 10,000 rows at most. A result with so many is cut off and is refused: run it for shorter times,
# or in parts (--logs-insights=4, 8 or 16), and name all results.
";

const QUERY: &str = "\
filter schemaType = \"ModelInvocationLog\" and not ispresent(errorCode)
{part}| filter ispresent(input.inputTokenCount)
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
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_share_all_requests() {
        assert_eq!(logs_insights(1).matches("| stats").count(), 1);
        assert!(!logs_insights(1).contains("like"));
        for parts in [2, 4, 8, 16] {
            let queries = logs_insights(parts);
            assert_eq!(queries.matches("| limit 10000").count(), usize::from(parts));
            let digits =
                queries.split("like /^[").skip(1).filter_map(|rest| rest.split(']').next());
            assert_eq!(digits.collect::<String>(), "0123456789abcdef", "{parts}");
        }
    }
}
