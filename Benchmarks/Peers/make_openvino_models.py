#!/usr/bin/env python3
"""Writes all-MiniLM-L6-v2 for OpenVINO, with 32 bits and quantised to int8 by NNCF.

NNCF's own settings for transformers are used, with the first 300 lines of a file of texts to
calibrate on.
"""

import argparse
from pathlib import Path

import nncf
import numpy as np
import openvino
import torch
from tokenizers import BertWordPieceTokenizer
from transformers import AutoModel


class Mean(torch.nn.Module):
    """The mean of the last states, of unit length."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, tokens, mask):
        states = self.model(input_ids=tokens, attention_mask=mask)[0]
        weights = mask.unsqueeze(-1).to(states.dtype)
        mean = (states * weights).sum(1) / weights.sum(1)
        return torch.nn.functional.normalize(mean, dim=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoders", type=Path, required=True)
    parser.add_argument("--texts", type=Path, required=True, help="texts to calibrate on")
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    folder = arguments.encoders / "all-MiniLM-L6-v2"
    model = Mean(AutoModel.from_pretrained(folder, attn_implementation="eager").eval())
    example = torch.ones(2, 16, dtype=torch.int64)
    converted = openvino.convert_model(model, example_input=(example, example))
    openvino.save_model(converted, arguments.output / "minilm.xml", compress_to_fp16=False)

    tokenizer = BertWordPieceTokenizer(str(folder / "vocab.txt"), lowercase=True)
    tokenizer.enable_truncation(256)

    def inputs(text):
        tokens = np.array([tokenizer.encode(text).ids], np.int64)
        return {"tokens": tokens, "mask": np.ones_like(tokens)}

    texts = arguments.texts.read_text().splitlines()[:300]
    quantized = nncf.quantize(
        converted, nncf.Dataset(texts, inputs), model_type=nncf.ModelType.TRANSFORMER,
        preset=nncf.QuantizationPreset.MIXED)
    openvino.save_model(
        quantized, arguments.output / "minilm-int8.xml", compress_to_fp16=False)


if __name__ == "__main__":
    main()
