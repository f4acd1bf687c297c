"""Writes the inputs that the fuzzer begins with: the fixtures of the tests, and small files of each
format, made without the library that reads them.

    python3 make_seeds.py FOLDER
"""
import json
import pathlib
import shutil
import struct
import sys

# An isolated Python does not look beside the script.
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import seeds_checkpoints  # noqa: E402
import seeds_models  # noqa: E402
import seeds_wordnet  # noqa: E402

FIXTURES = pathlib.Path(__file__).parent.parent / "HUSETests" / "Fixtures"
LARGEST_FIXTURE = 15_000

FROM_FIXTURES = {
    "npy": ["data/*.npy"],
    "npz": ["data/*.npz"],
    "mat": ["data/matlab/*.mat"],
    "hdf5": ["data/hdf5/*.h5", "data/hdf5/*.mat"],
    "safetensors": ["core/*.safetensors", "data/*.safetensors"],
    "image": ["image/*.png", "image/*.jpg", "image/*.webp", "image/*.gif", "image/*.bmp",
              "image/*.tiff", "image/camera/*.*"],
    "vocabulary": ["text/tiny-bert/vocab.txt"],
    "tokenizer": ["text/tokenizers/mpnet.json", "text/tokenizers/word-pieces.json",
                  "text/tokenizers/byte-pairs.json", "text/tokenizers/unigram.json"],
    "sentencepiece": ["text/tokenizers/*.model"],
    "bert": ["text/tiny-bert/config.json", "text/tiny-bert/tokenizer_config.json"],
}

TEXTS = {
    "csv": {
        "header": "a,b\n1,2\n3.5,-4e2\n",
        "quoted": '\ufeffimage,"a ""b"", c"\r\n"x\ny",nan\r\n',
        "labels": "label\n0\n1\n0\n",
        "words": "tea\rapple\r\rtea\r",
    },
    "items": {
        "in_order": "image,text,classes\na.png,two  apples,fruit\nb.png,tea,drink\n",
        "groups": "group,class,Text,image,more\n1,food,apples,a.png,\n,food,tea,b.png,x\n",
        "missing": "image,text,class\nc.png,apple,fruit\n,tea,drink\nb.png,,drink\na.png,a,\n",
        "above": "image,text,class\n../data.csv,apple,fruit\na/../../../x,b,c\n/a.png,d,e\n",
        "food101": "a.png,apple,food\n",
    },
    "synsets": {
        "all": "class,synset,relation,note\napple_pie,apple_pie.n.01,is,\npie,00000140,kind of,x\n",
        "short": "class,synset\nhot-dog,hotdog.n.02\nHot Dog,hotdog.n.01\n",
    },
    "taxonomy": {
        "indented": "0food\n  fruit\n    apple\n    pear\n  # no\n  pizza\n",
        "tabs": "0food\n\tfruit\n\t\tapple\n\tpizza\n",
        "newick": "1((apple:0.5,'pe''ar':1e-3)fruit[a comment],pizza)food;\n",
        "unnamed": "1((a,b),(c,(d,e)));",
        "rows": "2parent,child\n,food\nfood,fruit\nfruit,apple\nfood,pizza\n",
        "cycle": "2child,parent\na,b\nb,c\nc,a\n",
    },
    "vocabulary": {
        "small": "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ntwo\nred\napple\n##s\n##é\n餃\n",
        "carriage": "[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\na\r\n",
    },
    "bert": {
        "tokenizer": '{"do_lower_case": true, "strip_accents": null, "model_max_length": 1e30}',
        "sentences": '{"max_seq_length": 8}',
    },
    "text": {
        "plain": "Two red apples, [SEP] and a crème brûlée. Why not? 餃子!",
        "marks": "e\u0301\u0301 \u200b\u00ad\ufffd\u0000 \u2028 A\u030a ﬃ ẞ İ don't 3.5 U.S.A.",
        "hangul": "한국어 각각 \u1100\u1161\u11a8",
    },
}


def main(folder):
    for target, patterns in FROM_FIXTURES.items():
        for pattern in patterns:
            for path in sorted(FIXTURES.glob(pattern)):
                if path.stat().st_size <= LARGEST_FIXTURE:
                    copy = folder / target / path.name
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, copy)
    for target, texts in TEXTS.items():
        for name, text in texts.items():
            write(folder / target / name, text.encode())
    for name, data in seeds_models.models().items():
        write(folder / "model" / name, data)
    for name, data in seeds_checkpoints.checkpoints().items():
        write(folder / "checkpoint" / name, data)
    write(folder / "index" / "two", seeds_models.index(["a.png", "b.png"], [[1, 0], [0.6, 0.8]]))
    write(folder / "index" / "none", seeds_models.index([], []))
    for name, data in seeds_models.approximate_indexes().items():
        write(folder / "approximate-index" / name, data)
    for name, data in seeds_wordnet.files().items():
        write(folder / "wordnet" / name, data)
    write(folder / "bert" / "config_full", json.dumps(
        json.loads((FIXTURES / "text/tiny-bert/config.json").read_text())
        | {"max_seq_length": 16, "model_max_length": 512, "do_lower_case": False}).encode())
    for number, name in enumerate(["clip", "dinov2", "resnet-basic", "siglip"]):
        write(folder / "pretrained-image" / name, settings(
            48 + number, FIXTURES / "image/pretrained" / name,
            ["config.json", "preprocessor_config.json"]))
    for number, name in enumerate(["bert-dense", "clip", "model2vec", "siglip", "xlm-roberta"]):
        write(folder / "pretrained-text" / name, settings(
            50 + number, FIXTURES / "text/encoders" / name,
            ["config.json", "tokenizer_config.json", "sentence_bert_config.json",
             "config_sentence_transformers.json", "1_Pooling/config.json", "2_Dense/config.json"]))
    for name, data in tokenizers().items():
        write(folder / "tokenizer" / name, json.dumps(data).encode())
    for name, data in weight_indexes().items():
        write(folder / "shards" / name, json.dumps(data).encode())
    write(folder / "image" / "bomb.gif", b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0, 0, 0)
          + b"," + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0) + b"\2\1\0\0;")
    write(folder / "image" / "tiled.tiff", tiled_tiff())


def settings(choice, folder, files):
    """A model's settings in one document, after the byte that chooses the model."""
    joined = {}
    for file in files:
        if (folder / file).exists():
            joined |= json.loads((folder / file).read_text())
    return bytes([choice]) + json.dumps(joined).encode()


def tokenizers():
    """The tokenizer of tiny-bert as the tokenizers library writes it, whole and with gaps."""
    tokens = (FIXTURES / "text/tiny-bert/vocab.txt").read_text().splitlines()
    whole = {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [{"id": 0, "content": "[PAD]", "special": True}],
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "lowercase": True,
                       "handle_chinese_chars": True, "strip_accents": None},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "max_input_chars_per_word": 100,
                  "continuing_subword_prefix": "##",
                  "vocab": {token: number for number, token in enumerate(tokens)}}}
    lowered = whole | {"normalizer": {
        "type": "Sequence", "normalizers": [{"type": "Lowercase"}, whole["normalizer"]]}}
    gap = whole | {"model": whole["model"] | {"vocab": {"[UNK]": 1, "a": 9_000_000}}}
    return {"whole": whole, "lowered": lowered, "gap": gap}


def weight_indexes():
    """Which of the files part-1 and part-2 holds each tensor: the names in order, in turn."""
    data = (FIXTURES / "text/tiny-bert/model.safetensors").read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    names = sorted(name for name in json.loads(data[8:8 + length]) if name != "__metadata__")
    files = {name: f"part-{i % 2 + 1}.safetensors" for i, name in enumerate(names)}
    return {
        "whole": {"metadata": {"total_size": len(data)}, "weight_map": files},
        "few": {"weight_map": dict(list(files.items())[:3])},
        "outside": {"weight_map": {names[0]: "../part-1.safetensors"}}}


def tiled_tiff():
    """A grey picture of 20 × 9 pixels in one tile of 32 × 32."""
    fields = {256: 20, 257: 9, 258: 8, 259: 1, 262: 1, 277: 1, 322: 32, 323: 32, 324: 8, 325: 1024}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in fields.items())
    return (b"II*\0" + struct.pack("<I", 8 + 1024) + bytes(range(256)) * 4
            + struct.pack("<H", len(fields)) + entries + struct.pack("<I", 0))


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
