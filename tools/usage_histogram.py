#!/usr/bin/env python3
"""Compares the histogram of `tokenfare usage --sql duckdb` with the program's own.

    pip install duckdb
    cargo run --release --example bedrock_log -- 5 > log.jsonl
    tools/usage_histogram.py target/release/tokenfare log.jsonl [OUT.csv [BY]]

The query of --sql athena is made by the same rules for another dialect. Both histograms must be equal,
line by line. OUT.csv is written with DuckDB's, as tests/fixtures/usage/histogram.csv was; told apart by BY,
it is written and not compared.
"""

import re
import subprocess
import sys

import duckdb


def duckdb_histogram(tokenfare: str, log: str, by: list[str]) -> list[str]:
    """The rows that the printed statement gives over a log, as CSV lines."""
    command = [tokenfare, "usage", "--sql", "duckdb", *by]
    sql = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    sql, places = re.subn(r"'AWSLogs/[^']*'", lambda _: "'" + log.replace("'", "''") + "'", sql)
    assert places == 1, sql
    result = duckdb.connect().execute(sql)
    lines = [",".join(column[0] for column in result.description)]
    for row in result.fetchall():
        lines.append(",".join("" if value is None else str(value) for value in row))
    return lines


def main() -> int:
    tokenfare, log = sys.argv[1:3]
    by = ["--by", sys.argv[4]] if len(sys.argv) > 4 else []
    theirs = duckdb_histogram(tokenfare, log, by)
    if len(sys.argv) > 3:
        with open(sys.argv[3], "w", encoding="utf-8") as out:
            out.write("\n".join(theirs) + "\n")
    if by:
        # Told apart by more than the program's own histogram is.
        return 0
    ours = subprocess.run([tokenfare, "usage", log, "--histogram"], check=True, capture_output=True, text=True)
    ours = ours.stdout.splitlines()
    # What has no region is first here, and last there.
    if ours[0] == theirs[0] and sorted(ours) == sorted(theirs):
        print(f"equal: {len(ours) - 1} cells")
        return 0
    only = set(ours) ^ set(theirs)
    for line in sorted(only)[:10]:
        print(("ours   " if line in ours else "DuckDB ") + line)
    print(f"{len(only)} lines differ")
    return 1


if __name__ == "__main__":
    sys.exit(main())
