"""Makes the fixtures of Tests/HUSETests/Fixtures/export: what other programs find in the files that
`huse export` writes.

    python3 Tests/Reference/make_export_fixtures.py .build/debug/huse

Made on Python 3.11 with numpy 2.4.6, safetensors 0.8.0, onnx 1.23.2, onnxruntime 1.32.0, faiss-cpu
1.15.1, pytrec-eval-terrier 0.5.11, sentence-transformers 6.2.0 with transformers 5.24.0 and torch
2.13.0. `sentences.huse` is a model that the library has written once: the encoder of
`text/tiny-bert`, and towers that have not learned.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import faiss
import numpy as np
from safetensors.numpy import save_file

from run_export import measures, run_graph, sentence_embeddings

FIXTURES = Path(__file__).resolve().parents[1] / "HUSETests" / "Fixtures"
FOLDER = FIXTURES / "export"
MODEL = FIXTURES / "model" / "version-5.huse"


def export(huse, *arguments):
    subprocess.run([huse, "export", *map(str, arguments)], check=True)


def graphs(huse, work):
    export(huse, MODEL, "--format", "onnx", "--output", work / "onnx")
    for modality in ("image", "text"):
        graph = work / "onnx" / f"{modality}.onnx"
        shutil.copy(graph, FOLDER)
        features = np.load(FIXTURES / "model" / f"{modality}s.npy")
        for name, rows in run_graph(graph, features).items():
            np.save(FOLDER / f"{modality}-{name}.npy", rows)


def flat_indexes():
    vectors = np.load(FIXTURES / "model" / "version-5-images.npy").astype(np.float32)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    faiss.write_index(index, str(FOLDER / "flat.faiss"))
    faiss.write_index(faiss.IndexFlatIP(3), str(FOLDER / "empty.faiss"))


def runs(huse, work):
    """Pairs with equal rows, and a class of one pair."""
    rows = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 3, 7, 7]
    labels = [0, 1, 2, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 1, 1]
    save_file(
        {"images": np.load(FIXTURES / "model" / "images.npy")[rows],
         "texts": np.load(FIXTURES / "model" / "texts.npy")[rows],
         "labels": np.array(labels, dtype=np.int64)},
        FOLDER / "pairs.safetensors", {"classes": json.dumps(["class 0", "class 1", "class 2"])})
    shutil.rmtree(FOLDER / "trec", ignore_errors=True)
    export(huse, MODEL, "--format", "trec", "--data", FOLDER / "pairs.safetensors", "--output",
           FOLDER / "trec")
    (FOLDER / "measures.json").write_text(json.dumps(measures(FOLDER / "trec"), indent=1) + "\n")


def sentences(huse, work):
    texts = json.loads((FIXTURES / "text" / "tiny-bert" / "texts.json").read_text())
    export(huse, FOLDER / "sentences.huse", "--format", "sentence-transformers", "--output",
           work / "sentences")
    np.save(FOLDER / "sentences.npy", sentence_embeddings(work / "sentences", texts))


def main():
    huse = Path(sys.argv[1]).resolve()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        graphs(huse, work)
        flat_indexes()
        runs(huse, work)
        sentences(huse, work)


if __name__ == "__main__":
    main()
