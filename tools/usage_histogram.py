#!/usr/bin/env python3
"""Compares the histogram of `tokenfare usage --athena-sql`, run by DuckDB, with the program's own.

    pip install duckdb
    cargo run --release --example bedrock_log -- 5 > log.jsonl
    tools/usage_histogram.py target/release/tokenfare log.jsonl [OUT.csv]

DuckDB speaks the dialect of Athena's engine, Trino, but for the name of one function, which is
defined here. Both histograms must be equal, line by line. OUT.csv is written with DuckDB's, as
tests/fixtures/usage/histogram.csv was.
"""

import subprocess
import sys

import duckdb

SCHEMA = """{
    schemaType: 'VARCHAR', timestamp: 'VARCHAR', modelId: 'VARCHAR', region: 'VARCHAR', errorCode: 'VARCHAR',
    input: 'STRUCT(inputTokenCount BIGINT, cacheReadInputTokenCount BIGINT,
                   cacheWriteInputTokenCount BIGINT)',
    output: 'STRUCT(outputTokenCount BIGINT, outputBodyJson JSON)'
}"""


def duckdb_histogram(tokenfare: str, log: str) -> list[str]:
    """The rows that the printed query gives, as CSV lines."""
    sql = subprocess.run([tokenfare, "usage", "--athena-sql"], check=True, capture_output=True, text=True).stdout
    query = sql[sql.index("WITH record AS") :]
    database = duckdb.connect()
    database.execute("CREATE MACRO json_extract_scalar(body, path) AS json_extract_string(body, path)")
    database.execute(
        f"CREATE VIEW bedrock_invocations AS SELECT * FROM read_json('{log}', "
        f"format = 'newline_delimited', columns = {SCHEMA})"
    )
    result = database.execute(query)
    lines = [",".join(column[0] for column in result.description)]
    for row in result.fetchall():
        lines.append(",".join("" if value is None else str(value) for value in row))
    return lines


def main() -> int:
    tokenfare, log = sys.argv[1:3]
    theirs = duckdb_histogram(tokenfare, log)
    if len(sys.argv) > 3:
        with open(sys.argv[3], "w", encoding="utf-8") as out:
            out.write("\n".join(theirs) + "\n")
    ours = subprocess.run([tokenfare, "usage", log, "--histogram"], check=True, capture_output=True, text=True)
    ours = ours.stdout.splitlines()
    if ours == theirs:
        print(f"equal: {len(ours) - 1} cells")
        return 0
    only = set(ours) ^ set(theirs)
    for line in sorted(only)[:10]:
        print(("ours   " if line in ours else "DuckDB ") + line)
    print(f"{len(only)} lines differ")
    return 1


if __name__ == "__main__":
    sys.exit(main())
