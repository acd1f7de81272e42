#!/usr/bin/env python3
"""Write src/tokens/factors.tsv from the calibration measurements.

    tools/token_factors.py tokenizer-factors.tsv > src/tokens/factors.tsv

The measurements hold, for each corpus and tokenizer, the distribution over documents of about
3,000 characters of tokens(tokenizer) / tokens(o200k_base). The corpora of one kind of text are
pooled (each document counts the same, each corpus is a distribution that is linear between its
five quantiles), and the pooled median, 5th and 95th percentile are written.

Where answers of the real counting service were published and lie outside that band, the band is
widened to hold them (`RECORDED`). Families without a public tokenizer get the wide bands of
`DERIVED`, and a family that is not known at all gets a band that holds every other.
"""

import bisect
import collections
import statistics
import sys

KINDS = {
    "prose": ["en_fiction_mobydick", "en_speech_sotu", "en_email_ham", "en_informal_nlpcorpus"],
    "docs": ["en_prompts_fabric", "en_markdown_readmes", "en_debian_reference", "en_manpages"],
    "german": ["lang_de"],
    "french": ["lang_fr"],
    "spanish": ["lang_es"],
    "portuguese": ["lang_pt"],
    "latin": ["lang_de", "lang_fr", "lang_es", "lang_pt"],
    "cyrillic": ["lang_ru"],
    "chinese": ["lang_zh"],
    "japanese": ["lang_ja"],
    "korean": ["lang_ko"],
    "arabic": ["lang_ar"],
    "devanagari": ["lang_hi"],
    "script": ["lang_ru", "lang_ar", "lang_hi", "lang_ko"],
    "code": ["code_python", "code_rust", "code_js", "code_ts", "code_c", "code_shell"],
    "markup": ["html_docs", "yaml", "toml"],
    "json": ["json_package", "json_aws_pretty", "json_aws_min"],
    "logs": ["logs_system"],
    "numbers": ["csv_numbers"],
}
LATIN = {"prose", "docs", "german", "french", "spanish", "portuguese", "latin", "code", "markup", "json"}

# The name of each family on rate cards, and of its tokenizer in the measurements.
FAMILIES = {
    "cl100k": "cl100k_base",
    "claude-3": "claude_3_to_4.6",
    "claude-4.7": "claude_4.7plus",
    "llama-3": "llama3",
    "llama-4": "llama4",
    "mistral-tekken": "mistral_tekken",
    "mistral-v3": "mistral_spm_v1v3",
    "command-r": "command_r_plus",
    "deepseek": "deepseek_v3",
    "qwen": "qwen3",
    "gemma": "gemma3",
}

# Recorded answers of Anthropic's count_tokens / o200k_base: the Universal Declaration of Human
# Rights in each language, and the 5th-95th percentile over 1,741 Rosetta Code programs.
RECORDED = {
    "claude-3": {
        "prose": [1.07], "german": [1.58], "french": [1.34], "spanish": [1.35], "chinese": [1.36],
        "japanese": [1.10], "korean": [1.77], "arabic": [2.11], "devanagari": [2.44], "cyrillic": [1.53],
        "latin": [1.34, 1.35, 1.58], "script": [1.53, 1.77, 2.11, 2.44], "code": [1.05, 1.33],
    },
    "claude-4.7": {
        "prose": [1.56], "german": [2.24], "french": [1.71], "spanish": [1.84], "chinese": [1.36],
        "japanese": [1.10], "korean": [1.77], "arabic": [2.11], "devanagari": [2.44], "cyrillic": [1.53],
        "latin": [1.71, 1.84, 2.24], "script": [1.53, 1.77, 2.11, 2.44], "code": [1.18, 1.75],
    },
}  # fmt: skip


def derived(family, kind):
    """(median, low, high) where no tokenizer is public: low confidence, and wide on purpose."""
    if family == "nova":
        # Single documents of each kind against Claude 3 Haiku, times Claude 3 / o200k here. Arabic,
        # Hindi and the European languages were not measured by anybody.
        if kind == "logs":
            return 1.30, 1.00, 1.60
        if kind in ("chinese", "japanese", "korean", "cyrillic"):
            return 1.70, 1.28, 2.13
        if kind in ("arabic", "devanagari", "script"):
            return 1.70, 1.00, 2.80
        if kind in ("german", "french", "spanish", "portuguese", "latin"):
            return 1.15, 0.94, 1.45
        return (1.10, 0.94, 1.60) if kind == "numbers" else (1.10, 0.94, 1.27)
    # Titan: AWS names 4.7 English characters a token; the rest is not public.
    if kind == "prose":
        return 0.93, 0.80, 1.10
    return (1.10, 0.85, 1.50) if kind in LATIN | {"logs", "numbers"} else (1.70, 0.90, 2.80)


Row = collections.namedtuple("Row", "docs bytes o200k quantiles")


def read(path):
    rows = {}
    for line in open(path, encoding="utf-8"):
        fields = line.rstrip("\n").split("\t")
        if line.startswith("#") or fields[0] == "corpus":
            continue
        _, _, tokenizer, docs, size, o200k, _, _, median, p05, p95, least, most = fields
        quantiles = [float(value) for value in (least, p05, median, p95, most)]
        rows[fields[0], tokenizer] = Row(int(docs), int(size), int(o200k), quantiles)
    return rows


def share_below(quantiles, value):
    shares = [0.0, 0.05, 0.5, 0.95, 1.0]
    if value < quantiles[0]:
        return 0.0
    if value >= quantiles[-1]:
        return 1.0
    after = bisect.bisect_right(quantiles, value)
    left, right = quantiles[after - 1], quantiles[after]
    part = (value - left) / (right - left) if right > left else 1.0
    return shares[after - 1] + part * (shares[after] - shares[after - 1])


def pooled(rows, share):
    low, high = min(row.quantiles[0] for row in rows), max(row.quantiles[-1] for row in rows)
    docs = sum(row.docs for row in rows)
    for _ in range(60):
        middle = (low + high) / 2
        if sum(row.docs * share_below(row.quantiles, middle) for row in rows) < share * docs:
            low = middle
        else:
            high = middle
    return high


def main():
    rows = read(sys.argv[1])
    print("# Written by tools/token_factors.py: tokens of a family / tokens of o200k_base, by kind of text.")
    print("# calibrated: the tokenizer itself, over documents. widened: and published answers of the service.")
    print("# derived: no public tokenizer, from a few published counts. assumed: holds every family here.")
    print("family\tkind\tmedian\tlow\thigh\torigin")
    for kind, corpora in KINDS.items():
        some = [rows[corpus, "cl100k_base"] for corpus in corpora]
        density = sum(row.bytes for row in some) / sum(row.o200k for row in some)
        print(f"bytes-per-token\t{kind}\t{density:.4f}\t\t\tmeasured")
    bands = collections.defaultdict(list)
    for family, tokenizer in FAMILIES.items():
        for kind, corpora in KINDS.items():
            some = [rows[corpus, tokenizer] for corpus in corpora]
            median, low, high = (pooled(some, share) for share in (0.5, 0.05, 0.95))
            recorded = RECORDED.get(family, {}).get(kind, [])
            outside = [value for value in recorded if not low <= value <= high]
            low, high = min([low, *outside]), max([high, *outside])
            origin = "widened" if outside else "calibrated"
            bands[kind].append((median, low, high))
            print(f"{family}\t{kind}\t{median:.4f}\t{low:.4f}\t{high:.4f}\t{origin}")
    for family in ("nova", "titan"):
        for kind in KINDS:
            median, low, high = derived(family, kind)
            bands[kind].append((median, low, high))
            print(f"{family}\t{kind}\t{median:.4f}\t{low:.4f}\t{high:.4f}\tderived")
    for kind, some in bands.items():
        median = statistics.median(band[0] for band in some)
        low, high = min(1.0, *(band[1] for band in some)), max(1.0, *(band[2] for band in some))
        print(f"unknown\t{kind}\t{median:.4f}\t{low:.4f}\t{high:.4f}\tassumed")


main()
