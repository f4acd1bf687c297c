"""Makes small vectors and queries, and what FAISS and hnswlib find: FAISS by comparing all, both by
graphs of the same settings that an approximate index of the test has.

Run from the root of the repository. Needs numpy, safetensors, faiss-cpu and hnswlib.
"""

import os

import faiss
import hnswlib
import numpy as np
from safetensors.numpy import save_file

FOLDER = "Tests/HUSETests/Fixtures/search"
ITEMS, QUERIES, COLUMNS, CENTERS = 1200, 40, 24, 12
LINKS, BUILD_CANDIDATES, CANDIDATES, FOUND = 4, 16, 50, 10


def vectors(generator, centers, count):
    """Unit vectors around centers."""
    chosen = centers[generator.integers(0, len(centers), count)]
    values = chosen + 0.8 * generator.normal(size=(count, COLUMNS))
    values /= np.linalg.norm(values, axis=1, keepdims=True)
    return values.astype(np.float32)


def main():
    generator = np.random.default_rng(5)
    centers = generator.normal(size=(CENTERS, COLUMNS))
    items, queries = (vectors(generator, centers, count) for count in (ITEMS, QUERIES))

    flat = faiss.IndexFlatIP(COLUMNS)
    flat.add(items)
    nearest = flat.search(queries, FOUND)[1]

    faiss.omp_set_num_threads(1)
    graph = faiss.IndexHNSWFlat(COLUMNS, LINKS, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = BUILD_CANDIDATES
    graph.add(items)
    graph.hnsw.efSearch = CANDIDATES
    by_faiss = graph.search(queries, FOUND)[1]

    index = hnswlib.Index(space="ip", dim=COLUMNS)
    index.init_index(
        max_elements=ITEMS, M=LINKS, ef_construction=BUILD_CANDIDATES, random_seed=1)
    index.add_items(items, num_threads=1)
    index.set_ef(CANDIDATES)
    by_hnswlib = index.knn_query(queries, k=FOUND, num_threads=1)[0]

    for name, found in ("FAISS", by_faiss), ("hnswlib", by_hnswlib):
        hits = sum(len(np.intersect1d(a, b)) for a, b in zip(found, nearest))
        print(f"{name}: recall {hits / nearest.size}")
    os.makedirs(FOLDER, exist_ok=True)
    save_file(
        {"items": items, "queries": queries, "nearest": nearest.astype(np.float32),
         "faiss": by_faiss.astype(np.float32), "hnswlib": by_hnswlib.astype(np.float32)},
        os.path.join(FOLDER, "peers.safetensors"))


if __name__ == "__main__":
    main()
