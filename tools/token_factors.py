#!/usr/bin/env python3
"""Write src/tokens/factors.tsv from the calibration measurements.

    tools/token_factors.py tokenizer-factors.tsv tools/udhr-ratios.tsv token-counts.tsv > src/tokens/factors.tsv

The first input holds, for each corpus and tokenizer, the distribution over documents of about
3,000 characters of tokens(tokenizer) / tokens(o200k_base). The corpora of one kind of text are
pooled (each document counts the same, each corpus is a distribution that is linear between its
five quantiles), and the pooled median, 5th and 95th percentile are taken.

The third input, of tools/token_corpora.py, holds documents with their counts. It serves where the first
cannot: for kinds of which it has no corpora or those of few languages, and for the families that make a
token of each digit. Of these the
digits are taken off first, here as in the program: tokens = factor x (o200k_base - its tokens of digits)
+ digits.

The second input holds the ratios over the Universal Declaration of Human Rights in many
languages: another register than the technical texts of the corpora, and languages that they lack.
The band is widened to hold these, and published answers of the real counting service (`RECORDED`),
and then by a margin, since the documents of a reader come from elsewhere.

Families without a public tokenizer get the bands of recorded requests or the wide ones of `derived`,
and a family that is not known at all gets a band that holds every other.
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
    "greek": [],
    "hebrew": [],
    "thai": [],
    "bengali": [],
    "tamil": [],
    "script": [],
    "code": ["code_python", "code_rust", "code_js", "code_ts", "code_c", "code_shell"],
    "markup": ["html_docs", "yaml", "toml"],
    "json": ["json_package", "json_aws_pretty", "json_aws_min"],
    "logs": ["logs_system"],
    "numbers": ["csv_numbers"],
    "table": [],
    "capitals": [],
    "encoded": [],
    "links": [],
    "emoji": [],
}
# Kinds of many languages, of which the corpora have few or none: the median is of the languages.
MANY = {"latin", "cyrillic", "script"}
# Added to both sides of a band, as a part of the median.
MARGIN = 0.03
# The same for kinds that were measured with one register: the strings of a program, or made-up lines.
NARROW = {"greek", "hebrew", "thai", "bengali", "tamil", "script", "table", "capitals", "encoded", "links", "emoji"}
NARROW_MARGIN = 0.10
LATIN = {"prose", "docs", "german", "french", "spanish", "portuguese", "latin", "code", "markup", "json"}
DIGITS = {"logs", "numbers", "table", "encoded", "links"}
# Families that make a token of each digit.
SPLITS = {"mistral-tekken", "mistral-v3", "command-r", "qwen", "gemma"}

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


ENGLISH = {"prose", "docs"}
EUROPEAN = {"german", "french", "spanish", "portuguese", "latin"}
DENSE = {"chinese", "japanese", "korean", "russian", "cyrillic"}


def derived(family, kind):
    """(median, low, high, origin) where no tokenizer is public: wide where nothing was recorded."""
    if family == "gpt-5":
        # No published tokenizer names these models. Taken for o200k, which their makers' last named
        # models have.
        return (1.00, 0.90, 1.10, "assumed") if kind in LATIN | DIGITS | {"capitals"} else (1.00, 0.80, 1.20, "assumed")
    if family == "glm" and kind in ENGLISH:
        # 13 recorded answers, all within a token of o200k.
        return 1.00, 0.96, 1.05, "recorded"
    if family in ("kimi", "glm"):
        # 79 recorded answers of Kimi K2.5, in English; nothing else was recorded.
        if kind in ENGLISH:
            return 1.00, 0.96, 1.04, "recorded"
        if kind in EUROPEAN:
            return 1.10, 0.90, 1.60, "derived"
        if kind == "chinese":
            return 0.90, 0.65, 1.25, "derived"
        return (1.00, 0.90, 1.25 if kind in LATIN else 1.70, "derived") if kind in LATIN | DIGITS else (1.40, 0.80, 2.80, "derived")
    if family == "nova" and kind in ENGLISH | {"code", "json"}:
        # 24 to 29 recorded answers and prompts of Nova Micro, Lite and Pro.
        return 1.00, 0.95, 1.12, "recorded"
    if family == "nova-2" and kind in ENGLISH | {"json"}:
        # 66 recorded requests of Nova 2 Lite, without its frame of 46 tokens.
        return 0.983, 0.958, 1.000, "recorded"
    if kind == "capitals":
        return (1.30, 1.10, 1.55, "recorded") if family == "nova" else (1.20, 0.90, 1.60, "derived")
    if family in ("nova", "nova-2"):
        # Single documents of each kind against Claude 3 Haiku, times Claude 3 / o200k here. Arabic,
        # Hindi and the European languages were not measured by anybody.
        if kind == "logs":
            return 1.30, 1.00, 1.60, "derived"
        if kind in DENSE:
            return 1.70, 1.28, 2.13, "derived"
        if kind in EUROPEAN:
            return 1.15, 0.94, 1.45, "derived"
        if kind in LATIN:
            return 1.00, 0.90, 1.25, "derived"
        return (1.10, 0.94, 1.60, "derived") if kind in DIGITS else (1.70, 1.00, 2.80, "derived")
    # Titan: AWS names 4.7 English characters a token; the rest is not public.
    if kind == "prose":
        return 0.93, 0.80, 1.10, "derived"
    return (1.10, 0.85, 1.50, "derived") if kind in LATIN | DIGITS else (1.70, 0.90, 2.80, "derived")


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


def read_counts(path):
    """The documents by kind, and in these by corpus."""
    kinds = collections.defaultdict(lambda: collections.defaultdict(list))
    lines = [line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8")]
    for fields in lines[1:]:
        row = {name: int(value) for name, value in zip(lines[0][2:], fields[2:]) if value}
        kinds[fields[1]][fields[0]].append(row)
    return kinds


def ratios(documents, family):
    """The ratios of documents, without their digits if the family splits these; of those counted."""
    apart = family in SPLITS
    for row in documents:
        rest = row["o200k"] - apart * row["digit-tokens"]
        if family in row and rest > 0:
            yield (row[family] - apart * row["digits"]) / rest


def quantile(values, share):
    """Of sorted values, linear between them."""
    at = share * (len(values) - 1)
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (at - low) * (values[high] - values[low])


def band(corpora, counted, languages, recorded, kind):
    """(median, low, high, origin) of a family for a kind, from one of the measurements."""
    if counted:
        middles = [statistics.median(values) for values in counted]
        values = sorted(value for values in counted for value in values)
        median, low, high = (quantile(values, share) for share in (0.5, 0.05, 0.95))
    elif corpora:
        middles = [row.quantiles[2] for row in corpora]
        median, low, high = (pooled(corpora, share) for share in (0.5, 0.05, 0.95))
    else:
        middles, low, high = [], min(languages), max(languages)
    if kind in MANY:
        median = statistics.median(middles + languages)
    measured = low, high
    low, high = min([low, *languages, *recorded]), max([high, *languages, *recorded])
    origin = "calibrated" if (low, high) == measured and (counted or corpora) else "widened"
    margin = (NARROW_MARGIN if kind in NARROW else MARGIN) * median
    return median, low - margin, high + margin, origin


def main():
    rows, languages, counts = read(sys.argv[1]), read_languages(sys.argv[2]), read_counts(sys.argv[3])
    print("# Written by tools/token_factors.py: tokens of a family / tokens of o200k_base, by kind of text.")
    print("# calibrated: the tokenizer itself, over documents. widened: and other texts and languages.")
    print("# digits: digits for each token of o200k_base, and its tokens of digits; some families split these.")
    print("# recorded: no public tokenizer, from recorded requests. derived: from a few published counts.")
    print("# assumed: a guess; of the unknown, one that holds every family here.")
    print("family\tkind\tmedian\tlow\thigh\torigin")

    def show(family, kind, values, origin):
        print(family, kind, *(f"{value:.4f}" for value in values), origin, sep="\t")

    for kind, corpora in KINDS.items():
        some = [rows[corpus, "cl100k_base"] for corpus in corpora]
        documents = [row for corpus in counts[kind].values() for row in corpus]
        dense = statistics.median(languages["bytes-per-token", kind] or [0])
        if some:
            dense = sum(row.bytes for row in some) / sum(row.o200k for row in some)
        elif documents:
            dense = sum(row["bytes"] for row in documents) / sum(row["o200k"] for row in documents)
        show("bytes-per-token", kind, (dense, dense, dense), "measured")
        tokens = sum(row["o200k"] for row in documents)
        digits, of_tokens = (sum(row[name] for row in documents) / tokens for name in ("digits", "digit-tokens"))
        show("digits", kind, (digits, of_tokens, of_tokens), "measured")
    bands = collections.defaultdict(list)
    for family, tokenizer in FAMILIES.items():
        for kind, corpora in KINDS.items():
            some = [rows[corpus, tokenizer] for corpus in corpora]
            counted = []
            if family in SPLITS or not some or kind == "latin":
                counted = [list(ratios(documents, family)) for documents in counts[kind].values()]
            recorded = RECORDED.get((family, kind), [])
            *values, origin = band(some, counted, languages[family, kind], recorded, kind)
            bands[kind].append(values)
            show(family, kind, values, origin)
    for family in ("gpt-5", "kimi", "glm", "nova", "nova-2", "titan"):
        for kind in KINDS:
            *values, origin = derived(family, kind)
            bands[kind].append(values)
            show(family, kind, values, origin)
    for kind, some in bands.items():
        # What is guessed of one family says nothing of another.
        median = statistics.median(middle for middle, _, _ in some[: len(FAMILIES)])
        low, high = min(1.0, *(low for _, low, _ in some)), max(1.0, *(high for _, _, high in some))
        show("unknown", kind, (median, low, high), "assumed")


main()
