#!/usr/bin/env python3
"""Exact search in FAISS: IndexFlatIP over random unit vectors."""

import faiss
import numpy as np

import measuring

DIMENSION = 512


def unit_vectors(count, generator):
    vectors = generator.random((count, DIMENSION), np.float32) * 2 - 1
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def main():
    parser = measuring.options(__doc__)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=1, help="queries of one call")
    arguments = parser.parse_args()
    faiss.omp_set_num_threads(measuring.THREADS)
    generator = np.random.default_rng(1)
    index = faiss.IndexFlatIP(DIMENSION)
    for start in range(0, arguments.items, 100_000):
        index.add(unit_vectors(min(100_000, arguments.items - start), generator))
    queries = unit_vectors(arguments.queries, generator)
    measuring.time_and_print(
        "exact-search", lambda: index.search(queries, 10), arguments,
        {"faiss": faiss.__version__})


if __name__ == "__main__":
    main()
