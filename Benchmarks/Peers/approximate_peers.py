#!/usr/bin/env python3
"""Approximate search in hnswlib, usearch or FAISS: build time, memory, and for each number of
candidates the recall and the queries a second of one thread. Prints a line of JSON for each."""

import argparse
import json
import os
import resource
import time

import numpy as np

THREADS = len(os.sched_getaffinity(0))


def hnswlib_index(items, options):
    import hnswlib
    index = hnswlib.Index(space="ip", dim=items.shape[1])
    index.init_index(
        max_elements=len(items), M=options.links, ef_construction=options.build_candidates)
    index.set_num_threads(THREADS)
    index.add_items(items)
    index.set_num_threads(1)

    def search(queries, candidates):
        index.set_ef(candidates)
        return index.knn_query(queries, k=10, num_threads=1)[0]
    return search


def usearch_index(dtype):
    def build(items, options):
        from usearch.index import Index
        index = Index(
            ndim=items.shape[1], metric="ip", dtype=dtype, connectivity=options.links,
            expansion_add=options.build_candidates)
        index.add(np.arange(len(items)), items, threads=THREADS)

        def search(queries, candidates):
            index.expansion_search = candidates
            return index.search(queries, 10, threads=1).keys
        return search
    return build


def faiss_index(quantizer):
    def build(items, options):
        import faiss
        faiss.omp_set_num_threads(THREADS)
        if quantizer:
            index = faiss.IndexHNSWSQ(
                items.shape[1], faiss.ScalarQuantizer.QT_8bit, options.links,
                faiss.METRIC_INNER_PRODUCT)
            index.train(items[:100_000])
        else:
            index = faiss.IndexHNSWFlat(
                items.shape[1], options.links, faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = options.build_candidates
        index.add(items)
        faiss.omp_set_num_threads(1)

        def search(queries, candidates):
            index.hnsw.efSearch = candidates
            return index.search(queries, 10)[1]
        return search
    return build


PEERS = {
    "hnswlib": hnswlib_index,
    "usearch-f32": usearch_index("f32"),
    "usearch-i8": usearch_index("i8"),
    "faiss-hnsw": faiss_index(False),
    "faiss-hnsw-sq8": faiss_index(True),
}


def recall(found, truth):
    hits = sum(len(np.intersect1d(a, b)) for a, b in zip(found, truth))
    return hits / truth.size


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("--items", required=True)
    parser.add_argument(
        "--queries", nargs=3, action="append", required=True, metavar=("NAME", "QUERIES", "TRUTH"))
    parser.add_argument("--links", type=int, default=16)
    parser.add_argument("--build-candidates", type=int, default=128)
    parser.add_argument(
        "--candidates", type=int, nargs="+",
        default=[10, 20, 30, 40, 50, 75, 100, 150, 200, 300, 400, 600, 800])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    items = np.load(options.items)
    before = resident()
    start = time.perf_counter()
    search = PEERS[options.peer](items, options)
    seconds, memory = time.perf_counter() - start, resident() - before
    for name, queries, truth in options.queries:
        queries, truth = np.load(queries), np.load(truth).astype(np.int64)
        for candidates in options.candidates:
            best = float("inf")
            for _ in range(options.rounds):
                start = time.perf_counter()
                found = search(queries, candidates)
                best = min(best, time.perf_counter() - start)
            print(json.dumps({
                "peer": options.peer, "queries": name, "candidates": candidates,
                "recall": recall(found, truth), "queriesPerSecond": len(queries) / best,
                "buildSeconds": seconds, "indexMegabytes": memory / 1e6}), flush=True)


def resident():
    """Bytes of this process in memory."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


if __name__ == "__main__":
    main()
