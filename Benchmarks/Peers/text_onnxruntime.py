#!/usr/bin/env python3
"""all-MiniLM-L6-v2 in ONNX Runtime, with the tokenizer of the tokenizers package."""

import numpy as np
import onnxruntime
from tokenizers import BertWordPieceTokenizer

import measuring
import text_data


class Encoder:
    """Texts to unit vectors; similar lengths go together."""

    def __init__(self, folder, model, batch):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = measuring.THREADS
        self.session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"])
        self.tokenizer = BertWordPieceTokenizer(str(folder / "vocab.txt"), lowercase=True)
        self.tokenizer.enable_truncation(256)
        self.batch = batch

    def __call__(self, texts):
        tokens = [text.ids for text in self.tokenizer.encode_batch(texts)]
        order = sorted(range(len(texts)), key=lambda index: len(tokens[index]))
        result = np.empty((len(texts), 384), np.float32)
        for start in range(0, len(order), self.batch):
            rows = order[start:start + self.batch]
            result[rows] = self.embed([tokens[row] for row in rows])
        return result

    def embed(self, rows):
        """One batch, padded to its longest row."""
        tokens = np.zeros((len(rows), max(map(len, rows))), np.int32)
        mask = np.zeros_like(tokens)
        for number, row in enumerate(rows):
            tokens[number, :len(row)] = row
            mask[number, :len(row)] = 1
        inputs = {"tokens": tokens, "types": np.zeros_like(tokens), "mask": mask}
        return self.session.run(None, inputs)[0]


def main():
    arguments = text_data.arguments(__doc__)
    encoder = Encoder(
        arguments.encoder, arguments.inputs / "minilm.onnx", arguments.batch)
    text_data.measure(arguments, encoder, {"onnxruntime": onnxruntime.__version__})


if __name__ == "__main__":
    main()
