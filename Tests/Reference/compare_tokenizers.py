"""Compares the numbers of the library with those of the tokenizers and sentencepiece packages on many
hostile strings.

    swift build -c release --product TokenNumbers
    python Tests/Reference/compare_tokenizers.py .build/release/TokenNumbers --count 1000000
    python Tests/Reference/compare_tokenizers.py .build/release/TokenNumbers --every-scalar
"""

import argparse
import json
import queue
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import sentencepiece
from tokenizers import Tokenizer

from hostile_strings import strings
from tiny_tokenizers import KINDS, SENTENCE_PIECES, sentence_pieces, unigram
from tokenizer_steps import STEPS

BATCH = 1000


def compare(name, program, path, encode, batches):
    """How many strings of some batches have other numbers, of which the first are printed."""
    process = subprocess.Popen(
        [program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    given = queue.Queue(maxsize=8)

    def feed():
        for batch in batches:
            given.put(batch)
            process.stdin.write(json.dumps(batch) + "\n")
        process.stdin.close()
        given.put(None)

    threading.Thread(target=feed, daemon=True).start()
    mismatches, done = 0, 0
    for batch in iter(given.get, None):
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


def random_batches(count, seed):
    for index in range(count // BATCH):
        yield strings(BATCH, seed * 1_000_000 + index)


def scalar_batches():
    """Scalar values alone and between characters on which they may act: all but of the large blocks
    of letters and of those without any, of which some are taken."""
    def is_taken(value):
        if (0x3400 <= value < 0xA000 or 0xAC00 <= value < 0xD7A4 or 0xE000 <= value < 0xF900
                or 0x17000 <= value < 0x18B00 or value >= 0x20000 and value >> 16 != 14):
            return value % 53 == 0
        return not 0xD800 <= value < 0xE000

    values = [value for value in range(0x110000) if is_taken(value)]
    for start in range(0, len(values), BATCH // 3):
        yield [text for value in values[start:start + BATCH // 3] for c in [chr(value)]
               for text in [c, f"e{c}\u0301\u0327", f"{c} Pizza{c}"]]


def files(arguments, kinds, pieces, folder):
    """The names and the files of what is compared, written when they are needed."""
    if arguments.files:
        yield from ((path.name, path) for path in arguments.files)
        return
    makers = {**{f"{name}.json": make for name, make in kinds.items()},
              **{f"{name}.model": make for name, make in pieces.items()}}
    for name, make in makers.items():
        if not arguments.kinds or name.removesuffix(".json") in arguments.kinds:
            path = folder / name
            if path.suffix == ".json":
                make().save(str(path))
            else:
                path.write_bytes(make())
            yield name.removesuffix(".json"), path


def reference(path):
    """What gives the numbers of a batch of strings by the package of a file."""
    if path.suffix == ".model":
        return sentencepiece.SentencePieceProcessor(model_file=str(path)).encode
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return lambda batch: [encoding.ids for encoding in tokenizer.encode_batch(batch)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program", help="the built TokenNumbers")
    parser.add_argument("--count", type=int, default=10_000, help="strings for each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", nargs="*", type=Path, default=[],
                        help="tokenizer.json and .model files to compare instead of the kinds")
    parser.add_argument("--every-scalar", action="store_true",
                        help="each step of tokenizers on every character instead")
    parser.add_argument("--kinds", nargs="*", help="names of kinds; all without it")
    arguments = parser.parse_args()
    if arguments.every_scalar:
        kinds, pieces, batches = STEPS, {}, scalar_batches
    else:
        kinds = {**KINDS, "unigram-nfkc": lambda: unigram(sentence_pieces())}
        pieces = {**SENTENCE_PIECES, "nfkc": sentence_pieces}

        def batches():
            return random_batches(arguments.count, arguments.seed)

    total = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, path in files(arguments, kinds, pieces, Path(folder)):
            total += compare(name, arguments.program, path, reference(path), batches())
    sys.exit(1 if total else 0)


if __name__ == "__main__":
    main()
