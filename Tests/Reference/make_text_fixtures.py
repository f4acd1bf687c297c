"""Makes Tests/HUSETests/Fixtures/text and Tests/HUSESlowTests/Fixtures/text.

    python3 Tests/Reference/make_text_fixtures.py FOLDER

FOLDER holds all-MiniLM-L6-v2 (model.safetensors, vocab.txt, config.json, tokenizer.json). Needs
numpy, scipy, safetensors and tokenizers; with `--check-against-transformers` also torch and
transformers.
"""

import json
import random
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from reference_bert import BERT, cls, last_four_layers_mean, mean
from reference_text_features import hashed_ngrams, salient_tokens, sentences
from text_samples import SENTENCES, SPECIALS, cased_vocabulary, odd_strings, random_strings

ROOT = Path(__file__).resolve().parents[1]
QUICK = ROOT / "HUSETests/Fixtures/text"
SLOW = ROOT / "HUSESlowTests/Fixtures/text"


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
            "cls": np.stack([cls(s) for s in states]),
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
