#!/usr/bin/env python3
"""Write tests/fixtures/tokens/exact.jsonl: texts with their counts by OpenAI's own tiktoken.

    pip install tiktoken
    tools/token_fixtures.py RANKS > tests/fixtures/tokens/exact.jsonl

RANKS is a folder with o200k_base.tiktoken and cl100k_base.tiktoken, such as `assets` in the source
of the tiktoken-rs crate; tiktoken checks them against the hashes it pins. Each line holds a text
(`text`, repeated `times`) and its count by each encoding. The output is the same on every run.
"""

import json
import os
import random
import sys

import tiktoken
import tiktoken.load
import tiktoken_ext.openai_public as published

SAMPLES = [
    "",
    "Hello, world!",
    "Call me Ishmael. Some years ago—never mind how long precisely—having little or no money in my "
    "purse, and nothing particular to interest me on shore, I thought I would sail about a little "
    "and see the watery part of the world.",
    "It's the user's fault, isn't it? They'd've known; WE'LL SEE, I'M sure: DON'T.",
    "You are the support assistant of an online shop.\n\n## Rules\n\n1. Never promise a refund.\n"
    "2. Answer in the customer's language.\n\n- **Tone**: calm, short.\n",
    "fn main() {\n    let total: u64 = (0..10).map(|n| n * n).sum();\n    println!(\"{total:>8}\");\n}\n",
    "def fib(n):\n\tif n < 2:\n\t\treturn n\n\treturn fib(n - 1) + fib(n - 2)  # slow\n\n\nprint(fib(30))\n",
    "<div class=\"card\">\r\n  <a href=\"/a/b/c.html?x=1&amp;y=2\">Next &raquo;</a>\r\n</div>\r\n",
    json.dumps({"id": 12345, "tags": ["a", "b"], "nested": {"ok": True, "ratio": 0.25}}, indent=2),
    json.dumps({"id": 12345, "tags": ["a", "b"], "nested": {"ok": True, "ratio": 0.25}}, separators=(",", ":")),
    "2026-11-22T01:02:03.456Z INFO  [worker-7] request_id=9f86d081 status=200 took 12.5ms\n" * 3,
    "year,month,value\n2024,1,1234.5678\n2024,2,-0.000123\n2024,3,1e-9\n",
    "Alle Menschen sind frei und gleich an Würde und Rechten geboren.",
    "Tous les êtres humains naissent libres et égaux en dignité et en droits.",
    "Todos los seres humanos nacen libres e iguales en dignidad y derechos.",
    "Все люди рождаются свободными и равными в своём достоинстве и правах.",
    "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心。",
    "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。",
    "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.",
    "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق.",
    "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।",
    "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ",
    "👩‍👩‍👧‍👦👍🏽🇩🇪❤️‍🔥 ok 🙂🙃",
    "e\u0301 and é; ﬁ; Ａ; ½; Ⅷ; ǅ; ſ; İ; \u200b\u200d\ufeff",
    "<|endoftext|> is <|endofprompt|> just text <|im_start|>",
    "a\n/b", "!\n/b", "//\n//\n", "x\n\n/\n", "\n /", "...\r\n/\r\n...",
    " ", "  ", "   x", "\t\tx", " \n", "\n ", "\n\n\n x", "  \n  \n  x  ", "\r", "\r\n\r\n", "\u00a0\u00a0x",
    "\u2028x\u2029", "\x00\x01\x7f",
    "1234567890", "3.14159", "1,000,000", "0xDEADBEEF", "١٢٣٤", "aAaA bBbB CamelCase snake_case kebab-case",
    "antidisestablishmentarianism" * 3,
    "aGVsbG8gd29ybGQsIHRoaXMgaXMgYmFzZTY0IGVuY29kZWQgdGV4dA==",
]

REPEATED = [(" ", 5000), ("\t", 5000), ("\n", 5000), ("a", 5000), (".", 5000), ("語", 2000), ("👍", 2000), ("ab\n", 3000)]

PIECES = [
    " ", "  ", "\n", "\n\n", "\r\n", "\t", "/", "//", ".", ",", "!", "'s", "'LL", "\"", "(", "{}", "=>",
    "word", "Word", "WORD", "ß", "é", "e\u0301", "7", "2024", "語", "漢字", "、", "。", "かな", "한국", "дом",
    "سلام", "नमस्ते", "🙂", "\u200d", "\u00a0", "\u3000", "_", "-", "ǅ",
]  # fmt: skip


def random_texts():
    rng = random.Random(20261122)
    for _ in range(100):
        yield "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 60)))
    for _ in range(60):
        chars = []
        while len(chars) < rng.randint(1, 25):
            top = rng.choice([0x7F, 0x7FF, 0xFFFF, 0x10FFFF])
            code = rng.randint(0, top)
            if not 0xD800 <= code <= 0xDFFF:
                chars.append(chr(code))
        yield "".join(chars)


def encodings(ranks):
    """The published encodings, with their ranks read from a folder."""
    read = tiktoken.load.load_tiktoken_bpe
    published.load_tiktoken_bpe = lambda url, expected_hash: read(
        os.path.join(ranks, os.path.basename(url)), expected_hash
    )
    # An empty cache folder turns tiktoken's cache off.
    os.environ["TIKTOKEN_CACHE_DIR"] = ""
    return [tiktoken.Encoding(**getattr(published, name)()) for name in ("o200k_base", "cl100k_base")]


def main():
    o200k, cl100k = encodings(sys.argv[1])
    texts = [(text, 1) for text in SAMPLES] + REPEATED + [(text, 1) for text in random_texts()]
    for text, times in texts:
        counts = [len(encoding.encode_ordinary(text * times)) for encoding in (o200k, cl100k)]
        row = {"o200k_base": counts[0], "cl100k_base": counts[1], "times": times, "text": text}
        print(json.dumps(row))


main()
