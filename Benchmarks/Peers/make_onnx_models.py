#!/usr/bin/env python3
"""Writes both encoders as ONNX models, from the same weights that HUSE reads.

MiniLM is written with ONNX Runtime's fused operators, which its own optimizer puts in place of the
plain ones; batch normalisation of EfficientNet-Lite0 is folded into its convolutions.
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
from safetensors.numpy import load_file

from onnx_graph import Graph

LAYERS, HEADS = 6, 12
# Repeats, side of the window, stride, expansion, channels.
STAGES = [(1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80),
          (3, 5, 1, 6, 112), (4, 5, 2, 6, 192), (1, 3, 1, 6, 320)]


def write_minilm(folder, path):
    """From token numbers and a mask to unit mean vectors."""
    weights = load_file(folder / "model.safetensors")
    graph = Graph()

    def values(name, transposed=False):
        array = weights[name]
        return graph.weight(array.T if transposed else array)

    def normalization(name):
        return values(f"{name}.LayerNorm.weight"), values(f"{name}.LayerNorm.bias")

    state = graph.fused(
        "EmbedLayerNormalization", "tokens", "types",
        *(values(f"embeddings.{kind}_embeddings.weight")
          for kind in ["word", "position", "token_type"]),
        *normalization("embeddings"), outputs=2, epsilon=1e-12)
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}"
        parts = [f"{prefix}.attention.self.{part}" for part in ["query", "key", "value"]]
        attended = graph.fused(
            "Attention", state,
            graph.weight(np.concatenate([weights[f"{part}.weight"].T for part in parts], 1)),
            graph.weight(np.concatenate([weights[f"{part}.bias"] for part in parts])), "mask",
            num_heads=HEADS)
        product = graph.add(
            "MatMul", attended, values(f"{prefix}.attention.output.dense.weight", True))
        state = graph.fused(
            "SkipLayerNormalization", product, state,
            *normalization(f"{prefix}.attention.output"),
            values(f"{prefix}.attention.output.dense.bias"), epsilon=1e-12)
        product = graph.add("MatMul", state, values(f"{prefix}.intermediate.dense.weight", True))
        wide = graph.fused("BiasGelu", product, values(f"{prefix}.intermediate.dense.bias"))
        product = graph.add("MatMul", wide, values(f"{prefix}.output.dense.weight", True))
        state = graph.fused(
            "SkipLayerNormalization", product, state, *normalization(f"{prefix}.output"),
            values(f"{prefix}.output.dense.bias"), epsilon=1e-12)
    mask = graph.add("Cast", "mask", to=onnx.TensorProto.FLOAT)
    mask = graph.add("Unsqueeze", mask, graph.weight([2], np.int64))
    total = graph.add(
        "ReduceSum", graph.add("Mul", state, mask), graph.weight([1], np.int64), keepdims=0)
    embedding = graph.add("LpNormalization", total, axis=1, p=2)
    inputs = [(name, onnx.TensorProto.INT32, ["batch", "length"])
              for name in ["tokens", "types", "mask"]]
    graph.write(path, inputs, embedding)


def write_efficientnet(file, path):
    """From pixels [batch, 3, 224, 224] to the means of the last feature map."""
    weights = load_file(file)
    graph = Graph()

    def convolution(value, name, normalization, side, stride=1, relu=True, groups=1):
        kernel = weights[f"{name}.weight"]
        deviation = np.sqrt(weights[f"{normalization}.running_var"] + 1e-3)
        scale = weights[f"{normalization}.weight"] / deviation
        shift = weights[f"{normalization}.bias"] - weights[f"{normalization}.running_mean"] * scale
        value = graph.add(
            "Conv", value, graph.weight(kernel * scale[:, None, None, None]),
            graph.weight(shift), kernel_shape=[side, side], strides=[stride, stride],
            auto_pad="SAME_UPPER", group=groups)
        if not relu:
            return value
        return graph.add("Clip", value, graph.weight(0), graph.weight(6))

    value = convolution("pixels", "_conv_stem", "_bn0", 3, stride=2)
    block, inputs = 0, 32
    for repeats, side, stride, expansion, channels in STAGES:
        for repeat in range(repeats):
            prefix, entering, middle = f"_blocks.{block}", value, inputs * expansion
            if expansion > 1:
                value = convolution(value, f"{prefix}._expand_conv", f"{prefix}._bn0", 1)
            value = convolution(
                value, f"{prefix}._depthwise_conv", f"{prefix}._bn1", side,
                stride=stride if repeat == 0 else 1, groups=middle)
            value = convolution(
                value, f"{prefix}._project_conv", f"{prefix}._bn2", 1, relu=False)
            if repeat > 0:
                value = graph.add("Add", value, entering)
            block, inputs = block + 1, channels
    value = convolution(value, "_conv_head", "_bn1", 1)
    features = graph.add("Flatten", graph.add("GlobalAveragePool", value))
    graph.write(
        path, [("pixels", onnx.TensorProto.FLOAT, ["batch", 3, 224, 224])], features)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoders", type=Path, required=True,
                        help="folder that Scripts/fetch-encoders wrote")
    parser.add_argument("--output", type=Path, required=True, help="folder to write")
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    write_minilm(arguments.encoders / "all-MiniLM-L6-v2", arguments.output / "minilm.onnx")
    write_efficientnet(
        arguments.encoders / "efficientnet-lite0.safetensors",
        arguments.output / "efficientnet-lite0.onnx")


if __name__ == "__main__":
    main()
