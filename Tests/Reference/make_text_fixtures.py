"""Makes Tests/HUSETests/Fixtures/text and Tests/HUSESlowTests/Fixtures/text.

    python3 Tests/Reference/make_text_fixtures.py FOLDER

FOLDER holds all-MiniLM-L6-v2 (model.safetensors, vocab.txt, config.json). Needs numpy, scipy,
safetensors and tokenizers; with `--check-against-transformers` also torch and transformers.
"""

import json
import math
import random
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from reference_bert import BERT, last_four_layers_mean, mean

ROOT = Path(__file__).resolve().parents[1]
QUICK = ROOT / "HUSETests/Fixtures/text"
SLOW = ROOT / "HUSESlowTests/Fixtures/text"
SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

SENTENCES = [
    "A slice of pizza with basil and melted mozzarella.",
    "Red apple with a green leaf",
    "The quick brown fox jumps over the lazy dog.",
    "Preheat the oven to 350°F (175°C) and grease a 9x13-inch baking dish.",
    "Crème brûlée, pâté and jalapeño poppers",
    "An old steam locomotive, drawn in black ink",
    "computer keyboard icon",
    "Was it a car or a cat I saw?",
    "Simmer for 20–25 minutes, until the sauce has thickened; season to taste.",
    "He said: \"No way!\" — and left...",
    "spaghetti alla puttanesca",
    "寿司 and 刺身 are served cold",
    "a",
    "",
    "Clipart by johnny_automatic, public domain, 2006",
    "Whisk together flour, sugar, baking powder, salt and 2 eggs. Fold in the blueberries. "
    "Pour 1/4 cup of batter for each pancake onto a hot griddle. Flip when bubbles form.",
    "antidisestablishmentarianism",
    "🍕🍣 emoji only?",
    "Two dogs are running across a field while a child throws a ball.",
    "The semantic graph keeps similar classes near to each other in the embedding space.",
]


def wordpiece(tokens, lowercase):
    tokenizer = Tokenizer(
        models.WordPiece(
            {t: i for i, t in enumerate(tokens)}, unk_token="[UNK]", max_input_chars_per_word=100
        )
    )
    tokenizer.normalizer = normalizers.BertNormalizer(
        clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=lowercase
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.add_special_tokens(SPECIALS)
    return tokenizer


def cased_vocabulary(uncased, generator):
    """Letters of many scripts with and without accents, and pieces in three spellings."""
    letters = [chr(c) for c in range(0x21, 0x250) if chr(c).isprintable()]
    letters += list("αβγδεζηθικλμνξοπρςστυφχψωΑΣΩάέЖжЁёйИאבגشعربक्षกขあアン한국漢字中国ßſẞﬁİıǅ")
    letters += [unicodedata.normalize("NFD", "é")[1], "\u0307"]
    words = [t for t in uncased if re.fullmatch(r"(##)?[a-z]{2,7}", t)]
    pieces = generator.sample(words, 1500)
    pieces += [t.capitalize() for t in pieces if not t.startswith("##")]
    pieces += [t.upper() for t in generator.sample(pieces, 200)]
    pieces += ["Café", "CRÈME", "##ée", "Straße", "##ÖL"]
    tokens = SPECIALS + letters + ["##" + l for l in letters] + pieces
    return list(dict.fromkeys(tokens))


def odd_strings():
    yield from [
        "", " ", "\t\n\r", "\x00", "a\x00b", "a\x0bb", "a\x0cb", "a\x85b", "a\x7fb", "\ufffd", "a\ufffdb",
        "no\u00a0break", "zero\u200bwidth", "join\u200dner", "soft\u00adhyphen", "\ufeffbom",
        "line\u2028separator\u2029paragraph", "ideographic\u3000space", "narrow\u202fspace",
        "\u180emongolian", "word\u2060joiner", "\U000e0041tag", "\ue000private", "\U0010fffdx",
        "İstanbul ISTANBUL ıstanbul istanbul", "ΟΔΥΣΣΕΥΣ Οδυσσεύς ΣΑΣ σς", "Straße STRASSE ẞ",
        "ﬁne oﬃce ﬂow ﬀ", "Ǆ ǅ ǆ Ǉ", "Å Å Å ångström", "é é ê̄ ệ ệ", "a\u0301\u0316b \u0316\u0301",
        "\u0344 \u0340 \u0343", "각 각 한국어 조선말", "ᄀᄀᆨ", "日本語テキスト", "かがぎ ぱ ﾊﾟ", "漢字 中国",
        "\u3400\u4dbf\u4e00\u9fff\ufa0e\uf900", "\U00020000\U0002a6d6\U0002a700\U0002b73f\U0002b740",
        "\U0002b820\U0002ceaf\U0002ceb0\U00030000\U0002f800\U0002fa1d", "مرحبا بالعالم", "שָׁלוֹם עולם",
        "हिन्दी क्षत्रिय ड़", "ไทยภาษา", "தமிழ் கொ", "বাংলা ো", "មនុស្ស", "བོད་སྐད", "👩‍👩‍👧‍👦 👍🏽 🇩🇪 ❤️",
        "\u0378 \u0380 unassigned", "\U00011938 \U000105c9 \U00016d68", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "ＦＵＬＬ ｗｉｄｔｈ！", "①②③ ½ ™ №",
        "\u1734x \u1885y \u1886 \ua9bdz \U000111c9q \U0001171e \u166d", "¡Hola! ¿Qué?", "«guillemets» „quotes“",
        "don't can't o'clock", "snake_case kebab-case", "$5.00 £3 €7", "a+b=c^2|d~e`f<g>h", "x" * 100,
        "x" * 101, "é" * 50, "é" * 101, "e\u0301" * 101, "ab" * 60 + " ok", "[SEP]", "see [SEP] here",
        "[CLS][SEP]", "[sep] [Sep]", "a[MASK]b", "[MASK", "MASK]", "[[SEP]]", "[UNK][PAD]", "[ SEP ]",
        "[SEP]\u0301", "ca\u0301[SEP]fe\u0301", "\u0301[CLS]", "##ing ing##", "# # ##", "𐐀𐐨 Ꭰꭰ Ა ა ᲀ",
        "\u1c89 \ua7cb \ua7da \U00010d50 \U00016ea0", "ΰ ΰ ᾳ ᾼ", "ŉ ǰ ẖ", "K K ℃ Ω", "\u0300", "\u0300a",
        "𝅗𝅥 𝅘𝅥𝅯", "〮ア〯\u0316", "\u0f73 \u0f75 \u0f81", "\u0958 \u095f", "\u2126\u212a\u212b", "ﬀﬁ ﬓ יִ שׁ",
    ]


def random_strings(uncased, generator, count):
    words = [t for t in uncased if re.fullmatch(r"[a-z0-9]{2,}", t)]
    pools = [
        range(0x20, 0x7F), range(0xA0, 0x250), range(0x250, 0x370), range(0x370, 0x530),
        range(0x590, 0x700), range(0x900, 0xE00), range(0xE00, 0x1200), range(0x1100, 0x1200),
        range(0x1E00, 0x2000), range(0x2000, 0x2070), range(0x2070, 0x2E80), range(0x3000, 0x3100),
        range(0x3400, 0xA000), range(0xAC00, 0xD7A4), range(0xF900, 0xFB50), range(0xFB50, 0x10000),
        range(0x10000, 0x11000), range(0x11000, 0x12000), range(0x1D000, 0x1D800),
        range(0x1F000, 0x1FB00), range(0x20000, 0x20010), range(0xE0000, 0xE0100),
        range(0, 0x110000),
    ]

    def scalar(pool):
        while True:
            value = generator.choice(pool)
            if not 0xD800 <= value < 0xE000:
                return chr(value)

    def spelled(word):
        style = generator.randrange(5)
        if style == 0:
            return word.capitalize()
        if style == 1:
            return word.upper()
        if style == 2:
            return "".join(c + (generator.choice("\u0301\u0308\u0327") if generator.random() < 0.2 else "") for c in word)
        return word

    for index in range(count):
        kind = index % 4
        if kind == 0:
            parts = [spelled(generator.choice(words)) for _ in range(generator.randint(1, 9))]
            yield "".join(p + generator.choice([" ", " ", " ", ", ", ".", "-", "", "\u00a0"]) for p in parts)
        elif kind == 1:
            pool = generator.choice(pools)
            yield "".join(scalar(pool) for _ in range(generator.randint(1, 12)))
        elif kind == 2:
            yield "".join(scalar(generator.choice(pools)) for _ in range(generator.randint(1, 16)))
        else:
            marks = range(0x300, 0x370)
            pool = generator.choice(pools)
            yield "".join(
                scalar(pool) + "".join(scalar(marks) for _ in range(generator.choice([0, 0, 1, 2])))
                for _ in range(generator.randint(1, 7))
            ) + " " + generator.choice(words)


def tokenizer_fixtures(folder):
    generator = random.Random(7)
    uncased = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")[:-1]
    cased = cased_vocabulary(uncased, generator)
    (QUICK / "uncased.txt").write_text("\n".join(uncased) + "\n", encoding="utf-8")
    (QUICK / "cased.txt").write_text("\n".join(cased) + "\n", encoding="utf-8")
    published = Tokenizer.from_file(str(folder / "tokenizer.json"))
    published.no_padding()
    published.no_truncation()
    lower, keep = wordpiece(uncased, True), wordpiece(cased, False)
    texts = SENTENCES + list(odd_strings()) + list(random_strings(uncased, generator, 3600))
    cases = []
    for text in texts:
        ids = lower.encode(text, add_special_tokens=False).ids
        assert ids == published.encode(text, add_special_tokens=False).ids, text
        cases.append([text, ids, keep.encode(text, add_special_tokens=False).ids])
    lines = [json.dumps(case, separators=(",", ":")) for case in cases]
    (QUICK / "wordpiece.json").write_text("[" + ",\n".join(lines) + "]\n")
    print(len(cases), "strings")


def unicode_fixture():
    """What the tokenizers library does with every single scalar."""
    scalars = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]

    def bert(**options):
        settings = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
        return normalizers.BertNormalizer(**{**settings, **options}).normalize_str

    def ranges(values):
        result = []
        for value in values:
            if result and result[-1][1] == value - 1:
                result[-1][1] = value
            else:
                result.append([value, value])
        return result

    clean, cjk, strip, low = (
        bert(clean_text=True), bert(handle_chinese_chars=True), bert(strip_accents=True), bert(lowercase=True)
    )
    splits = pre_tokenizers.BertPreTokenizer()

    def changes(function):
        pairs = ((c, function(chr(c))) for c in scalars)
        return {format(c, "x"): [ord(x) for x in v] for c, v in pairs if v != chr(c)}

    stripped = changes(strip)
    hangul = {format(c, "x") for c in range(0xAC00, 0xD7A4)}
    fixture = dict(
        removed=ranges([c for c in scalars if clean(chr(c)) == ""]),
        spaces=ranges([c for c in scalars if clean(chr(c)) == " "]),
        chinese=ranges([c for c in scalars if cjk(chr(c)) != chr(c)]),
        punctuation=ranges([c for c in scalars if len(splits.pre_tokenize_str("a" + chr(c) + "b")) == 3]),
        accents=ranges([int(k, 16) for k, v in stripped.items() if v == []]),
        stripped={k: v for k, v in stripped.items() if v and k not in hangul},
        lowercase=changes(low),
    )
    (QUICK / "unicode.json").write_text(json.dumps(fixture, separators=(",", ":")) + "\n")


def tiny_bert():
    """A random model of 4 layers with a vocabulary of 64 tokens."""
    generator = np.random.default_rng(11)
    tokens = SPECIALS + list("abcdefghijklmnopqrstuvwxyz.,!?") + ["##" + c for c in "abcdefghijklmnopqrs"]
    tokens += ["pizza", "apple", "red", "##ple", "the", "a b"[:1] + "nd", "##ing", "of", "with", "oven"]
    assert len(set(tokens)) == len(tokens) == 64
    config = dict(
        model_type="bert", vocab_size=len(tokens), hidden_size=16, num_hidden_layers=4,
        num_attention_heads=4, intermediate_size=40, max_position_embeddings=20, type_vocab_size=2,
        hidden_act="gelu", layer_norm_eps=1e-12, position_embedding_type="absolute",
    )
    folder = QUICK / "tiny-bert"
    folder.mkdir(exist_ok=True)
    tensors = {}

    def add(name, *shape, scale, around=0.0):
        tensors[name] = (around + scale * generator.standard_normal(shape)).astype(np.float32)

    h, m = config["hidden_size"], config["intermediate_size"]
    add("embeddings.word_embeddings.weight", len(tokens), h, scale=1)
    add("embeddings.position_embeddings.weight", config["max_position_embeddings"], h, scale=0.5)
    add("embeddings.token_type_embeddings.weight", 2, h, scale=0.5)

    def norm(name):
        add(name + ".weight", h, scale=0.2, around=1)
        add(name + ".bias", h, scale=0.2)

    def linear(name, outputs, inputs, scale):
        add(name + ".weight", outputs, inputs, scale=scale)
        add(name + ".bias", outputs, scale=0.2)

    norm("embeddings.LayerNorm")
    for i in range(config["num_hidden_layers"]):
        p = f"encoder.layer.{i}."
        for part in ("query", "key", "value"):
            linear(p + "attention.self." + part, h, h, 0.5)
        linear(p + "attention.output.dense", h, h, 0.3)
        norm(p + "attention.output.LayerNorm")
        linear(p + "intermediate.dense", m, h, 0.4)
        linear(p + "output.dense", h, m, 0.3)
        norm(p + "output.LayerNorm")
    save_file(tensors, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    (folder / "vocab.txt").write_text("\n".join(tokens) + "\n")
    (folder / "tokenizer_config.json").write_text('{"do_lower_case": true}\n')

    texts = [
        "Red apple and pizza!", "the oven", "", "apple apple", "zzz of the unknown ☃ with pizza",
        "a, b, c.", "appleing", "one text of more tokens than the twenty places that the model has, and more",
        "x", "Red apple and pizza with apple of the oven",
    ]
    tokenizer = wordpiece(tokens, True)
    limit = config["max_position_embeddings"]
    sequences = [[2] + tokenizer.encode(t, add_special_tokens=False).ids[: limit - 2] + [3] for t in texts]
    bert = BERT(tensors, config)
    states = [bert.hidden_states(s) for s in sequences]
    save_file(
        {
            "mean": np.stack([mean(s) for s in states]),
            "lastFourLayersMean": np.stack([last_four_layers_mean(s) for s in states]),
        },
        folder / "expected.safetensors",
    )
    (folder / "texts.json").write_text(json.dumps(texts, indent=1) + "\n")
    return folder, sequences, states


def real_bert(folder):
    config = json.loads((folder / "config.json").read_text())
    tensors = load_file(folder / "model.safetensors")
    tokenizer = wordpiece((folder / "vocab.txt").read_text(encoding="utf-8").split("\n")[:-1], True)
    bert = BERT(tensors, config)
    sequences = [[101] + tokenizer.encode(t, add_special_tokens=False).ids[:254] + [102] for t in SENTENCES]
    states = [bert.hidden_states(s) for s in sequences]
    save_file(
        {
            "mean": np.stack([mean(s) for s in states]).astype(np.float32),
            "lastFourLayersMean": np.stack([last_four_layers_mean(s) for s in states]).astype(np.float32),
        },
        SLOW / "minilm-features.safetensors",
    )
    (SLOW / "sentences.json").write_text(json.dumps(SENTENCES, indent=1) + "\n")
    return sequences, states


def check_against_transformers(folder, sequences, states):
    import torch
    from transformers import BertModel

    model = BertModel.from_pretrained(folder, attn_implementation="eager").double().eval()
    worst = 0
    for sequence, expected in zip(sequences, states):
        with torch.no_grad():
            found = model(torch.tensor([sequence]), output_hidden_states=True).hidden_states
        for a, b in zip(found, expected):
            worst = max(worst, np.abs(a[0].numpy() - b).max())
    print(folder.name, "largest difference to transformers:", worst)
    assert worst < 1e-9


def inverse_document_frequency(documents):
    counts = Counter(token for document in documents for token in set(document))
    return {t: math.log((1 + len(documents)) / (1 + c)) + 1 for t, c in counts.items()}


def sentences(text):
    """Ends after . ! ? … (with what closes them) before white space, after 。！？, and at line ends."""
    pattern = r"[^\n\r\u2028\u2029]*?(?:[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？]+[”’」』）]*|(?=[\n\r\u2028\u2029])|$)"
    parts = [m.group().strip() for m in re.finditer(pattern, text)]
    return [p for p in parts if p]


def salient_tokens(documents, limit):
    weights = inverse_document_frequency(documents)
    scored = []
    for document in documents:
        counts = Counter(document)
        scored += [(counts[t] * weights[t], t) for t in document]
    order = sorted(range(len(scored)), key=lambda i: (-scored[i][0], i))
    return [scored[i][1] for i in sorted(order[:limit])]


def salience_fixture(folder):
    generator = random.Random(3)
    documents = [[generator.choices(range(30), weights=[1 / (1 + i) for i in range(30)], k=generator.randint(0, 12))
                  for _ in range(generator.randint(1, 8))] for _ in range(20)]
    cases = [dict(documents=d, limit=l, kept=salient_tokens(d, l)) for d in documents for l in (1, 5, 17, 60)]
    texts = [
        "One. Two! Three? Four… five", "Dr. Who arrived. \"Really?\" he said. (Yes.) End", "3.14 is pi. v1.2.3 too",
        "First line\nsecond line\r\nthird", "", "  \n ", "No end", "寿司。刺身！はい？そう", "Wait... what?! Yes.",
        "a\u2028b\u2029c", "「はい。」と言った。", "e.g. this splits. [ok.] next",
    ]
    split = [dict(text=t, sentences=sentences(t)) for t in texts]
    tokenizer = wordpiece((folder / "vocab.txt").read_text(encoding="utf-8").split("\n")[:-1], True)
    recipe = SENTENCES[15] + " " + SENTENCES[3] + "\n" + SENTENCES[8]
    tokens = [tokenizer.encode(s, add_special_tokens=False).ids for s in sentences(recipe)]
    text = dict(text=recipe, limit=30, kept=salient_tokens(tokens, 30))
    (QUICK / "salience.json").write_text(
        json.dumps(dict(cases=cases, splits=split, text=text), separators=(",", ":")) + "\n")


MASK = (1 << 64) - 1


def stable_hash(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) & MASK
    for multiplier in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        value ^= value >> 33
        value = (value * multiplier) & MASK
    return value ^ (value >> 33)


def ngrams(text, shortest=3, longest=5):
    text = "".join(c.lower() for c in unicodedata.normalize("NFC", text))
    for word in text.split():
        word = f" {word} "
        for n in range(shortest, longest + 1):
            if len(word) <= n:
                yield word
                break
            for start in range(len(word) - n + 1):
                yield word[start : start + n]


def hashed_ngrams(training, texts, dimension):
    slots = 1 << 16
    counts = np.zeros(slots)
    for text in training:
        for slot in {(stable_hash(g) >> 32) % slots for g in ngrams(text)}:
            counts[slot] += 1
    weights = np.log((1 + len(training)) / (1 + counts)) + 1
    rows = np.zeros((len(texts), dimension))
    for row, text in zip(rows, texts):
        for gram in ngrams(text):
            h = stable_hash(gram)
            row[h % dimension] += (-1 if h >> 63 else 1) * weights[(h >> 32) % slots]
        length = np.sqrt((row**2).sum())
        if length > 0:
            row /= length
    return rows


def hashed_fixture():
    training = SENTENCES[:12]
    texts = SENTENCES + ["Pizza", "pizza pizza", "pizzas", "it", "I", "É e\u0301", "  spaced\tout  ", "ΣΑΣ İi"]
    save_file(
        {"features": hashed_ngrams(training, texts, 256).astype(np.float32)},
        QUICK / "hashed-ngrams.safetensors",
    )
    (QUICK / "hashed-ngrams.json").write_text(
        json.dumps(dict(training=training, texts=texts, dimension=256), indent=1) + "\n")


if __name__ == "__main__":
    QUICK.mkdir(parents=True, exist_ok=True)
    SLOW.mkdir(parents=True, exist_ok=True)
    model_folder = Path(sys.argv[1])
    tokenizer_fixtures(model_folder)
    unicode_fixture()
    tiny = tiny_bert()
    real = real_bert(model_folder)
    salience_fixture(model_folder)
    hashed_fixture()
    if "--check-against-transformers" in sys.argv:
        check_against_transformers(*tiny)
        check_against_transformers(model_folder, *real)
