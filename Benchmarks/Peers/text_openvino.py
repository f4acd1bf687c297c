#!/usr/bin/env python3
"""A text model of `make_openvino_models.py` in OpenVINO, with the tokenizer of the tokenizers
package."""

import os
import sys

import numpy as np
import openvino
from tokenizers import BertWordPieceTokenizer

import measuring
import text_data


class Encoder:
    """Texts to unit vectors; similar lengths go together."""

    def __init__(self, folder, model, batch):
        core = openvino.Core()
        hint = "LATENCY" if batch == 1 else "THROUGHPUT"
        self.model = core.compile_model(model, "CPU", {
            "INFERENCE_NUM_THREADS": measuring.THREADS, "PERFORMANCE_HINT": hint,
            "NUM_STREAMS": 1 if batch == 1 else measuring.THREADS})
        self.tokenizer = BertWordPieceTokenizer(str(folder / "vocab.txt"), lowercase=True)
        self.tokenizer.enable_truncation(256)
        self.batch = batch

    def __call__(self, texts):
        tokens = [text.ids for text in self.tokenizer.encode_batch(texts)]
        order = sorted(range(len(texts)), key=lambda index: len(tokens[index]))
        starts = range(0, len(order), self.batch)
        if len(starts) == 1:
            return self.model(self.inputs([tokens[row] for row in order]))[0]
        result = [None] * len(texts)
        queue = openvino.AsyncInferQueue(self.model, measuring.THREADS)

        def keep(request, rows):
            for row, features in zip(rows, request.get_output_tensor().data.copy()):
                result[row] = features

        queue.set_callback(keep)
        for start in starts:
            rows = order[start:start + self.batch]
            queue.start_async(self.inputs([tokens[row] for row in rows]), rows)
        queue.wait_all()
        return np.stack(result)

    @staticmethod
    def inputs(rows):
        """One batch, padded to its longest row."""
        tokens = np.zeros((len(rows), max(map(len, rows))), np.int64)
        mask = np.zeros_like(tokens)
        for number, row in enumerate(rows):
            tokens[number, :len(row)] = row
            mask[number, :len(row)] = 1
        return {"tokens": tokens, "mask": mask}


def main():
    arguments = text_data.arguments(__doc__)
    batch = 1 if arguments.case == "text-latency" else arguments.batch
    encoder = Encoder(arguments.encoder, arguments.inputs / f"{arguments.model}.xml", batch)
    text_data.measure(arguments, encoder, {"openvino": openvino.__version__})
    # Some runs wait for ever for threads of OpenVINO when Python ends.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
