"""Embeds features with a model that HUSE wrote, with NumPy and the safetensors package alone.

    python3 read_model.py MODEL [--images FEATURES.npy] [--texts FEATURES.npy] [--output FOLDER]

FEATURES.npy holds a row of numbers for each item. With --output the embeddings are written to
FOLDER/images.npy and FOLDER/texts.npy in double precision, else printed.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from safetensors import safe_open


class Model:
    def __init__(self, path):
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata()
            if metadata.get("format") != "huse-model":
                raise SystemExit(f"{path} is not a model of HUSE")
            if metadata["format_version"] not in ("1", "2", "3", "4", "5", "6"):
                raise SystemExit(f"{path} has format version {metadata['format_version']}")
            self.structure = json.loads(metadata["model"])
            # NumPy has no bfloat16, which encoders may have; features need none of them.
            self.tensors = {
                name: file.get_tensor(name).astype(np.float64) for name in file.keys()
                if not name.startswith(("image_encoder.", "text_encoder."))}

    def scaled(self, features, name):
        return (features - self.tensors[f"{name}.input.mean"]) * self.tensors[f"{name}.input.scale"]

    def tower(self, features, name, structure):
        """The unit rows that a tower makes of features."""
        rows = np.asarray(features, dtype=np.float64)
        if structure["hasInputScaling"]:
            rows = self.scaled(rows, name)
        count = structure["layerCount"]
        for layer in range(count):
            weights = self.tensors[f"{name}.layers.{layer}.weights"]
            rows = rows @ weights + self.tensors[f"{name}.layers.{layer}.bias"]
            if layer < count - 1 or structure["rectifiesOutput"]:
                rows = np.maximum(rows, 0)
        return unit(rows)

    def linear(self, rows, name):
        return rows @ self.tensors[f"{name}.weights"] + self.tensors[f"{name}.bias"]

    def probabilities(self, features, vectors, modality):
        """The class probabilities of features, whose tower gives vectors."""
        prefix = "text_" if modality == "text" and "text_classifier.weights" in self.tensors else ""
        scale = self.structure.get("fixedLogitScale")
        if scale is None:
            scale = np.exp(self.tensors[f"{prefix}classifier.log_scale"][0])
        logits = scale * vectors @ self.tensors[f"{prefix}classifier.weights"]
        logits = logits + self.tensors[f"{prefix}classifier.bias"]
        opinions = self.structure.get("opinions")
        if opinions:
            weights = opinions[f"{modality}Weights"]
            logits = weights["embedding"] * logits
            name = f"{modality}_regression"
            if f"{name}.weights" in self.tensors:
                regression = self.linear(self.scaled(features, name), name)
                logits = logits + weights["regression"] * regression
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        return shares / shares.sum(axis=1, keepdims=True)

    def embed(self, features, modality):
        """The embeddings of feature rows: what the tower gives, and the class component."""
        features = np.asarray(features, dtype=np.float64)
        vectors = self.tower(
            features, f"{modality}_tower", self.structure[f"{modality}Tower"])
        weight = self.structure.get("componentWeight")
        if weight is None:
            return vectors
        expected = self.probabilities(features, vectors, modality)
        expected = expected @ self.tensors["class_component.vectors"]
        expected = unit(expected - self.tensors["class_component.expectation"])
        return unit(np.hstack([vectors, weight * expected]))


def unit(rows):
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)


def main():
    parser = argparse.ArgumentParser(description="Embeds features with a model that HUSE wrote.")
    parser.add_argument("model")
    parser.add_argument("--images", help=".npy of image features")
    parser.add_argument("--texts", help=".npy of text features")
    parser.add_argument("--output", type=Path, help="folder for the embeddings")
    arguments = parser.parse_args()
    model = Model(arguments.model)
    for name, path, modality in [("images", arguments.images, "image"),
                                 ("texts", arguments.texts, "text")]:
        if path is None:
            continue
        embeddings = model.embed(np.load(path), modality)
        if arguments.output:
            np.save(arguments.output / f"{name}.npy", embeddings)
        else:
            for row in embeddings:
                print(name, *(f"{value:.6f}" for value in row))


if __name__ == "__main__":
    main()
