"""Compares the numbers of the library with those of the tokenizers and sentencepiece packages on many
hostile strings.

    swift build -c release --product TokenNumbers
    python Tests/Reference/compare_tokenizers.py .build/release/TokenNumbers --count 1000000
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import sentencepiece
from tokenizers import Tokenizer

from hostile_strings import strings
from tiny_tokenizers import KINDS, SENTENCE_PIECES, sentence_pieces, unigram

BATCH = 1000


def compare(name, program, path, encode, count, seed):
    process = subprocess.Popen(
        [program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    batches = [strings(BATCH, seed * 1_000_000 + index) for index in range(count // BATCH)]

    def feed():
        for batch in batches:
            process.stdin.write(json.dumps(batch) + "\n")
        process.stdin.close()

    threading.Thread(target=feed, daemon=True).start()
    mismatches, done = 0, 0
    for batch in batches:
        line = process.stdout.readline()
        if not line:
            print(f"{name}: the program ended after {done} strings")
            return 1
        for text, found, expected in zip(batch, json.loads(line), encode(batch), strict=True):
            done += 1
            if found != expected:
                mismatches += 1
                if mismatches <= 5:
                    print(f"{name}: {text!r}\n  found    {found}\n  expected {expected}")
    print(f"{name}: {mismatches} mismatches in {done} strings", flush=True)
    return mismatches


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program", help="the built TokenNumbers")
    parser.add_argument("--count", type=int, default=10_000, help="strings for each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", nargs="*", help="names of kinds; all without it")
    arguments = parser.parse_args()
    kinds = {**KINDS, "unigram-nfkc": lambda: unigram(sentence_pieces())}
    pieces = {**SENTENCE_PIECES, "nfkc": sentence_pieces}
    total = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, make in kinds.items():
            if arguments.kinds and name not in arguments.kinds:
                continue
            path = Path(folder) / f"{name}.json"
            make().save(str(path))
            tokenizer = Tokenizer.from_file(str(path))
            total += compare(
                name, arguments.program, path,
                lambda batch, t=tokenizer: [e.ids for e in t.encode_batch(batch)],
                arguments.count, arguments.seed)
        for name, make in pieces.items():
            if arguments.kinds and f"{name}.model" not in arguments.kinds:
                continue
            path = Path(folder) / f"{name}.model"
            path.write_bytes(make())
            processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
            total += compare(
                f"{name}.model", arguments.program, path, processor.encode, arguments.count,
                arguments.seed)
    sys.exit(1 if total else 0)


if __name__ == "__main__":
    main()
