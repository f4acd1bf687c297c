#!/usr/bin/env python3
"""Writes what approximate search is measured on: items.npy, queries from the cloud of the items
(images.npy) and from another cloud around the same centers (texts.npy), and the positions of the 10
nearest items of each query (images_truth.npy, texts_truth.npy), by IndexFlatIP of FAISS."""

import argparse
from pathlib import Path

import faiss
import numpy as np

DIMENSION, CENTERS, NOISE, OFFSET, BLOCK = 512, 2000, 0.8, 1.5, 50_000


class Clouds:
    """Unit vectors around centers whose variance falls along the axes, turned in a random way."""

    def __init__(self, generator):
        self.generator = generator
        self.scale = np.arange(1, DIMENSION + 1, dtype=np.float32) ** -0.5
        square = generator.standard_normal((DIMENSION, DIMENSION), np.float32)
        self.rotation = np.linalg.qr(square)[0]
        self.centers = generator.standard_normal((CENTERS, DIMENSION), np.float32) * self.scale

    def offset(self):
        direction = self.generator.standard_normal(DIMENSION, np.float32)
        return OFFSET * direction / np.linalg.norm(direction)

    def vectors(self, count, offset):
        result = np.empty((count, DIMENSION), np.float32)
        for start in range(0, count, BLOCK):
            size = min(BLOCK, count - start)
            noise = self.generator.standard_normal((size, DIMENSION), np.float32) * self.scale
            centers = self.centers[self.generator.integers(0, CENTERS, size)]
            rows = (centers + NOISE * noise) @ self.rotation + offset
            result[start:start + size] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return result


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=1000)
    options = parser.parse_args()
    clouds = Clouds(np.random.default_rng(1))
    of_images, of_texts = clouds.offset(), clouds.offset()
    items = clouds.vectors(options.items, of_images)
    options.folder.mkdir(parents=True, exist_ok=True)
    np.save(options.folder / "items.npy", items)
    exact = faiss.IndexFlatIP(DIMENSION)
    exact.add(items)
    for name, offset in [("images", of_images), ("texts", of_texts)]:
        queries = clouds.vectors(options.queries, offset)
        np.save(options.folder / f"{name}.npy", queries)
        nearest = exact.search(queries, 10)[1]
        np.save(options.folder / f"{name}_truth.npy", nearest.astype(np.float32))


if __name__ == "__main__":
    main()
