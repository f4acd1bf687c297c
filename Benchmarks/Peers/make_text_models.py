#!/usr/bin/env python3
"""Writes DistilBERT, CLIP's text model and static embeddings with random weights, of the sizes of
the published ones: as folders that HUSE reads, and as ONNX models of the same weights with ONNX
Runtime's fused operators, which its own optimizer puts in place of the plain ones.

DistilBERT and the static embeddings have the vocabulary of all-MiniLM-L6-v2; that of CLIP is
learned from the sentences that are measured.
"""

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
from safetensors.numpy import save_file
from tokenizers import (AddedToken, BertWordPieceTokenizer, Regex, Tokenizer, models, normalizers,
                        pre_tokenizers, processors, trainers)

from onnx_graph import Graph

CLIP_TOKENS, STATIC_SIZE = 49408, 256
CLIP_WORDS = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
CLIP_ENDS = ["<|startoftext|>", "<|endoftext|>"]


class Weights:
    """Random tensors by name, as small as those of trained models."""

    def __init__(self, seed):
        self.generator, self.tensors = np.random.default_rng(seed), {}

    def add(self, name, *shape, offset=0.0):
        values = self.generator.standard_normal(shape, np.float32) * np.float32(0.02)
        self.tensors[name] = values + np.float32(offset)

    def linear(self, name, inputs, outputs):
        self.add(f"{name}.weight", outputs, inputs)
        self.add(f"{name}.bias", outputs)

    def normalization(self, name, size):
        self.add(f"{name}.weight", size, offset=1.0)
        self.add(f"{name}.bias", size)


class TextGraph(Graph):
    """A graph whose weights are those of a model."""

    def __init__(self, tensors):
        super().__init__()
        self.tensors = tensors

    def values(self, name, transposed=False):
        return self.weight(self.tensors[name].T if transposed else self.tensors[name])

    def normalization(self, name):
        return self.values(f"{name}.weight"), self.values(f"{name}.bias")

    def product(self, value, name):
        """A product without its bias."""
        return self.add("MatMul", value, self.values(f"{name}.weight", True))

    def attention(self, value, names, heads, mask="", **attributes):
        joined = [np.concatenate([self.tensors[f"{name}.weight"].T for name in names], 1),
                  np.concatenate([self.tensors[f"{name}.bias"] for name in names])]
        inputs = [value, *map(self.weight, joined)] + ([mask] if mask else [])
        return self.fused("Attention", *inputs, num_heads=heads, **attributes)

    def joined(self, product, state, normalization, bias, epsilon):
        """The normalised sum with the branch before it, and the sum itself."""
        node = self.fused(
            "SkipLayerNormalization", product, state, *self.normalization(normalization),
            self.values(f"{bias}.bias"), outputs=4, epsilon=epsilon)
        return node, node.removesuffix("_0") + "_3"


def write_distilbert(encoders, folder):
    """6 layers of 768, normalised after each branch."""
    size, inner, layers, heads, tokens = 768, 3072, 6, 12, 30522
    weights = Weights(1)
    weights.add("embeddings.word_embeddings.weight", tokens, size)
    weights.add("embeddings.position_embeddings.weight", 512, size)
    weights.normalization("embeddings.LayerNorm", size)
    for layer in range(layers):
        prefix = f"transformer.layer.{layer}"
        for part in ["q_lin", "k_lin", "v_lin", "out_lin"]:
            weights.linear(f"{prefix}.attention.{part}", size, size)
        weights.normalization(f"{prefix}.sa_layer_norm", size)
        weights.linear(f"{prefix}.ffn.lin1", size, inner)
        weights.linear(f"{prefix}.ffn.lin2", inner, size)
        weights.normalization(f"{prefix}.output_layer_norm", size)
    write_folder(folder, weights.tensors, {
        "model_type": "distilbert", "dim": size, "hidden_dim": inner, "n_layers": layers,
        "n_heads": heads, "vocab_size": tokens, "max_position_embeddings": 512,
        "activation": "gelu"})
    shutil.copy(encoders / "all-MiniLM-L6-v2/vocab.txt", folder)

    graph = TextGraph(weights.tensors)
    state = graph.fused(
        "EmbedLayerNormalization", "tokens", "",
        graph.values("embeddings.word_embeddings.weight"),
        graph.values("embeddings.position_embeddings.weight"), "",
        *graph.normalization("embeddings.LayerNorm"), outputs=2, epsilon=1e-12)
    for layer in range(layers):
        prefix = f"transformer.layer.{layer}"
        attended = graph.attention(
            state, [f"{prefix}.attention.{part}" for part in ["q_lin", "k_lin", "v_lin"]], heads,
            "mask")
        product = graph.product(attended, f"{prefix}.attention.out_lin")
        state, _ = graph.joined(
            product, state, f"{prefix}.sa_layer_norm", f"{prefix}.attention.out_lin", 1e-12)
        wide = graph.fused(
            "BiasGelu", graph.product(state, f"{prefix}.ffn.lin1"),
            graph.values(f"{prefix}.ffn.lin1.bias"))
        product = graph.product(wide, f"{prefix}.ffn.lin2")
        state, _ = graph.joined(
            product, state, f"{prefix}.output_layer_norm", f"{prefix}.ffn.lin2", 1e-12)
    mask = graph.add("Cast", "mask", to=onnx.TensorProto.FLOAT)
    mask = graph.add("Unsqueeze", mask, graph.weight([2], np.int64))
    total = graph.add(
        "ReduceSum", graph.add("Mul", state, mask), graph.weight([1], np.int64), keepdims=0)
    write_onnx(graph, folder, ["tokens", "mask"], total)


def write_clip(sentences, folder):
    """12 layers of 512, causal, normalised before each branch, with a projection."""
    size, inner, layers, heads, positions, epsilon = 512, 2048, 12, 8, 77, 1e-5
    weights = Weights(2)
    weights.add("text_model.embeddings.token_embedding.weight", CLIP_TOKENS, size)
    weights.add("text_model.embeddings.position_embedding.weight", positions, size)
    for layer in range(layers):
        prefix = f"text_model.encoder.layers.{layer}"
        for part in ["q_proj", "k_proj", "v_proj", "out_proj"]:
            weights.linear(f"{prefix}.self_attn.{part}", size, size)
        weights.normalization(f"{prefix}.layer_norm1", size)
        weights.linear(f"{prefix}.mlp.fc1", size, inner)
        weights.linear(f"{prefix}.mlp.fc2", inner, size)
        weights.normalization(f"{prefix}.layer_norm2", size)
    weights.normalization("text_model.final_layer_norm", size)
    weights.add("text_projection.weight", size, size)
    write_folder(folder, weights.tensors, {
        "model_type": "clip_text_model", "hidden_size": size, "intermediate_size": inner,
        "num_hidden_layers": layers, "num_attention_heads": heads, "vocab_size": CLIP_TOKENS,
        "max_position_embeddings": positions, "projection_dim": size, "hidden_act": "quick_gelu",
        "eos_token_id": CLIP_TOKENS - 1})
    clip_tokenizer(sentences).save(str(folder / "tokenizer.json"))

    graph = TextGraph(weights.tensors)
    words = graph.add(
        "Gather", graph.values("text_model.embeddings.token_embedding.weight"), "tokens")
    length = graph.add("Shape", "tokens", start=1, end=2)
    places = graph.add(
        "Slice", graph.values("text_model.embeddings.position_embedding.weight"),
        graph.weight([0], np.int64), length, graph.weight([0], np.int64))
    state = graph.add("Add", words, places)
    normalized = graph.add(
        "LayerNormalization", state,
        *graph.normalization("text_model.encoder.layers.0.layer_norm1"), axis=-1, epsilon=epsilon)
    for layer in range(layers):
        prefix = f"text_model.encoder.layers.{layer}"
        attended = graph.attention(
            normalized, [f"{prefix}.self_attn.{part}" for part in ["q_proj", "k_proj", "v_proj"]],
            heads, unidirectional=1)
        normalized, state = graph.joined(
            graph.product(attended, f"{prefix}.self_attn.out_proj"), state,
            f"{prefix}.layer_norm2", f"{prefix}.self_attn.out_proj", epsilon)
        wide = graph.add(
            "Add", graph.product(normalized, f"{prefix}.mlp.fc1"),
            graph.values(f"{prefix}.mlp.fc1.bias"))
        wide = graph.fused("QuickGelu", wide, alpha=1.702)
        following = ("text_model.final_layer_norm" if layer + 1 == layers
                     else f"text_model.encoder.layers.{layer + 1}.layer_norm1")
        normalized, state = graph.joined(
            graph.product(wide, f"{prefix}.mlp.fc2"), state, following, f"{prefix}.mlp.fc2",
            epsilon)
    # The ends are pairs of a row and a position.
    pooled = graph.add("GatherND", normalized, "ends")
    features = graph.product(pooled, "text_projection")
    write_onnx(graph, folder, ["tokens"], features, ends=True)


def clip_tokenizer(sentences):
    """CLIP's steps, with merges that are learned from the sentences and tokens that fill up."""
    tokenizer = Tokenizer(models.BPE(
        continuing_subword_prefix="", end_of_word_suffix="</w>", unk_token=CLIP_ENDS[1]))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(CLIP_WORDS), "removed", invert=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False)])
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(sentences, trainers.BpeTrainer(
        vocab_size=2000, show_progress=False, initial_alphabet=alphabet,
        end_of_word_suffix="</w>"))
    learned = json.loads(tokenizer.to_str())["model"]
    names = list(alphabet) + [name + "</w>" for name in alphabet]
    names += [name for name in learned["vocab"] if name not in set(names)]
    names += [f"unused{number}" for number in range(CLIP_TOKENS - 2 - len(names))] + CLIP_ENDS
    tokenizer.model = models.BPE(
        {name: number for number, name in enumerate(names)},
        [tuple(pair) for pair in learned["merges"]], continuing_subword_prefix="",
        end_of_word_suffix="</w>", unk_token=CLIP_ENDS[1])
    tokenizer.add_special_tokens([AddedToken(name, normalized=False) for name in CLIP_ENDS])
    tokenizer.post_processor = processors.RobertaProcessing(
        (CLIP_ENDS[1], CLIP_TOKENS - 1), (CLIP_ENDS[0], CLIP_TOKENS - 2), trim_offsets=False,
        add_prefix_space=False)
    return tokenizer


def write_static(encoders, folder):
    """A vector of 256 numbers for each token, as Model2Vec saves them."""
    tokenizer = BertWordPieceTokenizer(
        str(encoders / "all-MiniLM-L6-v2/vocab.txt"), lowercase=True)
    weights = Weights(3)
    weights.add("embeddings", tokenizer.get_vocab_size(), STATIC_SIZE)
    write_folder(folder, weights.tensors, {"model_type": "model2vec", "normalize": True})
    tokenizer.save(str(folder / "tokenizer.json"))


def write_folder(folder, tensors, configuration):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(configuration))
    save_file(tensors, folder / "model.safetensors")


def write_onnx(graph, folder, inputs, output, ends=False):
    values = [(name, onnx.TensorProto.INT32, ["batch", "length"]) for name in inputs]
    if ends:
        values.append(("ends", onnx.TensorProto.INT64, ["batch", 2]))
    graph.write(folder.with_suffix(".onnx"), values,
                graph.add("LpNormalization", output, axis=1, p=2))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoders", type=Path, required=True,
                        help="folder that Scripts/fetch-encoders wrote")
    parser.add_argument("--output", type=Path, required=True,
                        help="folder that `huse-measure write-inputs` wrote")
    arguments = parser.parse_args()
    sentences = (arguments.output / "sentences.txt").read_text().splitlines()
    write_distilbert(arguments.encoders, arguments.output / "distilbert")
    write_clip(sentences, arguments.output / "clip-text")
    # The last one, whose file says that all are there.
    write_static(arguments.encoders, arguments.output / "static")


if __name__ == "__main__":
    main()
