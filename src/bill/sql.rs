//! Statements that add a bill up where it lies, for exports too large to copy, and for Parquet.

/// Whose SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Athena, over the table of a CUR 2.0 export.
    Athena,
    /// DuckDB, over its Parquet files.
    DuckDb,
}

/// The columns of the result are called as in CUR 2.0, which is why it is read as one; `lines` alone is
/// new: how many lines of the bill a row adds up.
const STATEMENT: &str = "\
-- {about}
-- Download its result as CSV and give it to `tokenfare bill`.
SELECT
    {from} AS line_item_usage_start_date,
    {to} AS line_item_usage_end_date,
    line_item_line_item_type,
    line_item_product_code,
    {product} AS product_product_name,
    line_item_usage_type,
    product_region_code,
    pricing_unit,
    line_item_currency_code,
    SUM(CAST(line_item_usage_amount AS DECIMAL(38, 12))) AS line_item_usage_amount,
    SUM(CAST(line_item_unblended_cost AS DECIMAL(38, 12))) AS line_item_unblended_cost,
    SUM(CAST(line_item_net_unblended_cost AS DECIMAL(38, 12))) AS line_item_net_unblended_cost,
    COUNT(*) AS lines
FROM {table}
WHERE line_item_product_code LIKE 'AmazonBedrock%'
    OR {product} LIKE '%Amazon Bedrock%'
GROUP BY 1, 3, 4, 5, 6, 7, 8, 9
ORDER BY 1, 3, 4, 5, 6, 7, 8, 9;
";

/// The statement that adds the lines of Bedrock up by day, kind and usage type. An export without
/// `line_item_net_unblended_cost` or `product_region_code` needs it without them.
pub fn sql(dialect: Dialect) -> String {
    let (about, table, day) = match dialect {
        Dialect::Athena => (
            "For Athena. Put in your table of the export, and a month.",
            "cur_table -- for one month: (SELECT * FROM cur_table WHERE billing_period = '2026-11')",
            "DATE_FORMAT({moment}, '%Y-%m-%d %H:%i:%s')",
        ),
        Dialect::DuckDb => (
            "For DuckDB: duckdb -csv < this > bill.csv. Put in the files of the export.",
            "read_parquet('cur/**/*.parquet', union_by_name = true)",
            "STRFTIME({moment}, '%Y-%m-%d %H:%M:%S')",
        ),
    };
    let written = |moment: &str| day.replace("{moment}", moment);
    let product = match dialect {
        Dialect::Athena => "ELEMENT_AT(product, 'product_name')",
        Dialect::DuckDb => "product['product_name']",
    };
    STATEMENT
        .replace("{about}", about)
        .replace("{from}", &written("DATE_TRUNC('day', line_item_usage_start_date)"))
        .replace("{to}", &written("MAX(line_item_usage_end_date)"))
        .replace("{product}", product)
        .replace("{table}", table)
}
