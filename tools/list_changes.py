#!/usr/bin/env python3
"""Lists every difference between the built-in list and a newer LiteLLM price map, for a review.

    pip download litellm --no-deps
    tools/list_changes.py litellm-*.whl --as-of 2026-11-24 > review.md

Takes the map itself or a wheel that holds it. The program does the work: `tokenfare rates import` makes
a card of the map, and `tokenfare rates diff` compares it with rates/bedrock-list.toml. What differs on
both comes first, then what only one of them states.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIST = ROOT / "rates" / "bedrock-list.toml"
MAP = "litellm/model_prices_and_context_window_backup.json"


def price_map(path: pathlib.Path) -> bytes:
    """The map in a file, or in a wheel."""
    if path.suffix != ".whl":
        return path.read_bytes()
    with zipfile.ZipFile(path) as wheel:
        return wheel.read(MAP)


def tokenfare(program: str, *arguments: str) -> subprocess.CompletedProcess:
    done = subprocess.run([program, *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return done


def compared(program: str, file: bytes, as_of: str) -> tuple[dict, str]:
    """The differences, and what the import says of the map."""
    with tempfile.TemporaryDirectory() as folder:
        source, card = pathlib.Path(folder, "map.json"), pathlib.Path(folder, "card.toml")
        source.write_bytes(file)
        told = tokenfare(program, "rates", "import", str(source), "--as-of", as_of, "-o", str(card))
        diff = tokenfare(program, "rates", "diff", str(LIST), str(card), "--format", "json")
        return json.loads(diff.stdout), told.stderr


def is_rate(change: dict) -> bool:
    return change["scope"] is not None


def is_unsure(change: dict) -> bool:
    return change["old_assumed"] or change["new_assumed"]


# Each change is in the first section that takes it.
SECTIONS = [
    ("Rates that differ", lambda c: is_rate(c) and c["old"] and c["new"] and not is_unsure(c)),
    ("Rates that the list assumes or calls disputed", lambda c: is_rate(c) and c["new"] and is_unsure(c)),
    ("Rates that only the map states", lambda c: is_rate(c) and not c["old"]),
    ("Other facts that differ", lambda c: not is_rate(c) and c["new"]),
    ("Rates that only the list states", is_rate),
    ("Other facts that only the list states", lambda c: True),
]


def price(change: dict) -> str:
    above = f" above {change['above']:,}" if change["above"] else ""
    return f"{change['scope'] or ''}{above}"


def rows(changes: list[tuple[dict, dict]]) -> list[str]:
    """A row for each difference; what only the list states, together for each of its prices."""
    rows, alone = [], {}
    for model, change in changes:
        old, new = (change[side] or "-" for side in ("old", "new"))
        if change["new"]:
            rows.append(f"| {model['id']} | {price(change)} | {change['figure']} | {old} | {new} |")
        else:
            alone.setdefault((model["id"], price(change)), []).append(f"{change['figure']} {old}")
    return rows + [f"| {model} | {of} | {', '.join(figures)} | | - |" for (model, of), figures in alone.items()]


def review(diff: dict, told: str) -> str:
    """The document: a section for each kind of difference, a row for each difference."""
    out = [f"# {diff['old']['name']} against {diff['new']['name']}", ""]
    out += [f"{len(diff['changed'])} models differ, {diff['same']} are the same.", ""]
    left = [(model, change) for model in diff["changed"] for change in model["changes"]]
    for title, takes in SECTIONS:
        taken = [it for it in left if takes(it[1])]
        left = [it for it in left if not takes(it[1])]
        if taken:
            out += [f"## {title} ({len(taken)})", "", "| Model | Price | Figure | List | Map |", "|---|---|---|---|---|"]
            out += [*rows(taken), ""]
    for title, key in [("Models that only the map has", "added"), ("Models that only the list has", "removed")]:
        if diff[key]:
            out += [f"## {title} ({len(diff[key])})", ""]
            out += [f"- {model['id']}: {model['name']} ({model['provider']})" for model in diff[key]] + [""]
    return "\n".join([*out, "## What the import says of the map", "", "```", told.rstrip(), "```", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("map", type=pathlib.Path, help="the price map as JSON, or a wheel of litellm")
    parser.add_argument("--as-of", required=True, metavar="DATE", help="the day of the map, such as 2026-11-24")
    parser.add_argument("--tokenfare", default=str(ROOT / "target/debug/tokenfare"), metavar="PROGRAM")
    arguments = parser.parse_args()
    sys.stdout.write(review(*compared(arguments.tokenfare, price_map(arguments.map), arguments.as_of)))


if __name__ == "__main__":
    main()
