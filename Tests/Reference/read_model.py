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
            if metadata["format_version"] not in ("1", "2", "3", "4"):
                raise SystemExit(f"{path} has format version {metadata['format_version']}")
            self.structure = json.loads(metadata["model"])
            self.tensors = {
                name: file.get_tensor(name).astype(np.float64) for name in file.keys()}

    def embed(self, features, name, structure):
        """The unit rows that a tower makes of features."""
        rows = np.asarray(features, dtype=np.float64)
        if structure["hasInputScaling"]:
            rows = rows - self.tensors[f"{name}.input.mean"]
            rows = rows * self.tensors[f"{name}.input.scale"]
        count = structure["layerCount"]
        for layer in range(count):
            weights = self.tensors[f"{name}.layers.{layer}.weights"]
            rows = rows @ weights + self.tensors[f"{name}.layers.{layer}.bias"]
            if layer < count - 1 or structure["rectifiesOutput"]:
                rows = np.maximum(rows, 0)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)

    def embed_images(self, features):
        return self.embed(features, "image_tower", self.structure["imageTower"])

    def embed_texts(self, features):
        return self.embed(features, "text_tower", self.structure["textTower"])


def main():
    parser = argparse.ArgumentParser(description="Embeds features with a model that HUSE wrote.")
    parser.add_argument("model")
    parser.add_argument("--images", help=".npy of image features")
    parser.add_argument("--texts", help=".npy of text features")
    parser.add_argument("--output", type=Path, help="folder for the embeddings")
    arguments = parser.parse_args()
    model = Model(arguments.model)
    for name, path, embed in [("images", arguments.images, model.embed_images),
                              ("texts", arguments.texts, model.embed_texts)]:
        if path is None:
            continue
        embeddings = embed(np.load(path))
        if arguments.output:
            np.save(arguments.output / f"{name}.npy", embeddings)
        else:
            for row in embeddings:
                print(name, *(f"{value:.6f}" for value in row))


if __name__ == "__main__":
    main()
