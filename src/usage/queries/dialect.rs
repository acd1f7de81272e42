//! Where the dialects of SQL differ that the histogram is asked in.

/// An engine that reads logs where they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Athena, whose engine is Trino's.
    Athena,
    /// DuckDB.
    DuckDb,
}

impl Dialect {
    /// A function of one value, for those below.
    fn lambda(self, of: &str, body: &str) -> String {
        match self {
            Self::Athena => format!("{of} -> {body}"),
            Self::DuckDb => format!("lambda {of}: {body}"),
        }
    }

    /// What a function makes of each element of an array.
    pub(super) fn each(self, array: &str, of: &str, body: &str) -> String {
        let name = match self {
            Self::Athena => "transform",
            Self::DuckDb => "list_transform",
        };
        format!("{name}({array}, {})", self.lambda(of, body))
    }

    /// The elements of an array for which something holds.
    pub(super) fn those(self, array: &str, of: &str, holds: &str) -> String {
        let name = match self {
            Self::Athena => "filter",
            Self::DuckDb => "list_filter",
        };
        format!("{name}({array}, {})", self.lambda(of, holds))
    }

    /// A text or number in JSON as text; null where there is none.
    pub(super) fn scalar(self, json: &str, path: &str) -> String {
        match self {
            Self::Athena => format!("json_extract_scalar({json}, '{path}')"),
            Self::DuckDb => format!("json_extract_string({json}, '{path}')"),
        }
    }

    /// What stands in JSON; null where there is nothing.
    pub(super) fn json(self, json: &str, path: &str) -> String {
        format!("json_extract({json}, '{path}')")
    }

    /// The path of a key that has hyphens.
    pub(super) fn quoted(self, key: &str) -> String {
        match self {
            Self::Athena => format!("$[\"{key}\"]"),
            Self::DuckDb => format!("$.\"{key}\""),
        }
    }

    /// An ARN without the name of its session.
    pub(super) fn without_session(self, arn: &str) -> String {
        let kept = match self {
            Self::Athena => "$1",
            Self::DuckDb => "\\1",
        };
        format!("regexp_replace({arn}, '(:assumed-role/[^/]+)/.*', '{kept}')")
    }

    /// The first element of an array; null where it has none.
    pub(super) fn first(self, array: &str) -> String {
        match self {
            Self::Athena => format!("element_at({array}, 1)"),
            Self::DuckDb => format!("{array}[1]"),
        }
    }

    /// A text as a number of tokens; null where it is none.
    pub(super) fn number(self, text: &str) -> String {
        format!("TRY_CAST({text} AS bigint)")
    }

    /// The largest of the numbers in an array; null where there is none.
    pub(super) fn most(self, array: &str) -> String {
        match self {
            // It has no largest of numbers of which one is missing.
            Self::Athena => format!("array_max({})", self.those(array, "n", "n IS NOT NULL")),
            Self::DuckDb => format!("list_max({array})"),
        }
    }

    /// The sum of the numbers in an array; null where there is none.
    pub(super) fn sum(self, array: &str) -> String {
        match self {
            Self::Athena => format!(
                "reduce({}, CAST(NULL AS bigint), (s, n) -> coalesce(s, 0) + n, s -> s)",
                self.those(array, "n", "n IS NOT NULL")
            ),
            Self::DuckDb => format!("list_sum({array})"),
        }
    }

    /// The elements of an array in JSON; none where there is no array.
    pub(super) fn elements(self, json: &str, path: &str) -> String {
        match self {
            Self::Athena => {
                format!(
                    "coalesce(TRY_CAST(json_extract({json}, '{path}') AS array(json)), ARRAY[])"
                )
            }
            Self::DuckDb => format!("json_extract({json}, '{path}[*]')"),
        }
    }

    /// How many elements an array has.
    pub(super) fn count(self, array: &str) -> String {
        match self {
            Self::Athena => format!("cardinality({array})"),
            Self::DuckDb => format!("len({array})"),
        }
    }

    /// The elements of arrays in an array.
    pub(super) fn flat(self, arrays: &str) -> String {
        format!("flatten({arrays})")
    }

    /// The events of a body: those of a stream, or the body alone.
    pub(super) fn events(self, body: &str) -> String {
        match self {
            Self::Athena => format!(
                "CASE WHEN json_array_length({body}) IS NULL THEN ARRAY[try(json_parse({body}))] \
                 ELSE CAST(json_parse({body}) AS array(json)) END"
            ),
            Self::DuckDb => format!(
                "CASE WHEN json_type({body}) = 'ARRAY' THEN json_extract({body}, '$[*]') \
                 ELSE [{body}] END"
            ),
        }
    }

    /// An array of these values.
    pub(super) fn array(self, values: &[String]) -> String {
        let open = match self {
            Self::Athena => "ARRAY[",
            Self::DuckDb => "[",
        };
        format!("{open}\n            {}]", values.join(",\n            "))
    }

    /// The field of a record, as the table below calls it.
    pub(super) fn field(self, path: &str) -> String {
        match self {
            Self::Athena => path.to_ascii_lowercase(),
            Self::DuckDb => path.to_owned(),
        }
    }

    /// What stands before the query: the table of the log.
    pub(super) const fn table(self) -> &'static str {
        match self {
            Self::Athena => ATHENA,
            Self::DuckDb => DUCKDB,
        }
    }
}

const ATHENA: &str = "\
-- Once: the log as Bedrock writes it to S3. Put in your bucket, prefix and account.
CREATE EXTERNAL TABLE IF NOT EXISTS bedrock_invocations (
    schematype string,
    `timestamp` string,
    accountid string,
    identity struct<arn:string>,
    region string,
    inferenceregion string,
    requestid string,
    operation string,
    modelid string,
    errorcode string,
    requestmetadata string,
    input struct<inputtokencount:bigint, cachereadinputtokencount:bigint, cachewriteinputtokencount:bigint>,
    output struct<outputtokencount:bigint, outputbodyjson:string>
)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
WITH SERDEPROPERTIES ('ignore.malformed.json' = 'true')
LOCATION 's3://BUCKET/PREFIX/AWSLogs/ACCOUNT/BedrockModelInvocationLogs/';

";

const DUCKDB: &str = "\
-- The log as Bedrock writes it to S3. Put in your files; s3:// works too, after INSTALL httpfs.
CREATE OR REPLACE VIEW bedrock_invocations AS SELECT * FROM read_json(
    'AWSLogs/*/BedrockModelInvocationLogs/*/*/*/*/*/*.json.gz',
    format = 'newline_delimited', maximum_object_size = 33554432, ignore_errors = true,
    columns = {
        schemaType: 'VARCHAR', \"timestamp\": 'VARCHAR', accountId: 'VARCHAR',
        identity: 'STRUCT(arn VARCHAR)', region: 'VARCHAR', inferenceRegion: 'VARCHAR',
        requestId: 'VARCHAR', operation: 'VARCHAR', modelId: 'VARCHAR', errorCode: 'VARCHAR',
        requestMetadata: 'JSON',
        input: 'STRUCT(inputTokenCount BIGINT, cacheReadInputTokenCount BIGINT,
                       cacheWriteInputTokenCount BIGINT)',
        output: 'STRUCT(outputTokenCount BIGINT, outputBodyJson JSON)'
    });

";
