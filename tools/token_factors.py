#!/usr/bin/env python3
"""Write src/tokens/factors.tsv from the calibration measurements.

    tools/token_factors.py tokenizer-factors.tsv tools/udhr-ratios.tsv > src/tokens/factors.tsv

The first input holds, for each corpus and tokenizer, the distribution over documents of about
3,000 characters of tokens(tokenizer) / tokens(o200k_base). The corpora of one kind of text are
pooled (each document counts the same, each corpus is a distribution that is linear between its
five quantiles), and the pooled median, 5th and 95th percentile are taken.

The second input holds the same ratios over the Universal Declaration of Human Rights in many
languages: another register than the technical texts of the corpora, and languages that they lack.
The band is widened to hold these, and published answers of the real counting service (`RECORDED`),
and then by `MARGIN`, since the documents of a reader come from elsewhere.

Families without a public tokenizer get the wide bands of `DERIVED`, and a family that is not known
at all gets a band that holds every other.
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
    "russian": ["lang_ru"],
    "cyrillic": [],
    "chinese": ["lang_zh"],
    "japanese": ["lang_ja"],
    "korean": ["lang_ko"],
    "arabic": ["lang_ar"],
    "devanagari": ["lang_hi"],
    "script": [],
    "code": ["code_python", "code_rust", "code_js", "code_ts", "code_c", "code_shell"],
    "markup": ["html_docs", "yaml", "toml"],
    "json": ["json_package", "json_aws_pretty", "json_aws_min"],
    "logs": ["logs_system"],
    "numbers": ["csv_numbers"],
}
# Kinds of many languages, of which the corpora have few or none: the median is of the languages.
MANY = {"latin", "cyrillic", "script"}
# Added to both sides of a band, as a part of the median.
MARGIN = 0.02
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

# Recorded answers of Anthropic's count_tokens / o200k_base over 1,741 Rosetta Code programs, 5th and
# 95th percentile.
RECORDED = {("claude-3", "code"): [1.05, 1.33], ("claude-4.7", "code"): [1.18, 1.75]}


def derived(family, kind):
    """(median, low, high) where no tokenizer is public: low confidence, and wide on purpose."""
    if family == "nova":
        # Single documents of each kind against Claude 3 Haiku, times Claude 3 / o200k here. Arabic,
        # Hindi and the European languages were not measured by anybody.
        if kind == "logs":
            return 1.30, 1.00, 1.60
        if kind in ("chinese", "japanese", "korean", "russian", "cyrillic"):
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


def read_languages(path):
    """The ratios by family and kind, one for each language."""
    ratios = collections.defaultdict(list)
    lines = [line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8") if line[0] != "#"]
    for fields in lines[1:]:
        for name, value in zip(lines[0][2:], fields[2:]):
            ratios[name, fields[0]].append(float(value))
    return ratios


def band(corpora, languages, recorded, many):
    """(median, low, high, origin) of a family for a kind."""
    middles = [row.quantiles[2] for row in corpora]
    lows = [pooled(corpora, 0.05)] if corpora else []
    highs = [pooled(corpora, 0.95)] if corpora else []
    median = statistics.median(middles + languages) if many else pooled(corpora, 0.5)
    low, high = min(lows + languages + recorded), max(highs + languages + recorded)
    origin = "calibrated" if (low, high) == (*lows, *highs) else "widened"
    return median, low - MARGIN * median, high + MARGIN * median, origin


def main():
    rows, languages = read(sys.argv[1]), read_languages(sys.argv[2])
    print("# Written by tools/token_factors.py: tokens of a family / tokens of o200k_base, by kind of text.")
    print("# calibrated: the tokenizer itself, over documents. widened: and other texts and languages.")
    print("# derived: no public tokenizer, from a few published counts. assumed: holds every family here.")
    print("family\tkind\tmedian\tlow\thigh\torigin")

    def show(family, kind, values, origin):
        print(family, kind, *(f"{value:.4f}" for value in values), origin, sep="\t")

    for kind, corpora in KINDS.items():
        some = [rows[corpus, "cl100k_base"] for corpus in corpora]
        dense = statistics.median(languages["bytes-per-token", kind] or [0])
        if some:
            dense = sum(row.bytes for row in some) / sum(row.o200k for row in some)
        show("bytes-per-token", kind, (dense, dense, dense), "measured")
    bands = collections.defaultdict(list)
    for family, tokenizer in FAMILIES.items():
        for kind, corpora in KINDS.items():
            some = [rows[corpus, tokenizer] for corpus in corpora]
            recorded = RECORDED.get((family, kind), [])
            *values, origin = band(some, languages[family, kind], recorded, kind in MANY)
            bands[kind].append(values)
            show(family, kind, values, origin)
    for family in ("nova", "titan"):
        for kind in KINDS:
            bands[kind].append(derived(family, kind))
            show(family, kind, derived(family, kind), "derived")
    for kind, some in bands.items():
        median = statistics.median(middle for middle, _, _ in some)
        low, high = min(1.0, *(low for _, low, _ in some)), max(1.0, *(high for _, _, high in some))
        show("unknown", kind, (median, low, high), "assumed")


main()
