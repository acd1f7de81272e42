#!/usr/bin/env python3
"""Reads one log with tokenfare, DuckDB and jq in turn, and prints throughput and peak memory.

    pip install duckdb; apt-get install jq
    cargo run --release --example bedrock_log -- 1000 > log.jsonl
    tools/usage_speed.py target/release/tokenfare log.jsonl

Each is run three times and its best wall-clock time counts; the file is in the page cache. CPU time
is shown too, which other work on the machine disturbs less.
"""

import os
import resource
import subprocess
import sys
import time

COLUMNS = """columns = {modelId: 'VARCHAR', timestamp: 'VARCHAR', errorCode: 'VARCHAR',
    identity: 'STRUCT(arn VARCHAR)',
    input: 'STRUCT(inputTokenCount BIGINT, cacheReadInputTokenCount BIGINT, cacheWriteInputTokenCount BIGINT)',
    output: 'STRUCT(outputTokenCount BIGINT)'}"""
BY = ["--by", "caller,day"]
DUCKDB_BY = "identity.arn, timestamp[:10]"
SUMS = "sum(input.inputTokenCount), sum(input.cacheReadInputTokenCount), sum(output.outputTokenCount)"


def duckdb(log: str, threads: int, columns: str, by: str = "modelId") -> list[str]:
    program = (
        f"import duckdb; c = duckdb.connect(); c.execute('SET threads={threads}'); "
        f'print(c.execute("""SELECT {by}, count(*), {SUMS} FROM read_json(\'{log}\', '
        f"format='newline_delimited', maximum_object_size=33554432{columns}) GROUP BY {by}\"\"\").fetchall())"
    )
    return [sys.executable, "-c", program]


def best(command: list[str], runs: int) -> tuple[float, float, float]:
    """Wall-clock seconds, CPU seconds, and peak memory in MB of the best run."""
    results = []
    for _ in range(runs):
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        assert status == 0, command
        cpu = usage.ru_utime + usage.ru_stime
        results.append((time.monotonic() - start, cpu, usage.ru_maxrss / 1024))
    return min(results)


def main() -> None:
    program, log = sys.argv[1:3]
    megabytes = os.path.getsize(log) / 1e6
    subprocess.run(["cat", log], check=True, stdout=subprocess.DEVNULL)
    sums = "[.modelId, .input.inputTokenCount, .input.cacheReadInputTokenCount, .output.outputTokenCount] | @tsv"
    rows = [
        ("tokenfare, 1 thread", [program, "usage", log, "--threads", "1", "--format", "json"], 3),
        ("tokenfare, 2 threads", [program, "usage", log, "--threads", "2", "--format", "json"], 3),
        ("tokenfare --replay, 1 thread", [program, "usage", log, "--threads", "1", "--replay", "--format", "json"], 3),
        ("tokenfare --replay, 2 threads", [program, "usage", log, "--threads", "2", "--replay", "--format", "json"], 3),
        ("tokenfare --by caller,day, 1 thread", [program, "usage", log, "--threads", "1", *BY, "--format", "json"], 3),
        ("tokenfare --by caller,day, 2 threads", [program, "usage", log, "--threads", "2", *BY, "--format", "json"], 3),
        ("DuckDB by caller and day, 1 thread", duckdb(log, 1, ", " + COLUMNS, DUCKDB_BY), 3),
        ("DuckDB by caller and day, 2 threads", duckdb(log, 2, ", " + COLUMNS, DUCKDB_BY), 3),
        ("DuckDB, columns given, 1 thread", duckdb(log, 1, ", " + COLUMNS), 3),
        ("DuckDB, columns given, 2 threads", duckdb(log, 2, ", " + COLUMNS), 3),
        ("DuckDB, schema inferred, 1 thread", duckdb(log, 1, ""), 1),
        ("jq", ["jq", "-r", sums, log], 1),
    ]
    print(f"{'':36} {'MB/s':>6} {'s':>6} {'CPU s':>6} {'MB':>6}")
    for name, command, runs in rows:
        wall, cpu, memory = best(command, runs)
        print(f"{name:36} {megabytes / wall:6.0f} {wall:6.2f} {cpu:6.2f} {memory:6.0f}", flush=True)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
