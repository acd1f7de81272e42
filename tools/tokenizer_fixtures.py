#!/usr/bin/env python3
"""Write tests/fixtures/tokenizers: small tokenizers in every format, and texts with their counts.

    pip install tokenizers==0.23.3 tiktoken==0.14.0 sentencepiece==0.2.3
    tools/tokenizer_fixtures.py

They are trained on tests/fixtures/tokens/heldout. `counts.jsonl` holds texts (`text`, repeated
`times`) and their count by each tokenizer, as its own library counts: tokenizers for the
tokenizer.json files, tiktoken for the ranks, sentencepiece for the models. Nothing is added at the
start or the end of a text.
"""

import base64
import json
from pathlib import Path

import sentencepiece
import tiktoken
from byte_letters import byte_letters
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

FIXTURES = Path(__file__).parent.parent / "tests/fixtures"
OUT = FIXTURES / "tokenizers"
TEXTS = [path.read_text() for path in sorted((FIXTURES / "tokens/heldout").glob("*.txt"))]

GPT2 = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""
CL100K = (
    r"""(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"""
    r"""|\s*[\r\n]+|\s+(?!\S)|\s+"""
)
TEKKEN = (
    r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"""
    r"""|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}"""
    r"""| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"""
)

ALL = "\n".join(TEXTS)
SAMPLES = [
    ("", 1),
    ("x", 1),
    ("Hello, world!", 1),
    ("It's the user's fault, isn't it? They'd've known.\n\n\n  Indented,\n\tand tabbed.  \n", 1),
    ("  blanks  at   both ends  ", 1),
    ("\n\nlines at both ends\n\n", 1),
    ("a literal <|endoftext|>, <s> and [INST]", 1),
    ("日本語のテキスト、한국어 텍스트, нормальный текст 🙂\u200d🙂", 1),
    ("12345678 3.14159 0xFF", 1),
    *[(text, 1) for text in TEXTS[::3]],
    # Longer than a block: lines, one line of words, lines that follow blank ones.
    (ALL, 8),
    ("A line of many words, which goes on and on. ", 2000),
    ("one\n\n\ntwo\n\t\nthree\r\n\r\n# four\n", 3000),
    ("'quoted' (and) - dashed: e-mail, x.y; ", 2500),
]


def byte_bpe(pattern, size):
    """A byte-level BPE as tokenizers has it, and its ranks as tiktoken has them."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(TEXTS, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    letters = byte_letters()
    ranks = {bytes([byte]): byte for byte in range(256)}
    for left, right in model["merges"]:
        ranks.setdefault(bytes(letters[c] for c in left + right), len(ranks))
    return tokenizer, ranks


def gpt2_json():
    tokenizer, _ = byte_bpe(GPT2, 500)
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.save(str(OUT / "gpt2.tokenizer.json"), pretty=False)
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def cl100k_json():
    tokenizer, _ = byte_bpe(CL100K, 500)
    tokenizer.save(str(OUT / "cl100k.tokenizer.json"), pretty=False)
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def tekken_json():
    _, ranks = byte_bpe(TEKKEN, 500)
    specials = 20
    vocab = [
        {
            "rank": rank,
            "token_bytes": base64.b64encode(token).decode(),
            "token_str": token.decode(errors="replace"),
        }
        for token, rank in ranks.items()
    ]
    config = {
        "pattern": TEKKEN,
        "num_vocab_tokens": len(vocab),
        "default_vocab_size": len(vocab) + specials,
        "default_num_special_tokens": specials,
        "version": "v3",
    }
    with open(OUT / "tekken.json", "w") as file:
        json.dump({"config": config, "vocab": vocab}, file)
    return ordinary(ranks, TEKKEN)


def tiktoken_ranks():
    _, ranks = byte_bpe(GPT2, 500)
    with open(OUT / "gpt2.tiktoken", "w") as file:
        for token, rank in ranks.items():
            file.write(f"{base64.b64encode(token).decode()} {rank}\n")
    return ordinary(ranks, GPT2)


def ordinary(ranks, pattern):
    encoding = tiktoken.Encoding("small", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
    return lambda text: len(encoding.encode_ordinary(text))


def sentencepiece_model(name, **how):
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(line for text in TEXTS for line in text.splitlines()),
        model_prefix=str(OUT / name),
        minloglevel=2,
        **how,
    )
    (OUT / f"{name}.vocab").unlink()
    model = sentencepiece.SentencePieceProcessor(model_file=str(OUT / f"{name}.model"))
    return lambda text: len(model.encode(text))


def main():
    OUT.mkdir(exist_ok=True)
    counters = {
        "gpt2.tokenizer.json": gpt2_json(),
        "cl100k.tokenizer.json": cl100k_json(),
        "tekken.json": tekken_json(),
        "gpt2.tiktoken": tiktoken_ranks(),
        "llama.model": sentencepiece_model(
            "llama",
            model_type="bpe",
            vocab_size=1200,
            character_coverage=0.98,
            byte_fallback=True,
            split_digits=True,
            normalization_rule_name="identity",
            remove_extra_whitespaces=False,
            allow_whitespace_only_pieces=True,
        ),
    }
    with open(OUT / "counts.jsonl", "w") as file:
        for text, times in SAMPLES:
            counts = {name: count(text * times) for name, count in counters.items()}
            row = {"text": text, "times": times, "counts": counts}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


main()
