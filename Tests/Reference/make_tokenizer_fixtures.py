"""Tiny tokenizers of every kind, and the numbers that the tokenizers and sentencepiece packages make
of hostile strings.

    pip install tokenizers==0.23.3 sentencepiece==0.2.3
    python Tests/Reference/make_tokenizer_fixtures.py
"""

import json
from pathlib import Path

import sentencepiece
from tokenizers import Tokenizer

from hostile_strings import strings
from tiny_tokenizers import KINDS, SENTENCE_PIECES

FOLDER = Path(__file__).parents[1] / "HUSETests/Fixtures/text/tokenizers"
COUNT = 300


def main():
    FOLDER.mkdir(exist_ok=True)
    texts = strings(COUNT, seed=1)
    lines = ",\n".join(json.dumps(text) for text in texts)
    (FOLDER / "strings.json").write_text(f"[\n{lines}\n]\n")
    for name, make in KINDS.items():
        path = FOLDER / f"{name}.json"
        path.write_text(json.dumps(json.loads(make().to_str()), separators=(",", ":")) + "\n")
        tokenizer = Tokenizer.from_file(str(path))
        write(name, [tokenizer.encode(text).ids for text in texts])
    for name, make in SENTENCE_PIECES.items():
        path = FOLDER / f"{name}.model"
        path.write_bytes(make())
        processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
        write(f"{name}.model", [processor.encode(text) for text in texts])


def write(name, numbers):
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in numbers)
    (FOLDER / f"{name}-numbers.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
