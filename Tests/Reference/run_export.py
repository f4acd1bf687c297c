"""Uses what `huse export` writes, with the programs that it is written for.

    python3 run_export.py onnx GRAPH FEATURES.npy FOLDER     writes embeddings.npy, probabilities.npy
    python3 run_export.py faiss INDEX QUERIES.npy COUNT      prints positions and cosines as JSON
    python3 run_export.py trec FOLDER                        prints the measures of each run as JSON
    python3 run_export.py sentences FOLDER TEXTS.json FILE   writes embeddings

Each needs the package of its name only: onnx and onnxruntime, faiss-cpu, pytrec-eval-terrier,
sentence-transformers.
"""

import json
import sys
from pathlib import Path

import numpy as np


def run_graph(graph, features):
    """The outputs of a graph by name. One row gives what it gives among others."""
    import onnx
    import onnxruntime

    onnx.checker.check_model(str(graph), full_check=True)
    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]

    def run(rows):
        return dict(zip(names, session.run(names, {"features": rows.astype(np.float32)})))

    whole = run(features)
    for name, rows in run(features[:1]).items():
        assert np.abs(rows - whole[name][:1]).max() < 1e-6, name
    for name, rows in run(features[:0]).items():
        assert rows.shape == (0, whole[name].shape[1]), name
    return whole


def search(index, queries, count):
    import faiss

    read = faiss.read_index(str(index))
    assert isinstance(read, faiss.IndexFlatIP), type(read)
    cosines, positions = read.search(queries.astype(np.float32), count)
    return {"count": read.ntotal, "dimension": read.d, "positions": positions.tolist(),
            "cosines": cosines.tolist()}


def measures(folder):
    """Mean average precision and success@K of each run, the means over its queries."""
    import pytrec_eval

    result = {}
    for path in sorted(Path(folder).glob("*.run")):
        with open(path) as file:
            run = pytrec_eval.parse_run(file)
        with open(path.with_suffix(".qrels")) as file:
            judgements = pytrec_eval.parse_qrel(file)
        evaluator = pytrec_eval.RelevanceEvaluator(judgements, {"map", "success"})
        queries = evaluator.evaluate(run)
        assert len(queries) == len(judgements), path
        result[path.stem] = {
            name: sum(query[name] for query in queries.values()) / len(queries)
            for name in ("map", "success_1", "success_5", "success_10")}
    return result


def sentence_embeddings(folder, texts):
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), device="cpu").encode(texts)


def main():
    kind, *arguments = sys.argv[1:]
    if kind == "onnx":
        graph, features, folder = arguments
        for name, rows in run_graph(graph, np.load(features)).items():
            np.save(Path(folder) / f"{name}.npy", rows)
    elif kind == "faiss":
        index, queries, count = arguments
        print(json.dumps(search(index, np.load(queries), int(count))))
    elif kind == "trec":
        print(json.dumps(measures(arguments[0])))
    elif kind == "sentences":
        folder, texts, file = arguments
        np.save(file, sentence_embeddings(folder, json.loads(Path(texts).read_text())))
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
