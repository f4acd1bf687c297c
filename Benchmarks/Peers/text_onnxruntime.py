#!/usr/bin/env python3
"""A text model in ONNX Runtime, with the tokenizer of the tokenizers package."""

import numpy as np
import onnxruntime
from tokenizers import BertWordPieceTokenizer, Tokenizer

import measuring
import text_data


class Encoder:
    """Texts to unit vectors; similar lengths go together."""

    def __init__(self, folder, model, batch):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = measuring.THREADS
        self.session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"])
        self.inputs = {value.name for value in self.session.get_inputs()}
        file = folder / "tokenizer.json"
        self.tokenizer = (
            Tokenizer.from_file(str(file)) if file.exists()
            else BertWordPieceTokenizer(str(folder / "vocab.txt"), lowercase=True))
        # CLIP reads 77 tokens, and pools at the last.
        self.tokenizer.enable_truncation(77 if "ends" in self.inputs else 256)
        self.batch = batch

    def __call__(self, texts):
        tokens = [text.ids for text in self.tokenizer.encode_batch(texts)]
        order = sorted(range(len(texts)), key=lambda index: len(tokens[index]))
        result = None
        for start in range(0, len(order), self.batch):
            rows = order[start:start + self.batch]
            features = self.embed([tokens[row] for row in rows])
            if result is None:
                result = np.empty((len(texts), features.shape[1]), np.float32)
            result[rows] = features
        return result

    def embed(self, rows):
        """One batch, padded to its longest row."""
        tokens = np.zeros((len(rows), max(map(len, rows))), np.int32)
        mask = np.zeros_like(tokens)
        for number, row in enumerate(rows):
            tokens[number, :len(row)] = row
            mask[number, :len(row)] = 1
        ends = np.array([[number, len(row) - 1] for number, row in enumerate(rows)])
        inputs = {"tokens": tokens, "types": np.zeros_like(tokens), "mask": mask, "ends": ends}
        return self.session.run(None, {name: inputs[name] for name in self.inputs})[0]


def main():
    arguments = text_data.arguments(__doc__)
    encoder = Encoder(
        arguments.encoder, arguments.inputs / f"{arguments.model}.onnx", arguments.batch)
    text_data.measure(arguments, encoder, {"onnxruntime": onnxruntime.__version__})


if __name__ == "__main__":
    main()
