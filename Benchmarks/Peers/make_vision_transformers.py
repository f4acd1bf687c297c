#!/usr/bin/env python3
"""Writes ViT-B/32 and ViT-B/16 with random weights: as folders that HUSE reads, and as ONNX models
of the same weights with ONNX Runtime's fused operators, which its own optimizer puts in place of
the plain ones.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
from safetensors.numpy import save_file

from onnx_graph import Graph

LAYERS, HEADS, HIDDEN, INNER, SIDE, EPSILON = 12, 12, 768, 3072, 224, 1e-12


def random_weights(patch):
    """The tensors of a ViT under the names of transformers."""
    generator = np.random.default_rng(patch)
    weights = {}

    def add(name, *shape, scale=0.02, offset=0.0):
        values = generator.standard_normal(shape, np.float32) * np.float32(scale)
        weights[name] = values + np.float32(offset)

    def add_linear(name, inputs, outputs):
        add(f"{name}.weight", outputs, inputs)
        add(f"{name}.bias", outputs)

    def add_normalization(name):
        add(f"{name}.weight", HIDDEN, offset=1.0)
        add(f"{name}.bias", HIDDEN)

    add("embeddings.cls_token", 1, 1, HIDDEN)
    add("embeddings.position_embeddings", 1, (SIDE // patch) ** 2 + 1, HIDDEN)
    add("embeddings.patch_embeddings.projection.weight", HIDDEN, 3, patch, patch)
    add("embeddings.patch_embeddings.projection.bias", HIDDEN)
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}"
        for part in ["query", "key", "value"]:
            add_linear(f"{prefix}.attention.attention.{part}", HIDDEN, HIDDEN)
        add_linear(f"{prefix}.attention.output.dense", HIDDEN, HIDDEN)
        add_linear(f"{prefix}.intermediate.dense", HIDDEN, INNER)
        add_linear(f"{prefix}.output.dense", INNER, HIDDEN)
        add_normalization(f"{prefix}.layernorm_before")
        add_normalization(f"{prefix}.layernorm_after")
    add_normalization("layernorm")
    return weights


def write_folder(weights, patch, folder):
    folder.mkdir(parents=True, exist_ok=True)
    save_file(weights, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps({
        "model_type": "vit", "hidden_size": HIDDEN, "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS, "intermediate_size": INNER, "image_size": SIDE,
        "patch_size": patch, "hidden_act": "gelu", "layer_norm_eps": EPSILON}))
    (folder / "preprocessor_config.json").write_text(json.dumps({
        "image_processor_type": "ViTImageProcessor", "size": {"height": SIDE, "width": SIDE},
        "resample": 2, "image_mean": [0.5] * 3, "image_std": [0.5] * 3}))


def write_onnx(weights, patch, path):
    """From pixels [batch, 3, 224, 224] to the normalised class tokens."""
    graph = Graph()

    def values(name, transposed=False):
        return graph.weight(weights[name].T if transposed else weights[name])

    def normalization(name):
        return values(f"{name}.weight"), values(f"{name}.bias")

    patches = graph.add(
        "Conv", "pixels", *(values(f"embeddings.patch_embeddings.projection.{part}")
                            for part in ["weight", "bias"]),
        kernel_shape=[patch, patch], strides=[patch, patch])
    count = (SIDE // patch) ** 2
    patches = graph.add(
        "Transpose", graph.add("Reshape", patches, graph.weight([0, HIDDEN, count], np.int64)),
        perm=[0, 2, 1])
    batch = graph.add("Shape", "pixels", start=0, end=1)
    shape = graph.add("Concat", batch, graph.weight([1, HIDDEN], np.int64), axis=0)
    token = graph.add("Expand", values("embeddings.cls_token"), shape)
    state = graph.add(
        "Add", graph.add("Concat", token, patches, axis=1),
        values("embeddings.position_embeddings"))
    normalized = graph.add(
        "LayerNormalization", state, *normalization("encoder.layer.0.layernorm_before"),
        axis=-1, epsilon=EPSILON)

    def joined(product, state, name, bias):
        """The sum with the branch before it, and its normalisation."""
        node = graph.fused(
            "SkipLayerNormalization", product, state, *normalization(name), values(bias),
            outputs=4, epsilon=EPSILON)
        return node.removesuffix("_0") + "_3", node

    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}"
        parts = [f"{prefix}.attention.attention.{part}" for part in ["query", "key", "value"]]
        attended = graph.fused(
            "Attention", normalized,
            graph.weight(np.concatenate([weights[f"{part}.weight"].T for part in parts], 1)),
            graph.weight(np.concatenate([weights[f"{part}.bias"] for part in parts])),
            num_heads=HEADS)
        product = graph.add(
            "MatMul", attended, values(f"{prefix}.attention.output.dense.weight", True))
        state, normalized = joined(
            product, state, f"{prefix}.layernorm_after", f"{prefix}.attention.output.dense.bias")
        product = graph.add(
            "MatMul", normalized, values(f"{prefix}.intermediate.dense.weight", True))
        wide = graph.fused("BiasGelu", product, values(f"{prefix}.intermediate.dense.bias"))
        product = graph.add("MatMul", wide, values(f"{prefix}.output.dense.weight", True))
        following = f"encoder.layer.{layer + 1}.layernorm_before"
        state, normalized = joined(
            product, state, following if layer + 1 < LAYERS else "layernorm",
            f"{prefix}.output.dense.bias")
    features = graph.add(
        "Flatten", graph.add("Gather", normalized, graph.weight([0], np.int64), axis=1))
    graph.write(path, [("pixels", onnx.TensorProto.FLOAT, ["batch", 3, SIDE, SIDE])], features)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, required=True, help="folder to write")
    arguments = parser.parse_args()
    for patch in [32, 16]:
        weights = random_weights(patch)
        name = f"vit-b-{patch}"
        write_folder(weights, patch, arguments.output / name)
        write_onnx(weights, patch, arguments.output / f"{name}.onnx")


if __name__ == "__main__":
    main()
